"""A folder that is a Hugging Face Space: one scored corpus to read, with its maps and further pictures, and no model.

    README.md, app.py, requirements.txt   what a Space wants
    workbench/                            this package, without the bundled model
    runs/NAME/                            manifest, shards and index of the run
    pictures.parquet                      `workbench.app.stored_views`

The package lies in the folder as it is: a Space installs its requirements before its other files are there, so none of
them can be a wheel in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

import gradio

from workbench import bundled
from workbench.app.serving.hosting import Limits
from workbench.app.serving.translators import Translators
from workbench.app.space_folder import Content, SpaceFolder
from workbench.app.stored_views import key_of, store
from workbench.app.subject import Asked, Explainer, ShownView, Subject
from workbench.errors import RunError, WorkbenchError
from workbench.jobs.progress import Progress
from workbench.language.display import printable, things
from workbench.runs import Run, index, log
from workbench.runs import manifest as manifests
from workbench.runs.digest import beside
from workbench.views import check_options

VIEWS_STORED = ("attention", "rollout", "integrated_gradients")
PICTURES = "pictures.parquet"
DISTRIBUTION = "translation-workbench"
OF_MODELS = ("torch", "transformers", "sentencepiece", "safetensors", "protobuf")
"""Requirements of what sends something through a model, and of nothing else."""
_OF_THE_MODEL = ("*.safetensors", "*.safetensors.index.json", "*.spm", "vocab.json", "words.tsv.gz", "scored-demo/*")
LONGEST_DESCRIPTION = 60
"""Characters that the hub takes."""
_APP = '''"""A scored corpus to read, made by ``workbench space``: no model is loaded, and torch is not needed."""

from pathlib import Path

from workbench.app import build, launch
from workbench.app.serving.hosting import REVIEW

HERE = Path(__file__).parent
demo = build([HERE / "runs" / "{name}"], REVIEW, {stored})

if __name__ == "__main__":
    launch(demo)
'''


@dataclass(frozen=True)
class SpaceSettings:
    """``views``: that are stored of the ``top`` worst segments of each side, with how far to trust them. ``title``:
    None for the run's name. ``license``: of the texts, by its name on the hub. ``with_log``: also what people decided,
    with their names."""

    views: tuple[str, ...] = VIEWS_STORED
    top: int = 50
    title: str | None = None
    license: str = "other"
    with_log: bool = False


@dataclass(frozen=True)
class Made:
    """``size`` in bytes; ``unmade``: id and reason of segments that a view could not be made of."""

    segments: int
    pictures: int
    files: int
    size: int
    unmade: tuple[tuple[str, str], ...] = ()


def make_space(run: Run, out: Path, settings: SpaceSettings, tell: Callable[[Progress], None]) -> Made:
    """Write the folder ``out``; of an older one what `make_space` wrote is replaced, and all else is left alone.

    Raises `RunError` for a run that is not finished, or a folder that holds other things or lies in the run;
    `UnknownNameError` for a view that does not exist; `WorkbenchError` where the run's model cannot be loaded. Nothing
    is written before all pictures are made.
    """
    check_options((), settings.views)
    folder = SpaceFolder(out, run.folder)
    if run.unfinished:
        raise RunError(
            f"{run.name}: {run.done:,} of {things(run.total, 'segment')} scored; give the same 'workbench score' "
            "command again to finish it first"
        )
    name = _folder_name(run)
    shown = replace(run.manifest, signature=_anonymous(run.manifest.signature), corpus=_anonymous(run.manifest.corpus))
    unmade: list[tuple[str, str]] = []
    pictures = [*_pictures(run, shown.signature, settings, tell, unmade)] if settings.views and settings.top else []
    tell(Progress(0, 0, "writing the folder"))
    stored = f'HERE / "{PICTURES}"' if pictures else "None"
    contents: dict[str, Content] = {
        "README.md": _readme(run, name, settings, len(pictures)),
        "app.py": _APP.format(name=name, stored=stored),
        "requirements.txt": "".join(f"{one}\n" for one in requirements()),
        # The hub takes binary files through LFS alone.
        ".gitattributes": "*.parquet filter=lfs diff=lfs merge=lfs -text\n",
        **{f"workbench/{path}": found for path, found in _package()},
        **{f"runs/{name}/{path}": found for path, found in _of_run(run, settings.with_log)},
        f"runs/{name}/{manifests.NAME}": json.dumps(asdict(shown), ensure_ascii=False, indent=1),
    }
    if pictures:
        contents[PICTURES] = lambda path: store(path, pictures)
    size = folder.write(contents)
    return Made(segments=run.total, pictures=len(pictures), files=len(contents), size=size, unmade=tuple(unmade))


def requirements() -> list[str]:
    """What the package asks for, without what models need. Raises `RunError` where it is not installed."""
    try:
        asked = requires(DISTRIBUTION) or []
    except PackageNotFoundError as error:
        raise RunError(f"{DISTRIBUTION} is not installed, so what it requires is not known; 'pip install .'") from error
    plain = [one for one in asked if "extra ==" not in one]
    return [one for one in plain if re.split(r"[^\w-]", one, maxsplit=1)[0] not in OF_MODELS]


def _pictures(
    run: Run,
    signature: Mapping[str, Any],
    settings: SpaceSettings,
    tell: Callable[[Progress], None],
    unmade: list[tuple[str, str]],
) -> Iterator[tuple[str, ShownView]]:
    """Each view of the worst segments under the key that it has in a run with ``signature``."""
    explainer = Explainer(Translators(Limits()))
    chosen = [(side, id) for side in run.sides for id in run.ranking(side=side)[: settings.top]]
    for done, (side, id) in enumerate(chosen):
        tell(Progress(done, len(chosen), "making pictures"))
        subject = Subject.of(run, run.segment(id, side))
        if subject is None:
            continue
        found: dict[str, ShownView] = {}
        try:
            *_, found = explainer.steps(subject, settings.views, Asked())
        except WorkbenchError as error:
            if not done:  # then nothing can be made at all
                raise
            unmade.append((id, str(error)))
        known = subject.read_by(signature)
        yield from ((key_of(known, view), made) for view, made in found.items())
    tell(Progress(len(chosen), len(chosen), "making pictures"))


def _package() -> Iterator[tuple[str, Path]]:
    """Files of this package by where they lie in it: sources and tables, but no weights."""
    home = Path(bundled.__file__).parent
    left_out = {path for pattern in _OF_THE_MODEL for path in bundled.model_folder().rglob(pattern)}
    for path in sorted(home.rglob("*")):
        kept = path not in left_out and not any(parent in left_out for parent in path.parents)
        if kept and path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts:
            yield path.relative_to(home).as_posix(), path
    if not (home / "_data").is_dir():  # a checkout
        yield from ((f"_data/{path.name}", path) for path in sorted((home.parent / "datasets").glob("*.tsv")))


def _of_run(run: Run, with_log: bool) -> Iterator[tuple[str, Path]]:
    """Shards, index and digests, all but the manifest."""
    paths = [*run.files(), run.folder / index.NAME]
    paths += [beside(path) for path in paths]
    for path in (*paths, *([run.folder / log.NAME] if with_log else [])):
        if path.is_symlink():
            raise RunError(f"{path}: a symbolic link, which is not followed; put the file itself there")
        if path.is_file():
            yield path.relative_to(run.folder).as_posix(), path


def _anonymous(record: Any) -> Any:
    """The same without the folders of this machine that files and models lie in."""
    if isinstance(record, dict):
        return {name: _anonymous(value) for name, value in record.items()}
    if isinstance(record, list):
        return [_anonymous(value) for value in record]
    if isinstance(record, str) and (record.startswith(("/", "~", "\\\\")) or re.match(r"[A-Za-z]:[\\/]", record)):
        return re.split(r"[\\/]", record.rstrip("\\/"))[-1]
    return record


def _folder_name(run: Run) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", run.last_name).strip("-.")[:60] or "run"


def _readme(run: Run, name: str, settings: SpaceSettings, pictures: int) -> str:
    signature = run.manifest.signature
    languages = [str(signature.get(f"{side}_language") or "") for side in ("source", "target")]
    title = printable(settings.title or f"Translations to read: {name}")
    described = f"{things(run.total, 'translation')} ranked by suspicion"
    front: dict[str, Any] = {
        "title": title,
        "emoji": "🔍",
        "colorFrom": "indigo",
        "colorTo": "gray",
        "sdk": "gradio",
        "sdk_version": gradio.__version__,
        "python_version": "3.11",
        "app_file": "app.py",
        "license": settings.license,
        "short_description": described[:LONGEST_DESCRIPTION],
    }
    # A JSON string is a YAML string too.
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items())
    told = f"{things(run.total, 'segment')}, {' and '.join(run.sides)}"
    model = f"scored with `{printable(_anonymous(signature.get('model') or ''))}`" + (
        f", {languages[0]} to {languages[1]}" if all(languages) else ""
    )
    further = f"{things(pictures, 'further picture')} of the worst segments" if pictures else "no further pictures"
    return f"""---
{lines}---

# {title}

{told}, {model}. Made by `workbench space` of Translation Workbench: the texts, the maps that were stored with them, and
{further}. No model runs here; what you mark is yours alone and is deleted within an hour.
"""


def told_made(made: Made, out: Path) -> Iterable[str]:
    """What was made, and how it gets onto the hub."""
    stored = things(made.pictures, "stored picture")
    yield f"{things(made.segments, 'segment')}, {stored}, {made.size / 2**20:.1f} MB in {out}"
    for id, reason in made.unmade[:3]:
        yield f"no picture of {printable(id)}: {printable(reason)}"
    yield f"look at it: python {out / 'app.py'}"
    yield f"push it: hf upload OWNER/NAME {out} . --repo-type space"
