"""What people correct, learned from post-edited translations as the bundled model reads them.

The format is that of the quality estimation tasks of WMT: line-aligned files ``NAME.src``, ``.mt``, ``.hter``,
``.tags`` (gap, word, gap, …, OK or BAD) and ``.source_tags``, tokenized by spaces.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workbench.errors import CorpusError
from workbench.jobs.signals import SignalReader
from workbench.models import load
from workbench.suspicion.corrections import HEAVY, Corrections, Learned
from workbench.suspicion.doubt import FIGURES, source_figures, target_figures
from workbench.suspicion.fitting import direction
from workbench.suspicion.logistic import FALLING, RISING, Bound, fit_logistic
from workbench.suspicion.suspicion import vector

SENTENCE = ("logprob", "own_logprob", "own_chrf")
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


def learn(corrected: Sequence[Corrected], model: str, languages: tuple[str, str], made_from: str) -> str:
    """`Corrections` as JSON."""
    translator = load(model, source_language=languages[0], target_language=languages[1], dtype="float32")
    reader = SignalReader(
        translator=translator, choice=translator.preset, batch_size=BATCH_SIZE, on_demand=("own_chrf",)
    )
    scores: list[np.ndarray] = []
    words: dict[str, list[np.ndarray]] = {"target": [], "source": []}
    for start in range(0, len(corrected), CHUNK):
        some = corrected[start : start + CHUNK]
        pairs = translator.encode_pairs([one.source for one in some], [one.target for one in some], pretokenized=True)
        for reading in filter(None, reader.read(pairs)):
            scores.append(vector(reading.figures, SENTENCE)[None])
            of_target = target_figures(reading.map.target.words, reading.word_logprobs, reading.own)
            of_source = source_figures(reading.map.source.words, reading.map.weights, of_target)
            for side, figures in (("target", of_target), ("source", of_source)):
                words[side].append(np.stack([figures[name] for name in FIGURES], axis=1))
    learned = Corrections(
        _learned({name: direction(name) for name in SENTENCE}, scores, [[one.share >= HEAVY] for one in corrected]),
        _learned(DIRECTIONS, words["target"], [one.bad_target for one in corrected]),
        _learned(DIRECTIONS, words["source"], [one.bad_source for one in corrected]),
        made_from,
    )
    return json.dumps(learned.record(), ensure_ascii=False, indent=1) + "\n"


def _learned(
    directions: Mapping[str, Bound], figures: Sequence[np.ndarray], labels: Sequence[Sequence[bool]]
) -> Learned:
    """From ``float64[row figure]`` and ``bool[row]`` of each translation, in the order of ``directions``."""
    rows, wrong = np.concatenate(figures), np.concatenate(labels)
    centre, spread = np.nanmean(rows, axis=0), np.nanstd(rows, axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    away = np.nan_to_num((rows - centre) / spread)
    weights, bias = fit_logistic(away, wrong, np.ones(len(rows)), [*directions.values()], PENALTY)
    return Learned(_named(directions, weights / spread), _named(directions, centre), round(bias, 4))


def _named(names: Iterable[str], values: np.ndarray) -> dict[str, float]:
    return {name: round(value, 5) for name, value in zip(names, values.tolist(), strict=True)}
