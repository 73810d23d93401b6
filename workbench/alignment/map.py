"""The matrix every view makes: how much each source token bears on each target token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from workbench.alignment.tokens import Tokens
from workbench.errors import AlignmentError

LEAST_KEPT_MASS = 1e-3


def _frozen(array: np.ndarray | None) -> np.ndarray | None:
    if array is None:
        return None
    array = np.ascontiguousarray(array, dtype=np.float32)
    array.flags.writeable = False
    return array


@dataclass(frozen=True, eq=False)
class AlignmentMap:
    """``weights``: ``float32[tgt, src]`` over kept tokens (no end token, no tags); axis order ``tgt src``.

    Unsigned maps (attention-like): every row sums to 1 over the kept source tokens, or is NaN when less than
    `LEAST_KEPT_MASS` of its mass was kept (noise would be amplified). ``dropped``: ``float32[tgt]``, the mass
    taken off tokens that are not shown. Signed maps (attributions) are never renormalised: kept plus dropped
    is the whole attribution. ``prefix``: ``float32[tgt, tgt]`` or None, the share of earlier target tokens.
    ``error``: ``float32[tgt]`` or None, relative completeness error. ``provenance``: view, block, layer,
    heads, row and whatever else is needed to make the same map again.
    """

    source: Tokens
    target: Tokens
    weights: np.ndarray
    dropped: np.ndarray
    signed: bool = False
    prefix: np.ndarray | None = None
    error: np.ndarray | None = None
    provenance: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("weights", "dropped", "prefix", "error"):
            object.__setattr__(self, name, _frozen(getattr(self, name)))
        expected = (len(self.target), len(self.source))
        if self.weights.shape != expected or self.dropped.shape != expected[:1]:
            raise AlignmentError(
                f"a map of {expected[0]} target and {expected[1]} source tokens needs weights [tgt src] of shape "
                f"{expected} and dropped [tgt] of {expected[:1]}; got {self.weights.shape} and {self.dropped.shape}"
            )

    @classmethod
    def from_mass(
        cls, source: Tokens, target: Tokens, mass: np.ndarray, provenance: Mapping[str, object] | None = None
    ) -> AlignmentMap:
        """From unsigned mass ``[tgt src]`` over kept tokens whose rows add up to at most 1: renormalise, keep the rest.

        Rows with under `LEAST_KEPT_MASS` become NaN.
        """
        kept = mass.sum(axis=1, dtype=np.float32) if mass.size else np.zeros(len(target), np.float32)
        divisor = np.where(kept >= LEAST_KEPT_MASS, kept, np.nan)[:, None]
        return cls(source, target, mass / divisor, np.clip(1.0 - kept, 0.0, 1.0), provenance=provenance or {})

    def by_word(self) -> AlignmentMap:
        """The same map between words.

        Unsigned: sum over the pieces of a source word, mean over those of a target word. Signed: sum on both
        sides, which keeps completeness. Rows that are NaN do not take part; a word of only such rows is NaN.
        """
        if self.source.is_by_word and self.target.is_by_word:
            return self
        source, target = self.source.by_word(), self.target.by_word()
        into_source, into_target = self.source.membership(), self.target.membership()
        by_source = self.weights @ into_source.T
        if self.signed:
            return AlignmentMap(
                source,
                target,
                into_target @ by_source,
                into_target @ self.dropped,
                signed=True,
                prefix=None if self.prefix is None else into_target @ self.prefix @ into_target.T,
                # Each piece's error is relative to its own difference; the word shows its worst piece.
                error=None if self.error is None else (into_target * self.error).max(axis=1, initial=0.0),
                provenance=self.provenance,
            )
        valid = ~np.isnan(by_source).any(axis=1) if by_source.size else np.ones(len(self.target), bool)
        counts = into_target @ valid.astype(np.float32)
        with np.errstate(invalid="ignore", divide="ignore"):
            weights = (into_target[:, valid] @ by_source[valid]) / counts[:, None]
        mean = into_target / np.maximum(into_target.sum(axis=1, keepdims=True), 1.0)
        return AlignmentMap(
            source,
            target,
            weights,
            mean @ self.dropped,
            prefix=None if self.prefix is None else mean @ self.prefix @ into_target.T,
            error=None if self.error is None else (into_target * self.error).max(axis=1, initial=0.0),
            provenance=self.provenance,
        )
