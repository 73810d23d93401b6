"""The files that come with the package: the bundled model and the demo data.

In a checkout they lie in ``workbench/_model`` and ``datasets/``; in an installed package both are inside it
(a top-level ``datasets`` in site-packages would hide Hugging Face's package of that name).
"""

from __future__ import annotations

from pathlib import Path

from workbench.errors import WorkbenchError

_PACKAGE = Path(__file__).parent

MODEL_NAME = "demo"


def dataset(name: str) -> Path:
    """Path of a bundled data file, such as ``demo.en-de.tsv``.

    Raises `WorkbenchError` when neither the package nor the checkout holds it.
    """
    for folder in (_PACKAGE / "_data", _PACKAGE.parent / "datasets"):
        if (folder / name).is_file():
            return folder / name
    raise WorkbenchError(f"bundled data file {name!r} not found in this installation; reinstall the package")


def table(name: str) -> list[list[str]]:
    """Rows of a bundled TSV file, the names of its columns first. Raises `WorkbenchError`."""
    lines = dataset(name).read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines if line]


def model_folder() -> Path:
    """Folder of the bundled model in the Hugging Face layout."""
    folder = _PACKAGE / "_model"
    if not (folder / "config.json").is_file():
        raise WorkbenchError("the bundled model is missing from this installation; reinstall the package")
    return folder
