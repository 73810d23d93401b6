"""What is read of a pair: one forced pass, one without the source, every figure and symptom from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from workbench import work
from workbench.alignment.map import AlignmentMap
from workbench.corpus.language_names import Languages
from workbench.jobs.score_inputs import ScoreInputs
from workbench.language.vocabulary import Vocabulary
from workbench.models import Pair
from workbench.models.forced import with_states
from workbench.models.memory import TooLarge
from workbench.scores import SCORES, ScoreGroup, groups, needing
from workbench.symptoms import SYMPTOMS, Found, Observed, known, look
from workbench.symptoms.symptom import GlossaryEntry

if TYPE_CHECKING:
    from workbench.models import AttentionChoice, Forced, Translator

NOISE = ("wrong_language", "repetition")
"""Symptoms that can be looked for in a source too: they rest on its text alone."""
NOISY = 0.5


@dataclass
class Signals:
    """``map``: between words. ``gains``: ``float32[tgt+1]``, by how much the source raised the log-probability of each
    piece, the end token last. ``figures``: scores by name, None where null, for the reason in ``nulls``. ``symptoms``:
    what was found, by name. ``severities``: of every symptom, 0 where it found nothing, None where it knows nothing of
    these languages. ``own``: the model's own translation of the source, where a score asked for it.
    ``vocabulary``: the words that the model has seen, where they were counted."""

    pair: Pair
    forced: Forced
    map: AlignmentMap
    gains: np.ndarray
    figures: dict[str, float | None] = field(default_factory=dict)
    nulls: dict[str, str] = field(default_factory=dict)
    symptoms: dict[str, Found] = field(default_factory=dict)
    severities: dict[str, float | None] = field(default_factory=dict)
    own: str | None = None
    vocabulary: Vocabulary | None = None

    @property
    def word_logprobs(self) -> np.ndarray:
        """``float64[tgt]`` of whole words, NaN for one without pieces."""
        return self._by_word(self.forced.logprobs)

    @property
    def word_gains(self) -> np.ndarray:
        return self._by_word(self.gains)

    def _by_word(self, with_end: np.ndarray) -> np.ndarray:
        tokens = self.pair.target.tokens
        index = np.asarray(tokens.word_index, dtype=int)
        total = np.bincount(index, weights=with_end[:-1], minlength=len(tokens.spans))
        return np.where(np.bincount(index, minlength=len(tokens.spans)) > 0, total, np.nan)

    @property
    def by_name(self) -> dict[str, float | None]:
        """Scores and ``severities``."""
        return self.figures | self.severities


@dataclass(frozen=True)
class SignalReader:
    """Reads pairs with one model: all that does not depend on a corpus.

    ``on_demand``: which of `workbench.scores.on_demand` to compute too; those of one group come together. ``reverse``
    reads targets back into sources, for scores that need it.
    """

    translator: Translator
    choice: AttentionChoice
    batch_size: int
    glossary: tuple[GlossaryEntry, ...] = ()
    on_demand: tuple[str, ...] = ()
    reverse: Translator | None = None

    @property
    def languages(self) -> Languages:
        return self.translator.source_language, self.translator.target_language

    @property
    def of_its_own(self) -> SignalReader:
        """For targets that the model translated itself: without the scores that compare with just these."""
        names = needing("own_translations", "own_logprobs")
        return replace(self, on_demand=tuple(name for name in self.on_demand if name not in names))

    def read(self, pairs: Sequence[Pair]) -> list[Signals | None]:
        """One for each pair, in order; None where memory does not suffice for it by itself."""
        blind = self._without_source(pairs)
        without = self.translator.spared_pass(blind, batch_size=self.batch_size)
        passes = self.translator.spared_pass(pairs, choice=self.choice, batch_size=self.batch_size)
        vocabulary = self.translator.vocabulary
        found = [_signals(*one, vocabulary) for one in zip(pairs, passes, without, strict=True)]
        readings = [reading for reading in found if reading is not None]
        self._score(readings)
        names = known(self.languages, vocabulary)
        for reading in readings:
            work.check()
            self._look(reading, names)
        return found

    def _without_source(self, pairs: Sequence[Pair]) -> list[Pair]:
        """The targets after an empty source, which is encoded once for all of them."""
        (nothing,) = self.translator.encode_sources([""])
        # Twice, as a matrix of one sentence may be multiplied otherwise than one of several, to other last digits.
        encoded = with_states(self.translator, [Pair(nothing, nothing)] * min(len(pairs), 2))
        return [Pair(nothing, pair.target, states=encoded[0].states) for pair in pairs]

    def _score(self, readings: Sequence[Signals]) -> None:
        inputs = ScoreInputs(
            translator=self.translator,
            reverse=self.reverse,
            batch_size=self.batch_size,
            pairs=[reading.pair for reading in readings],
            logprobs=[reading.forced.logprobs for reading in readings],
            gains=[reading.gains for reading in readings],
            maps=[reading.map for reading in readings],
        )
        for group, names in _in_order():
            if group.on_demand and not {*names} & {*self.on_demand}:
                for reading in readings:
                    reading.figures |= dict.fromkeys(names)
                    reading.nulls |= {name: SCORES[name].null_when for name in names}
            else:
                _fill(readings, names, group, inputs)
        if any(name in self.on_demand for name in needing("own_translations")):
            for reading, own in zip(readings, inputs.own_translations, strict=True):
                reading.own = own

    def _look(self, reading: Signals, names: Sequence[str]) -> None:
        reading.symptoms = look(observe(reading, self.languages, self.glossary), names)
        reading.severities = dict.fromkeys(SYMPTOMS, None) | dict.fromkeys(names, 0.0)
        reading.severities |= {name: found.severity for name, found in reading.symptoms.items()}


def _signals(pair: Pair, forced: Forced | None, alone: Forced | None, vocabulary: Vocabulary | None) -> Signals | None:
    """What two passes tell; without one of them nothing."""
    if forced is None or forced.attention is None or alone is None:
        return None
    return Signals(
        pair=pair,
        forced=forced,
        map=forced.attention.by_word(),
        gains=forced.logprobs - alone.logprobs,
        vocabulary=vocabulary,
    )


def noisy_source(reading: Signals, languages: Languages) -> bool:
    """Whether the source is in another language than it should be, or repeats itself: then no target can be right."""
    observed = observe(reading, languages)
    turned = replace(observed, source=observed.target, target=observed.source, languages=(languages[1], languages[0]))
    for name in set(NOISE).intersection(known(turned.languages)):
        found = SYMPTOMS[name].find(turned)
        if found is not None and found.severity >= NOISY:
            return True
    return False


def _in_order() -> list[tuple[ScoreGroup, tuple[str, ...]]]:
    """Groups of what a model reads, in the order in which a row tells why their figures are null."""
    found = [(group, names) for group, names in groups().items() if group.of_reading]
    return sorted(found, key=lambda one: (one[0].on_demand, "maps" in one[0].needs))


def _fill(readings: Sequence[Signals], names: Sequence[str], group: ScoreGroup, inputs: ScoreInputs) -> None:
    """Put the figures of a group into readings, with the reason where there is none."""
    columns: Mapping[str, np.ndarray] = {}
    try:
        with SCORES.spared(names[0]):
            columns = inputs.columns(group, names)
    except TooLarge as error:
        if len(readings) > 1:
            # Which of them it is comes out one by one.
            for place, reading in enumerate(readings):
                _fill([reading], names, group, inputs.only(place))
            return
        readings[0].figures |= dict.fromkeys(names)
        readings[0].nulls |= dict.fromkeys(names, str(error))
        return
    for name in names:
        values = columns[name].tolist() if name in columns else [np.nan] * len(readings)
        for place, (reading, value) in enumerate(zip(readings, values, strict=True)):
            reading.figures[name] = value if np.isfinite(value) else None
            if reading.figures[name] is None:
                with SCORES.spared(name):
                    reading.nulls[name] = group.why(name, inputs.given, place) or SCORES[name].null_when
                reading.nulls.setdefault(name, SCORES[name].null_when)


def observe(reading: Signals, languages: Languages, glossary: Sequence[GlossaryEntry] = ()) -> Observed:
    """What symptoms look at."""
    return Observed(
        source=reading.map.source,
        target=reading.map.target,
        languages=languages,
        weights=reading.map.weights,
        dropped=reading.map.dropped,
        logprobs=reading.word_logprobs,
        gains=reading.word_gains,
        end_logprob=float(reading.forced.logprobs[-1]),
        end_gain=float(reading.gains[-1]),
        glossary=glossary,
        vocabulary=reading.vocabulary,
    )
