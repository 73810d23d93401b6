"""A scored corpus as a Space: what lies in the folder, that nothing else is touched, and that no model is needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import gradio
import numpy as np
import pytest
import yaml

from tests.app import without_torch
from tests.runs.made import make, row
from workbench import bundled
from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.app.serving.hosting import REVIEW, Limits
from workbench.app.serving.library import Library, new_owner
from workbench.app.serving.translators import Translators
from workbench.app.space import SpaceSettings, make_space, requirements
from workbench.app.space_folder import MARK
from workbench.app.stored_views import StoredViews, key_of, store
from workbench.app.subject import Asked, Explainer, NotStored, ShownView, Subject
from workbench.errors import RunError, UnknownNameError
from workbench.explanation.trust import Faithfulness, NotMeasured
from workbench.runs import open_run
from workbench.runs.manifest import Manifest

WITHOUT = SpaceSettings(views=())
SCORED = bundled.model_folder() / "scored-demo"


def quiet(_progress):
    return None


@pytest.fixture(scope="module")
def space(tmp_path_factory) -> Path:
    """Of the bundled run, with two views of the worst segment of each side."""
    folder = tmp_path_factory.mktemp("space") / "out"
    made = make_space(open_run(SCORED), folder, SpaceSettings(views=("attention", "rollout"), top=1), quiet)
    assert (made.segments, made.pictures, made.unmade) == (250, 4, ())
    assert made.size == sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.name != MARK)
    return folder


@pytest.fixture
def run(tmp_path):
    return make(tmp_path / "runs" / "mine", [row("a", 0, suspicion=0.5), row("b", 1, suspicion=0.2)])


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_is_what_the_hub_takes(space):
    _, front, text = (space / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    told = yaml.safe_load(front)
    assert told["sdk"] == "gradio" and told["sdk_version"] == gradio.__version__ and told["app_file"] == "app.py"
    assert told["python_version"] == "3.11" and told["license"] == "other"
    assert len(told["short_description"]) <= 60 and told["title"] in text
    found = files(space)
    assert {"app.py", "requirements.txt", "workbench/app/__init__.py", "pictures.parquet"} <= {*found}
    assert "runs/scored-demo/run.json" in found and "runs/scored-demo/log.jsonl" not in found
    binary = {name for name, content in found.items() if b"\0" in content}
    assert all(name.endswith(".parquet") for name in binary), "the hub takes no other binary files"
    assert max(map(len, found.values())) < 5 * 2**20


def test_nothing_of_what_models_need_is_asked_for(space):
    names = (space / "requirements.txt").read_text(encoding="utf-8").split("\n")[:-1]
    assert names == requirements() and any(one.startswith("gradio>") for one in names)
    assert not any(one.startswith(("torch", "transformers", "sentencepiece")) for one in names)


@pytest.mark.parametrize("title", ['"quoted": yes', "line\nbreak", "- x", "Über & <b>", "# x", "…"])
def test_any_title_is_one(run, tmp_path, title):
    make_space(run, tmp_path / "out", replace(WITHOUT, title=title), quiet)
    front = (tmp_path / "out" / "README.md").read_text(encoding="utf-8").split("---\n")[1]
    assert yaml.safe_load(front)["title"] == title.replace("\n", "\\n")


SEEN = """
import json, sys
import app
from workbench.app.desk import Desk
from workbench.app.parts.grid import grid
from workbench.app.parts.notes import above
from workbench.app.parts.sentences import sentences
from workbench.app.parts.why import why
from workbench.app.serving.hosting import REVIEW
from workbench.app.serving.library import Library, new_owner
from workbench.app.stored_views import StoredViews
from workbench.app.subject import Asked, NotStored, Subject

named = {one.api_name: one.fn for one in app.demo.fns.values() if isinstance(one.api_name, str)}
named = {name: fn for name, fn in named.items() if name in ("score", "explain", "worst", "segment")}
listed = named["worst"](top=2)
seen = named["segment"](listed[0]["run"] if "run" in listed[0] else "demo", listed[0]["id"])
library = Library([app.HERE / "runs" / "scored-demo"], REVIEW)
run = library.open(library.first, new_owner())
desk = Desk.of(REVIEW, library, StoredViews(app.HERE / "pictures.parquet"))
told = []
for record in listed:
    row = run.segment(record["id"])
    subject = Subject.of(run, row)
    above(subject, Asked())
    assert why(run, row) and sentences(row, subject.stored, None, run.sides)
    try:
        for found in desk.explainer.steps(subject, ["attention", "rollout"], Asked()):
            assert all(one["chip"] and one["alt"] for one in grid(found)["maps"])
    except NotStored as error:
        told.append(str(error))
    else:
        told.append("")
print(json.dumps({"named": sorted(named), "views": [*seen["views"]], "trust": seen["views"]["rollout"]["trust"],
                  "told": told, "choices": library.choices_for_all(),
                  "heavy": [name for name in ("torch", "transformers") if name in sys.modules]}))
