"""The house of DESIGN.md: what lies where, who may import whom, what a package of it holds."""

from __future__ import annotations

import ast
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import workbench

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = sorted((ROOT / "workbench").rglob("*.py"))
PUBLIC = ["explain", "load", "open_run", "read", "score", "translate"]
HEAVY = ("torch", "transformers", "gradio")

FLOORS = {
    "errors": 0,
    "provenance": 0,
    "bundled": 0,
    "hub": 0,
    "plugins": 0,
    "files": 0,
    "work": 0,
    "language": 1,
    "alignment": 1,
    "corpus": 2,
    "models": 2,
    "scores": 2,
    "symptoms": 2,
    "views": 3,
    "suspicion": 3,
    "charts": 3,
    "calibration": 4,
    "explanation": 4,
    "runs": 4,
    "jobs": 5,
    "audit": 6,
    "training": 6,
    "report": 7,
    "recipe": 8,
    "app": 8,
    # It opens the app.
    "cli": 9,
    "__main__": 10,
}
# Where a room may see less than all floors below it, or a neighbour on its own.
NARROWER = {
    "bundled": {"errors"},
    "errors": set(),
    "files": {"errors", "work"},
    "hub": {"errors"},
    "plugins": {"errors"},
    "provenance": set(),
    "work": {"errors"},
    "language": {"errors", "bundled"},
    "alignment": {"errors", "provenance", "bundled", "files", "work", "language"},
}
# Rooms that no model is needed for: they see none of those that need one.
TORCH_FREE = ("alignment", "charts", "corpus", "language", "runs", "scores", "suspicion", "symptoms")
NEED_TORCH = {"models", "views"}


def python(code: str, cwd: Path = ROOT) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def git_files() -> list[str]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.split("\0")[:-1]


def test_the_top_level_is_fixed():
    top = {name.split("/")[0] for name in git_files()}
    assert {name for name in top if not name.startswith(".")} <= {
        "workbench",
        "datasets",
        "tests",
        "findings",
        "pyproject.toml",
        "README.md",
        "app.py",
        "LICENSE",
        "requirements.txt",
    }


def test_datasets_holds_data_alone():
    assert {Path(name).suffix for name in git_files() if name.startswith("datasets/")} <= {".tsv", ".md"}


def test_requirements_are_pyprojects_dependencies():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert lines == PYPROJECT["project"]["dependencies"]


