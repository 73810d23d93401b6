"""In which languages the sides of a corpus are: as somebody said, and as they read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.corpus.segment import Segment
from workbench.language.identification import foreign, likeliest, name_of
from workbench.language.scripts import letters, letters_of, reads_as
from workbench.language.segmentation import word_spans
from workbench.language.stopwords import stop_words

SAMPLED = 100
"""Texts of each side at most, each a few words long at least."""
LEAST = 20
_MOST_WORDS = 60


@dataclass(frozen=True)
class Side:
    """``language``: as it is read, None where nobody said; ``said``: by whom ("stated", "in the file", "in the file
    name"). ``reads_like``: what a sample of its texts reads like, None where that is not sure."""

    language: str | None = None
    said: str | None = None
    reads_like: str | None = None

    @property
    def doubt(self) -> bool:
        """Whether it reads like another language than is said."""
        known = reads_as(self.language)
        return None not in (known, self.reads_like) and str(known).split("-")[0] != self.reads_like


class Sample:
    """Texts of a side from all over a corpus, evenly: every second one is dropped when there are too many."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._step, self._seen = 1, 0

    def add(self, text: str) -> None:
        if len(text) < LEAST:
            return
        self._seen += 1
        if self._seen % self._step:
            return
        self._texts.append(text)
        if len(self._texts) > SAMPLED:
            self._texts = self._texts[1::2]
            self._step *= 2

    def reads_like(self) -> str | None:
        """A code, None where that is not sure."""
        return likeliest(self._texts)


class Swaps:
    """Pairs whose sides are each in the language of the other, beyond doubt."""

    def __init__(self, source: str | None, target: str | None) -> None:
        self._source, self._target = source, target
        self._asked = bool(source and target) and reads_as(source) != reads_as(target)
        own, other = stop_words(source) or frozenset(), stop_words(target) or frozenset()
        known = bool(own and other)
        self._of_source, self._of_target = (own - other, other - own) if known else (frozenset[str](), frozenset[str]())

    def __call__(self, segment: Segment, target: str) -> str | None:
        """What both sides read like; None where they may be right."""
        if not self._asked or not self._likely(segment.source, target):
            return None
        found = foreign(segment.source, self._source, self._target), foreign(target, self._target, self._source)
        told = [one.reads_like for one in found if one]
        if len(told) < 2 or [reads_as(one) for one in told] != [reads_as(self._target), reads_as(self._source)]:
            return None
        return f"source {found[0].told if found[0] else ''}, target {found[1].told if found[1] else ''}"

    def _likely(self, source: str, target: str) -> bool:
        """Told by a few words or letters: whole texts are compared where these speak for it."""
        for text, expected in ((source, self._source), (target, self._target)):
            own = letters_of(expected, text)
            if own is not None and own * 2 < letters(text):
                return True
        return self._leans(source, self._of_target, self._of_source) and self._leans(
            target, self._of_source, self._of_target
        )

    @staticmethod
    def _leans(text: str, towards: frozenset[str], away: frozenset[str]) -> bool:
        words = {text[start:end].casefold() for start, end in word_spans(text)[:_MOST_WORDS]}
        return len(words & towards) > len(words & away)


def doubts(source: Side, target: Side) -> Iterator[str]:
    """What to tell a person of languages that are hardly those that were said."""
    both = source.doubt and target.doubt
    if both and reads_as(source.language) == target.reads_like and reads_as(target.language) == source.reads_like:
        yield "the sides read as if they were exchanged: give --source and --target, or the languages, the other way"
        return
    for name, side in (("source", source), ("target", target)):
        if side.doubt and side.reads_like:
            option = f"--{name}-lang"
            yield f"the {name} reads like {name_of(side.reads_like)}, not {side.language}: see {option}"
