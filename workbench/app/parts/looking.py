"""What somebody brought, looked at before anything is judged: its first rows, columns, languages and counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from workbench.app.parts.model_box import LONGEST_LANGUAGE
from workbench.corpus import Columns, Corpus, inspect
from workbench.corpus.columns import MOST_COLUMNS
from workbench.corpus.corpus import BLANK
from workbench.corpus.first_rows import COUNT, ROLES, FirstRows, first_rows
from workbench.corpus.inspection import Inspection
from workbench.errors import CorpusError

LOOKED_AT = 1000
"""Segments that are looked at for languages and oddities."""


@dataclass(frozen=True)
class Choice:
    """What somebody said of how it is to be read; None and empty: as it was found."""

    roles: tuple[str, ...] | None = None
    header: bool | None = None
    languages: tuple[str, str] = ("", "")

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Choice:
        """Of what the browser sends, as far as it can be understood."""
        roles = told.get("roles")
        known = isinstance(roles, list) and len(roles) <= MOST_COLUMNS and {*map(str, roles)} <= {*ROLES, ""}
        languages = told.get("languages")
        said = languages if isinstance(languages, list) and len(languages) == 2 else ["", ""]
        source, target = (one.strip()[:LONGEST_LANGUAGE] if isinstance(one, str) else "" for one in said)
        return cls(
            roles=tuple(roles) if known and roles else None,
            header=told["header"] if isinstance(told.get("header"), bool) else None,
            languages=(source, target),
        )

    @property
    def stated(self) -> tuple[str | None, str | None]:
        """The languages that were said."""
        return self.languages[0] or None, self.languages[1] or None


@dataclass(frozen=True)
class ReadTable:
    """A table of cells as it will be read: ``guessed`` whether its header was told by how it looks alone."""

    rows: FirstRows
    columns: Columns
    guessed: bool


def settled(corpus: Corpus, choice: Choice) -> ReadTable | None:
    """How a corpus of cells is to be read; None for one without cells. Raises `CorpusError`."""
    found = first_rows(replace(corpus, columns=Columns(header=choice.header)))
    if found is None:
        return None
    if choice.header is None and found.likely_header:
        named = first_rows(replace(corpus, columns=replace(found.columns(), header=True)))
        found = named or found
        guessed = named is not None
    else:
        guessed = False
    roles = choice.roles if choice.roles and len(choice.roles) == len(found.roles) else found.roles
    if "source" not in roles:
        roles = found.roles
    as_found = roles == found.roles and choice.header is None and not guessed
    columns = Columns() if as_found and _reads(corpus) else found.columns(roles)
    return ReadTable(rows=replace(found, roles=tuple(roles)), columns=columns, guessed=guessed)


def _reads(corpus: Corpus) -> bool:
    """Whether a corpus can be read without that its columns are said."""
    try:
        next(iter(replace(corpus, columns=Columns(), limit=1)), None)
    except CorpusError:
        return False
    return True


@dataclass(frozen=True)
class Look:
    """What was brought, looked at. ``rows``: the first ones as texts under ``heads``; ``table``: see `settled`.
    ``read``: how many segments are read at most, None for all. ``total``: segments in all, None while not counted.
    ``blank`` and ``bad``: lines that are left out as far as was counted; ``bad_told`` of the first why.
    """

    title: str
    table: ReadTable | None
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    seen: Inspection
    read: int | None
    total: int | None
    blank: int
    bad: int
    bad_told: tuple[str, ...]

    @property
    def translated(self) -> bool:
        """Whether there is any translation to be checked."""
        return self.seen.translated > 0

    @property
    def sides(self) -> str:
        """Which sides of a run the translations in it are."""
        if not self.seen.hypotheses:
            return "reference"
        return "both" if self.seen.references else "hypothesis"

    @property
    def guessed(self) -> tuple[str | None, str | None]:
        """The languages that the texts read like, where nobody and nothing says which they are."""
        source, target = (None if side.language else side.reads_like for side in (self.seen.source, self.seen.target))
        return source, target

    def counted(self, corpus: Corpus) -> Look:
        """With all rows counted, however many are read; ``corpus`` as it is read. Raises `CorpusError`."""
        survey = replace(corpus, limit=None).survey()
        return replace(
            self,
            total=survey.segments,
            blank=survey.left_out.get(BLANK, 0),
            bad=survey.bad_rows,
            bad_told=survey.bad_rows_told,
        )


def look(title: str, corpus: Corpus, table: ReadTable | None, read: int | None) -> Look:
    """The first rows and languages of a ``corpus`` as it will be read. Raises `CorpusError`."""
    sample = replace(corpus, limit=min(LOOKED_AT, read or LOOKED_AT))
    seen = inspect(sample)
    first = [*islice(sample, COUNT)] if not seen.undecided else []
    hypotheses = any(one.hypothesis is not None for one in first)
    references = max((len(one.references) for one in first), default=0)
    heads = ["source", *(["machine translation"] if hypotheses else []), *["translation"] * references]
    rows = []
    for one in first:
        given = [*([one.hypothesis or ""] if hypotheses else []), *one.references]
        rows.append((one.source, *given, *[""] * (len(heads) - 1 - len(given))))
    whole = seen.segments < (sample.limit or 0)
    return Look(
        title=title,
        table=table,
        heads=tuple(heads),
        rows=tuple(rows),
        seen=seen,
        read=read,
        total=seen.segments if whole else None,
        blank=seen.left_out.get(BLANK, 0),
        bad=seen.bad_rows,
        bad_told=seen.bad_rows_told,
    )
