"""Which checks hold for which model family, as the tests of them ran: real architectures at tiny random size.

Runs ``tests/models/test_families.py`` and tells, for every test of it and every family of its table, whether the test
passed or failed. No published checkpoint is loaded here: ``tests/real_checkpoints.py``
does that, for people with a connection.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.common import finish, grid, processor, say
from tests.models.tiny_families import BUILDERS

ROOT = Path(__file__).parents[2]
TESTS = "tests/models/test_families.py"
# As `pytest -rA` prints a result.
LINE = re.compile(r"^(?P<outcome>PASSED|FAILED|ERROR) \S+::test_(?P<test>\w+)\[(?P<case>[^\]]+)\]")


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with TemporaryDirectory() as cache:
        report = Path(cache) / "report.txt"
        command = [sys.executable, "-m", "pytest", TESTS, "-n", "0", "-p", "no:cacheprovider", "-o", "addopts="]
        command += ["--import-mode=importlib", "-q", "-rA", "--no-header", "--tb=no"]
        with report.open("w", encoding="utf-8") as out:
            say("running " + TESTS)
            subprocess.run(command, cwd=ROOT, stdout=out, stderr=subprocess.DEVNULL, check=False, env=os.environ)
        lines = report.read_text(encoding="utf-8").split("\n")
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if match := LINE.match(line):
            for family in families_in(match["case"]):
                found[match["test"]][family].append(match["outcome"].casefold())
    finish(
        {
            "benchmark": "families",
            "families": list(BUILDERS),
            "checks": {test: {name: outcome(each) for name, each in of.items()} for test, of in found.items()},
            "machine": {
                "processor": processor(),
                "cpus": os.cpu_count(),
                "python": platform.python_version(),
                "versions": {name: version(name) for name in ("torch", "transformers", "tokenizers", "sentencepiece")},
                "threads": 1,
                "model": "random ones",
                "weights": "none",
            },
        }
    )


def families_in(case: str) -> list[str]:
    """The family that a test's parameters name; names may stand within one another, so the longest."""
    parts = [name for name in BUILDERS if re.search(rf"(^|-){re.escape(name)}(-|$)", case)]
    return [max(parts, key=len)] if parts else []


def outcome(outcomes: list[str]) -> str:
    return "failed" if {"failed", "error"} & {*outcomes} else "passed"


def markdown(result: Mapping[str, Any]) -> str:
    """A row for each check, a column for each family; a check is a test's name, in words."""
    names = result["families"]
    rows = [
        [test.replace("_", " "), *({"passed": "✓", "failed": "✗"}.get(of.get(name, ""), "·") for name in names)]
        for test, of in result["checks"].items()
        if len(of) > 1
    ]
    return grid(["", *names], rows) + "\n\n✓ holds, · not tried: another family with the same anatomy is."


if __name__ == "__main__":
    main()
