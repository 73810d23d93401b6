"""Which column of a table means what: said by the user, or recognised by its name."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.corpus.language_names import Languages, languages_among, several, within
from workbench.corpus.layout import Layout
from workbench.corpus.role_names import role_named
from workbench.errors import CorpusError, LanguageError
from workbench.language.codes import language_code, language_named, names_a_language
from workbench.language.matching import match

Name = str | int
NO_COLUMN = 0
"""For a role that no column has, whatever the columns are called."""

MOST_COLUMNS = 10_000
"""Columns that a table has at most; every row is looked through for each."""
_LISTED = 20

# A role takes the first pattern that matches any column; reference takes every column that matches it.
_OF_TEXT = "[ _-]?(text|sentence|segment|sent|seg)"
_SOURCE = ("source|src", f"(source|src|original){_OF_TEXT}|(text|sentence)[ _-](source|src)|original")
_REFERENCE = (
    r"(references?|ref)[ _-]?\d*",
    r"(target|tgt|trg)[ _-]?\d*",
    f"(reference|ref|target|tgt|trg|translated){_OF_TEXT}|(text|sentence)[ _-](target|tgt|trg|ref)"
    "|human[ _-]translation",
)
_HYPOTHESIS = (
    "hypothesis|hyp|mt|translation",
    f"(hypothesis|hyp|mt|system)({_OF_TEXT}|[ _-]?output)|machine[ _-]translation|predictions?",
)
_ID = ("id|segment[ _-]?id|seg[ _-]?id", "(sentence|sent|unit|row)[ _-]?id|(doc|global)segid|segment[ _-]?(no|number)")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns to read, each by its name or its number from 1, `NO_COLUMN` for none; what is left None is recognised
    by name.

    Recognised, whatever the case: ``source``, ``src``; ``reference``, ``references``, ``ref``, or failing
    these ``target``, ``tgt``, ``trg``, each with a number or without (``ref2``), several columns being
    several references; ``hypothesis``, ``hyp``, ``mt``, ``translation``; ``id``, ``segment_id``; failing these, longer
    names such as ``src_text``, ``target sentence``, ``machine translation``. Failing
    these, source and reference are the columns named after the languages that were stated, or that stand in
    the file name (``en`` and ``de`` in ``x.en-de.tsv``): by that very code, or else the only one with another
    code or a name of the language (``en-US``, ``eng``, ``English``, ``sentence_eng_Latn``). Where no languages are
    known, two columns that are named after some are the pair, the first the source. A source beside a translation is
    known by rarer words too, also of other languages (`role_names`: ``Source string``, ``Ausgangstext``). Without a
    header column 1 is the source and column 2 the reference, unless what is in them says otherwise (`contents`). Every
    other column is metadata.

    ``header`` says whether the first row names the columns. When it is None, the first row does if the user
    named a column, or if it holds a recognised source beside a recognised reference, hypothesis or id (or a
    source alone, in a table of one column). A first row that only resembles one is data, and the survey of the
    corpus tells of it.
    """

    source: Name | None = None
    reference: Name | tuple[Name, ...] | None = None
    hypothesis: Name | None = None
    id: Name | None = None
    header: bool | None = None

    def is_header(self, row: Sequence[str], languages: Languages | None = None) -> bool:
        """Whether the first row of a table names its columns."""
        if self.header is not None:
            return self.header
        given = (self.source, *_several(self.reference), self.hypothesis, self.id)
        if any(isinstance(name, str) and not name.isdecimal() for name in given):
            return True
        found = _recognised(row, languages)
        return bool(found["source"]) and (len(row) == 1 or any(found[role] for role in found if role != "source"))

    def resembles_header(
        self, row: Sequence[str], languages: Languages | None = None, texts: int | None = None
    ) -> bool:
        """Whether a first row that `is_header` takes for a sentence looks as if it named columns all the same.

        It does with one recognised name, or with two languages (``English``, ``de``), unless ``header`` is settled.
        ``texts``: how many cells in front are the texts of a segment, of which one has to be a language then: further
        columns say which languages the texts are in.
        """
        if self.header is not None or self.is_header(row, languages):
            return False
        if any(_recognised(row, languages).values()):
            return True
        return any(map(names_a_language, row[:texts])) and sum(map(names_a_language, row)) > 1

    def languages(self, names: Sequence[str]) -> dict[int, str]:
        """Languages by the place of the column named after each, of those that no other role is recognised for."""
        roles = _recognised(names, None)
        return languages_among(names, frozenset(place for places in roles.values() for place in places))

    def names_source(self, names: Sequence[str], languages: Languages | None) -> bool:
        """Whether the source is said, or one of these names is recognised as that of it."""
        return self.source is not None or bool(_recognised(names, languages)["source"])

    @property
    def are_given(self) -> bool:
        """Whether the user said which of them is the source or a translation."""
        return any(given is not None for given in (self.source, self.reference, self.hypothesis))

    def layout(
        self,
        path: Path,
        line: int,
        names: Sequence[str],
        languages: Languages | None = None,
        header: bool = True,
        unnamed: Mapping[str, list[int]] | None = None,
    ) -> Layout:
        """Where to find what in rows with these column names.

        ``unnamed``: places by role where nothing is named; column 1 and column 2 if it is not given.

        Raises `CorpusError` for a column that is not there, and when no source is named or recognised.
        """

        def place(name: Name) -> int:
            found = _find(name, names)
            if found is None:
                raise CorpusError(f"there is no column {name!r}; the columns are: {_listed(names)}", path, line)
            return found

        found = _recognised(names, languages)
        named = {
            role: [place(name) for name in _several(given) if name != NO_COLUMN or role == "source"]
            if _several(given)
            else None
            for role, given in (
                ("source", self.source),
                ("reference", self.reference),
                ("hypothesis", self.hypothesis),
                ("id", self.id),
            )
        }
        taken = {index for places in named.values() for index in places or ()}
        if not header or unnamed:
            usual = {"source": [0], "reference": [1] if len(names) > 1 else []}
            found = {"hypothesis": [], "id": [], **(unnamed or usual)}
        roles = {
            role: [i for i in found[role] if i not in taken] if places is None else places
            for role, places in named.items()
        }
        if not roles["source"]:
            if header and not all(languages or (None,)) and len(among := self.languages(names)) > 2:
                raise CorpusError(several([*among.values()]), path, line)
            raise CorpusError(
                f"no column is recognised as the source among: {_listed(names)}; "
                "name or number it (--source NAME --target NAME, in Python columns=Columns(source=…)); where "
                "columns are named after languages, state these (--source-lang CODE --target-lang CODE, "
                "source_language=…)",
                path,
                line,
            )
        used = {index for places in roles.values() for index in places}
        return Layout(
            path=path,
            names=tuple(names),
            source=roles["source"][0],
            references=tuple(roles["reference"]),
            hypothesis=next(iter(roles["hypothesis"]), None),
            ids=tuple(roles["id"]),
            metadata=tuple(i for i in range(len(names)) if i not in used),
        )


