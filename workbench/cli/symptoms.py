"""``workbench symptoms``: what can be wrong with a pair, and how that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from workbench.cli.options import out
from workbench.cli.output import json_text

if TYPE_CHECKING:
    from workbench.suspicion.ratios import Ratios, Side

SIDES = ("hypothesis", "reference")


def symptoms(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list.")] = False,
) -> None:
    """List the symptoms: meaning, formula, what each says of a translation and of a reference, and what it is worth.

    That is how much more often it speaks, from a severity on, of wrong translations or references than of right ones.
    """
    from workbench.suspicion.shipped import measured, ratios
    from workbench.symptoms import SYMPTOMS

    worth = {side: ratios(side) for side in SIDES}
    if as_json:
        names = ("name", "meaning", "formula", "source", "hypothesis", "reference", "its")
        records = [
            {name: getattr(symptom, name) for name in names}
            | {"languages": None if symptom.languages is None else sorted(symptom.languages)}
            | {"ratios": {side: worth[side].get(symptom.name) for side in SIDES}}
            for symptom in SYMPTOMS.values()
        ]
        print(json_text(records, indent=1))
        return
    for symptom in SYMPTOMS.values():
        out.print(Text(symptom.name, style="bold").append(f"  {symptom.meaning}", style="not bold"))
        languages = "any" if symptom.languages is None else " ".join(sorted(symptom.languages))
        lines = [
            ("severity", symptom.formula),
            ("in a translation", symptom.hypothesis),
            ("in a reference", symptom.reference),
            ("languages", languages),
            ("source", symptom.source),
            *((f"worth, {side}", _worth(symptom.name, worth[side], measured(side))) for side in SIDES),
        ]
        for name, line in lines:
            out.print(Padding(Text(f"{name}: ", style="dim").append(line), (0, 0, 0, 4)))


def _worth(name: str, ratios: Ratios, measured: Side) -> str:
    """The ratio from each severity on, and how many targets of either kind it spoke of."""
    from workbench.suspicion.ratios import EDGES

    if name not in ratios:
        return "not measured"
    told = ", ".join(f"from {edge} × {ratio:.3g}" for edge, ratio in zip(EDGES, ratios[name], strict=True))
    found = measured.symptoms.get(name)
    if found is None or ratios[name] != found.ratios:
        return f"{told}; declared, as nothing measures it"
    counts = f"{sum(found.wrong)} of {found.of[0]} wrong and {sum(found.right)} of {found.of[1]} right ones"
    return f"{told}; it spoke of {counts}"
