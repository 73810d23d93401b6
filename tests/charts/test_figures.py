from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
import vl_convert

from tests.charts.maps import CHEESE, KAESE, layer, params, rows, some_map, spec_size
from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.charts import (
    faithfulness_curves,
    found_and_missed,
    head_grid,
    head_panels,
    head_values,
    heatmap,
    link_lines,
    logprob_strip,
    source_rows,
    source_table,
)
from workbench.charts.faithfulness import CHANCE
from workbench.charts.heads import MOST_CELLS
from workbench.errors import ChartError, UnknownNameError
from workbench.views import VIEWS

NAN = float("nan")
LINKS = [(0, 0), (1, 1), (3, 4)]
HEADS = np.random.default_rng(3).dirichlet(np.ones(4), (2, 3, 5))
LABELS = ("aligner", "next word", "end-of-sentence sink", "mixed", "of another kind")
# Two layers of three heads, and one of four.
PROFILES = [
    {
        "block": block,
        "layer": layer,
        "head": head,
        "row": "input" if block == "cross" else None,
        "label": LABELS[(layer + head) % len(LABELS)],
        "importance": round(0.3 - 0.2 * head - 0.00001 * layer, 4),
        "end_mass": None if head == 1 else head / 4,
        "aer": 0.4 if block == "cross" else None,
    }
    for block, layers, heads in (("cross", 2, 3), ("encoder", 1, 4))
    for layer in range(layers)
    for head in range(heads)
]

FAULTS = {
    "real mistakes": [("the <corpus>", 65, 140, (0.37, 0.55))],
    "nothing of these": [],
    "planted": [("number", 4, 55, None), ("copy", 0, 94, None)],
}


@cache
def charts():
    return {
        "links": link_lines(CHEESE, KAESE, LINKS, some_map().weights),
        "no links": link_lines(CHEESE, [], []),
        "grid": head_grid(HEADS, CHEESE, KAESE),
        "values": head_values(HEADS[..., 0, 0], "AER"),
        "panels": head_panels(PROFILES, "importance"),
        "panels with nulls": head_panels(PROFILES, "end_mass"),
        "no panels": head_panels([], "importance"),
        "strip": logprob_strip([*KAESE, "(end)"], [-0.1, -2, NAN, -math.inf, -0.5, -0.01], [[("▁wir", -0.1)]] * 6),
        "curves": faithfulness_curves([0.1, 0.5], {"attention": [0.1, NAN]}, {"attention": [0.0, -0.1]}),
        "found": found_and_missed(FAULTS, "measured on something"),
        "none found": found_and_missed({"real": []}, "nobody measured"),
        "table": source_table(some_map(null_rows=(1,))),
        "signed table": source_table(some_map(signed=True)),
        "heatmap with strip": heatmap(some_map()) & logprob_strip([*KAESE, "(end)"], [-1.0] * 6),
    }


@pytest.mark.parametrize("version", ["5.21", "6.4"])
@pytest.mark.parametrize("name", charts())
def test_both_versions_of_vega_lite_draw_every_picture(name, version):
    svg = vl_convert.vegalite_to_svg(charts()[name].to_dict(), vl_version=version)
    assert "<text" in svg and "NaN" not in svg and "undefined" not in svg


@pytest.mark.parametrize("name", charts())
def test_pictures_can_be_joined(name):
    assert (heatmap(some_map(("x",), ("y",))) & charts()[name]).to_dict()["vconcat"]


def test_links_join_the_places_of_their_words():
    spec = link_lines(CHEESE, KAESE, [*LINKS, (3, 4)], some_map().weights).to_dict()
    lines = rows(spec, "u")
    above, below = ({row["i"]: row["x"] for row in data} for data in spec["datasets"].values() if "i" in data[0])
    assert [(row["s"], row["t"]) for row in lines] == LINKS
    assert [(row["x"], row["u"]) for row in lines] == [(above[s], below[t]) for s, t in LINKS]
    assert [row["w"] for row in lines] == pytest.approx([some_map().weights[t, s] for s, t in LINKS], abs=1e-4)
    assert list(above.values()) == sorted(above.values()) and list(below.values()) == sorted(below.values())


