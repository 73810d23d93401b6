"""What the app's handlers take and give: values by component."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import get_type_hints

import gradio as gr
import pytest
from gradio.components import Component

import workbench.app
from workbench.app import build
from workbench.app.desk import Desk
from workbench.app.pages.review import ReviewPage
from workbench.app.parts.address import Address
from workbench.app.parts.controls import Chosen
from workbench.app.parts.detail import Detail
from workbench.app.parts.header import Header
from workbench.app.parts.listing import ListPart
from workbench.app.parts.values import Changes, Given
from workbench.app.serving.hosting import SHARED
from workbench.app.serving.library import Library, new_owner
from workbench.app.subject import Asked
from workbench.runs.demo import scored_demo


@pytest.fixture(scope="module")
def handlers():
    """Of what people do in the app; what programs call by name is none of them, nor what the browser does alone."""
    return [one for one in build().fns.values() if one.fn is not None and one.api_visibility == "private"]


def test_every_handler_takes_values_by_component_and_returns_those_that_change(handlers):
    assert len(handlers) > 40
    for one in handlers:
        hints = get_type_hints(one.fn)
        assert one.inputs_as_dict or not one.inputs, one.name
        assert hints["return"] in (Changes, Iterator[Changes]), one.name
        assert not one.inputs or hints["given"] == Given, one.name
        # Beside these Gradio gives the request and the event, which it finds by their types.
        assert {*hints} - {"given", "request", "event", "return"} == set(), one.name


def test_what_is_listed_fills_the_outputs_and_opens_the_first():
    with gr.Blocks():
        desk = Desk.of(SHARED, Library(limits=SHARED))
        part = ListPart(desk, gr.BrowserState(None), gr.HTML())
    run = desk.library.open("demo", new_owner())
    address = Address(run="demo", side="hypothesis")
    changes, there = part.show(run, address)
    assert {*changes} == {*part.outputs}
    assert there.segment == run.ranking()[0] and there == replace(address, segment=there.segment)
    _, kept = part.show(run, replace(address, segment=run.ranking()[120]))
    assert kept.segment == run.ranking()[120]
    _, none = part.show(run, replace(address, text="no such text anywhere"))
    assert none.segment == ""


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen(),
        Chosen(view="erasure", side_views=True, layer=2, heads=(3, 1), row="input", transposed=True),
        Chosen(layer="all", heads=("max",)),
        Chosen(layer=0, heads=(0,), row="output"),
        Chosen(heads=("all",)),
    ],
)
def test_controls_say_what_was_chosen(chosen):
    with gr.Blocks():
        detail = Detail(Desk.of(SHARED, Library(limits=SHARED)), "x")
    said = detail.choose(chosen)
    assert {*said} == {*detail.controls} and all(isinstance(one, Component) for one in said)
    assert detail.chosen(said) == chosen


@pytest.mark.parametrize("path", sorted(Path(workbench.app.__file__).parent.rglob("*.py")), ids=lambda path: path.stem)
def test_nothing_is_counted_in_skips_nor_passed_on_in_places(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        place = f"{path.name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.List | ast.Tuple):
            assert not any(map(_skips, node.elts)), place
        if isinstance(node, ast.FunctionDef) and node.args.vararg and node.args.vararg.annotation:
            assert ast.unparse(node.args.vararg.annotation) != "Any", place


def _skips(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("skip")


def test_a_check_is_opened_whichever_of_its_news_is_heard_and_nobody_is_taken_back_to_it():
    with gr.Blocks():
        desk, owner = Desk.of(SHARED, Library(limits=SHARED)), gr.BrowserState(None)
        page = ReviewPage(desk, owner, Header(desk))
    name = new_owner()

    def heard(session, news, replaces=""):
        check = page.check
        given = {page.place: "", owner: name, check.scored: "demo", check.open_side: "reference"}
        given |= {check.replaces: replaces, check.news: news}
        return page._checked(SimpleNamespace(session_hash=session), given)

    assert Address.of(heard("one", 1)[page.place]).side == "reference"
    # It came together with the one before, of which nothing was told.
    assert Address.of(heard("two", 2, "demo")[page.place]).side == "reference"
    # Who has gone elsewhere since its first rows stays there.
    heard("three", 1)
    desk.go("three", Address(run="another"))
    assert [*heard("three", 2, "demo")] == [page.run]


@pytest.fixture(scope="module")
def detail() -> Detail:
    with gr.Blocks():
        return Detail(Desk.of(SHARED, Library(limits=SHARED)), "corpus")


def test_an_answer_about_a_word_comes_to_nobody_who_asks_about_another_by_now(detail, monkeypatch):
    run = scored_demo()
    [first, second] = [run.segment(id, "hypothesis") for id in ("demo-054", "demo-055")]
    opened = detail.open(run, first, "session", Chosen())
    given = {detail.looked: opened[detail.looked], **detail.choose(Chosen())}

    def press(word):
        """Pinned at once, and then what is told of it."""
        pinned = detail._word(SimpleNamespace(_data={"word": word}), given)
        return detail._answer({**given, detail.looked: pinned[detail.looked]})

    def meanwhile(then):
        def answered(*_):
            then()
            return "late"

        monkeypatch.setattr(detail, "_asked_of", answered)

    meanwhile(lambda: None)
    assert press(1)[detail.choices] == "late" and press(None) == gr.skip()
    for then in (
        lambda: press(None),
        lambda: detail._leave(SimpleNamespace(_data={"word": None}), given),
        lambda: detail.open(run, second, "session", Chosen()),
        lambda: detail.cleared("session"),
    ):
        meanwhile(then)
        assert press(1) == gr.skip()
        detail.open(run, first, "session", Chosen())
        pinned = {**given, detail.looked: replace(given[detail.looked], asked=Asked(word=1))}
        detail._ask(pinned[detail.looked])
        assert all(detail.choices not in found for found in detail._fill(pinned) if isinstance(found, dict))


def test_what_is_told_of_a_pressed_word_at_once_needs_no_model_library():
    """While another thread loads one, whoever wants a name of it finds the half."""
    code = (
        "import sys; from workbench.app.parts.detail import note_of; from workbench.app.subject import Asked; "
        "assert 'Tür' in note_of(('Schafe',), Asked(word=0, instead_of='▁Tür')); "
        "assert not {'torch', 'transformers'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
