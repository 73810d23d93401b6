"""The two engines: this process, and Ray's workers.

``ray / process`` (target ≥ 0.85): segments a second of `workbench.score` on the reference side, to the disk, by
``--workers`` processes of one thread each, over those of this process with as many threads; taken in turn. Start-up is
told apart: the clock begins when the last worker begins its first shard, and what others have done by then does not
count.

``busy`` (target ≥ 0.90): with a stand-in for a model that waits ``--wait`` seconds and writes a file, the share of the
time of ``--many`` workers, from when the last one began to when the last part was made, in which they worked. None may
have loaded torch. They sleep, so that the machine may have fewer processors.

``killed``: a command ``workbench score --engine ray`` whose workers are killed ``--kills`` times at random, and which
is killed itself ``--driver-kills`` times and given again: whether all files of the run are those that one process
makes.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.common import SEED, finish, grid, load_translator, machine, parser, ratio, sample, say
from workbench.jobs.engine import Engine, InProcess
from workbench.jobs.ray import Ray

TARGETS = {"ray / process": 0.85, "busy": 0.90}


@dataclass(frozen=True)
class Watched:
    """Makes what another makes, and writes down in ``folder`` when: a file for each process, a line for each part."""

    make: Callable[[Any], Any]
    folder: Path

    def __call__(self, part: Any) -> Any:
        began = time.time()
        made = self.make(part)
        with (self.folder / str(os.getpid())).open("a", encoding="ascii") as lines:
            print(began, time.time(), file=lines)
        return made


@dataclass(frozen=True)
class Watching:
    """An engine whose parts are `Watched`."""

    engine: Engine
    folder: Path

    def made(self, make: Callable[[Any], Any], parts: Iterable[Any]) -> Generator[Any, None, None]:
        self.folder.mkdir()
        return self.engine.made(Watched(make, self.folder), parts)


@dataclass(frozen=True)
class Times:
    """When which part was made, by process."""

    by_process: Mapping[str, list[tuple[float, float]]]

    @classmethod
    def of(cls, folder: Path) -> Times:
        found = {}
        for file in folder.iterdir():
            lines = file.read_text(encoding="ascii").split("\n")[:-1]
            found[file.name] = [(float(line.split()[0]), float(line.split()[1])) for line in lines]
        return cls(found)

    @property
    def ready(self) -> float:
        return max(times[0][0] for times in self.by_process.values())

    @property
    def window(self) -> float:
        """Seconds from when all were at work to the end of the last part."""
        return max(times[-1][1] for times in self.by_process.values()) - self.ready

    def parts(self) -> float:
        """Those made in the window, what was done of them before taken off."""
        every = [time for times in self.by_process.values() for time in times]
        return sum(max(0.0, ended - max(began, self.ready)) / (ended - began) for began, ended in every)

    def busy(self) -> float:
        """Share of the window in which the processes worked, over all of them."""
        every = [time for times in self.by_process.values() for time in times]
        worked = sum(max(0.0, ended - max(began, self.ready)) for began, ended in every)
        return worked / (len(self.by_process) * self.window)


@dataclass(frozen=True)
class Waits:
    """A stand-in for a model."""

    seconds: float
    folder: Path

    def __call__(self, part: int) -> list[str]:
        time.sleep(self.seconds)
        (self.folder / f"{part}.out").write_text(str(part), encoding="ascii")
        return [name for name in ("torch", "transformers") if name in sys.modules]


def speeds(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Both engines in turn, over the same corpus."""
    import torch

    from workbench.jobs.score import score
    from workbench.jobs.score_settings import ScoreSettings

    translator = load_translator(options)
    corpus = sample(options.pairs, options.count, folder)
    settings = ScoreSettings(side="reference", shard_size=options.shard_size)
    engines: dict[str, tuple[Engine, int]] = {
        "process": (InProcess(), options.workers),
        "ray": (Ray(workers=options.workers, cpus=options.workers), 1),
    }
    rates: dict[str, list[float]] = {name: [] for name in engines}
    starts: dict[str, list[float]] = {name: [] for name in engines}
    for number in range(options.repetitions):
        for name, (engine, threads) in engines.items():
            torch.set_num_threads(threads)
            watch, began = folder / f"{name}-{number}", []

            def progress(step: Any, began: list[float] = began) -> None:
                if step.doing == "scoring" and not began:
                    began.append(time.time())

            run = folder / f"run-{name}-{number}"
            score(corpus, translator, run, settings, progress, engine=Watching(engine, watch))
            times = Times.of(watch)
            rates[name].append(times.parts() * options.shard_size / times.window)
            starts[name].append(times.ready - began[0])
            say(f"{number + 1}: {name} {rates[name][-1]:.1f} a second after {starts[name][-1]:.1f} s")
    torch.set_num_threads(options.workers)
    return {
        "pairs": options.count,
        "shard_size": options.shard_size,
        "ray / process": ratio(rates["ray"], rates["process"]),
        "sides": {
            name: {
                "pairs_per_second": round(median(rates[name]), 1),
                "start_seconds": round(median(starts[name]), 1),
                "rates": [round(rate, 1) for rate in rates[name]],
                "starts": [round(start, 1) for start in starts[name]],
            }
            for name in engines
        },
        "machine": machine(translator),
    }


