"""What the views declare, and whether it is so."""

from __future__ import annotations

from inspect import signature
from pathlib import Path

import pytest

from workbench.errors import ModelError, UnknownNameError
from workbench.plugins import resolved
from workbench.views import OF_CHOICE, VIEWS, check_options

ROOT = Path(__file__).parents[2]


def table() -> str:
    """The views as they stand in the documents."""
    rows = ["| view | shows | does not show |", "|---|---|---|"]
    return "\n".join([*rows, *(f"| `{name}` | {view.shows} | {view.hides} |" for name, view in VIEWS.items())]) + "\n"


def test_a_document_says_of_views_what_they_declare():
    if not (ROOT / ".github").exists():
        pytest.skip("not a checkout")
    documents = [ROOT / "README.md", *(ROOT / ".github").glob("*.md")]
    told = [path.name for path in documents if "| view | shows |" in path.read_text(encoding="utf-8")]
    assert len(told) == 1, "once, so that it is looked after"
    [path] = [path for path in documents if path.name == told[0]]
    assert table() in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_declares_itself(name):
    view = VIEWS[name]
    assert view.name == name and all((view.shows, view.hides, view.source, view.cost))
    parameters = signature(resolved(view.function)).parameters
    assert [*parameters] == ["translator", "pairs", *view.options]
    assert view.note == f"{view.shows}; not {view.hides}" and "\n" not in view.note


@pytest.mark.parametrize("name", VIEWS)
def test_maps_are_signed_as_declared(translator, pairs, name):
    found = next(VIEWS[name](translator, pairs[:1]))
    assert found.signed == VIEWS[name].signed and found.provenance["view"] == name


@pytest.mark.parametrize(
    ("view", "able"),
    [
        ("attention", {*OF_CHOICE, "choice", "batch_size", "by_word"}),
        ("value_attention", {*OF_CHOICE, "choice", "batch_size", "by_word"}),
        ("rollout", {"block", "layer", "row", "batch_size", "by_word"}),
        ("decomposition", {"row", "batch_size", "by_word"}),
        ("value_zeroing", {"block", "layer", "row", "by_word"}),
        ("encoder_similarity", {"batch_size", "by_word"}),
        ("layer_gradient_x_activation", {"words", "instead_of", "layer", "by_word"}),
        ("gradient_x_input", {"words", "instead_of", "by_word"}),
        ("erasure", {"words", "instead_of", "by_word"}),
    ],
)
def test_a_view_is_asked_for_what_it_has_and_for_nothing_else(view, able):
    asked = {*OF_CHOICE, "choice", "words", "instead_of", "batch_size", "by_word", "nonsense"}
    assert {option for option in asked if VIEWS[view].takes(option)} == able
    taken = VIEWS[view].taken(dict.fromkeys(asked - {"choice"}, 1), "the choice")
    assert {*taken} == able - ({*OF_CHOICE} if "choice" in able else set())
    assert taken.get("choice") == ("the choice" if "choice" in able else None)
    assert VIEWS[view].answers_contrast == ("instead_of" in able)


def test_an_option_that_no_view_has_is_refused_with_those_that_have_it():
    check_options(["layer", "words"], ["rollout", "erasure"])
    check_options(["words"], [])
    with pytest.raises(ModelError, match="heads asked for, which rollout and erasure cannot be asked; views that"):
        check_options(["heads"], ["rollout", "erasure"])
    with pytest.raises(UnknownNameError, match="unknown view 'attention_of_mine'; choose one of: attention, "):
        check_options([], ["attention_of_mine"])
