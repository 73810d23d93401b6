"""The matrix every view makes: how much each source token bears on each target token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

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
    is the whole attribution. ``dropped_by``: the same by kind of token (end, tag, prefix, start), each
    ``float32[tgt]``; kinds add up to ``dropped``; None where they are not known. ``prefix``: ``float32[tgt, tgt]`` or
    None, the share of earlier target tokens. ``source_share``: ``float32[tgt]`` or None, how much of the whole fell on
    the source before source and prefix were normalised each. ``error``: ``float32[tgt]`` or None, relative completeness
    error. A signed row that was not asked for is NaN. ``provenance``: view, block, layer, heads, row and whatever else
    is needed to make the same map again.
    """

    source: Tokens
    target: Tokens
    weights: np.ndarray
    dropped: np.ndarray
    signed: bool = False
    prefix: np.ndarray | None = None
    source_share: np.ndarray | None = None
    error: np.ndarray | None = None
    provenance: Mapping[str, object] = field(default_factory=dict)
    dropped_by: Mapping[str, np.ndarray] | None = None

    def __post_init__(self) -> None:
        for name in ("weights", "dropped", "prefix", "source_share", "error"):
            object.__setattr__(self, name, _frozen(getattr(self, name)))
        expected = (len(self.target), len(self.source))
        if self.weights.shape != expected or self.dropped.shape != expected[:1]:
            raise AlignmentError(
                f"a map of {expected[0]} target and {expected[1]} source tokens needs weights [tgt src] of shape "
                f"{expected} and dropped [tgt] of {expected[:1]}; got {self.weights.shape} and {self.dropped.shape}"
            )
        if self.dropped_by is not None:
            by_kind = {kind: np.asarray(_frozen(mass)) for kind, mass in self.dropped_by.items()}
            object.__setattr__(self, "dropped_by", by_kind)
            for kind, mass in by_kind.items():
                if mass.shape != expected[:1]:
                    raise AlignmentError(f"dropped by {kind}: {expected[:1]} [tgt] expected; got {mass.shape}")

    @classmethod
    def from_mass(
        cls,
        source: Tokens,
        target: Tokens,
        mass: np.ndarray,
        provenance: Mapping[str, object] | None = None,
        dropped_by: Mapping[str, np.ndarray] | None = None,
    ) -> AlignmentMap:
        """From unsigned mass ``[tgt src]`` over kept tokens whose rows add up to at most 1: renormalise, keep the rest.

        Rows with under `LEAST_KEPT_MASS` become NaN. ``dropped_by``: what the other tokens have, by kind, where that is
        known; together with ``mass`` it adds up to 1.
        """
        kept = mass.sum(axis=1, dtype=np.float32) if mass.size else np.zeros(len(target), np.float32)
        divisor = np.where(kept >= LEAST_KEPT_MASS, kept, np.nan)[:, None]
        dropped = 1.0 - kept if dropped_by is None else total(dropped_by, len(target))
        return cls(
            source,
            target,
            mass / divisor,
            np.clip(dropped, 0.0, 1.0),
            provenance=provenance or {},
            dropped_by=dropped_by,
        )

    @classmethod
    def from_parts(
        cls,
        source: Tokens,
        target: Tokens,
        source_mass: np.ndarray,
        prefix_mass: np.ndarray,
        source_share: np.ndarray,
        provenance: Mapping[str, object] | None = None,
        dropped_by: Mapping[str, np.ndarray] | None = None,
    ) -> AlignmentMap:
        """From one distribution over source and target prefix: ``[tgt src]`` and ``[tgt tgt]`` over kept tokens.

        Each part is renormalised by itself; ``source_share`` ``[tgt]`` is what the source, specials included, had of
        the whole, and ``dropped`` how much of that fell on its specials. ``dropped_by``: their part of the whole by
        kind, where it is known.
        """
        share = np.maximum(source_share, 1e-12)
        of_source = None if dropped_by is None else {kind: mass / share for kind, mass in dropped_by.items()}
        found = cls.from_mass(source, target, source_mass / share[:, None], provenance, of_source)
        prefix = cls.from_mass(target, target, prefix_mass)
        return replace(found, prefix=prefix.weights, source_share=source_share)

    @property
    def prefix_map(self) -> AlignmentMap | None:
        """``prefix`` as a map of its own, from target words to earlier target words; what it dropped is not known."""
        if self.prefix is None:
            return None
        return AlignmentMap(
            self.target,
            self.target,
            self.prefix,
            np.full(len(self.target), np.nan),
            self.signed,
            provenance={**self.provenance, "shown": "target prefix"},
        )

    def by_word(self) -> AlignmentMap:
        """The same map between words.

        Unsigned: sum over the pieces of a source word, mean over those of a target word; rows that are NaN do not
        take part, a word of only such rows is NaN. Signed: sum on both sides, which keeps completeness; a word with
        a NaN row is NaN.
        """
        if self.source.is_by_word and self.target.is_by_word:
            return self
        into_source, into_target = self.source.membership(), self.target.membership()
        gather = _sum_of_rows if self.signed else _mean_of_rows
        return AlignmentMap(
            self.source.by_word(),
            self.target.by_word(),
            gather(into_target, self.weights @ into_source.T),
            gather(into_target, self.dropped[:, None])[:, 0],
            self.signed,
            prefix=None if self.prefix is None else gather(into_target, self.prefix @ into_target.T),
            source_share=None if self.source_share is None else gather(into_target, self.source_share[:, None])[:, 0],
            # Each piece's error is relative to its own difference; the word shows its worst piece.
            error=None if self.error is None else _worst_of_rows(into_target, self.error),
            provenance=self.provenance,
            dropped_by=None
            if self.dropped_by is None
            else {kind: gather(into_target, mass[:, None])[:, 0] for kind, mass in self.dropped_by.items()},
        )

    def dropped_in_words(self, number: str = ".2f") -> str:
        """``end 0.61, tag 0.12``: means over target words by kind, the largest first (signed: in nats, ``+0.10``).

        ``number``: how figures are written. Empty where kinds are not known, or nothing was dropped.
        """
        means = {kind: float(np.nanmean(mass)) for kind, mass in (self.dropped_by or {}).items() if _any_known(mass)}
        if not any(means.values()):
            return ""
        sign = "+" if self.signed else ""
        most_first = sorted(means.items(), key=lambda one: -abs(one[1]))
        return ", ".join(f"{kind} {mean:{sign}{number}}" for kind, mean in most_first)


def total(by_kind: Mapping[str, np.ndarray], count: int) -> np.ndarray:
    """Sum ``[count]`` over the kinds of `AlignmentMap.dropped_by`."""
    return sum(by_kind.values(), np.zeros(count, np.float32))


def _any_known(values: np.ndarray) -> bool:
    return bool(np.isfinite(values).any())


def _mean_of_rows(groups: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Mean ``[group n]`` of the rows of each group that have no NaN; NaN where there are none."""
    valid = ~np.isnan(rows).any(axis=1)
    counts = groups @ valid.astype(np.float32)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (groups[:, valid] @ rows[valid]) / counts[:, None]


def _sum_of_rows(groups: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Sum ``[group n]`` of the rows of each group; NaN where one of them has a NaN."""
    unknown = np.isnan(rows).any(axis=1)
    found = groups @ np.where(unknown[:, None], 0.0, rows)
    found[groups @ unknown.astype(np.float32) > 0] = np.nan
    return found


def _worst_of_rows(groups: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Largest ``[group]`` of the values of each group, NaN where one of them is; 0 for a group without any."""
    return np.array([values[group > 0].max(initial=0.0) for group in groups], dtype=np.float32)
