from __future__ import annotations

from dataclasses import replace

import pytest

from tests.scored import ROWS, SETTINGS, write
from workbench.corpus import read
from workbench.errors import RunError
from workbench.explanation import reasons as module
from workbench.jobs.score import score
from workbench.jobs.wrong_reasons import candidates, of_rows, wrong_reasons
from workbench.runs import Filter


@pytest.fixture(scope="module")
def run(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reasons")
    rows = [*ROWS, {"id": "f", "source": "", "reference": "nichts"}]
    return score(read(write(folder / "corpus.jsonl", rows)), model, folder / "run", SETTINGS)


@pytest.mark.parametrize(("side", "by"), [("hypothesis", "chrf"), ("reference", "suspicion"), (None, "chrf")])
def test_the_best_are_asked_by_what_is_known_of_a_side_and_nothing_that_was_not_read(run, side, by):
    chosen_by, chosen = candidates(run, side, best=3)
    assert chosen_by == by and len(chosen) == 3 and all(record["status"] == "ok" for record in chosen)
    known = [r for r in run.records() if r["side"] == (side or "hypothesis") and r["status"] == "ok"]
    ordered = sorted((record[by] for record in known), reverse=by == "chrf")
    assert [record[by] for record in chosen] == ordered[:3]
    assert len(candidates(run, side, best=50)[1]) == len(ROWS)


def test_hypotheses_without_references_are_good_by_suspicion(model, tmp_path):
    rows = [{name: row[name] for name in ("id", "source", "hypothesis")} for row in ROWS[:2]]
    corpus = read(write(tmp_path / "corpus.jsonl", rows))
    run = score(corpus, model, tmp_path / "run", replace(SETTINGS, side="hypothesis"))
    assert candidates(run)[0] == "suspicion" and len(candidates(run)[1]) == 2


def test_the_list_holds_what_has_a_sign_the_clearest_first_and_tells_how_far_it_is(run, model, monkeypatch):
    monkeypatch.setattr(module, "SURVIVES", 1.5)
    told = []
    found = wrong_reasons(run, model, "reference", best=4, told=lambda *far: told.append(far))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert found and all(one.wrong for _, one in found)
    assert [one.order for _, one in found] == sorted(one.order for _, one in found)
    narrowed = wrong_reasons(run, model, "reference", where=Filter(text=found[0][0]["id"] + "x"))
    assert narrowed == []


def test_a_pair_that_was_not_read_has_no_reasons(run, model):
    with pytest.raises(RunError, match="'f' was not read, its status is empty_source"):
        of_rows(run, model, [run.segment("f", "reference")])
