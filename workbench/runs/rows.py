"""From segments to the rows of a shard: translate, read once, score, suspect."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.corpus import Segment
from workbench.models import BeamSettings, Candidate, Translation
from workbench.runs.reading import Reader, Reading, fill, noisy_source
from workbench.runs.shard import pack_map
from workbench.scores.quality import CorpusQuality
from workbench.symptoms import SYMPTOMS, Found
from workbench.symptoms.suspicion import Suspicion
from workbench.symptoms.verdict import verdict

if TYPE_CHECKING:
    from workbench.models import Pair
    from workbench.runs.scoring import ScoreSettings

Step = Callable[[str, int], None]


EMPTY = {
    status: {"length": Found(1.0, f"the {which} is empty")}
    for status, which in (("empty_source", "source"), ("empty_target", "target"))
}
"""Statuses that are a fault beyond doubt though nothing could be read, with the symptom they are."""


@dataclass
class _Side:
    """One side of a segment on its way to a row. ``place`` is that of its segment in the shard."""

    place: int
    side: str
    target: str | None
    status: str
    blank: bool = False
    """Nothing stands on either side: that is nobody's fault."""
    pair: Pair | None = None
    reading: Reading | None = None


@dataclass(frozen=True)
class RowMaker:
    """Makes the rows of a shard; what it does depends on the segments and settings alone.

    ``suspicions``: of each side, see `workbench.runs.suspecting`.
    """

    reader: Reader
    settings: ScoreSettings
    quality: CorpusQuality
    suspicions: Mapping[str, Suspicion]

    def of(self, segments: Sequence[Segment], step: Step) -> list[dict[str, Any]]:
        """Rows by position, then side. ``step`` is told what is being done and how many segments it has passed."""
        hypotheses = self._hypotheses(segments, step)
        sides = [
            self._side(place, side, segment, hypotheses)
            for place, segment in enumerate(segments)
            for side in self.settings.sides
        ]
        self._read(segments, hypotheses, sides)
        self._compare(segments, sides)
        suspicion = {(side.place, side.side): self._suspicion(side) for side in sides}
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
        found: dict[int, str | None] = {}
        for side in sides:
            both = suspicion.get((side.place, "hypothesis")), suspicion.get((side.place, "reference"))
            told = "source noise" if side.status == "empty_source" and not side.blank else verdict(*both)
            if told == "both" and side.reading and noisy_source(side.reading, self.reader.languages):
                told = verdict(*both, noisy_source=True)
            found[side.place] = told
        return found

    def _hypotheses(self, segments: Sequence[Segment], step: Step) -> list[Translation]:
        """One per segment; only segments without a hypothesis of their own are translated."""
        found = [
            Translation("ok", () if segment.hypothesis is None else (Candidate(segment.hypothesis, math.nan),))
            for segment in segments
        ]
        if "hypothesis" not in self.settings.sides:
            return found
        todo = [place for place, segment in enumerate(segments) if segment.hypothesis is None]
        passed = [0]

        def progress(count: int) -> None:
            passed[0] += count
            step("translating", passed[0])

        beam = BeamSettings(
            self.settings.beam_size, 1, self.settings.max_length, self.settings.batch_size, scores=False, states=True
        )
        texts = [segments[place].source for place in todo]
        for place, translation in zip(
            todo, self.reader.translator.translate(texts, settings=beam, progress=progress), strict=True
        ):
            found[place] = translation
        return found

    def _side(self, place: int, side: str, segment: Segment, hypotheses: Sequence[Translation]) -> _Side:
        if side == "hypothesis":
            target, status = hypotheses[place].text, hypotheses[place].status
        else:
            target, status = (segment.references[0], "ok") if segment.references else (None, "no_reference")
        blank = not segment.source.strip() and not any(
            text.strip() for text in (segment.hypothesis or "", *segment.references)
        )
        if not segment.source.strip():
            status = "empty_source"
        elif status == "ok" and not (target or "").strip():
            status = "empty_target"
        return _Side(place, side, target, status, blank)

    def _read(self, segments: Sequence[Segment], hypotheses: Sequence[Translation], sides: Sequence[_Side]) -> None:
        """Everything that can be read, once; what is too long says so."""
        live = [side for side in sides if side.status == "ok"]
        translator = self.reader.translator
        pairs = translator.encode_pairs(
            [segments[side.place].source for side in live],
            [side.target or "" for side in live],
            self.settings.pretokenized,
        )
        for side, pair in zip(live, pairs, strict=True):
            if translator.fits(pair):
                side.pair = replace(pair, states=hypotheses[side.place].states)
            else:
                side.status = "too_long"
        for reader, sides_of_it in self._by_reader(segments, [side for side in live if side.pair]):
            readings = reader.read([side.pair for side in sides_of_it if side.pair])
            for side, reading in zip(sides_of_it, readings, strict=True):
                side.reading = reading

    def _by_reader(self, segments: Sequence[Segment], sides: Sequence[_Side]) -> list[tuple[Reader, list[_Side]]]:
        """Without the signals that part them, all are read in the same batches."""
        if self.reader.of_its_own == self.reader:
            return [(self.reader, [*sides])]
        parted: tuple[list[_Side], list[_Side]] = [], []
        for side in sides:
            parted[side.side == "hypothesis" and segments[side.place].hypothesis is None].append(side)
        return [*zip((self.reader, self.reader.of_its_own), parted, strict=True)]

    def _compare(self, segments: Sequence[Segment], sides: Sequence[_Side]) -> None:
        """Hypotheses with references."""
        scored = [side for side in sides if side.reading and side.side == "hypothesis"]
        figures = self.quality.add(
            [side.target for side in scored], [segments[side.place].references for side in scored]
        )
        fill([side.reading for side in scored if side.reading], figures, self.reader.languages)

    def _suspicion(self, side: _Side) -> float | None:
        if side.reading is None:
            return 1.0 if side.status in EMPTY and not side.blank else None
        return round(self.suspicions[side.side].probability(side.reading.signals(self.reader.languages)), 4)

    def _row(
        self, segment: Segment, hypothesis: str | None, side: _Side, suspicion: float | None, fault: str | None
    ) -> dict[str, Any]:
        reading = side.reading
        symptoms = _symptoms(reading.symptoms if reading else {} if side.blank else EMPTY.get(side.status, {}))
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
            "nulls": json.dumps(reading.nulls if reading else {}, ensure_ascii=False),
            "suspicion": suspicion,
            "verdict": fault,
            "symptoms": json.dumps(symptoms, ensure_ascii=False),
        }
        if reading:
            row |= reading.figures
            row["own_translation"] = reading.own
            row["target_pieces"] = list(reading.pair.target.tokens.pieces)
            row["piece_logprobs"] = reading.forced.logprobs.tolist()
            words = reading.word_logprobs
            row["word_logprobs"] = [value if math.isfinite(value) else None for value in words.tolist()]
            row["piece_gains"] = reading.gains.tolist()
            row |= pack_map(reading.map)
        return row


def _symptoms(symptoms: Mapping[str, Found]) -> list[dict[str, Any]]:
    """The gravest first, as JSON has them; see `Symptom.weight`."""

    def order(item: tuple[str, Found]) -> tuple[float, str]:
        name, found = item
        return -found.severity * SYMPTOMS[name].weight, name

    found = sorted(symptoms.items(), key=order)
    return [{"name": name} | asdict(one) for name, one in found]
