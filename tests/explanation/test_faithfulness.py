from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ENGLISH, GERMAN
from workbench.alignment.map import AlignmentMap
from workbench.explanation.faithfulness import (
    FRACTIONS,
    Deletions,
    bootstrap_interval,
    faithfulness,
    mean_interval,
)
from workbench.explanation.trust import Faithfulness, NotMeasured, trust_in_words
from workbench.language.stopwords import is_content
from workbench.models import Pair, Translator
from workbench.scores.influence import mean_rank_correlation
from workbench.views.erasure import erasure


@pytest.fixture(scope="module")
def pair(translator: Translator) -> Pair:
    return translator.encode_pairs([ENGLISH[2]], [GERMAN[2]])[0]


def a_map(pair: Pair, weights: np.ndarray) -> AlignmentMap:
    source, target = pair.source.tokens.by_word(), pair.target.tokens.by_word()
    return AlignmentMap(source, target, weights, np.zeros(len(target)), signed=True)


def random_weights(pair: Pair, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(len(pair.target.tokens.words), len(pair.source.tokens.words)))


def probability(translator: Translator, pair: Pair, target_word: int, erased: set[int]) -> float:
    """p(word | source with these words padded), one forced pass of its own."""
    pad = translator.model.config.pad_token_id
    ids = [pad if word in erased else i for i, word in zip(pair.source.ids, pair.source.tokens.word_index, strict=True)]
    padded = Pair(replace(pair.source, ids=ids), pair.target)
    logprobs = next(translator.forced_pass([padded])).logprobs
    mine = [p for p, word in zip(logprobs, pair.target.tokens.word_index, strict=False) if word == target_word]
    return float(np.exp(np.sum(mine)))


def test_the_figure_is_the_fall_beyond_that_of_random_deletions(translator, pair):
    weights = random_weights(pair)
    found = Deletions(translator, pair).measure(a_map(pair, weights))
    count = len(pair.source.tokens.words)
    draw = np.random.default_rng(1)
    sizes = [max(1, round(fraction * count)) for fraction in FRACTIONS]
    random_sets = [[set(draw.permutation(count)[:size].tolist()) for _ in range(5)] for size in sizes]
    content = [t for t, word in enumerate(pair.target.tokens.words) if is_content(word, "de")]
    by_view, by_chance = [], []
    for t in content:
        whole = probability(translator, pair, t, set())
        ranked = sorted(range(count), key=lambda s: -weights[t, s])
        by_view.append([whole - probability(translator, pair, t, set(ranked[:size])) for size in sizes])
        by_chance.append(
            [whole - np.mean([probability(translator, pair, t, one) for one in sets]) for sets in random_sets]
        )
    assert found.words == len(content)
    assert found.by_view == pytest.approx(np.mean(by_view, axis=0), abs=1e-5)
    assert found.by_chance == pytest.approx(np.mean(by_chance, axis=0), abs=1e-5)
    better = np.mean(by_view, axis=1) - np.mean(by_chance, axis=1)
    assert found.figure == pytest.approx(better.mean(), abs=1e-5)
    assert found.spread == pytest.approx(better.std(ddof=1), abs=1e-5)
    assert -1 <= found.low <= found.figure <= found.high <= 1


def test_the_same_weights_agree_with_erasure_and_their_opposite_does_not(translator, pair):
    (truth,) = erasure(translator, [pair])
    maps = {"same": a_map(pair, truth.weights), "against": a_map(pair, -truth.weights)}
    found = faithfulness(translator, pair, maps)
    assert found["same"].erasure_correlation == pytest.approx(1)
    assert found["against"].erasure_correlation == pytest.approx(-1)
    assert found["same"].figure > found["against"].figure


def test_the_yardstick_is_not_measured_by_itself(translator, pair):
    (truth,) = erasure(translator, [pair])
    found = faithfulness(translator, pair, {"under any name": truth})["under any name"]
    assert isinstance(found, NotMeasured) and found.state == "yardstick" and "yardstick" in found.reason
    assert trust_in_words(found) == found.reason


