from __future__ import annotations

import json

import pytest

from tests.scored import ROWS, SETTINGS, write
from workbench.corpus import read
from workbench.jobs.score import score
from workbench.models import load


@pytest.fixture(scope="module")
def scored(tmp_path_factory, taught_marian):
    folder = tmp_path_factory.mktemp("lists")
    model = load(str(taught_marian), source_language="en", target_language="de", device="cpu")
    corpus = read(write(folder / "corpus.jsonl", ROWS[:3]))
    score(corpus, model, folder / "run", SETTINGS)
    return folder / "run"


def test_worst_lists_what_is_right_for_the_wrong_reason_and_show_proves_it(scored, here, monkeypatch):
    monkeypatch.setattr("workbench.explanation.reasons.SURVIVES", 50.0)
    given = ["worst", scored, "--list", "right_for_the_wrong_reason", "--side", "reference", "--best", 2]
    code, out, err = here(*given)
    assert code == 0, err
    assert "right for the wrong reason, reference side, among the 2 best by suspicion" in out
    assert "survive the deletion of their source" in out and "log-probability" in out
    code, out, _ = here(*given, "--format", "json")
    found = json.loads(out)
    assert code == 0 and 1 <= len(found) <= 2 and found[0]["reasons"]["survivors"]
    code, out, _ = here("show", scored, found[0]["id"], "--side", "reference", "--reasons")
    told = " ".join(out.split("\nreasons\n")[1].split())
    one = found[0]["reasons"]["survivors"][0]
    assert code == 0 and f"'{one['target']}' without '{one['source']}': log-probability" in told


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["--list", "lucky"], "right_for_the_wrong_reason"),
        (["--best", 5], "--best says how many a --list asks"),
        (["--list", "right_for_the_wrong_reason", "--by", "chrf"], "leave --by, --order and --out out"),
        (["--list", "right_for_the_wrong_reason", "--format", "csv"], "take --format table, json or jsonl"),
    ],
)
def test_a_named_list_with_what_it_cannot_have_is_refused(scored, here, given, says):
    code, _, err = here("worst", scored, *given)
    assert code == 2 and says in " ".join(err.replace("│", " ").split())
