"""``workbench explain``: one sentence, its translation, and where the model looked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from workbench.cli import options
from workbench.cli.options import err, out
from workbench.cli.output import check_picture, json_text, write_picture
from workbench.errors import ModelError
from workbench.provenance import titled

if TYPE_CHECKING:
    from workbench.alignment.map import AlignmentMap
    from workbench.explanation.explanation import Explanation
    from workbench.explanation.steering import Steered


def explain(
    text: Annotated[str, typer.Argument(help="Source sentence.")],
    model: options.Model = "demo",
    target: Annotated[str | None, typer.Option(help="Translation to explain (default: the model's own).")] = None,
    prefix: Annotated[str, typer.Option(help="Target text that the model's translation must begin with.")] = "",
    view: Annotated[list[str] | None, typer.Option(help="View to make; may be given several times.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every view.")] = False,
    word: Annotated[int | None, typer.Option(help="Number of one target word to ask about, from 0.")] = None,
    instead_of: Annotated[str | None, typer.Option(help="Why --word and not this one?")] = None,
    look_at: Annotated[
        str | None,
        typer.Option(
            help="Had it looked at this source word (a number, or the word) while writing --word? Forces all heads of "
            "the last layer, or those of --layer and --head."
        ),
    ] = None,
    block: Annotated[str, typer.Option(help="cross, or self-attention: encoder, decoder.")] = "cross",
    layer: Annotated[
        str | None,
        options.layer_option(
            "Layer, from 0, or the mean over all layers (default: the model's preset); rollout stops there."
        ),
    ] = None,
    head: Annotated[
        list[str] | None,
        options.heads_option("Head, from 0, repeatable; all: the mean of all; max: the largest of all, renormalised."),
    ] = None,
    row: Annotated[str | None, typer.Option(help="output or input row.")] = None,
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
    """Explain one sentence: words, maps, how far to trust each, and what the model would rather have said."""
    from workbench.explanation.explanation import explain as explain_text
    from workbench.explanation.foreign_texts import foreign_in_words
    from workbench.explanation.steering import steer
    from workbench.views import VIEWS

    if every and view:
        raise typer.BadParameter("both --all and --view; leave one of them out")
    if look_at is not None and word is None:
        raise typer.BadParameter("--look-at without --word; give the number of the target word that is to be written")
    check_picture(html)
    # A word alone is a question to the views that answer by the word.
    usual = None if word is None else [name for name, one in VIEWS.items() if one.answers_contrast]
    # Views that cannot be asked about a word may stand beside what looking elsewhere does to it.
    unasked = look_at is not None and view and not any(one in VIEWS and VIEWS[one].takes("words") for one in view)
    translator = options.load_model(
        *(model, source_lang, target_lang, device, dtype, allow_pickle),
        source_prefix=source_prefix,
        revision=revision,
        longest=longest,
        tie_embeddings=tie_embeddings,
    )
    views = [*VIEWS] if every else view or usual
    for name in [*VIEWS] if every else ():
        if why := VIEWS[name].refused(translator):
            err.print(Text(f"note: without {name}: {why}"))
            views = [one for one in views or () if one != name]
    with err.status("explaining"):
        found = explain_text(
            text,
            translator,
            target=target,
            prefix=prefix,
            views=views,
            block=block,  # type: ignore[arg-type]
            layer=layer,  # type: ignore[arg-type]
            heads=head,
            row=row,  # type: ignore[arg-type]
            words=None if word is None or unasked else [word],
            instead_of=instead_of,
        )
        steered = None
        if look_at is not None and word is not None:
            asked = target if target is not None or not prefix else found.target_text
            steered = steer(translator, text, asked, word, _source_word(look_at, found.source), layer, head)  # type: ignore[arg-type]
    for line in foreign_in_words(found.foreign):
        err.print(Text(f"note: {line}"))
    if html is not None:
        _write(found, html)
    if as_json:
        print(json_text(found.record() | ({"steered": steered.record()} if steered else {}), indent=1))
    else:
        _print(found)
        if steered is not None:
            _print_steered(steered)


def _source_word(asked: str, words: Sequence[str]) -> int:
    """A number, or a word that stands there once."""
    if asked.isdecimal() and asked not in words:
        return int(asked)
    found = [place for place, word in enumerate(words) if word == asked]
    if len(found) == 1:
        return found[0]
    numbered = " ".join(f"{number}:{word}" for number, word in enumerate(words))
    raise ModelError(
        f"--look-at {asked}: the source has {f'{len(found)} such words' if found else 'no such word'}; give a number: "
        f"{numbered}"
    )


def _print_steered(steered: Steered) -> None:
    from workbench.language.display import printable

    out.print()
    out.print(Text("made to look elsewhere", style="bold"))
    for line in steered.told():
        out.print(Text(printable(line)))
    told = [("as it looks", steered.plain), (f"at {steered.name_of(steered.looked)}", steered.looked)]
    if steered.drawn is not None:
        told.append((f"at {steered.name_of(steered.drawn)}, drawn at random", steered.drawn))
    for name, outcome in told:
        out.print(Text(f"{printable(name)}: {printable(outcome.text or '')}"))
    out.print(Text(f"forced: {steered.forced}, while that word is written", style="dim"))


def _print(found: Explanation) -> None:
    from workbench.cli.terminal import draw_map
    from workbench.explanation.trust import trust_in_words
    from workbench.language.display import number, printable

    out.print(Text(f"source      {printable(found.source_text)}"))
    out.print(Text(f"translation {printable(found.target_text)}"))
    prefixes = _prefix_maps(found)
    for name, made in found.views.items():
        out.print()
        out.print(Text(titled(name, made.provenance), style="bold"))
        out.print(draw_map(out, made))
        late = "; read at the step after the word was chosen" if made.provenance.get("row") == "input" else ""
        out.print(Text(f"faithfulness: {trust_in_words(found.faithfulness[name])}{late}", style="dim"))
    for title, made in prefixes.items():
        out.print()
        out.print(Text(title, style="bold"))
        out.print(draw_map(out, made))
    out.print()
    for place, (word, value, others) in enumerate(
        zip(found.words_and_end, found.logprobs, found.alternatives, strict=True)
    ):
        line = Text(f"{place:>3} {printable(word):>16}  {number(value):>8}  ")
        line.append("  ".join(f"{printable(piece)} {number(p)}" for piece, p in others), style="dim")
        out.print(line)
    out.print(Text("number and log-probability of each word, and the likeliest first pieces at its step", style="dim"))


def _prefix_maps(found: Explanation) -> dict[str, AlignmentMap]:
    """Of the views that tell what earlier target words had a part in, by title."""
    maps = {f"{name}, earlier target words": made.prefix_map for name, made in found.views.items()}
    return {title: made for title, made in maps.items() if made is not None}


def _title(name: str, found: Explanation) -> str:
    trust, title = found.faithfulness[name], titled(name, found.views[name].provenance)
    if trust.state == "yardstick":
        return f"{title}: the yardstick"
    measured = found.measured.get(name)
    return title if measured is None else f"{title}: {measured.verdict} ({measured.figure:+.2f})"


def _write(found: Explanation, path: Path) -> None:
    from workbench.charts import sentence_page
    from workbench.explanation.faithfulness import FRACTIONS

    page = sentence_page(
        {_title(name, found): made for name, made in found.views.items()} | _prefix_maps(found),
        found.words_and_end,
        found.logprobs,
        found.alternatives,
        FRACTIONS,
        {name: figure.by_view for name, figure in found.measured.items()},
        {name: figure.by_chance for name, figure in found.measured.items()},
    )
    write_picture(page, path)
