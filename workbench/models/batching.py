"""Batches of sentences of like length: a pure function of lengths and settings, so that runs can be repeated."""

from __future__ import annotations

from collections.abc import Sequence

BATCH_SIZE = 32
BATCH_TOKENS = 6144


def length_batches(
    lengths: Sequence[int | tuple[int, ...]], batch_size: int = BATCH_SIZE, batch_tokens: int = BATCH_TOKENS
) -> list[list[int]]:
    """Indices sorted by length (longest first: memory trouble shows at once), at most ``batch_size`` a batch.

    A batch holds at most ``batch_tokens`` padded tokens on its longest side, but always one sentence.
    """
    order = sorted(range(len(lengths)), key=lambda i: (lengths[i], i), reverse=True)
    batches: list[list[int]] = []
    widest = 0
    for index in order:
        length = lengths[index]
        width = max(length) if isinstance(length, tuple) else length
        if not batches or len(batches[-1]) == batch_size or (len(batches[-1]) + 1) * max(widest, width) > batch_tokens:
            batches.append([])
            widest = 0
        batches[-1].append(index)
        widest = max(widest, width)
    return batches


def padded_size(lengths: Sequence[int], batch: Sequence[int]) -> int:
    """Tokens of a batch of some of the sequences that are so long, what fills up rows too."""
    return len(batch) * max(lengths[index] for index in batch)
