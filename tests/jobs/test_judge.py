"""One sentence, judged as a corpus of one."""

from __future__ import annotations

import pytest

from workbench.corpus import read
from workbench.errors import ModelError
from workbench.jobs.judge import ID, N_BEST, judge
from workbench.jobs.score import score
from workbench.runs.evidence import doubts, fit_of, verdict_of
from workbench.runs.span import spans

SHED = "Did you lock up the shed?"


@pytest.fixture(scope="module")
def translator(bundled_model):
    return bundled_model("en", "de")


def test_the_models_own_translation_is_judged_as_in_a_corpus(translator, tmp_path):
    found = judge(translator, SHED, None, "", tmp_path / "tried")
    path = tmp_path / "corpus.tsv"
    path.write_text(f"id\tsource\n{ID}\t{SHED}\n", encoding="utf-8")
    listed = score(read(path), translator, tmp_path / "run").segment(ID)
    assert (found.own, len(found.best)) == (0, N_BEST)
    assert {**found.row, "line": None} == {**listed, "line": None}
    assert verdict_of(found.run, found.row) and fit_of(found.run, "hypothesis")
    target, source = doubts(found.run, found.row)
    assert (len(target), len(source)) == (len(found.row["target_words"]), len(found.row["source_words"]))


@pytest.mark.parametrize(
    ("source", "target", "symptom", "word"),
    [
        ("The ticket costs 24 euros.", "Die Fahrkarte kostet 42 Euro.", "numbers", "42"),
        ("She bought bread and milk.", "Sie kaufte Brot.", "omission", None),
        ("She bought bread and milk.", "She bought bread and milk.", "wrong_language", None),
    ],
)
def test_somebodys_translation_has_symptoms_spans_and_doubt(translator, tmp_path, source, target, symptom, word):
    found = judge(translator, source, target, "", tmp_path)
    assert found.own is None and found.row["suspicion"] > 0.5
    assert symptom in [one["name"] for one in found.row["symptoms"]]
    assert found.row["own_translation"] not in (None, target)
    if word:
        told = spans({**found.row, "symptoms": "[]"})
        assert word in [target[one["start"] : one["end"]] for one in told if one["side"] == "target"]


def test_one_of_the_n_best_is_the_models_own_whoever_gives_it(translator, tmp_path):
    first = judge(translator, SHED, None, "", tmp_path / "0")
    again = judge(translator, SHED, first.best[0].text, "", tmp_path / "1")
    assert again.row["suspicion"] == first.row["suspicion"]
    third = judge(translator, SHED, first.best[2].text, "", tmp_path / "2")
    assert (third.own, third.row["hypothesis"]) == (2, first.best[2].text)


def test_a_beginning_is_kept_and_what_was_judged_is_found_again(translator, tmp_path):
    found = judge(translator, SHED, None, "Hast du", tmp_path)
    assert found.row["hypothesis"].startswith("Hast du") and found.own == 0
    assert judge(translator, SHED, None, "Hast du", tmp_path).row == found.row


@pytest.mark.parametrize(
    ("source", "target", "prefix", "message"),
    [
        (" ", None, "", "type a sentence"),
        ("A cat.", "Eine Katze.", "Eine", "leave one out"),
        ("word " * 3000, None, "", "shorten it"),
    ],
)
def test_what_cannot_be_judged_is_told(translator, tmp_path, source, target, prefix, message):
    with pytest.raises(ModelError, match=message):
        judge(translator, source, target, prefix, tmp_path)


@pytest.mark.parametrize("target", ["", "  "])
def test_a_translation_without_a_word_is_a_row_without_a_map(translator, tmp_path, target):
    found = judge(translator, SHED, target, "", tmp_path)
    assert found.row["status"] == "empty_target" and found.run.map_of(found.row) is None
