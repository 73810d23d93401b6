"""What other packages add, and what a new file and a line of ours add: seen in help, menus and runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.plugin import CODE, MORE, install
from workbench import plugins
from workbench.corpus import FORMATS
from workbench.errors import PluginError, RunError, UnknownNameError
from workbench.plugins import Registry, resolved
from workbench.runs import Filter, open_run
from workbench.scores import RESERVED, SCORES
from workbench.scores.score import NEEDS, Score, ScoreGroup
from workbench.symptoms import SYMPTOMS
from workbench.views import VIEWS

ROOT = Path(__file__).parents[1]
LINES = "the cat sits on the mat | DIE KATZE SITZT AUF DER MATTE\na small dog runs home | ein kleiner Hund\n"

HELP = """
import contextlib, io, sys

def help_of(command):
    from workbench import cli
    sys.argv[1:] = [command, "--help"]
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.suppress(SystemExit):
        cli.main()
    return " ".join(out.getvalue().replace("│", " ").split())
"""
WHOLE = (
    (
        HELP
        + """
import json
from pathlib import Path
from types import SimpleNamespace
import workbench
assert not [name for name in sys.modules if name.startswith("small_plugin")]
found = {"help": {command: help_of(command) for command in ("score", "worst", "explain")}}
found["torch for help"] = "torch" in sys.modules

from workbench.explanation.explanation import explain
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.runs.demo import scored_demo
model = workbench.load(sys.argv[2], source_language="en", target_language="de", device="cpu")
corpus = workbench.read(Path(sys.argv[3], "c.piped"))
settings = ScoreSettings(side="both", on_demand=("positions_left",), max_length=10)
run = score(corpus, model, Path(sys.argv[3], "run"), settings)
found["records"] = list(run.records())
found["nulls"] = run.segment("1", "reference")["nulls"]
found["worst"] = [record["id"] for record in run.worst("letter_ratio", side="reference")]
found["of texts"] = found["records"][1]["symptoms"][0]
views = ["stumbling", "even", "erasure"]
explained = explain("the cat sits", model, target="die Katze sitzt", views=views)
found["views"] = {name: one.weights.tolist() for name, one in explained.views.items()}
from workbench.errors import ModelError
from workbench.models.families import families_of
try:
    families_of("bert")
except ModelError as error:
    found["families"] = str(error)
