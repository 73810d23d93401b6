from __future__ import annotations

import gradio as gr
import pytest

from workbench.app import build
from workbench.app.worst import _read_from, worst
from workbench.corpus import read
from workbench.runs.demo import score_demo
from workbench.scores import SCORES


def test_the_app_is_built_with_one_public_endpoint():
    endpoints = build().get_api_info()["named_endpoints"]
    assert list(endpoints) == ["/worst"]


@pytest.mark.parametrize(("by", "side"), [("scatter", "hypothesis"), ("logprob", "reference"), ("bleu", "hypothesis")])
def test_the_page_lists_what_the_run_ranks(by, side):
    import workbench

    translator = workbench.load("demo", source_language="en", target_language="de", device="cpu")
    expected = score_demo(translator).worst(by, 7, side)
    found = worst(by, side, 7)
    assert found["headers"][:3] == ["#", by, "id"]
    assert [row[2] for row in found["data"]] == [record["id"] for record in expected]
    assert [row[1] for row in found["data"]] == [f"{record[by]:.3f}" for record in expected]


@pytest.mark.parametrize(("by", "side"), [("beauty", "hypothesis"), ("scatter", "behind")])
def test_unknown_names_are_told_not_crashed_on(by, side):
    with pytest.raises(gr.Error):
        worst(by, side)


def test_a_score_that_is_null_shows_a_dash_and_comes_last():
    rows = worst("bleu", "reference", 5)["data"]
    assert {row[1] for row in rows} == {"–"}


def test_every_score_can_be_ranked_by():
    assert all(worst(name, "hypothesis", 1)["data"] for name in SCORES)


def test_columns_are_wide_enough_for_their_words_whatever_the_width_of_the_page():
    [table] = [part for part in build().get_config_file()["components"] if part["type"] == "dataframe"]
    widths = dict(zip(table["props"]["headers"], table["props"]["column_widths"], strict=True))
    # Widths in percent shrink with the page, and words are broken inside; about 9 pixels a character, 16 around.
    pixels = {name: int(width.removesuffix("px")) for name, width in widths.items()}
    assert min(pixels[name] for name in ("source", "hypothesis", "reference")) >= 240
    planted = {segment.metadata["planted"] or "" for segment in read("demo")}
    assert pixels["planted"] >= 16 + 9 * max(map(len, planted))


def test_the_page_says_which_attention_it_rests_on_and_how_that_was_found():
    assert _read_from() == (
        "Alignment is read from attention, cross, layer 0, heads 3, input row: lowest AER on the even rows of "
        "gold.en-de.tsv; AER on its 45 odd rows 0.078."
    )