def test_a_line_read_from_the_right_runs_from_the_right():
    spec = link_lines(["the", "cat", "sits"], ["החתול", "יושב"], [(1, 0), (2, 1)]).to_dict()
    places = [[row["x"] for row in data] for data in spec["datasets"].values() if "i" in data[0]]
    assert sorted(place == sorted(place) for place in places) == [False, True]


@pytest.mark.parametrize("link", [(4, 0), (0, 5), (-1, 0)])
def test_links_outside_the_words_are_refused(link):
    with pytest.raises(ChartError, match="outside the 4 source and 5 target words"):
        link_lines(CHEESE, KAESE, [link])


def test_weights_of_links_have_target_rows():
    with pytest.raises(ChartError, match=r"weights \[tgt src\] of shape \(4, 5\)"):
        link_lines(CHEESE, KAESE, LINKS, some_map().weights.T)


def test_every_head_is_drawn_at_its_layer():
    spec = head_grid(HEADS, CHEESE, KAESE).to_dict()
    data = rows(spec)
    assert [(row["l"], row["h"]) for row in data] == [(layer, head) for layer in range(2) for head in range(3)]
    assert data[4]["w"] == np.round(HEADS[1, 1].ravel() * 100).tolist()
    assert params(spec) == [list(CHEESE), list(KAESE)]
    svg = vl_convert.vegalite_to_svg(spec)
    assert svg.count('aria-roledescription="rect mark"') == HEADS.size
    worst = np.unravel_index(HEADS.argmax(), HEADS.shape)
    told = f"source word: {CHEESE[worst[3]]}; target word: {KAESE[worst[2]]}; layer: {worst[0]}; head: {worst[1]}"
    assert f"{told}; attention, percent: {HEADS.max() * 100:.0f}" in svg


def test_a_grid_of_a_usual_model_is_small():
    words = [f"w{place}" for place in range(20)]
    assert spec_size(head_grid(np.random.default_rng(0).random((6, 8, 20, 20)), words, words)) < 70_000


@pytest.mark.parametrize(
    ("shape", "message"),
    [((2, 3, 4, 5), r"with 5 target and 4 source"), ((3, 5, 4), "expected \\[layer head tgt src\\]")],
)
def test_grids_that_do_not_fit_the_words_are_refused(shape, message):
    with pytest.raises(ChartError, match=message):
        head_grid(np.zeros(shape), CHEESE, KAESE)


def test_grids_too_large_to_draw_say_what_to_do():
    words = ["w"] * 100
    with pytest.raises(ChartError, match=rf"260,000 cells.*at most {MOST_CELLS:,}.*weights\[2:4\]"):
        head_grid(np.zeros((2, 13, 100, 100), np.float32), words, words)


@pytest.mark.parametrize(("values", "lowest"), [([[0.2, NAN], [0.4, 0.9]], 0), ([[-0.2, 0.1]], -0.2)])
def test_one_figure_per_head(values, lowest):
    spec = head_values(np.array(values), "AER").to_dict()
    assert [row["w"] for row in rows(spec)] == [[None if math.isnan(v) else v for v in row] for row in values]
    assert layer(spec, "rect")["encoding"]["color"]["scale"]["domain"][0] == lowest
    assert layer(spec, "rect")["encoding"]["color"]["legend"]["title"] == "AER"
    with pytest.raises(ChartError, match="layer head"):
        head_values(np.zeros(3), "AER")


def test_every_head_has_its_cell_in_the_panel_of_its_block_with_label_and_figures_on_hover():
    spec = head_panels(PROFILES, "importance", title="heads", lines=["over 3 pairs"]).to_dict()
    assert [line.split(":")[0] for line in spec["title"]["subtitle"]] == ["over 3 pairs", "importance (nats)"]
    cross, encoder = spec["vconcat"][0]["hconcat"]
    assert (cross["title"]["text"], encoder["title"]["text"]) == ("cross-attention", "self-attention of the encoder")
    assert [len(one["encoding"]["y"]["scale"]["domain"]) for one in (layer(p, "rect") for p in (cross, encoder))] == [
        2,
        1,
    ]
    svg = vl_convert.vegalite_to_svg(spec)
    told = "layer: 1; head: 2; label: mixed; row: input; importance (nats): −0.1; AER: 0.400; "
    assert f"{told}attention on the end token: 0.500" in svg
    assert "layer: 0; head: 3; label: mixed; importance (nats): −0.3; attention on the end token: 0.750" in svg
    assert "layer: 0; head: 1; label: next word; importance (nats): 0.1; attention on the end token: –" in svg
    assert svg.count('aria-roledescription="rect mark"') == 2 * len(PROFILES)


