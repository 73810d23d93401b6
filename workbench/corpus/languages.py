"""Which of the languages of a file somebody means who states one: the same for every format whose files say theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from workbench.corpus.language_names import Languages
from workbench.errors import CorpusError, LanguageError
from workbench.language.matching import match
from workbench.language.tag import tag_of_code

SIDES = ("source", "target")


def asked(wanted: str, counts: Mapping[str, int], path: Path, side: str, among: str = "") -> str:
    """The code of the file that is meant: ``pt`` is its ``pt-BR``. ``counts``: its codes, with how many units each has,
    if that is known; ``among`` says of how many.

    Raises `CorpusError` with what it has for a language that it does not have, or that may be several of its own.
    """
    if len(counts) == 1 and not any(map(tag_of_code, counts)):
        return next(iter(counts))  # whatever that means
    try:
        found = match(wanted, counts)
    except LanguageError as error:
        more = f"; it has {listed(counts, counts, among)}" if any(counts.values()) else ""
        raise CorpusError(f"--{side}-lang: {error}{more}", path) from error
    if found.others and str(tag_of_code(wanted) or wanted) != found.code:
        several = listed((found.code, *found.others), counts, among)
        raise CorpusError(f"{wanted!r} may be {several}; name the one that is meant: --{side}-lang", path)
    return found.code


def check_stated(stated: Languages, said: Languages, path: Path) -> None:
    """Raises `CorpusError` for a language stated that is not the one which the file says; it may say none."""
    for side, wanted, code in zip(SIDES, stated, said, strict=True):
        if wanted and code:
            asked(wanted, {code: 0}, path, side)


def which(side: str, counts: Mapping[str, int], path: Path, among: str = "") -> CorpusError:
    """What is to be said where it is open which of several languages is meant."""
    return CorpusError(
        f"texts in {len(counts)} languages: {listed(counts, counts, among)}; say which is the {side}: --{side}-lang "
        f"(in Python {side}_language=…)",
        path,
    )


def listed(codes: Iterable[str], counts: Mapping[str, int], among: str = "") -> str:
    """Codes with their counts, most first."""
    ranked = sorted(codes, key=lambda one: -counts[one])
    told = ", ".join(f"{one or 'none stated'}{f' ({counts[one]:,})' if counts[one] else ''}" for one in ranked)
    return f"{told}{among}" if ranked else "none"


def same(one: str, other: str) -> bool:
    """Whether two codes are of one language in one script, whatever the region."""
    tags = tag_of_code(one), tag_of_code(other)
    if not tags[0] or not tags[1]:
        return one.casefold() == other.casefold()
    return (tags[0].wide, tags[0].likely_script) == (tags[1].wide, tags[1].likely_script)


def agree(one: str, other: str) -> bool:
    """Whether what is in one may be in the other, too: ``en`` and ``en-GB``, not ``en-US`` and ``en-GB``."""
    tags = tag_of_code(one), tag_of_code(other)
    regions = {tag.region for tag in tags if tag and tag.region}
    return same(one, other) and len(regions) < 2
