from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from workbench.app.parts.controls import Chosen
from workbench.app.parts.link import chosen_of, link_of

VIEWS = ("attention", "rollout", "erasure")


@pytest.mark.parametrize(
    ("layer", "heads", "row"),
    [
        (None, (), ""),
        (2, (1, 3), "input"),
        ("all", (), "output"),
        ("all", ("max",), ""),
        (0, ("all",), ""),
        (None, ("max",), "input"),
    ],
)
def test_a_link_brings_back_what_it_was_made_of(layer, heads, row):
    chosen = Chosen(views=VIEWS, layer=layer, heads=heads, row=row, transposed=True)
    asked = dict(parse_qsl(link_of({"run": "demo"}, chosen)))
    assert asked["run"] == "demo"
    assert chosen_of(asked) == chosen


@pytest.mark.parametrize(
    ("asked", "layer", "heads"),
    [
        ({"layer": "²", "heads": "x,max,99,1"}, None, ("max", 1)),
        ({"layer": "max", "heads": "-1"}, None, ()),
        ({"layer": "every,all", "heads": "<b>"}, "all", ()),
        ({"layer": "1000", "heads": ""}, None, ()),
    ],
)
def test_what_cannot_be_chosen_is_left_out_of_a_link(asked, layer, heads):
    assert chosen_of(asked) == Chosen(layer=layer, heads=heads)
