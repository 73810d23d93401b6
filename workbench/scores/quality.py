"""BLEU, chrF and TER against references, computed by sacrebleu: per sentence, and for a corpus that is never held.

Each metric is a function of sufficient statistics (matched and total n-grams, edits and lengths) that add up over
segments. They are taken once per segment, and stored with it: its own score, the corpus score, and that of any part of
the corpus come from them without the texts.

All references of a segment count, and segments may have different numbers of them: BLEU clips n-grams by the reference
that has most of each and takes the nearest length, chrF takes the best one, TER the nearest one over the mean length of
all. A reference that is empty beside others is a missing one for all three (sacrebleu's TER would count it in the mean
length); a segment with none but missing ones has no figures and is left out of the corpus's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from workbench.language.codes import language_code
from workbench.scores.score import Score, ScoreGroup

_NULL = "no reference with text in it"

_QUALITY = ScoreGroup(needs=("targets", "references", "target_language"))
SCORES = (
    Score(
        name="bleu",
        label="words in common with the reference (BLEU)",
        about="quality",
        higher_is="better",
        range=(0.0, 100.0),
        unit="points",
        formula="100 · BP · geometric mean of the n-gram precisions, n ≤ 4; exponential smoothing, effective order",
        source="Papineni et al. 2002; Chen and Cherry 2014; Post 2018 (sacrebleu)",
        null_when=_NULL,
        group=_QUALITY,
    ),
    Score(
        name="chrf",
        label="letters in common with the reference (chrF)",
        about="quality",
        higher_is="better",
        range=(0.0, 100.0),
        unit="points",
        formula="100 · F₂ of character n-gram precision and recall, n ≤ 6, without white space; best reference",
        source="Popović 2015 (sacrebleu)",
        null_when=_NULL,
        group=_QUALITY,
    ),
    Score(
        name="ter",
        label="edits away from the reference (TER)",
        about="quality",
        higher_is="worse",
        range=(0.0, None),
        unit="percent",
        formula="100 · edits (insert, delete, replace, shift) to the nearest reference / mean reference length",
        source="Snover et al. 2006 (sacrebleu)",
        null_when=_NULL,
        group=_QUALITY,
    ),
)

# Scripts without spaces between words, and Korean, whose spaces do not part words from particles.
# sacrebleu's MeCab tokenizers for Japanese and Korean need dictionaries of 50 MB and more.
_TOKENIZERS = {"zh": "zh", "ja": "char", "ko": "char", "th": "char", "lo": "char", "km": "char", "my": "char"}
_SPLIT_BY_TERCOM = ("zh", "ja")
_VARYING = -1


@lru_cache(maxsize=16)
def _metrics(target_language: str | None) -> dict[str, Any]:
    """sacrebleu's metrics: corpus settings, and BLEU with effective order for single sentences."""
    # A tenth of a second that `import workbench` and the command line's help must not pay.
    from sacrebleu.metrics import BLEU, CHRF, TER

    code = language_code(target_language) or ""
    tokenize = _TOKENIZERS.get(code, BLEU.TOKENIZER_DEFAULT)
    asian = code in _SPLIT_BY_TERCOM
    return {
        "bleu": BLEU(tokenize=tokenize),
        "sentence_bleu": BLEU(tokenize=tokenize, effective_order=True),
        "chrf": CHRF(),
        "ter": TER(normalized=asian, asian_support=asian),
    }


def signatures(
    target_language: str | None = None, references: int | None = 1, counted: Mapping[str, int] | None = None
) -> dict[str, str]:
    """sacrebleu's signature of each metric, from which anyone can compute the same number.

    ``references``: how many each segment has, None where that varies. ``counted``: what the figure rests on beyond
    that, by name (`CorpusQuality.counted`), written behind sacrebleu's own fields where there is any.
    """
    found = {}
    for name, shared in _metrics(target_language).items():
        metric = copy(shared)
        metric.num_refs = _VARYING if references is None else references
        fields = [f"{what}:{count}" for what, count in (counted or {}).items() if count]
        found[name] = "|".join([metric.get_signature().format(), *fields])
    return found


def chrf(hypothesis: str, reference: str) -> float:
    """``chrf`` of one sentence against one text; it is the same for every language."""
    return _metrics(None)["chrf"].sentence_score(hypothesis, [reference]).score


def quality_figures(
    hypotheses: Sequence[str | None],
    references: Sequence[Sequence[str | None]],
    target_language: str | None = None,
) -> dict[str, np.ndarray]:
    """``bleu``, ``chrf`` and ``ter`` of each segment: ``float64[n]``, NaN without a reference.

    A hypothesis that is None is a missing output, and as bad as an empty one. ``references``: all those of each
    segment (not, as sacrebleu takes them, one of each in several lists); one that is empty or None is missing: it would
    be a perfect match for nothing.

    Raises `ValueError` unless there are as many of them as hypotheses, and for a text where those of a segment are
    expected.
    """
    return CorpusQuality(target_language).add(hypotheses, references)


@dataclass(frozen=True)
class Statistics:
    """What BLEU, chrF and TER of a segment are made from.

    ``by_metric``: name → the statistics beside all references together, as sacrebleu adds them up, and where several
    were given those beside each of them alone, None for one without text. ``references``: how many have text.
    ``empty``: the hypothesis has no word.
    """

    by_metric: Mapping[str, list[list[float] | None]]
    references: int
    empty: bool


