"""One segment of the bundled corpus in words, and the figures above the list: what is found acquits nobody."""

from __future__ import annotations

import re
from html import unescape

import pytest

from workbench.app.parts.segment import segment_header
from workbench.app.parts.summary import summary
from workbench.runs.demo import scored_demo
from workbench.runs.misses import told_misses


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return scored_demo(tmp_path_factory.mktemp("flags"))


def read_aloud(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("id", ["demo-001", "demo-020", "demo-100", "demo-106", "demo-246", "demo-026", "demo-045"])
def test_a_translation_in_which_nothing_was_found_is_not_acquitted_whatever_its_reference(run, id):
    row = run.segment(id, "hypothesis")
    told = read_aloud(segment_header(run, row))
    assert row["suspicion"] < 0.5
    assert f"nothing found in the hypothesis ({row['suspicion']:.2f})" in told
    assert "no acquittal" in told or "acquits neither" in told
    assert f"misses, hypothesis: {told_misses(run, 'hypothesis')}" in told
    assert "fine" not in told and "AUROC" not in told


@pytest.mark.parametrize("side", ["hypothesis", "reference"])
@pytest.mark.parametrize(("references", "read"), [(["one"], 0), (["one", "two", "three"], 0), ([" ", "two", "one"], 1)])
def test_all_references_are_shown_and_the_one_that_was_read_is_marked(run, side, references, read):
    html = segment_header(run, run.segment("demo-054", side) | {"references": references})
    texts = re.findall(r"<dt>(.*?)</dt><dd class=\"(.*?)\">(.*?)</dd>", html)
    shown = [(name, bool(here), read_aloud(text)) for name, here, text in texts if name.startswith("reference")]
    assert [text for _, _, text in shown] == [text.strip() for text in references]
    marked = [place for place, (name, here, _) in enumerate(shown) if here and name == "reference ◂ looked at"]
    assert marked == ([read] if side == "reference" else [])


@pytest.mark.parametrize("references", [None, [], [""], [" "]])
def test_a_segment_without_a_reference_is_shown(run, references):
    row = run.segment("demo-054", "reference") | {"references": references, "status": "no_reference"}
    assert "no reference" in read_aloud(segment_header(run, row))


@pytest.mark.parametrize("side", ["hypothesis", "reference"])
def test_the_summary_says_how_much_the_list_misses_and_no_auroc(run, side):
    told = read_aloud(summary(run, side))
    assert f"Misses: {told_misses(run, side)}." in told
    assert "AUROC" not in told
