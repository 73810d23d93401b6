"""The formats that a corpus can be in, all of them in `FORMATS`, and which one a file is in.

A further format is one new file with its declaration and one line here, or an entry point of another
package: see `workbench.plugins`.
"""

from __future__ import annotations

from pathlib import Path

from workbench import plugins
from workbench.corpus.format import Format
from workbench.corpus.formats.arrow import ARROW, PARQUET
from workbench.corpus.formats.bars import BARS_FORMAT, RANKED
from workbench.corpus.formats.foreign import foreign
from workbench.corpus.formats.hf_dataset import HF_DATASET
from workbench.corpus.formats.json_array import JSON_FORMAT
from workbench.corpus.formats.jsonl import JSONL
from workbench.corpus.formats.parallel import PARALLEL
from workbench.corpus.formats.po import PO
from workbench.corpus.formats.qt_ts import QT_TS
from workbench.corpus.formats.tabular import CSV, TSV
from workbench.corpus.formats.tmx import TMX
from workbench.corpus.formats.ttx import TTX
from workbench.corpus.formats.txml import TXML
from workbench.corpus.formats.wordfast_tm import WORDFAST_TM
from workbench.corpus.formats.workbook import WORKBOOK
from workbench.corpus.formats.xliff import XLIFF
from workbench.corpus.head import Head, Match
from workbench.errors import BadRow, CorpusError
from workbench.files.text_file import COMPRESSED, readable_lines
from workbench.files.xml_text import fault_of_beginning
from workbench.plugins import Registry

FORMATS: Registry[Format] = Registry(
    plugins.FORMATS,
    Format,
    (
        *(TSV, CSV, JSON_FORMAT, JSONL, WORKBOOK, TMX, XLIFF, PO, QT_TS, TXML, WORDFAST_TM, TTX),
        *(PARQUET, ARROW, HF_DATASET, PARALLEL, BARS_FORMAT),
    ),
)


def format_of(path: Path, content: Path) -> str:
    """The format of a single file: the one whose content is beyond doubt, else by its ending, else one that may be.

    Raises `CorpusError` when nothing tells, and when there is no text at all.
    """
    head = Head(path, content)
    matches = {name: form.recognises(head) if form.recognises else None for name, form in FORMATS.items()}
    ending = [name for name, form in FORMATS.items() if head.ending in form.endings]
    sure = [name for name, match in matches.items() if match is Match.SURE]
    named = [name for name in ending if matches[name] is not Match.NO]
    possible = [name for name, match in matches.items() if match is Match.POSSIBLE]
    found = [name for name in sure if name in ending] or sure
    if not found and (fault := fault_of_beginning(head.data, path)) is not None:
        raise fault
    if not found and (told := foreign(head, named=bool(named))):
        raise CorpusError(told, path)
    found = found or named or possible
    if found:
        return found[0]
    first = _first(path, content)
    if RANKED.match(first):
        raise CorpusError(
            "a list of several translations of each sentence (n-best), which cannot be read; give the best of each, "
            "line by line (--source FILE --target FILE)",
            path,
        )
    raise CorpusError(
        f"the format cannot be told from the name, and the first line has no tab; expected {', '.join(titles())} "
        f"({', '.join(endings())}, also compressed: {', '.join(COMPRESSED)}): "
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


def _first(path: Path, content: Path) -> str:
    """The first line that can be read."""
    bad, number = None, 0
    for number, line in readable_lines(path, content=content):  # noqa: B007
        if isinstance(line, BadRow):
            bad = bad or line
        elif line.strip():
            return line
    told = "has blank lines alone" if number else "is empty"
    raise bad or CorpusError(f"the file {told}; expected at least one segment", path)
