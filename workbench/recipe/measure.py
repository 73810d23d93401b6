"""What a snapshot can do: translation quality in both directions, and how well its attention aligns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sacrebleu.metrics import BLEU, CHRF

from workbench.alignment.gold import GoldPair
from workbench.calibration.calibrate import calibrate
from workbench.calibration.sample import Sample
from workbench.models import AttentionChoice, BeamSettings, load
from workbench.recipe.examples import TextPair
from workbench.scores.scatter import scatter_figures
from workbench.views.attention import read_maps

Languages = tuple[str, str]


def quality(
    folder: Path, pairs: Sequence[TextPair], languages: Languages, beam: int = 4
) -> dict[str, dict[str, float]]:
    """Direction (``en-de``) → corpus BLEU and chrF, sacrebleu's defaults, one reference per line."""
    figures = {}
    for direction in (0, 1):
        source, target = languages[direction], languages[1 - direction]
        translator = load(str(folder), source_language=source, target_language=target, dtype="float32")
        translations = translator.translate(
            [pair[direction] for pair in pairs], settings=BeamSettings(beam, batch_size=64)
        )
        hypotheses = [translation.text or "" for translation in translations]
        references = [[pair[1 - direction] for pair in pairs]]
        figures[f"{source}-{target}"] = {
            "bleu": round(BLEU().corpus_score(hypotheses, references).score, 2),
            "chrf": round(CHRF().corpus_score(hypotheses, references).score, 2),
        }
    return figures


def alignment(
    folder: Path, gold: Sequence[GoldPair], languages: Languages, gold_name: str
) -> tuple[AttentionChoice, dict[str, float | None]]:
    """The choice with the lowest AER, cross-validated as ``aer``, and its mean ``scatter``."""
    translator = load(str(folder), source_language=languages[0], target_language=languages[1], dtype="float32")
    sample = Sample.of_gold(gold_name, gold, len(gold))
    found = calibrate(translator, sample)
    maps = list(read_maps(translator, sample.pairs(translator), found.choice))
    scatter = float(np.nanmean(scatter_figures(maps, *languages)["scatter"]))
    return found.choice, {"scatter": round(scatter, 4), "aer": None if found.aer is None else round(found.aer, 4)}