def _several(given: Name | tuple[Name, ...] | None) -> tuple[Name, ...]:
    return () if given is None else given if isinstance(given, tuple) else (given,)


def too_many_columns(count: int) -> str | None:
    """What is wrong with a row of so many columns; None where nothing is."""
    if count <= MOST_COLUMNS:
        return None
    return f"{count:,} columns received; at most {MOST_COLUMNS:,} are read: leave out what is not needed"


def _listed(names: Sequence[str]) -> str:
    listed = ", ".join(f"{number} {reprlib.repr(name)}" for number, name in enumerate(names[:_LISTED], start=1))
    more = len(names) - _LISTED
    return f"{listed} and {more:,} more" if more > 0 else listed


def _find(name: Name, names: Sequence[str]) -> int | None:
    """Place of a column: by its exact name, its name in any case, or its number."""
    if isinstance(name, str):
        for known in (list(names), [_folded(n) for n in names]):
            for wanted in (name, _folded(name)):
                if wanted in known:
                    return known.index(wanted)
        if not name.isdecimal():
            return None
    return int(name) - 1 if 1 <= int(name) <= len(names) else None


def _recognised(names: Sequence[str], languages: Languages | None) -> dict[str, list[int]]:
    """Columns by role, recognised by name; no column has two roles."""
    source, target = languages or (None, None)
    folded = [_folded(name) for name in names]
    taken: set[int] = set()
    found: dict[str, list[int]] = {}
    for role, patterns, language in (
        ("source", _SOURCE, source),
        ("reference", _REFERENCE, target),
        ("hypothesis", _HYPOTHESIS, None),
        ("id", _ID, None),
    ):
        matches = ([i for i, n in enumerate(folded) if i not in taken and re.fullmatch(p, n)] for p in patterns)
        places = next(filter(None, matches), []) or _of_language(folded, language, taken)
        found[role] = places if role == "reference" else places[:1]
        taken.update(found[role])
    if len(names) == 1 or (found["source"] and (found["reference"] or found["hypothesis"])):
        return found
    return _in_other_words(names, found) or found


def _in_other_words(names: Sequence[str], found: dict[str, list[int]]) -> dict[str, list[int]] | None:
    """The same by rarer names, of which a source and a translation have to be known: one alone is a word like any."""
    taken = {place for places in found.values() for place in places}
    more = {role: [*places] for role, places in found.items()}
    for place, name in enumerate(names):
        role = None if place in taken else role_named(name)
        if role and not more[role]:
            more[role] = [place]
    return more if more["source"] and (more["reference"] or more["hypothesis"]) else None


def _of_language(folded: Sequence[str], language: str | None, taken: Collection[int]) -> list[int]:
    """Columns with the very code of a language, or the only one with another code or a name of it."""
    if language is None:
        return []
    free = [place for place in range(len(folded)) if place not in taken]
    wanted = _folded(language).replace("_", "-")
    exact = [place for place in free if folded[place].replace("_", "-") == wanted]
    code = language_code(language) or language_named(language)
    for names in (folded, [within(name) for name in folded]):
        near = [place for place in free if not exact and code and language_named(names[place]) == code]
        if len(near) > 1:
            near = _by_script_or_region(names, language, near)
        if exact or len(near) == 1:
            return exact or near
    return []


def _by_script_or_region(folded: Sequence[str], language: str, near: list[int]) -> list[int]:
    """Of columns in a language those that can be meant: ``zh-Hant`` by ``zho_Hant``."""
    try:
        found = match(language, [folded[place] for place in near])
    except LanguageError:
        return []
    return [] if found.others else [place for place in near if folded[place] == found.code]


def _folded(name: str) -> str:
    return name.strip().casefold()
