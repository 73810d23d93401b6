from __future__ import annotations

import altair as alt
import numpy as np
import pytest
import vl_convert

from tests.charts.maps import CHEESE, KAESE, layer, numbered, params, rows, some_map, spec_size
from workbench.charts import heatmap, side_by_side
from workbench.charts.words import WordAxis, label, reads_from_right, step_for, text_width
from workbench.errors import ChartError

VEGA_LITE = ("5.21", "6.4")


def channels(spec, mark="rect"):
    return layer(spec, mark)["encoding"]


def test_target_words_are_on_x_and_source_words_on_y_unless_transposed():
    for transposed, x, y in ((False, "target word", "source word"), (True, "source word", "target word")):
        encoding = channels(heatmap(some_map(), transposed=transposed).to_dict())
        assert (encoding["x"]["axis"]["title"], encoding["y"]["axis"]["title"]) == (x, y)
        assert (encoding["x"]["field"], encoding["y"]["field"]) == (("s", "t") if transposed else ("t", "s"))


@pytest.mark.parametrize(
    ("block", "source", "target"),
    [
        ("cross", "source word", "target word"),
        ("encoder", "source looked at", "source word"),
        ("decoder", "earlier target word", "target word"),
        ("unheard of", "source word", "target word"),
    ],
)
def test_axes_are_named_by_the_block(block, source, target):
    encoding = channels(heatmap(some_map(KAESE, KAESE, view="attention", block=block)).to_dict())
    assert encoding["y"]["axis"]["title"] == encoding["tooltip"][0]["title"] == source
    assert encoding["x"]["axis"]["title"] == encoding["tooltip"][1]["title"] == target


def test_the_data_are_the_weights_dropped_mass_and_error_to_four_digits():
    found = some_map(signed=True)
    data = rows(heatmap(found).to_dict())
    assert [row["w"] for row in data] == [pytest.approx(row, abs=1e-6) for row in np.round(found.weights, 4)]
    assert [row["d"] for row in data] == pytest.approx(np.round(found.dropped, 4), abs=1e-6)
    assert [row["e"] for row in data] == pytest.approx(np.round(found.error, 4), abs=1e-6)
    assert "e" not in rows(heatmap(some_map()).to_dict())[0]


@pytest.mark.parametrize(
    ("kinds", "titles", "fields"),
    [
        (None, ["not shown (end token, tags)"], []),
        ({"end": 1.0}, ["not shown (end)"], []),
        ({"end": 0.75, "tag": 0.25}, ["not shown (end, tag)", "not shown: end", "not shown: tag"], ["d_end", "d_tag"]),
        ({"end": 1.0, "prefix": 0.0}, ["not shown (end)"], []),
    ],
)
def test_what_is_not_shown_is_told_by_kind(kinds, titles, fields):
    found = some_map()
    by = kinds and {kind: share * found.dropped for kind, share in kinds.items()}
    found = type(found)(found.source, found.target, found.weights, found.dropped, dropped_by=by)
    spec = heatmap(found).to_dict()
    told = [one["title"] for one in channels(spec)["tooltip"] if one["title"].startswith("not shown")]
    assert told == titles
    assert [name for name in rows(spec)[0] if name.startswith("d_")] == fields
    for kind, field in zip(kinds or {}, fields, strict=False):
        assert [row[field] for row in rows(spec)] == pytest.approx(found.dropped_by[kind], abs=1e-4)


@pytest.mark.parametrize(
    ("choice", "title"),
    [
        ({"layer": 3, "heads": "all"}, "attention"),
        ({"layer": "all", "heads": "all"}, "attention, mean of layers"),
        ({"layer": 0, "heads": "max"}, "attention, max of heads"),
        ({"layer": "all", "heads": "max"}, "attention, mean of layers, max of heads"),
        ({"layer": "all", "heads": [1]}, "attention, mean of layers"),
    ],
)
def test_the_title_says_how_much_of_the_model_is_shown(choice, title):
    assert heatmap(some_map(view="attention", **choice)).to_dict()["title"]["text"] == title


