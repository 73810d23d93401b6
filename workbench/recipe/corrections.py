"""What people correct, learned from post-edited translations as the bundled model reads them.

The format is that of the quality estimation tasks of WMT: line-aligned files ``NAME.src``, ``.mt``, ``.hter``,
``.tags`` (gap, word, gap, …, OK or BAD) and ``.source_tags``, tokenized by spaces.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

from workbench.errors import CorpusError
from workbench.jobs.signals import SignalReader, Signals
from workbench.models import load
from workbench.recipe.examples import TextPair
from workbench.suspicion.corrections import HEAVY, Corrections, Learned, beyond
from workbench.suspicion.doubt import FIGURES, source_figures, target_figures
from workbench.suspicion.fitting import direction
from workbench.suspicion.logistic import FALLING, RISING, Bound, fit_logistic
from workbench.suspicion.suspicion import vector

SENTENCE = ("logprob", "own_logprob", "own_chrf")
LIKELY = {"logprob": -2.0}
"""From there on a sentence is likelier than half of what was post-edited, and counts as surer."""
PARTS = ("src", "mt", "hter", "tags", "source_tags")
DIRECTIONS: dict[str, Bound] = {"surprise": RISING, "not_own": RISING, "punctuation": FALLING}
PENALTY = 1.0
BATCH_SIZE = 32
CHUNK = 512


@dataclass(frozen=True)
class Corrected:
    """A tokenized translation and what people changed: ``share`` of it (HTER), and ``bad`` words of either side."""

    source: str
    target: str
    share: float
    bad_target: tuple[bool, ...]
    bad_source: tuple[bool, ...]


def read_corrected(folder: Path) -> list[Corrected]:
    """Of the one set of files in ``folder``, in order. Raises `CorpusError` where it is not as described above."""
    found = sorted(folder.glob("*.hter"))
    if len(found) != 1:
        raise CorpusError(f"{folder}: {len(found)} files *.hter; one expected, with .src, .mt and tags beside it")
    paths = {part: found[0].with_suffix(f".{part}") for part in PARTS}
    columns = {part: path.read_text(encoding="utf-8").rstrip("\n").split("\n") for part, path in paths.items()}
    if len({len(lines) for lines in columns.values()}) != 1:
        counts = ", ".join(f"{len(lines)} in .{part}" for part, lines in columns.items())
        raise CorpusError(f"{folder}: files of different length ({counts}); one line per sentence expected in each")
    corrected = []
    for number, (source, target, share, tags, source_tags) in enumerate(zip(*columns.values(), strict=True), start=1):
        bad_target, bad_source = _words(tags, len(target.split())), _words(source_tags, len(source.split()))
        if bad_target is None or bad_source is None:
            raise CorpusError(f"{found[0].with_suffix('.tags')}:{number}: not one tag for each word")
        corrected.append(
            Corrected(source=source, target=target, share=float(share), bad_target=bad_target, bad_source=bad_source)
        )
    return corrected


def _words(tags: str, words: int) -> tuple[bool, ...] | None:
    """Those of the words, from tags of words alone or of gaps and words; None where they are neither."""
    values = tuple(tag == "BAD" for tag in tags.split())
    return {words: values, 2 * words + 1: values[1::2]}.get(len(values))


def learn(
    corrected: Sequence[Corrected], clean: Sequence[TextPair], model: str, languages: tuple[str, str], made_from: str
) -> str:
    """`Corrections` as JSON. ``clean``: pairs that nobody would correct, which count as much as the corrected ones when
    sentences are learned from."""
    translator = load(model, source_language=languages[0], target_language=languages[1], dtype="float32")
    reader = SignalReader(
        translator=translator, choice=translator.preset, batch_size=BATCH_SIZE, on_demand=("own_chrf",)
    )
    scores: list[np.ndarray] = []
    words: dict[str, list[np.ndarray]] = {"target": [], "source": []}
    for reading in _read(reader, [(one.source, one.target) for one in corrected], pretokenized=True):
        scores.append(vector(reading.figures, SENTENCE)[None])
        of_target = target_figures(reading.map.target.words, reading.word_logprobs, reading.own)
        of_source = source_figures(reading.map.source.words, reading.map.weights, of_target)
        for side, figures in (("target", of_target), ("source", of_source)):
            words[side].append(np.stack([figures[name] for name in FIGURES], axis=1))
    heavy = [[one.share >= HEAVY] for one in corrected]
    good = [vector(reading.figures, SENTENCE)[None] for reading in _read(reader, clean)]
    importance = np.r_[np.ones(len(scores)), np.full(len(good), len(scores) / max(len(good), 1))]
    learned = Corrections(
        learned_of(
            {name: direction(name) for name in SENTENCE},
            np.concatenate([*scores, *good]),
            np.concatenate([*heavy, *[[False]] * len(good)]),
            importance,
            LIKELY,
        ),
        learned_of(DIRECTIONS, np.concatenate(words["target"]), np.concatenate([one.bad_target for one in corrected])),
        learned_of(DIRECTIONS, np.concatenate(words["source"]), np.concatenate([one.bad_source for one in corrected])),
        made_from,
    )
    return json.dumps(learned.record(), ensure_ascii=False, indent=1) + "\n"


def _read(reader: SignalReader, pairs: Sequence[TextPair], pretokenized: bool = False) -> Iterator[Signals]:
    for start in range(0, len(pairs), CHUNK):
        some = pairs[start : start + CHUNK]
        sources, targets = [source for source, _ in some], [target for _, target in some]
        yield from filter(None, reader.read(reader.translator.encode_pairs(sources, targets, pretokenized)))


def learned_of(
    directions: Mapping[str, Bound],
    figures: np.ndarray,
    wrong: np.ndarray,
    importance: np.ndarray | float = 1.0,
    bends: Mapping[str, float] = MappingProxyType({}),
    penalty: float = PENALTY,
) -> Learned:
    """From ``float64[row figure]``, in the order of ``directions``, and ``bool[row]``. ``importance``: what each row
    counts. ``bends``: of some figures, where they begin to count for more."""
    names = [*directions]
    rows = np.column_stack([figures, *(beyond(figures[:, names.index(name)], knee) for name, knee in bends.items())])
    centre, spread = np.nanmean(rows, axis=0), np.nanstd(rows, axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    # What is over a knee counts from there, not from its mean.
    centre[len(names) :] = 0.0
    away = np.nan_to_num((rows - centre) / spread)
    bounds = [*directions.values(), *(directions[name] for name in bends)]
    weights, bias = fit_logistic(away, wrong, np.broadcast_to(importance, len(rows)), bounds, penalty)
    weights = weights / spread
    return Learned(
        weights=_named(directions, weights),
        centre=_named(directions, centre),
        bias=round(bias, 4),
        bends={name: (knee, round(float(weights[len(names) + k]), 5)) for k, (name, knee) in enumerate(bends.items())},
    )


def _named(names: Iterable[str], values: np.ndarray) -> dict[str, float]:
    return {name: round(value, 5) for name, value in zip(names, values.tolist(), strict=False)}
