from __future__ import annotations

import json
import re
from html import unescape

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.app.parts import differences
from workbench.app.parts.sentences import LEAST_LINK, sentences, word_links
from workbench.runs.demo import scored_demo
from workbench.runs.evidence import doubts

texts = st.text(
    alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("<>&\"'`${}")), max_size=40
)


def row_of(source, target, **changed):
    row = {"side": "hypothesis", "source": source, "hypothesis": target, "references": [], "own_translation": None}
    row |= {"source_words": source.split(), "target_words": target.split(), "symptoms": []}
    row["word_logprobs"] = [-0.5] * len(row["target_words"])
    return row | changed


def shown(row, weights=None):
    source, target = Tokens.of_words(row["source_words"]), Tokens.of_words(row["target_words"])
    size = (len(row["target_words"]), len(row["source_words"]))
    weights = np.zeros(size, np.float32) if weights is None else np.array(weights, np.float32)
    return sentences(row, AlignmentMap(source, target, weights, np.zeros(size[0])), None)


def words(html, side):
    return [unescape(one) for one in re.findall(rf'data-{side}="\d+"[^>]*>([^<]*)<', html)]


@given(texts, texts)
def test_every_word_can_be_pointed_at_and_no_text_becomes_a_tag(source, target):
    row = row_of(source, target)
    html = shown(row)
    assert len(words(html, "s")) == len(row["source_words"]) and len(words(html, "t")) == len(row["target_words"])
    assert {*re.findall(r"<([a-z]+)", html)} <= {"div", "p", "span", "button", "svg"}


@pytest.mark.parametrize(
    ("weights", "found"),
    [
        ([[1.0, 0.0], [0.0, 1.0]], [(0, 0, 1.0), (1, 1, 1.0)]),
        # A word that looks at nothing in particular, and a source word that nobody looks at.
        ([[0.9, 0.1], [LEAST_LINK - 0.01, 0.01]], [(0, 0, 0.9)]),
        ([[0.5, 0.4], [np.nan, np.nan]], [(0, 0, 0.5), (1, 0, 0.4)]),
        (np.zeros((0, 3)), []),
    ],
)
def test_ribbons_join_what_weighs_each_other_most(weights, found):
    assert word_links(np.array(weights, np.float64)) == found


def test_doubted_words_are_coloured_and_those_linked_to_nothing_hatched():
    run = scored_demo()
    row = run.segment(run.ranking()[0])
    html = sentences(row, run.map_of(row), doubts(run, row))
    [symptom] = re.findall(r'class="wb-w wb-symptom[^"]*"[^>]*>([^<]*)<', html)
    assert symptom == "Flamarkt" and "wb-doubt" in html
    assert re.findall(r'<span class="[^"]*wb-unlinked"[^>]*>([^<]*)<', html) == ["does"]
    told = unescape(re.search(r'data-told="([^"]*)">Flamarkt', html)[1])
    assert re.fullmatch(r"probability under 0.1%; a person would correct this: \d+%", told)
    assert all(len(one) == 3 for one in json.loads(re.search(r'data-links="([^"]*)"', html)[1]))


@pytest.mark.parametrize(
    ("judged", "other", "marked"),
    [
        ("der Hund", "der Hund", []),
        ("der Hund bellt", "die Katze bellt", ["die Katze"]),
        ("", "alles neu", ["alles neu"]),
        ("a b", "<b> a", ["&lt;b&gt;"]),
    ],
)
def test_another_text_is_shown_by_what_differs(judged, other, marked):
    assert re.findall(r"<ins>(.*?)</ins>", differences.marked(judged.split(), other.split())[1]) == marked


def test_texts_that_the_model_did_not_read_are_shown_plain():
    row = row_of("a <b>", "", status="empty_target", references=["x"])
    html = sentences(row, None, None)
    assert "a &lt;b&gt;" in html and "empty" in html and "data-links" not in html


def test_how_likely_a_word_is_is_told_as_everywhere_else():
    html = shown(row_of("a b c", "d e f", word_logprobs=[-0.5, -9.0, -3.0]))
    assert re.findall(r"probability ([^;\"]+)", html) == ["61%", "under 0.1%", "5.0%"]
