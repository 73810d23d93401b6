"""From segments to lines of links, in whatever process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from workbench.alignment.pharaoh import pharaoh_line
from workbench.jobs.aligner import Aligner
from workbench.jobs.chunk import Chunk
from workbench.jobs.signature import refuse_unlike, worker_signature


@dataclass(frozen=True)
class Lines:
    """``text``: one line per segment, each with its end. ``statuses``: see `workbench.jobs.aligner.Linked.status`."""

    text: str
    statuses: Counter[str]


@dataclass(frozen=True)
class LineMaker:
    """Called with the segments of a window, links their words. In another process it loads the models there, and is
    refused where these would compute anything else."""

    aligner: Aligner

    def __call__(self, chunk: Chunk) -> Lines:
        found = self.aligner.of_segments(chunk.segments)
        text = "".join(pharaoh_line(linked.links) + "\n" for linked in found)
        return Lines(text, Counter(linked.status for linked in found))

    def __reduce__(self) -> tuple[object, ...]:
        return _elsewhere, (self.aligner, worker_signature(self.aligner.forward.translator))


def _elsewhere(aligner: Aligner, signature: Mapping[str, object]) -> LineMaker:
    refuse_unlike(signature, aligner.forward.translator)
    return LineMaker(aligner)
