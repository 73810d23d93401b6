"""``workbench heads``: what each attention head of a model does, and what the model loses without it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from workbench.cli import options
from workbench.cli.options import err, out
from workbench.cli.output import check_picture, json_text, write_picture

if TYPE_CHECKING:
    from workbench.alignment.gold import GoldPair
    from workbench.calibration.head import HeadProfile
    from workbench.calibration.sample import Sample
    from workbench.corpus import Segment
    from workbench.models import Pair, Translator

BLOCKS = {
    "cross": "cross-attention",
    "encoder": "self-attention of the encoder",
    "decoder": "self-attention of the decoder",
}
COLUMNS = {
    "entropy": "entr",
    "start_mass": "start",
    "end_mass": "end",
    "punctuation_mass": "punc",
    "previous_word_mass": "prev",
    "same_word_mass": "same",
    "next_word_mass": "next",
    "monotonicity": "order",
    "agreement": "agree",
    "aer": "AER",
    "importance": "import",
}
COLUMNS_ARE = (
    "head: layer.head, from 0; entr: entropy, 0 one word, 1 all alike; start, end, punc, prev, same, next: percent of "
    "all attention before the text, on the end token, punctuation, the previous, same and next word; order: Kendall's "
    "τ-b of word order; agree: links by target and by source word, 0 chance, 1 all the same; import: fall of a target "
    "token's log-probability without the head, in nats"
)


def heads(
    corpus: Annotated[str, typer.Argument(help="{formats} file with references, or 'demo'.")] = "demo",
    model: options.Model = "demo",
    gold: Annotated[Path | None, typer.Option(help="Gold alignments, for the AER of each head.")] = None,
    gold_source: Annotated[str | None, typer.Option(help="Source sentences of --gold, if it has none.")] = None,
    gold_target: Annotated[str | None, typer.Option(help="Target sentences of --gold.")] = None,
    gold_format: options.GoldFormat = None,
    index_base: options.IndexBase = None,
    skip_faulty: options.SkipFaulty = False,
    limit: Annotated[int, typer.Option(min=1, help="Only the first N segments.")] = 200,
    skip_bad_rows: options.SkipBadRows = False,
    block: Annotated[
        list[str] | None, typer.Option(help="cross, encoder or decoder; may be given several times (default: all).")
    ] = None,
    importance: Annotated[
        bool, typer.Option("--importance/--no-importance", help="Switch off each head in turn: a forced pass for each.")
    ] = True,
    figure: Annotated[
        str | None, typer.Option(help="Figure that colours the picture (default: importance, or entropy).")
    ] = None,
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
    html: Annotated[
        Path | None, typer.Option(help="Also write the picture to this .html (or .svg, .png) file.")
    ] = None,
) -> None:
    """What each attention head looks at, over the references of a corpus: figures and a label for every head."""
    from workbench.calibration.head_importance import head_importance
    from workbench.calibration.head_profile import checked_blocks, head_profiles, with_importance

    check_picture(html)
    if figure and html is None:
        raise typer.BadParameter("--figure colours the picture; give --html FILE too, or leave it out")
    for name, given, needed in (("importance", importance, "--importance"), ("aer", gold, "--gold")):
        if figure == name and not given:
            raise typer.BadParameter(f"--figure {name} needs {needed}")
    shown = figure or ("importance" if importance else "entropy")
    if html is not None:
        _check_figure(shown)
    blocks = checked_blocks(block)
    found = options.open_corpus(
        corpus, limit=limit, source_lang=source_lang, target_lang=target_lang, skip_bad_rows=skip_bad_rows
    )
    reading = {"format": gold_format, "index_base": index_base, "skip_faulty": skip_faulty}
    sample = options.open_gold(gold, gold_source, gold_target, None, **reading) if gold else None
    guessed = found.languages or (None, None)
    translator = options.load_model(
        *(model, source_lang or guessed[0], target_lang or guessed[1], device, dtype, allow_pickle),
        source_prefix=source_prefix,
        revision=revision,
        longest=longest,
        tie_embeddings=tie_embeddings,
    )
    options.tell_bad_rows(found)
    pairs = _pairs(translator, found)
    truth = () if sample is None else _fitting(sample, translator)
    with err.status("reading attention") as status:
        profiles = head_profiles(translator, pairs, blocks, truth)
        if importance:
            falls = head_importance(
                translator, pairs, blocks, lambda done, of: status.update(f"switching off heads: {done} of {of}")
            )
            profiles = with_importance(profiles, falls)
    if html is not None:
        _write(profiles, shown, translator, len(pairs), gold, html)
    if as_json:
        record = {
            "model": translator.name,
            "pairs": len(pairs),
            "gold": gold and gold.name,
            "signature": translator.signature(),
            "heads": [profile.record() for profile in profiles],
        }
        print(json_text(record, indent=1))
    else:
        _print(profiles)


def _check_figure(name: str) -> None:
    from workbench.alignment.head_figure import FIGURES
    from workbench.errors import UnknownNameError

    if name not in FIGURES:
        raise UnknownNameError("figure of heads", name, FIGURES)


def _fitting(sample: Sample, translator: Translator) -> tuple[GoldPair, ...]:
    """Gold pairs that the model can read; says on stderr what is left out."""
    from workbench.errors import AlignmentError

    options.tell_left_out(sample.faults)
    fitting = sample.fitting(translator)
    if left_out := len(sample) - len(fitting):
        options.tell_left_out([f"{left_out} of {len(sample)} gold pairs, empty or too long for the model"])
    if not fitting.gold:
        raise AlignmentError(f"{sample.name}: no pair to measure the AER of heads on; give gold that fits the model")
    return fitting.gold


def _pairs(translator: Translator, segments: Iterable[Segment]) -> list[Pair]:
    """Sources with their first reference; says on stderr how many had none or are too long."""
    given = list(segments)
    texts = [(s.source, s.reference) for s in given if s.source.strip() and s.reference and s.reference.strip()]
    pairs = translator.encode_pairs([source for source, _ in texts], [target for _, target in texts])
    fitting = [pair for pair in pairs if translator.fits(pair)]
    for count, why in (
        (len(given) - len(texts), "without a source or a reference"),
        (len(pairs) - len(fitting), f"longer than the model's {translator.positions} positions"),
    ):
        if count:
            err.print(f"left out: {count} of {len(given)} segments {why}", highlight=False, soft_wrap=True)
    return fitting


def _print(profiles: Sequence[HeadProfile]) -> None:
    from workbench.calibration.head import LABELS

    for block, name in BLOCKS.items():
        of_block = [profile for profile in profiles if profile.block == block]
        if of_block:
            out.print(Text(name, style="bold"))
            out.print(_table(of_block))
            out.print()
    given = {profile.label for profile in profiles}
    lines = [COLUMNS_ARE, *(f"{label.name}: {label.meaning}" for label in LABELS if label.name in given)]
    out.print(Text("\n".join(lines), style="dim"))


def _table(profiles: Sequence[HeadProfile]) -> Table:
    """A row for each head, named layer.head, with the columns that any of them has."""
    names = [name for name in COLUMNS if any(getattr(profile, name) is not None for profile in profiles)]
    # In the decoder it is the same for all.
    with_row = profiles[0].block == "cross"
    table = Table(box=None, header_style="bold", padding=(0, 1, 0, 0), pad_edge=False)
    for title in ("head", *(("row",) if with_row else ())):
        table.add_column(title, no_wrap=True)
    for name in names:
        table.add_column(COLUMNS[name], justify="right", no_wrap=True)
    table.add_column("label", no_wrap=True)
    for profile in profiles:
        cells = [Text(f"{profile.layer}.{profile.head}", style="bold"), *([Text(str(profile.row))] if with_row else [])]
        cells += [Text(_cell(name, getattr(profile, name))) for name in names]
        table.add_row(*cells, Text(profile.label, style="bold" if profile.label == "aligner" else ""))
    return table


def _cell(name: str, value: float | None) -> str:
    from workbench.language.display import NULL

    if value is None:
        return NULL
    if name.endswith("_mass"):
        return f"{value * 100:.0f}"
    if name == "importance":
        return f"{value:+.3f}"
    return f"{value:.3f}" if name == "aer" else f"{value:.2f}"


def _write(
    profiles: Sequence[HeadProfile], figure: str, translator: Translator, pairs: int, gold: Path | None, path: Path
) -> None:
    from workbench.charts import head_panels

    languages = " → ".join(filter(None, (translator.source_language, translator.target_language)))
    lines = [f"means over {pairs} pairs" + (f"; AER on {gold.name}" if gold else "")]
    records = [profile.record() for profile in profiles]
    title = f"attention heads of {translator.name}" + (f" ({languages})" if languages else "")
    write_picture(head_panels(records, figure, title=title, lines=lines), path)
