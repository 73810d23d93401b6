"""How things look in a terminal: tables of records and maps drawn with shades."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from workbench.alignment.map import LEAST_KEPT_MASS, AlignmentMap
from workbench.corpus.segment import has_several
from workbench.language.display import NULL, number, printable
from workbench.provenance import method_line
from workbench.runs import scored_target
from workbench.scores import SCORES
from workbench.suspicion.verdict import NOTHING
from workbench.symptoms import tags_of

LEAST_SHOWN = 0.05


def worst_list(
    records: Sequence[Mapping[str, Any]],
    by: str,
    title: str,
    misses: str = "",
    notes: Mapping[str, Sequence[str]] | None = None,
) -> Group:
    """The ranked list, legible at any width: a line of figures (quality beside alignment), then the texts.

    ``misses``: how much such a list misses, for people. ``notes``: of a segment by its id, what is said below it.
    """
    figures = [by, *(name for name in ("suspicion", "bleu", "logprob", "scatter") if name != by)]
    parts: list[RenderableType] = [Text(title, style="bold")]
    if misses:
        parts.append(Text(misses, style="dim"))
    for place, record in enumerate(records, start=1):
        head = Text(f"\n{place:>3}  ")
        head.append(printable(record["id"]), style="bold")
        for name in figures:
            style = "bold" if name == by else "default"
            head.append(f"   {name} ", style="dim").append(_value(name, record.get(name)), style=style)
        tags = [one["name"].replace("_", " ") for one in tags_of(record["symptoms"])]
        if tags:
            head.append("   " + ", ".join(tags), style="magenta")
        if record["verdict"] not in (None, NOTHING):
            head.append(f"   {record['verdict']}", style="red")
        if record.get("flag"):
            head.append("   flagged ", style="dim").append(record["flag"], style="green")
        if record.get("planted"):
            head.append("   planted ", style="dim").append(printable(record["planted"]), style="yellow")
        parts += [head, Padding(texts(record), (0, 0, 0, 5))]
        for line in (notes or {}).get(record["id"], ()):
            parts.append(Padding(Text(printable(line), style="cyan"), (0, 0, 0, 5)))
    return Group(*parts)


def _value(name: str, value: object) -> str:
    """A score with three digits after the point; a column of the corpus as it came."""
    return number(value) if value is None or name in SCORES else printable(value)


def texts(record: Mapping[str, Any]) -> Group:
    """Source, hypothesis and references, each said which, and which of several references was read; nothing read as
    markup."""
    references = record["references"] or ()
    read = scored_target(record) if has_several(references) and record["side"] == "reference" else None
    lines = [("source", record["source"]), ("hypothesis", record["hypothesis"])]
    lines += [("reference, read" if one == read else "reference", one) for one in references]
    if record.get("own_translation") not in (None, record["hypothesis"]):
        lines.append(("the model itself", record["own_translation"]))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, line in lines:
        if line is not None:
            grid.add_row(name, Text(printable(line)))
    parts: list[RenderableType] = [grid]
    if record["status"] != "ok":
        parts.append(Text(record["status"], style="bold yellow"))
    return Group(*parts)


def shade(share: float) -> Style:
    """White to dark blue for 0 to 1, to dark orange for 0 to -1: legible for colour-blind people, and the number
    stands in the cell anyway."""
    dark = (8, 48, 107) if share >= 0 else (127, 59, 8)
    depth = min(1.0, abs(share)) ** 0.7
    red, green, blue = (round(255 + (part - 255) * depth) for part in dark)
    return Style(color="white" if depth > 0.5 else "black", bgcolor=f"rgb({red},{green},{blue})")


def map_tables(found: AlignmentMap, width: int) -> Iterator[Table]:
    """The map as one or more tables: target words across, source words down, weights in percent (signed: in nats).

    As many target words as fit into ``width`` columns go into one table.
    """
    source, target = found.source.words, found.target.words
    label = min(20, max((cell_len(printable(word)) for word in source), default=6))
    cells = [max(3, min(12, cell_len(printable(word)))) for word in target]
    start = 0
    while start < len(target):
        end, used = start + 1, label + 3 + cells[start] + 1
        while end < len(target) and used + cells[end] + 1 <= width:
            used += cells[end] + 1
            end += 1
        yield _map_table(found, start, end, label, cells)
        start = end


def _map_table(found: AlignmentMap, start: int, end: int, label: int, cells: Sequence[int]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), show_footer=not np.isnan(found.dropped).all())
    table.add_column("", Text("not shown", style="dim"), width=max(label, 9), overflow="ellipsis", no_wrap=True)
    for column in range(start, end):
        table.add_column(
            Text(printable(found.target.words[column])),
            Text(_figure(found.dropped[column], found.signed), style="dim"),
            justify="right",
            width=cells[column],
            overflow="ellipsis",
            no_wrap=True,
        )
    largest = float(np.nanmax(np.abs(found.weights), initial=0.0)) if found.signed else 1.0
    for row, word in enumerate(found.source.words):
        cells_of_row = (_cell(found.weights[column, row], largest, found.signed) for column in range(start, end))
        table.add_row(Text(printable(word)), *cells_of_row)
    return table


def _figure(weight: np.floating, signed: bool) -> str:
    if np.isnan(weight):
        return NULL
    return f"{weight:.1f}" if signed else f"{weight * 100:.0f}"


def _cell(weight: np.floating, largest: float, signed: bool) -> Text:
    if np.isnan(weight):
        return Text(NULL, style="dim")
    share = float(weight) / (largest or 1.0)
    return Text(_figure(weight, signed), style=shade(share)) if abs(share) >= LEAST_SHOWN else Text("·", style="dim")


def draw_map(console: Console, found: AlignmentMap) -> Group:
    """The whole map with the line that says how it was made, and how complete it is."""
    unit = "nats that each word on the left adds to the log-probability of one above, negative if it speaks against it"
    missing = "not asked about, or a word without tokens"
    if not found.signed:
        unit = (
            "each column: percent of what the words shown receive, together 100; "
            "'not shown': percent of all, which special tokens and tags receive"
        )
        missing = f"under {LEAST_KEPT_MASS:.1%} on the words shown, as good as all on special tokens and tags"
    lines = [unit]
    if np.isnan(found.weights).any():
        lines.append(f"{NULL}: {missing}")
    lines.append(method_line(found.provenance))
    if dropped := found.dropped_in_words():
        lines.append(f"dropped: {dropped} ({'nats, ' if found.signed else ''}mean over words)")
    if found.error is not None and not np.isnan(found.error).all():
        lines.append(f"completeness error: median {np.nanmedian(found.error):.1%}, worst {np.nanmax(found.error):.1%}")
    if found.source_share is not None and found.provenance.get("view") == "decomposition":
        lines.append(f"share of the source, not the prefix: {np.nanmean(found.source_share):.0%} on average")
    return Group(*map_tables(found, console.width), Text("\n".join(lines), "dim"))
