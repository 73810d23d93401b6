"""What is read of a pair: one forced pass, one without the source, every figure and symptom from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from workbench import work
from workbench.alignment.map import AlignmentMap
from workbench.models import BeamSettings, Pair, length_batches
from workbench.scores import SCORES, contribution, links, own, reverse, scatter
from workbench.scores.length import length_figures
from workbench.scores.likelihood import gain_figures, likelihood_figures
from workbench.symptoms import SYMPTOMS, Found, Observed, known
from workbench.symptoms.symptom import GlossaryEntry
from workbench.views.decomposition import decomposition

if TYPE_CHECKING:
    from workbench.models import AttentionChoice, Forced, Translator
    from workbench.scores import Score

Languages = tuple[str | None, str | None]

NOISE = ("wrong_language", "repetition")
"""Symptoms that can be looked for in a source too: they rest on its text alone."""
NOISY = 0.5


@dataclass
class Signals:
    """``map``: between words. ``gains``: ``float32[tgt+1]``, by how much the source raised the log-probability of each
    piece, the end token last. ``figures``: scores by name, None where null, for the reason in ``nulls``. ``symptoms``:
    what was found, by name. ``own``: the model's own translation of the source, where a score asked for it."""

    pair: Pair
    forced: Forced
    map: AlignmentMap
    gains: np.ndarray
    figures: dict[str, float | None] = field(default_factory=dict)
    nulls: dict[str, str] = field(default_factory=dict)
    symptoms: dict[str, Found] = field(default_factory=dict)
    own: str | None = None

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

    def by_name(self, languages: Languages) -> dict[str, float | None]:
        """Scores, and the severity of each symptom: 0 where it found nothing, None where it knows nothing."""
        severities = dict.fromkeys(SYMPTOMS, None) | dict.fromkeys(known(languages), 0.0)
        return self.figures | severities | {name: found.severity for name, found in self.symptoms.items()}


