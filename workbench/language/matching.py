"""Which of a model's own codes a language is that somebody asks for: ``German`` is ``deu_Latn``, ``de_DE`` or ``de``.

A script or a region that is asked for is never exchanged for another: who wants ``zh-Hant`` gets no ``zho_Hans``. A
code that says nothing of its region stands for any, one that says nothing of its script for the likely one. Where
nothing is said and the model has several, the likely one is taken: ``zh`` is ``zho_Hans``, ``pt`` is ``pt_BR``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from langcodes.data_dicts import MACROLANGUAGES

from workbench.errors import LanguageError
from workbench.language.tag import Tag, several, tag_of, tag_of_code

LISTED = 10
"""Codes that a message names; of the rest it says how many there are."""
UNLIKE = 200
"""Farther than any language is from another."""
# Codes of languages with others in them that mean a standard of their own, not whichever of these there is.
_STANDARDS = frozenset({"ar", "ms", "no", "zh"})
# CLDR takes the three for Serbian.
_SERBO_CROATIAN = {"sh": "sh", "hbs": "sh"}


@dataclass(frozen=True)
class Match:
    """``code``: the model's own. ``others``: those that fit what was asked for, too, and are less likely meant."""

    code: str
    others: tuple[str, ...] = ()


def match(wanted: str, codes: Collection[str]) -> Match:
    """The one of a model's own codes that somebody means who writes ``wanted``.

    Raises `LanguageError` where it is no language, none of the model's, or may be several of them.
    """
    if wanted in codes:
        return Match(wanted)
    alike = [code for code in codes if _plain(code) == _plain(wanted)]
    if len(alike) == 1:
        return Match(alike[0])
    if languages := several(wanted):
        raise LanguageError(f"{wanted!r} names {len(languages)} languages, {' and '.join(languages)}; one is expected")
    asked = tag_of(wanted)
    if asked is None:
        raise LanguageError(f"{wanted!r} is neither code nor name of a language; {nearest(wanted, codes)}")
    known = [(code, tag) for code in codes if (tag := tag_of_code(code))]
    found = [(code, tag) for code, tag in known if tag.wide == asked.wide and _fits(asked, tag)]
    found = found or [(code, tag) for code, tag in known if kin(asked, tag) and _fits(asked, tag)]
    if not found:
        why = _why(asked, known)
        raise LanguageError(f"{_shown(wanted, asked)} is none of its languages{why}; {nearest(wanted, codes)}")
    by_fit = sorted(found, key=lambda one: _misfit(asked, *one))
    (code, best), *rest = by_fit
    others = tuple(other for other, tag in rest if tag != best)
    if others and _misfit(asked, code, best)[0] == _misfit(asked, *rest[0])[0] == _GUESSED:
        either = " or ".join((code, *others)[:LISTED])
        raise LanguageError(f"{_shown(wanted, asked)} may be {either}; name the one that is meant")
    return Match(code, others)


def same_language(one: str, other: str) -> bool:
    """Whether two codes say the same: ``en`` and ``eng_Latn``, but not ``zh_Hans`` and ``zh_Hant``."""
    tags = tag_of_code(one), tag_of_code(other)
    if tags[0] is None or tags[1] is None:
        return one == other
    return len({(tag.wide, tag.likely_script, tag.region, tag.variant) for tag in tags if tag}) == 1


def kin(one: Tag, other: Tag) -> bool:
    """Whether one of two languages has the other in it, as Quechua has that of Ayacucho."""
    wide = {tag.language: MACROLANGUAGES.get(tag.language) for tag in (one, other)}
    found = next((code for code in wide if code in wide.values()), None)
    return found is not None and found not in _STANDARDS and one.likely_script == other.likely_script


def covers(wide: str, wanted: str) -> bool:
    """Whether a model's code names a group of like languages with the wanted one in it: ``sh`` Croatian, ``no``
    Nynorsk, ``ar`` that of Egypt."""
    asked, own = tag_of(wanted), tag_of_code(wide)
    within = asked and MACROLANGUAGES.get(asked.language)
    return within is not None and within in (_SERBO_CROATIAN.get(wide), own and own.language)


def is_one_language(code: str) -> bool:
    """Whether a code names a language that people speak, and no group of languages (``gmq``, ``ROMANCE``)."""
    own = tag_of_code(code)
    return own is not None and own.speakers > 0


def nearest(wanted: str, codes: Collection[str]) -> str:
    """What a model has instead, the closest first: ``closest first: nld_Latn (Dutch), … and 192 others``."""
    asked = tag_of(wanted)
    ordered = sorted(codes, key=lambda code: (*_farness(wanted, asked, code), code))
    return f"closest first: {listed(ordered)}" if len(ordered) > 1 else f"it has {listed(ordered)}"


def commonest(codes: Iterable[str]) -> list[str]:
    """Codes by how many people speak their languages, most first."""
    tags = {code: tag_of_code(code) for code in codes}
    return sorted(tags, key=lambda code: (-tag.speakers if (tag := tags[code]) else 0, code))


def listed(codes: Iterable[str]) -> str:
    """The first codes with their names, and how many others there are."""
    codes = [*codes]
    shown = ", ".join(_shown_code(code) for code in codes[:LISTED])
    more = len(codes) - LISTED
    return shown if more <= 0 else f"{shown} and {more} {'other' if more == 1 else 'others'}"


# How a code fits what was asked for, best first: it says just that; what it says beyond is likely; it is not.
_SAID, _LIKELY, _GUESSED = range(3)


def _fits(asked: Tag, own: Tag) -> bool:
    """Whether a code of the language says no other script or region than was asked for."""
    # A region tells the script too: Chinese of Taiwan is not written in that of the mainland.
    script = asked.likely_script if asked.script or asked.region else None
    if script is not None and own.likely_script != script:
        return False
    return asked.region is None or own.region in (None, asked.region)


def _misfit(asked: Tag, code: str, own: Tag) -> tuple[int, bool, bool, bool]:
    likely = (own.likely_script, own.likely_region) == (asked.likely_script, asked.likely_region)
    said = (own.script, own.region) == (asked.script, asked.region)
    # Of two codes that say the same the one in the usual letters: pt_BR before pt_br.
    unusual = own.region is not None and own.region not in code
    return (
        _SAID if said else _LIKELY if likely else _GUESSED,
        own.language != asked.language,
        own.variant != asked.variant,
        unusual,
    )


def _farness(wanted: str, asked: Tag | None, code: str) -> tuple[int, float]:
    """By CLDR and by how many people speak the model's language; for a word that is no language, by its letters."""
    own = tag_of_code(code)
    if asked is not None:
        return (asked.distance(own), -own.speakers) if own else (UNLIKE, 0)
    names = (code, own.name) if own else (code,)
    return UNLIKE, -max(SequenceMatcher(None, wanted.casefold(), name.casefold()).ratio() for name in names)


def _why(asked: Tag, known: Iterable[tuple[str, Tag]]) -> str:
    others = [code for code, tag in known if tag.wide == asked.wide][:LISTED]
    if not others:
        return ""
    return f" (another script or region than asked for is not taken unasked: say {' or '.join(others)} if that will do)"


def _plain(code: str) -> str:
    return code.strip().casefold().replace("-", "_")


def _shown(wanted: str, tag: Tag) -> str:
    return repr(wanted) if tag.name.casefold() == wanted.casefold() else f"{wanted!r}, {tag.name},"


def _shown_code(code: str) -> str:
    tag = tag_of_code(code)
    return f"{code} ({tag.name})" if tag else code
