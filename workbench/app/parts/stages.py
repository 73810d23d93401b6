"""The stages of a job, each done, now or to come, with their time; and what is told of them in a line."""

from __future__ import annotations

import math

from workbench.app.parts.markup import note, safe
from workbench.app.serving.job import NOW, JobSeen, StageSeen

_MARKS = {"done": "✓", "now": "●", "to come": "○"}


def stages_panel(seen: JobSeen, *remarks: str) -> str:
    """Stages in order, elapsed and estimated time, and ``remarks``: text, a line each."""
    told = [_clock(seen), *map(safe, remarks)]
    if seen.stops_within is not None:
        told = [f'<span class="wb-busy">{safe(stopping(seen.stops_within))}</span>']
    items = "".join(map(_item, seen.steps))
    listed = f'<ol class="wb-stages" aria-label="stages">{items}</ol>' if items else ""
    return f'<section class="wb-job" aria-label="checking">{listed}{note(*told)}</section>'


def stopping(seconds: float) -> str:
    """When a job that was asked to stop will."""
    return f"Stopping after this batch, within about {max(1, math.ceil(seconds))} s. What is done is kept."


def _item(step: StageSeen) -> str:
    counted = f"{step.done:,} of {step.total:,}" if step.state == NOW and step.total else ""
    took = f"{step.seconds:.0f} s" if step.state != "to come" and step.seconds >= 1 else ""
    told = " · ".join(filter(None, (counted, took)))
    share = step.done / step.total if step.total else 0.0
    bar = ""
    if step.state == NOW and step.total:
        bar = (
            f'<span class="wb-progress" role="progressbar" aria-label="{safe(step.name)}" aria-valuemin="0" '
            f'aria-valuemax="100" aria-valuenow="{share * 100:.0f}"><span style="width:{share:.1%}"></span></span>'
        )
    here = ' aria-current="step"' if step.state == NOW else ""
    kind = step.state.replace(" ", "-")
    return (
        f'<li class="wb-stage-{kind}"{here}><span aria-hidden="true">{_MARKS[step.state]}</span>'
        f'<b>{safe(step.name)}</b><span class="wb-sr">, {step.state}</span><small>{told}</small>{bar}</li>'
    )


def _clock(seen: JobSeen) -> str:
    waiting, seconds = seen.ahead
    if waiting:
        return f'<span class="wb-busy">Position {waiting + 1} in the queue, about {math.ceil(seconds)} s.</span>'
    doing = f"{seen.progress.doing[:1].upper()}{seen.progress.doing[1:]}"
    left = "" if seen.left is None else f", about {math.ceil(seen.left)} s left"
    return f'<span class="wb-busy">{safe(doing)}: {seen.seconds:.0f} s so far{left}.</span>'