demo = scored_demo()
found["older run"] = [demo.worst("letter_ratio", 1)[0]["letter_ratio"], demo.segment("demo-001")["letter_ratio"]]
print(json.dumps(found))
"""
    )
    .replace("sys.argv[2]", "GIVEN[0]")
    .replace("sys.argv[3]", "GIVEN[1]")
)


def python(code: str, path: Path, *given: object, cwd: Path = ROOT) -> tuple[str, str]:
    """What a process that finds ``path`` first says on stdout and stderr."""
    environment = os.environ | {"PYTHONPATH": str(path), "COLUMNS": "200"}
    code = f"GIVEN = {[*map(str, given)]}\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def whole(tiny_marian, tmp_path_factory):
    """What a process with the small package sees, says, and leaves in ``folder``."""
    folder = tmp_path_factory.mktemp("plugin")
    (folder / "c.piped").write_text(LINES, encoding="utf-8")
    site = install(folder / "site", more=MORE, **CODE)
    out, err = python(WHOLE, site, tiny_marian, folder)
    return {**json.loads(out.splitlines()[-1]), "err": err, "folder": folder}


def test_what_a_package_adds_stands_in_the_help(whole):
    score, worst, explain = (whole["help"][command] for command in ("score", "worst", "explain"))
    assert " or Piped file, 'demo', or a URL" in score and " or piped (default" in score
    assert "own_chrf with own_logprob, or positions_left" in score
    assert "beside_reference, letter_ratio, positions_left" in worst and "glossary, shouting." in worst
    assert "even: the same for all; not anything (nothing)" in explain
    assert not whole["torch for help"]


@pytest.fixture
def in_this_process(monkeypatch, tmp_path):
    """The small package, for as long as the test takes."""
    monkeypatch.syspath_prepend(install(tmp_path / "here", more=MORE, **CODE))
    for registry in (FORMATS, VIEWS, SCORES, SYMPTOMS):
        monkeypatch.setattr(registry, "_found", dict(registry))
        monkeypatch.setattr(registry, "_origins", {})
        monkeypatch.setattr(registry, "_complete", False)
    plugins.entry_points.cache_clear()
    yield
    plugins.entry_points.cache_clear()
    for name in [name for name in sys.modules if name.startswith("small_plugin")]:
        del sys.modules[name]


@pytest.mark.usefixtures("in_this_process")
def test_what_a_package_adds_stands_in_the_menus_of_the_app():
    import gradio as gr

    from workbench.app import build

    blocks = build().blocks.values()
    menus = [choice[1] for one in blocks if isinstance(one, gr.Dropdown | gr.Radio) for choice in one.choices or ()]
    assert {"even", "letter_ratio", "erasure", "chrf"} <= {*menus}
    assert menus.count("even") == menus.count("erasure") == 2
    assert any(" or Piped, told by its content" in (one.value or "") for one in blocks if isinstance(one, gr.HTML))


def test_what_a_package_adds_is_computed_in_a_run(whole):
    records = {(record["id"], record["side"]): record for record in whole["records"]}
    source, target = (len(text) for text in LINES.splitlines()[0].split(" | "))
    assert records["1", "reference"]["letter_ratio"] == target / source
    assert all(record["positions_left"] > 0 for record in records.values())
    assert {record["same_as_reference"] for (_, side), record in records.items() if side == "hypothesis"} <= {0.0, 1.0}
    assert records["1", "reference"]["same_as_reference"] is None
    assert "shouting" in [one["name"] for one in records["1", "reference"]["symptoms"]]
    assert "shouting" not in [one["name"] for one in records["2", "reference"]["symptoms"]]
    assert whole["worst"] == ["1", "2"]
    assert whole["views"]["even"] == [[pytest.approx(1 / 3)] * 3] * 3


def test_a_family_that_a_package_adds_is_among_those_that_can_be_loaded(whole):
    assert "marian_kin" in whole["families"] and "marian, " in whole["families"]


def test_a_score_that_fails_is_named_once_and_null_and_all_others_are_there(whole):
    assert whole["err"].count("plug-in clumsy of small-plugin 1.2 failed") == 1
    assert "ZeroDivisionError: no time for this" in whole["err"]
    assert whole["err"].count("plug-in elsewhere of small-plugin 1.2 failed") == 1
    for record in whole["records"]:
        assert record["clumsy"] is None and record["elsewhere"] is None and record["scatter"] is not None
    assert whole["nulls"]["clumsy"] == "it is null"


@pytest.mark.usefixtures("in_this_process")
def test_the_app_says_where_a_view_that_fails_would_stand():
    from workbench.app.parts.detail import Detail
    from workbench.app.subject import Asked, Subject

    assert "stumbling" in VIEWS
    detail = Detail.__new__(Detail)
    made: list[object] = [{"even": 1}, {"even": 1, "erasure": 2}]
    detail._desk = SimpleNamespace(  # type: ignore[assignment]
        computes=True,
        translators=lambda *_: SimpleNamespace(layers=3, heads=4),
        explainer=SimpleNamespace(steps=lambda *_: iter(made)),
    )
    steps = detail._made(Subject("demo", ("en", "de"), "a", "b"), ["even", "stumbling", "erasure"], Asked())
    assert [next(steps), next(steps)] == [((3, 4), found) for found in made]
    with pytest.raises(PluginError, match=r"^stumbling, a view of small-plugin 1\.2, failed; the log"):
        next(steps)


def test_a_view_that_fails_is_named_and_the_others_are_made(whole):
    assert [*whole["views"]] == ["even", "erasure"]
    assert whole["err"].count("plug-in stumbling of small-plugin 1.2 failed") == 1


def test_a_run_with_figures_of_a_package_opens_without_it_and_another_with_it(whole):
    run = open_run(whole["folder"] / "run")
    assert "letter_ratio" not in SCORES and "shouting" not in SYMPTOMS
    assert [record["id"] for record in run.worst(side="reference")]
    row = run.segment("1", "reference")
    assert row["letter_ratio"] > 0 and "shouting" in [one["name"] for one in row["symptoms"]]
    with pytest.raises(UnknownNameError, match="score or numeric column 'letter_ratio'"):
        run.worst("letter_ratio")
    with pytest.raises(UnknownNameError, match="symptom 'shouting'"):
        Filter(symptom="shouting")
    assert whole["older run"] == [None, None]


def test_a_run_says_which_packages_it_was_made_with_and_does_not_go_on_without_them(whole, tiny_marian):
    from workbench.corpus import read
    from workbench.jobs.score import score
    from workbench.models import load

    found = open_run(whole["folder"] / "run").manifest.signature["plugins"]
    assert found == {f"{name}": "small-plugin 1.2" for name in (
        "families.marian_kin", "formats.piped", "scores.letters", "scores.more", "symptoms.shouting"
    )}  # fmt: skip
    model = load(str(tiny_marian), source_language="en", target_language="de", device="cpu")
    with pytest.raises(RunError, match="plugins"):
        score(read("demo", limit=2), model, whole["folder"] / "run")


BROKEN = [
    ("no_module", "import nothing_like_it", "ModuleNotFoundError: No module named 'nothing_like_it'"),
    ("no_name", "OTHER = 1", "AttributeError: module 'no_name' has no attribute 'DECLARED'"),
    ("no_kind", "DECLARED = print", "a builtin_function_or_method received; expected a Symptom"),
    ("half", "from small.shouting import SHOUTING\nDECLARED = (SHOUTING, 3)", "a int received; expected a Symptom"),
    ("syntax", "DECLARED = (", "SyntaxError"),
    ("leaving", "raise SystemExit('good-bye')", "SystemExit: good-bye"),
    (
        "ours",
        "from small.shouting import like\nDECLARED = like('numbers')",
        "is that of one of ours",
    ),
    ("theirs", "from small.shouting import like\nDECLARED = like('aloud')", "its name 'aloud' is that of small 1.2"),
    ("beside", "from small.shouting import like\nDECLARED = like('chrf')", "its name 'chrf' means something else"),
    ("odd", "from small.shouting import like\nDECLARED = like('A \"b')", "expected small letters, digits and _"),
]


def test_a_broken_package_is_named_with_the_reason_and_the_rest_works(tmp_path):
    site = tmp_path / "site"
    like = "\nfrom dataclasses import replace\ndef like(name): return replace(SHOUTING, name=name)\n"
    like += "ALOUD = like('aloud')\n"
    install(site, "[workbench.symptoms]\naloud = small.shouting:ALOUD\n", "small", shouting=CODE["shouting"] + like)
    for name, text, _ in BROKEN:
        (site / f"{name}.py").write_text(text, encoding="utf-8")
    points = "".join(f"z_{name} = {name}:DECLARED\n" for name, *_ in BROKEN)
    install(site, f"[workbench.symptoms]\n{points}[workbench.views]\nbad = no_module:X\n", "broken")
    code = "import workbench.scores\nfrom workbench.symptoms import SYMPTOMS\nfrom workbench.views import VIEWS\n"
    out, err = python(f"{code}print(*SYMPTOMS)\nprint(*VIEWS)\nprint(*SYMPTOMS)", site)
    symptoms, views, again = (line.split() for line in out.splitlines())
    assert symptoms == again == [*SYMPTOMS, "aloud"] and views[0] == "attention" and "bad" not in views
    told = err.splitlines()
    assert len(told) == len(BROKEN) + 1
    for name, _, why in BROKEN:
        [line] = [line for line in told if f"plug-in z_{name} of broken 1.2 (workbench.symptoms) is left out: " in line]
        assert why in line


ADDED = {
    "corpus/formats/piped.py": ("piped", "corpus/formats/__init__.py", "(TSV, CSV, ", "(PIPED, TSV, CSV, "),
    "views/even.py": ("even", "views/__init__.py", "*(ATTENTION, ", "*(EVEN, ATTENTION, "),
    "scores/letters.py": ("letters", "scores/__init__.py", "        *quality.", "        LETTERS, *quality."),
    "symptoms/shouting.py": ("shouting", "symptoms/__init__.py", "    OMISSION,\n", "    SHOUTING, OMISSION,\n"),
}


def test_one_of_ours_is_a_new_file_and_a_line(tmp_path):
    """The line, and the import that it needs."""
    copy = tmp_path / "workbench"
    shutil.copytree(ROOT / "workbench", copy, ignore=shutil.ignore_patterns("_model", "__pycache__", "recipe"))
    for path, (name, registry, line, with_it) in ADDED.items():
        (copy / path).write_text(CODE[name], encoding="utf-8")
        text = (copy / registry).read_text(encoding="utf-8")
        assert text.count(line) == 1, registry
        module = f"workbench.{path.removesuffix('.py').replace('/', '.')}"
        imported = f"from __future__ import annotations\n\nfrom {module} import {name.upper()}\n"
        text = text.replace("from __future__ import annotations\n", imported).replace(line, with_it)
        (copy / registry).write_text(text, encoding="utf-8")
    (tmp_path / "c.piped").write_text(LINES, encoding="utf-8")
    code = f"""{HELP}
