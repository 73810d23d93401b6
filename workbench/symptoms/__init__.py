"""Named faults, each with evidence and severity: one small file per symptom, all of them in `SYMPTOMS`."""

from __future__ import annotations

from workbench.symptoms.addition import SYMPTOM as ADDITION
from workbench.symptoms.detached import SYMPTOM as DETACHED
from workbench.symptoms.end_sink import SYMPTOM as END_SINK
from workbench.symptoms.omission import SYMPTOM as OMISSION
from workbench.symptoms.scattered import SYMPTOM as SCATTERED
from workbench.symptoms.stray import SYMPTOM as STRAY
from workbench.symptoms.symptom import Found, Observed, Symptom
from workbench.symptoms.unsure import SYMPTOM as UNSURE

_ALL: tuple[Symptom, ...] = (
    OMISSION,
    ADDITION,
    DETACHED,
    SCATTERED,
    STRAY,
    END_SINK,
    UNSURE,
)

SYMPTOMS: dict[str, Symptom] = {symptom.name: symptom for symptom in _ALL}

__all__ = ["SYMPTOMS", "Found", "Observed", "Symptom"]
