"""One row of a run as it is used: what is stored as JSON is read, and what does not fit together is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from workbench.corpus.segment import first_reference
from workbench.corpus.values import JSON
from workbench.suspicion.verdict import current


@dataclass
class _Symptom:
    """What is read of one somewhere."""

    name: str
    severity: float
    message: str = ""
    source_words: list[int] = field(default_factory=list)
    target_words: list[int] = field(default_factory=list)


_SYMPTOMS = TypeAdapter(list[_Symptom])
_NULLS = TypeAdapter(dict[str, str])
_NEEDED = ("id", "position", "side", "status", "source")
_READ = ("source_words", "target_words", "target_pieces", "piece_logprobs", "word_logprobs", "piece_gains")
_UNSAID = {"message": "", "source_words": [], "target_words": []}


def decoded(stored: Mapping[str, Any]) -> dict[str, Any]:
    """A stored row, or some fields of it. Raises `ValueError` for what no run has, naming the field."""
    row = dict(stored)
    for name in _NEEDED:
        if name in row and row[name] is None:
            raise ValueError(f"{name} is null")
    for name, read in _AS_JSON.items():
        if name in row:
            try:
                row[name] = read(row[name])
            except (ValueError, TypeError, RecursionError) as error:
                raise ValueError(f"{name} is not what it should be: {str(row[name])[:60]!r}") from error
    if "references" in row:
        row["references"] = row["references"] or []
        if None in row["references"]:
            raise ValueError("a reference is null")
    if "verdict" in row:
        row["verdict"] = current(row["verdict"])
    if row.get("map") is not None:
        _check_read(row)
    return row


def _check_read(row: Mapping[str, Any]) -> None:
    lists = {name: row[name] for name in _READ if name in row}
    for name, values in lists.items():
        if values is None or (name != "word_logprobs" and None in values):
            raise ValueError(f"{name} {'is null' if values is None else 'holds a null'}")
    if lists.keys() == {*_READ}:
        pieces = len(row["target_pieces"])
        lengths = {"piece_logprobs": pieces + 1, "piece_gains": pieces + 1, "word_logprobs": len(row["target_words"])}
        for name, wanted in lengths.items():
            if len(row[name]) != wanted:
                raise ValueError(f"{name} has {len(row[name])} numbers; expected {wanted}")


def scored_target(row: Mapping[str, Any]) -> str:
    """The text that a scored row is about: the hypothesis, or `first_reference`; empty where there is none."""
    return (row["hypothesis"] if row["side"] == "hypothesis" else first_reference(row["references"])) or ""


def _symptoms(text: str | None) -> list[dict[str, Any]]:
    found = JSON.decode(text or "[]")
    _SYMPTOMS.validate_python(found)
    return [one | {name: value for name, value in _UNSAID.items() if name not in one} for one in found]


def _nulls(text: str | None) -> dict[str, str]:
    return _NULLS.validate_python(JSON.decode(text or "{}"))


def _metadata(text: str | None) -> dict[str, Any]:
    found = JSON.decode(text or "{}")
    if not isinstance(found, dict):
        raise TypeError(found)
    return found


_AS_JSON = {"symptoms": _symptoms, "nulls": _nulls, "metadata": _metadata}
