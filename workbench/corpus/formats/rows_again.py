"""Text files of rows written again: the rows that stay as they stand there, with further columns behind their own."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from workbench import work
from workbench.corpus.edit import Edit
from workbench.corpus.exported import neutralised
from workbench.corpus.format import Destination
from workbench.corpus.formats.dialect import Dialect, csv_dialect, tsv_dialect
from workbench.corpus.head import Head
from workbench.corpus.own_table import is_own
from workbench.corpus.rewrite import edited, write
from workbench.corpus.segment import Segment
from workbench.corpus.values import Value
from workbench.errors import BadRow
from workbench.files.encoding import marked
from workbench.files.kept import Kept
from workbench.files.text_file import raw_lines
from workbench.files.writing import whole_file

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

Asked = Callable[[Segment], Edit]
Cells = Mapping[str, Value]


class Row(Protocol):
    """A row with cells behind it."""

    def __call__(self, body: str, cells: Cells) -> str: ...


_BODY = re.compile(r"(.*?)([\r\n]*)\Z", re.DOTALL)
_OURS = "{} (workbench)"
"""The name of a column of ours where the file has one of that name."""


def rewrite_tsv(corpus: Corpus, destination: Destination, edit: Asked) -> None:
    """A table in which tabs separate."""
    _rewrite_table(corpus, destination, edit, tsv_dialect(_head(corpus)))


def rewrite_csv(corpus: Corpus, destination: Destination, edit: Asked) -> None:
    """A table with any separator."""
    _rewrite_table(corpus, destination, edit, csv_dialect(_head(corpus)))


def rewrite_jsonl(corpus: Corpus, destination: Destination, edit: Asked) -> None:
    """One object per line; a line is an object's."""
    with _planned(corpus, edit) as plan:
        if plan.retold:
            _write_rows(corpus, destination, plan)
        else:
            _write(corpus, destination, plan, lambda text: text, _with_keys)


def _with_keys(body: str, cells: Cells) -> str:
    """The text of an object with further keys behind its own."""
    if not cells:
        return body
    there = json.loads(body)
    more = {_OURS.format(name) if name in there else name: value for name, value in cells.items()}
    opened = body.rstrip().removesuffix("}").rstrip()
    return f"{opened}{', ' if there else ''}{json.dumps(more, ensure_ascii=False).removeprefix('{')}"


def _rewrite_table(corpus: Corpus, destination: Destination, edit: Asked, dialect: Dialect) -> None:
    with _planned(corpus, edit) as plan:
        names = tuple(plan.columns)
        preamble = next(_parts(corpus, plan))[0]
        said, header = preamble.split("\n", 1) if dialect.said and "\n" in preamble else ("", preamble)
        there = _cells(header.strip("\r\n"), dialect)
        if plan.retold or (names and is_own(there)):
            # Where a translation stands, and how our own tables spell cells, is known to who writes whole rows.
            _write_rows(corpus, destination, plan)
            return
        shown = [_OURS.format(name) if name in there else name for name in names]
        begin = f"{said}\n" if said else ""

        def head(_: str) -> str:
            return begin + _ended(header, lambda body: body + _joined(shown, dialect)) if header.strip() else preamble

        def row(body: str, cells: Cells) -> str:
            return body + _joined([cells.get(name) for name in names], dialect)

        _write(corpus, destination, plan, head, row)


@dataclass
class _Plan:
    """What is to be changed of each row, by the line it begins on, in order; on the disk where there are many.

    ``columns``: all further ones. ``retold``: whether a translation stands in place of another.
    """

    edits: Kept[tuple[int, Edit]]
    columns: dict[str, None] = field(default_factory=dict)
    retold: bool = False

    def add(self, line: int, edit: Edit) -> None:
        self.edits.add((line, edit))
        self.columns |= dict.fromkeys(_further(edit)) if edit.keep else {}
        self.retold = self.retold or edit.target is not None


@contextmanager
def _planned(corpus: Corpus, edit: Asked) -> Iterator[_Plan]:
    with Kept[tuple[int, Edit]]() as edits:
        plan = _Plan(edits)
        for row in corpus.form.read(corpus):
            work.check()
            if isinstance(row, Segment):
                plan.add(row.line, edit(row))
            elif isinstance(row, BadRow):
                if not corpus.skip_bad_rows:
                    raise row
                plan.add(row.line or 0, Edit(keep=False))
        yield plan


def _further(edit: Edit) -> dict[str, Value]:
    """The columns of an edit, notes and issues as one."""
    return {**edit.columns, **({"note": "; ".join(edit.told)} if edit.told else {})}


def _parts(corpus: Corpus, plan: _Plan) -> Iterator[tuple[str, Edit | None]]:
    """The text before the first row, then that of each row, up to where the next one begins, with its edit."""
    planned = iter(plan.edits)
    coming, edit, text = next(planned, None), None, ""
    for number, line in raw_lines(corpus.path, content=corpus.content(corpus.path)):
        if coming is not None and number == coming[0]:
            yield text, edit
            text, edit, coming = "", coming[1], next(planned, None)
        text += line if isinstance(line, str) else ""
    yield text, edit


def _write(
    corpus: Corpus,
    destination: Destination,
    plan: _Plan,
    head: Callable[[str], str],
    row: Row,
) -> None:
    """``head``: what stands in place of the text before the first row; ``row``: a row with cells behind it."""
    data = _head(corpus).data
    mark, encoding = marked(data)
    with whole_file(destination.path, "w", encoding=encoding, newline="") as out:
        out.write(mark.decode(encoding))
        for text, edit in _parts(corpus, plan):
            if edit is None:
                out.write(head(text) if plan.columns else text)
            elif edit.keep:
                cells = _further(edit)
                out.write(_ended(text, partial(row, cells=cells)) if plan.columns else text)


def _ended(text: str, change: Callable[[str], str]) -> str:
    """A row changed before the end of its line."""
    body, end = _BODY.match(text).groups()  # type: ignore[union-attr]
    return change(body) + end


def _write_rows(corpus: Corpus, destination: Destination, plan: _Plan) -> None:
    rows = (edited(segment, edit) for segment, (_, edit) in zip(corpus, plan.edits, strict=False) if edit.keep)
    write(rows, destination, corpus.form)


def _cells(text: str, dialect: Dialect) -> list[str]:
    if not dialect.quoted:
        return text.split(dialect.delimiter)
    return next(csv.reader(io.StringIO(text), delimiter=dialect.delimiter), [])


def _joined(cells: Sequence[Any], dialect: Dialect) -> str:
    """Cells, each behind a separator; what separates cells or ends lines is a blank where nothing is quoted."""
    formulas = dialect.delimiter != "\t"
    texts = ["" if cell is None else str(neutralised(cell) if formulas else cell) for cell in cells]
    if not dialect.quoted:
        texts = [re.sub(rf"[\r\n{re.escape(dialect.delimiter)}]+", " ", text) for text in texts]
        return "".join(f"{dialect.delimiter}{text}" for text in texts)
    out = io.StringIO()
    # With these ends of lines alone Python's writer quotes cells that have either inside.
    csv.writer(out, delimiter=dialect.delimiter, lineterminator="\r\n").writerow(["", *texts])
    return out.getvalue().removeprefix('""').removesuffix("\r\n") if texts else ""


def _head(corpus: Corpus) -> Head:
    return Head(corpus.path, corpus.content(corpus.path))
