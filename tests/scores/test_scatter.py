from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scores import reference
from tests.scores.strategies import a_map, maps_of_any_shape
from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.errors import AlignmentError
from workbench.scores.scatter import SCORES, reason, scatter_figures

NAMES = [score.name for score in SCORES]
NAN = float("nan")


def figures_of(one: AlignmentMap, source="de", target="en", **settings_) -> dict[str, float]:
    return {name: float(v[0]) for name, v in scatter_figures([one], source, target, **settings_).items()}


OBAMA = """
.723834 .0471278 .126415 .000413103 .000774298 .000715227 .10072
.00572539 .743366 .0342341 .000315413 .00550132 .00150629 .209351
.0122618 .0073559 .909192 .000606444 .00614908 .00256837 .0618667
.00110054 .0214063 .0759918 .000446028 .104856 .0435644 .752634
"""


def test_the_published_fixture():
    # The paper's matrix as it is, end token included on both sides. Its rows add up to 1 within 1e-6 (they were
    # printed with six digits), so renormalising rows changes nothing that is compared here; renormalising
    # columns is part of source entropy itself. The paper's code has p = 6.
    matrix = np.array(OBAMA.split(), dtype=np.float64).reshape(4, 7)
    assert np.abs(matrix.sum(axis=1) - 1).max() < 1e-6
    one = a_map(
        matrix,
        ["Obama", "empfängt", "Net", "any", "ah", "u", "⟨eos⟩"],
        ["Obama", "welcomes", "Netanyahu", "⟨eos⟩"],
    )
    found = figures_of(one, p=6)
    assert found["coverage_deviation"] == pytest.approx(0.232997, abs=1e-4)
    assert found["source_entropy"] == pytest.approx(0.629990, abs=1e-4)
    assert found["target_entropy"] == pytest.approx(0.723556, abs=1e-4)
    assert found["confidence"] == pytest.approx(88.174, abs=1e-3)


def test_confidence_falls_with_length_at_equal_sharpness():
    def sharp(words):
        weights = np.full((words, words), 0.3 / (words - 1))
        np.fill_diagonal(weights, 0.7)
        return figures_of(a_map(weights))

    assert sharp(5)["confidence"] > sharp(20)["confidence"] + 10
    assert sharp(5)["scatter"] == pytest.approx(sharp(20)["scatter"], abs=0.15)


def test_uniform_and_one_hot_maps_are_the_ends_of_the_scale():
    uniform = figures_of(a_map(np.full((3, 4), 0.25)))
    assert uniform["scatter"] == pytest.approx(1)
    assert uniform["spread"] == pytest.approx(1)
    assert uniform["wasserstein_uniform"] == pytest.approx(0, abs=1e-7)
    assert math.isnan(uniform["monotonicity"])
    sharp = figures_of(a_map(np.eye(4)))
    assert sharp["scatter"] == sharp["spread"] == sharp["target_entropy"] == sharp["source_entropy"] == 0
    assert sharp["coverage_deviation"] == 0
    assert sharp["confidence"] == 100
    assert sharp["monotonicity"] == 1
    assert figures_of(a_map(np.eye(4)[::-1]))["monotonicity"] == -1


def test_two_neighbours_are_less_scattered_than_two_far_apart():
    near, far = a_map([[0.5, 0.5, 0, 0]]), a_map([[0.5, 0, 0, 0.5]])
    assert figures_of(near)["scatter"] == pytest.approx(figures_of(far)["scatter"])
    assert figures_of(near)["spread"] < figures_of(far)["spread"]


def test_uncovered_and_stray_look_at_content_words():
    source, target = ["Der", "Hund", "schläft", "."], ["The", "dog", "sleeps", "."]
    one = a_map([[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0, 0.6, 0, 0.4], [0, 0, 0, 1]], source, target)
    found = figures_of(one)
    assert found["uncovered"] == pytest.approx(1 / 2)  # "schläft" of "Hund", "schläft"
    assert found["stray"] == pytest.approx((0.5 + 0.4) / 2)


def test_rows_of_nothing_do_not_take_part_but_sink():
    full = a_map([[0.9, 0.1], [0.2, 0.8]], dropped=[0.5, 0.1])
    holed = a_map([[0.9, 0.1], [NAN, NAN], [0.2, 0.8]], target=["word0", "x", "word1"], dropped=[0.5, 1.0, 0.1])
    want, found = figures_of(full), figures_of(holed)
    assert found.pop("sink") == pytest.approx(1.6 / 3)
    del want["sink"]
    assert found == pytest.approx(want, nan_ok=True)


