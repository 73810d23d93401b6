"""Reading files of each format: speed beside a plain loop over lines and beside another library, and peak memory.

Each side is a program in a process of its own: ``workbench`` iterates over `workbench.corpus.read`; ``lines`` decodes
and counts the lines; the other library gives source and target of every unit. A small file is read first, so that what
is imported late counts for none. Seconds are those of the processor (user and system), sides in turn. Memory is the
peak above that after the small file: of both for ``--count`` units, of the workbench for ten times as many, too.

The files are our own: made-up sentences, every fifth with inline codes. A further format is one entry in `CASES`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.common import SEED, finish, grid, processor, ratio, say

ROOT = Path(__file__).parents[2]
SMALL = 10
MOST_MIB = 30
"""Memory above the baseline, for any number of units."""
TEXT = (
    "the ferry leaves at noon and nobody told us where to buy tickets so we waited under an old roof while rain fell "
    "on grey stones and two children counted boats which came slowly into a quiet harbour"
)


@dataclass(frozen=True)
class Case:
    """``peer``: a package; ``program``: defines ``run(path)``, which reads a file with it and returns how many units
    there are. ``target``: how many times faster we are to be."""

    peer: str
    program: str
    target: float


CASES = {
    "tmx": Case(
        peer="translate-toolkit",
        program="""
from translate.storage import tmx

def run(path):
    count = 0
    for unit in tmx.tmxfile.parsefile(path).units:
        unit.source, unit.target
        count += 1
    return count
""",
        target=1.3,
    ),
    "xliff": Case(
        peer="translate-toolkit",
        program="""
from translate.storage import xliff

def run(path):
    count = 0
    for unit in xliff.xlifffile.parsefile(path).units:
        unit.source, unit.target
        count += 1
    return count
""",
        target=1.3,
    ),
}

WORKBENCH = """
from workbench.corpus import read

def run(path):
    return sum(1 for _ in read(path))
"""
LINES = """
def run(path):
    with open(path, encoding="utf-8", newline="\\n") as file:
        return sum(1 for _ in file)
"""
HARNESS = """
import json, resource, sys

def used():
    taken = resource.getrusage(resource.RUSAGE_SELF)
    peak = taken.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return taken.ru_utime + taken.ru_stime, peak

