"""How sources are translated: what is asked of a beam search, whoever does it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.errors import ModelError
from workbench.models.batching import BATCH_SIZE


@dataclass(frozen=True)
class BeamSettings:
    """``max_length``: tokens of text that a translation has at most; None takes the model's own limit.
    ``length_penalty``: above 0 favours long translations, below 0 short ones. ``no_repeat_ngram_size``: so many tokens
    in a row appear once at most, 0 for no such rule. None takes what is stored with the model.

    ``scores`` False leaves the candidates' scores out: transformers would keep the whole vocabulary's scores of
    every step for them. ``states`` keeps what the encoder made of each source, where the model itself translates.
    """

    beam_size: int = 4
    n_best: int = 1
    max_length: int | None = None
    batch_size: int = BATCH_SIZE
    scores: bool = True
    states: bool = False
    length_penalty: float | None = None
    no_repeat_ngram_size: int | None = None

    def __post_init__(self) -> None:
        if self.beam_size < 1 or not 1 <= self.n_best <= self.beam_size:
            raise ModelError(
                f"beam size {self.beam_size} with {self.n_best} best asked for; beam size must be at least 1 and "
                "n-best between 1 and the beam size"
            )
        if self.max_length is not None and self.max_length < 1:
            raise ModelError(f"max_length {self.max_length} asked for; it must be at least 1 token")
        if self.length_penalty is not None and not math.isfinite(self.length_penalty):
            raise ModelError(f"length penalty {self.length_penalty} asked for; a number is expected")
        if self.no_repeat_ngram_size is not None and self.no_repeat_ngram_size < 0:
            raise ModelError(f"no_repeat_ngram_size {self.no_repeat_ngram_size} asked for; at least 0 is expected")
