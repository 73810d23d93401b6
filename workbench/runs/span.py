"""Spans: what somebody or something claims of a stretch of a segment's source or target."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from workbench.runs.row import scored_target
from workbench.runs.shard import unpack_map
from workbench.suspicion import doubt
from workbench.suspicion.shipped import corrections

DOUBT, SYMPTOM = "doubt", "symptom"
CORRECTED = "corrected"
"""Kind of a claim of `DOUBT`: a person would correct this."""
_DIGITS = 3


@dataclass(frozen=True)
class Span:
    """``side``: the text that it is in. ``start``, ``end``: characters of it from 0, the last one not included.
    ``kind``: what is claimed, `CORRECTED` or the name of a symptom. ``probability`` of it, None where the claim has
    none. ``claimed_by``: `DOUBT` or `SYMPTOM`."""

    side: Literal["source", "target"]
    start: int
    end: int
    kind: str
    probability: float | None
    claimed_by: str


def word_doubts(row: Mapping[str, Any], weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of the target and the source words of a stored row with its map, how likely a person corrects them: see
    `workbench.suspicion.doubt`."""
    logprobs = np.array(row["word_logprobs"], dtype=np.float32)
    source, target = row["source_words"], row["target_words"]
    return doubt.doubts(source, target, weights, logprobs, row["own_translation"], corrections())


def spans(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is claimed of a row as it is stored, in the order of the texts; nothing of one that was not read. Raises
    `ValueError` for a row whose parts do not fit."""
    stored = unpack_map(row)
    if stored is None:
        return []
    weights, _ = stored
    texts = {"source": (row["source"], row["source_words"]), "target": (scored_target(row), row["target_words"])}
    stand = {side: places(text, words) for side, (text, words) in texts.items()}
    found = [*_doubted(row, weights, stand), *_symptoms(row, stand)]
    found.sort(key=lambda span: (span.side, span.start, span.end, span.claimed_by, span.kind))
    return [asdict(span) for span in found]


def places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words of a text stand in it. Raises `ValueError` for words of another text."""
    found, at = [], 0
    for word in words:
        start = text.index(word, at)
        at = start + len(word)
        found.append((start, at))
    return found


def _doubted(
    row: Mapping[str, Any], weights: np.ndarray, stand: Mapping[str, Sequence[tuple[int, int]]]
) -> Iterator[Span]:
    for side, values in zip(("target", "source"), word_doubts(row, weights), strict=True):
        for (start, end), value in zip(stand[side], values.tolist(), strict=True):
            if value >= doubt.STANDS_OUT:
                yield Span(
                    side=side,  # type: ignore[arg-type]
                    start=start,
                    end=end,
                    kind=CORRECTED,
                    probability=round(value, _DIGITS),
                    claimed_by=DOUBT,
                )


def _symptoms(row: Mapping[str, Any], stand: Mapping[str, Sequence[tuple[int, int]]]) -> Iterator[Span]:
    """Words beside each other are one span."""
    for one in json.loads(row["symptoms"] or "[]"):
        for side in ("source", "target"):
            words = sorted({*one[f"{side}_words"]})
            for place, word in enumerate(words):
                if place and words[place - 1] == word - 1:
                    continue
                last = word
                while last + 1 in words[place:]:
                    last += 1
                yield Span(
                    side=side,
                    start=stand[side][word][0],
                    end=stand[side][last][1],
                    kind=one["name"],
                    probability=None,
                    claimed_by=SYMPTOM,
                )
