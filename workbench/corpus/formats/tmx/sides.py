"""Which languages of a TMX file are the source and the target of a corpus."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from workbench.corpus.formats.tmx.header import Header, code
from workbench.corpus.language_names import Languages
from workbench.corpus.languages import agree, asked, same, which
from workbench.corpus.naming import languages_of_name
from workbench.errors import CorpusError, LanguageError
from workbench.language.matching import match


@dataclass
class Sides:
    """``source`` and ``target``: codes of the file, empty for texts without one, None where it is open which is meant.
    ``positions``: all is in one language, and the first text of a unit is its source. ``notes``: what was decided, for
    people."""

    found: Header
    path: Path
    source: str | None = None
    target: str | None = None
    positions: bool = False
    notes: list[str] = field(default_factory=list)
    _known: dict[str, int | None] = field(default_factory=dict)

    def side(self, language: str) -> int | None:
        """0 for a text of the source, 1 for one of the target, None for one in another language."""
        try:
            return self._known[language]
        except KeyError:
            self._known[language] = found = self._side(language)
            return found

    def _side(self, language: str) -> int | None:
        """Regions come and go between units: ``en`` is a text in ``en-GB``, too; ``en-US`` is none."""
        sides = (self.source, self.target)
        if language in sides:
            return sides.index(language)
        fitting = [(side, wanted) for side, wanted in enumerate(sides) if wanted and same(wanted, language)]
        return fitting[0][0] if len(fitting) == 1 and agree(language, fitting[0][1]) else None

    @property
    def undecided(self) -> str | None:
        """Where it is open which translation is meant: the languages that there are, and how to choose."""
        if self.source is not None and (self.target is not None or self.positions or len(self.found.languages) < 2):
            return None
        side = "source" if self.source is None else "target"
        return which(side, self.found.languages, self.path, self.among).reason

    def check(self) -> None:
        """Raises `CorpusError` where that is open."""
        if self.undecided:
            raise CorpusError(self.undecided, self.path)

    @property
    def among(self) -> str:
        return f" of the first {self.found.units:,} units"


def sides(found: Header, path: Path, stated: Languages) -> Sides:
    """Those that somebody stated; else the source is what the header says, or the file name, or what stands first, and
    the target the one other language that there is.

    Raises `CorpusError` for a language that the file does not have, or that may be several of its own.
    """
    chosen = Sides(found, path)
    languages = list(found.languages)
    named = languages_of_name(path) or (None, None)
    chosen.source = _asked(stated[0], languages, chosen, "source")
    chosen.target = _asked(stated[1], languages, chosen, "target")
    if chosen.source is None:
        left = [one for one in languages if one != chosen.target]
        chosen.source = _likely(found.source, left) or _likely(named[0], left)
        if chosen.source is None and (len(left) == 1 or (len(left) == 2 and chosen.target is None)):
            chosen.source = left[0]
            if len(left) == 2:
                chosen.notes.append(f"no source language is stated: {left[0]} stands first, and is taken for it")
    if chosen.target is None and chosen.source is not None:
        others = [one for one in languages if one != chosen.source]
        others = [one for one in others if not same(one, chosen.source)] or others
        chosen.target = others[0] if len(others) == 1 else _likely(named[1], others)
    chosen.positions = len(languages) == 1 and found.two * 2 > found.units
    if chosen.positions:
        one = languages[0] or "no stated language"
        chosen.notes.append(f"all texts are in {one}: the first one of each unit is taken for the source")
    return chosen


def _asked(wanted: str | None, languages: Collection[str], chosen: Sides, side: str) -> str | None:
    """The language of the file that somebody means."""
    if wanted is None or not languages:
        return None
    if side == "target" and len(languages) == 1 and not _likely(wanted, languages):
        return code(wanted)  # of a file in which nothing is translated yet
    if "" in languages and not _likely(wanted, languages):
        return ""
    return asked(wanted, chosen.found.languages, chosen.path, side, chosen.among)


def _likely(wanted: str | None, languages: Collection[str]) -> str | None:
    try:
        return match(wanted, languages).code if wanted and languages else None
    except LanguageError:
        return next((one for one in languages if same(one, str(wanted))), None)
