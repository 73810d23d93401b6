from __future__ import annotations

import math

import pytest

from tests.runs.made import ids
from workbench.errors import RunError, UnknownNameError
from workbench.runs import Filter


@pytest.mark.parametrize(
    ("conditions", "others", "expected"),
    [
        ([], {"text": "OF M"}, "m"),
        ([], {"text": "reference of"}, "z B a m b c"),
        ([], {"text": "100%"}, ""),
        ([], {"status": "too_long"}, ""),
        (["scatter>=0.5"], {}, "z B a m"),
        (["scatter>=0.5", "bleu<=40"], {}, "a m"),
        (["mqm<=3", "mqm>=-3"], {}, "m b c"),
        (["kind=idiom"], {}, "m"),
        (["kind=12 apples"], {"text": "z"}, "z"),
        (["kind=' OR 1=1 --"], {}, ""),
        ([" mqm >= 3 "], {}, "a m c"),
        (["bleu<=1e300", "scatter>=-1.e-3"], {}, "a m"),
        (["bleu>=+4E1", "mqm<=.5e1"], {}, "m"),
        (["mqm<=" + "9" * 40], {}, "a m b c"),
    ],
)
def test_the_list_may_be_of_those_that_meet_every_condition(ranked, conditions, others, expected):
    where = Filter.parsed(conditions, **others)
    assert ids(ranked.worst("scatter", where=where)) == expected.split()
    assert ranked.ranking("scatter", where=where) == expected.split()


NOT_NUMBERS = ["bleu<=nan", "bleu>=NaN", "mqm<=-nan", "bleu<=", "bleu<=1_0", "bleu<=0x1f", "bleu<=4,5", "bleu<=\udcff"]
NOT_NUMBERS += [
    "bleu<=\u0663",
    "mqm>=\u0663",
    "mqm<=\uff15",
    "bleu<=\u0661.5",
    "bleu>=\u096a\u096b",
    "bleu<=1 0",
    "mqm>=+-1",
]
NOT_FINITE = ["bleu<=inf", "bleu>=-inf", "chrf<=1e999", "scatter>=-1E400", "suspicion<=Infinity", "bleu<=" + "9" * 400]


@pytest.mark.parametrize("condition", ["", "scatter", "scatter>=much", "<=3", *NOT_NUMBERS])
def test_a_condition_that_is_none_is_told(condition):
    with pytest.raises(RunError, match="received"):
        Filter.parsed([condition])


@pytest.mark.parametrize("condition", NOT_FINITE)
def test_a_score_is_compared_with_finite_numbers_alone(condition):
    with pytest.raises(RunError, match=r"condition .* received; .* is not a finite number; expected one such as 0\.5"):
        Filter.parsed([condition])


@pytest.mark.parametrize("condition", ["mqm<=inf", "mqm>=-Infinity", "mqm<=1e999", "mqm>=-1e400", "mqm<=" + "9" * 400])
def test_a_column_is_compared_with_what_no_float_holds_only_where_it_holds_such_numbers(ranked, condition):
    with pytest.raises(RunError, match=r"mqm compared with infinity or a number as large; expected one such as 0\.5"):
        ranked.worst(where=Filter.parsed([condition]))


@pytest.mark.parametrize(
    "make_filter", [lambda: Filter(status="fine"), lambda: Filter(symptom="sad"), lambda: Filter.parsed(["beauty>=1"])]
)
def test_a_condition_on_what_does_not_exist_is_told(ranked, make_filter):
    with pytest.raises(UnknownNameError, match="choose one of"):
        ranked.worst(where=make_filter())


@pytest.mark.parametrize("bounds", [{"low": {"bleu": math.nan}}, {"high": {"mqm": math.nan}}, {"least": math.nan}])
def test_nothing_is_compared_with_nan(bounds):
    with pytest.raises(RunError, match="compared with nan, which is not a number; expected one such as"):
        Filter(**bounds)


@pytest.mark.parametrize("bounds", [{"low": {"bleu": -math.inf}}, {"high": {"chrf": math.inf}}, {"least": -math.inf}])
def test_no_score_is_compared_with_infinity(bounds):
    with pytest.raises(RunError, match=r"compared with -?inf, which is not a finite number; expected one such as"):
        Filter(**bounds)


@pytest.mark.parametrize("character", ["\0", "\udcff"])
@pytest.mark.parametrize("place", ["text", "name", "value", "bound"])
def test_what_no_text_holds_is_told_and_is_no_damaged_run(character, place):
    given = f"x{character}y"
    make_filter = {
        "text": lambda: Filter(text=given),
        "name": lambda: Filter.parsed([f"{given}=3"]),
        "value": lambda: Filter.parsed([f"kind={given}"]),
        "bound": lambda: Filter.parsed([f"{given}>=3"]),
    }[place]
    with pytest.raises(RunError, match=r"asked for, with (a NUL character|half of a surrogate pair)"):
        make_filter()


def test_pages_of_the_list_are_the_list(ranked):
    pages = [ranked.worst("scatter", top=2, skip=start) for start in (0, 2, 4, 6)]
    assert [ids(page) for page in pages] == [["z", "B"], ["a", "m"], ["b", "c"], []]


def test_figures_are_of_scored_segments_drawn_evenly(ranked):
    every = ranked.figures(["scatter", "bleu"])
    assert [(row["id"], row["scatter"], row["bleu"]) for row in every[:2]] == [("m", 0.5, 40.0), ("b", None, 10.0)]
    assert [row["id"] for row in ranked.figures(["scatter"], most=3)] == ["m", "z", "c"]
    with pytest.raises(UnknownNameError):
        ranked.figures(["beauty"])