def test_a_block_without_the_figure_has_no_panel_and_one_scale_holds_for_all():
    spec = head_panels(PROFILES, "aer").to_dict()
    [panel] = spec["vconcat"][0]["hconcat"]
    assert panel["title"]["text"] == "cross-attention"
    colours = [
        layer(one, "rect")["encoding"]["color"]
        for one in head_panels(PROFILES, "importance").to_dict()["vconcat"][0]["hconcat"]
    ]
    assert colours[0] == colours[1]
    # Squares are what the colours go by: a quarter of the largest has half of the depth.
    assert colours[0]["scale"]["domain"] == pytest.approx([-0.3, -0.075, 0, 0.075, 0.3])
    assert colours[0]["scale"]["exponent"] == 0.5


def test_many_heads_stand_below_each_other():
    wide = [one | {"head": head} for one in PROFILES[::6] for head in range(16)]
    assert [len(row["hconcat"]) for row in head_panels(wide, "importance").to_dict()["vconcat"]] == [1, 1]


def test_heads_that_cannot_be_drawn_are_refused():
    with pytest.raises(UnknownNameError, match="unknown figure of heads 'bleu'; choose one of: aer, agreement"):
        head_panels(PROFILES, "bleu")
    with pytest.raises(ChartError, match="block 'middle' received; expected one of: cross, encoder, decoder"):
        head_panels([PROFILES[0] | {"block": "middle"}], "aer")


def test_log_probabilities_stand_in_order_with_the_end_token_last():
    spec = charts()["strip"].to_dict()
    assert [row["w"] for row in rows(spec)] == [-0.1, -2, None, None, -0.5, -0.01]
    assert params(spec) == [[*KAESE, "(end)"]]
    assert rows(spec)[0]["k"] == "▁wir -0.10"
    assert "mean -0.652 over 4 words" in " ".join(spec["title"]["subtitle"])
    svg = vl_convert.vegalite_to_svg(spec)
    assert "target word: aßen; log-probability: −2; probability: 13.53%; likeliest pieces: ▁wir -0.10" in svg


def test_the_strip_keeps_its_colours_beside_a_heatmap():
    first, second = charts()["heatmap with strip"].to_dict()["vconcat"]
    assert "color" in layer(first, "rect")["encoding"]
    assert "fill" in layer(second, "rect")["encoding"] and "color" not in layer(second, "rect")["encoding"]


@pytest.mark.parametrize(("logprobs", "alternatives"), [([-1.0] * 4, None), ([-1.0] * 5, [[]] * 4)])
def test_figures_that_do_not_fit_the_words_are_refused(logprobs, alternatives):
    with pytest.raises(ChartError, match=r"4 .* for 5 words"):
        logprob_strip(KAESE, logprobs, alternatives)


def test_curves_of_views_and_of_chance():
    by_view = {"attention": [0.1, 0.2], "erasure": [0.3, -0.1]}
    spec = faithfulness_curves([0.1, 0.5], by_view, {name: [0.05, 0.1] for name in by_view}).to_dict()
    data = rows(spec, "n")
    for name, curve in {**by_view, CHANCE: [0.05, 0.1]}.items():
        assert [(row["f"], row["v"]) for row in data if row["n"] == name] == list(zip([0.1, 0.5], curve, strict=True))
    encoding = layer(spec, "line")["encoding"]
    assert encoding["color"]["scale"]["domain"] == ["attention", "erasure", CHANCE]
    assert encoding["color"]["scale"]["range"][-1] == "#7d8590"
    assert encoding["strokeDash"]["scale"]["range"] == [[1, 0], [1, 0], [5, 4]]
    with pytest.raises(ChartError, match="1 figures for 'attention' and 2 fractions"):
        faithfulness_curves([0.1, 0.5], {"attention": [1]}, {"attention": [0, 0]})


