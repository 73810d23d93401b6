from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.conftest import ENGLISH, GERMAN, VIEW_KEYS
from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.errors import ModelError, UnknownNameError
from workbench.explanation.explanation import Explanation, explain
from workbench.explanation.foreign_texts import foreign_in_words
from workbench.explanation.trust import VERDICTS
from workbench.models import AttentionChoice
from workbench.views.attention import attention

TARGETS = (None, GERMAN[0], "unglaubliche Katzen, zwölf Äpfel!", "Hund", "12,5 👍🏽")


@pytest.mark.parametrize("target", TARGETS)
def test_the_record_has_one_figure_for_each_target_word_and_the_end(translator, target):
    record = explain(ENGLISH[0], translator, target=target, top_k=3).record()
    assert list(record) == ["source", "target", "logprobs", "alternatives", "views", "foreign"]
    assert record["source"] == ENGLISH[0].split()
    if target in (None, GERMAN[0]):
        assert record["target"] == GERMAN[0].split()
    words = len(record["target"])
    assert len(record["logprobs"]) == len(record["alternatives"]) == words + 1
    assert all(value <= 0 for value in record["logprobs"])
    for step in record["alternatives"]:
        assert len(step) == 3
        assert [value for _, value in step] == sorted((value for _, value in step), reverse=True)
    assert list(record["views"]) == ["attention", "integrated_gradients"]
    view = record["views"]["attention"]
    assert tuple(view) == VIEW_KEYS
    assert [len(row) for row in view["weights"]] == [len(record["source"])] * words
    assert all(sum(row) == pytest.approx(1, abs=1e-4) for row in view["weights"])
    assert len(view["dropped"]) == words
    assert view["error"] is None
    assert view["provenance"]["view"] == "attention"
    signed = record["views"]["integrated_gradients"]
    assert len(signed["error"]) == words and all(error is not None and error >= 0 for error in signed["error"])
    for measured in (view["faithfulness"], signed["faithfulness"]):
        if measured is not None:
            assert -1 <= measured["low"] <= measured["figure"] <= measured["high"] <= 1
            assert measured["state"] in VERDICTS and measured["verdict"] == VERDICTS[measured["state"]]
    assert json.loads(json.dumps(record, allow_nan=False)) == record


@pytest.mark.parametrize("target", TARGETS[1:])
def test_log_probabilities_of_words_add_up_to_that_of_the_sequence(translator, target):
    found = explain(ENGLISH[1], translator, target=target)
    (pair,) = translator.encode_pairs([ENGLISH[1]], [target])
    forced = next(translator.forced_pass([pair]))
    assert sum(found.logprobs) == pytest.approx(forced.logprobs.sum(), abs=1e-4)
    assert found.logprobs[-1] == pytest.approx(forced.logprobs[-1], abs=1e-5)
    for word, value in enumerate(found.logprobs[:-1]):
        pieces = [p for p, index in zip(forced.logprobs, pair.target.tokens.word_index, strict=False) if index == word]
        assert value == pytest.approx(sum(pieces), abs=1e-5)
    assert found.words_and_end == (*pair.target.tokens.words, "(end)")


def test_alternatives_are_those_of_the_step_that_begins_the_word(translator):
    target = "unglaubliche Katzen, zwölf"
    found = explain(ENGLISH[2], translator, target=target, top_k=2)
    (pair,) = translator.encode_pairs([ENGLISH[2]], [target])
    steps = next(translator.forced_pass([pair], top_k=2)).alternatives
    begins = [pair.target.tokens.word_index.index(word) for word in range(len(found.target))]
    assert found.alternatives == tuple(steps[place] for place in (*begins, -1))


def test_words_without_pieces_have_no_figure_and_no_alternatives(translator, monkeypatch):
    (pair,) = translator.encode_pairs([ENGLISH[0]], [GERMAN[0]])
    tokens = pair.target.tokens
    bare = replace(tokens, word_index=tuple(0 if word == 1 else word for word in tokens.word_index))
    pair = replace(pair, target=replace(pair.target, tokens=bare))
    monkeypatch.setattr(type(translator), "encode_pairs", lambda *_, **__: [pair])
    found = explain(ENGLISH[0], translator, target=GERMAN[0], views=("attention",))
    assert [word for word, value in enumerate(found.logprobs) if np.isnan(value)] == [1]
    assert [word for word, others in enumerate(found.alternatives) if not others] == [1]
    assert found.record()["logprobs"][1] is None


def test_without_a_target_the_models_own_translation_is_explained(translator):
    found = explain(ENGLISH[3], translator)
    assert (found.source_text, found.target_text) == (ENGLISH[3], GERMAN[3])
    assert sum(found.logprobs) > -0.5
    assert found.alternatives[0][0][0] == translator.encode_targets([GERMAN[3]])[0].tokens.pieces[0]


