"""What a difference from the reference says of a translation, learned from judged ones that have a reference.

Post-edits are no such references: they were made from the translation, and differ only in what was wrong with it.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from workbench.recipe.corrections import learned_of
from workbench.recipe.ratios import JUDGED
from workbench.suspicion.beside import FIGURES, figures, same
from workbench.suspicion.corrections import Taught
from workbench.suspicion.logistic import FALLING, RISING

DIRECTIONS = dict(zip(FIGURES, (FALLING, RISING, RISING), strict=True))
PENALTY = 50.0
"""The figures say nearly the same: so much shares it out among them."""
TOTAL = 1000.0


def learn_beside(corpora: Path) -> str:
    """`Taught` as JSON. In each corpus as many count as wrong as count as right: what comes out are the nats that the
    figures add, whatever the share."""
    rows: list[np.ndarray] = []
    labels: list[np.ndarray] = []
    texts: list[str] = []
    for where, (_, language), read, text in JUDGED:
        judged = list(read(corpora / where)) if (corpora / where).exists() else []
        told = [one for one in judged if one.judgement != "between" and one.reference]
        told = [one for one in told if not same(one.target, one.reference or "")]
        if told:
            found = (figures(one.target, one.reference or "", language) for one in told)
            rows.append(np.array([[one[name] for name in FIGURES] for one in found]))
            labels.append(np.array([one.judgement == "wrong" for one in told]))
            texts.append(text)
    importance = [np.where(wrong, 0.5 / wrong.sum(), 0.5 / (~wrong).sum()) for wrong in labels]
    learned = learned_of(
        DIRECTIONS,
        np.concatenate(rows),
        np.concatenate(labels),
        TOTAL / len(rows) * np.concatenate(importance),
        penalty=PENALTY,
    )
    made_from = f"translations of {', '.join(dict.fromkeys(texts))}, judged by professionals, with human references"
    return json.dumps(Taught(learned, made_from).record(), ensure_ascii=False, indent=1) + "\n"