def test_files_are_short():
    lengths = {path: len(path.read_bytes().split(b"\n")) for path in [*MODULES, *(ROOT / "tests").rglob("*.py")]}
    assert {str(path.relative_to(ROOT)): count for path, count in lengths.items() if count > 501} == {}


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imported(path: Path, types: bool = False) -> Iterator[tuple[int, str]]:
    """Modules of this package that a file imports when it runs, wherever in it the import stands; with ``types`` also
    for types alone. ``from workbench.room import file`` is the module ``workbench.room.file``."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]

    def walk(node: ast.AST) -> Iterator[tuple[int, str]]:
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            if types:
                for child in node.body:
                    yield from walk(child)
            return
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            home = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            base = ".".join(filter(None, (home, node.module or "")))
            # "from workbench import bundled" names the room last, "from workbench.runs import shard" the file.
            for alias in node.names:
                full = f"{base}.{alias.name}"
                is_file = (ROOT / full.replace(".", "/")).with_suffix(".py").exists()
                yield node.lineno, full if base == "workbench" or is_file else base
        for child in ast.iter_child_nodes(node):
            yield from walk(child)

    yield from (found for found in walk(ast.parse(path.read_text("utf-8"))) if found[1].split(".")[0] == "workbench")


def test_every_room_is_on_a_floor():
    rooms = {path.relative_to(ROOT / "workbench").parts[0].removesuffix(".py") for path in MODULES}
    assert rooms - {"__init__"} <= set(FLOORS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    own = path.relative_to(ROOT / "workbench").parts[0].removesuffix(".py")
    if own == "__init__":
        assert list(imported(path)) == []
        return
    unseen = NEED_TORCH if own in TORCH_FREE else set()
    lower = {name for name, floor in FLOORS.items() if floor < FLOORS[own]} - unseen
    allowed = NARROWER.get(own, lower) | {own}
    wrong = [f"line {line}: {module}" for line, module in imported(path) if room(module) not in allowed]
    assert wrong == [], f"{own} (floor {FLOORS[own]}) may import: {', '.join(sorted(allowed))}"


def test_no_two_files_import_each_other_in_a_circle():
    """Not even for types: who is asked what another file means would have to read both at once."""
    names = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in MODULES}
    files = set(names.values())
    graph = {
        name: {module for _, module in imported(path, types=True) if module in files} - {name}
        for path, name in names.items()
    }
    # The package's own door leads to all rooms, and is opened by none of them.
    assert circles({name: found for name, found in graph.items() if name != "workbench"}) == []


BY_POSITION = ("alignment", "quadrature.py")
"""Where short records of one calculation are built by position."""


def test_records_of_more_than_four_fields_are_built_by_keyword():
    trees = {path: ast.parse(path.read_text("utf-8")) for path in MODULES}
    records = {
        node.name
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any("dataclass" in ast.unparse(one) for one in node.decorator_list)
        and sum(isinstance(field, ast.AnnAssign) for field in node.body) > 4
    }
    assert {"Explanation", "Observed", "AlignSettings"} <= records
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.func.id}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in records
        if len([one for one in node.args if not isinstance(one, ast.Starred)]) > 2
        and not {*path.parts}.intersection(BY_POSITION)
    ]
    assert wrong == []


def circles(graph: dict[str, set[str]]) -> list[str]:
    """What is left of a graph when whatever imports nothing more has been taken away, again and again."""
    left = {name: set(found) for name, found in graph.items()}
    while ready := [name for name, found in left.items() if not found & left.keys()]:
        for name in ready:
            del left[name]
    return sorted(left)


def test_circles_are_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"e"}, "e": set()}) == ["a", "b", "c"]


def test_the_walk_over_imports_sees_what_it_should(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    path = tmp_path / "workbench" / "runs" / "x.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        "import json, workbench.cli\nfrom workbench import bundled\nfrom . import shard\nfrom ..models import load\n"
        "if TYPE_CHECKING:\n    from workbench.app import build\n"
        "def f():\n    from workbench.cli.score import score\n"
    )
    assert [room(module) for _, module in imported(path)] == ["cli", "bundled", "runs", "models", "cli"]


@pytest.mark.parametrize(
    ("what", "run"),
    [
        ("the package", "import workbench; dir(workbench)"),
        ("the help", "import workbench.cli as c; sys.argv[1:] = ['--help']; quiet(c.main)"),
        ("the help of score", "import workbench.cli as c; sys.argv[1:] = ['score', '--help']; quiet(c.main)"),
        ("the help of explain", "import workbench.cli as c; sys.argv[1:] = ['explain', '--help']; quiet(c.main)"),
        ("language", "import workbench.language.codes, workbench.language.segmentation, workbench.language.stopwords"),
        ("corpus", "import workbench.corpus as c; list(c.read('demo'))"),
        ("alignment", "import workbench.alignment.aer, workbench.alignment.gold, workbench.alignment.map"),
        ("suspicion", "import workbench.suspicion.plant, workbench.suspicion.fitting, workbench.suspicion.doubt"),
        ("charts", "import workbench.charts"),
        ("views declarations", "from workbench.views import VIEWS; [one.note for one in VIEWS.values()]"),
        ("runs", "import workbench.runs.demo as d; next(d.scored_demo().records())"),
        ("scores", "from workbench.scores.quality import quality_figures as q; q(['a'], [('a',)], 'de')"),
    ],
)
def test_what_is_light_loads_no_model_library(what, run):
    code = f"""
import contextlib, io, sys

def quiet(main):
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.suppress(SystemExit):
        main()
    assert "Usage" in out.getvalue()

