"""What each symptom is worth, measured: how often it speaks of wrong targets and of right ones, by severity.

Of hypotheses: those that professionals judged, half of what counts as wrong, and sound ones with a single planted
fault, the other half, as systems that are any good make too few mistakes of a kind to be counted. Of references: clean
pairs, and these with a planted fault. Kinds of planted faults count alike, however many pairs lent themselves to each.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np

from workbench.jobs.signals import SignalReader
from workbench.jobs.unread import too_long
from workbench.models import Pair, load
from workbench.recipe.examples import read_pairs
from workbench.recipe.judged import Judged, abstracts, post_edited, talks, web
from workbench.recipe.single_faults import FAULTS
from workbench.suspicion.plant import KINDS, Garden, Texts, plant
from workbench.suspicion.ratios import EDGES, Measured, Side, bins, estimated
from workbench.symptoms import SYMPTOMS

T = TypeVar("T")
SEED = 11
BATCH_SIZE = 32
CHUNK = 512
UNKNOWN = -2
"""Stands for the bin of a symptom that was not looked for."""
Languages = tuple[str, str]
JUDGED: tuple[tuple[str, Languages, Callable[[Path], Iterable[Judged]], str], ...] = (
    ("ted-mqm-en-de/mqm_ted_ende.tsv", ("en", "de"), talks, "TED talks"),
    ("bio-mqm-en-de/en2de.jsonl", ("en", "de"), abstracts, "medical abstracts"),
    ("bio-mqm-en-de/de2en.jsonl", ("de", "en"), abstracts, "medical abstracts"),
    ("critical-errors-en-de/train.tsv", ("en", "de"), web, "web text"),
    ("mlqe-pe-en-de/train", ("en", "de"), post_edited, "Wikipedia"),
)
"""Under the folder of corpora: where, in which direction, how it is read, what it is."""


@dataclass
class _Count:
    """Targets of one sort: ``int[symptom bin]`` of which each symptom spoke, of ``int[symptom]`` targets."""

    spoke: np.ndarray = field(default_factory=lambda: np.zeros((len(SYMPTOMS), len(EDGES)), dtype=int))
    targets: np.ndarray = field(default_factory=lambda: np.zeros(len(SYMPTOMS), dtype=int))

    def add(self, places: np.ndarray) -> None:
        """``int[target symptom]``, bins of severity."""
        for place in range(len(EDGES)):
            self.spoke[:, place] += (places == place).sum(axis=0)
        self.targets += (places != UNKNOWN).sum(axis=0)

    @property
    def share(self) -> np.ndarray:
        return self.spoke / np.maximum(self.targets, 1)[:, None]


@dataclass
class _Measure:
    """One side on its way: what was read of right targets, of really wrong ones, and by kind of planted fault."""

    right: _Count = field(default_factory=_Count)
    wrong: _Count = field(default_factory=_Count)
    planted: dict[str, _Count] = field(default_factory=dict)

    def spoil(self, reader: SignalReader, pairs: Sequence[Texts], most: int) -> None:
        """Look at single faults of every kind planted into these."""
        for kind, spoilt in _spoilt(pairs, reader).items():
            self.planted.setdefault(kind, _Count()).add(_looked(reader, spoilt, most // len(KINDS)))

    def side(self, made_from: str) -> Side:
        wrong = np.mean([one.share for one in self.planted.values()], axis=0)
        if self.wrong.targets.any():
            wrong = (wrong + self.wrong.share) / 2
        every = [self.wrong, *self.planted.values()]
        spoke, targets = (np.sum([getattr(one, name) for one in every], axis=0) for name in ("spoke", "targets"))
        found = {}
        for place, name in enumerate(SYMPTOMS):
            of = int(targets[place]), int(self.right.targets[place])
            found[name] = Measured(
                ratios=estimated(wrong[place], self.right.share[place], of),
                wrong=tuple(spoke[place].tolist()),
                right=tuple(self.right.spoke[place].tolist()),
                of=of,
            )
        return Side(found, made_from)


def measure(corpora: Path, model: str, most: int) -> str:
    """Side → `workbench.suspicion.ratios.Side`, as JSON. Judged translations that are not there are left out."""
    readers = {languages: _reader(model, languages) for languages in (("en", "de"), ("de", "en"))}
    found = {"hypothesis": _of_hypotheses(corpora, readers, most), "reference": _of_references(corpora, readers, most)}
    return json.dumps({side: one.record() for side, one in found.items()}, ensure_ascii=False, indent=1) + "\n"


def _of_hypotheses(corpora: Path, readers: Mapping[Languages, SignalReader], most: int) -> Side:
    found, texts = _Measure(), list[str]()
    for where, languages, read, text in JUDGED:
        if not (corpora / where).exists():
            continue
        judged = _shuffled([*read(corpora / where)])
        reader = readers[languages]
        sound, wrong = (
            [(one.source, one.target) for one in judged if one.judgement == what] for what in ("sound", "wrong")
        )
        found.right.add(_looked(reader, sound, most))
        found.wrong.add(_looked(reader, wrong, most // 2))
        found.spoil(reader, sound, most // len(JUDGED))
        texts.append(text)
    named = ", ".join(dict.fromkeys(texts))
    return found.side(f"translations of {named} that were judged by professionals, and single faults in sound ones")


def _of_references(corpora: Path, readers: Mapping[Languages, SignalReader], most: int) -> Side:
    lines = ((corpora / f"ntrex-en-de/newstest2019.{code}").read_text(encoding="utf-8") for code in ("en", "de"))
    news = [*zip(*(text.rstrip("\n").split("\n") for text in lines), strict=True)]
    found = _Measure()
    for languages, reader in readers.items():
        for pairs in (read_pairs(corpora / "tatoeba-en-de/dev.tsv"), news):
            given = _shuffled(pairs)
            if languages != ("en", "de"):
                given = [(target, source) for source, target in given]
            found.right.add(_looked(reader, given, most))
            found.spoil(reader, given, most)
    return found.side("held-out pairs of Tatoeba and NTREX, and single faults in them")


def _shuffled(items: Sequence[T]) -> list[T]:
    return random.Random(SEED).sample(items, len(items))


def _reader(model: str, languages: Languages) -> SignalReader:
    translator = load(model, source_language=languages[0], target_language=languages[1], dtype="float32")
    return SignalReader(translator=translator, choice=translator.preset, batch_size=BATCH_SIZE)


def _spoilt(pairs: Sequence[Texts], reader: SignalReader) -> dict[str, list[Texts]]:
    """By kind of fault; each pair has as many different ones as lets them all have some."""
    found: dict[str, list[Texts]] = {}
    if not pairs:
        return found
    for one in plant(pairs, languages=reader.languages, share=1, seed=SEED):
        if one.kind:
            found.setdefault(one.kind, []).append((one.source, one.target))
    garden = Garden(pairs, reader.languages, random.Random(SEED))
    for kind, fault in FAULTS.items():
        made = (fault(garden, place) for place in range(len(pairs)))
        found[kind] = [*islice((one for one in made if one is not None), max(1, len(pairs) // len(KINDS)))]
    return found


def _looked(reader: SignalReader, pairs: Sequence[Texts], most: int) -> np.ndarray:
    """``int[pair symptom]``: the bin in which each symptom speaks; of all but the first ``most`` pairs only of those
    that need no model."""
    found = [np.zeros((0, len(SYMPTOMS)), dtype=int)]
    translator = reader.translator
    for start in range(0, len(pairs), CHUNK):
        some = pairs[start : start + CHUNK]
        encoded = translator.encode_pairs([source for source, _ in some], [target for _, target in some])
        usable = [pair for pair in encoded if pair.source.ids and pair.target.ids and translator.fits(pair)]
        read = max(0, most - start)
        figures = [reading.by_name for reading in reader.read(usable[:read]) if reading is not None]
        rows = [[int(bins(np.array(one[name], dtype=float))) for name in SYMPTOMS] for one in figures]
        rows += [_of_texts(pair, reader) for pair in usable[read:]]
        found.append(np.array(rows, dtype=int).reshape(-1, len(SYMPTOMS)))
    return np.concatenate(found)


def _of_texts(pair: Pair, reader: SignalReader) -> list[int]:
    looked = too_long(pair.source.tokens, pair.target.tokens, "", reader.languages)
    severities = dict.fromkeys(looked.looked, 0.0) | {name: one.severity for name, one in looked.symptoms.items()}
    return [int(bins(np.array(severities[name]))) if name in severities else UNKNOWN for name in SYMPTOMS]
