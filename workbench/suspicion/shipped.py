"""What comes with the bundled model: a suspicion for corpora that none can be fitted to, and what people correct."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from workbench import bundled
from workbench.suspicion.corrections import Corrections
from workbench.suspicion.suspicion import Suspicion

TOO_FEW = "as this one has too few"
FAULTY = "as most pairs of this one look faulty themselves"


@cache
def default_suspicion(side: str, why: str) -> Suspicion:
    """Of the bundled model; ``why`` none was fitted to the corpus itself."""
    record = read("suspicion.json")[side]
    return Suspicion.from_record(record | {"made_from": f"{record['made_from']}, {why}"})


@cache
def corrections() -> Corrections:
    """What people correct, as the bundled model reads it."""
    return Corrections.from_record(read("corrections.json"))


def read(name: str) -> dict[str, Any]:
    """A file beside the bundled model."""
    return json.loads((bundled.model_folder() / name).read_text(encoding="utf-8"))
