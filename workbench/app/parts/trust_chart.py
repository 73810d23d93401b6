"""How far to trust the list of a corpus: real mistakes first, then planted faults, found and missed, in one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.app.parts.markup import note, safe
from workbench.runs import Run
from workbench.runs.misses import misses, told_misses

if TYPE_CHECKING:
    from gradio.components.plot import PlotData

REAL, PLANTED = "Real mistakes in translations", "Faults planted into references"


def trust_chart(run: Run) -> PlotData | None:
    """None where nothing was measured for this run."""
    from workbench.app.parts.pictures import picture
    from workbench.charts import found_and_missed

    sides = {REAL: "hypothesis", PLANTED: "reference"}
    groups = {
        name: [(one.text.replace("_", " "), one.count, one.of, one.interval) for one in misses(run, side)]
        for name, side in sides.items()
        if side in run.sides
    }
    if not any(groups.values()):
        return None
    return picture(found_and_missed(groups, "found: suspicion of 0.5 or more"))


def trust_told(run: Run) -> str:
    """What the picture was measured on, and what must not be made of it."""
    sides = {"Translations": "hypothesis", "References": "reference"}
    lines = [f"<b>{name}:</b> {safe(told_misses(run, side))}." for name, side in sides.items() if side in run.sides]
    lines.append(
        "Planted faults are plain ones; a fluent mistake leaves fewer traces. That nothing was found does not say that "
        "nothing is wrong."
    )
    return note(*lines)