{run}
print([name for name in {HEAVY} if name in sys.modules])
"""
    assert python(code) == "[]\n", what


def test_public_names_are_listed_and_resolve_to_their_homes():
    assert workbench.__all__ == PUBLIC
    assert set(PUBLIC) <= set(dir(workbench))
    for name in PUBLIC:
        found = getattr(workbench, name)
        assert callable(found) and found is getattr(import_module(found.__module__), name)


@pytest.mark.parametrize("name", ["nonsense", "Load", "_HOME"])
def test_unknown_names_are_attribute_errors(name):
    with pytest.raises(AttributeError, match=f"module 'workbench' has no attribute '{name}'"):
        getattr(workbench, name)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> dict[str, Path]:
    """A wheel from the checkout, a source distribution, and a wheel from that."""
    folder = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir"]
    for out, options in (("direct", ["--wheel"]), ("through", [])):
        command = [*build, folder / out, *options, ROOT]
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    [direct], [through] = folder.glob("direct/*.whl"), folder.glob("through/*.whl")
    [source] = folder.glob("through/*.tar.gz")
    return {"wheel": direct, "wheel of the sdist": through, "sdist": source}


@pytest.mark.parametrize("name", ["wheel", "wheel of the sdist"])
def test_the_wheel_holds_the_package_with_model_and_data(built, name):
    with zipfile.ZipFile(built[name]) as wheel:
        names = set(wheel.namelist())
        metadata = next(wheel.read(n).decode() for n in names if n.endswith(".dist-info/METADATA"))
    assert {part.split("/")[0] for part in names} - {"workbench"} == {
        f"translation_workbench-{PYPROJECT['project']['version']}.dist-info"
    }
    assert {"workbench/_data/demo.en-de.tsv", "workbench/_data/gold.en-de.tsv"} <= names
    assert {"workbench/_model/config.json", "workbench/_model/workbench.json", "workbench/_model/source.spm"} <= names
    assert {str(path.relative_to(ROOT)) for path in MODULES} <= names
    assert any(n.endswith(".dist-info/licenses/LICENSE") for n in names)
    assert all(f"Requires-Dist: {one.split('>')[0]}" in metadata for one in PYPROJECT["project"]["dependencies"])


def test_a_wheel_is_the_same_from_checkout_and_from_sdist(built):
    listed = []
    for name in ("wheel", "wheel of the sdist"):
        with zipfile.ZipFile(built[name]) as wheel:
            listed.append({i.filename: i.CRC for i in wheel.infolist() if not i.filename.endswith("/RECORD")})
    assert listed[0] == listed[1]


def test_the_sdist_holds_tests_and_app_too(built):
    with tarfile.open(built["sdist"]) as source:
        names = {name.split("/", 1)[1] for name in source.getnames() if "/" in name}
    assert {"app.py", "README.md", "LICENSE", "requirements.txt", "pyproject.toml", "tests/conftest.py"} <= names
    assert {"datasets/demo.en-de.tsv", "tests/models/toy/t5/model.safetensors"} <= names


def test_the_wheel_works_from_any_folder(built, tmp_path):
    with zipfile.ZipFile(built["wheel"]) as wheel:
        wheel.extractall(tmp_path / "site")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\n"
        "from workbench import bundled, read\n"
        "print(bundled.dataset('demo.en-de.tsv'), bundled.model_folder(), sum(1 for _ in read('demo')) > 200)"
    )
    inside = tmp_path / "site" / "workbench"
    assert python(code, tmp_path) == f"{inside / '_data' / 'demo.en-de.tsv'} {inside / '_model'} True\n"


def test_an_editable_install_finds_the_checkout_and_hides_no_datasets(tmp_path):
    pytest.importorskip("editables", reason="hatchling needs it for editable installs; pip fetches it by itself")
    code = f"from hatchling.build import build_editable; print(build_editable({str(tmp_path)!r}))"
    with zipfile.ZipFile(tmp_path / python(code).split()[-1]) as wheel:
        assert not any(name.startswith("datasets") for name in wheel.namelist())
        wheel.extractall(tmp_path / "site")
    code = (
        f"import site; site.addsitedir({str(tmp_path / 'site')!r})\n"
        "import workbench; from workbench import bundled; print(workbench.__file__, bundled.model_folder())"
    )
    package = ROOT / "workbench"
    assert python(code, tmp_path) == f"{package / '__init__.py'} {package / '_model'}\n"
