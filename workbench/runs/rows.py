"""From segments to the rows of a shard: translate, read once, score."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.corpus import Segment
from workbench.models import BeamSettings, Candidate, Translation, length_batches
from workbench.runs.shard import pack_map
from workbench.scores import SCORES, links, scatter
from workbench.scores.contribution import contribution_figures
from workbench.scores.length import length_figures
from workbench.scores.likelihood import likelihood_figures
from workbench.scores.quality import CorpusQuality
from workbench.views.decomposition import decomposition

if TYPE_CHECKING:
    from workbench.models import AttentionChoice, Forced, Pair, Translator
    from workbench.runs.scoring import ScoreSettings

Step = Callable[[str, int], None]


@dataclass
class _Read:
    """One side of a segment on its way to a row. ``place`` is that of its segment in the shard."""

    place: int
    side: str
    target: str | None
    status: str
    pair: Pair | None = None
    forced: Forced | None = None
    map: AlignmentMap | None = None
    figures: dict[str, float | None] = field(default_factory=dict)
    nulls: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RowMaker:
    """Makes the rows of a shard; what it does depends on the segments and settings alone."""

    translator: Translator
    choice: AttentionChoice
    settings: ScoreSettings
    quality: CorpusQuality

    def of(self, segments: Sequence[Segment], step: Step) -> list[dict[str, Any]]:
        """Rows by position, then side. ``step`` is told what is being done and how many segments it has passed."""
        hypotheses = self._hypotheses(segments, step)
        reads = [
            self._read(place, side, segment, hypotheses)
            for place, segment in enumerate(segments)
            for side in self.settings.sides
        ]
        self._force(segments, hypotheses, reads)
        self._score(segments, reads)
        return [self._row(segments[read.place], hypotheses[read.place].text, read) for read in reads]

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
            todo, self.translator.translate(texts, settings=beam, progress=progress), strict=True
        ):
            found[place] = translation
        return found

    def _read(self, place: int, side: str, segment: Segment, hypotheses: Sequence[Translation]) -> _Read:
        if side == "hypothesis":
            target, status = hypotheses[place].text, hypotheses[place].status
        else:
            target, status = (segment.references[0], "ok") if segment.references else (None, "no_reference")
        if not segment.source.strip():
            status = "empty_source"
        elif status == "ok" and not (target or "").strip():
            status = "empty_target"
        return _Read(place, side, target, status)

    def _force(self, segments: Sequence[Segment], hypotheses: Sequence[Translation], reads: Sequence[_Read]) -> None:
        """One forced pass over everything that can be read; what is too long says so."""
        live = [read for read in reads if read.status == "ok"]
        pairs = self.translator.encode_pairs(
            [segments[read.place].source for read in live],
            [read.target or "" for read in live],
            self.settings.pretokenized,
        )
        for read, pair in zip(live, pairs, strict=True):
            if self.translator.fits(pair):
                read.pair = replace(pair, states=hypotheses[read.place].states)
            else:
                read.status = "too_long"
        fitting = [read for read in live if read.pair]
        passes = self.translator.forced_pass(
            [read.pair for read in fitting if read.pair], choice=self.choice, batch_size=self.settings.batch_size
        )
        for read, forced in zip(fitting, passes, strict=True):
            read.forced = forced
            read.map = forced.attention.by_word() if forced.attention else None

    def _score(self, segments: Sequence[Segment], reads: Sequence[_Read]) -> None:
        scored = [read for read in reads if read.map is not None and read.forced is not None]
        maps = [read.map for read in scored if read.map is not None]
        languages = self.translator.source_language, self.translator.target_language
        columns = likelihood_figures([read.forced.logprobs for read in scored if read.forced])
        columns |= length_figures([len(m.source) for m in maps], [len(m.target) for m in maps])
        columns |= self._on_demand([read.pair for read in scored if read.pair])
        for batch in length_batches([(len(m.source), len(m.target)) for m in maps], 64):
            own = [maps[i] for i in batch]
            for name, values in (scatter.scatter_figures(own, *languages) | links.link_figures(own)).items():
                columns.setdefault(name, np.full(len(maps), np.nan))[batch] = values
        hypotheses = [read for read in scored if read.side == "hypothesis"]
        quality = self.quality.add(
            [read.target for read in hypotheses], [segments[read.place].references for read in hypotheses]
        )
        for figures, owners in ((columns, scored), (quality, hypotheses)):
            for name, column in figures.items():
                for read, value in zip(owners, column.tolist(), strict=True):
                    read.figures[name] = value if np.isfinite(value) else None
        for read in scored:
            for name, value in read.figures.items():
                if value is None and read.map is not None:
                    why = scatter.reason(name, read.map, *languages) or links.reason(name, read.map)
                    read.nulls[name] = why or SCORES[name].null_when

    def _on_demand(self, pairs: Sequence[Pair]) -> dict[str, np.ndarray]:
        if "source_contribution" not in self.settings.on_demand:
            return {"source_contribution": np.full(len(pairs), np.nan)}
        return contribution_figures(list(decomposition(self.translator, pairs)))

    def _row(self, segment: Segment, hypothesis: str | None, read: _Read) -> dict[str, Any]:
        row: dict[str, Any] = {
            "id": segment.id,
            "position": segment.position,
            "line": segment.line,
            "side": read.side,
            "status": read.status,
            "source": segment.source,
            "hypothesis": hypothesis,
            "references": list(segment.references),
            "metadata": json.dumps(dict(segment.metadata), ensure_ascii=False),
            "nulls": json.dumps(read.nulls, ensure_ascii=False),
            **read.figures,
        }
        if read.pair and read.forced and read.map:
            row["target_pieces"] = list(read.pair.target.tokens.pieces)
            row["piece_logprobs"] = read.forced.logprobs.tolist()
            row |= pack_map(read.map)
        return row
