"""The texts of a segment as the picture: source over the text that is judged, joined by ribbons, doubted words coloured
and those that are linked to nothing hatched; below, the reference as what differs.

In: HTML. Out: ``select`` with ``{word}``, a target word counted from 0 that was pressed, or ``other`` with ``{side}``,
the side that is to be judged instead; in the browser the events ``wb-hover`` and ``wb-pin`` of the document, with
``{source, target}`` as words counted from 0, which pictures of the same words follow and send.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.app.parts.differences import marked
from workbench.app.parts.markup import safe
from workbench.language.display import probability
from workbench.runs.row import scored_target
from workbench.runs.span import places
from workbench.suspicion import doubt

LEAST_LINK = 0.15
"""Share of a word's attention below which it is no link."""
MOST_RIBBONS = 25
"""Words above which ribbons are drawn of the word alone that is pointed at."""


def sentences(
    row: Mapping[str, Any],
    found: AlignmentMap | None,
    doubts: tuple[np.ndarray, np.ndarray] | None,
    sides: Sequence[str] = (),
    pinned: int | None = None,
) -> str:
    """``row``: as `Run.segment` has it. ``found``: its map, None where the model did not read it; ``doubts``: of the
    target's and the source's words, how likely a person corrects them. ``sides``: that the run has.
    ``pinned``: a target word that stays lit."""
    target = scored_target(row)
    if found is None:
        return (
            f'<div class="wb-sentences"><p class="wb-line" dir="auto">{safe(row["source"])}</p>'
            f'<p class="wb-line" dir="auto">{safe(target) or "<i>empty</i>"}</p>{_others(row, sides)}</div>'
        )
    links = word_links(found.weights)
    linked_source, linked_target = {source for source, _, _ in links}, {target for _, target, _ in links}
    by_target, by_source = doubts or (np.zeros(len(found.target.words)), np.zeros(len(found.source.words)))
    sure = {side: _symptoms(row, side) for side in ("source", "target")}
    source_line = _line(row["source"], row["source_words"], "s", by_source, linked_source, sure["source"])
    target_line = _line(
        target, row["target_words"], "t", by_target, linked_target, sure["target"], row["word_logprobs"]
    )
    few = len(row["source_words"]) <= MOST_RIBBONS and len(row["target_words"]) <= MOST_RIBBONS
    word = "" if pinned is None else f' data-word="{pinned}"'
    told = json.dumps([[source, place, round(weight, 2)] for source, place, weight in links])
    return (
        f'<div class="wb-sentences{"" if few else " wb-long"}" data-links="{told}"{word}>'
        f'<p class="wb-line wb-source" dir="auto" role="group" aria-label="Source">{source_line}</p>'
        '<svg class="wb-ribbons" aria-hidden="true"></svg>'
        f'<p class="wb-line wb-target" dir="auto" role="group" aria-label="Text that is judged; press a word to ask '
        f'why it stands there">{target_line}</p>{_others(row, sides)}'
        '<p class="wb-hovered" aria-live="polite"></p></div>'
    )


def word_links(weights: np.ndarray) -> list[tuple[int, int, float]]:
    """``weights [tgt src]`` → source word, target word, weight of what is worth a ribbon: the source word that each
    target word weighs most, and the target word that weighs each source word most."""
    values = np.nan_to_num(weights)
    if not values.size:
        return []
    found = {(int(row.argmax()), place) for place, row in enumerate(values) if row.max() >= LEAST_LINK}
    found |= {(place, int(column.argmax())) for place, column in enumerate(values.T) if column.max() >= LEAST_LINK}
    return [(source, target, float(values[target, source])) for source, target in sorted(found)]


def _line(
    text: str,
    words: Sequence[str],
    side: str,
    doubts: np.ndarray,
    linked: set[int],
    sure: set[int],
    logprobs: Sequence[float | None] | None = None,
) -> str:
    """A text whose words can be pointed at, and pressed in the target."""
    parts, at = [], 0
    for place, (start, end) in enumerate(places(text, words)):
        value = float(doubts[place]) if np.isfinite(doubts[place]) else 0.0
        kinds = ["wb-w"]
        told = []
        if place in sure:
            kinds.append("wb-symptom")
        if value >= doubt.STANDS_OUT:
            kinds.append("wb-doubt")
            told.append(f"a person would correct this: {value:.0%}")
        if place not in linked:
            kinds.append("wb-unlinked")
            told.append("linked to nothing")
        logprob = logprobs[place] if logprobs else None
        if logprob is not None and not math.isnan(logprob):
            told.insert(0, f"probability {probability(math.exp(logprob))}")
        parts.append(safe(text[at:start]))
        style = f' style="--share:{min(1.0, value / 0.6):.2f}"' if "wb-doubt" in kinds else ""
        tag, more = ("button", f' type="button" tabindex="{-1 if place else 0}"') if side == "t" else ("span", "")
        parts.append(
            f'<{tag}{more} class="{" ".join(kinds)}" data-{side}="{place}"{style} data-told="{safe("; ".join(told))}">'
            f"{safe(text[start:end])}</{tag}>"
        )
        at = end
    return "".join(parts) + safe(text[at:])


def _symptoms(row: Mapping[str, Any], side: str) -> set[int]:
    """Words that a symptom names."""
    return {word for one in row["symptoms"] for word in one.get(f"{side}_words") or ()}


def _others(row: Mapping[str, Any], sides: Sequence[str]) -> str:
    """The texts beside those that are judged, the one of the other side with a way there."""
    target, parts = scored_target(row), []
    if row["side"] == "reference" and row["hypothesis"]:
        parts.append(("translation", row["hypothesis"]))
    parts += [("reference", text) for text in row["references"] or () if text and text != target]
    if row["own_translation"] not in (None, row["hypothesis"], target):
        parts.append(("the model's own", row["own_translation"]))
    other = {"hypothesis": "reference", "reference": "hypothesis"}[row["side"]]
    lines = []
    for place, (name, text) in enumerate(parts):
        way = (
            f' <button type="button" class="wb-other" data-side="{other}">judge this</button>'
            if place == 0 and other in sides
            else ""
        )
        lines.append(
            f'<p class="wb-line wb-beside"><span class="wb-name">{name}</span><span dir="auto">'
            f"{marked(target.split(), text.split())[1]}</span>{way}</p>"
        )
    return "".join(lines)
