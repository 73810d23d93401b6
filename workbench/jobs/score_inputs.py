"""What scores are made from: see `workbench.scores.score.NEEDS`. Each is made when the first score asks for it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.explanation.reasons import PREDICTING, influence_of
from workbench.models import BeamSettings, Pair, length_batches
from workbench.scores.score import OF_SEGMENT, ScoreGroup
from workbench.views import VIEWS

if TYPE_CHECKING:
    from workbench.models import Translator

AT_ONCE = 64
"""Maps that are padded to the size of the largest."""


@dataclass(frozen=True, eq=False)
class ScoreInputs:
    """Of pairs that were read. ``reverse`` reads targets back into sources, None where nothing does."""

    translator: Translator
    reverse: Translator | None
    batch_size: int
    pairs: Sequence[Pair]
    logprobs: Sequence[np.ndarray]
    gains: Sequence[np.ndarray]
    maps: Sequence[AlignmentMap]

    def given(self, name: str) -> Any:
        """One of `NEEDS`."""
        return getattr(self, name)

    def only(self, place: int) -> ScoreInputs:
        """Those of one pair."""
        one = slice(place, place + 1)
        return replace(
            self,
            pairs=self.pairs[one],
            logprobs=self.logprobs[one],
            gains=self.gains[one],
            maps=self.maps[one],
        )

    def columns(self, group: ScoreGroup, names: Container[str]) -> dict[str, np.ndarray]:
        """The figures of a group: ``float64[n]`` by name."""
        count = len(self.pairs)
        if "maps" not in group.needs:
            return group.compute(self.given, names, count)
        found: dict[str, np.ndarray] = {}
        for batch in length_batches([(len(one.source), len(one.target)) for one in self.maps], AT_ONCE):
            for name, values in group.compute(_Batch(self, batch).given, names, len(batch)).items():
                found.setdefault(name, np.full(count, np.nan))[batch] = values
        return found

    @cached_property
    def source_language(self) -> str | None:
        return self.translator.source_language

    @cached_property
    def target_language(self) -> str | None:
        return self.translator.target_language

    @cached_property
    def sources(self) -> list[str]:
        return [pair.source.tokens.text for pair in self.pairs]

    @cached_property
    def targets(self) -> list[str]:
        return [pair.target.tokens.text for pair in self.pairs]

    @cached_property
    def source_lengths(self) -> list[int]:
        return [len(one.source) for one in self.maps]

    @cached_property
    def target_lengths(self) -> list[int]:
        return [len(one.target) for one in self.maps]

    @cached_property
    def contributions(self) -> list[AlignmentMap]:
        return list(VIEWS["decomposition"](self.translator, self.pairs))

    @cached_property
    def predicting_maps(self) -> list[AlignmentMap]:
        return list(VIEWS["attention"](self.translator, self.pairs, choice=PREDICTING, batch_size=self.batch_size))

    @cached_property
    def influences(self) -> list[AlignmentMap]:
        return [influence_of(self.translator, pair) for pair in self.pairs]

    @cached_property
    def reverse_logprobs(self) -> list[np.ndarray | None]:
        """``float32[src+1]`` log-probabilities of each source after its target, None where it does not fit."""
        if self.reverse is None:
            return [None] * len(self.pairs)
        turned = self.reverse.encode_pairs(self.targets, self.sources)
        fitting = [place for place, pair in enumerate(turned) if self.reverse.fits(pair)]
        passes = self.reverse.forced_pass([turned[place] for place in fitting], batch_size=self.batch_size)
        found: list[np.ndarray | None] = [None] * len(self.pairs)
        for place, forced in zip(fitting, passes, strict=True):
            found[place] = forced.logprobs
        return found

    @cached_property
    def own_translations(self) -> list[str | None]:
        return [self._own[text][0] if text in self._own else None for text in self.sources]

    @cached_property
    def own_logprobs(self) -> list[np.ndarray | None]:
        return [self._own[text][1] if text in self._own else None for text in self.sources]

    @cached_property
    def _own(self) -> dict[str, tuple[str | None, np.ndarray]]:
        """Each source translated once, by greedy search: it tells about as much as a beam, in a third of the time."""
        sources = [*dict.fromkeys(self.sources)]
        greedy = BeamSettings(1, batch_size=self.batch_size, scores=False, states=True)
        made = self.translator.translate(sources, settings=greedy)
        texts = [one.text or "" for one in made]
        written = self.translator.irreplaceable(texts, [one.ids for one in made])
        pairs = self.translator.encode_pairs(sources, texts, written=written)
        fitting = [place for place, pair in enumerate(pairs) if pair.target.ids and self.translator.fits(pair)]
        passes = self.translator.forced_pass(
            [replace(pairs[place], states=made[place].states) for place in fitting], batch_size=self.batch_size
        )
        return {sources[place]: (made[place].text, one.logprobs) for place, one in zip(fitting, passes, strict=True)}


@dataclass(frozen=True)
class _Batch:
    """Some of the segments."""

    whole: ScoreInputs
    places: Sequence[int]

    def given(self, name: str) -> Any:
        found = self.whole.given(name)
        return [found[place] for place in self.places] if name in OF_SEGMENT else found
