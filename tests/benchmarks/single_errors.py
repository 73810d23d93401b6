"""How many fluent single errors are found among clean pairs: `datasets/single-errors.en-de.tsv`, both directions.

Of each direction one corpus, scored on the reference side as `workbench score` does it: the wrong translations of the
sources in one language; the right pairs whose source is in the other, turned round; and ``--clean`` pairs of
``--pairs``. With ``--other`` the same files are scored by another build beside this one.

- ``kinds``: how many of the wrong are over 0.5, and how many among the first, as many as there are wrong ones.
- ``false_alarms``: share of clean pairs over 0.5, of the project's own and of those of ``--pairs`` apart.
- ``measures``: AUROC, and share found where 1 % of the clean pairs are accused, beside log-probability, length
  (|ln length_ratio|) and, with ``--chrf``, chrF of the model's own translation against what stands in the corpus.

Antonyms are no kind of the eleven and counted apart. With ``--case``, a table of id, source and reference, its pairs
are put among the clean ones of the bundled corpus, and their ranks told. Intervals are 95 %.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from scipy.stats import binomtest

from tests.benchmarks.common import CORPORA, SEED, finish, grid, load_translator, machine, model_parser, say
from tests.benchmarks.suspicion import auroc, interval
from workbench import bundled
from workbench.corpus import read

ERRORS = "single-errors.en-de.tsv"
APART = "antonym"
OWN, OTHERS = "own", "pairs"
ACCUSED = 0.01
BUILDS = ("this build", "other build")

Row = dict[str, str]


def table(path: Path) -> Iterator[Row]:
    with open(path, encoding="utf-8", newline="\n") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def corpus_of(source: str, pairs: Sequence[tuple[str, str]], count: int) -> list[Row]:
    """Rows of one direction, shuffled: wrong ones with their ``kind``, clean ones with where they come ``from``."""
    errors = list(table(bundled.dataset(ERRORS)))
    wrong = [
        {"id": one["id"], "source": one["source"], "reference": one["wrong"], "kind": one["kind"], "from": OWN}
        for one in errors
        if one["source_language"] == source
    ]
    clean = [
        {"id": one["id"], "source": one["right"], "reference": one["source"], "kind": "", "from": OWN}
        for one in errors
        if one["source_language"] != source
    ]
    draw = random.Random(SEED)
    for number, (english, german) in enumerate(draw.sample(pairs, count)):
        texts = (english, german) if source == "en" else (german, english)
        clean.append({"id": f"pair-{number}", "source": texts[0], "reference": texts[1], "kind": "", "from": OTHERS})
    rows = wrong + clean
    draw.shuffle(rows)
    return rows


def case_among_demo(path: Path) -> list[Row]:
    clean = [
        {"id": segment.id, "source": segment.source, "reference": segment.references[0], "kind": ""}
        for segment in read("demo")
        if not segment.metadata["planted"]
    ]
    wrong = [
        {"id": f"case-{one['id']}", "source": one["source"], "reference": one["reference"], "kind": one["id"]}
        for one in table(path)
    ]
    return clean + wrong


def scored(
    python: str, rows: Sequence[Row], languages: tuple[str, str], options: argparse.Namespace, chrf: bool = False
) -> list[dict[str, Any]]:
    """The records that the build of this interpreter makes of them, the most suspicious first."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        # -P: not the package that lies where this was started from.
        side = "both" if chrf else "reference"
        command = [python, "-P", "-m", "workbench", "score", path.name, "--model", options.model, "--side", side]
        command += ["--source-lang", languages[0], "--target-lang", languages[1], "--device", options.device, "--json"]
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    if done.returncode:
        sys.exit(f"{python}: 'workbench score' ended with {done.returncode}")
    records = json.loads(done.stdout)
    compared = {record["id"]: record["chrf"] for record in records if record["side"] == "hypothesis"}
    kept = [record | {"chrf": compared.get(record["id"])} for record in records if record["side"] == "reference"]
    return sorted(kept, key=lambda record: (-_number(record["suspicion"]), record["id"]))


