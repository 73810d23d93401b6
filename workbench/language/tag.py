"""Language, script and region, as people and models write them: ``pt-BR``, ``zho_Hant``, ``sr_RS@latin``, ``German``,
``Chinese (Traditional)``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import langcodes

_CODE = re.compile(r"[a-z]{2,3}([-_][a-z0-9]+)*", re.IGNORECASE)
# Locales of a system: "de_DE.UTF-8", "sr_RS@latin".
_LOCALE = re.compile(r"(?P<code>[a-z]{2,3}([-_][a-z0-9]+)*)(\.[\w-]+)?(@(?P<modifier>\w+))?", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s(),;:/\-–_]+")
_BETWEEN_LANGUAGES = re.compile(r"\s*[,;/|+&]\s*")
_REGION = re.compile(r"[A-Z]{2}")
_MOST_WORDS = 8
# No region: what mBART writes where it has none, "unknown", and "the world".
_NO_REGION = frozenset({"XX", "ZZ", "001"})
# Scripts that stand for another, and the part of Korean's that is not Chinese.
_SCRIPT = {"Aran": "Arab", "Hang": "Kore", "Latf": "Latn", "Latg": "Latn"}
# Codes of well-known models that are none of ISO's, or say something else there: M2M100's Northern Sotho, and mBART's
# Arabic, which is not that of Argentina.
_OWN = {"ns": "nso", "ar_AR": "ar"}
# CLDR keeps Norwegian and Bokmål apart, of which all but some 10 % is written.
_WIDER = {"nb": "no"}


@dataclass(frozen=True)
class Tag:
    """``language``: ISO code, of those for one language the usual one. ``script``, ``region``, ``variant``
    (``en_xx_simple``): None where nothing was said of them."""

    language: str
    script: str | None = None
    region: str | None = None
    variant: str | None = None

    def __str__(self) -> str:
        """As BCP 47 has it; a script that goes without saying is left out."""
        return str(self._full.simplify_script())

    @cached_property
    def _full(self) -> langcodes.Language:
        variants = self.variant.split("-") if self.variant else None
        return langcodes.Language.make(self.language, script=self.script, territory=self.region, variants=variants)

    @cached_property
    def _likely(self) -> langcodes.Language:
        return self._full.prefer_macrolanguage().maximize()

    @cached_property
    def wide(self) -> str:
        """The language, or the one it is the usual kind of: ``arb`` is ``ar``, ``cmn`` is ``zh``."""
        wide = self._full.prefer_macrolanguage().language or self.language
        return _WIDER.get(wide, wide)

    @cached_property
    def likely_script(self) -> str | None:
        """The one said, else the one that it is written in where nothing is said (CLDR's likely subtags)."""
        script = self._likely.script
        return script if script is None else _SCRIPT.get(script, script)

    @cached_property
    def likely_region(self) -> str | None:
        return self._likely.territory

    @cached_property
    def name(self) -> str:
        """In English, such as ``Chinese, Traditional``; a script that goes without saying is left out, if it is not one
        of Chinese."""
        usual = Tag(self.language).likely_script == self.script and self.script != "Hans"
        shown = replace(self, script=None) if usual else self
        name: str = shown._full.prefer_macrolanguage().display_name()
        return name.replace(" (", ", ").replace(")", "")

    @cached_property
    def speakers(self) -> int:
        """How many people speak the language, by CLDR; 0 for a group of languages."""
        return int(langcodes.get(self.language).speaking_population())

    def distance(self, other: Tag) -> int:
        """How far another language is for somebody who asks for this one, by CLDR: 0 to 134."""
        return self._full.distance(other._full)


@lru_cache(maxsize=4096)
def tag_of_code(code: str) -> Tag | None:
    """What a model's own code says; None for one that is no language's."""
    code = code.strip()
    return _of_code(_OWN.get(code, code))


@lru_cache(maxsize=1024)
def tag_of(text: str) -> Tag | None:
    """What somebody means by a code, a locale, or a name in whatever language; None where it is none of these."""
    text = text.strip()
    if several(text):
        return None
    locale = _LOCALE.fullmatch(text)
    found = locale and _of_code(locale["code"])
    if locale and found:
        # "@euro" and the like say nothing of the language.
        script = _named("script", locale["modifier"] or "")
        return found if script is None else Tag(found.language, _SCRIPT.get(script, script), found.region)
    return _of_name(text)


def several(text: str) -> list[str]:
    """The codes of languages in a list of them (``de,fr``, which is no German of France); none where it is no list."""
    first, *more = _BETWEEN_LANGUAGES.split(text.strip())
    listed = [first, *more]
    if not more or not all(map(_of_code, listed)):
        return []
    # "pt, BR" says where.
    return [] if all(map(_REGION.fullmatch, more)) else listed


def _of_code(code: str) -> Tag | None:
    if not _CODE.fullmatch(code):
        return None
    try:
        found = langcodes.get(code)
    except langcodes.LanguageTagError:
        return None
    return _tag(found) if found.language and found.is_valid() else None


def _tag(found: langcodes.Language) -> Tag:
    script, region = found.script, found.territory
    return Tag(
        language=str(found.language),
        script=script if script is None else _SCRIPT.get(script, script),
        region=None if region in _NO_REGION else region,
        variant="-".join(found.variants or ()) or None,
    )


def _of_name(text: str) -> Tag | None:
    """``German``, ``Brazilian Portuguese``, ``Portuguese (Brazil)``, ``Serbian, Latin``, ``zh (Traditional)``."""
    if code := _named("language", text):
        return _of_code(code)
    words = [word for word in _BETWEEN.split(text) if word]
    if len(words) > _MOST_WORDS:
        return None
    for cut in range(len(words) - 1, 0, -1):
        for language, rest in ((words[:cut], words[cut:]), (words[-cut:], words[:-cut])):
            code = _named("language", " ".join(language))
            tag = _of_code(code or " ".join(language))
            if tag and (found := _qualified(tag, rest)):
                return found
    return None


def _qualified(tag: Tag, words: list[str]) -> Tag | None:
    """A language whose script and region other words name, each in its own; None where they name something else."""
    if not words:
        return tag
    for cut in range(len(words), 0, -1):
        name, rest = " ".join(words[:cut]), words[cut:]
        for more in _with(tag, name):
            if found := _qualified(more, rest):
                return found
    return None


def _with(tag: Tag, name: str) -> Iterator[Tag]:
    """The language with the script or the region that a word names, or is the code of."""
    script, region = _named("script", name), _named("territory", name)
    if code := _of_code(f"{tag.language}-{name}"):
        script, region = script or code.script, region or code.region
    if script and not tag.script:
        yield Tag(tag.language, _SCRIPT.get(script, script), tag.region)
    if region and not tag.region:
        yield Tag(tag.language, tag.script, region)


def _named(kind: str, name: str) -> str | None:
    """The code of what has just this name, in English or else in any language; langcodes' own search takes the name of
    a language with more behind it for that language."""
    # Reads files of some hundred kB: not before somebody asks.
    from language_data import names

    for language in ("en", "und"):
        code = names.name_to_code(kind, name, language)
        if code and names.normalize_name(name) in names.TRIES[f"{language}/name_to_{kind}"]:
            return str(code)
    return None
