"""The second step of the sheet: what was brought, as it will be read, with what can be said otherwise.

In: the panel as HTML, of `preview_panel`. Out: the event ``select`` with ``roles`` (of each column one of
`workbench.corpus.first_rows.ROLES`, or empty), ``header`` (whether the first line names the columns; null where that is
no question) and ``languages`` (source and target, empty where nothing was said). `Choice.of` checks what comes.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.app.parts.inspecting import oddities
from workbench.app.parts.looking import Look, ReadTable
from workbench.app.parts.markup import note, safe
from workbench.app.parts.model_box import LONGEST_LANGUAGE
from workbench.app.parts.upload import plain, rows_in_own_words
from workbench.corpus.first_rows import FirstRows
from workbench.corpus.inspection.sides import Side
from workbench.language.display import things
from workbench.language.identification import name_of

TITLES = {
    "source": "source",
    "reference": "translation",
    "hypothesis": "machine translation",
    "id": "id",
    "": "other",
}
_CELL = 120
_SHOWN_COLUMNS = 12
_OFFERED = (
    *("ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "hi", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sv"),
    *("tr", "uk", "zh"),
)


def preview_panel(found: Look) -> str:
    """The panel of the second step."""
    header = "" if found.table is None else _header(found.table)
    table = _cells(found.heads, found.rows) if found.table is None else _columns(found.table)
    notes = [safe(plain(one)) for one in found.seen.notes if not one.startswith("the first line")]
    if found.seen.undecided:
        notes.insert(0, safe(plain(found.seen.undecided)))
    languages = "".join(
        _language(name, title, side)
        for name, title, side in (("from", "From", found.seen.source), ("to", "To", found.seen.target))
    )
    offered = "".join(f'<option value="{code}">{safe(name_of(code))}</option>' for code in _OFFERED)
    return (
        f'<section class="wb-preview" aria-label="what was brought"><h3>2 · As it will be read</h3>'
        f'<p class="wb-facts">{_facts(found)}</p>{header}'
        f'<div class="wb-cut" tabindex="0" role="region" aria-label="first rows">{table}</div>'
        f'<div class="wb-languages">{languages}<datalist id="wb-languages">{offered}</datalist></div>'
        f"{note(*notes) if notes else ''}{oddities(found.seen)}</section>"
    )


def _facts(found: Look) -> str:
    """``tickets.tsv: TSV · 700 rows, the first 500 are read here · 2 blank lines are left out``."""
    told = [f"<b>{safe(found.title)}</b>: {safe(found.seen.kind)}"]
    if found.total is None:
        told.append('<span class="wb-busy">counting rows …</span>')
    elif found.read is not None and found.total > found.read:
        told.append(f"<b>{things(found.total, 'row')}, the first {found.read:,} are read here</b>")
    else:
        told.append(f"<b>{things(found.total, 'row')}</b>")
    if found.blank:
        told.append(f"{things(found.blank, 'blank line is', 'blank lines are')} left out")
    if found.bad:
        rows = things(found.bad, "row cannot be read and is", "rows cannot be read and are")
        first = next(iter(rows_in_own_words(found.bad_told)), "")
        told.append(f'<span class="wb-poor">{rows} left out</span>: {safe(first, 200)}')
    if not found.translated and not found.seen.undecided:
        told.append("no translations in it")
    return " · ".join(told)


def _header(table: ReadTable) -> str:
    checked = " checked" if table.rows.header else ""
    told = "it looks like names of columns; uncheck it if it is a sentence" if table.guessed else ""
    return (
        f'<p><label class="wb-header-row"><input type="checkbox" name="header" data-key="header"{checked}> '
        f"The first line names the columns</label> <small>{told}</small></p>"
    )


def _columns(table: ReadTable) -> str:
    rows, more = table.rows, len(table.rows.names) - _SHOWN_COLUMNS
    heads = []
    for place, name in enumerate(rows.names):
        options = "".join(
            f'<option value="{role}"{" selected" if role == rows.roles[place] else ""}>{title}</option>'
            for role, title in TITLES.items()
        )
        hidden = " hidden" if place >= _SHOWN_COLUMNS and not rows.roles[place] else ""
        title = safe(name, 40) if rows.header else f"column {place + 1}"
        heads.append(
            f'<th scope="col"{hidden}><select data-key="column-{place}" data-column="{place}" '
            f'aria-label="what column {place + 1}, {title}, is">{options}</select><span dir="auto">{title}</span></th>'
        )
    lines = ["".join(_cell(row, place, rows) for place in range(len(rows.names))) for row in rows.rows]
    told = f"<caption>{things(more, 'further column', 'further columns')}</caption>" if more > 0 else ""
    return f"<table>{told}<thead><tr>{''.join(heads)}</tr></thead><tbody>{_body(lines)}</tbody></table>"


def _cell(row: Sequence[str], place: int, rows: FirstRows) -> str:
    role = rows.roles[place]
    hidden = " hidden" if place >= _SHOWN_COLUMNS and not role else ""
    quiet = "" if role else ' class="wb-further"'
    return f'<td dir="auto"{quiet}{hidden}>{safe(row[place], _CELL) if place < len(row) else ""}</td>'


def _cells(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{safe(one)}</th>' for one in heads)
    lines = ["".join(f'<td dir="auto">{safe(cell, _CELL)}</td>' for cell in row) for row in rows]
    return f"<table><thead><tr>{head}</tr></thead><tbody>{_body(lines)}</tbody></table>"


def _body(lines: Sequence[str]) -> str:
    return "".join(f"<tr>{cells}</tr>" for cells in lines)


def _language(name: str, title: str, side: Side) -> str:
    stated = side.language if side.said == "stated" else ""
    if side.language:
        told = "as you said" if stated else f"{side.language}, {side.said}"
    else:
        told = f"{name_of(side.reads_like)}, guessed from the texts" if side.reads_like else "not known; say it"
    doubt = f" · reads like {name_of(side.reads_like)}" if side.doubt and side.reads_like else ""
    poor = ' class="wb-poor"' if doubt else ""
    return (
        f'<label>{title} <input name="{name}" data-key="{name}" list="wb-languages" value="{safe(stated or "")}" '
        f'placeholder="{safe(side.language or side.reads_like or "code or name")}" maxlength="{LONGEST_LANGUAGE}" '
        f'autocomplete="off"> <small{poor}>{safe(told + doubt)}</small></label>'
    )
