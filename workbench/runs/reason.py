"""Why a segment is suspected, in a few words for a line of a table, or in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.runs.row import scored_target
from workbench.runs.span import DOUBT, SYMPTOM
from workbench.suspicion.verdict import SUSPECTED
from workbench.symptoms import tags_of

MOST = 28
"""Characters of a text that is quoted."""
BETWEEN = {"omission": "left out", "addition": "added", "non_word": "no word", "copy": "left as it is"}
"""What becomes of a stretch, where a symptom's name does not say it."""
LIKELY = "unlikely from the model's point of view"


def reason(record: Mapping[str, Any]) -> str:
    """As ``24 → 42`` or ``left out: shed``; empty where nothing stands out. ``record``: with its ``spans``."""
    if found := _gravest(record):
        source, target = (_quoted(record, side, SYMPTOM, found["name"]) for side in ("source", "target"))
        if source and target:
            return f"{source} → {target}"
        name = BETWEEN.get(found["name"], found["name"].replace("_", " "))
        return f"{name}: {source or target}" if source or target else name
    if (record.get("suspicion") or 0.0) < SUSPECTED:
        return ""
    doubted = _quoted(record, "target", DOUBT)
    return f"doubtful: {doubted}" if doubted else "unlikely wording"


def sentence(record: Mapping[str, Any]) -> str:
    """The same for people who see nothing else; where nothing was found it says how little that means."""
    suspicion = record.get("suspicion")
    if found := _gravest(record):
        source, target = (_quoted(record, side, SYMPTOM, found["name"]) for side in ("source", "target"))
        name = BETWEEN.get(found["name"], found["name"].replace("_", " "))
        if source and target:
            told = f"‘{source}’ became ‘{target}’ ({name})."
        elif source or target:
            told = f"‘{source or target}’: {name}."
        else:
            told = f"{name.capitalize()}."
        return told if suspicion is None or suspicion >= SUSPECTED else f"{told} By itself that says little."
    if suspicion is None:
        return "The model could not read this; nothing is known of it."
    if suspicion >= SUSPECTED:
        doubted = _quoted(record, "target", DOUBT)
        return f"Unlikely wording{f', first of all ‘{doubted}’' if doubted else ''}."
    return "Nothing found."


def _gravest(record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next(iter(tags_of(record["symptoms"] or (), 1)), None)


def _quoted(record: Mapping[str, Any], side: str, claimed_by: str, kind: str | None = None) -> str:
    """The first stretches of a text that something is claimed of."""
    text = record["source"] if side == "source" else scored_target(record)
    spans: Sequence[Mapping[str, Any]] = record.get("spans") or ()
    claimed = [one for one in spans if one["side"] == side and one["claimed_by"] == claimed_by]
    if kind is not None:
        claimed = [one for one in claimed if one["kind"] == kind]
    else:
        claimed.sort(key=lambda one: -(one["probability"] or 0.0))
        claimed = claimed[:1]
    told = " … ".join(text[one["start"] : one["end"]] for one in claimed)
    return told if len(told) <= MOST else f"{told[:MOST].rstrip()}…"
