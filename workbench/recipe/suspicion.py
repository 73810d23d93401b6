"""The suspicion that comes along with a model, for corpora too small to fit one to."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence

from workbench.jobs.signals import SignalReader
from workbench.jobs.suspicion_fit import OWN_PRIOR, fit_to
from workbench.models import load
from workbench.recipe.examples import TextPair

PRIOR = 0.15
"""Share of faulty pairs in a corpus that somebody has reason to look through, and that is too small to tell its own."""
SEED = 5
BATCH_SIZE = 32


def fit_both(pairs: Sequence[TextPair], model: str, languages: tuple[str, str], count: int) -> str:
    """Side → fit as JSON: to ``count`` pairs as they are, and to the model's own translations of their sources."""
    translator = load(model, source_language=languages[0], target_language=languages[1], dtype="float32")
    reader = SignalReader(translator=translator, choice=translator.preset, batch_size=BATCH_SIZE)
    chosen = random.Random(SEED).sample(list(pairs), min(count, len(pairs)))
    texts = [translation.text or "" for translation in translator.translate([source for source, _ in chosen])]
    translated = [(source, text) for (source, _), text in zip(chosen, texts, strict=True) if text.strip()]
    note = f"{len(chosen)} held-out pairs of the bundled model's own corpus, {{}} side"
    fits = {
        "reference": fit_to(chosen, "reference", reader, note.format("reference"), PRIOR),
        "hypothesis": fit_to(translated, "hypothesis", reader, note.format("hypothesis"), OWN_PRIOR),
    }
    return json.dumps({side: one.record() for side, one in fits.items()}, ensure_ascii=False, indent=1) + "\n"