"""


def test_list_detail_and_stored_pictures_open_without_torch(space, tmp_path):
    (tmp_path / "seen.py").write_text(SEEN)
    command = [sys.executable, without_torch.__file__, tmp_path / "seen.py"]
    environment = os.environ | {"PYTHONPATH": str(space)}
    done = subprocess.run(command, cwd=space, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["heavy"] == [] and found["named"] == ["segment", "worst"]
    assert found["views"] == ["attention", "rollout"] and "measure" in found["trust"]
    message = "Rollout was not stored, and no model runs here: run the workbench yourself for it."
    assert found["told"] == ["", message], "of the worst alone pictures are stored"
    assert found["choices"] == [["scored-demo", "scored-demo"]]


@pytest.mark.bundled_model
def test_a_stored_view_is_as_it_was_made(space):
    stored = StoredViews(space / "pictures.parquet")
    run = open_run(space / "runs" / "scored-demo")
    subject = Subject.of(run, run.segment(run.ranking()[0]))
    *_, made = Explainer(Translators(Limits())).steps(subject, ["rollout"], Asked())
    found = stored.view(subject, "rollout")
    assert found.map.source == made["rollout"].map.source and found.map.target == made["rollout"].map.target
    assert np.allclose(found.map.weights, made["rollout"].map.weights, atol=1e-3)
    assert found.map.provenance == json.loads(json.dumps(dict(made["rollout"].map.provenance)))
    assert found.trust == made["rollout"].trust
    assert stored.view(subject, "erasure") is None and stored.view(replace(subject, source="x"), "rollout") is None


NAN = float("nan")
SUBJECT = Subject(model="m", languages=("en", None), source="a  b", target="c d e")
TRUST = Faithfulness(
    figure=0.1, low=-0.5, high=0.7, spread=0.2, words=3, fractions=(0.1,), by_view=(0.2,), by_chance=(0.1,),
    erasure_correlation=None,
)  # fmt: skip


@pytest.mark.parametrize(
    "view",
    [
        ShownView(
            AlignmentMap(
                source=Tokens.of_words(["a", "b"]),
                target=Tokens.of_words(["c", "d", "e"]),
                weights=np.array([[0.5, 0.5], [NAN, NAN], [1, 0]]),
                dropped=np.array([0.25, 1, NAN]),
                prefix=np.eye(3),
                source_share=np.array([1, 0.5, NAN]),
                dropped_by={"end": np.array([0.25, 0.5, NAN]), "tag": np.array([0, 0.5, NAN])},
                provenance={"view": "rollout", "layers": [0, 1]},
            ),
            TRUST,
        ),
        ShownView(
            AlignmentMap(
                source=Tokens.of_words(["a"]),
                target=Tokens.of_words(["c"]),
                weights=np.array([[-3.5]]),
                dropped=np.array([0.5]),
                signed=True,
                error=np.array([0.125]),
                dropped_by={},
            ),
            NotMeasured("a single word", "too_short"),
        ),
        ShownView(
            AlignmentMap(
                source=Tokens.of_words([]),
                target=Tokens.of_words([]),
                weights=np.zeros((0, 0)),
                dropped=np.zeros(0),
            )
        ),
    ],
)
def test_whatever_a_map_holds_is_stored(tmp_path, view):
    path = tmp_path / "pictures.parquet"
    store(path, [(key_of(SUBJECT, "x"), view)])
    found = StoredViews(path).view(SUBJECT, "x")
    assert found.trust == view.trust
    for name in ("weights", "dropped", "prefix", "source_share", "error"):
        one, other = getattr(found.map, name), getattr(view.map, name)
        assert (one is None) == (other is None) and (one is None or np.array_equal(one, other, equal_nan=True)), name
    assert (found.map.source, found.map.signed) == (view.map.source, view.map.signed)
    kinds, expected = found.map.dropped_by, view.map.dropped_by
    assert (kinds is None) == (expected is None) and {*(kinds or ())} == {*(expected or ())}
    assert all(np.array_equal(kinds[kind], expected[kind], equal_nan=True) for kind in kinds or ())


def test_a_file_that_holds_no_views_is_told(tmp_path):
    for content in (b"", b"PAR1"):
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(RunError, match="no stored pictures"):
            StoredViews(tmp_path / "x")


def test_what_was_not_stored_is_told_and_no_error_is_made_of_what_was():
    explainer = Explainer(Translators(REVIEW))
    with pytest.raises(NotStored, match="Attention and integrated gradients were not stored, and no model runs here"):
        [*explainer.steps(SUBJECT, ["attention", "integrated_gradients"], Asked())]
    with pytest.raises(NotStored, match="What the model would rather have said was not stored"):
        explainer.words(SUBJECT)


def test_written_again_what_is_ours_is_replaced_and_all_else_is_left_alone(run, tmp_path):
    out = tmp_path / "out"
    (out / ".git").mkdir(parents=True)
    (out / ".git" / "HEAD").write_text("theirs")
    make_space(run, out, WITHOUT, quiet)
    first = files(out)
    (out / "own.txt").write_text("theirs")
    other = make(tmp_path / "runs" / "other", [row("c", 0)])
    make_space(other, out, WITHOUT, quiet)
    found = files(out)
    assert found["own.txt"] == found[".git/HEAD"] == b"theirs"
    assert "runs/other/run.json" in found and not any(name.startswith("runs/mine") for name in found)
    assert not (out / "runs" / "mine").exists()
    make_space(run, out, WITHOUT, quiet)
    assert files(out) == first | {"own.txt": b"theirs"}


def spoilt(out: Path, run: Path) -> dict[str, object]:
    """Folders that nothing may be written into, and what is said of them."""

    def older(change) -> Path:
        folder = out / "older"
        make_space(open_run(run), folder, WITHOUT, quiet)
        change(folder)
        return folder

    def linked(folder: Path) -> None:
        (folder / "app.py").unlink()
        (folder / "app.py").symlink_to(out / "elsewhere.py")

    def linked_folder(folder: Path) -> None:
        (folder / "workbench").rename(out / "moved")
        (folder / "workbench").symlink_to(out / "moved")

    def named(folder: Path) -> None:
        (folder / MARK).write_text(json.dumps({"files": ["../elsewhere.py"]}))

    (out / "full").mkdir(parents=True)
    (out / "full" / "x").touch()
    (out / "file").touch()
    (out / "link").symlink_to(out / "nothing")
    return {
        "holds x": lambda: out / "full",
        "a file": lambda: out / "file",
        "a symbolic link": lambda: out / "link",
        "one in the other": lambda: run / "out",
        "lie one in the other": lambda: run.parent,
        "app.py: a symbolic link": lambda: older(linked),
        "workbench: a symbolic link": lambda: older(linked_folder),
        "names '../elsewhere.py'": lambda: older(named),
        "damaged": lambda: older(lambda folder: (folder / MARK).write_text("{")),
    }


@pytest.mark.parametrize(
    "why",
    ["holds x", "a file", "a symbolic link", "one in the other", "lie one in the other", "app.py: a symbolic link",
     "workbench: a symbolic link", "names '../elsewhere.py'", "damaged"],
)  # fmt: skip
def test_no_other_folder_is_written_into(run, tmp_path, why):
    folder = spoilt(tmp_path / "out", run.folder)[why]()
    (tmp_path / "out" / "elsewhere.py").write_text("theirs")
    before = files(tmp_path)
    with pytest.raises(RunError, match=why):
        make_space(run, folder, WITHOUT, quiet)
    assert files(tmp_path) == before


def test_what_cannot_be_shown_is_told_before_anything_is_written(run, tmp_path):
    with pytest.raises(UnknownNameError, match="beauty"):
        make_space(run, tmp_path / "out", SpaceSettings(views=("beauty",)), quiet)
    manifest = Manifest.load(run.folder)
    manifest.corpus["segments"] = 9
    manifest.shards = None
    manifest.save(run.folder)
    with pytest.raises(RunError, match=r"2 of 9 segments scored; give the same 'workbench score' command again"):
        make_space(open_run(run.folder), tmp_path / "out", WITHOUT, quiet)
    assert not (tmp_path / "out").exists()


def test_no_link_out_of_a_run_is_followed(run, tmp_path):
    (tmp_path / "secret").write_text("x")
    (run.folder / "log.jsonl").symlink_to(tmp_path / "secret")
    with pytest.raises(RunError, match=r"log\.jsonl: a symbolic link"):
        make_space(run, tmp_path / "out", replace(WITHOUT, with_log=True), quiet)


def test_folders_of_this_machine_are_not_told(run, tmp_path):
    manifest = Manifest.load(run.folder)
    manifest.signature |= {"model": "/home/me/secret/model", "revision": None}
    manifest.corpus |= {
        "files": ["/home/me/secret/corpus.tsv", r"C:\me\secret\x.tsv"],
        "read": {"source": "~/secret/y"},
    }
    manifest.save(run.folder)
    make_space(open_run(run.folder), tmp_path / "out", WITHOUT, quiet)
    found = json.loads((tmp_path / "out" / "runs" / "mine" / "run.json").read_text(encoding="utf-8"))
    assert found["signature"]["model"] == "model" and found["corpus"]["files"] == ["corpus.tsv", "x.tsv"]
    assert not any(
        b"secret" in content for name, content in files(tmp_path / "out").items() if name.startswith("runs/")
    )


def test_the_log_goes_along_when_asked_for_and_a_visitor_begins_with_it(run, tmp_path):
    run.flags.set("a", "fine", "mine")
    make_space(run, tmp_path / "without", WITHOUT, quiet)
    make_space(run, tmp_path / "with", replace(WITHOUT, with_log=True), quiet)
    found = {name: Library([tmp_path / name / "runs" / "mine"], REVIEW) for name in ("without", "with")}
    assert found["without"].open("mine", new_owner()).flags.read() == {}
    mine, theirs = (found["with"].open("mine", new_owner()) for _ in range(2))
    mine.flags.set("b", "model error")
    assert [*mine.flags.read()] == ["a", "b"] and [*theirs.flags.read()] == ["a"]
    assert [*open_run(tmp_path / "with" / "runs" / "mine").flags.read()] == ["a"], "the Space's own is as it was"
