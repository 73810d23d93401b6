from __future__ import annotations

import numpy as np
import pytest

from tests.conftest import ENGLISH, GERMAN
from workbench.alignment.map import AlignmentMap
from workbench.explanation import reasons as module
from workbench.explanation.reasons import PREDICTING, Reasons, Survivor, influence_of, reasons
from workbench.language.stopwords import is_content
from workbench.scores.influence import agreement
from workbench.views import VIEWS


@pytest.fixture(scope="module")
def pairs(translator):
    return translator.encode_pairs(ENGLISH[:3], GERMAN[:3])


def linked_with(pair, sources: dict[int, int]) -> AlignmentMap:
    """A map that links each target word with the source word of ``sources``."""
    source, target = pair.source.tokens.by_word(), pair.target.tokens.by_word()
    weights = np.full((len(target), len(source)), np.nan)
    for word, other in sources.items():
        weights[word] = np.eye(len(source))[other]
    return AlignmentMap(source, target, weights, np.zeros(len(target)))


def test_a_survivor_is_a_content_word_that_erasure_of_its_source_word_hardly_moves(translator, pairs, monkeypatch):
    monkeypatch.setattr(module, "SURVIVES", 1.0)
    aligned = list(VIEWS["attention"](translator, pairs))
    falls = list(VIEWS["erasure"](translator, pairs))
    for found, links, fall in zip(reasons(translator, pairs, aligned), aligned, falls, strict=True):
        best = links.weights.argmax(1)
        asked = [
            word
            for word in range(len(links.target))
            if is_content(links.target.words[word], "de") and is_content(links.source.words[best[word]], "en")
        ]
        assert found.asked == len(asked)
        expected = {(word, int(best[word])) for word in asked if fall.weights[word, best[word]] <= 1.0}
        assert {(one.target, one.source) for one in found.survivors} == expected
        for one in found.survivors:
            assert one.fall == pytest.approx(fall.weights[one.target, one.source], abs=1e-4)
        assert [one.fall for one in found.survivors] == sorted(one.fall for one in found.survivors)


def test_a_word_that_is_linked_with_the_wrong_source_word_survives_its_deletion(translator, pairs):
    pair = pairs[0]
    cat, mat = (pair.target.tokens.words.index(word) for word in ("Katze", "Matte"))
    sources = pair.source.tokens.words
    right = linked_with(pair, {cat: sources.index("cat"), mat: sources.index("mat")})
    wrong = linked_with(pair, {cat: sources.index("mat"), mat: sources.index("sits")})
    (good,), (bad,) = (reasons(translator, [pair], [links]) for links in (right, wrong))
    assert good.asked == bad.asked == 2
    assert len(bad.survivors) >= len(good.survivors)
    assert all(one.before >= one.after or one.fall < 0 for one in (*good.survivors, *bad.survivors))


def test_agreement_is_that_of_the_row_that_predicts_with_integrated_gradients(translator, pairs):
    looked = list(VIEWS["attention"](translator, pairs, choice=PREDICTING))
    for pair, one, found in zip(pairs, looked, reasons(translator, pairs), strict=True):
        assert found.agreement == pytest.approx(agreement(one, influence_of(translator, pair), "de"), abs=1e-6)
        assert -1 <= found.agreement <= 1


def test_who_has_one_source_word_has_no_order_and_no_gradients_are_taken(translator, monkeypatch):
    monkeypatch.setattr(module, "influence_of", lambda *_: pytest.fail("asked for gradients"))
    (found,) = reasons(translator, translator.encode_pairs(["the cat"], ["die Katze"]))
    assert found.agreement is None


def test_nothing_to_ask_is_nothing_wrong(translator):
    (found,) = reasons(translator, translator.encode_pairs(["the cat sits"], [""]))
    assert (found.agreement, found.asked, found.survivors, found.surviving) == (None, 0, (), None)
    assert not found.wrong and found.told() == []


def made(agreed: float | None, *falls: float, asked: int = 4) -> Reasons:
    survivors = tuple(Survivor(place, place, -1.0, -1.0 - fall) for place, fall in enumerate(falls))
    return Reasons(("a", "b", "c", "d"), ("A", "B", "C", "D"), agreed, asked, survivors)


def test_words_that_survive_come_first_then_disagreement():
    listed = [made(None), made(0.9, 0.0), made(0.5, 0.0, 0.1), made(-0.9), made(-0.5, 0.0, 0.1)]
    assert sorted(listed, key=lambda one: one.order) == [listed[n] for n in (4, 2, 1, 3, 0)]
    assert [one.wrong for one in listed] == [False, True, True, True, True]


def test_a_proof_names_both_words_and_both_log_probabilities():
    found = made(-0.25, 0.05, asked=2)
    assert found.told() == [
        "rank agreement of attention with influence -0.25",
        "1 of 2 content words survive the deletion of their source",
        "'A' without 'a': log-probability -1.00 → -1.05",
    ]
    assert found.record() == {
        "influence_agreement": -0.25,
        "content_words": 2,
        "survivors": [
            {
                "target_word": 0,
                "target": "A",
                "source_word": 0,
                "source": "a",
                "logprob": -1.0,
                "logprob_without": -1.05,
            }
        ],
    }