def test_subword_maps_are_read_by_word():
    target = Tokens.from_offsets("ab", ["a", "b"], [(0, 1), (1, 2)])
    one = AlignmentMap(Tokens.of_words(["x", "y"]), target, np.eye(2), np.zeros(2))
    assert figures_of(one)["scatter"] == pytest.approx(1)


def test_no_maps_and_signed_maps():
    assert {name: len(v) for name, v in scatter_figures([], "de", "en").items()} == dict.fromkeys(NAMES, 0)
    signed = AlignmentMap(Tokens.of_words(["x"]), Tokens.of_words(["y"]), np.ones((1, 1)), np.zeros(1), signed=True)
    with pytest.raises(AlignmentError, match="signed"):
        scatter_figures([signed], "de", "en")


@pytest.mark.parametrize(
    ("weights", "source", "target", "expected"),
    [
        (np.ones((2, 1)), ["Hund"], None, {"scatter": "one source word", "monotonicity": "all expected"}),
        (
            np.eye(2)[:1],
            None,
            None,
            {"monotonicity": "one target word", "source_entropy": "'wort1' is not covered"},
        ),
        (np.full((2, 2), NAN), None, None, {name: "nothing was kept" for name in NAMES if name != "sink"}),
        (np.zeros((0, 2)), None, None, dict.fromkeys(NAMES, "no target words")),
        (np.zeros((2, 0)), None, None, {"scatter": "no source words", "uncovered": "no source words"}),
        (np.eye(2), ["der", "."], None, {"uncovered": "no content words in the source"}),
        (np.eye(2), None, ["the", "!"], {"stray": "no content words in the target"}),
    ],
)
def test_null_with_a_reason(weights, source, target, expected):
    one = a_map(weights, source, target)
    found = figures_of(one)
    for name, words in expected.items():
        assert math.isnan(found[name])
        assert words in reason(name, one, "de", "en")


@pytest.mark.parametrize(
    ("languages", "uncovered", "stray"),
    [
        (("xx", "en"), "no stop-word list for 'xx'", "no stop-word list for 'xx'"),
        (("de", "xx"), None, "no stop-word list for 'xx'"),
        ((None, "en"), "no stop-words: language not given", "no stop-words: language not given"),
        (("deu_Latn", "en_XX"), None, None),
    ],
)
def test_unknown_stop_words_are_null_never_zero(languages, uncovered, stray):
    one = a_map(np.eye(2))
    found = figures_of(one, *languages)
    for name, expected in (("uncovered", uncovered), ("stray", stray)):
        assert reason(name, one, *languages) == expected
        assert math.isnan(found[name]) == (expected is not None)


def test_reason_leaves_other_figures_alone():
    assert reason("bleu", a_map(np.eye(2)), "de", "en") is None


def test_monotonicity_is_scipys_kendall():
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(3)
    maps = [a_map(np.eye(s)[rng.integers(0, s, t)]) for s, t in rng.integers(2, 12, (40, 2))]
    for one, found in zip(maps, scatter_figures(maps, "de", "en")["monotonicity"], strict=True):
        expected = stats.kendalltau(np.arange(len(one.target)), one.weights.argmax(axis=1)).statistic
        assert found == pytest.approx(expected, nan_ok=True)


LANGUAGES = st.sampled_from(["de", "en", "xx", None])


@settings(max_examples=200, deadline=None)
@given(st.lists(maps_of_any_shape(), min_size=1, max_size=5), LANGUAGES, LANGUAGES, st.sampled_from([2.0, 6.0]))
def test_equal_to_the_slow_reference(maps, source_language, target_language, p):
    found = scatter_figures(maps, source_language, target_language, p)
    assert sorted(found) == sorted(NAMES)
    for i, one in enumerate(maps):
        expected = reference.figures(
            one.weights.tolist(),
            one.dropped.tolist(),
            one.source.words,
            one.target.words,
            source_language,
            target_language,
            p,
        )
        got = {name: values[i] for name, values in found.items()}
        assert got == pytest.approx(expected, abs=1e-5, nan_ok=True)
        for score in SCORES:
            value = got[score.name]
            null = reason(score.name, one, source_language, target_language)
            assert np.isnan(value) == (null is not None), (score.name, null)
            low, high = score.range
            if null is None:
                assert (low is None or value >= low - 1e-6) and (high is None or value <= high + 1e-6)


@settings(max_examples=50, deadline=None)
@given(st.lists(maps_of_any_shape(), min_size=2, max_size=6))
def test_company_in_the_batch_changes_nothing(maps):
    together = scatter_figures(maps, "de", "en")
    for i, one in enumerate(maps):
        alone = figures_of(one)
        assert {name: values[i] for name, values in together.items()} == pytest.approx(alone, abs=1e-9, nan_ok=True)