def test_the_translation_begins_with_the_prefix(translator):
    assert explain(ENGLISH[0], translator, prefix="ein Hund").target_text.startswith("ein Hund")


def test_the_map_is_that_of_the_view_with_the_choice_that_was_made(translator):
    choice = AttentionChoice(2, (1,), "input")
    found = explain(ENGLISH[0], translator, target=GERMAN[0], layer=2, heads=[1], row="input")
    expected = next(attention(translator, translator.encode_pairs([ENGLISH[0]], [GERMAN[0]]), choice=choice))
    assert np.array_equal(found.views["attention"].weights, expected.weights)
    assert found.record()["views"]["attention"]["provenance"] == {
        "view": "attention",
        "block": "cross",
        "layer": 2,
        "heads": [1],
        "row": "input",
        "measured": "chosen by the user",
    }
    assert explain(ENGLISH[0], translator).views["attention"].provenance["layer"] == translator.preset.layer


@pytest.mark.parametrize("target", [None, "der Hund"])
def test_no_alternatives_and_no_views_when_none_are_asked_for(translator, target):
    found = explain(ENGLISH[0], translator, target=target, views=(), top_k=0)
    assert found.views == {} and found.faithfulness == {}
    assert found.alternatives == ((),) * (len(found.target) + 1)


def test_numbers_that_are_not_are_null_in_the_record():
    tokens = Tokens.of_words(["a", "b"])
    weights = np.array([[np.nan, np.nan], [0.123456789, 0.876543211]])
    made = AlignmentMap(tokens, tokens, weights, np.array([1.0, 0.5]), error=np.array([np.inf, 0.25]))
    found = Explanation("a b", "a b", tokens.words, tokens.words, (-1.0, -2.0, -3.0), ((), (), ()), {"seen": made}, {})
    view = found.record()["views"]["seen"]
    assert view["weights"] == [[None, None], [0.123457, 0.876543]]
    assert view["error"] == [None, 0.25]
    json.dumps(found.record(), allow_nan=False)


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        ("", {}, "the source is empty; give a sentence to explain"),
        (" \n", {}, "the source is empty"),
        ("\u200b", {}, "the source is empty"),
        ("\u200b", {"target": "Hund"}, "the source is empty"),
        (ENGLISH[0], {"target": "  "}, "the translation is empty; give one with --target"),
        ("a dog " * 300, {}, "the source is longer than the model's 256 tokens; shorten it"),
        ("a dog " * 300, {"target": "Hund"}, r"\d{3,} source and \d target tokens; the model has positions for 256"),
        (ENGLISH[0], {"target": "Hund " * 300}, r"\d+ source and \d{3,} target tokens; .* shorten the text"),
        (ENGLISH[0], {"layer": 9}, "layer 9 asked for"),
        (ENGLISH[0], {"target": "Hund", "prefix": "der"}, "both a target and a prefix"),
        ("a \udcff dog", {}, r"character 3 of a text is '\\udcff', which is no valid Unicode"),
        (ENGLISH[0], {"target": "\ud800"}, "no valid Unicode"),
        ("a \0 dog", {}, r"character 3 of a text is '\\x00', which no text has"),
        (ENGLISH[0], {"prefix": "\0"}, "which no text has: a NUL character"),
        (ENGLISH[0], {"prefix": "\ud800"}, "no valid Unicode"),
    ],
)
def test_texts_that_cannot_be_explained_are_refused_with_the_reason(translator, text, options, says):
    with pytest.raises(ModelError, match=says):
        explain(text, translator, **options)


def test_a_translation_that_comes_out_empty_is_told(translator):
    text = replace(translator.family.text, decode=lambda *_: "")
    silent = replace(translator, family=replace(translator.family, text=text))
    with pytest.raises(ModelError, match="the translation is empty; give one with --target"):
        explain(ENGLISH[0], silent)


def test_an_unknown_view_is_answered_with_those_there_are(translator):
    with pytest.raises(UnknownNameError, match=r"unknown view 'telepathy'; choose one of: .*attention"):
        explain(ENGLISH[0], translator, views=("attention", "telepathy"))


