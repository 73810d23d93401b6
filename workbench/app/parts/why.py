"""What speaks against a segment and how sure that is, and what a model makes of its language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.app.parts.markup import isolated, safe
from workbench.runs import Run
from workbench.runs.evidence import beside_reference, doubted, misses_of, reasons, rightness, verdict_of
from workbench.runs.reason import sentence
from workbench.suspicion.suspicion import BESIDE
from workbench.suspicion.verdict import SUSPECTED

MOST_REASONS = 8
LEAST_PUSH = 0.1


def line(run: Run, row: Mapping[str, Any]) -> str:
    """What is the matter, in plain words; where nothing was found, how much that misses."""
    suspicion = row["suspicion"]
    alarm = suspicion is not None and suspicion >= SUSPECTED
    misses = ""
    if not alarm and suspicion is not None:
        told = " ".join(f"{one[:1].upper()}{one[1:]}." for one in misses_of(run, row))
        summary = "<summary>This check misses most errors of fluent text</summary>"
        misses = f'<details class="wb-misses">{summary}{safe(told)}</details>'
    figure = "" if suspicion is None else f'<b title="how likely it is wrong">{suspicion:.2f}</b>'
    return (
        f'<div class="wb-said{" wb-alarm" if alarm else ""}" role="status"><p>{figure}<span>'
        f"{isolated(sentence(row))}</span></p>{misses}</div>"
    )


def why(run: Run, row: Mapping[str, Any]) -> str:
    """Folded: the symptoms with their evidence, and what each signal adds, as bars."""
    found = [
        f"<li><b>{safe(one['name'].replace('_', ' '))}</b> {one['severity']:.2f}: <span>"
        f"{isolated(one['message'])}</span>{_quiet(rightness(run, row, one))}</li>"
        for one in row["symptoms"]
    ]
    if told := verdict_of(run, row):
        found.insert(0, f"<li><b>Verdict</b> {safe(told)}.</li>")
    if told := beside_reference(run, row):
        found.append(f"<li><b>Beside the reference</b> {safe(told)}.</li>")
    if told := doubted(run, row):
        found.append(
            f'<li><b>Look first at</b> <span dir="auto">{safe(told)}</span> (how likely a person corrects it).</li>'
        )
    pushes = [(name, push) for name, push in reasons(run, row) if abs(push) >= LEAST_PUSH and name != BESIDE]
    own = [f"{safe(name)}: {safe(value)}" for name, value in row["metadata"].items() if value not in (None, "")]
    return (
        f'<details class="wb-because"><summary>Why?</summary><ul>{"".join(found) or "<li>No symptom speaks.</li>"}</ul>'
        + _bars(pushes[:MOST_REASONS])
        + (f'<p class="wb-own">{" · ".join(own)}</p>' if own else "")
        + f'<p class="wb-own">Segment <span dir="auto">{safe(row["id"])}</span></p></details>'
    )


def _bars(pushes: list[tuple[str, float]]) -> str:
    if not pushes:
        return ""
    most = max(abs(push) for _, push in pushes)
    rows = "".join(
        f'<li><span>{safe(name.replace("_", " "))}</span><i style="--share:{abs(push) / most:.2f}" '
        f'class="{"wb-for" if push > 0 else "wb-against"}"></i><b>{push:+.1f}</b></li>'
        for name, push in pushes
    )
    return f'<p class="wb-own">What raises the suspicion, in log-odds:</p><ul class="wb-bars">{rows}</ul>'


def _quiet(told: str) -> str:
    return f' <span class="wb-quiet">{safe(told)}</span>' if told else ""
