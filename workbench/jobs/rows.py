"""From segments to the rows of a shard: translate, read once, score, suspect."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.corpus import Segment
from workbench.jobs.chunk import Chunk
from workbench.jobs.progress import Doing
from workbench.jobs.signals import SignalReader, Signals, noisy_source
from workbench.jobs.unread import Unread, missing, too_long
from workbench.models import Candidate, Translation
from workbench.runs import quality
from workbench.runs.shard import pack_map
from workbench.runs.span import spans
from workbench.scores import SCORES, groups
from workbench.scores.quality import Statistics, sentence_figures, statistics
from workbench.suspicion.beside import nats
from workbench.suspicion.shipped import beside
from workbench.suspicion.suspicion import BESIDE, Suspicion
from workbench.suspicion.verdict import NOT_READ, NOTHING, SUSPECTED, verdict
from workbench.symptoms import SYMPTOMS, Found

if TYPE_CHECKING:
    from workbench.jobs.score_settings import ScoreSettings
    from workbench.models import Pair

Step = Callable[[str, int], None]


UNREAD = {
    "empty_source": missing("the source is empty"),
    "empty_target": missing("the target is empty"),
    "too_long": missing("there is no translation: the source is longer than the model has positions for"),
    "out_of_memory": missing("there is no translation: memory does not suffice for this sentence alone"),
    "no_reference": Unread("there is no reference"),
}
"""By status, what is told of a side without a text to read."""
BLANK = Unread("both sides are empty")
"""Nobody's fault."""


@dataclass
class _Side:
    """One side of a segment on its way to a row. ``place`` is that of its segment in the shard. It has a ``reading``,
    or is ``unread``. ``quality``: figures of a hypothesis beside its references, None where there are none;
    ``statistics``: what they were made from. ``beside``: nats that the references add to its suspicion."""

    place: int
    side: str
    target: str | None
    status: str
    pair: Pair | None = None
    reading: Signals | None = None
    unread: Unread | None = None
    quality: Mapping[str, float | None] = field(default_factory=dict)
    statistics: Statistics | None = None
    beside: float | None = None


