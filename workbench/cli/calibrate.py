"""``workbench calibrate``: measure which attention of a model to read, and keep it as its preset."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from workbench.cli import options
from workbench.cli.options import err, out
from workbench.cli.output import json_text
from workbench.language.display import things

if TYPE_CHECKING:
    from workbench.calibration.calibrate import Calibration
    from workbench.calibration.sample import Sample
    from workbench.corpus import Corpus
    from workbench.models import Translator


FEW = 30
"""Pairs, below which it is said how few they are."""


def calibrate(
    corpus: Annotated[str | None, typer.Argument(help="Parallel corpus; --gold with sentences needs none.")] = None,
    model: options.Model = "demo",
    gold: Annotated[Path | None, typer.Option(help="Word alignments: the lowest AER wins.")] = None,
    source: Annotated[
        str | None, typer.Option(help="Source file (also of --gold), or source column of CORPUS.")
    ] = None,
    target: Annotated[
        str | None, typer.Option(help="Target file (also of --gold), or target column of CORPUS.")
    ] = None,
    gold_format: options.GoldFormat = None,
    index_base: options.IndexBase = None,
    skip_faulty: options.SkipFaulty = False,
    criterion: Annotated[
        str | None, typer.Option(help="Without gold: agreement, within, erasure, sharp_and_monotone or diagonal.")
    ] = None,
    reverse_model: options.ReverseModel = None,
    reverse_prefix: options.ReversePrefix = None,
    limit: Annotated[int, typer.Option(min=1, help="Pairs to measure on, spread over the corpus.")] = 300,
    skip_bad_rows: options.SkipBadRows = False,
    pretokenized: Annotated[bool, typer.Option(help="Words are what stands between white space.")] = False,
    top: Annotated[int, typer.Option(min=1, help="Choices to list.")] = 10,
    keep: Annotated[bool, typer.Option(help="Keep the best as this model's preset.")] = True,
    forget: Annotated[bool, typer.Option("--forget", help="Only go back to the preset the model came with.")] = False,
    source_lang: options.SourceLang = None,
    target_lang: options.TargetLang = None,
    source_prefix: options.SourcePrefix = None,
    device: options.Device = None,
    dtype: options.Dtype = None,
    allow_pickle: options.AllowPickle = False,
    revision: options.Revision = None,
    longest: options.Longest = None,
    tie_embeddings: options.TieEmbeddings = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure every layer, head, row and view, and keep the best: score, align, explain and the app then read it.

    Without gold the choice wins whose links agree most with those of the other translation direction.
    """
    from workbench.calibration.calibrate import calibrate as measure
    from workbench.calibration.criteria import UNSUPERVISED
    from workbench.errors import UnknownNameError
    from workbench.models.presets import forget_preset, store_preset

    if gold is not None and criterion is not None:
        raise typer.BadParameter("both --gold and --criterion; gold is a criterion, so leave one of them out")
    if criterion is not None and criterion not in UNSUPERVISED:
        raise UnknownNameError("criterion", criterion, UNSUPERVISED)
    if gold is None and (gold_format is not None or index_base is not None or skip_faulty):
        raise typer.BadParameter("--gold-format, --index-base and --skip-faulty say how to read --gold; give that too")
    if gold is not None and pretokenized:
        raise typer.BadParameter(
            "--pretokenized is for a corpus; words of --gold are what stands between spaces anyway"
        )
    if gold is not None and skip_bad_rows:
        raise typer.BadParameter(
            "--skip-bad-rows is for a corpus without --gold, whose lines stand beside its own: leave it out"
        )
    options.check_reverse(reverse_model, reverse_prefix)
    if reverse_model is not None and (gold is not None or criterion not in (None, "agreement")):
        raise typer.BadParameter("--reverse-model is read for the criterion agreement alone; leave it out")
    sample = None
    if not forget:
        reading = {"format": gold_format, "index_base": index_base, "skip_faulty": skip_faulty}
        columns = corpus, source, target, None, None, None, None, None
        open_corpus = partial(options.open_corpus, *columns, source_lang, target_lang, skip_bad_rows)
        sample = _sample(open_corpus, corpus, gold, limit, pretokenized, source, target, **reading)
    guessed = (sample and sample.languages) or (None, None)
    translator = options.load_model(
        *(model, source_lang or guessed[0], target_lang or guessed[1], device, dtype, allow_pickle),
        source_prefix=source_prefix,
        revision=revision,
        longest=longest,
        tie_embeddings=tie_embeddings,
    )
    if sample is None:
        known = forget_preset(translator)
        err.print("the measured preset is forgotten" if known else "no preset was measured for this model")
        return
    reverse = None
    if gold is None and criterion in (None, "agreement"):
        reverse = _reverse(translator, reverse_model, device, dtype, allow_pickle, reverse_prefix)
    options.tell_left_out(sample.faults)
    fitting = sample.fitting(translator)
    if left_out := len(sample) - len(fitting):
        told = things(left_out, "pair is", "pairs are")
        err.print(f"{told} empty or too long for the model and left out", style="yellow")
    if 0 < len(fitting) < FEW:
        err.print(
            f"note: measured on {things(len(fitting), 'pair')} only; {FEW} tell more, some hundred tell well",
            style="yellow",
        )
    with err.status(f"measuring on {things(len(fitting), 'pair')}"):
        found = measure(translator, fitting, reverse=reverse, criterion=criterion)
    if as_json:
        print(json_text(found.record(), indent=1))
    else:
        _print(found, top)
    if keep:
        path = store_preset(translator, found.choice)
        err.print(Text(f"kept as the preset of {translator.name} in {path}"), soft_wrap=True)


