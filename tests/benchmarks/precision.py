"""What bfloat16 changes: the same corpus scored twice, with ``--precision float32`` and ``bfloat16``.

The contract: against float32, Spearman's correlation of suspicion is at least 0.998, that of every other signal 0.999,
of one that counts 0.99, and 95 of the 100 most suspected segments are the same. Signals that are
constant or null everywhere say nothing. Beside it, from text and with models loaded, seconds of both.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from tests.benchmarks.common import finish, grid, load_translator, machine, parser, sample, say
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.models import load
from workbench.runs import shard
from workbench.scores import SCORES
from workbench.symptoms import SYMPTOMS

SUSPICION, CONTINUOUS, COUNTS = 0.998, 0.999, 0.99
TOP, SAME = 100, 95
COUNTING = {"crossings", "jumps", "unlinked_source", "unlinked_target", "uncovered", "direction_agreement", *SYMPTOMS}
"""What counts links or words, or says at which of them something begins: one that turns moves it by a whole step."""


def signals(folder: Path) -> dict[str, np.ndarray]:
    """``float64[segment]`` by name, NaN where null."""
    import json

    found: dict[str, list[float | None]] = {name: [] for name in (*SCORES, *SYMPTOMS)}
    for path in shard.paths(folder):
        for row in shard.read(path).to_pylist():
            severities = {one["name"]: one["severity"] for one in json.loads(row["symptoms"])}
            for name, values in found.items():
                values.append(severities.get(name, 0.0) if name in SYMPTOMS else row.get(name))
    return {name: np.array(values, dtype=float) for name, values in found.items()}


def compared(exact: Mapping[str, np.ndarray], reduced: Mapping[str, np.ndarray]) -> dict[str, dict[str, Any]]:
    """Of each signal that varies: Spearman's correlation, what it must be, and whether it is."""
    found = {}
    for name, values in exact.items():
        known = np.isfinite(values) & np.isfinite(reduced[name])
        if len({*values[known].tolist()}) < 2:
            continue
        least = SUSPICION if name == "suspicion" else COUNTS if name in COUNTING else CONTINUOUS
        figure = float(spearmanr(values[known], reduced[name][known]).statistic)
        found[name] = {"spearman": round(figure, 5), "least": least, "met": figure >= least}
    return found


def same_first(exact: np.ndarray, reduced: np.ndarray) -> int:
    """How many of the `TOP` most suspected are the same."""
    return len({*np.argsort(-exact, kind="stable")[:TOP]} & {*np.argsort(-reduced, kind="stable")[:TOP]})


def markdown(result: Mapping[str, Any]) -> str:
    rows = [(f"`{name}`", f"{one['spearman']:.4f}", one["least"]) for name, one in result["signals"].items()]
    told = f"{result['same_of_first']} of the first {TOP} are the same ({result['pairs']} pairs)"
    return f"{told}.\n\n" + grid(["signal", "Spearman", "at least"], rows)


def main() -> None:
    options: argparse.Namespace = parser(__doc__, count=1467).parse_args()
    exact = load_translator(options)
    reduced = load(
        options.model,
        source_language=options.source_lang,
        target_language=options.target_lang,
        device=options.device,
        precision="bfloat16",
    )
    found, seconds = [], {}
    with TemporaryDirectory() as temporary:
        corpus = sample(options.pairs, options.count, Path(temporary))
        for translator in (exact, reduced):
            began, folder = process_time(), Path(temporary) / translator.precision
            score(corpus, translator, folder, ScoreSettings(side="reference"))
            seconds[translator.precision] = round(process_time() - began, 2)
            say(f"{translator.precision}: {seconds[translator.precision]} s")
            found.append(signals(folder))
    each = compared(*found)
    same = same_first(found[0]["suspicion"], found[1]["suspicion"])
    finish(
        {
            "benchmark": "precision",
            "pairs": options.count,
            "signals": each,
            "same_of_first": same,
            "met": same >= SAME and all(one["met"] for one in each.values()),
            "processor_seconds": seconds,
            "machine": machine(reduced),
        }
    )


if __name__ == "__main__":
    main()
