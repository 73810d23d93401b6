"""``check``, ``upgrade`` and ``log`` as people see them."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.runs.test_upgrade import STORED
from workbench.runs.shard import path_of


@pytest.fixture
def run(tmp_path):
    return shutil.copytree(STORED, tmp_path / "run")


def test_an_older_run_is_upgraded_checked_and_named_when_damaged(run, here):
    code, _, err = here("check", run)
    assert code == 2 and f"'workbench upgrade {run}' adds them" in err
    assert here("upgrade", run)[:2] == (0, f"{run} was rewritten in today's format\n")
    assert here("upgrade", run)[:2] == (0, f"{run} is in today's format\n")
    code, out, _ = here("check", run)
    assert (code, out) == (0, f"{run}: 1 shard, 0.0 MB, all as they were written; complete\n")
    part = path_of(run, 0)
    part.write_bytes(part.read_bytes()[:-1])
    for command in (("check", run), ("worst", run)):
        code, out, err = here(*command)
        assert (code, out) == (2, "")
        assert "segments/000/part-00000.parquet: damaged" in err
        assert "give the same 'workbench score' command again" in err


def test_decisions_are_listed_in_the_order_they_were_made(run, here, monkeypatch):
    monkeypatch.setenv("LOGNAME", "ada")
    here("upgrade", run)
    here("flag", run, "a", "fine", "--note", "a\ttable is furniture")
    here("flag", run, "a", "--remove")
    code, out, _ = here("log", run)
    lines = out.splitlines()
    assert code == 0 and len(lines) == 3
    assert lines[0].endswith("  a  no flag → model error (another piece of furniture)")
    assert "  ada  a  model error (another piece of furniture) → fine (a" in lines[1]
    assert lines[2].endswith("→ no flag")
    records = [json.loads(line) for line in here("log", run, "--json")[1].splitlines()]
    assert [one["after"] and one["after"]["verdict"] for one in records] == ["model error", "fine", None]
    assert {"time", "who", "segment", "before", "after"} <= set(records[0])