@dataclass(frozen=True)
class SignalReader:
    """Reads pairs with one model: all that does not depend on a corpus.

    ``on_demand``: which of `workbench.scores.ON_DEMAND` to compute too; those of one file come together. ``reverse``
    reads targets back into sources, for ``reverse_logprob``.
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
        names = {score.name for score in own.SCORES}
        return replace(self, on_demand=tuple(name for name in self.on_demand if name not in names))

    def read(self, pairs: Sequence[Pair]) -> list[Signals]:
        """One for each pair, in order."""
        (nothing,) = self.translator.encode_sources([""])
        without = self.translator.forced_pass(
            [Pair(nothing, pair.target) for pair in pairs], batch_size=self.batch_size
        )
        passes = self.translator.forced_pass(pairs, choice=self.choice, batch_size=self.batch_size)
        readings = [
            Signals(pair, forced, forced.attention.by_word(), forced.logprobs - alone.logprobs)
            for pair, forced, alone in zip(pairs, passes, without, strict=True)
            if forced.attention is not None
        ]
        self._score(readings)
        self._score_on_demand(readings)
        for reading in readings:
            work.check()
            self._look(reading)
        return readings

    def _score(self, readings: Sequence[Signals]) -> None:
        maps = [reading.map for reading in readings]
        columns = likelihood_figures([reading.forced.logprobs for reading in readings])
        columns |= gain_figures([reading.gains for reading in readings])
        columns |= length_figures([len(m.source) for m in maps], [len(m.target) for m in maps])
        for batch in length_batches([(len(m.source), len(m.target)) for m in maps], 64):
            some = [maps[i] for i in batch]
            figures = scatter.scatter_figures(some, *self.languages) | links.link_figures(some)
            for name, values in figures.items():
                columns.setdefault(name, np.full(len(maps), np.nan))[batch] = values
        fill(readings, columns, self.languages)

    def _score_on_demand(self, readings: Sequence[Signals]) -> None:
        pairs = [reading.pair for reading in readings]
        asked: tuple[tuple[Sequence[Score], Callable[[], dict[str, np.ndarray]]], ...] = (
            (
                contribution.SCORES,
                lambda: contribution.contribution_figures(list(decomposition(self.translator, pairs))),
            ),
            (reverse.SCORES, lambda: reverse.reverse_figures(self._backwards(pairs))),
            (own.SCORES, lambda: self._own(readings)),
        )
        for scores, figures in asked:
            if any(score.name in self.on_demand for score in scores):
                fill(readings, figures(), self.languages)
                continue
            for reading in readings:
                reading.figures |= {score.name: None for score in scores}
                reading.nulls |= {score.name: score.null_when for score in scores}

    def _own(self, readings: Sequence[Signals]) -> dict[str, np.ndarray]:
        """Each source translated once, by greedy search: it tells about as much as a beam, in a third of the time."""
        texts = [reading.pair.source.tokens.text for reading in readings]
        sources = [*dict.fromkeys(texts)]
        greedy = BeamSettings(1, batch_size=self.batch_size, scores=False, states=True)
        made = self.translator.translate(sources, settings=greedy)
        pairs = self.translator.encode_pairs(sources, [one.text or "" for one in made])
        fitting = [place for place, pair in enumerate(pairs) if pair.target.ids and self.translator.fits(pair)]
        passes = self.translator.forced_pass(
            [replace(pairs[place], states=made[place].states) for place in fitting], batch_size=self.batch_size
        )
        found = {sources[place]: (made[place].text, one.logprobs) for place, one in zip(fitting, passes, strict=True)}
        for reading, text in zip(readings, texts, strict=True):
            reading.own = found[text][0] if text in found else None
        targets = [reading.pair.target.tokens.text for reading in readings]
        logprobs = [found[text][1] if text in found else None for text in texts]
        return own.own_figures(targets, [reading.own for reading in readings], logprobs)

    def _backwards(self, pairs: Sequence[Pair]) -> list[np.ndarray | None]:
        """``float32[src+1]`` log-probabilities of each source after its target, None where it does not fit."""
        if self.reverse is None:
            return [None] * len(pairs)
        turned = self.reverse.encode_pairs(
            [pair.target.tokens.text for pair in pairs], [pair.source.tokens.text for pair in pairs]
        )
        fitting = [place for place, pair in enumerate(turned) if self.reverse.fits(pair)]
        passes = self.reverse.forced_pass([turned[place] for place in fitting], batch_size=self.batch_size)
        found: list[np.ndarray | None] = [None] * len(pairs)
        for place, forced in zip(fitting, passes, strict=True):
            found[place] = forced.logprobs
        return found

    def _look(self, reading: Signals) -> None:
        observed = observe(reading, self.languages, self.glossary)
        for name in known(self.languages):
            if (found := SYMPTOMS[name].find(observed)) is not None:
                reading.symptoms[name] = replace(found, severity=round(found.severity, 4))


def noisy_source(reading: Signals, languages: Languages) -> bool:
    """Whether the source is in another language than it should be, or repeats itself: then no target can be right."""
    observed = observe(reading, languages)
    turned = replace(observed, source=observed.target, target=observed.source, languages=(languages[1], languages[0]))
    for name in set(NOISE).intersection(known(turned.languages)):
        found = SYMPTOMS[name].find(turned)
        if found is not None and found.severity >= NOISY:
            return True
    return False


def fill(readings: Sequence[Signals], columns: Mapping[str, np.ndarray], languages: Languages) -> None:
    """Put columns of figures into readings, with the reason where there is none."""
    for name, column in columns.items():
        for reading, value in zip(readings, column.tolist(), strict=True):
            reading.figures[name] = value if np.isfinite(value) else None
            if reading.figures[name] is None:
                why = scatter.reason(name, reading.map, *languages) or links.reason(name, reading.map)
                reading.nulls[name] = why or SCORES[name].null_when


def observe(reading: Signals, languages: Languages, glossary: Sequence[GlossaryEntry] = ()) -> Observed:
    """What symptoms look at."""
    return Observed(
        reading.map.source,
        reading.map.target,
        languages,
        reading.map.weights,
        reading.map.dropped,
        reading.word_logprobs,
        reading.word_gains,
        float(reading.forced.logprobs[-1]),
        float(reading.gains[-1]),
        glossary,
    )
