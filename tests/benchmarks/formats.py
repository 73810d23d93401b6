"""Reading files of each format: speed beside a plain loop over lines and beside other libraries, and peak memory.

Each side is a program in a process of its own: ``workbench`` iterates over `workbench.corpus.read`; ``lines`` decodes
and counts the lines, where the file has any; another library, where there is one, gives source and target of every
unit. A small file is read first, so that what is imported late counts for none. Seconds are those of the processor
(user and system), sides in turn. Memory is the peak above that after the small file: of all for ``--count`` units, of
formats that stream for ten times as many, too.

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
from dataclasses import dataclass, field
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
OURS = ("translation-workbench", "lxml", "python-calamine", "pyarrow")
TEXT = (
    "the ferry leaves at noon and nobody told us where to buy tickets so we waited under an old roof while rain fell "
    "on grey stones and two children counted boats which came slowly into a quiet harbour"
)


@dataclass(frozen=True)
class Case:
    """``peers``: by name, programs that define ``run(path)``, which reads a file with a library and returns how many
    units there are. ``package``: theirs. ``target``: how many times faster than the slowest peer we are to be.
    ``streams``: whether memory is measured for ten times as many units. ``lines``: whether the file has lines.
    ``most``: units at most, where a peer takes time by the square of them."""

    peers: Mapping[str, str] = field(default_factory=dict)
    package: str = ""
    target: float | None = None
    streams: bool = False
    lines: bool = True
    most: int | None = None


def _toolkit(module: str, kind: str) -> str:
    return f"""
from translate.storage import {module}

def run(path):
    count = 0
    for unit in {module}.{kind}.parsefile(path).units:
        unit.source, unit.target
        count += 1
    return count
"""


def _openpyxl(read_only: bool) -> str:
    return f"""
from openpyxl import load_workbook

def run(path):
    rows = load_workbook(path, read_only={read_only}).active.iter_rows(values_only=True)
    return sum(1 for row in rows if row[1]) - 1
"""


POLIB = """
from polib import pofile

def run(path):
    count = 0
    for entry in pofile(path):
        entry.msgid, entry.msgstr
        count += 1
    return count
"""
CASES = {
    "tmx": Case(
        peers={"translate-toolkit": _toolkit("tmx", "tmxfile")},
        package="translate-toolkit",
        target=1.3,
        streams=True,
    ),
    "xliff": Case(
        peers={"translate-toolkit": _toolkit("xliff", "xlifffile")},
        package="translate-toolkit",
        target=1.3,
        streams=True,
    ),
    "po": Case(peers={"polib": POLIB}, package="polib"),
    "qt-ts": Case(
        peers={"translate-toolkit": _toolkit("ts2", "tsfile")},
        package="translate-toolkit",
        most=2_000,
    ),
    "xlsx": Case(
        peers={"openpyxl, read-only": _openpyxl(True), "openpyxl": _openpyxl(False)},
        package="openpyxl",
        target=8,
        lines=False,
    ),
    "tsv": Case(),
    "csv": Case(),
    "jsonl": Case(),
    "parquet": Case(lines=False),
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
    count = min(options.count, case.most or options.count)
    path, small = made(name, count, folder), made(name, SMALL, folder)
    programs = {"workbench": WORKBENCH, **({"lines": LINES} if case.lines else {}), **case.peers}
    seconds: dict[str, list[float]] = {side: [] for side in programs}
    memory: dict[str, list[float]] = {side: [] for side in programs}
    for repetition in range(options.repetitions):
        for side, program in programs.items():
            found = child(program, path, small)
            assert side == "lines" or found["units"] == count, f"{side} found {found['units']} units"
            seconds[side].append(found["seconds"])
            memory[side].append(found["mib"])
            say(f"{name}, {repetition + 1} of {options.repetitions}: {side} {found['seconds']:.2f} s")
    size = path.stat().st_size / 1e6
    peaks = {str(count): round(median(memory["workbench"]), 1)}
    if case.streams:
        many = made(name, count * 10, folder)
        found = child(WORKBENCH, many, small)
        say(f"{name}: {found['mib']:.1f} MiB for {found['units']:,} units")
        many.unlink()
        peaks[str(found["units"])] = round(found["mib"], 1)
    faster = {peer: ratio(seconds[peer], seconds["workbench"]) for peer in case.peers}
    met = max((of["of_medians"] for of in faster.values()), default=0) >= (case.target or 0)
    return {
        "units": count,
        "megabytes": round(size, 1),
        "peer / workbench": faster,
        "workbench / lines": ratio(seconds["workbench"], seconds["lines"]) if case.lines else None,
        "target": case.target,
        "mib": peaks,
        "peer_mib": {peer: round(median(memory[peer]), 1) for peer in case.peers},
        "met": met and (not case.streams or max(peaks.values()) <= MOST_MIB),
        "sides": {
            side: {
                "median_seconds": round(median(values), 3),
                "megabytes_per_second": round(size / median(values), 1),
                "segments_per_second": round(count / median(values)),
                "seconds": [round(value, 3) for value in values],
            }
            for side, values in seconds.items()
        },
    }


def markdown(result: Mapping[str, Any]) -> str:
    rows = []
    for name, of in result["formats"].items():
        ours, lines = of["sides"]["workbench"], of["workbench / lines"]
        own = (
            f"{of['units']:,}",
            f"{ours['megabytes_per_second']:.0f}",
            f"{ours['segments_per_second']:,}",
            f"{lines['of_medians']:.0f}" if lines else "",
            " / ".join(f"{mib:.0f}" for mib in of["mib"].values()),
        )
        for peer, faster in (of["peer / workbench"] or {"": None}).items():
            other = (f"{faster['of_medians']:.2f}", f"{of['peer_mib'][peer]:.0f}") if faster else ("", "")
            rows.append((f"`{name}`", peer, *own, *other))
    head = [
        "format",
        "peer",
        "units",
        "MB/s",
        "segments/s",
        "× time of lines",
        "MiB",
        "× as fast as peer",
        "MiB of peer",
    ]
    load = ", ".join(f"{value:.1f}" for value in result["machine"]["load_average_at_end"])
    told = (
        "MiB above the baseline for these units and, where there are two figures, for ten times as many; of the peer "
        f"for these. Seconds are those of the processor; the load of the machine at the end: {load} (1, 5, 15 minutes)."
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
    packages = sorted({CASES[name].package for name in options.formats} - {""})
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
                "versions": {name: version(name) for name in (*OURS, *packages)},
            },
        }
    )


if __name__ == "__main__":
    main()