def test_a_view_measured_on_other_words_has_a_chance_of_its_own():
    by_chance = {"attention": [0.05, 0.1], "erasure": [0.05, 0.1], "rollout": [0.2, 0.3]}
    spec = faithfulness_curves([0.1, 0.5], {name: [0.5, 0.6] for name in by_chance}, by_chance).to_dict()
    data = rows(spec, "n")
    assert [row["v"] for row in data if row["n"] == "chance for attention, erasure"] == [0.05, 0.1]
    assert [row["v"] for row in data if row["n"] == "chance for rollout"] == [0.2, 0.3]


def test_as_many_views_as_there_are_differ_in_shape_and_colour():
    names = [*VIEWS]
    spec = faithfulness_curves([0.1], {name: [0.5] for name in names}, {name: [0.1] for name in names}).to_dict()
    points = layer(spec, "point")["encoding"]
    for channel in ("shape", "color"):
        assert len(set(points[channel]["scale"]["range"])) == len(names) + 1


def test_from_each_source_word_to_its_targets():
    weights = [[0.7, 0.2, 0.1], [0.6, 0.05, 0.35], [NAN, NAN, NAN], [0.05, 0.35, 0.6]]
    target = Tokens.of_words(["der", "Hund", "der", "bellt"])
    found = AlignmentMap(Tokens.of_words(["the", "dog", "barks"]), target, np.array(weights), np.zeros(4))
    the, dog, barks = source_rows(found)
    assert (the.word, [(t.position, t.word) for t in the.targets]) == ("the", [(0, "der"), (1, "Hund")])
    assert [round(t.weight, 3) for t in dog.targets] == [0.35, 0.2]
    assert [t.position for t in barks.targets] == [3, 1]
    assert [row.coverage for row in (the, dog, barks)] == pytest.approx([1.35, 0.6, 1.05])


def test_a_source_word_has_five_targets_at_most_and_the_earlier_of_equal_ones_first():
    words = Tokens.of_words(list("abcdefg"))
    [row] = source_rows(AlignmentMap(Tokens.of_words(["x"]), words, np.ones((7, 1)), np.zeros(7)))
    assert [t.word for t in row.targets] == list("abcde") and row.coverage == 7


def test_signed_maps_have_no_coverage_and_order_by_magnitude():
    weights = np.array([[0.2], [-0.9], [0.05]])
    found = AlignmentMap(Tokens.of_words(["x"]), Tokens.of_words(["a", "b", "c"]), weights, np.zeros(3), signed=True)
    [row] = source_rows(found)
    assert [t.word for t in row.targets] == ["b", "a"] and row.coverage is None
    svg = vl_convert.vegalite_to_svg(source_table(found).to_dict())
    assert "coverage: –" in svg and "-0.90" in svg


def test_without_any_value_there_is_no_coverage():
    assert {row.coverage for row in source_rows(some_map(null_rows=range(5)))} == {None}
    assert source_rows(some_map((), KAESE)) == []


def test_of_each_kind_of_fault_what_was_found_and_what_was_missed():
    chart = found_and_missed(FAULTS, "measured on something").to_dict()
    bars, heads, spans = (chart["datasets"][chart["layer"][place]["data"]["name"]] for place in (0, 2, 3))
    found = [(row["t"], row["n"], row["m"]) for row in bars if row["k"] == "found"]
    assert found == [("the <corpus>", 75, 65), ("number", 51, 4), ("copy", 94, 0)]
    # Groups in their order, each under its name, and an interval of what was found.
    assert chart["params"][0]["value"] == ["", "the <corpus>", "", "number", "copy"]
    assert [row["n"] for row in heads] == ["real mistakes", "planted"]
    assert spans == [{"i": 1, "a": 0.45, "b": 0.63}]
    assert "75 of 140 (54%)" in chart["description"]