def test_one_word_against_another_is_answered_by_the_views_that_can(translator):
    found = explain(
        ENGLISH[0], translator, target=GERMAN[0], views=("erasure", "attention"), words=[1], instead_of="Hund"
    )
    weights = found.views["erasure"].weights
    assert np.isfinite(weights[1]).all() and np.isnan(np.delete(weights, 1, axis=0)).all()
    assert found.views["erasure"].provenance["contrast"] == "'Katze' rather than 'Hund'"
    assert list(found.measured) == ["attention"]
    told = found.record()["views"]["erasure"]
    assert told["faithfulness"] is None and "a word against another" in told["not_measured"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (
            {"words": [1], "views": ("attention", "rollout")},
            "words asked for, which attention and rollout cannot be asked; views that can: gradient_x_input, layer_",
        ),
        ({"instead_of": "Hund", "views": ("attention",)}, "instead-of asked for, which attention cannot be asked"),
        ({"heads": [1], "views": ("rollout", "erasure")}, "views that can: attention, value_attention$"),
        (
            {"layer": 1, "views": ("decomposition",)},
            "views that can: attention, value_attention, rollout, value_zeroing, layer_gradient_x_activation$",
        ),
        ({"row": "input", "views": ("erasure",)}, "attention, value_attention, rollout, decomposition, value_zeroing$"),
        ({"block": "encoder", "views": ("erasure",)}, "block asked for, which erasure cannot be asked"),
        ({"block": "encoder", "row": "input"}, "row 'input' asked of the encoder, which has no decoder steps"),
        ({"instead_of": "Hund"}, "an alternative needs the one target word"),
        (
            {"words": [1], "instead_of": "Hund " * 300},
            r"\d{3,} target tokens with the alternative; .* positions for 256",
        ),
        ({"words": [1], "instead_of": "\ud800"}, "no valid Unicode"),
        ({"words": [99]}, "target word 99 asked for; there are 6, from 0: 0:die 1:Katze"),
    ],
)
def test_questions_that_cannot_be_answered_are_refused_with_the_reason(translator, options, says):
    with pytest.raises(ModelError, match=says):
        explain(ENGLISH[0], translator, target=GERMAN[0], **options)


def test_maps_within_one_language_are_not_measured_by_deleting_source_words(translator):
    found = explain(ENGLISH[0], translator, target=GERMAN[0], views=("attention",), block="decoder")
    assert found.views["attention"].source.words == tuple(GERMAN[0].split())
    assert "self-attention" in found.faithfulness["attention"].reason


@pytest.mark.parametrize(
    ("view", "options", "made"),
    [
        ("attention", {"block": "encoder", "layer": 1}, {"block": "encoder", "layer": 1}),
        ("value_attention", {"heads": [0], "row": "output"}, {"heads": [0], "row": "output"}),
        ("rollout", {"layer": 1}, {"layers": "0 to 1", "block": "cross"}),
        ("rollout", {"block": "encoder"}, {"block": "encoder", "layers": "0 to 1"}),
        ("rollout", {"layer": "all"}, {"layers": "0 to 2"}),
        ("attention", {"layer": "all", "block": "encoder"}, {"block": "encoder", "layer": "all", "heads": "all"}),
        ("value_attention", {"layer": "all", "heads": "max"}, {"layer": "all", "heads": "max"}),
        ("rollout", {"row": "input"}, {"row": "input"}),
        ("decomposition", {"row": "input"}, {"row": "input"}),
    ],
)
def test_every_view_reads_what_was_asked_for(translator, view, options, made):
    found = explain(ENGLISH[0], translator, target=GERMAN[0], views=(view,), **options).views[view]
    assert made.items() <= dict(found.provenance).items()


def test_the_record_has_the_part_of_earlier_target_words(translator):
    found = explain(ENGLISH[0], translator, target=GERMAN[0], views=("decomposition", "attention"), measure=False)
    view, other = (found.record()["views"][name] for name in ("decomposition", "attention"))
    made = found.views["decomposition"]
    assert np.allclose(view["source_share"], made.source_share, atol=1e-6)
    assert np.allclose(np.array(view["prefix"], dtype=float), made.prefix, atol=1e-6, equal_nan=True)
    assert other["prefix"] is None and other["source_share"] is None
    assert view["not_measured"] == "nobody asked"


@pytest.mark.parametrize(
    ("text", "target", "sides"),
    [
        ("القطة تنام على السجادة", "החתול ישן על השטיח", {"source": "Arabic", "target": "Hebrew"}),
        ("the cat sits on the mat", "Кошка спит на ковре", {"target": "Cyrillic"}),
        ("Je ne sais pas où est la maison", "die Katze sitzt auf der Matte", {"source": "French"}),
        ("the cat sits on the mat", "die Katze sitzt auf der Matte", {}),
        ("Anna 12", "Anna 12", {}),
    ],
)
def test_text_in_a_language_that_the_model_was_not_loaded_for_is_told(translator, text, target, sides):
    found = explain(text, translator, target=target, views=())
    told = dict(zip(found.foreign, foreign_in_words(found.foreign), strict=True))
    assert {side: name in told[side] for side, name in sides.items()} == dict.fromkeys(found.foreign, True)
    assert found.record()["foreign"].keys() == sides.keys()
