"""A scoring process that is killed at random moments: whether the run is the same byte for byte once it went on.

    OMP_NUM_THREADS=1 python -m tests.random_kills [HOW MANY] [SEED]

Three of five moments are drawn over the whole time that scoring takes, the fit included; one of five lies within a
millisecond after a manifest, one after an index begins to be written. Prints how many were killed in which state; exits
with 1 where a run differs. A fork for each costs little beside importing torch once; with more threads
it would wait for one that it does not have.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.conftest import contents
from tests.toy_models import toy_gold, toy_model
from workbench.corpus import read
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings

SETTINGS = ScoreSettings(side="reference", shard_size=32)
SHORTLY = 0.001

Prepare = Callable[[], None]


def after(seconds: float) -> None:
    """The process ends then, wherever it is: by a signal that nobody handles."""
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-6))


def while_writing(name: str, seconds: float) -> Prepare:
    """Ends ``seconds`` after a file of that name, or one that is to become it, is opened to be written."""

    def hook(event: str, given: tuple[object, ...]) -> None:
        if event == "open" and Path(str(given[0])).name.startswith(name) and "r" not in str(given[1] or "w"):
            after(seconds)

    return lambda: sys.addaudithook(hook)


def state(out: Path) -> str:
    """What a process that was killed has left."""
    left = contents(out) if out.exists() else {}
    unfinished = [name for name in left if name.endswith(".partial")]
    if "index.parquet" in left:
        return "after the index"
    for part in ("index", "run.json", "part-"):
        if any(Path(name).name.startswith(part) for name in unfinished):
            return f"inside {part.rstrip('-')}"
    if not any("/part-" in name for name in left):
        return "before the first shard" if "run.json" in left else "before the manifest, fitting"
    return "between shards"


def main(many: int, seed: int) -> int:
    chance, states, different = random.Random(seed), Counter[str](), 0
    translator = toy_model("m2m100")
    with tempfile.TemporaryDirectory() as folder:
        lines = [f"{pair.source}\t{pair.target}\n" for pair in toy_gold("m2m100")]
        path = Path(folder) / "toy.en-de.tsv"
        path.write_text("source\treference\n" + "".join(lines), encoding="utf-8")
        corpus = read(path)
        whole, out = Path(folder) / "whole", Path(folder) / "run"
        began = time.perf_counter()
        forked(lambda: score(corpus, translator, whole, SETTINGS))
        seconds = time.perf_counter() - began
        expected = contents(whole)
        for number in range(many):
            moment = chance.uniform(0, seconds)
            kind = number % 5
            writing = "index.parquet" if kind == 4 else "run.json"
            prepare = while_writing(writing, chance.uniform(0, SHORTLY)) if kind > 2 else partial(after, moment)
            killed = forked(lambda prepare=prepare: (prepare(), score(corpus, translator, out, SETTINGS)))
            states[state(out) if killed else "not killed"] += 1
            forked(lambda: score(corpus, translator, out, SETTINGS))
            if contents(out) != expected:
                different += 1
                print(f"kill {number + 1} left another run", flush=True)
            shutil.rmtree(out)
    print(", ".join(f"{count} {told}" for told, count in sorted(states.items())) + f"; {different} differ", flush=True)
    return min(different, 1)


def forked(what: Callable[[], object]) -> bool:
    """Do it in another process; whether that was killed."""
    child = os.fork()
    if not child:
        try:
            what()
            os._exit(0)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        sys.exit("scoring failed")
    return os.WIFSIGNALED(status)


if __name__ == "__main__":
    sys.exit(main(*(*map(int, sys.argv[1:]), *(100, 1)[len(sys.argv) - 1 :])))
