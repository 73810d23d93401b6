"""The suspicion of a run: fitted to its own model and corpus before anything is scored, or the one that comes along."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.calibration.sample import spread
from workbench.corpus import Corpus, Segment, Survey
from workbench.jobs.signals import SignalReader
from workbench.models import Pair
from workbench.suspicion.fitting import FEWEST, SAMPLE, fit
from workbench.suspicion.plant import plant
from workbench.suspicion.shipped import correction, default_suspicion, ratios
from workbench.suspicion.suspicion import Suspicion
from workbench.symptoms import SYMPTOMS

if TYPE_CHECKING:
    from workbench.jobs.score_settings import ScoreSettings

OWN_PRIOR = 0.2
"""Share of faulty pairs among what the model translated itself: its own mistakes look normal to it, so it cannot be
estimated. As many of the bundled model's own translations have little in common with the reference."""
SEED = 1
LEAST_AUROC = 0.7
"""Mean over the kinds of planted faults, below which the pairs they were planted into look as faulty as they do."""

Texts = tuple[str, str]
Written = Mapping[Texts, tuple[int, ...] | None]
"""The ids by which the model itself wrote the target of a pair."""
Tell = Callable[[], None]


def _quiet() -> None:
    pass


def suspicions(
    corpus: Corpus, survey: Survey, reader: SignalReader, settings: ScoreSettings, tell: Tell = _quiet
) -> dict[str, dict[str, Any]]:
    """Side → record of its `Suspicion`, fitted to pairs spread over the corpus with faults planted into them.

    Of a corpus with too few usable pairs, or whose own pairs are no better than planted faults, that which comes with
    the bundled model, and ``made_from`` says so.
    ``tell`` is called between steps, and may raise to end this.
    """
    chosen = spread(corpus, survey.segments, SAMPLE)
    own = {side: side == "hypothesis" and survey.to_translate for side in settings.sides}
    found = {side: _of_side(side, own[side], chosen, reader, settings, tell) for side in settings.sides}
    return {
        side: replace(one, own_translations=own[side], correction=correction(own[side])).record()
        for side, one in found.items()
    }


def _of_side(
    side: str, own: bool, segments: Sequence[Segment], reader: SignalReader, settings: ScoreSettings, tell: Tell
) -> Suspicion:
    if len(segments) < FEWEST:
        return default_suspicion(side, "too_few")
    prior, written = None, dict[Texts, tuple[int, ...] | None]()
    if side == "reference":
        pairs = [(segment.source, segment.reference) for segment in segments if segment.reference]
    elif own:
        translated = _translated(segments, reader, settings, tell)
        pairs, written = [pair for pair, _ in translated], dict(translated)
        # A fault planted into what the model said would be known by the difference from it.
        reader, prior = reader.of_its_own, OWN_PRIOR
    else:
        pairs = [(segment.source, segment.hypothesis or "") for segment in segments]
    pairs = [pair for pair in pairs if all(text.strip() for text in pair)]
    pairs = [pairs[place] for place in _readable(pairs, reader, settings.pretokenized, written)]
    if len(pairs) < FEWEST:
        return default_suspicion(side, "too_few")
    signals = read_planted(pairs, reader, settings.pretokenized, tell, written)
    tell()
    made_from = f"{len(pairs)} pairs of this corpus, {side} side"
    made = fit(*signals, correction(own), made_from, prior, ratios(side))
    if made.report.mean_auroc < LEAST_AUROC or _plainly_faulty(signals[0]) > 0.5:
        return default_suspicion(side, "faulty")
    return made


def fit_to(pairs: Sequence[Texts], side: str, reader: SignalReader, made_from: str, prior: float) -> Suspicion:
    """A fit to clean ``pairs`` as ``reader`` sees them, each also with a fault planted into it, for corpora of which a
    share ``prior`` is faulty; the hypotheses are the model's own."""
    own = side == "hypothesis"
    return fit(*read_planted(pairs, reader, pretokenized=False), correction(own), made_from, prior, ratios(side))


def _plainly_faulty(clean: Sequence[Mapping[str, float | None]]) -> float:
    """The share of pairs with a symptom that is plain from the texts: too many to learn from what is normal."""
    plain = [name for name, symptom in SYMPTOMS.items() if symptom.weight == 1]
    return float(np.mean([any((signals[name] or 0.0) >= 0.5 for name in plain) for signals in clean]))


Values = list[dict[str, float | None]]
"""Of each pair, its signals by name."""


def read_planted(
    pairs: Sequence[Texts],
    reader: SignalReader,
    pretokenized: bool,
    tell: Tell = _quiet,
    written: Written = MappingProxyType({}),
) -> tuple[Values, Values, list[str], list[int]]:
    """Signals of the pairs, of the pairs with a fault in each, the kinds of these, and where these were made from."""
    planted = [one for one in plant(pairs, languages=reader.languages, share=1, seed=SEED) if one.kind]
    spoilt = [(one.source, one.target) for one in planted]
    fitting = [planted[place] for place in _readable(spoilt, reader, pretokenized)]
    tell()
    clean = _signals(pairs, reader, pretokenized, written)
    tell()
    faulty = _signals([(one.source, one.target) for one in fitting], reader, pretokenized)
    return clean, faulty, [str(one.kind) for one in fitting], [one.place for one in fitting]


def loaded(records: Mapping[str, Mapping[str, Any]] | None) -> dict[str, Suspicion]:
    """As a manifest has them."""
    return {side: Suspicion.from_record(record) for side, record in (records or {}).items()}


def _translated(
    segments: Sequence[Segment], reader: SignalReader, settings: ScoreSettings, tell: Tell
) -> list[tuple[Texts, tuple[int, ...] | None]]:
    sources = [segment.source for segment in segments if segment.source.strip()]
    made = reader.translator.translate(sources, settings=settings.beam(), progress=lambda _: tell())
    return [((source, one.text or ""), one.ids) for source, one in zip(sources, made, strict=True)]


def _signals(
    pairs: Sequence[Texts], reader: SignalReader, pretokenized: bool, written: Written = MappingProxyType({})
) -> Values:
    encoded = _encoded(pairs, reader, pretokenized, written)
    return [reading.by_name for reading in reader.read(encoded) if reading is not None]


def _readable(
    pairs: Sequence[Texts], reader: SignalReader, pretokenized: bool, written: Written = MappingProxyType({})
) -> list[int]:
    """Places of the pairs that the model can read: none with an empty side, none beyond its positions."""
    return [
        place
        for place, pair in enumerate(_encoded(pairs, reader, pretokenized, written))
        if pair.source.ids and pair.target.ids and reader.translator.fits(pair)
    ]


def _encoded(pairs: Sequence[Texts], reader: SignalReader, pretokenized: bool, written: Written) -> list[Pair]:
    sources, targets = [source for source, _ in pairs], [target for _, target in pairs]
    ids = reader.translator.irreplaceable(targets, [written.get(pair) for pair in pairs])
    return reader.translator.encode_pairs(sources, targets, pretokenized, ids)
