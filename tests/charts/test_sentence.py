from __future__ import annotations

import json

from tests.charts.maps import CHEESE, KAESE, some_map
from workbench.charts import sentence_page

WORDS = [*KAESE, "(end)"]
LOGPROBS = [-0.1] * len(WORDS)


def test_views_of_the_same_words_share_a_row_and_others_have_their_own():
    maps = {"one": some_map(), "two": some_map(), "within": some_map(CHEESE, CHEESE)}
    spec = sentence_page(maps, WORDS, LOGPROBS).to_dict()
    same, within, strip = spec["vconcat"]
    assert len(same["hconcat"]) == 2 and len(within["hconcat"]) == 1
    assert "log-probability" in json.dumps(strip["title"])


def test_curves_stand_below_when_something_was_measured():
    fractions, curve = (0.1, 0.5), (0.2, 0.6)
    without = sentence_page({"one": some_map()}, WORDS, LOGPROBS).to_dict()
    with_curves = sentence_page(
        {"one": some_map()}, WORDS, LOGPROBS, None, fractions, {"one": curve}, {"one": (0.1, 0.3)}
    ).to_dict()
    assert len(with_curves["vconcat"]) == len(without["vconcat"]) + 1
    assert "faithfulness" in json.dumps(with_curves["vconcat"][-1]["title"])
    assert with_curves["resolve"]["scale"]["color"] == "independent"