def test_small_attributions_keep_their_digits():
    found = some_map(signed=True)
    tiny = type(found)(found.source, found.target, found.weights * 1e-6, found.dropped, signed=True)
    largest = float(np.abs(tiny.weights).max())
    data = np.array([row["w"] for row in rows(heatmap(tiny).to_dict())])
    assert data == pytest.approx(tiny.weights, abs=largest / 1000)


def test_unsigned_maps_share_one_scale_and_signed_ones_are_centred_at_zero():
    unsigned = channels(heatmap(some_map()).to_dict())["color"]["scale"]["domain"]
    assert unsigned == [0, 0.25, 0.5, 0.75, 1]
    found = some_map(signed=True)
    signed = channels(heatmap(found).to_dict())["color"]["scale"]
    assert signed["domain"][2] == 0 and signed["range"][2] == "#f7f7f7"
    assert signed["domain"] == [-value for value in reversed(signed["domain"])]
    assert signed["domain"][-1] == pytest.approx(np.abs(found.weights).max())


def test_rows_without_value_are_null_hatched_and_said_in_words():
    spec = heatmap(some_map(null_rows=(1, 3))).to_dict()
    assert [row["w"] == [None] * 4 for row in rows(spec)] == [False, True, False, True, False]
    grey, hatch = layer(spec, "rect", 1), layer(spec, "point")
    for one in (grey, hatch):
        assert one["transform"][-2]["filter"] == "!isValid(datum.w)"
        assert "no value" in one["transform"][-1]["calculate"]
        assert {"field": "n", "title": "weight", "type": "nominal"} in one["encoding"]["tooltip"]
        assert "color" not in one["encoding"]
    assert "hatched: no value" in " ".join(spec["title"]["subtitle"])
    assert all(one["mark"]["type"] != "point" for one in heatmap(some_map()).to_dict()["layer"])


def test_no_picture_goes_without_saying_how_it_was_made():
    title = heatmap(some_map()).to_dict()["title"]
    assert title["text"] == "attention"
    assert " ".join(title["subtitle"]) == "view attention, block cross, layer 3, heads all, row output"
    bare = some_map()
    bare = type(bare)(bare.source, bare.target, bare.weights, bare.dropped)
    assert heatmap(bare, title="mine").to_dict()["title"]["subtitle"] == ["how this map was made is not recorded"]


def test_repeated_words_keep_a_column_each_and_words_are_sent_once():
    spec = heatmap(some_map()).to_dict()
    x = channels(spec)["x"]
    assert x["scale"]["domain"] == [0, 1, 2, 3, 4]
    assert x["axis"]["labelExpr"].endswith("[datum.value]")
    assert params(spec) == [list(CHEESE), list(KAESE)]
    assert str(spec).count("Käse") == 1
    assert params(heatmap(some_map(KAESE, KAESE, block="decoder")).to_dict()) == [list(KAESE)]


@pytest.mark.parametrize(("count", "most"), [(5, 6_000), (20, 9_000), (40, 20_000), (80, 60_000)])
def test_specs_are_small_and_draw_any_number_of_words(count, most):
    before = alt.data_transformers.active, dict(alt.data_transformers.options)
    found = some_map(numbered("s", count), numbered("t", count))
    chart = heatmap(found)
    assert spec_size(chart) < most
    assert (alt.data_transformers.active, dict(alt.data_transformers.options)) == before
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    assert svg.count('aria-roledescription="rect mark"') == count**2
    assert all(f">{word}<" in svg for word in (*found.source.words, *found.target.words))


@pytest.mark.parametrize("version", VEGA_LITE)
@pytest.mark.parametrize("transposed", [False, True])
def test_both_versions_of_vega_lite_draw_it(version, transposed):
    chart = heatmap(some_map(null_rows=(2,)), transposed=transposed)
    svg = vl_convert.vegalite_to_svg(chart.to_dict(), vl_version=version)
    assert svg.count('aria-roledescription="rect mark"') == 20
    assert svg.count(">den<") == 2
    assert "no value: not computed, or nothing kept" in svg


@pytest.mark.parametrize(("source", "target"), [((), ()), (CHEESE, ()), ((), KAESE)])
def test_empty_maps_say_so(source, target):
    spec = heatmap(some_map(source, target)).to_dict()
    assert rows(spec, "n") == [{"n": "no words to show"}]
    assert spec["title"]["subtitle"]
    vl_convert.vegalite_to_svg(spec)