def test_views_share_their_deletions(translator, pair, monkeypatch):
    from workbench.explanation import faithfulness as module

    asked, real = [], module.erased_values

    def counted(objective, pair, erased):
        asked.extend(tuple(one) for one in erased)
        return real(objective, pair, erased)

    monkeypatch.setattr(module, "erased_values", counted)
    one = a_map(pair, random_weights(pair))
    faithfulness(translator, pair, {"one": one, "same": one, "other": a_map(pair, random_weights(pair, 4))})
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    ("low", "high", "words", "state", "says"),
    [
        (0.01, 0.2, 6, "better", "better than chance here"),
        (0.01, 0.2, 2, "better", "better than chance here"),
        (0.01, 0.9, 4, "better", "better than chance here"),
        (-0.2, -0.1, 9, "worse", "worse than chance here"),
        (-0.2, -0.1, 2, "worse", "worse than chance here"),
        (0.0, 0.2, 6, "chance", "no better than chance here"),
        (6e-14, 5e-7, 8, "chance", "no better than chance here"),
        (-5e-7, -6e-14, 8, "chance", "no better than chance here"),
        (-0.2, 0.2, 6, "chance", "no better than chance here"),
        (-0.21, 0.2, 6, "too_short", "too short to measure"),
        (-0.08, 0.09, 2, "too_short", "too short to measure"),
        (0.0, 0.0, 2, "too_short", "too short to measure"),
        (-0.1, 0.1, 5, "too_short", "too short to measure"),
        (-1.0, 1.0, 2, "too_short", "too short to measure"),
        (-0.3, 0.3, 30, "too_short", "too short to measure"),
    ],
)
def test_no_difference_is_said_only_where_one_would_have_shown(low, high, words, state, says):
    found = Faithfulness((low + high) / 2, low, high, 0.1, words, FRACTIONS, (0.1,) * 4, (0.1,) * 4, None)
    assert found.state == found.record()["state"] == state
    assert found.verdict == found.record()["verdict"] == says
    assert trust_in_words(found).startswith(says)
    json.dumps(found.record(), allow_nan=False)


def test_small_figures_are_told_with_the_digits_that_they_have():
    found = Faithfulness(0.0031, 0.002, 0.0042, 0.1, 78, FRACTIONS, (0.1,) * 4, (0.1,) * 4, None)
    assert "(+0.0031, 95 % interval +0.0020 to +0.0042, 78 words)" in trust_in_words(found)
    found = Faithfulness(0.0031, -0.2, 0.2042, 0.1, 8, FRACTIONS, (0.1,) * 4, (0.1,) * 4, None)
    assert "(+0.00, 95 % interval -0.20 to +0.20, 8 words)" in trust_in_words(found)


def test_rows_that_were_not_asked_for_take_no_part(translator, pair):
    weights = random_weights(pair)
    content = [t for t, word in enumerate(pair.target.tokens.words) if is_content(word, "de")]
    weights[content[0]] = np.nan
    assert Deletions(translator, pair).measure(a_map(pair, weights)).words == len(content) - 1
    weights[content[1:]] = np.nan
    unmeasured = Deletions(translator, pair).measure(a_map(pair, weights))
    assert unmeasured == NotMeasured("content words with a value: 0; an interval needs 2", "too_short")


def test_one_source_word_cannot_be_told_from_chance(translator):
    (pair,) = translator.encode_pairs(["cat"], ["eine kleine Katze läuft"])
    unmeasured = Deletions(translator, pair).measure(a_map(pair, random_weights(pair)))
    assert unmeasured == NotMeasured("a single source word cannot be told from one chosen at random", "too_short")


def test_maps_that_deletions_say_nothing_of_are_named_with_the_reason(translator, pair):
    plain = a_map(pair, random_weights(pair))
    maps = {
        "within": replace(plain, provenance={"block": "encoder"}),
        "contrast": replace(plain, provenance={"contrast": "this rather than that"}),
        "plain": plain,
    }
    found = faithfulness(translator, pair, maps)
    assert "self-attention" in found["within"].reason and "against another" in found["contrast"].reason
    assert found["within"].state == found["contrast"].state == "not_comparable"
    assert isinstance(found["plain"], Faithfulness)


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=30))
def test_the_interval_of_a_sentence_is_students_within_the_range(values):
    from scipy.stats import t

    low, high = mean_interval(np.array(values))
    center, scale = np.mean(values), np.std(values, ddof=1) / np.sqrt(len(values))
    expected = t.interval(0.95, len(values) - 1, loc=center, scale=scale) if scale > 0 else (center, center)
    assert (low, high) == pytest.approx(np.clip(expected, -1, 1), abs=1e-9)


def test_three_words_that_differ_are_too_few_for_a_verdict():
    low, high = mean_interval(np.array([0.05, 0.4, 0.2]))
    assert low < 0 < high
    assert bootstrap_interval(np.array([0.05, 0.4, 0.2]))[0] > 0


def test_the_interval_holds_the_mean_and_narrows_with_more_words():
    values = np.random.default_rng(0).normal(0.3, 0.2, 400)
    few, many = bootstrap_interval(values[:10]), bootstrap_interval(values)
    assert few[0] < values[:10].mean() < few[1]
    assert many[1] - many[0] < few[1] - few[0]


def test_rank_correlation_is_spearmans_and_skips_rows_without_order():
    from scipy.stats import spearmanr

    rows, others = np.random.default_rng(2).integers(0, 4, size=(2, 6, 7)).astype(float)
    rows[2] = 1.0
    expected = [spearmanr(one, other).statistic for one, other in zip(rows, others, strict=True)]
    assert mean_rank_correlation(rows, others) == pytest.approx(np.nanmean(expected))
    assert mean_rank_correlation(rows[2:3], others[2:3]) is None