@dataclass(frozen=True)
class RowMaker:
    """Makes the rows of a shard; what it does depends on the segments and settings alone.

    ``suspicions``: of each side, see `workbench.jobs.suspicion_fit`. ``translate``: the hypotheses are the model's own;
    else those of the segments, where None is a missing output. ``step`` is told what is being done and how many
    segments of the shard it has passed.
    """

    reader: SignalReader
    settings: ScoreSettings
    suspicions: Mapping[str, Suspicion]
    translate: bool
    step: Step

    def of(self, chunk: Chunk) -> list[dict[str, Any]]:
        """As the shard has them: by position, then side."""
        segments = chunk.segments
        hypotheses = self._hypotheses(segments)
        sides = [
            self._side(place, side, segment, hypotheses)
            for place, segment in enumerate(segments)
            for side in self.settings.sides
        ]
        self._read(segments, hypotheses, sides)
        self._compare(segments, sides)
        suspicion: dict[tuple[int, str], float | None] = {}
        # References first: one that is suspected itself says nothing of the hypothesis.
        for side in sorted(sides, key=lambda one: one.side, reverse=True):
            if not (suspicion.get((side.place, "reference")) or 0.0) >= SUSPECTED:
                self._put_beside(side, segments[side.place])
            suspicion[side.place, side.side] = self._suspicion(side)
        verdicts = self._verdicts(sides, suspicion)
        return [
            self._row(
                segments[side.place],
                hypotheses[side.place].text,
                side,
                suspicion[side.place, side.side],
                verdicts[side.place],
            )
            for side in sides
        ]

    def _verdicts(
        self, sides: Sequence[_Side], suspicion: Mapping[tuple[int, str], float | None]
    ) -> dict[int, str | None]:
        """Of each segment, by its place."""
        # Length alone accuses nobody.
        accusing = {**suspicion, **{(side.place, side.side): None for side in sides if self._only_long(side)}}
        found: dict[int, str | None] = {}
        for side in sides:
            both = accusing.get((side.place, "hypothesis")), accusing.get((side.place, "reference"))
            told = "source noise" if side.status == "empty_source" and side.unread is not BLANK else verdict(*both)
            if told == "both" and side.reading and noisy_source(side.reading, self.reader.languages):
                told = verdict(*both, noisy_source=True)
            found[side.place] = told
        for side in sides:
            if found[side.place] in (None, NOTHING) and self._only_long(side):
                found[side.place] = NOT_READ
        return found

    def _only_long(self, side: _Side) -> bool:
        """Whether there is a text that was not read, and nothing else is against it."""
        unread = side.unread
        return unread is not None and unread.has_text and not unread.accused(self.suspicions[side.side])

    def _hypotheses(self, segments: Sequence[Segment]) -> list[Translation]:
        """One per segment."""
        if "hypothesis" not in self.settings.sides or not self.translate:
            return [
                Translation("ok", () if segment.hypothesis is None else (Candidate(segment.hypothesis, math.nan),))
                for segment in segments
            ]
        passed = [0]

        def progress(count: int) -> None:
            passed[0] += count
            self.step(Doing.TRANSLATING, passed[0])

        texts = [segment.source for segment in segments]
        return self.reader.translator.translate(texts, settings=self.settings.beam(states=True), progress=progress)

    def _side(self, place: int, side: str, segment: Segment, hypotheses: Sequence[Translation]) -> _Side:
        if side == "hypothesis":
            target, status = hypotheses[place].text, hypotheses[place].status
        else:
            target, status = (segment.reference, "ok") if segment.references else (None, "no_reference")
        blank = not segment.source.strip() and not any(
            text.strip() for text in (segment.hypothesis or "", *segment.references)
        )
        if not segment.source.strip():
            status = "empty_source"
        elif status == "ok" and not (target or "").strip():
            status = "empty_target"
        return _Side(
            place=place, side=side, target=target, status=status, unread=BLANK if blank else UNREAD.get(status)
        )

    def _read(self, segments: Sequence[Segment], hypotheses: Sequence[Translation], sides: Sequence[_Side]) -> None:
        """Everything that can be read, once; what is too long says so."""
        live = [side for side in sides if side.status == "ok"]
        translator = self.reader.translator
        pairs = translator.encode_pairs(
            [segments[side.place].source for side in live],
            [side.target or "" for side in live],
            self.settings.pretokenized,
            translator.irreplaceable(
                [side.target or "" for side in live],
                [hypotheses[side.place].ids if side.side == "hypothesis" else None for side in live],
            ),
        )
        for side, pair in zip(live, pairs, strict=True):
            if translator.fits(pair):
                side.pair = replace(pair, states=hypotheses[side.place].states)
            else:
                beyond = f"the model has positions for {translator.positions}"
                side.status, side.unread = "too_long", self._unread(pair, beyond)
        for reader, sides_of_it in self._by_reader([side for side in live if side.pair]):
            readings = reader.read([side.pair for side in sides_of_it if side.pair])
            for side, reading in zip(sides_of_it, readings, strict=True):
                side.reading = reading
                if reading is None and side.pair:
                    beyond = f"the memory of {translator.device} does not suffice for them alone"
                    side.status, side.unread = "out_of_memory", self._unread(side.pair, beyond)

    def _unread(self, pair: Pair, beyond: str) -> Unread:
        """``beyond``: what the texts are too long for."""
        source, target = pair.source, pair.target
        why = (
            f"{len(source.ids)} source and {len(target.ids)} target tokens; {beyond}, so only the texts were looked at"
        )
        return too_long(source.tokens, target.tokens, why, self.reader.languages, self.settings.glossary)

    def _by_reader(self, sides: Sequence[_Side]) -> list[tuple[SignalReader, list[_Side]]]:
        """Without the signals that part them, all are read in the same batches."""
        if not self.translate or self.reader.of_its_own == self.reader:
            return [(self.reader, [*sides])]
        parted: tuple[list[_Side], list[_Side]] = [], []
        for side in sides:
            parted[side.side == "hypothesis"].append(side)
        return [*zip((self.reader, self.reader.of_its_own), parted, strict=True)]

    def _compare(self, segments: Sequence[Segment], sides: Sequence[_Side]) -> None:
        """Hypotheses with references, those that are empty, missing or were not read too."""
        scored = [side for side in sides if side.side == "hypothesis"]
        language = self.reader.translator.target_language
        for side in scored:
            side.statistics = statistics(side.target, segments[side.place].references, language)
        columns = self._beside_references([segments[side.place] for side in scored], scored)
        for i, side in enumerate(scored):
            figures = sentence_figures(side.statistics, language)
            figures |= {name: float(column[i]) for name, column in columns.items()}
            side.quality = {name: value if math.isfinite(value) else None for name, value in figures.items()}

    def _beside_references(self, segments: Sequence[Segment], sides: Sequence[_Side]) -> dict[str, np.ndarray]:
        """What is compared with references besides the figures that the corpus has too."""
        translator, found = self.reader.translator, dict[str, np.ndarray]()
        given = {
            "sources": [segment.source for segment in segments],
            "targets": [side.target or "" for side in sides],
            "references": [segment.references for segment in segments],
            "translator": translator,
            "source_language": translator.source_language,
            "target_language": translator.target_language,
        }
        for group, names in groups().items():
            if group.of_hypotheses and group.figures is not None:
                found |= {name: np.full(len(sides), np.nan) for name in names}
                with SCORES.spared(names[0]):
                    found |= group.compute(given.__getitem__, names, len(sides))
        return found

    def _put_beside(self, side: _Side, segment: Segment) -> None:
        """What the references of a hypothesis say of it."""
        if self.settings.beside_reference and side.side == "hypothesis" and side.reading is not None:
            told = nats(side.target or "", segment.references, self.reader.languages[1], beside().learned)
            side.beside = None if told is None else round(told, 4)

    def _suspicion(self, side: _Side) -> float | None:
        fitted = self.suspicions[side.side]
        if side.reading is not None:
            figures = side.reading.by_name | {BESIDE: side.beside}
            return round(fitted.probability(figures), 4)
        found = None if side.unread is None else side.unread.suspicion(fitted)
        return None if found is None else round(found, 4)

    def _row(
        self, segment: Segment, hypothesis: str | None, side: _Side, suspicion: float | None, fault: str | None
    ) -> dict[str, Any]:
        reading = side.reading
        told = side.reading or side.unread
        symptoms = _symptoms(told.symptoms if told else {})
        nulls = dict(told.nulls) if told else {}
        given = {**side.quality, BESIDE: side.beside}
        nulls |= {name: SCORES[name].null_when for name, value in given.items() if value is None}
        row: dict[str, Any] = {
            "id": segment.id,
            "position": segment.position,
            "line": segment.line,
            "side": side.side,
            "status": side.status,
            "source": segment.source,
            "hypothesis": hypothesis,
            "references": list(segment.references),
            "metadata": json.dumps(dict(segment.metadata), ensure_ascii=False),
            "nulls": json.dumps(nulls, ensure_ascii=False),
            "suspicion": suspicion,
            "verdict": fault,
            "symptoms": json.dumps(symptoms, ensure_ascii=False),
        }
        row |= {**given, **quality.columns(side.statistics)}
        if reading:
            row |= reading.figures
            row["own_translation"] = reading.own
            row["target_pieces"] = list(reading.pair.target.tokens.pieces)
            row["piece_logprobs"] = reading.forced.logprobs.tolist()
            words = reading.word_logprobs
            row["word_logprobs"] = [value if math.isfinite(value) else None for value in words.tolist()]
            row["piece_gains"] = reading.gains.tolist()
            row |= pack_map(reading.map)
            row["spans"] = spans(row)
        return row


def _symptoms(symptoms: Mapping[str, Found]) -> list[dict[str, Any]]:
    """The gravest first, as JSON has them; see `Symptom.weight`."""

    def order(item: tuple[str, Found]) -> tuple[float, str]:
        name, found = item
        return -found.severity * SYMPTOMS[name].weight, name

    found = sorted(symptoms.items(), key=order)
    return [{"name": name} | asdict(one) for name, one in found]