SCRIPTS = (["שלום", "עולם"], ["مرحبا", "يا"], ["e\u0301te\u0301", "नमस्ते"], ["🙂", "👩\u200d👧"], ["a<b", "&amp;"])


@pytest.mark.parametrize("words", SCRIPTS)
def test_words_of_any_script_stand_as_they_are(words):
    spec = heatmap(some_map(words, words)).to_dict()
    assert params(spec) == [words]
    vl_convert.vegalite_to_svg(spec)


def test_controls_and_lone_surrogates_are_escaped():
    words = ["\x1b[31m", "\u202eevil", "\ud800"]
    assert params(heatmap(some_map(words, ["x"])).to_dict())[0] == ["\\x1b[31m", "\\u202eevil", "\\ud800"]
    assert label("नमस्ते e\u0301 👩\u200d👧") == "नमस्ते e\u0301 👩\u200d👧"


def test_numbers_stand_in_cells_that_have_room():
    assert any(one["mark"]["type"] == "text" for one in heatmap(some_map()).to_dict()["layer"])
    long = heatmap(some_map(numbered("s", 30), numbered("t", 9))).to_dict()
    assert all(one["mark"]["type"] != "text" for one in long["layer"])


def test_cells_shrink_with_the_number_of_words():
    steps = [step_for(count, 3) for count in (0, 5, 12, 20, 40, 80, 300)]
    assert steps == sorted(steps, reverse=True) and steps[-1] >= 10


@pytest.mark.parametrize(
    ("words", "step", "angle"), [(["a", "b"], 44, 0), (["Hafenstadt"], 44, -45), (["Hafenstadt"], 18, -90)]
)
def test_labels_turn_where_they_have_no_room(words, step, angle):
    assert WordAxis.of(words, "").axis(step, "top").labelAngle == angle
    assert WordAxis.of(words, "").axis(step, "left").labelAngle == 0


def test_widths_count_what_is_seen():
    assert text_width("e\u0301") == text_width("e")
    assert text_width("猫") > text_width("c")
    assert reads_from_right(["1", "שלום"])
    assert not any(reads_from_right(words) for words in (["hi", "שלום"], ["."], []))


def test_views_stand_side_by_side_with_their_own_colours_and_methods():
    maps = {"attention": some_map(null_rows=(0,)), "gradients": some_map(signed=True, view="gradients", steps=64)}
    spec = side_by_side(maps).to_dict()
    first, second = spec["hconcat"]
    assert [one["title"]["text"] for one in spec["hconcat"]] == ["attention", "gradients"]
    assert second["title"]["subtitle"][0] == "view gradients, steps 64"
    assert len(first["title"]["subtitle"]) == len(second["title"]["subtitle"])
    assert channels(first)["color"]["scale"]["domain"][0] == 0 > channels(second)["color"]["scale"]["domain"][0]
    assert spec["resolve"]["scale"]["color"] == "independent"
    for axis in "xy":
        assert channels(first)[axis]["scale"] == channels(second)[axis]["scale"]
    assert channels(first)["y"]["axis"]["labels"] and not channels(second)["y"]["axis"]["labels"]
    assert params(spec) == [list(CHEESE), list(KAESE)]


def test_as_many_views_as_a_screen_holds_stand_in_a_row_the_first_of_each_with_its_words():
    found = some_map(numbered("s", 60), numbered("t", 60))
    spec = side_by_side({"one": found, "two": found, "three": found}).to_dict()
    labels = [[channels(one)["y"]["axis"]["labels"] for one in row["hconcat"]] for row in spec["vconcat"]]
    assert labels == [[True, False], [True]]


@pytest.mark.parametrize(
    ("maps", "message"),
    [
        ({}, "no map"),
        ({"a": some_map(), "b": some_map(CHEESE, KAESE[1:])}, r"'a' \(4 source and 5 target words\) and 'b'"),
        ({"a": some_map(), "b": some_map(("x", *CHEESE[1:]))}, "different words"),
    ],
)
def test_maps_of_different_words_are_not_compared(maps, message):
    with pytest.raises(ChartError, match=message):
        side_by_side(maps)
