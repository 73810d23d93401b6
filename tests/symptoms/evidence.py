"""Evidence for symptoms: written by hand for one sentence, or gathered from a model for many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from workbench.alignment.tokens import Tokens
from workbench.symptoms import Observed

if TYPE_CHECKING:
    from workbench.models import Translator


def evidence(
    source: str,
    target: str,
    languages: tuple[str | None, str | None] = ("en", "de"),
    weights: np.ndarray | None = None,
    links: str = "",
    logprobs: Sequence[float] | float = -0.2,
    gains: Sequence[float] | float = 5.0,
    dropped: Sequence[float] | float = 0.3,
    end: tuple[float, float] = (-0.1, 3.0),
) -> Observed:
    """``source`` and ``target``: words between white space. Without ``weights`` rows are made of ``links``, written
    ``target-source`` (``0-1``); words without a link spread evenly. Figures: one for all words, or one for each."""
    words = source.split(), target.split()
    shape = len(words[1]), len(words[0])
    if weights is None:
        weights = np.full(shape, 1 / max(shape[1], 1))
        for link in links.split():
            row, column = map(int, link.split("-"))
            weights[row] = 0.01 / max(shape[1], 1)
            weights[row, column] += 0.99
    of_words = (np.broadcast_to(np.asarray(values, np.float32), shape[:1]) for values in (dropped, logprobs, gains))
    return Observed(
        Tokens.of_words(words[0]),
        Tokens.of_words(words[1]),
        languages,
        np.asarray(weights, np.float32).reshape(shape),
        *of_words,
        *end,
    )


def observed(translator: Translator, pairs: Sequence[tuple[str, str]]) -> Iterator[Observed]:
    """What a model has to say about ``(source, target)``; the pass without a source reads tag and end token alone."""
    from workbench.models import Pair

    read = translator.encode_pairs(*map(list, zip(*pairs, strict=True)))
    nothing = translator.encode_sources([""])[0]
    bare = [Pair(nothing, pair.target) for pair in read]
    passes = zip(
        read, translator.forced_pass(read, choice=translator.preset), translator.forced_pass(bare), strict=True
    )
    for pair, forced, unread in passes:
        found = forced.attention.by_word()
        into_words = pair.target.tokens.membership()
        logprobs, gains = forced.logprobs.astype(float), (forced.logprobs - unread.logprobs).astype(float)
        yield Observed(
            found.source,
            found.target,
            (translator.source_language, translator.target_language),
            found.weights,
            found.dropped,
            _by_word(into_words, logprobs[:-1]),
            _by_word(into_words, gains[:-1]),
            logprobs[-1],
            gains[-1],
        )


def _by_word(into_words: np.ndarray, of_pieces: np.ndarray) -> np.ndarray:
    return np.where(into_words.any(axis=1), into_words @ of_pieces, np.nan)
