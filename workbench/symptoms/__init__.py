"""Named faults, each with evidence and severity: one small file per symptom, all of them in `SYMPTOMS`."""

from __future__ import annotations

from workbench.symptoms.symptom import Found, Observed, Symptom

_ALL: tuple[Symptom, ...] = ()

SYMPTOMS: dict[str, Symptom] = {symptom.name: symptom for symptom in _ALL}

__all__ = ["SYMPTOMS", "Found", "Observed", "Symptom"]