run(sys.argv[2])
seconds, peak = used()
units = run(sys.argv[1])
after, most = used()
print(json.dumps({"units": units, "seconds": after - seconds, "mib": most - peak}))
"""


def segments(count: int) -> Iterator[Any]:
    from workbench.corpus.code import CodedText
    from workbench.corpus.segment import Segment

    draw, known = random.Random(SEED), TEXT.split(" ")
    for number in range(count):
        texts = []
        for _ in range(2):
            words = draw.choices(known, k=draw.randint(6, 34))
            text = CodedText()
            if number % 5:
                text.text(" ".join(words))
            else:
                text.text(" ".join(words[:3]) + " ")
                text.code("open", "1")
                text.text(words[3])
                text.code("close", "1")
                text.text(" " + " ".join(words[4:]) + " – ü")
            texts.append(text.finished())
        (source, codes), (target, target_codes) = texts
        yield Segment(
            id=f"u{number}",
            source=source,
            references=(target,),
            metadata={"score": round(draw.random(), 4)},
            source_codes=codes,
            reference_codes=(target_codes,) if target_codes else (),
        )


def made(name: str, count: int, folder: Path) -> Path:
    """A file in a format, with so many units."""
    from workbench.corpus.format import Destination
    from workbench.corpus.formats import FORMATS
    from workbench.corpus.rewrite import write

    path = folder / f"{count}{FORMATS[name].endings[0]}"
    if not path.exists():
        say(f"{name}: writing {count:,} units")
        write(segments(count), Destination(path, languages=("en", "de")), FORMATS[name])
    return path


def child(program: str, path: Path, small: Path) -> dict[str, Any]:
    command = [sys.executable, "-c", program + HARNESS, str(path), str(small)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT)
    return dict(json.loads(done.stdout))


def measured(name: str, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    case = CASES[name]
    path, small = made(name, options.count, folder), made(name, SMALL, folder)
    programs = {"workbench": WORKBENCH, "lines": LINES, case.peer: case.program}
    seconds: dict[str, list[float]] = {side: [] for side in programs}
    memory: dict[str, list[float]] = {side: [] for side in programs}
    for repetition in range(options.repetitions):
        for side, program in programs.items():
            found = child(program, path, small)
            assert side == "lines" or found["units"] == options.count, f"{side} found {found['units']} units"
            seconds[side].append(found["seconds"])
            memory[side].append(found["mib"])
            say(f"{name}, {repetition + 1} of {options.repetitions}: {side} {found['seconds']:.2f} s")
    size = path.stat().st_size / 1e6
    many = made(name, options.count * 10, folder)
    found = child(WORKBENCH, many, small)
    say(f"{name}: {found['mib']:.1f} MiB for {found['units']:,} units")
    many.unlink()
    headline = ratio(seconds[case.peer], seconds["workbench"])
    peaks = {str(options.count): round(median(memory["workbench"]), 1), str(found["units"]): round(found["mib"], 1)}
    return {
        "megabytes": round(size, 1),
        "peer": case.peer,
        "peer / workbench": headline,
        "workbench / lines": ratio(seconds["workbench"], seconds["lines"]),
        "target": case.target,
        "mib": peaks,
        "peer_mib": round(median(memory[case.peer]), 1),
        "met": headline["of_medians"] >= case.target and max(peaks.values()) <= MOST_MIB,
        "sides": {
            side: {
                "median_seconds": round(median(values), 3),
                "megabytes_per_second": round(size / median(values), 1),
                "segments_per_second": round(options.count / median(values)),
                "seconds": [round(value, 3) for value in values],
            }
            for side, values in seconds.items()
        },
    }


def markdown(result: Mapping[str, Any]) -> str:
    rows = []
    for name, of in result["formats"].items():
        ours = of["sides"]["workbench"]
        rows.append(
            (
                f"`{name}`",
                of["peer"],
                f"{ours['megabytes_per_second']:.0f}",
                f"{ours['segments_per_second']:,}",
                f"{of['workbench / lines']['of_medians']:.0f}",
                f"{of['peer / workbench']['of_medians']:.2f}",
                " / ".join(f"{mib:.0f}" for mib in of["mib"].values()),
                f"{of['peer_mib']:.0f}",
            )
        )
    head = ["format", "peer", "MB/s", "segments/s", "× time of lines", "× as fast as peer", "MiB", "MiB of peer"]
    told = (
        f"{result['units']:,} units; MiB above the baseline for these and for ten times as many, of the peer for these."
    )
    return f"{told}\n\n{grid(head, rows, words=2)}"


def main() -> None:
    options_of = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options_of.add_argument("--formats", nargs="+", default=[*CASES], choices=[*CASES], help="(all)")
    options_of.add_argument("--count", type=int, default=60_000, help="units of the smaller file (%(default)s)")
    options_of.add_argument("--repetitions", type=int, default=5, help="of each side, in turn (%(default)s)")
    options = options_of.parse_args()
    with TemporaryDirectory() as temporary:
        found = {name: measured(name, options, Path(temporary)) for name in options.formats}
    peers = sorted({CASES[name].peer for name in options.formats})
    finish(
        {
            "benchmark": "formats",
            "units": options.count,
            "formats": found,
            "machine": {
                "processor": processor(),
                "cpus": os.cpu_count(),
                "threads": 1,
                "load_average_at_end": [round(value, 2) for value in os.getloadavg()],
                "python": platform.python_version(),
                "versions": {name: version(name) for name in ("translation-workbench", "lxml", *peers)},
            },
        }
    )


if __name__ == "__main__":
    main()