LENGTHS = {"bleu": 10, "chrf": 18, "ter": 2}
"""Numbers of one segment: BLEU's two lengths, matched and all n-grams of 1 to 4 words; chrF's n-grams of the
hypothesis, the reference and both, of 1 to 6 characters; TER's edits and the mean length of the references."""


def statistics(
    hypothesis: str | None, references: Sequence[str | None], target_language: str | None = None
) -> Statistics | None:
    """Of one segment; None without a reference with text in it. A hypothesis that is None is an empty one."""
    alternatives = [text for text in references if text and text.strip()]
    if not alternatives:
        return None
    said = hypothesis or ""
    found: dict[str, list[list[float] | None]] = {}
    for score in SCORES:
        metric = _metrics(target_language)[score.name]
        found[score.name] = [_extracted(metric, said, alternatives)]
        if len(references) > 1:
            found[score.name] += [
                _extracted(metric, said, [one]) if one and one in alternatives else None for one in references
            ]
    return Statistics(found, len(alternatives), not said.strip())


def _extracted(metric: Any, hypothesis: str, references: Sequence[str]) -> list[float]:
    # sacrebleu offers the two halves of a score, statistics and what follows from them, to its
    # subclasses only; its public methods would do the first half twice.
    [found] = metric._extract_corpus_statistics([hypothesis], [[one] for one in references])
    return found


def sentence_figures(found: Statistics | None, target_language: str | None = None) -> dict[str, float]:
    """``bleu``, ``chrf`` and ``ter`` of one segment by its statistics, beside all its references; NaN without any."""
    if found is None:
        return dict.fromkeys((score.name for score in SCORES), math.nan)
    metrics = _metrics(target_language)
    judges = {score.name: metrics["sentence_bleu" if score.name == "bleu" else score.name] for score in SCORES}
    return {name: _figure(judge, found.by_metric[name][0] or ()) for name, judge in judges.items()}


def _figure(metric: Any, sums: Sequence[float] | np.ndarray) -> float:
    """A metric of sacrebleu's from statistics, of one segment or added up over many."""
    # Counts as sacrebleu has them, whole numbers, however they were added up.
    numbers = [int(value) if float(value).is_integer() else float(value) for value in sums]
    return float(metric._compute_score_from_stats(numbers).score)


class CorpusQuality:
    """Corpus scores summed up as segments pass by; equal to sacrebleu's ``corpus_score`` over all of them, a hypothesis
    that is missing taken for an empty line.

    Segments may have different numbers of references. ``segments`` of them were counted, ``empty`` of these without a
    word in the hypothesis; ``left_out`` have no reference, or none but empty ones.
    """

    def __init__(self, target_language: str | None = None):
        self.target_language = target_language
        self.segments = self.empty = self.left_out = 0
        self._metrics = _metrics(target_language)
        self._sums: dict[str, np.ndarray] = {}
        self._reference_counts: set[int] = set()

    def add(
        self, hypotheses: Sequence[str | None], references: Sequence[Sequence[str | None]]
    ) -> dict[str, np.ndarray]:
        """Count these segments in, and return the figures of each: see `quality_figures`."""
        figures = {score.name: np.full(len(hypotheses), np.nan) for score in SCORES}
        for i, (hypothesis, given) in enumerate(zip(hypotheses, references, strict=True)):
            if isinstance(given, str):
                raise ValueError(f"references[{i}] is a text; expected all references of a segment, as ({given!r},)")
            found = statistics(hypothesis, given, self.target_language)
            self.count(found)
            for name, value in sentence_figures(found, self.target_language).items():
                figures[name][i] = value
        return figures

    def count(self, found: Statistics | None) -> None:
        """Count in a segment by its `statistics`."""
        if found is None:
            self.left_out += 1
        else:
            parts = {name: np.array(own[0], dtype=float) for name, own in found.by_metric.items()}
            self.count_sums(parts, 1, int(found.empty), {found.references})

    def count_sums(self, sums: Mapping[str, np.ndarray], segments: int, empty: int, references: set[int]) -> None:
        """Count in ``segments`` at once, by the sums of their statistics over all references; ``references``: how many
        of these with text they have."""
        self.segments += segments
        self.empty += empty
        self._reference_counts |= references
        for name, more in sums.items():
            self._sums[name] = self._sums[name] + more if name in self._sums else more

    def include(self, other: CorpusQuality) -> None:
        """Count in what another has counted, as if its segments had been added here."""
        self.left_out += other.left_out
        self.count_sums(other._sums, other.segments, other.empty, other._reference_counts)

    @property
    def counted(self) -> dict[str, int]:
        """How many hypotheses were empty or missing and counted so, and how many segments were left out, by reason."""
        return {"empty": self.empty, "left_out_without_reference": self.left_out}

    def result(self) -> dict[str, float | int | None]:
        """``bleu``, ``chrf`` and ``ter`` of everything added so far (None where nothing was), ``segments``, and
        `counted`."""
        scores: dict[str, float | int | None] = {
            score.name: _figure(self._metrics[score.name], self._sums[score.name]) if self.segments else None
            for score in SCORES
        }
        return scores | {"segments": self.segments} | self.counted

    def signatures(self) -> dict[str, str]:
        """`signatures` with the number of references that was met, and with `counted`."""
        same = len(self._reference_counts) == 1
        references = next(iter(self._reference_counts)) if same else None
        return signatures(self.target_language, references, self.counted)
