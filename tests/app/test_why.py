"""One segment of the bundled corpus in words, and the figures of the whole: what is found acquits nobody."""

from __future__ import annotations

import re
from html import unescape

import pytest

from workbench.app.parts.sentences import sentences
from workbench.app.parts.summary import summary
from workbench.app.parts.why import line, why
from workbench.runs import Filter
from workbench.runs.demo import scored_demo
from workbench.runs.evidence import doubts
from workbench.runs.misses import told_misses


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return scored_demo(tmp_path_factory.mktemp("flags"))


def read_aloud(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("id", ["demo-001", "demo-020", "demo-100", "demo-106", "demo-246", "demo-026", "demo-045"])
def test_a_translation_in_which_nothing_was_found_is_not_acquitted_whatever_its_reference(run, id):
    row = run.segment(id, "hypothesis")
    told = read_aloud(line(run, row) + why(run, row))
    assert row["suspicion"] < 0.5
    assert f"nothing found in the hypothesis ({row['suspicion']:.2f})" in told
    assert "no acquittal" in told or "acquits neither" in told
    assert f"Misses, hypothesis: {told_misses(run, 'hypothesis')}" in told
    assert "fine" not in told and "AUROC" not in told


def test_what_is_suspected_is_said_at_once_and_how_sure_that_is_under_why(run):
    row = run.segment(run.ranking(where=Filter(symptom="numbers"))[0], "hypothesis")
    assert re.match(r"\d[.]\d\d ‘", read_aloud(line(run, row)))
    assert "of 100 on text like this" in read_aloud(why(run, row)) and "log-odds" in why(run, row)


@pytest.mark.parametrize("references", [["one"], ["one", "two", "three"], [" ", "two", "one"], [], None])
def test_all_references_are_shown_beside_a_translation(run, references):
    row = run.segment("demo-054", "hypothesis") | {"references": references}
    told = read_aloud(sentences(row, run.map_of(row), doubts(run, row)))
    assert row["hypothesis"].split()[0] in told
    assert all(text.strip() in told for text in references or ())
    assert told.count("reference") == sum(bool(text) for text in references or ())


def test_beside_a_reference_the_translation_and_the_other_references_are_shown(run):
    row = run.segment("demo-054", "reference")
    told = read_aloud(sentences(row | {"references": [*row["references"], "zwei"]}, run.map_of(row), doubts(run, row)))
    assert "translation" in told and "reference zwei" in told


@pytest.mark.parametrize("side", ["hypothesis", "reference"])
def test_the_summary_says_how_much_the_list_misses_and_no_auroc(run, side):
    told = read_aloud(summary(run, side))
    assert f"Misses: {told_misses(run, side)}." in told
    assert "AUROC" not in told
