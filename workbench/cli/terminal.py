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

from workbench.alignment.map import AlignmentMap
from workbench.language.display import number, printable
from workbench.provenance import method_line

LEAST_SHOWN = 0.05


def worst_list(records: Sequence[Mapping[str, Any]], by: str, title: str) -> Group:
    """The ranked list, legible at any width: a line of figures (quality beside alignment), then the texts."""
    figures = [by, *(name for name in ("bleu", "logprob", "scatter") if name != by)]
    parts: list[RenderableType] = [Text(title, style="bold")]
    for place, record in enumerate(records, start=1):
        head = Text(f"\n{place:>3}  ")
        head.append(printable(record["id"]), style="bold")
        for name in figures:
            style = "bold" if name == by else "default"
            head.append(f"   {name} ", style="dim").append(number(record.get(name)), style=style)
        if record.get("planted"):
            head.append("   planted ", style="dim").append(printable(record["planted"]), style="yellow")
        parts += [head, Padding(texts(record), (0, 0, 0, 5))]
    return Group(*parts)


def texts(record: Mapping[str, Any]) -> Group:
    """Source, hypothesis and references, each said which; nothing read as markup."""
    lines = [("source", record["source"]), ("hypothesis", record["hypothesis"])]
    lines += [("reference", reference) for reference in record["references"] or ()]
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


def shade(weight: float) -> Style:
    """White to dark blue: legible for colour-blind people, and the number stands in the cell anyway."""
    share = max(0.0, min(1.0, weight)) ** 0.7
    red, green, blue = (round(255 + (dark - 255) * share) for dark in (8, 48, 107))
    return Style(color="white" if share > 0.5 else "black", bgcolor=f"rgb({red},{green},{blue})")


def map_tables(found: AlignmentMap, width: int) -> Iterator[Table]:
    """The map as one or more tables: target words across, source words down, weights in percent.

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
    table = Table(box=None, padding=(0, 1, 0, 0), show_footer=True)
    table.add_column("", Text("not shown", style="dim"), width=max(label, 9), overflow="ellipsis", no_wrap=True)
    for column in range(start, end):
        table.add_column(
            Text(printable(found.target.words[column])),
            Text(f"{found.dropped[column] * 100:.0f}", style="dim"),
            justify="right",
            width=cells[column],
            overflow="ellipsis",
            no_wrap=True,
        )
    for row, word in enumerate(found.source.words):
        table.add_row(Text(printable(word)), *(_cell(found.weights[column, row]) for column in range(start, end)))
    return table


def _cell(weight: np.floating) -> Text:
    if np.isnan(weight):
        return Text("–", style="dim")
    return Text(f"{weight * 100:.0f}", style=shade(float(weight))) if weight >= LEAST_SHOWN else Text("·", style="dim")


def draw_map(console: Console, found: AlignmentMap) -> Group:
    """The whole map with the line that says how it was made."""
    method = method_line(found.provenance)
    note = Text(f"percent of each target word's attention; 'not shown' went to end token and tags\n{method}", "dim")
    return Group(*map_tables(found, console.width), note)