def figures(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Of one direction; ``records``: as `scored` gives them."""
    of_eleven = [record for record in records if record["kind"] != APART]
    wrong = [record for record in of_eleven if record["kind"]]
    first = {record["id"] for record in of_eleven[: len(wrong)] if record["kind"]}
    clean = [record for record in records if not record["kind"]]
    kinds = {}
    for kind in sorted({record["kind"] for record in records} - {""}):
        some = [record for record in records if record["kind"] == kind]
        among = sum(record["id"] in first for record in some) if kind != APART else None
        kinds[kind] = {"count": len(some), "over_half": sum(map(_accused, some)), "among_first": among}
    return {
        "wrong": len(wrong),
        "clean": len(clean),
        "over_half": _share([_accused(record) for record in wrong]),
        "among_first": len(first),
        "false_alarms": {
            name: _share([_accused(record) for record in clean if name in ("all", record["from"])])
            for name in ("all", OWN, OTHERS)
        },
        "kinds": kinds,
        "measures": measures(wrong, clean),
        "missed": [record["id"] for record in wrong if not _accused(record)],
        "accused": [record["id"] for record in clean if _accused(record)],
    }


def measures(wrong: Sequence[Mapping[str, Any]], clean: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How well each tells wrong from clean: greater is worse."""
    of = {
        "suspicion": lambda record: _number(record["suspicion"]),
        "log-probability": lambda record: -_number(record["logprob"]),
        "length": lambda record: abs(np.log(record["length_ratio"] or 1)),
        "chrF": lambda record: -_number(record["chrf"]),
    }
    found = {}
    if all(record["chrf"] is None for record in clean):
        del of["chrF"]
    for name, value in of.items():
        good, bad = (np.array([value(record) for record in some]) for some in (clean, wrong))
        # So high that at most this share of the clean ones lie above.
        bound = np.sort(good)[len(good) - 1 - int(ACCUSED * len(good))]
        found[name] = auroc(good, bad) | {"found_at_1_percent": _share([*(bad > bound)])}
    return found


def ranks(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found = {
        record["kind"]: {"rank": rank, "suspicion": record["suspicion"]}
        for rank, record in enumerate(records, start=1)
        if record["kind"]
    }
    return {
        "pairs": len(records),
        "wrong": len(found),
        "over_half": sum(map(_accused, (record for record in records if record["kind"]))),
        "clean_over_half": sum(map(_accused, (record for record in records if not record["kind"]))),
        "ranks": found,
    }


def _number(value: float | None) -> float:
    return 0.0 if value is None else value


def _accused(record: Mapping[str, Any]) -> bool:
    return _number(record["suspicion"]) > 0.5


def _share(hits: Sequence[bool]) -> dict[str, Any]:
    """With the wider ends of bootstrap and of Wilson's: few cases vary too little to be drawn from."""
    values, count = np.array(hits, dtype=float), sum(map(bool, hits))
    drawn = interval(lambda places: float(values[places].mean()), len(values))
    wilson = binomtest(count, len(values)).proportion_ci(method="wilson")
    low, high = min(drawn[0], wilson.low), max(drawn[1], wilson.high)
    return {"count": count, "of": len(values), "interval": [round(float(low), 4), round(float(high), 4)]}


def markdown(result: Mapping[str, Any]) -> str:
    paragraphs = []
    for direction, of in result["directions"].items():
        paragraphs += [f"{direction}, by build:", of_builds(of), of_kinds(of), of_measures(of)]
    return "\n\n".join(paragraphs)


def of_builds(of: Mapping[str, Any]) -> str:
    rows = []
    for build, one in of.items():
        alarms = one["false_alarms"]
        cells = (one["over_half"], alarms["all"], alarms[OWN], alarms[OTHERS])
        rows.append([build, *map(_told, cells), f"{one['among_first']} of {one['wrong']}"])
    head = ["build", "wrong over 0.5", "clean over 0.5", "of these own", "of these Tatoeba", "wrong among the first"]
    return grid(head, rows)


def of_kinds(of: Mapping[str, Any]) -> str:
    rows = []
    for kind, one in next(iter(of.values()))["kinds"].items():
        cells = [f"{build['kinds'][kind]['over_half']} of {one['count']}" for build in of.values()]
        rows.append([kind.replace("_", " "), *cells])
    return grid(["error, over 0.5", *of], rows)


def of_measures(of: Mapping[str, Any]) -> str:
    rows = []
    for build, one in of.items():
        for name, figure in one["measures"].items():
            low, high = figure["interval"]
            told = f"{figure['auroc']:.3f} ({low:.3f} to {high:.3f})"
            rows.append([name, build, told, _told(figure["found_at_1_percent"])])
    return grid(["measure", "build", "AUROC", "found at 1 % false alarms"], rows, words=2)


def _told(share: Mapping[str, Any]) -> str:
    low, high = share["interval"]
    return f"{share['count']} of {share['of']} ({low:.1%} to {high:.1%})"


def main() -> None:
    parser = model_parser(__doc__)
    parser.add_argument("--pairs", type=Path, default=CORPORA / "tatoeba-en-de/test.tsv", help="(%(default)s)")
    parser.add_argument("--clean", type=int, default=890, help="pairs drawn from them (%(default)s)")
    parser.add_argument("--chrf", action="store_true", help="translate too, which takes several times as long")
    parser.add_argument("--other", metavar="PYTHON", help="interpreter that has another build of the workbench")
    parser.add_argument("--case", type=Path, help="table of id, source, reference: single errors, English to German")
    options = parser.parse_args()
    pythons = dict(zip(BUILDS, [sys.executable, *filter(None, [options.other])], strict=False))
    pairs = [(segment.source, segment.references[0]) for segment in read(options.pairs)]
    directions: dict[str, Any] = {}
    for languages in (("en", "de"), ("de", "en")):
        rows = corpus_of(languages[0], pairs, options.clean)
        name = " to ".join(languages)
        directions[name] = {
            build: figures(scored(python, rows, languages, options, options.chrf)) for build, python in pythons.items()
        }
        for build, one in directions[name].items():
            say(f"{name}, {build}: {one['over_half']} of the wrong over 0.5, {one['false_alarms']['all']} of the clean")
    case = {}
    if options.case:
        rows = case_among_demo(options.case)
        case = {build: ranks(scored(python, rows, ("en", "de"), options)) for build, python in pythons.items()}
        say(json.dumps(case, indent=1))
    finish(
        {
            "benchmark": "single_errors",
            "clean_of_pairs": options.clean,
            "directions": directions,
            "case": case,
            "machine": machine(load_translator(options)),
        }
    )


if __name__ == "__main__":
    main()
