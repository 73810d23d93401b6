"""Pieces of page made of text from elsewhere: every text goes through `safe`, and no template reads it again."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from html import escape
from typing import Any

from workbench.app.serving.hosting import limits
from workbench.explanation.foreign_texts import foreign_in_words, foreign_texts
from workbench.language.display import NULL, number, printable
from workbench.scores import SCORES

_QUOTED = re.compile("‘[^‘’]*’")
_PLACE = re.compile(r"(?<![\w/:])/(?:[^\s/:'\"]+/)+")
_DIGITS = {"percent": 1, "points": 1}


def safe(value: object, longest: int | None = None) -> str:
    """Any text as HTML text: characters that command a page or a terminal are shown, not obeyed."""
    text = str(value)
    if longest is not None and len(text) > longest:
        text = text[:longest] + " …"
    return escape(printable(text), quote=True)


def rounded(name: str, value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return NULL
    if name not in SCORES:  # a column of the corpus, as it came
        return safe(value)
    return f"{value:.{_DIGITS.get(SCORES[name].unit, 2)}f}" if isinstance(value, float) else safe(number(value))


def about(name: str) -> str:
    """What a score is, in one line."""
    if name not in SCORES:
        return "a column of the corpus"
    score = SCORES[name]
    return f"{score.formula} ({score.unit}; higher is {score.higher_is}). {score.source}"


def isolated(told: object) -> str:
    """A sentence as HTML in which each ‘word’ runs in its own direction, and leaves that of the sentence as it is."""
    return _QUOTED.sub(r"<bdi>\g<0></bdi>", safe(told))


def empty(title: str, hint: str = "") -> str:
    return f'<div class="wb-empty" role="status"><b>{safe(title)}</b><span>{safe(hint)}</span></div>'


def fault(message: object) -> str:
    """What went wrong, in the words of the error that was made for people; where a shared machine keeps its files is
    nobody's business."""
    told = without_places(message) if limits().hosted else str(message)
    lines = "<br>".join(safe(line) for line in told.split("\n"))
    return f'<div class="wb-fault" role="alert">{lines}</div>'


def without_places(message: object) -> str:
    """A message with the names of files and without the folders that they lie in."""
    return _PLACE.sub("", str(message))


def note(*lines: str) -> str:
    """Short honest remarks; lines are HTML already."""
    return f'<div class="wb-note">{"<br>".join(lines)}</div>'


def language_notice(notes: Sequence[str]) -> str:
    """Which of the model's own languages are those that were asked for; empty where they were named as it does."""
    return note(safe("; ".join(notes)) + ".") if notes else ""


def foreign_notice(source: str, target: str, languages: tuple[str | None, str | None]) -> str:
    """That a text is in a language that the model was not loaded for; empty where nothing is sure."""
    lines = foreign_in_words(foreign_texts(source, target, languages))
    if not lines:
        return ""
    told = "<br>".join(f"<b>{safe(line[0].upper() + line[1:])}.</b>" for line in lines)
    return f'<div class="wb-foreign" role="status">{told} What follows is what it makes of such text.</div>'
