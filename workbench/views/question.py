"""Which target words a view is asked about, and against which alternative.

"Why this word and not that one" is log p(word) - log p(alternative), both after the same beginning. Contrastive
explanations: Yin & Neubig 2022, https://arxiv.org/abs/2202.10419.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.alignment.map import AlignmentMap, total
from workbench.alignment.tokens import Tokens
from workbench.errors import ModelError
from workbench.language.piece import PIECE_MARK
from workbench.models.objective import Goal, Inputs, Objective, Term

if TYPE_CHECKING:
    from workbench.models import Pair, Translator


@dataclass(frozen=True)
class Question:
    """``rows``: which rows of the map are asked for, one for each goal of ``objective``.

    ``source`` and ``target``: the tokens (words, or pieces) on the map's axes; ``source_pieces`` and ``target_pieces``:
    for each of them the places of its pieces among the pair's ids.
    """

    pair: Pair
    rows: tuple[int, ...]
    objective: Objective
    source: Tokens
    target: Tokens
    source_pieces: tuple[tuple[int, ...], ...]
    target_pieces: tuple[tuple[int, ...], ...]
    instead_of: str | None

    def full(self, rows: np.ndarray) -> np.ndarray:
        """``rows [goal …]`` in their places among all target tokens; the others are NaN."""
        whole = np.full((len(self.target), *rows.shape[1:]), np.nan, np.float32)
        whole[list(self.rows)] = rows
        return whole

    def by_source(self, per_piece: np.ndarray) -> np.ndarray:
        """Sum ``[… source_token]`` over the pieces ``[… piece]`` of each source token."""
        return _summed(per_piece, self.source_pieces)

    def on_specials(self, per_position: np.ndarray) -> dict[str, np.ndarray]:
        """Sums ``[…]`` over the special tokens of the source, by their kind, of ``[… src+specials]``."""
        kinds = self.objective.network.template.kinds(self.pair.source.ids, self.pair.source.prefix)
        return {kind: per_position[..., places].sum(axis=-1) for kind, places in kinds.items()}

    def by_target(self, per_piece: np.ndarray) -> np.ndarray:
        """Sum ``[… target_token]`` over the pieces ``[… piece]`` of each target token."""
        return _summed(per_piece, self.target_pieces)

    def map(
        self,
        weights: np.ndarray,
        dropped_by: Mapping[str, np.ndarray],
        provenance: dict[str, object],
        error: np.ndarray | None = None,
        prefix: np.ndarray | None = None,
    ) -> AlignmentMap:
        """A signed map from one row per goal: ``weights[goal source_token]``, ``error[goal]``, ``dropped_by``: kind →
        ``[goal]``."""
        if self.instead_of is not None:
            provenance["contrast"] = f"{self.target.pieces[self.rows[0]]!r} rather than {self.instead_of!r}"
        by_kind = {kind: self.full(rows) for kind, rows in dropped_by.items()}
        return AlignmentMap(
            source=self.source,
            target=self.target,
            weights=self.full(weights),
            dropped=self.full(np.zeros(len(self.rows))) + total(by_kind, len(self.target)),
            signed=True,
            prefix=None if prefix is None else self.full(prefix),
            error=None if error is None else self.full(error),
            provenance=provenance,
            dropped_by=by_kind,
        )


def ask(
    translator: Translator, pair: Pair, words: Sequence[int] | None, instead_of: str | None, by_word: bool
) -> Question:
    """A question about ``words`` (None: all), numbers of target words from 0.

    ``instead_of``: an alternative for the one word of ``words``: text, or with ``▁`` in front a single piece to stand
    in the place of the word's first piece. Without ``by_word`` each piece is a row of its own.

    Raises `ModelError` for a word that is not there, and for an alternative without exactly one word.
    """
    target = pair.target.tokens
    count = len(target.spans)
    chosen = tuple(range(count)) if words is None else tuple(dict.fromkeys(words))
    for word in chosen:
        if not 0 <= word < count:
            numbered = " ".join(f"{number}:{text}" for number, text in enumerate(target.words))
            raise ModelError(f"target word {word} asked for; there are {count}, from 0: {numbered}")
    if instead_of is not None and not by_word:
        raise ModelError("an alternative stands in for a word; leave by_word as it is to ask for one")
    if instead_of is not None and (words is None or len(chosen) != 1):
        raise ModelError("an alternative needs the one target word that it would stand in for; give its number")
    of_word = _pieces_of(target, by_word=True)
    groups = [(word, of_word[word]) for word in chosen if of_word[word]]
    if not by_word:
        groups = [(place, (place,)) for _, group in groups for place in group]
    last = max((place for _, group in groups for place in group), default=-1)
    inputs = tuple(translator.template.fed(pair.target.ids[: max(last, 0)]))
    predicted_at = range(translator.template.first_step, len(inputs))
    goals: list[Goal] = [
        (Term(inputs, tuple(predicted_at[p] for p in group), tuple(pair.target.ids[p] for p in group)),)
        for _, group in groups
    ]
    if instead_of is not None and goals:
        goals = [_contrast(translator, pair, chosen[0], goals[0][0], instead_of)]
    source = pair.source.tokens
    return Question(
        pair=pair,
        rows=tuple(row for row, _ in groups),
        objective=Objective(translator, tuple(goals)),
        source=source.by_word() if by_word else source,
        target=target.by_word() if by_word else target,
        source_pieces=_pieces_of(source, by_word),
        target_pieces=_pieces_of(target, by_word),
        instead_of=instead_of,
    )


def _pieces_of(tokens: Tokens, by_word: bool) -> tuple[tuple[int, ...], ...]:
    """The places of the pieces of each word, or of each piece alone."""
    if not by_word:
        return tuple((place,) for place in range(len(tokens)))
    index = np.array(tokens.word_index, dtype=int)
    return tuple(tuple(np.flatnonzero(index == word).tolist()) for word in range(len(tokens.spans)))


def _summed(per_piece: np.ndarray, groups: Sequence[Sequence[int]]) -> np.ndarray:
    parts = [per_piece[..., list(places)].sum(axis=-1) for places in groups]
    return np.stack(parts, axis=-1) if parts else np.empty((*per_piece.shape[:-1], 0))


def _contrast(translator: Translator, pair: Pair, word: int, term: Term, instead_of: str) -> Goal:
    before: Inputs = term.inputs[: term.positions[0] + 1]
    if instead_of.startswith(PIECE_MARK):
        piece = translator.piece_id(instead_of)
        if piece is None:
            raise ModelError(f"{instead_of!r} is not a piece of this model; leave out the {PIECE_MARK} to give text")
        first = term.positions[:1]
        return Term(before, first, term.labels[:1]), Term(before, first, (piece,), -1.0)
    start, _ = pair.target.tokens.spans[word]
    written = pair.target.tokens.text[:start]
    (encoded,) = translator.encode_targets([written + instead_of])
    if any(begins < start < ends for begins, ends in encoded.tokens.spans):
        # A word in the place of a comma is no part of the word before it.
        (encoded,) = translator.encode_targets([f"{written} {instead_of}"])
    # What was written before keeps its own pieces, even where the two texts are cut differently.
    words_before = sum(end <= start for _, end in encoded.tokens.spans)
    labels = tuple(i for i, w in zip(encoded.ids, encoded.tokens.word_index, strict=True) if w >= words_before)
    if not labels or not instead_of.strip():
        raise ModelError(f"the alternative {instead_of!r} has no pieces; give a word")
    inputs = (*before, *labels[:-1])
    if len(inputs) > translator.positions:
        raise ModelError(
            f"{len(inputs)} target tokens with the alternative; the model has positions for {translator.positions}; "
            "give a shorter one"
        )
    positions = tuple(range(len(before) - 1, len(inputs)))
    return term, Term(inputs, positions, labels, -1.0)
