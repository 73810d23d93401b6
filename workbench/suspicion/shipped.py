"""What comes with the bundled model: a suspicion for corpora that none can be fitted to, and what people correct."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from workbench import bundled
from workbench.suspicion.corrections import Corrections
from workbench.suspicion.suspicion import Borrowed, Suspicion

WHY: dict[Borrowed, str] = {
    "too_few": "as this one has too few",
    "faulty": "as most pairs of this one look faulty themselves",
}


@cache
def default_suspicion(side: str, why: Borrowed = "too_few") -> Suspicion:
    """Of the bundled model; ``why`` none was fitted to the corpus itself."""
    record = read("suspicion.json")[side]
    return Suspicion.from_record(record | {"made_from": f"{record['made_from']}, {WHY[why]}", "borrowed": why})


@cache
def corrections() -> Corrections:
    """What people correct, as the bundled model reads it."""
    return Corrections.from_record(read("corrections.json"))


def read(name: str) -> dict[str, Any]:
    """A file beside the bundled model."""
    return json.loads((bundled.model_folder() / name).read_text(encoding="utf-8"))
