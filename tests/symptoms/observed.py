"""What a symptom looks at, made from two sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from workbench.alignment.tokens import Tokens
from workbench.language.segmentation import word_spans
from workbench.symptoms import Observed
from workbench.symptoms.symptom import GlossaryEntry


def tokens(text: str) -> Tokens:
    spans = word_spans(text)
    words = tuple(text[start:end] for start, end in spans)
    return Tokens(text, words, spans, spans, tuple(range(len(spans))))


def diagonal(rows: int, columns: int) -> np.ndarray:
    """``float32[tgt src]``: each target word looks at the source word that stands as far along."""
    weights = np.zeros((rows, columns), dtype=np.float32)
    if columns:
        weights[range(rows), [row * columns // rows for row in range(rows)]] = 1.0
    return weights


def observed(
    source: str,
    target: str,
    languages: str | tuple[str | None, str | None] = "en-de",
    *,
    links: Sequence[tuple[int, int]] | None = None,
    end_logprob: float = math.nan,
    glossary: Sequence[GlossaryEntry] = (),
) -> Observed:
    """``languages``: as in ``en-de``. ``links``: (source word, target word) of all weight, the diagonal without any."""
    first, second = tokens(source), tokens(target)
    weights = diagonal(len(second), len(first))
    if links is not None:
        weights[:] = 0.0
        for at_source, at_target in links:
            weights[at_target, at_source] = 1.0
    nothing = np.zeros(len(second), dtype=np.float32)
    spoken = tuple(languages.split("-")) if isinstance(languages, str) else languages
    return Observed(
        source=first,
        target=second,
        languages=(spoken[0], spoken[1]),
        weights=weights,
        dropped=nothing,
        logprobs=nothing,
        gains=nothing,
        end_logprob=end_logprob,
        end_gain=math.nan,
        glossary=glossary,
    )
