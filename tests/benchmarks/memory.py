"""Peak memory of scoring the reference side of few and of many pairs.

Ratio ``many / few`` of peak resident memory (target ≤ 1.10). Each figure is the ``ru_maxrss`` of a process of its own
that loads the model and runs `workbench.score` on a sample of that size. Both samples are drawn at random from the same
file, so that sentences are as long in one as in the other. ``loaded_mib`` is the peak just before scoring begins.

A process starts out with the peak of the one that started it, so this one loads no torch: ``floor_mib``, its own
peak, must lie far below the figures.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from tests.benchmarks.common import finish, grid, load_translator, machine, parser, ratio, sample, say

TARGET = 1.10


def peak_mib() -> float:
    """The highest resident memory of this process so far; macOS counts in bytes, others in kilobytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20 if sys.platform == "darwin" else 1 << 10), 1)


def scored_here(options: argparse.Namespace) -> dict[str, Any]:
    """In the child: score a corpus, and say how high memory went."""
    from workbench.corpus import read
    from workbench.jobs.score import score
    from workbench.jobs.score_settings import ScoreSettings

    translator = load_translator(options)
    loaded = peak_mib()
    with TemporaryDirectory() as temporary:
        began = perf_counter()
        score(read(options.child), translator, Path(temporary) / "run", ScoreSettings(side="reference"))
        took = perf_counter() - began
    return {
        "peak_mib": peak_mib(),
        "loaded_mib": loaded,
        "seconds": round(took, 2),
        "machine": machine(translator),
    }


def scored_in_child(corpus: Path) -> dict[str, Any]:
    """`scored_here` in a process of its own, under the same options as this one."""
    command = [sys.executable, "-m", "tests.benchmarks.memory", *sys.argv[1:], "--child", str(corpus)]
    answer = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    say(f"{corpus.name}: {answer['peak_mib']} MiB after {answer['seconds']} s, {answer['loaded_mib']} MiB before")
    return answer


def markdown(result: Mapping[str, Any]) -> str:
    rows = [
        (result["pairs"][name], f"{of_side['median_peak_mib']:.0f}", f"{median(of_side['loaded_mib']):.0f}")
        for name, of_side in result["sides"].items()
    ]
    table = grid(["pairs", "peak, MiB", "before scoring, MiB"], rows, words=0)
    return f"many / few: {result['many / few']['of_medians']:.2f}.\n\n{table}"


def main() -> None:
    options_of = parser(__doc__, count=100_000)
    options_of.add_argument("--few", type=int, default=10_000, help="pairs of the smaller sample (%(default)s)")
    options_of.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = options_of.parse_args()
    if options.child:
        return finish(scored_here(options))
    with TemporaryDirectory() as temporary:
        sizes = {"few": options.few, "many": options.count}
        corpora = {name: sample(options.pairs, size, Path(temporary)).path for name, size in sizes.items()}
        answers: dict[str, list[dict[str, Any]]] = {name: [] for name in corpora}
        for _ in range(options.repetitions):
            for name, corpus in corpora.items():
                answers[name].append(scored_in_child(corpus))
    peaks = {name: [answer["peak_mib"] for answer in found] for name, found in answers.items()}
    headline = ratio(peaks["many"], peaks["few"])
    finish(
        {
            "benchmark": "memory",
            "pairs": sizes,
            "many / few": headline,
            "target": TARGET,
            "met": headline["of_medians"] <= TARGET,
            "sides": {
                name: {
                    "median_peak_mib": median(peaks[name]),
                    "peak_mib": peaks[name],
                    "loaded_mib": [answer["loaded_mib"] for answer in found],
                    "seconds": [answer["seconds"] for answer in found],
                }
                for name, found in answers.items()
            },
            "floor_mib": peak_mib(),
            "machine": answers["many"][-1]["machine"],
        }
    )


if __name__ == "__main__":
    main()
