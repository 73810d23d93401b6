from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.runs.made import make, row

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="a file that takes nothing is needed")
ENVIRONMENT = os.environ | {"COLUMNS": "100", "PYTHONPATH": str(Path(__file__).parents[2])}
COMMANDS = [
    "worst {run}",
    "worst {run} --format csv",
    "worst {run} --format json",
    "worst {run} --format jsonl",
    "show {run} a",
    "flag {run}",
    "symptoms",
    "symptoms --json",
    "aer {links} {gold} --index-base 0",
    "aer {links} {gold} --index-base 0 --json",
    "explain cat -m {model} --target-lang de --view attention",
    "explain cat -m {model} --target-lang de --view attention --json",
    "align {corpus} -m {model} --target-lang de",
    "score {corpus} -m {model} --target-lang de --side reference --json",
    "score {corpus} -m {model} --target-lang de --side reference --out {new}",
    "--help",
    "worst --help",
]
FULL = "error: stdout cannot be written to: No space left on device; results go there, so send it to a file"


@pytest.fixture(scope="module")
def places(tmp_path_factory, taught_marian):
    folder = tmp_path_factory.mktemp("streams")
    run = make(folder / "run", [row(name, place, scatter=place / 10) for place, name in enumerate("abc")])
    run.flags.set("a", "fine")
    for name, text in (("links", "0-0\n"), ("gold", "0-0\n"), ("corpus.en-de.tsv", "the cat sits\tdie Katze sitzt\n")):
        (folder / name).write_text(text)
    found = {"run": run.folder, "model": taught_marian, "corpus": folder / "corpus.en-de.tsv"}
    return found | {name: folder / name for name in ("links", "gold", "new")}


@pytest.fixture
def stdout_on(monkeypatch):
    """This process as one that was started with a file of the system as its stdout."""

    def begin(descriptor):
        stream = io.TextIOWrapper(io.FileIO(descriptor, "w"), encoding="utf-8", write_through=True)
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(sys, "__stdout__", stream)

    return begin


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_behind_stdout_is_told_once(here, stdout_on, places, command):
    stdout_on(os.open("/dev/full", os.O_WRONLY))
    code, _, err = here(*(part.format(**places) for part in command.split()))
    assert code == 2
    assert err.count(FULL) == 1 and "Traceback" not in err


@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_that_has_gone_ends_every_command_quietly_with_1(here, stdout_on, places, command):
    reader, writer = os.pipe()
    os.close(reader)
    stdout_on(writer)
    code, _, err = here(*(part.format(**places) for part in command.split()))
    assert code == 1
    assert "error" not in err and "Traceback" not in err


def shell(command, places):
    line = f"{sys.executable} -m workbench {command.format(**places)}"
    return subprocess.run(line, shell=True, capture_output=True, text=True, env=ENVIRONMENT, check=False)


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        ("worst {run} > /dev/full", 2, "No space left on device"),
        ("worst {run} >&-", 2, "stdout cannot be written to: it is closed"),
        ("worst {run} --out {new}.csv >&- 2>&- <&-", 0, ""),
        ("worst nowhere 2> /dev/full", 2, ""),
    ],
)
def test_a_process_ends_without_a_traceback_whatever_its_streams_are(places, command, code, told):
    done = shell(command, places)
    assert done.returncode == code
    assert done.stderr.count("\n") == bool(told) and told in done.stderr
    assert done.stdout == ""


def test_remarks_that_stderr_does_not_take_are_lost_and_results_are_not(places):
    done = shell("aer {links} {gold} --index-base 0 2>&-", places)
    assert done.returncode == 0 and "AER" in done.stdout
