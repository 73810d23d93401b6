"""The documents: links lead somewhere, commands are run or say why not, and benchmarks write their own sections."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import sections
from tests.benchmarks.sections import written
from tests.formats_table import formats_table

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    "README.md",
    ".github/GUIDE.md",
    ".github/CONTRIBUTING.md",
    ".github/CHANGELOG.md",
    "tests/benchmarks/README.md",
    "findings/README.md",
]
HELPERS = {"common", "inseq_side", "sections"}
BENCHMARKS = sorted({path.stem for path in (ROOT / "tests/benchmarks").glob("*.py")} - HELPERS)
MACHINE = {
    "processor": "an abacus",
    "cpus": 2,
    "threads": 1,
    "model": "demo",
    "weights": "0123456789abcdef",
    "python": "3.11.7",
    "versions": {"torch": "2.13.0"},
}
STAMP = {"command": "python -m tests.benchmarks.align", "measured": "2026-01-02", "machine": MACHINE}
SIDE = {"median_seconds": 0.5, "pairs_per_second": 64.0}
ALIGN = STAMP | {
    "benchmark": "align",
    "pairs": 32,
    "one_direction / forward": {"of_medians": 1.25},
    "both_directions / forward": {"of_medians": 2.5},
    "sides": {"forward": SIDE},
}


SINGLE = {
    "wrong": 8,
    "among_first": 3,
    "over_half": {"count": 3, "of": 8, "interval": [0.1, 0.7]},
    "false_alarms": {
        "all": {"count": 1, "of": 9, "interval": [0, 0.3]},
        "own": {"count": 0, "of": 4, "interval": [0, 0]},
        "pairs": {"count": 1, "of": 5, "interval": [0, 0.5]},
    },
    "kinds": {"negation_dropped": {"count": 8, "over_half": 3}},
    "measures": {
        "length": {
            "auroc": 0.5,
            "interval": [0.4, 0.6],
            "found_at_1_percent": {"count": 0, "of": 8, "interval": [0, 0]},
        }
    },
}


def text_of(document):
    path = ROOT / document
    if not path.exists():
        pytest.skip(f"{document} is no part of a source distribution")
    return path.read_text(encoding="utf-8")


def anchor(heading):
    """As GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_files_and_headings_that_are_there(document):
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(document)):
        if target.startswith("https://"):
            continue
        name, _, heading = target.partition("#")
        path = (ROOT / document).parent / name if name else ROOT / document
        assert path.exists(), target
        if heading:
            headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in map(anchor, headings), target


def test_the_front_door_is_short():
    assert text_of("README.md").count("\n") < 180


def commands(kind):
    script = ROOT / ".ci/readme_commands.py"
    if not script.exists():
        pytest.skip("not a checkout")
    done = subprocess.run([sys.executable, script, kind], capture_output=True, text=True, check=True)
    return done.stdout, done.stderr


def test_one_command_runs_the_tests():
    printed, left_out = commands("test")
    assert printed.strip() == "pip install -e '.[test]' && pytest" and left_out == ""


def test_every_other_command_is_run_or_says_why_not():
    printed, left_out = commands("rest")
    found = [
        block
        for document in DOCUMENTS
        for block in re.findall(r"^```(?:sh|python)(.*)\n((?s:.*?))^```$", text_of(document), re.MULTILINE)
    ]
    run = [block for why_not, block in found if not why_not and "&& pytest" not in block]
    assert len(run) > 15 and all(block in printed for block in run)
    reasons = [why_not.strip() for why_not, _ in found if why_not]
    assert [line.split("not run, ")[1].split(":")[0] for line in left_out.splitlines()] == reasons
    in_readme = text_of("README.md").splitlines()
    for why_not, block in found:
        assert why_not != " as in the README" or set(block.splitlines()) <= set(in_readme), block


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_has_a_section_and_a_command(name):
    text = text_of("tests/benchmarks/README.md")
    assert text.count(f"<!-- {name} -->\n") == text.count(f"<!-- /{name} -->\n") == 1
    assert f"python -m tests.benchmarks.{name} " in text
    source = (ROOT / f"tests/benchmarks/{name}.py").read_text(encoding="utf-8")
    assert "def markdown(result: Mapping[str, Any]) -> str:" in source and f'"benchmark": "{name}"' in source


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_section_says_where_its_figures_come_from(name):
    text = text_of("tests/benchmarks/README.md")
    section = text.split(f"<!-- {name} -->\n")[1].split(f"<!-- /{name} -->")[0]
    written = re.search(rf"`python -m tests\.benchmarks\.{name}\b[^`]*`, \d{{4}}-\d\d-\d\d; .+ (torch|lxml) ", section)
    assert written or re.search(r"[Mm]easured\s+earlier, not repeated: \d{4}|No figures were kept", section)


def test_the_table_of_formats_is_printed_from_their_declarations():
    text = text_of(".github/GUIDE.md")
    assert written(text, "formats", formats_table()) == text, "write it anew: python -m tests.formats_table"


def test_a_result_becomes_a_section_with_command_day_machine_and_versions():
    text = sections.section(ALIGN)
    assert "one_direction / forward: 1.25, both_directions / forward: 2.50 (32 pairs)." in text
    assert "| `forward` | 0.50 | 64 |" in text
    assert text.endswith(
        "`python -m tests.benchmarks.align`, 2026-01-02; an abacus, 2 CPUs, threads: 1; model demo (weights 01234567); "
        "python 3.11.7, torch 2.13.0."
    )


