"""What comes with the bundled model: a suspicion for corpora that none can be fitted to, and what was learned once."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from workbench import bundled
from workbench.suspicion.corrections import Corrections, Learned, Taught
from workbench.suspicion.ratios import Ratios, Side
from workbench.suspicion.suspicion import Borrowed, Suspicion
from workbench.symptoms import SYMPTOMS

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


@cache
def beside() -> Taught:
    """What a difference from the reference says of a hypothesis."""
    return Taught.from_record(read("beside.json"))


@cache
def own() -> Taught:
    """What a model's own mistakes look like to it."""
    return Taught.from_record(read("own.json"))


def correction(own_translations: bool) -> Learned:
    """What tells a heavy correction: of what the model translated itself, or of others' translations."""
    return own().learned if own_translations else corrections().sentence


@cache
def measured(side: str) -> Side:
    """What each symptom is worth on a side, with what it rests on."""
    return Side.from_record(read("ratios.json")[side])


def ratios(side: str) -> Ratios:
    """The same, of the symptoms that there are; what one declares itself goes first."""
    found = measured(side).symptoms
    of = {name: found[name].ratios for name in SYMPTOMS if name in found}
    return of | {name: one.ratios for name, one in SYMPTOMS.items() if one.ratios is not None}


def read(name: str) -> dict[str, Any]:
    """A file beside the bundled model."""
    return json.loads((bundled.model_folder() / name).read_text(encoding="utf-8"))
