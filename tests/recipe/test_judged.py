"""Judged translations as their corpora have them, in files made here; and what symptoms are worth on them."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest

from workbench.recipe.judged import Judged, abstracts, post_edited, talks, web
from workbench.recipe.ratios import UNKNOWN, _Count, _Measure
from workbench.recipe.single_faults import FAULTS
from workbench.suspicion.plant import Garden
from workbench.suspicion.ratios import EDGES
from workbench.symptoms import SYMPTOMS

PAIRS = [
    ("Yesterday Maria bought flowers.", "Gestern kaufte Maria Blumensträuße."),
    ("Today Anton sleeps longer.", "Heute schläft Anton ausnahmsweise länger."),
]


def test_an_error_a_line_makes_one_judgement_of_a_talk(tmp_path):
    head = "system\tdoc\tdoc_id\tseg_id\trater\tsource\ttarget\tcategory\tseverity\tcomment"
    rows = [
        ("ref", "1", "Er geht heim.", "No-error"),
        ("A", "1", "Er <v>rennt</v> heim.", "Minor"),
        ("A", "1", "Er rennt <v>weg</v>.", "Major"),
        ("B", "1", "Er <v>ging</v> heim.", "Minor"),
        ("B", "2", 'Sie sagt "ja".', "No-error"),
    ]
    lines = [f"{who}\ttalk\t1\t{seg}\tr\tHe goes home.\t{text}\tx\t{how}\t" for who, seg, text, how in rows]
    (tmp_path / "t.tsv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    assert [*talks(tmp_path / "t.tsv")] == [
        Judged("He goes home.", "Er rennt weg.", "wrong", "Er geht heim."),
        Judged("He goes home.", "Er ging heim.", "between", "Er geht heim."),
        Judged("He goes home.", 'Sie sagt "ja".', "sound", None),
    ]


def test_human_references_of_abstracts_are_no_hypotheses(tmp_path):
    rows = [
        {"id": "d-1-sys", "system": "sys", "source": "A.", "target": "B.", "errors": [{"severity": "Critical"}]},
        {"id": "d-1-reference", "system": "reference", "source": "A.", "target": "C.", "errors": []},
        {"id": "d-2-sys", "system": "sys", "source": "D.", "target": "E.", "errors": []},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = [*abstracts(tmp_path / "a.jsonl")]
    assert found == [Judged("A.", "B.", "wrong", "C."), Judged("D.", "E.", "sound", None)]


def test_a_vote_against_the_majority_is_neither_wrong_nor_sound(tmp_path):
    lines = ["1\tHi.\tHallo .\t[0, 0, 0]\tNOT", "2\tHi.\tNein .\t[1, 1, 0]\tERR", "3\tHi.\tHm .\t[0, 1, 0]\tNOT"]
    (tmp_path / "w.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = [*web(tmp_path / "w.tsv")]
    assert [one.judgement for one in found] == ["sound", "wrong", "between"]
    assert found[0].target == "Hallo."


def test_what_was_changed_heavily_is_wrong_and_only_what_was_left_is_sound(tmp_path):
    parts = {
        "src": ["a b"] * 3,
        "mt": ["c d"] * 3,
        "hter": ["0.0", "0.1", "0.5"],
        "tags": ["OK OK"] * 3,
        "source_tags": ["OK OK"] * 3,
    }
    for name, lines in parts.items():
        (tmp_path / f"x.{name}").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [one.judgement for one in post_edited(tmp_path)] == ["sound", "between", "wrong"]


@pytest.mark.parametrize("name", FAULTS)
def test_a_single_fault_changes_the_target_and_leaves_the_rest(name):
    garden = Garden(PAIRS, ("en", "de"), random.Random(3))
    source, target = FAULTS[name](garden, 0)
    assert source.startswith(PAIRS[0][0]) and target != PAIRS[0][1]
    assert target.startswith("Gestern")


def test_a_pair_without_a_name_has_none_exchanged():
    garden = Garden([("It rains.", "Es regnet."), *PAIRS], ("en", "de"), random.Random(3))
    assert FAULTS["name"](garden, 0) is None


def test_kinds_count_alike_and_what_was_not_looked_for_does_not_count():
    def count(place, spoken, silent, unknown=0):
        rows = np.full((spoken + silent + unknown, len(SYMPTOMS)), -1)
        rows[:spoken, 0] = place
        rows[spoken + silent :] = UNKNOWN
        found = _Count()
        found.add(rows)
        return found

    top = len(EDGES) - 1
    right = count(top, 1, 999, unknown=50)
    measure = _Measure(right, _Count(), {"rare": count(top, 10, 0), "frequent": count(top, 0, 990)})
    found = measure.side("a test").symptoms[next(iter(SYMPTOMS))]
    assert found.of == (1000, 1000) and (found.wrong[top], found.right[top]) == (10, 1)
    assert found.ratios[top] == pytest.approx((0.5 + 0.001) / 0.002)
