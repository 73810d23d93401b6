"""What memory holds: how large a batch may be on a device, and what becomes of one that is too large after all."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

import torch

from workbench.errors import ModelError, first_line
from workbench.models.batching import BATCH_TOKENS
from workbench.models.sublayer import BLOCKS

if TYPE_CHECKING:
    from workbench.models.network import Network

SHARE = 0.5
"""Of the memory that is free: activations come in larger pieces than they are counted in."""
MOST_TOKENS = 16 * BATCH_TOKENS
USUAL_LENGTH = 16
"""Tokens of a sentence that what each row needs is spread over."""

T = TypeVar("T")
Made = TypeVar("Made")


class TooLarge(ModelError):
    """A single piece of work that memory does not suffice for; ``reason``: in the words of whoever ran out of it."""

    def __init__(self, reason: str):
        super().__init__(
            f"one sentence alone needs more memory than there is ({reason}); shorten it, load the model with a smaller "
            "dtype (--dtype bfloat16), or use --device cpu"
        )
        self.reason = reason


def is_out_of_memory(error: BaseException) -> bool:
    """Devices and their libraries say it in several ways."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    told = str(error).lower()
    return isinstance(error, RuntimeError) and any(
        sign in told for sign in ("out of memory", "can't allocate memory", "alloc_failed")
    )


def in_halves(
    batches: Iterable[Sequence[T]],
    run: Callable[[Sequence[T]], Made],
    cost: Callable[[Sequence[T]], int] = len,
    sparing: bool = False,
) -> Iterator[tuple[Sequence[T], Made | None]]:
    """Each batch with what ``run`` makes of it; where memory does not suffice, its two halves instead, one by one.

    What was made before is kept, and nothing that costs as much as what did not fit is tried again. Raises `TooLarge`
    for one that cannot be halved; ``sparing``: None is made of it instead.
    """
    waiting, limit = deque(batches), float("inf")
    while waiting:
        batch = waiting.popleft()
        if len(batch) < 2 or cost(batch) < limit:
            made, reason = _tried(run, batch)
            if reason is None:
                yield batch, made
                continue
            limit = min(limit, cost(batch))
        if len(batch) > 1:
            middle = (len(batch) + 1) // 2
            waiting.extendleft((batch[middle:], batch[:middle]))
        elif sparing:
            yield batch, None
        else:
            raise TooLarge(reason or "")


def _tried(run: Callable[[Sequence[T]], Made], batch: Sequence[T]) -> tuple[Made | None, str | None]:
    """What was made, or why memory did not suffice for it."""
    try:
        return run(batch), None
    except TooLarge as error:
        reason = error.reason
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        reason = first_line(error)
    # The error held what the pass had made so far; it is gone with its block.
    if torch.cuda.is_initialized():
        gc.collect()
        torch.cuda.empty_cache()
    return None, reason


def batch_tokens(network: Network, beams: int = 1) -> int:
    """How many padded tokens a batch may have: on a GPU as many as its free memory holds, elsewhere a number that does
    not depend on the machine, so that runs can be repeated."""
    if network.device.type != "cuda":
        return BATCH_TOKENS
    free, _ = torch.cuda.mem_get_info(network.device)
    unused = torch.cuda.memory_reserved(network.device) - torch.cuda.memory_allocated(network.device)
    return tokens_within(free + unused, beams * bytes_a_token(network))


def tokens_within(free: int, each: int) -> int:
    """Tokens of ``each`` so many bytes that go into ``free`` bytes."""
    return max(1, min(MOST_TOKENS, int(SHARE * free) // each))


def bytes_a_token(network: Network) -> int:
    """What a token takes at most while a batch is read: states, keys and values of all layers, attention to a long
    sentence, its part of the logits of a row."""
    size = next(network.model.parameters()).element_size()
    vocabulary, width = network.anatomy.head(network.model).weight.shape
    layers = sum(network.depth(block) for block in BLOCKS)
    attention = network.heads * min(network.positions, 512)
    return int(size * width * (16 + 4 * layers) + 4 * (3 * attention + 4 * vocabulary // USUAL_LENGTH))
