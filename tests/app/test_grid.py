"""The picture of alignment maps: what is sent to the browser."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import workbench
from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.app.parts.grid import finding, grid, plain_name
from workbench.app.parts.snippet import snippet
from workbench.app.serving.hosting import Limits
from workbench.app.serving.translators import Translators
from workbench.app.subject import Asked, Explainer, ShownView, Subject
from workbench.explanation.faithfulness import Faithfulness, NotMeasured
from workbench.views import VIEWS

SOURCE, TARGET = ("Close", "the", "shed", "."), ("Schließe", "den", "Schuppen", ".")


def made(weights, signed=False, source=SOURCE, target=TARGET, **more):
    weights = np.array(weights, dtype=np.float32)
    dropped = np.full(len(target), 0.25)
    return AlignmentMap(Tokens.of_words(source), Tokens.of_words(target), weights, dropped, signed, **more)


DIAGONAL = made(np.eye(4) * 0.6 + 0.1)
CROWDED = made([[0.9, 0, 0.1, 0], [0.8, 0.1, 0.1, 0], [0.1, 0, 0.71, 0.19], [0, 0, 0, 1]])
EMPTY_ROW = made([[0.9, 0.1, 0, 0], [np.nan] * 4, [0, 0.2, 0.8, 0], [0, 0, 0, 1]])
SIGNED = made([[2, -1, 0, 0], [0, 1, 0, 0], [0.5, 0, -3, 0], [0, 0, 0, 1]], signed=True)


def measured(low, high, words=8):
    return Faithfulness((low + high) / 2, low, high, 0.1, words, (0.1,), (0.3,), (0.2,), None)


@cache
def loaded_once(*name, **options):
    from workbench.models import load

    return load(*name, **options)


@cache
def explainer():
    return Explainer(Translators(Limits()))


def unpacked(one, shape):
    kind = np.int8 if one["signed"] else np.uint8
    steps = np.frombuffer(base64.b64decode(one["cells"]), dtype=kind).reshape(shape)
    return steps * one["top"] / (127 if one["signed"] else 255)


@pytest.mark.parametrize("found", [DIAGONAL, CROWDED, EMPTY_ROW, SIGNED])
def test_weights_arrive_to_within_a_step_and_rows_without_a_value_are_named(found):
    one = grid({"erasure" if found.signed else "attention": ShownView(found)})["maps"][0]
    known = np.isfinite(found.weights).all(axis=1)
    assert one["nulls"] == np.flatnonzero(~known).tolist()
    step = one["top"] / (127 if found.signed else 255)
    assert np.abs(unpacked(one, (4, 4)) - found.weights)[known].max() <= step / 2 + 1e-3


def test_a_long_sentence_is_a_few_kilobytes():
    words = tuple(f"word{place}" for place in range(83))
    weights = np.random.default_rng(1).dirichlet(np.ones(83), 83)
    value = grid({"attention": ShownView(made(weights, source=words, target=words), measured(0.1, 0.3))})
    assert len(json.dumps(value)) < 15_000


def test_maps_of_the_same_words_come_in_their_order_and_one_that_is_not_there_yet_has_its_place():
    value = grid({"rollout": None, "attention": ShownView(DIAGONAL), "erasure": None})
    assert (value["source"], value["target"]) == ([*SOURCE], [*TARGET])
    assert [one["name"] for one in value["maps"]] == ["Rollout", "Attention", "Erasure"]
    assert ["cells" in one for one in value["maps"]] == [False, True, False]
    # As large as it will be, and of its kind: nothing moves when maps come.
    assert [one["signed"] for one in value["maps"]] == [False, False, True]
    none = grid({"rollout": None}, SOURCE, TARGET)
    assert (none["source"], none["maps"][0]["chip"][1]) == ([*SOURCE], "computing …")


@pytest.mark.parametrize(
    ("found", "ended", "chip"),
    [
        (None, None, ("busy", "computing …")),
        (None, "the model is gone", ("grey", "not made")),
        (ShownView(DIAGONAL), None, ("busy", "measuring …")),
        (ShownView(DIAGONAL), "", ("grey", "not measured")),
        (ShownView(DIAGONAL, measured(0.1, 0.3)), None, ("good", "holds up on this sentence")),
        (ShownView(DIAGONAL, measured(-0.3, -0.1)), None, ("poor", "does not hold up")),
        (ShownView(DIAGONAL, measured(-0.1, 0.1)), None, ("poor", "does not hold up")),
        (ShownView(DIAGONAL, measured(-0.1, 0.1, words=3)), None, ("grey", "too short to measure")),
        (ShownView(DIAGONAL, NotMeasured("one word", "too_short")), None, ("grey", "too short to measure")),
        (ShownView(SIGNED, NotMeasured("itself", "yardstick")), None, ("grey", "the yardstick of the others")),
        (ShownView(SIGNED, NotMeasured("a contrast", "not_comparable")), None, ("grey", "not measured here")),
    ],
)
def test_the_chip_says_how_far_to_trust_a_map_and_figures_stand_behind_it(found, ended, chip):
    one = grid({"attention": found}, SOURCE, TARGET, ended=ended)["maps"][0]
    assert (*one["chip"][:2],) == chip
    assert len(one["chip"][2]) <= len(one["chip"][1])
    headings = dict(map(tuple, one["about"]))
    assert ("On this sentence" in headings) == (found is not None and found.trust is not None)


@pytest.mark.parametrize(
    ("view", "found", "word", "told"),
    [
        ("attention", CROWDED, 2, "‘Schuppen’ looks mostly at ‘shed’ (0.71); 1 of 4 words is linked to nothing"),
        ("attention", CROWDED, None, "‘Schließe’ looks mostly at ‘Close’ (0.90); 1 of 4 words is linked to nothing"),
        ("rollout", DIAGONAL, 1, "‘den’ rests mostly on ‘the’ (0.70)"),
        ("encoder_similarity", DIAGONAL, 1, "‘den’ is most like ‘the’ (0.70)"),
        ("attention", EMPTY_ROW, 1, "‘den’ has no value; 1 of 4 words is linked to nothing"),
        ("erasure", SIGNED, 0, "‘Schließe’ owes most to ‘Close’ (+2.00)"),
        ("erasure", SIGNED, None, "‘shed’ speaks most against ‘Schuppen’ (-3.00)"),
        ("attention", made(np.full((4, 4), np.nan)), None, "no word has a value"),
        ("attention", made(np.zeros((0, 4)), target=()), None, "no word has a value"),
    ],
)
def test_the_words_for_who_does_not_see_it_are_the_finding(view, found, word, told):
    assert finding(view, found, word, "de") == told


def test_punctuation_and_articles_are_no_finding_while_there_is_another_word():
    found = made([[0.2, 0.8, 0, 0], [0, 1, 0, 0], [0, 0.4, 0.6, 0], [0, 0, 0, 1]])
    assert finding("attention", found, None, "de").startswith("‘Schließe’")


def test_every_view_has_a_plain_name():
    names = {view: plain_name(view) for view in VIEWS}
    assert names["integrated_gradients"] == "Integrated gradients"
    assert names["gradient_x_input"] == "Gradient × input"
    assert names["decomposition"] == "Contribution"
    assert all("_" not in name for name in names.values())
    assert len({*names.values()}) == len(names)


def test_words_cannot_command_the_page():
    words = ("<b>x</b>", "\x1b[2J\u202e", "w" * 500, ".")
    value = grid({"attention": ShownView(replace(DIAGONAL, source=Tokens.of_words(words)))}, pinned=9)
    assert value["source"][:2] == ["<b>x</b>", "\\x1b[2J\\u202e"]
    assert len(value["source"][2]) == 60
    assert value["pinned"] is None


@pytest.mark.parametrize(
    ("view", "asked", "transposed"),
    [
        ("attention", Asked(), False),
        ("attention", Asked(layer=1, heads=(0, 2), row="output"), True),
        ("attention", Asked(layer="all", heads=("max",)), False),
        ("rollout", Asked(layer=1), False),
        ("erasure", Asked(word=2, instead_of="Haus"), False),
    ],
)
@pytest.mark.bundled_model
def test_the_python_behind_a_picture_makes_that_picture(view, asked, transposed, monkeypatch):
    monkeypatch.setattr(workbench, "load", loaded_once, raising=False)
    preset = {"view": "attention", "block": "cross", "layer": 2, "heads": [1], "row": "input", "measured": "a test"}
    subject = Subject("demo", ("en", "de"), "Close the shed.", 'Schließe den "Schuppen".', preset)
    *_, steps = explainer().steps(subject, [view], asked)
    found = steps[view].map
    code = snippet(subject, view, found, asked, transposed)
    lines = code.split("\n")
    scope: dict = {}
    exec("\n".join(lines[:-1]) + f"\nchart = {lines[-1]}", scope)
    again = scope["found"].views[view]
    np.testing.assert_allclose(again.weights, found.weights, atol=1e-5)
    same = {name: value for name, value in found.provenance.items() if name != "measured"}
    assert {name: value for name, value in again.provenance.items() if name != "measured"} == same
    assert ("transposed=True" in lines[-1]) == transposed
    assert type(scope["chart"]).__name__ == "LayerChart"