def _sample(
    open_corpus: Callable[[], Corpus],
    corpus: str | None,
    gold: Path | None,
    limit: int,
    pretokenized: bool,
    source: str | None,
    target: str | None,
    **reading: Any,
) -> Sample:
    from workbench.calibration.sample import Sample

    if gold is not None and corpus is None:
        return options.open_gold(gold, source, target, limit, **reading)
    if corpus is None and source is None:
        raise typer.BadParameter("give a CORPUS, --source and --target files, or --gold with a file that has sentences")
    found = open_corpus()
    options.tell_bad_rows(found)
    if gold is not None:
        return Sample.of_gold_beside(found, gold, limit, **reading)
    return Sample.of_corpus(found, limit, pretokenized)


def _reverse(
    translator: Translator,
    name: str | None,
    device: str | None,
    dtype: str | None,
    allow_pickle: bool,
    source_prefix: str | None,
) -> Translator | None:
    from workbench.errors import ModelError
    from workbench.models import exchanged

    if name is not None:
        return options.load_reverse(name, translator, device, dtype, allow_pickle, source_prefix)
    try:
        return exchanged(translator)
    except ModelError as error:
        err.print(Text(f"note: {error}; until then agreement within one map decides"), style="yellow", soft_wrap=True)
        return None


def _print(found: Calibration, top: int) -> None:
    from workbench.calibration.calibrate import LEAST_GAIN, same_place

    gold = found.criterion == "gold"
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("view", "layer", "heads", "row", "AER" if gold else found.criterion):
        table.add_column(name, justify="right" if name not in ("view", "heads", "row") else "left")
    shown = [*found.table[:top], *(one for one in found.table[top:] if same_place(one.choice, found.choice))]
    for one in shown:
        heads = "all" if one.choice.heads is None else ",".join(map(str, one.choice.heads))
        figure = 1 - one.figure if gold else one.figure
        cells = one.choice.view, str(one.choice.layer), heads, one.choice.row, f"{figure:.3f}"
        table.add_row(*cells, style="bold" if same_place(one.choice, found.choice) else None)
    out.print(table)
    out.print(Text(f"bold: chosen; each further head must add {LEAST_GAIN}", style="dim"))
    out.print(Text(f"{found.choice}: {found.choice.measured}"), soft_wrap=True)
