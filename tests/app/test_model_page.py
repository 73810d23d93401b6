"""The Model page: heads as pictures that come along, another attention asked for first, and what the list misses."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import gradio as gr
import numpy as np
import pytest

from workbench import bundled
from workbench.alignment.gold import read_gold
from workbench.app.desk import Desk
from workbench.app.pages import model as page
from workbench.app.parts.heads import Opened, choice_of, large, overview, title, told
from workbench.app.parts.preset_change import PresetChange
from workbench.app.parts.trust_chart import PLANTED, REAL, trust_chart, trust_told
from workbench.app.serving.hosting import SHARED, Limits
from workbench.app.serving.library import Library
from workbench.calibration.head import HeadProfile, label_of
from workbench.calibration.head_gallery import HeadGallery, gallery_of_bundled, head_gallery, stored_gallery
from workbench.runs.demo import scored_demo

PRESET = json.loads((bundled.model_folder() / "workbench.json").read_text(encoding="utf-8"))["preset"]


@pytest.fixture(scope="module")
def opened():
    return Opened.stored()


def place_of(gallery, layer, head):
    return next(at for at, one in enumerate(gallery.pictures) if (one.layer, one.head) == (layer, head))


def test_the_heads_that_come_along_are_those_of_the_bundled_model(bundled_model):
    stored = stored_gallery()
    translator = bundled_model("en", "de")
    assert stored.weights == translator.weights_hash[:16]
    profiles = [
        HeadProfile(block="cross", layer=one.layer, head=one.head, row=one.row, **one.figures)
        for one in stored.pictures
        if one.head is not None
    ]
    assert [one.label for one in stored.pictures if one.head is not None] == [label_of(one) for one in profiles]
    made = head_gallery(translator, stored.source, stored.target, profiles, stored.measured)
    assert len(made.pictures) == len(stored.pictures) == 1 + translator.layers * (1 + translator.heads)
    for one, other in zip(made.pictures, stored.pictures, strict=True):
        assert (one.name, one.row, one.label, one.map.source.words) == (
            *(other.name, other.row, other.label),
            other.map.source.words,
        )
        np.testing.assert_allclose(one.map.weights, other.map.weights, atol=6e-4)
    # The head that alignments are read from is the best of them.
    best = min((one for one in stored.pictures if one.head is not None), key=lambda one: one.figures["aer"])
    assert (best.layer, [best.head], best.row) == (PRESET["layer"], PRESET["heads"], PRESET["row"])
    gold = read_gold(bundled.dataset("gold.en-de.tsv")).pairs[:3]
    anew = gallery_of_bundled(translator, stored.source, gold, "gold")
    assert (anew.target, anew.measured) == (stored.target, "3 pairs of gold")
    assert HeadGallery.from_record(json.loads(json.dumps(stored.record()))).record() == stored.record()


def test_all_layers_come_first_then_layer_by_layer_and_what_is_read_now_is_marked(opened):
    value = overview(opened.gallery, 0, PRESET)
    assert [row["name"] for row in value["rows"]] == ["All layers", *(f"Layer {layer}" for layer in range(4))]
    assert [one["short"] for one in value["rows"][1]["thumbs"]] == ["all heads", *(f"head {n}" for n in range(4))]
    marked = [one["name"] for row in value["rows"] for one in row["thumbs"] if one["mark"]]
    assert marked == [f"Layer {PRESET['layer']}, head {PRESET['heads'][0]}"]
    assert value["rows"][1]["thumbs"][4]["told"] == ["aligner", "AER 0.09"]
    assert not any(one["mark"] for row in overview(opened.gallery, 0)["rows"] for one in row["thumbs"])
    assert len(json.dumps(value)) < 10_000


def test_every_head_opens_large_under_its_name_and_role_with_the_python_for_it(opened):
    for place, one in enumerate(opened.gallery.pictures):
        value = large(opened, place)["maps"][0]
        assert (value["name"], value["chip"][1]) == (one.name, one.label or "mean")
        assert f"layer={one.layer!r}" in value["code"] and f"row={one.row!r}" in value["code"]
        assert one.name in told(opened.gallery, place)
    spoken = told(opened.gallery, place_of(opened.gallery, 0, 3))
    assert "AER 0.09" in spoken and "it aligns, it cannot explain" in spoken


def test_a_sentence_cannot_command_the_page(opened):
    assert "<b>x</b>" not in title(replace(opened.gallery, source="<b>x</b>", languages=(None, "<i>")))


@pytest.fixture
def change(tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.models.presets._folder", lambda: tmp_path / "presets")
    with gr.Blocks():
        return PresetChange(Desk.of(Limits(), Library()))


def asked(change, opened, place):
    *_, last = change.ask(opened.reader, choice_of(opened.gallery, place))
    return last


@pytest.mark.bundled_model
def test_another_attention_is_asked_for_first_kept_and_undone(change, opened, tmp_path):
    kept = tmp_path / "presets"
    last = asked(change, opened, place_of(opened.gallery, 2, 1))
    assert not kept.exists(), "nothing changes before somebody says so"
    for words in ("layer 0, heads 3", "layer 2, heads 1", "from now on", "keep theirs", "demo (en to de)"):
        assert words in last[change.told]
    assert last[change.yes]["visible"] and not last[change.undo]["visible"]
    [done] = change._apply({change.proposed: last[change.proposed]})
    assert "layer 2, heads 1" in done[change.told] and done[change.undo]["visible"]
    [path] = kept.iterdir()
    assert json.loads(path.read_text())["measured"].startswith("chosen in the app; AER 0.332 on 91 pairs")
    # Another one on top: undone, the one before is back, and not what came along.
    again = asked(change, opened, place_of(opened.gallery, "all", None))
    assert "layer 2, heads 1" in again[change.told]
    [twice] = change._apply({change.proposed: again[change.proposed]})
    assert "mean over all layers" in twice[change.told]
    [back] = change._undo({change.before: twice[change.before]})
    assert "Undone" in back[change.told] and "layer 2, heads 1" in back[change.told]
    [first] = change._undo({change.before: done[change.before]})
    assert "layer 0, heads 3" in first[change.told] and not [*kept.iterdir()]


@pytest.mark.bundled_model
def test_what_is_read_already_is_said_to_be_and_leaving_it_changes_nothing(change, opened, tmp_path):
    last = asked(change, opened, place_of(opened.gallery, 0, 3))
    assert "what is read already" in last[change.told] and not last[change.yes]["visible"]
    left = change._leave()
    assert (left[change.told], left[change.proposed]) == ("", None)
    assert not (tmp_path / "presets").exists()


def test_nothing_is_changed_on_a_shared_machine(opened, tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.models.presets._folder", lambda: tmp_path / "presets")
    with gr.Blocks():
        change = PresetChange(Desk.of(SHARED, Library(limits=SHARED)))
    last = asked(change, opened, 1)
    assert "off in a shared demo" in last[change.told] and last[change.proposed] is None
    assert not (tmp_path / "presets").exists()


def test_real_mistakes_stand_before_planted_faults_in_one_picture():
    run = scored_demo()
    spec = json.loads(trust_chart(run).plot)
    [names] = [param["value"] for param in spec["params"]]
    groups = [row["n"] for data in spec["datasets"].values() for row in data if row.keys() == {"i", "n"}]
    assert groups == [REAL, PLANTED]
    assert names[:2] == ["", "the bundled corpus"] and "number" in names[names.index("", 1) :]
    assert "stayed under 0.5" in trust_told(run) and "does not say that nothing is wrong" in trust_told(run)


def test_where_the_corpus_is_of_another_model_the_page_says_so_and_marks_no_head(opened):
    run = scored_demo()
    other = SimpleNamespace(
        manifest=SimpleNamespace(signature=run.manifest.signature | {"weights": "x", "model": "<m>"})
    )
    assert (
        "scored with" not in page._title(run, opened) and page._preset(run, opened) == run.manifest.signature["preset"]
    )
    assert "scored with <b>&lt;m&gt;</b>" in page._title(other, opened) and page._preset(other, opened) is None
