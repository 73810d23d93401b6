"""A scoring process that is killed before every one of its steps onto the disk in turn, or with a file half written.

    python killed_everywhere.py CORPUS MODEL FOLDER SETTINGS

leaves in FOLDER one run for every place it was killed at, and one of each kind that got through.
A fork for each costs little beside importing torch once.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

from workbench.corpus import read
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.models import load

fsync, write_table, dump = os.fsync, pq.write_table, json.dump


def at_call(number: int) -> Callable[[], bool]:
    """A function that is true the ``number``-th time it is asked."""
    asked = iter(range(1, sys.maxsize))
    return lambda: next(asked) == number


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def at_step(number: int, out: Path) -> None:
    now = at_call(number)

    def hook(event, given):
        if event in ("open", "os.mkdir", "os.rename", "os.remove") and str(given[0]).startswith(str(out)):
            reads = event == "open" and "w" not in (given[1] or "")
            if not reads and now():
                die()

    def fsync_or_die(descriptor):
        if now():
            die()
        fsync(descriptor)

    sys.addaudithook(hook)
    os.fsync = fsync_or_die


def in_a_shard(number: int, _: Path) -> None:
    now = at_call(number)

    def whole_or_half(table, file, **options):
        if not now():
            return write_table(table, file, **options)
        whole = io.BytesIO()
        write_table(table, whole, **options)
        file.write(whole.getvalue()[: whole.tell() // 2])
        file.flush()
        die()

    pq.write_table = whole_or_half


def in_a_manifest(number: int, _: Path) -> None:
    now = at_call(number)

    def whole_or_half(record, file, **options):
        if not now():
            return dump(record, file, **options)
        text = json.dumps(record, **options)
        file.write(text[: len(text) // 2])
        file.flush()
        die()

    json.dump = whole_or_half


def main(corpus: str, model: str, folder: str, settings: str) -> None:
    translator = load(model, source_language="en", target_language="de", device="cpu")
    for kind in (at_step, in_a_shard, in_a_manifest):
        exited = False
        number = 0
        while not exited:
            number += 1
            out = Path(folder) / f"{kind.__name__}_{number:02d}"
            child = os.fork()
            if not child:
                try:
                    kind(number, out)
                    score(read(corpus), translator, out, ScoreSettings(**json.loads(settings)))
                    os._exit(0)
                except BaseException:
                    traceback.print_exc()
                    os._exit(1)
            _, status = os.waitpid(child, 0)
            exited = os.WIFEXITED(status)
            assert status == 0 if exited else os.WTERMSIG(status) == signal.SIGKILL


if __name__ == "__main__":
    main(*sys.argv[1:])
