"""Pairs that a model is measured on: some hundred, spread over a corpus or a gold file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.alignment.gold import GoldPair, read_gold
from workbench.alignment.sentences import Sentences, joined
from workbench.corpus import Corpus

if TYPE_CHECKING:
    from workbench.models import Pair, Translator

LIMIT = 300

Item = TypeVar("Item")


@dataclass(frozen=True)
class Sample:
    """``gold``: one for each pair, or None. ``pretokenized``: words are what stands between white space, as gold links
    count them. ``languages``: source and target, where the name of the file tells. ``faults``: what was left out of the
    gold and why, see `workbench.alignment.gold.Gold`."""

    name: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    gold: tuple[GoldPair, ...] | None = None
    pretokenized: bool = False
    languages: tuple[str | None, str | None] | None = None
    faults: tuple[str, ...] = ()

    @classmethod
    def of_corpus(cls, corpus: Corpus, limit: int = LIMIT, pretokenized: bool = False) -> Sample:
        """Sources with their first references. Raises `CorpusError` for what cannot be read."""
        chosen = spread(corpus, corpus.survey().segments, limit)
        kept = [(segment.source, segment.reference) for segment in chosen if segment.reference is not None]
        sources, targets = (tuple(column) for column in zip(*kept, strict=True)) if kept else ((), ())
        return cls(corpus.path.name, sources, targets, None, pretokenized, corpus.languages)

    @classmethod
    def of_gold(
        cls,
        name: str,
        gold: Sequence[GoldPair],
        limit: int = LIMIT,
        languages: tuple[str | None, str | None] | None = None,
        faults: Iterable[str] = (),
    ) -> Sample:
        """Raises `AlignmentError` for gold without texts."""
        kept = tuple(spread(gold, len(gold), limit))
        sources, targets = zip(*(pair.texts for pair in kept), strict=True) if kept else ((), ())
        return cls(name, sources, targets, kept, True, languages, tuple(faults))

    @classmethod
    def of_gold_beside(cls, corpus: Corpus, path: Path, limit: int = LIMIT, **reading: Any) -> Sample:
        """Gold in a file of its own, line by line beside the words of a corpus; ``reading``: see `read_gold`.

        Raises `AlignmentError` where the two do not fit each other, or the corpus lacks a reference.
        """
        texts = tuple((segment.source, segment.reference or "") for segment in corpus)
        words = tuple((joined(source), joined(target)) for source, target in texts)
        found = read_gold(path, sentences=Sentences(str(corpus.path), len(words), None, words), **reading)
        return cls.of_gold(corpus.path.name, found.pairs, limit, corpus.languages, found.faults.values())

    def __len__(self) -> int:
        return len(self.sources)

    def pairs(self, translator: Translator) -> list[Pair]:
        return translator.encode_pairs(self.sources, self.targets, self.pretokenized)

    def turned(self) -> Sample:
        """The same pairs the other way round, without gold."""
        languages = self.languages and (self.languages[1], self.languages[0])
        return replace(self, sources=self.targets, targets=self.sources, gold=None, languages=languages)

    def fitting(self, translator: Translator) -> Sample:
        """Only the pairs that the model can read: none with an empty side, none beyond its positions."""
        kept = [
            place
            for place, pair in enumerate(self.pairs(translator))
            if pair.source.ids and pair.target.ids and translator.fits(pair)
        ]
        return replace(
            self,
            sources=tuple(self.sources[place] for place in kept),
            targets=tuple(self.targets[place] for place in kept),
            gold=self.gold and tuple(self.gold[place] for place in kept),
        )


def spread(items: Iterable[Item], count: int, limit: int) -> list[Item]:
    """Up to ``limit`` of ``count`` items, evenly apart: a corpus is often sorted by something."""
    return list(islice(items, 0, None, max(1, -(-count // limit)) if count else 1))
