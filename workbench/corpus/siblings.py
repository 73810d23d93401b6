"""Line-aligned files that belong together by name: ``x.en`` and ``x.de``, found from one of them or from ``x``;
``eng_Latn.dev`` and ``deu_Latn.dev``."""

from __future__ import annotations

from pathlib import Path

from workbench.corpus.naming import language_of_file, languages_of_name, without_language
from workbench.errors import CorpusError, LanguageError
from workbench.language.matching import match

_MOST_NAMED = 10

Stated = tuple[str | None, str | None]


def siblings(path: Path, stated: Stated) -> tuple[Path, Path] | None:
    """Source and target file of which ``path`` is the name without a language, or one of the two; None where there are
    none.

    A file that is there is the source, unless the languages that are stated say that it is the target. Of two without
    a language stated the first is that which stands first in the name (``x.en-de``), or in the alphabet. Raises
    `CorpusError` where several may be meant.
    """
    try:
        return _siblings(path, stated, path.exists())
    except (OSError, ValueError):
        return None  # no name of a file; opening it tells


def _siblings(path: Path, stated: Stated, exists: bool) -> tuple[Path, Path] | None:
    own = language_of_file(path) if exists else None
    stem = without_language(path) if own else path.name
    found = _files(path.parent, stem) if own or not exists else {}
    if path.is_dir():
        return None
    if own:
        others = {language: file for language, file in found.items() if language != own}
        if not others:
            return None
        if _named(stated[1], [own]) and not _named(stated[0], [own]):
            return _one(path, others, stated[0], "source"), path
        return path, _one(path, others, stated[1], "target")
    if exists or len(found) < 2:
        return None
    source, target = _named(stated[0], [*found]), _named(stated[1], [*found])
    if not source and not target and len(found) == 2 and not any(stated):
        named = languages_of_name(path.with_name(f"{path.name}."))
        source = next((language for language in named or () if language in found), sorted(found)[0])
    rest = [language for language in found if language not in (source, target)]
    if len(rest) == 1 and not (source and target):
        source, target = source or rest[0], target or rest[0]
    if not source or not target:
        raise CorpusError(_several(found, "say which is which (--source-lang CODE --target-lang CODE)"), path)
    return found[source], found[target]


def _files(folder: Path, stem: str) -> dict[str, Path]:
    """Those of this name by the language that they end with; of the same one the file that is not compressed."""
    found: dict[str, Path] = {}
    for file in sorted(folder.iterdir(), key=lambda file: (len(file.name), file.name)):
        if stem not in file.name:
            continue
        language = language_of_file(file)
        if language and without_language(file) == stem and file.is_file():
            found.setdefault(language, file)
    return dict(sorted(found.items()))


def _one(path: Path, others: dict[str, Path], wanted: str | None, role: str) -> Path:
    named = _named(wanted, [*others])
    if named:
        return others[named]
    if len(others) > 1 or wanted:
        raise CorpusError(
            _several(others, f"name the {role} (--{role}-lang CODE, or --source FILE --target FILE)"), path
        )
    return next(iter(others.values()))


def _named(wanted: str | None, languages: list[str]) -> str | None:
    if not wanted:
        return None
    try:
        return match(wanted, languages).code
    except LanguageError:
        return None


def _several(found: dict[str, Path], then: str) -> str:
    names = [file.name for file in found.values()]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"beside it there are {', '.join(names[:_MOST_NAMED])}{more}; {then}"
