"""The formats that a corpus can be in, all of them in `FORMATS`, and which one a file is in.

A further format (TMX, XLIFF) is one new file with its declaration and one line here, or an entry point of another
package: see `workbench.plugins`.
"""

from __future__ import annotations

from pathlib import Path

from workbench import plugins
from workbench.corpus.bars import BARS, bars_note
from workbench.corpus.format import Format
from workbench.corpus.jsonl import JSONL
from workbench.corpus.naming import plain
from workbench.corpus.parallel import PARALLEL
from workbench.corpus.tabular import CSV, TSV
from workbench.errors import CorpusError
from workbench.files.text_file import COMPRESSED, lines
from workbench.plugins import Registry

FORMATS: Registry[Format] = Registry(plugins.FORMATS, Format, (TSV, CSV, JSONL, PARALLEL))

NOT_YET = {".tmx": "TMX", ".xlf": "XLIFF", ".xliff": "XLIFF", ".sdlxliff": "XLIFF"}


def format_of(path: Path, content: Path) -> str:
    """The format of a single file: by its extension, or ``tsv`` when its first line has a tab.

    Raises `CorpusError` when neither tells.
    """
    extension = Path(plain(path)).suffix.lower()
    for name, form in FORMATS.items():
        if extension in form.endings:
            return name
    known = f"{', '.join(titles())} ({', '.join(endings())}, also compressed: {', '.join(COMPRESSED)})"
    if extension in NOT_YET:
        raise CorpusError(f"{NOT_YET[extension]} cannot be read yet; convert it to one of: {known}", path)
    first = _first(path, content)
    if any("\t" in line for _, line in first):
        return TSV.name
    if any(BARS in line for _, line in first):
        raise bars_note(path, 1)
    raise CorpusError(
        f"the format cannot be told from the name, and the first line has no tab; expected {known}: "
        "name it with format=… (--format), or give two line-aligned files: source=…, target=… "
        "(--source, --target)",
        path,
    )


def single() -> list[Format]:
    """Those of one file."""
    return [form for form in FORMATS.values() if not form.aligned]


def titles() -> list[str]:
    """What the formats of one file are called."""
    return [form.title for form in single()]


def endings() -> list[str]:
    """How files in these formats usually end."""
    return [form.endings[0] for form in single() if form.endings]


def either(names: list[str]) -> str:
    """``a, b or c``."""
    return " or ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _first(path: Path, content: Path) -> list[tuple[int, str]]:
    for numbered in lines(path, content=content):
        return [numbered]
    return []
