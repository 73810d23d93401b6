"""Pieces of page made of text from elsewhere: every text goes through `safe`, and no template reads it again."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from workbench.app.serving.hosting import limits
from workbench.corpus.segment import first_reference
from workbench.explanation.foreign_texts import foreign_in_words, foreign_texts
from workbench.language.display import NULL, number, printable
from workbench.scores import SCORES
from workbench.suspicion.verdict import NOTHING
from workbench.symptoms import SYMPTOMS, TAGS, tags_of

LONGEST = 400
"""Characters of a text in a list."""

_PLACE = re.compile(r"(?<![\w/:])/(?:[^\s/:'\"]+/)+")
_DIGITS = {"percent": 1, "points": 1}


def safe(value: object, longest: int | None = None) -> str:
    """Any text as HTML text: characters that command a page or a terminal are shown, not obeyed."""
    text = str(value)
    if longest is not None and len(text) > longest:
        text = text[:longest] + " …"
    return escape(printable(text), quote=True)


def text_of(value: object, kind: str, longest: int | None = None) -> str:
    """A sentence that brings its own direction of writing."""
    return f'<span class="wb-{kind}" dir="auto">{safe(value, longest)}</span>'


def figure(name: str, value: Any) -> str:
    """A score, rounded as its unit asks, with its formula on hover."""
    return (
        f'<span class="wb-figure" title="{safe(about(name))}"><i>{safe(name)}</i> <b>{rounded(name, value)}</b></span>'
    )


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


def tags(record: Mapping[str, Any], most: int | None = TAGS) -> str:
    """Symptoms, verdict and flag as short labels."""
    found = [
        f'<span class="wb-tag" title="{safe(_meaning(one))}">{safe(one["name"].replace("_", " "))}</span>'
        for one in tags_of(record["symptoms"], most)
    ]
    if record["status"] != "ok":
        found.append(f'<span class="wb-tag wb-status">{safe(record["status"].replace("_", " "))}</span>')
    if record.get("verdict") not in (None, NOTHING):
        found.append(f'<span class="wb-tag wb-verdict">{safe(record["verdict"])}</span>')
    if record.get("flag"):
        note = record.get("note") or "flagged by a person"
        found.append(f'<span class="wb-tag wb-flag" title="{safe(note, LONGEST)}">⚑ {safe(record["flag"])}</span>')
    return "".join(found)


def _meaning(one: Mapping[str, Any]) -> str:
    return SYMPTOMS[one["name"]].meaning if one["name"] in SYMPTOMS else ""


def ranked_list(
    records: Sequence[Mapping[str, Any]],
    run: str,
    by: str,
    first: int,
    total: int,
    proofs: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """The worst list: a button for each segment, with the figure that ranks it and those that matter beside it.

    ``proofs``: of each by its id, what put it on a list of another order, the clearest first.
    """
    if not records:
        return empty("No segment meets these conditions.", "Take a condition away, or choose another side.")
    beside = [name for name in ("suspicion", "chrf", "logprob", "scatter") if name != by][:3]
    rows = []
    for place, record in enumerate(records, start=first):
        sides = [text_of(record["source"], "source", LONGEST)]
        if record["hypothesis"] is not None:
            sides.append(text_of(record["hypothesis"], "hypothesis", LONGEST))
        if (reference := first_reference(record["references"] or ())) is not None:
            sides.append(text_of(reference, "reference", LONGEST))
        named = beside if proofs else [by, *beside]
        figures = "".join(figure(name, record.get(name)) for name in named)
        said = (proofs or {}).get(record["id"], ())
        rows.append(
            f'<li><button type="button" class="wb-row" data-run="{safe(run)}" data-side="{safe(record["side"])}" '
            f'data-id="{escape(record["id"], quote=True)}"><span class="wb-head"><span class="wb-place">{place}</span>'
            f'<span class="wb-id">{safe(record["id"], 40)}</span>{figures}</span>'
            f'<span class="wb-texts">{"".join(sides)}</span>'
            + "".join(f'<span class="wb-proof" dir="auto">{safe(one)}</span>' for one in said)
            + f'<span class="wb-tags">{tags(record)}</span></button></li>'
        )
    order = f"{safe(by)}, the clearest first" if proofs else f"worst first by {safe(by)}"
    count = f"{first:,}–{first + len(records) - 1:,} of {total:,}, {order}"
    return f'<p class="wb-count" role="status">{count}</p><ol class="wb-list" start="{first}">{"".join(rows)}</ol>'


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


def strip(words: Sequence[str], logprobs: Sequence[float | None], chosen: int | None = None) -> str:
    """Target words as buttons, the darker the less likely; the end token is told but is no word to ask about."""
    cells = []
    for place, (word, value) in enumerate(zip(words, logprobs, strict=True)):
        known = value is not None and not math.isnan(value)
        shade = min(1.0, -value / 8) if known and value is not None else 0.0
        told = (
            f"log-probability {value:.2f}, probability {math.exp(value):.1%}"
            if known and value is not None
            else "no figure"
        )
        inner = f'<span dir="auto">{safe(word, 60)}</span><small>{f"{value:.1f}" if known else NULL}</small>'
        style = f'style="--shade:{shade:.2f}"'
        if place == len(words) - 1:
            cells.append(f'<span class="wb-word wb-end" {style} title="end of the sentence: {told}">{inner}</span>')
        else:
            pressed = "true" if place == chosen else "false"
            cells.append(
                f'<button type="button" class="wb-word" data-word="{place}" aria-pressed="{pressed}" {style} '
                f'title="{told}; press for what the model would rather have said">{inner}</button>'
            )
    return f'<div class="wb-strip" role="group" aria-label="target words by log-probability">{"".join(cells)}</div>'


def alternatives(word: int, text: str, likeliest: Iterable[tuple[str, float]]) -> str:
    """What the model would rather have said where a word begins, each a button for "why this, not that"."""
    buttons = "".join(
        f'<button type="button" class="wb-piece" data-word="{word}" data-piece="{escape(piece, quote=True)}">'
        f'<span dir="auto">{safe(piece)}</span><small>{math.exp(value):.1%}</small></button>'
        for piece, value in likeliest
    )
    return (
        f'<div class="wb-alternatives"><span>Likeliest pieces where <b dir="auto">{safe(text)}</b> begins; press one '
        f"for “why {safe(text)} and not this”:</span>{buttons}</div>"
    )
