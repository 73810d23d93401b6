"""``workbench symptoms``: what can be wrong with a pair, and how that is told."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from workbench.cli.options import out
from workbench.cli.output import json_text


def symptoms(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list.")] = False,
) -> None:
    """List the symptoms: meaning, formula, and what each says of a translation and of a reference."""
    from workbench.symptoms import SYMPTOMS

    if as_json:
        names = ("name", "meaning", "formula", "source", "hypothesis", "reference", "its")
        records = [
            {name: getattr(symptom, name) for name in names}
            | {"languages": None if symptom.languages is None else sorted(symptom.languages)}
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
        ]
        for name, line in lines:
            out.print(Padding(Text(f"{name}: ", style="dim").append(line), (0, 0, 0, 4)))
