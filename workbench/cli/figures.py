"""Every score of a segment with what it means: a table, or under each other where the terminal is narrow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from workbench.language.display import number
from workbench.scores import SCORES, Score

NARROW = 72
"""Columns of a terminal below which the table would cut names and figures."""


def figures(row: Mapping[str, Any], width: int) -> Table | Group:
    """The scores of a row from `Run.segment`; one that is null says why."""
    return _table(row) if width >= NARROW else _lines(row)


def _meaning(row: Mapping[str, Any], score: Score) -> Text:
    why = row["nulls"].get(score.name)
    return Text(f"null: {why}" if why else score.formula, style="dim")


def _worse_when(score: Score) -> str:
    return "higher" if score.higher_is == "worse" else "lower"


def _table(row: Mapping[str, Any]) -> Table:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for title in ("score", "value", "unit", "worse when"):
        table.add_column(title, justify="right" if title == "value" else "left", no_wrap=True)
    table.add_column("what it is", overflow="fold")
    for name, score in SCORES.items():
        table.add_row(name, number(row[name]), score.unit, _worse_when(score), _meaning(row, score))
    return table


def _lines(row: Mapping[str, Any]) -> Group:
    parts: list[RenderableType] = []
    for name, score in SCORES.items():
        line = Text(f"{name} ").append(number(row[name]), style="bold")
        line.append(f" {score.unit}, worse when {_worse_when(score)}", style="dim")
        meaning = _meaning(row, score)
        meaning.overflow = "fold"
        parts += [line, Padding(meaning, (0, 0, 0, 2))]
    return Group(*parts)
