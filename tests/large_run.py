"""What looking at a run of a million segments costs: to open it, list it, sort it, go to a segment, verify it.

    python -m tests.large_run FOLDER [SEGMENTS]

makes the run in FOLDER out of shards of the bundled one under new ids, unless it is there, and prints each figure in
seconds, wall and CPU, with the memory that the process has used by then. Delete FOLDER afterwards: it is 2 GB.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from workbench import bundled
from workbench.runs import Filter, index, open_run, shard
from workbench.runs.check import check
from workbench.runs.demo import SCORED
from workbench.runs.digest import over, stored
from workbench.runs.manifest import Manifest

SEGMENTS = 1_000_000
A_SHARD = 256
VARIED = ("suspicion", "scatter", "chrf")


def made(folder: Path, segments: int) -> None:
    """The hypothesis side of the bundled run again and again; some figures are drawn anew: there is an order."""
    bundled_run = bundled.model_folder() / SCORED
    table = pq.read_table(shard.path_of(bundled_run, 0), partitioning=None)
    table = table.filter(pc.equal(table["side"], "hypothesis"))
    table = pa.concat_tables([table, table.slice(0, A_SHARD - len(table))]).combine_chunks()
    for number in range(-(-segments // A_SHARD)):
        places = range(number * A_SHARD, (number + 1) * A_SHARD)
        drawn = np.random.default_rng(number)
        columns = {"id": [f"s{place}" for place in places], "position": [*places]}
        columns |= {name: drawn.random(A_SHARD) for name in VARIED}
        for name, values in columns.items():
            field = table.schema.field(name)
            table = table.set_column(table.schema.get_field_index(name), field, pa.array(values, field.type))
        shard.write_table(folder, number, table)
    paths = shard.paths(folder)
    manifest = Manifest.load(bundled_run)
    manifest.settings["side"], manifest.corpus["segments"] = "hypothesis", len(paths) * A_SHARD
    manifest.suspicion.pop("reference", None)
    manifest.counts = {"hypothesis": {"ok": len(paths) * A_SHARD}}
    manifest.shards = {"count": len(paths), "sha256": over(map(stored, paths))}
    index.make(folder, paths, manifest.shards["sha256"])
    manifest.save(folder)


def timed(what: str, do: Callable[[], Any]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    do()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:48}{wall:8.2f} s{cpu:8.2f} s CPU{memory:8.0f} MB", flush=True)


def main() -> None:
    folder, segments = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else SEGMENTS
    if not folder.exists():
        folder.mkdir(parents=True)
        timed("made", lambda: made(folder, segments))
    size = sum(path.stat().st_size for path in shard.paths(folder)) / 1e6
    print(f"{size:,.0f} MB in shards, {(folder / index.NAME).stat().st_size / 1e6:,.0f} MB index")
    timed("opened and verified for the first time", lambda: open_run(folder))
    timed("opened again, first page of 50", lambda: open_run(folder).worst(top=50))
    run = open_run(folder)
    for name in ("scatter", "chrf", "logprob"):
        timed(f"sorted by {name}, first page", lambda name=name: run.worst(name, 50))
    timed("sorted, page in the middle", lambda: run.worst("scatter", 50, skip=run.total // 2))
    timed("filtered by figures and a symptom", lambda: run.worst(top=50, where=Filter(symptom="numbers", least=0.9)))
    timed("ids in order, as the app lists them", lambda: run.ranking("scatter"))
    timed("counts", run.counts)
    timed("figures for a chart", lambda: run.figures(["scatter", "chrf"]))
    timed("a segment", lambda: run.segment(f"s{run.total // 3}"))
    timed("every digest checked", lambda: check(folder))
    command = [sys.executable, "-m", "workbench", "worst", str(folder)]
    timed("workbench worst", lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True))
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{'of it, with its start':48}{children.ru_utime + children.ru_stime:20.2f} s CPU")


if __name__ == "__main__":
    main()
