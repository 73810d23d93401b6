"""How much a list misses: what was wrong and stayed unsuspected, as it was measured, told beside the verdict.

References are measured with planted faults, by the run's own fit. Of translations only real mistakes are told: to a
model its own look normal, and no planted fault is like them. ``python -m tests.benchmarks.misses`` measured these with
the bundled model and wrote the figures that come along with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.language.codes import language_code
from workbench.language.display import counted
from workbench.runs.run import Run
from workbench.suspicion.shipped import default_suspicion, read
from workbench.suspicion.suspicion import Suspicion
from workbench.suspicion.verdict import SUSPECTED

MOST_KINDS = 2


@dataclass(frozen=True)
class Missed:
    """``count`` of ``of`` wrong ones were not suspected. ``text``: where they stood, or the kind of planted fault.
    ``interval``: 95 %, of the share; None where it was not taken."""

    text: str
    count: int
    of: int
    interval: tuple[float, float] | None = None

    @property
    def share(self) -> float:
        return self.count / self.of


def misses(run: Run, side: str) -> list[Missed]:
    """What was measured for a side, by kind of planted fault or by text; empty where nothing was."""
    fitted = run.suspicion_of(side)
    if fitted is None:
        return []
    return _planted(run, fitted) if side == "reference" else [one for _, one in _real(run, fitted)]


def told_misses(run: Run, side: str) -> str:
    """The same in one clause for people, which says what was measured, and on what."""
    fitted = run.suspicion_of(side)
    found = [] if fitted is None else misses(run, side)
    if fitted is None or not found:
        return f"not measured {_where(run)}"
    if side == "reference":
        return _told_planted(run, fitted, found)
    clauses = []
    for by, whose in (("model", "the bundled model's own"), ("others", "other systems'")):
        if mine := [one for written_by, one in _real(run, fitted) if written_by == by]:
            shares = ", ".join(f"{counted(one.count, one.of)} in {one.text}" for one in mine)
            clauses.append(f"of {whose} wrong translations {shares} stayed under {SUSPECTED}")
    return _with_what(run) + "; ".join(clauses)


def _told_planted(run: Run, fitted: Suspicion, found: Sequence[Missed]) -> str:
    count, of = (sum(getattr(one, name) for one in found) for name in ("count", "of"))
    most = sorted((one for one in found if one.count), key=lambda one: -one.share)[:MOST_KINDS]
    kinds = ", ".join(f"{one.text.replace('_', ' ')} {one.share:.0%}" for one in most)
    own = not _borrowed(fitted)
    into = "this corpus" if own else "the bundled model's own corpus"
    shares = f"{counted(count, of)} stayed under {SUSPECTED}" + (f", most often {kinds}" if kinds else "")
    return ("" if own else _with_what(run)) + f"of faults of {len(found)} kinds planted into {into} {shares}"


def _planted(run: Run, fitted: Suspicion) -> list[Missed]:
    found = fitted.report.missed
    if _borrowed(fitted):
        found = default_suspicion("reference").report.missed if _measured_languages(run) else None
    return [Missed(kind, count, of) for kind, (count, of) in (found or {}).items()]


def _real(run: Run, fitted: Suspicion) -> list[tuple[str, Missed]]:
    """With who wrote the translations: ``model`` or ``others``; both where the run does not say which it has."""
    if not _measured_languages(run):
        return []
    by = {True: ("model",), False: ("others",), None: ("model", "others")}[fitted.own_translations]
    return [
        (group["by"], Missed(group["text"], group["missed"]["count"], group["missed"]["of"], _interval(group)))
        for group in _measured()["groups"]
        if group["by"] in by
    ]


def _interval(group: Mapping[str, Any]) -> tuple[float, float]:
    low, high = group["missed"]["interval"]
    return low, high


def _measured() -> dict[str, Any]:
    return read("misses.json")


def _borrowed(fitted: Suspicion) -> bool:
    """Whether it is the fit that comes along, and not one to the run's own corpus."""
    default = default_suspicion("reference")
    return (fitted.weights, fitted.centre) == (default.weights, default.centre)


def _measured_languages(run: Run) -> bool:
    return _languages(run.manifest.signature) == _languages(_measured())


def _languages(signature: Mapping[str, Any]) -> tuple[str | None, str | None]:
    return language_code(signature.get("source_language")), language_code(signature.get("target_language"))


def _with_what(run: Run) -> str:
    """Said before figures that were taken with the bundled model and the default signals, of a run with others."""
    said = ""
    if run.manifest.signature.get("weights") != _measured()["weights"]:
        said += "this model was not measured; with the bundled model, "
    if run.manifest.settings.get("on_demand"):
        said += "with the default signals, "
    return said


def _where(run: Run) -> str:
    if _measured_languages(run):
        return "when this run was made"
    return "for " + " to ".join(code or "an unknown language" for code in _languages(run.manifest.signature))
