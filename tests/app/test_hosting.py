from __future__ import annotations

import pickle
import sys

import gradio as gr
import pytest

from tests.app.conftest import ROOT
from workbench.app import build, wrong_reasons
from workbench.app.desk import Desk
from workbench.app.parts import checking, profiling
from workbench.app.parts.steer import Steer, Steerable
from workbench.app.parts.why_not import pin
from workbench.app.serving import hosting
from workbench.app.serving.hosting import KNOWN_MODELS, REVIEW, SHARED, VARIABLES, LimitError, Limits, limits, on_gpu
from workbench.app.serving.job import reaching
from workbench.app.serving.judgements import Tried
from workbench.app.serving.library import Library
from workbench.app.serving.translators import Translators
from workbench.app.subject import Asked, Explainer, Subject
from workbench.calibration.sample import Sample
from workbench.corpus import read
from workbench.errors import WorkbenchError
from workbench.jobs.score_settings import ScoreSettings
from workbench.runs import Filter


def test_a_space_has_limits_and_says_them_and_a_machine_of_ones_own_has_none(monkeypatch):
    monkeypatch.delenv("SPACE_ID", raising=False)
    assert limits() == Limits() and str(limits()) == ""
    monkeypatch.setenv("SPACE_ID", "somebody/workbench")
    assert limits() == SHARED
    for told in ("500 segments", "1,000 characters", "5 MB", "300 seconds", "20 jobs", "within an hour"):
        assert told in str(SHARED)


@pytest.mark.parametrize(
    ("space", "given", "expected"),
    [
        ("", {"WORKBENCH_SEGMENTS": "12"}, {"segments": 12}),
        ("a/b", {"WORKBENCH_SEGMENTS": " 12 ", "WORKBENCH_QUEUE": "none"}, {"segments": 12, "queue": None}),
        ("a/b", {"WORKBENCH_UPLOAD_MB": "7"}, {"upload": 7 * 2**20}),
        ("a/b", {"WORKBENCH_SECONDS": "", "WORKBENCH_KEPT_SECONDS": "7200"}, {"seconds": 300, "kept": 7200}),
        ("a/b", {"WORKBENCH_MODEL": "x/y, z/w"}, {"model": "x/y", "models": ("x/y", "z/w", "demo")}),
        ("", {"WORKBENCH_MODEL": "x/y"}, {"model": "x/y", "models": None}),
    ],
)
def test_the_environment_sets_limits(monkeypatch, space, given, expected):
    monkeypatch.setenv("SPACE_ID", space)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    found = limits()
    assert {name: getattr(found, name) for name in expected} == expected
    assert "None" not in str(found)


def test_what_is_kept_longer_is_told(monkeypatch):
    monkeypatch.setenv("SPACE_ID", "a/b")
    monkeypatch.setenv("WORKBENCH_KEPT_SECONDS", "7200")
    assert "deleted within 130 minutes" in str(limits())
    monkeypatch.setenv("WORKBENCH_KEPT_SECONDS", "none")
    assert "deleted" not in str(limits())


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "1e3", "٣", "9" * 5000])
@pytest.mark.parametrize("variable", VARIABLES, ids=lambda one: one.name)
def test_a_wrong_value_names_its_variable_what_was_received_and_what_is_expected(monkeypatch, variable, value):
    monkeypatch.setenv(variable.name, value)
    with pytest.raises(LimitError) as told:
        limits()
    assert str(told.value).startswith(f"{variable.name} received: {value!r}; expected a whole number of 1 or more, ")


@pytest.mark.parametrize(("name", "ask"), [("WORKBENCH_RUN", hosting.runs), ("WORKBENCH_CORPUS", hosting.corpus)])
def test_runs_and_corpus_of_the_environment_are_there_or_told(monkeypatch, tmp_path, name, ask):
    monkeypatch.delenv(name, raising=False)
    assert not ask()
    monkeypatch.setenv(name, str(tmp_path))
    assert ask() in (tmp_path, [tmp_path])
    monkeypatch.setenv(name, str(tmp_path / "nowhere"))
    with pytest.raises(WorkbenchError, match=f"{name} received: .*nowhere'; expected a"):
        ask()


def test_the_readme_lists_every_variable():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    names = [one.name for one in VARIABLES] + [hosting.MODEL, hosting.RUN, hosting.CORPUS]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_where_nothing_computes_no_model_can_be_asked():
    for name in ("demo", KNOWN_MODELS[1]):
        with pytest.raises(LimitError, match="no model runs here"):
            REVIEW.check_model(name)
    assert "no model runs here" in str(REVIEW) and "within an hour" in str(REVIEW)


@pytest.mark.parametrize("allowed", [Limits(), SHARED, REVIEW], ids=["own", "shared", "to read"])
def test_the_app_is_built_whatever_is_allowed(allowed):
    names = {one.api_name for one in build(allowed=allowed).fns.values()}
    assert {"worst", "segment"} <= names and ("explain" in names) == ("score" in names) == allowed.computes


@pytest.mark.parametrize(
    "refused",
    [
        lambda: SHARED.check_model("somebody/else"),
        lambda: SHARED.check_text("short", "x" * 1001),
        lambda: SHARED.segments_of(-1),
        lambda: SHARED.segments_of(1.5),
    ],
)
def test_what_is_over_a_limit_is_refused_in_words(refused):
    with pytest.raises(LimitError, match=r"offered here; choose|at most 1,000|expected a whole number"):
        refused()