def stand_in(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Many workers that wait."""
    (out := folder / "out").mkdir()
    engine = Watching(Ray(workers=options.many, cpus=options.many), folder / "watch")
    began = time.time()
    loaded = {name for found in engine.made(Waits(options.wait, out), range(options.shards)) for name in found}
    times = Times.of(folder / "watch")
    assert sorted(int(file.stem) for file in out.iterdir()) == [*range(options.shards)]
    say(f"{options.many} workers busy {times.busy():.3f} of {times.window:.1f} s, after {times.ready - began:.1f} s")
    return {
        "workers": options.many,
        "parts": options.shards,
        "seconds_each": options.wait,
        "busy": round(times.busy(), 4),
        "start_seconds": round(times.ready - began, 1),
        "loaded": sorted(loaded),
    }


def workers_of(driver: int) -> list[int]:
    """The processes of Ray's workers that a process has started, however far down."""
    parents, names = {}, {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            names[int(place.name)] = (place / "cmdline").read_bytes()
        except OSError:
            continue

    def below(process: int | None) -> bool:
        return process == driver or (process is not None and below(parents.get(process)))

    return [one for one, name in names.items() if name.startswith(b"ray::_Worker") and below(one)]


def killed(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """A run that is disturbed, beside one that is not."""
    corpus = sample(options.pairs, options.disturbed, folder).path
    command = [sys.executable, "-m", "workbench", "score", str(corpus), "--model", options.model, "--side", "reference"]
    command += ["--source-lang", options.source_lang, "--target-lang", options.target_lang, "--device", options.device]
    command += ["--shard-size", "8"]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    quiet: dict[str, Any] = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*command, "--out", str(folder / "whole")], check=True, **quiet)
    run, chance = folder / "disturbed", random.Random(SEED)
    shards = -(-options.disturbed // 8)
    moments = [shards * (i + 1) // (options.driver_kills + 1) for i in range(options.driver_kills)]
    workers, drivers = 0, 0

    def start() -> subprocess.Popen[bytes]:
        given = ["--engine", "ray", "--workers", str(options.workers), "--out", str(run)]
        return subprocess.Popen([*command, *given], **quiet)

    process = start()
    while process.poll() is None:
        time.sleep(chance.uniform(0.2, 1))
        done = len([*run.glob("segments/*/*.parquet")])
        if drivers < len(moments) and done >= moments[drivers]:
            process.kill()
            process.wait()
            drivers += 1
            say(f"the command is killed at {done} of {shards} shards")
            process = start()
        # Spread over the whole run.
        elif (
            workers < options.kills and done * options.kills >= workers * shards and (found := workers_of(process.pid))
        ):
            os.kill(chance.choice(found), signal.SIGKILL)
            workers += 1
            say(f"a worker is killed at {done} of {shards} shards")
    assert process.returncode == 0, "the last command failed"
    return {
        "workers_killed": workers,
        "drivers_killed": drivers,
        "shards": shards,
        "same": contents(run) == contents(folder / "whole"),
    }


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def markdown(result: Mapping[str, Any]) -> str:
    lines = []
    if found := result.get("speeds"):
        rows = [(name, side["pairs_per_second"], side["start_seconds"]) for name, side in found["sides"].items()]
        lines.append(
            f"`ray / process`: {found['ray / process']['of_medians']:.2f} ({found['pairs']:,} pairs, shards of "
            f"{found['shard_size']}).\n\n" + grid(["engine", "pairs a second", "start-up, seconds"], rows)
        )
    if found := result.get("stand_in"):
        lines.append(
            f"{found['workers']} workers, {found['parts']:,} parts of {found['seconds_each']:g} s: busy "
            f"{found['busy']:.1%} of the time after a start-up of {found['start_seconds']} s; libraries of models that "
            f"they loaded: {', '.join(found['loaded']) or 'none'}."
        )
    if found := result.get("killed"):
        lines.append(
            f"A run of {found['shards']} shards with {found['workers_killed']} workers and {found['drivers_killed']} "
            f"times the command itself killed: {'the same bytes' if found['same'] else 'OTHER BYTES'}."
        )
    return "\n\n".join(lines)


def main() -> None:
    made = parser(__doc__, count=10_000)
    made.add_argument("--only", nargs="+", choices=PARTS, default=[*PARTS], help="(all)")
    made.add_argument("--workers", type=int, default=2, help="and threads of the one process (%(default)s)")
    made.add_argument("--shard-size", type=int, default=256, help="(%(default)s)")
    made.add_argument("--many", type=int, default=16, help="workers that wait (%(default)s)")
    made.add_argument("--shards", type=int, default=3000, help="parts for them (%(default)s)")
    made.add_argument("--wait", type=float, default=1.0, help="seconds for each (%(default)s)")
    made.add_argument("--disturbed", type=int, default=400, help="pairs of the run that is disturbed (%(default)s)")
    made.add_argument("--kills", type=int, default=10, help="workers killed (%(default)s)")
    made.add_argument("--driver-kills", type=int, default=2, help="(%(default)s)")
    options = made.parse_args()
    result: dict[str, Any] = {"benchmark": "engines", "targets": TARGETS}
    for name in options.only:
        with TemporaryDirectory() as temporary:
            result[name] = PARTS[name](options, Path(temporary))
    if "speeds" in result:
        result["machine"] = result["speeds"].pop("machine")
    else:
        result["machine"] = machine(load_translator(options))
    finish(result)


PARTS: dict[str, Callable[[argparse.Namespace, Path], dict[str, Any]]] = {
    "stand_in": stand_in,
    "killed": killed,
    "speeds": speeds,
}


if __name__ == "__main__":
    main()
