from __future__ import annotations

import json
import os
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from tests.charts.maps import some_map
from workbench.charts import heatmap, saving, script_json, side_by_side
from workbench.errors import ChartError

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--",
    "<img src=x onerror=alert(1)>",
    "&lt;",
    '"]',
    "\u2028",
    "\x1b[",
]


@pytest.fixture
def without_vl_convert(monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)


@pytest.mark.parametrize(
    ("name", "begins"),
    [("m.html", b"<!doctype html>"), ("m.json", b'{"'), ("m.SVG", b"<svg"), ("m.png", b"\x89PNG\r\n")],
)
def test_a_file_is_what_its_ending_says(tmp_path, name, begins):
    assert saving.save(heatmap(some_map()), tmp_path / name) is False
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert os.listdir(tmp_path) == [name]


def test_the_json_is_the_spec(tmp_path):
    saving.save(heatmap(some_map()), tmp_path / "m.json")
    assert json.loads((tmp_path / "m.json").read_text("utf-8")) == heatmap(some_map()).to_dict()


@pytest.mark.parametrize("name", ["m.pdf", "m", "m.html.gz"])
def test_other_endings_are_refused(tmp_path, name):
    with pytest.raises(ChartError, match=r"cannot save a chart as .*choose one of: \.html, \.json, \.svg, \.png"):
        saving.save(heatmap(some_map()), tmp_path / name)
    assert os.listdir(tmp_path) == []


def test_a_page_needs_no_network(tmp_path):
    saving.save(heatmap(some_map()), tmp_path / "m.html")
    page = (tmp_path / "m.html").read_text("utf-8")
    assert "<script src" not in page and "default-src 'none'" in page
    assert "https://cdn" not in page.split("<title>")[0]
    assert len(page) > 500_000


@pytest.mark.usefixtures("without_vl_convert")
def test_without_vl_convert_a_page_says_that_it_needs_the_network(tmp_path):
    assert saving.save(heatmap(some_map()), tmp_path / "m.html") is True
    page = (tmp_path / "m.html").read_text("utf-8")
    assert page.count('<script src="https://cdn.jsdelivr.net/npm/vega') == 3
    assert saving.save(heatmap(some_map()), tmp_path / "m.json") is False


@pytest.mark.usefixtures("without_vl_convert")
@pytest.mark.parametrize("name", ["m.svg", "m.png"])
def test_without_vl_convert_pictures_say_what_to_install(tmp_path, name):
    with pytest.raises(ChartError, match=r"pip install 'translation-workbench\[charts\]'"):
        saving.save(heatmap(some_map()), tmp_path / name)


@pytest.mark.parametrize("bundled", [True, False])
def test_no_text_breaks_out_of_a_page(tmp_path, monkeypatch, bundled):
    if not bundled:
        monkeypatch.setitem(sys.modules, "vl_convert", None)
    maps = {word: some_map(HOSTILE, HOSTILE, view=word) for word in HOSTILE}
    saving.save(heatmap(some_map()), tmp_path / "tame.html")
    saving.save(side_by_side(maps), tmp_path / "hostile.html")
    tame, hostile = ((tmp_path / name).read_text("utf-8").lower() for name in ("tame.html", "hostile.html"))
    for markup in ("<script", "</script", "<!--", "<img", "&lt;", "\u2028", "\x1b"):
        assert hostile.count(markup) == tame.count(markup), markup
    assert "\\u003c/script\\u003e\\u003cscript\\u003ealert(1)" in hostile


def test_json_in_a_script_is_the_same_value():
    value = {"words": HOSTILE, "number": 0.5}
    assert json.loads(script_json(value)) == value


def test_an_svg_of_hostile_words_is_well_formed(tmp_path):
    saving.save(heatmap(some_map(HOSTILE, HOSTILE)), tmp_path / "m.svg")
    root = ElementTree.parse(tmp_path / "m.svg").getroot()
    assert not [element for element in root.iter() if element.tag.endswith(("script", "img"))]


def test_a_folder_that_is_not_there_is_a_clear_error(tmp_path):
    with pytest.raises(ChartError, match=r"gone.m\.json: cannot be written, it is in no folder that exists"):
        saving.save(heatmap(some_map()), tmp_path / "gone" / "m.json")


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "m.html").mkdir()
    with pytest.raises(ChartError, match=r"m\.html: cannot be written, it is a folder"):
        saving.check_picture(tmp_path / "m.html")


def test_what_was_there_stays_whole_when_writing_fails(tmp_path, monkeypatch):
    (tmp_path / "m.json").write_text("before")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(ChartError, match="disk full"):
        saving.save(heatmap(some_map()), tmp_path / "m.json")
    assert {name: (tmp_path / name).read_text() for name in os.listdir(tmp_path)} == {"m.json": "before"}


def test_charts_load_no_model_library():
    code = "import sys, workbench.charts; print([n for n in ('torch', 'transformers', 'gradio') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
