"""Pairs through a recorded forced pass, and back in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

from workbench.models.batching import BATCH_SIZE
from workbench.models.capture import Recorder
from workbench.models.forced import WINDOW, run_batches

if TYPE_CHECKING:
    from workbench.models import Pair, Translator

Made = TypeVar("Made")
Kind = TypeVar("Kind", bound=Recorder)


def in_order(
    translator: Translator,
    pairs: Sequence[Pair],
    recorder_for: Callable[[], Kind],
    make: Callable[[Sequence[Pair], Kind], Sequence[Made]],
    batch_size: int = BATCH_SIZE,
) -> Iterator[Made]:
    """What ``make`` makes of each recorded batch, one per pair, in the order of ``pairs``.

    Pairs are taken a window at a time, so any number streams through in constant memory. The forward pass ends where
    the last recorded module was seen.
    """
    for start in range(0, len(pairs), WINDOW):
        # States known beforehand would keep the encoder from running, and from being recorded.
        window = [replace(pair, states=None) for pair in pairs[start : start + WINDOW]]
        made: dict[int, Made] = {}
        for batch in run_batches(translator, window, recorder_for, logprobs=False, batch_size=batch_size):
            found = make([window[place] for place in batch.indices], cast(Kind, batch.recorder))
            made.update(zip(batch.indices, found, strict=True))
        yield from (made[place] for place in range(len(window)))
