from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.app.parts.address import Address
from workbench.app.parts.facets import NEEDS_A_LOOK, facet_list, pressed_facets, toggled
from workbench.app.parts.table import PAGE, Listed, headline, marked, segment_table
from workbench.runs.facets import Facets
from workbench.runs.ranks import Ranks
from workbench.scores import SCORES

NOTHING = Facets(total=30, suspected=0, reviewed=0, symptoms={}, verdicts={}, statuses={"ok": 30}, columns={})
SOME = replace(
    NOTHING,
    suspected=9,
    reviewed=12,
    symptoms={"omission": 4, "numbers": 2},
    verdicts={"model error": 8, "nothing found": 21, "both": 1},
    statuses={"ok": 28, "too_long": 2},
    columns={"domain": {"law": 20, "<b>": 10}},
)
HERE = Address(run="demo", side="reference")
texts = st.text(
    alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("<>&\"'`${}\\=")), max_size=50
)


def record(text, **changed):
    found = dict.fromkeys(SCORES, 0.5) | {"id": text, "side": "reference", "status": "ok", "source": text}
    found |= {"hypothesis": text, "references": [text], "spans": [], "flag": "fine", "note": text}
    return found | {"symptoms": [{"name": "numbers", "severity": 0.5, "message": text}]} | changed


def listed(*records, total=None, skip=0, facets=SOME):
    ranks = Ranks(len(records) if total is None else total, (1.0, 0.2, None))
    return Listed(sides={"reference": 9, "hypothesis": 3}, facets=facets, ranks=ranks, records=records, skip=skip)


@given(texts)
def test_no_text_becomes_a_tag_or_an_attribute(text):
    asked = replace(HERE, text=text, where=text, by=text or "chrf")
    made = segment_table(listed(record(text)), asked) + facet_list(replace(SOME, columns={text: {text: 1}}), asked)
    rest = re.sub(r"<(/?)([a-z0-9]+)(\s+[a-z-]+(=\"[^\"<>]*\"|=wb-alarm)?)*\s*>", "", made)
    assert "<" not in rest and ">" not in rest
    assert not re.search(r"\son[a-z]+=", re.sub(r'"[^"]*"', "", made))


@pytest.mark.parametrize(
    ("facets", "side", "told"),
    [
        (SOME, "reference", "9 of 30 references need a look. Largest group: omission."),
        (replace(SOME, suspected=1), "hypothesis", "1 of 30 translations needs a look. Largest group: omission."),
        (replace(SOME, symptoms={"numbers": 1}), "reference", "9 of 30 references need a look."),
        (NOTHING, "reference", "Nothing found in 30 references. That is no acquittal."),
        (replace(NOTHING, total=1), "hypothesis", "Nothing found in 1 translation. That is no acquittal."),
    ],
)
def test_the_headline_says_what_is_to_be_done(facets, side, told):
    assert headline(facets, side) == told


def test_a_row_has_what_is_wrong_in_three_words_and_what_is_judged_marked():
    spans = [
        {"side": "source", "start": 0, "end": 2, "kind": "numbers", "probability": None, "claimed_by": "symptom"},
        {"side": "target", "start": 0, "end": 2, "kind": "numbers", "probability": None, "claimed_by": "symptom"},
        {"side": "target", "start": 0, "end": 5, "kind": "corrected", "probability": 0.4, "claimed_by": "doubt"},
    ]
    found = record("x", source="24 cats", references=["42 Katzen"], spans=spans, suspicion=0.97)
    html = segment_table(listed(found), replace(HERE, segment="x"))
    assert 'class="wb-reason">24 → 42<' in html and "suspicion 0.97" in html
    assert '<mark class="wb-symptom">42</mark><mark class="wb-doubt"> Ka</mark>tzen' in html
    assert html.count('aria-selected="true"') == 2  # the side, and the row


@pytest.mark.parametrize(
    ("total", "skip", "count", "after", "before"),
    [(30, 0, 30, "", ""), (120, 0, PAGE, "50", ""), (120, 50, PAGE, "100", "0"), (120, 100, 20, "", "50")],
)
def test_pages_say_where_they_are_and_what_comes_before_and_after(total, skip, count, after, before):
    html = segment_table(listed(*[record(str(n)) for n in range(count)], total=total, skip=skip), HERE)
    assert re.search(r'data-after="(\d*)" data-before="(\d*)"', html).groups() == (after, before)
    assert (f"<span>{skip + 1}–{skip + count} of {total}</span>" in html) == (total > count)


def test_an_empty_list_names_the_conditions_and_offers_to_take_them_away():
    asked = replace(HERE, symptom="numbers", whose="both", where=f"{NEEDS_A_LOOK}\ndomain=law")
    html = segment_table(listed(total=0), asked)
    assert "No segment is needs a look, domain=law, numbers and both." in unescape(html)
    undone = asked
    for field, value in re.findall(r'data-undo="([a-z]+)" data-value="([^"]*)"', html):
        undone = replace(undone, **toggled(undone, field, unescape(value)))
    assert undone == HERE and not [*pressed_facets(HERE)]


@pytest.mark.parametrize(
    ("field", "value"), [("symptom", "numbers"), ("flag", "unreviewed"), ("whose", "both"), ("where", "domain=law")]
)
def test_a_facet_is_pressed_once_to_narrow_and_once_more_to_leave(field, value):
    pressed = replace(HERE, **toggled(HERE, field, value))
    assert f'data-field="{field}" data-value="{value}" aria-pressed="true"' in facet_list(SOME, pressed)
    assert f'data-field="{field}" data-value="{value}" aria-pressed="false"' in facet_list(SOME, HERE)
    assert replace(pressed, **toggled(pressed, field, value)) == HERE


def test_facets_tell_counts():
    told = dict(re.findall(r'<span dir="auto">([^<]*)</span><b>([\d,]+)</b>', facet_list(SOME, HERE)))
    assert told["Needs a look"] == "9" and told["Unreviewed"] == "18" and told["Reviewed"] == "12"
    assert told["omission"] == "4" and told["the translation"] == "8" and told["&lt;b&gt;"] == "10"
    assert told["too long"] == "2"


@given(texts, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["doubt", "symptom"]))))
def test_a_marked_text_is_the_text(text, claims):
    spans = [
        {"side": "target", "start": start, "end": end, "claimed_by": kind, "kind": "x"} for start, end, kind in claims
    ]
    html = marked(text, spans, "target")
    assert re.sub(r"</?mark[^>]*>", "", html) == re.sub(r"</?mark[^>]*>", "", marked(text, [], "target"))