import json, workbench
from workbench.scores import SCORES
from workbench.suspicion.suspicion import signals
from workbench.runs.shard import SCHEMA
from workbench.symptoms import known
helps = {{command: help_of(command) for command in ("score", "worst", "explain")}}
read = [segment.references[0] for segment in workbench.read("c.piped")]
print(json.dumps([workbench.__file__, helps, read, "letter_ratio" in SCHEMA.names, signals(), known((None, None))]))
"""
    out, err = python(code, tmp_path, cwd=tmp_path)
    home, helps, read, stored, signals, known = json.loads(out.splitlines()[-1])
    assert (Path(home).parent, err) == (copy, "")
    assert "Piped, TSV, CSV, " in helps["score"]
    assert "Scores: letter_ratio, bleu" in helps["worst"] and "Symptoms: shouting, omission" in helps["worst"]
    assert "even: the same for all" in helps["explain"]
    assert read[1] == "ein kleiner Hund" and stored and signals[0] == "letter_ratio" and "shouting" in known


def test_names_that_stand_beside_scores_in_a_record_are_reserved():
    from workbench.runs.query import FLAGGED
    from workbench.runs.shard import SCHEMA

    assert {*RESERVED} == {*SCHEMA.names, *FLAGGED} - {*SCORES}


def test_a_function_that_is_not_there_is_named():
    assert resolved("json:dumps") is json.dumps and resolved(print) is print
    for missing in ("nothing_like_it:f", "json:nothing", "json", ":", ""):
        with pytest.raises(PluginError, match="is declared and cannot be loaded"):
            resolved(missing)


def test_every_score_is_made_from_what_there_is_by_a_function_that_is_there():
    from workbench.jobs.score_inputs import ScoreInputs

    assert {name for name in NEEDS if not hasattr(ScoreInputs, name) and name not in ScoreInputs.__annotations__} == {
        "references"
    }
    for score in SCORES.values():
        for function in (score.group.figures, score.group.reason):
            assert function is None or callable(resolved(function)), score.name
    with pytest.raises(PluginError, match="a score needs weather; there are: sources, targets"):
        ScoreGroup(("targets", "weather"))
    with pytest.raises(PluginError, match="a score needs maps; there are beside references: sources"):
        ScoreGroup(("references", "maps"))


def test_a_registry_is_a_mapping_that_asks_others_only_for_what_is_not_ours(monkeypatch):
    asked = []
    monkeypatch.setattr(plugins, "entry_points", lambda: asked.append(1) or {})
    one = SCORES["chrf"]
    found: Registry[Score] = Registry("workbench.nothing", Score, [one])
    assert found["chrf"] is one and "chrf" in found and asked == []
    assert "ter" not in found and [*found] == ["chrf"] and len(found) == 1 and asked == [1]
    assert found.get("ter") is None and found.origin("chrf") is None and found.origins == {}
    monkeypatch.setitem(found, "ter", SCORES["ter"])
    assert [*found] == ["chrf", "ter"] and repr(found) == "<workbench.nothing: chrf, ter>"
