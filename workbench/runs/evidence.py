"""What speaks for and against a scored row, in numbers and in words for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from workbench.language.display import things
from workbench.runs.misses import told_misses
from workbench.runs.run import Run
from workbench.runs.span import word_doubts
from workbench.suspicion import beside, doubt
from workbench.suspicion.suspicion import BESIDE
from workbench.suspicion.verdict import sentence, unsuspected

LEAST_PUSH = 0.3
"""Nats of log-odds below which a signal is no reason worth a word."""
MOST_REASONS = 6
MOST_WORDS = 3

Record = Mapping[str, Any]


def fit_of(run: Run, side: str) -> str | None:
    """What the suspicion of a side was fitted to, and how much it misses."""
    fitted = run.suspicion_of(side)
    return None if fitted is None else f"{fitted.made_from}; misses: {told_misses(run, side)}"


def verdict_of(run: Run, row: Record) -> str | None:
    """The verdict of a row from `Run.segment` with its reason; None where there is none."""
    return None if row["verdict"] is None else sentence(row["verdict"], **_sides(run, row))


def misses_of(run: Run, row: Record) -> list[str]:
    """For each side of a row from `Run.segment` in which nothing was found, how much that misses."""
    return [f"misses, {side}: {told_misses(run, side)}" for side in unsuspected(**_sides(run, row))]


def _sides(run: Run, row: Record) -> dict[str, float | None]:
    """The suspicion of both."""
    found: dict[str, float | None] = dict.fromkeys(("hypothesis", "reference"))
    return found | run.suspicions(row["id"]) | {row["side"]: row["suspicion"]}


def reasons(run: Run, row: Record) -> list[tuple[str, float]]:
    """Which signals raised the suspicion of a record or row, by how many nats of log-odds."""
    fitted = run.suspicion_of(row["side"])
    if fitted is None or row["suspicion"] is None:
        return []
    severities = {one["name"]: one["severity"] for one in row["symptoms"]}
    return fitted.reasons({**row, **severities})


def raised_by(run: Run, row: Record) -> str:
    """The strongest of `reasons`, as ``logprob +1.6, omission +1.1``; empty where none is worth a word. What references
    say is told apart: see `beside_reference`."""
    worth = [f"{name} +{push:.1f}" for name, push in reasons(run, row) if push >= LEAST_PUSH and name != BESIDE]
    return ", ".join(worth[:MOST_REASONS])


def rightness(run: Run, row: Record, symptom: Record) -> str:
    """How often a symptom of the row is right when it speaks like this; empty where nobody knows."""
    fitted = run.suspicion_of(row["side"])
    share = None if fitted is None else fitted.rightness(symptom["name"], symptom["severity"])
    return "" if share is None else f"right in {100 * share:.0f} of 100 on text like this"


def beside_reference(run: Run, row: Record) -> str:
    """What the references say of a hypothesis, as ``chrF 31, the numbers differ: +1.2 nats``; empty where nothing."""
    nats = row.get(BESIDE)
    if nats is None:
        return ""
    language = run.manifest.signature.get("target_language")
    return f"{beside.told(row['hypothesis'] or '', row['references'] or (), language)}: {nats:+.1f} nats of log-odds"


def doubts(run: Run, row: Record) -> tuple[np.ndarray, np.ndarray] | None:
    """Of the target and the source words of a row from `Run.segment`, how likely a person corrects them: see
    `workbench.suspicion.doubt`. None where nothing was scored."""
    found = run.map_of(row)
    if found is None:
        return None
    return word_doubts(row, found.weights)


def doubted(run: Run, row: Record) -> str:
    """The words to look at first, as ``target 'bank' 0.41; source 'shore' 0.33``; empty where none stands out."""
    found = doubts(run, row)
    if found is None:
        return ""
    sides = [("target", row["target_words"], found[0]), ("source", row["source_words"], found[1])]
    return "; ".join(f"{side} {told}" for side, words, values in sides if (told := _first(words, values)))


def _first(words: Sequence[str], values: np.ndarray) -> str:
    order = [place for place in np.argsort(-values, kind="stable")[:MOST_WORDS] if values[place] >= doubt.STANDS_OUT]
    return ", ".join(f"'{words[place]}' {values[place]:.2f}" for place in order)


def counted(run: Run) -> str | None:
    """What the corpus figures of a run rest on, where that is not simply every hypothesis with a word in it."""
    quality = run.manifest.quality or {}
    empty, left_out = quality.get("empty", 0), quality.get("left_out_without_reference", 0)
    scored = quality.get("segments", 0)
    told = []
    if empty:
        are = "is empty or missing, and counts" if empty == 1 else "are empty or missing, and count"
        told.append(f"{empty:,} of {things(scored, 'hypothesis', 'hypotheses')} {are} as such")
    if left_out:
        have = "has no reference, and is" if left_out == 1 else "have no reference, and are"
        told.append(f"{left_out:,} of {things(scored + left_out, 'segment')} {have} left out")
    return f"corpus figures: {'; '.join(told)}" if told else None
