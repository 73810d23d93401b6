"""Encoder similarity: which words of source and target the encoder takes to be alike, each text read by itself.

Shows, for each target token, the source tokens whose encoder states are nearest to its own: dot products, softmax over
the source and softmax over the target, and the geometric mean of both, brought to rows that add up to 1. No decoder
runs, so nothing here says how the translation came about: it aligns, and explains nothing. The target is read as a
source of the other direction, which takes a model that translates both ways; its encoder must have learnt to read that
language, and one that was given a language's tag need not have. Ebing et al. 2025 (TransAlign),
https://arxiv.org/abs/2510.27337, of NLLB, who link where both softmaxes are over a threshold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.errors import ModelError
from workbench.models.batching import BATCH_SIZE
from workbench.models.checkpoint import exchanged
from workbench.models.forced import WINDOW, with_states
from workbench.models.memory import TooLarge
from workbench.models.pair import Encoded, Pair

if TYPE_CHECKING:
    from workbench.models import Translator


def refusal(translator: Translator) -> str | None:
    """Why the encoder of a model cannot be asked; None where it can."""
    if translator.source_language is None:
        return "the other direction, in which the target is read, is not known; name the source's language"
    try:
        exchanged(translator)
    except ModelError:
        target = translator.target_language or "the target's language"
        return (
            f"{translator.name} does not translate from {target} too, so its encoder has not learnt to read it; "
            "take attention, which needs one direction"
        )
    return None


def encoder_similarity(
    translator: Translator, pairs: Sequence[Pair], *, batch_size: int = BATCH_SIZE, by_word: bool = True
) -> Iterator[AlignmentMap]:
    """One unsigned map per pair, in order: ``weights[tgt src]``, rows adding up to 1; nothing is dropped.

    Raises `ModelError` for a model whose encoder does not read the target's language, and for a target that is too long
    to be read as a source.
    """
    if why := refusal(translator):
        raise ModelError(f"encoder_similarity: {why}")
    reverse = exchanged(translator)
    for start in range(0, len(pairs), WINDOW):
        window = pairs[start : start + WINDOW]
        targets = [_read_as_source(reverse, pair.target.tokens) for pair in window]
        sources = _states(translator, [pair.source for pair in window], batch_size)
        others = _states(reverse, targets, batch_size)
        for pair, target, one, other in zip(window, targets, sources, others, strict=True):
            mass = shares(other, one)
            found = AlignmentMap(
                source=pair.source.tokens,
                target=target.tokens,
                weights=mass,
                dropped=np.zeros(len(mass)),
                dropped_by={},
                provenance={"view": "encoder_similarity", "block": "cross", "read": "encoder, both texts"},
            )
            yield found.by_word() if by_word else _between(found, pair.target.tokens)


def shares(target: np.ndarray, source: np.ndarray) -> np.ndarray:
    """``float64[tgt src]`` of states ``[tgt width]`` and ``[src width]``: rows that add up to 1."""
    products = target.astype(np.float64) @ source.astype(np.float64).T
    if not products.size:
        return products
    from scipy.special import log_softmax, softmax

    return softmax(0.5 * (log_softmax(products, axis=1) + log_softmax(products, axis=0)), axis=1)


def _read_as_source(reverse: Translator, tokens: Tokens) -> Encoded:
    """The text in the pieces in which the encoder reads it, in the same words."""
    for pretokenized in (False, True):
        (found,) = reverse.encode_sources([tokens.text], pretokenized)
        if found.tokens.spans == tokens.spans:
            break
    else:
        # A piece of either vocabulary may reach over what are two words in the other.
        index = _overlaps(found.tokens.offsets, tokens.spans).argmax(axis=1) if tokens.spans else []
        within = replace(found.tokens, spans=tokens.spans, word_index=tuple(int(word) for word in index))
        found = replace(found, tokens=within)
    if not reverse.fits_source(found):
        raise ModelError(
            f"{len(found.ids)} target tokens as the encoder reads them; {reverse.name} has positions for "
            f"{reverse.positions}; shorten the text"
        )
    return found


def _states(network: Translator, texts: Sequence[Encoded], batch_size: int) -> list[np.ndarray]:
    """``[own width]`` of each text: what the encoder makes of its own pieces."""
    read = with_states(network, [Pair(text, text) for text in texts], batch_size)
    found = []
    for text, pair in zip(texts, read, strict=True):
        if pair.states is None:
            raise TooLarge("the encoder alone")
        found.append(pair.states[network.template.own(text.ids, text.prefix)].float().cpu().numpy())
    return found


def _between(found: AlignmentMap, target: Tokens) -> AlignmentMap:
    """The same rows for the pieces of ``target``: each the mean over those that the encoder reads in its place."""
    overlaps = _overlaps(target.offsets, found.target.offsets)
    alone = overlaps.sum(axis=1) == 0
    if alone.any() and len(found.target):
        # A piece without a character of its own: that of its word.
        overlaps[alone] = np.equal.outer(np.array(target.word_index), np.array(found.target.word_index))[alone]
    rows = overlaps @ found.weights
    total = rows.sum(axis=1, keepdims=True)
    weights = np.divide(rows, total, out=np.full_like(rows, np.nan), where=total > 0)
    return replace(found, target=target, weights=weights, dropped=np.zeros(len(target)))


def _overlaps(ones: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> np.ndarray:
    """Characters in common ``float64[one other]``."""
    first, second = (np.array(spans, dtype=float).reshape(-1, 2) for spans in (ones, others))
    ends = np.minimum(first[:, None, 1], second[None, :, 1])
    return np.maximum(ends - np.maximum(first[:, None, 0], second[None, :, 0]), 0)