def test_what_is_within_is_let_through():
    SHARED.check_model(KNOWN_MODELS[1])
    SHARED.check_text("x" * 1000, None)
    assert [SHARED.segments_of(asked) for asked in (None, 0, 10, 10_000)] == [500, 500, 10, 500]
    assert [Limits().segments_of(asked) for asked in (None, 0, 10_000)] == [None, None, 10_000]
    Limits().check_model("any/thing")
    Limits().check_text("x" * 100_000)


def test_without_zero_gpu_a_function_stays_itself(monkeypatch):
    monkeypatch.delenv("SPACES_ZERO_GPU", raising=False)
    assert on_gpu(len) is len
    # Asked for, but the package is not there: the CPU does it.
    monkeypatch.setenv("SPACES_ZERO_GPU", "1")
    monkeypatch.setitem(__import__("sys").modules, "spaces", None)
    assert on_gpu(len) is len


def test_with_zero_gpu_a_function_is_lent_one(monkeypatch):
    from types import SimpleNamespace

    lent = []

    def gpu(duration):
        return lambda function: lent.append(duration) or function

    monkeypatch.setenv("SPACES_ZERO_GPU", "1")
    monkeypatch.setitem(__import__("sys").modules, "spaces", SimpleNamespace(GPU=gpu))
    assert on_gpu(len)("abc") == 3 and lent == [120]


class Lent:
    """As the package ``spaces`` has it: what goes in and comes out is pickled, errors lose their kind."""

    def __init__(self):
        self.calls = []

    def GPU(self, duration):
        assert duration == 120

        def decorate(function):
            def call(*given):
                asking, _, (first, *_) = given
                self.calls.append((first if callable(first) else asking).__name__)
                asked = pickle.loads(pickle.dumps(given))
                yield from (pickle.loads(pickle.dumps(found)) for found in function(*asked))

            return call

        return decorate


@pytest.fixture
def lent(monkeypatch):
    """A GPU is lent, on which a model stays where it is."""
    import torch

    found = Lent()
    monkeypatch.setenv("SPACES_ZERO_GPU", "1")
    monkeypatch.setitem(sys.modules, "spaces", found)
    monkeypatch.setattr(torch.nn.Module, "to", lambda module, _device: module)
    return found


@pytest.mark.bundled_model
def test_every_program_that_asks_a_model_goes_through_the_gpu_that_is_lent(lent):
    app = build(allowed=Limits())
    named = {one.api_name: one.fn for one in app.fns.values() if isinstance(one.api_name, str)}
    assert len(named["score"]("She gave up.")) == 1
    assert [*named["explain"]("She gave up.", views="attention")["views"]] == ["attention"]
    assert lent.calls == ["_scored", "_explained"]
    with pytest.raises(gr.Error, match="the source is empty"):
        named["explain"](" ")


@pytest.mark.bundled_model
def test_views_and_words_go_through_the_gpu_that_is_lent(lent):
    explainer = Explainer(Translators(Limits()))
    subject = Subject(model="demo", languages=("en", "de"), source="She gave up.", target="Sie gab auf.")
    *_, found = explainer.steps(subject, ["attention", "rollout"], Asked())
    assert {*found} == {"attention", "rollout"} and all(view.trust is not None for view in found.values())
    assert explainer.words(subject).target == ("Sie", "gab", "auf", ".")
    assert lent.calls == ["_explained"] * 2
    assert explainer.known(subject, "rollout", Asked()) is found["rollout"], "kept on this side"


@pytest.mark.bundled_model
def test_what_people_try_and_ask_of_words_goes_through_the_gpu_that_is_lent(lent):
    desk = Desk.of(Limits(), Library())
    judged = desk.judgements(Tried("demo", ("en", "de"), "She gave up."))
    assert judged.row["hypothesis"] and desk.judgements(Tried("demo", ("en", "de"), "She gave up.")) is judged
    subject = Subject.of(judged.run, judged.row)
    assert pin(desk, subject, Asked(word=0, instead_of="Er")).rivals
    with gr.Blocks():
        steer = Steer(desk)
    words = tuple(judged.row["source_words"]), tuple(judged.row["target_words"])
    assert steer._found(Steerable(subject, "here", 0, *words), 1, "preset").told()
    assert lent.calls == ["judge", "_explained", "_rivals", "_steered"]


@pytest.mark.bundled_model
def test_corpora_heads_and_reasons_go_through_the_gpu_that_is_lent(lent, tmp_path):
    translators = Translators(Limits())
    asked = "demo", "en", "de", None
    settings = ScoreSettings(side="both")
    run = translators.result(checking._scored, asked, read("demo", limit=2), tmp_path / "run", settings, reaching)
    assert (run.done, run.unfinished) == (2, False)
    sample = Sample(name="two", sources=("She gave up.", "It is late."), targets=("Sie gab auf.", "Es ist spät."))
    [(_, records, _)] = translators.compute(profiling._profiled, asked, sample, False)
    assert len(records) > 10
    assert translators.result(wrong_reasons._asked, asked, run, "hypothesis", Filter()) is not None
    assert lent.calls == ["_scored", "_profiled", "_asked"]


@pytest.mark.usefixtures("lent")
def test_an_error_made_for_people_comes_back_in_its_words_from_where_kinds_are_lost():
    with pytest.raises(WorkbenchError, match=r"model folder './nowhere' does not exist"):
        [*Translators(Limits()).compute(print, ("./nowhere", None, None, None), "")]