@pytest.mark.parametrize(
    ("benchmark", "result", "told"),
    [
        ("hosted", {"lines": ["a: 1 s", "b: 2 s"]}, "- a: 1 s\n- b: 2 s"),
        ("beam_scoring", {"pairs": 5, "score / generate": {"of_medians": 1.1}, "sides": {}}, "score / generate: 1.10"),
        (
            "stages",
            {"pairs": 1000, "precision": "float32", "seconds": {"Parquet": 0.5, "encoder": 1.5}},
            "1000 pairs, float32: 2.00 ms of processor each.\n\n| stage | ms a pair | % |\n| --- | --: | --: |\n"
            "| encoder | 1.500 | 75.0 |\n| Parquet | 0.500 | 25.0 |",
        ),
        (
            "precision",
            {"pairs": 9, "same_of_first": 97, "signals": {"logprob": {"spearman": 0.99991, "least": 0.999}}},
            "97 of the first 100 are the same (9 pairs).\n\n| signal | Spearman | at least |\n| --- | --: | --: |\n"
            "| `logprob` | 0.9999 | 0.999 |",
        ),
        (
            "memory",
            {
                "pairs": {"few": 10, "many": 20},
                "many / few": {"of_medians": 1.04},
                "sides": {
                    "few": {"median_peak_mib": 800.0, "loaded_mib": [500.0, 600.0]},
                    "many": {"median_peak_mib": 832.0, "loaded_mib": [500.0]},
                },
            },
            "| 10 | 800 | 550 |\n| 20 | 832 | 500 |",
        ),
        (
            "planted",
            {
                "planted": {"copy": 5},
                "top": 20,
                "by_chance": 4.08,
                "scores": {
                    "bleu": {"side": "hypothesis", "planted": 3, "by_kind": {}},
                    "scatter": {"side": "reference", "planted": 7, "by_kind": {"copy": 2}},
                    "own_chrf": {"side": "reference", "planted": 9, "by_kind": {}},
                },
            },
            "| `scatter` | reference | 7 | 2 |\n| `bleu` | hypothesis | 3 | · |\n| by chance |  | 4.1 |",
        ),
        (
            "misses",
            {
                "threshold": 0.5,
                "groups": [
                    {
                        "text": "talks",
                        "wrong_is": "an error",
                        "data": "some",
                        "missed": {"count": 1485, "of": 1487, "interval": [0.995, 1]},
                        "accused": {"count": 0, "of": 58, "interval": [0, 0.0621]},
                    }
                ],
            },
            "| 1,485 of 1,487 (99.5% to 100.0%) | 0 of 58 (0.0% to 6.2%) |",
        ),
        (
            "alarms",
            {
                "sets": {
                    "news": {
                        "by": "human",
                        "pairs": 1997,
                        "symptoms": {
                            "numbers": {"per_1000": {"0.9": 0.5, "0.5": 3.0}},
                            "length": {"per_1000": {"0.9": 0.0, "0.5": 0.0}},
                        },
                    },
                    "web": {"by": "machine", "pairs": 50, "symptoms": {"length": {"per_1000": {"0.9": 20, "0.5": 20}}}},
                }
            },
            "| alarms per 1,000 | news (human, 1,997) | web (machine, 50) |\n| --- | --: | --: |\n"
            "| numbers | 0.5 (3) |  |\n| length | · | 20 (20) |",
        ),
        (
            "single_errors",
            {"directions": {"en to de": {"this build": SINGLE, "other build": SINGLE | {"among_first": 4}}}},
            "| other build | 3 of 8 (10.0% to 70.0%) | 1 of 9 (0.0% to 30.0%) | 0 of 4 (0.0% to 0.0%) "
            "| 1 of 5 (0.0% to 50.0%) | 4 of 8 |\n\n| error, over 0.5 | this build | other build |\n"
            "| --- | --: | --: |\n| negation dropped | 3 of 8 | 3 of 8 |\n\n"
            "| measure | build | AUROC | found at 1 % false alarms |",
        ),
    ],
)
def test_what_a_benchmark_found_is_told(benchmark, result, told):
    assert told in sections.section(STAMP | {"benchmark": benchmark} | result)


README = "before\n<!-- align -->\nold\n<!-- /align -->\nbetween\n<!-- hosted -->\n<!-- /hosted -->\nafter\n"


def test_writing_changes_its_own_section_alone_and_twice_is_once():
    once = sections.written(README, "align", r"new \1 | text")
    assert once == README.replace("old", r"new \1 | text")
    assert sections.written(once, "align", r"new \1 | text") == once
    assert "<!-- hosted -->\nx\n<!-- /hosted -->" in sections.written(README, "hosted", "x")


@pytest.mark.parametrize("name", ["views", "align -->\nold\n<!-- /align"])
def test_a_section_that_is_not_there_is_told(name):
    with pytest.raises(SystemExit, match="needs one section"):
        sections.written(README, name, "text")


@pytest.mark.parametrize("result", [{}, {"benchmark": "beauty"}, {"benchmark": "../common"}, {"benchmark": ""}])
def test_the_result_of_no_benchmark_is_told(result):
    with pytest.raises(SystemExit, match="the result of no benchmark"):
        sections.section(result)


def test_findings_have_the_form_that_their_readme_states():
    listed = re.findall(r"\]\((\S+\.sh)\)", text_of("findings/README.md"))
    scripts = sorted((ROOT / "findings").glob("*.sh"))
    assert sorted(listed) == [path.name for path in scripts] != []
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        assert os.access(path, os.X_OK) and text.startswith("#!/bin/bash\n# "), path.name
        assert "set -euo pipefail\n" in text and "mktemp -d" in text and "exit 1" in text, path.name
        assert "workbench" not in text, path.name
        packages = re.findall(r"pip\" install (?:-q )?(.+)", text)
        assert all("==" in one for line in packages for one in line.split()), path.name
