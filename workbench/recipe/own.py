"""What a model's own mistakes look like to it: learned from its own translations beside references.

Nobody judged these, so only the plain ones count: wrong is what has little in common with the reference, right what has
most of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from workbench.jobs.signals import SignalReader
from workbench.models import load
from workbench.recipe.corrections import BATCH_SIZE, learned_of
from workbench.recipe.examples import TextPair
from workbench.suspicion.beside import figures
from workbench.suspicion.corrections import Taught
from workbench.suspicion.fitting import direction
from workbench.suspicion.suspicion import vector

SIGNALS = ("logprob",)
LIKELY = {"logprob": -0.3}
"""From there on a translation is likelier than half of the bundled model's, and counts as surer."""
LITTLE, MOST = (40.0, 0.6), (60.0, 0.4)
"""chrF, and the share of content words that are others."""


def learn_own(pairs: Sequence[TextPair], model: str, languages: tuple[str, str], made_from: str) -> str:
    """`Taught` as JSON, from translations of both sides."""
    rows: list[np.ndarray] = []
    wrong: list[bool] = []
    for one, other in (languages, languages[::-1]):
        given = pairs if (one, other) == languages else [(target, source) for source, target in pairs]
        translator = load(model, source_language=one, target_language=other, dtype="float32")
        reader = SignalReader(translator=translator, choice=translator.preset, batch_size=BATCH_SIZE)
        made = translator.translate([source for source, _ in given])
        said = [(pair, each.text, each.ids) for pair, each in zip(given, made, strict=True) if each.text]
        sources, texts = [pair[0] for pair, _, _ in said], [text for _, text, _ in said]
        ids = translator.irreplaceable(texts, [each for _, _, each in said])
        readings = reader.read(translator.encode_pairs(sources, texts, False, ids))
        for ((_, reference), text, _), reading in zip(said, readings, strict=True):
            beside = figures(text, reference, other)
            mistaken = _is_wrong(beside["chrf"], beside["other_words"])
            if reading is not None and mistaken is not None:
                rows.append(vector(reading.figures, SIGNALS))
                wrong.append(mistaken)
    directions = {name: direction(name) for name in SIGNALS}
    learned = learned_of(directions, np.array(rows), np.array(wrong), bends=LIKELY)
    return json.dumps(Taught(learned, made_from).record(), ensure_ascii=False, indent=1) + "\n"


def _is_wrong(chrf: float, other_words: float) -> bool | None:
    """None where that is not plain."""
    if chrf < LITTLE[0] and other_words >= LITTLE[1]:
        return True
    return False if chrf >= MOST[0] and other_words < MOST[1] else None
