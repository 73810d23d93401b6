"""From segments to a shard on the disk, in whatever process."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.errors import RunError
from workbench.jobs.chunk import Chunk
from workbench.jobs.rows import RowMaker
from workbench.jobs.signature import refuse_unlike, worker_signature
from workbench.runs import shard
from workbench.runs.digest import of_file
from workbench.runs.manifest import NAME


@dataclass(frozen=True)
class ShardMaker:
    """Called with the segments of a shard, writes it, whole or not at all, and returns how many segments it has.

    In another process it loads the model there, and is refused where that would compute anything else.
    ``manifest``: the digest of the manifest of the run that such a one may write into; None in the process that has the
    run for itself, and keeps others out.
    """

    run: Path
    rows: RowMaker
    manifest: str | None = None

    def __call__(self, chunk: Chunk) -> int:
        """Raises `RunError` where the shard cannot be written, or the run is another one by now."""
        rows = self.rows.of(chunk)
        if self.manifest is not None:
            _check(self.run, self.manifest)
        shard.write(self.run, chunk.number, rows)
        return len(chunk.segments)

    def __reduce__(self) -> tuple[object, ...]:
        # Elsewhere nobody listens to the steps within a shard.
        silent = replace(self.rows, step=_unheard)
        run = self.run.absolute()
        return _elsewhere, (run, silent, of_file(run / NAME), worker_signature(self.rows.reader.translator))


def _elsewhere(run: Path, rows: RowMaker, manifest: str, signature: Mapping[str, object]) -> ShardMaker:
    _check(run, manifest)
    refuse_unlike(signature, rows.reader.translator)
    return ShardMaker(run, rows, manifest)


def _check(run: Path, manifest: str) -> None:
    """A worker outlives a process that was killed by a moment: what it makes belongs into no other run."""
    try:
        same = of_file(run / NAME) == manifest
    except OSError:
        same = False
    if not same:
        raise RunError(
            f"{run}: the worker on {platform.node()} does not find this run there; give --out a folder that all "
            "machines share"
        )


def _unheard(_doing: str, _segments: int) -> None:
    pass
