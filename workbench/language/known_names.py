"""Given names and places that are known by name, and what they are called in other languages and scripts.

Cities and countries are those of CLDR, from ``babel``; given names, and cities that are no names of time zones, those
of ``names.tsv``.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from workbench import bundled
from workbench.language.folding import folded, listed
from workbench.language.segmentation import Span, is_punctuation, word_spans
from workbench.language.stopwords import stop_words

GIVEN, PLACE, COUNTRY = "given", "place", "country"

_SCRIPTS = listed("ru ar hi zh ja")
_LATIN = listed("en de fr es it pt nl sv da no nn fi pl cs sk hu ro ca")
LANGUAGES = _LATIN | _SCRIPTS
"""Those of which names are known."""

UNSPACED = listed("zh ja")
CASED = LANGUAGES - listed("ar hi zh ja")
# Words that are more than a name, and names that CLDR has and a text hardly means.
_NO_NAMES = listed(
    "adak art bath bill casey center chad cook davis dick easter eastern essen frank general georgia guinea hall halle"
    " island jersey jordan knox male mali man mark marine may mountain nice nick nom oman pacific pat phoenix "
    "reading resolute rose san sandy togo troll turkey will worms центр آن ان بن بول بون برن بيل ترك تيم ثيل جو جين "
    "حسن حنة روث سام سول عمر ليو نوم هان واك عدن قطر अडक आदम उमर ऐन ओरल चक चेक जिम नोम परथ बिल बेन मेल लोम वेक हंस नक "
    "卡拉 マーク ジム ビル ダン ルーク アン チャド マリ マン トーゴ ニース 马里 阿曼 乍得"
)
# What Arabic writes before a word without a blank.
_PREFIX = regex.compile(r"^(?:و|ف)?(?:لل|ب|ك|ل)?(?=.{3})")
_ELIDING = listed("fr it ca")
_JOINED = regex.compile(r"\p{L}{0,5}\p{Ll}['’](?=\p{Lu})|[DLN]['’](?=\p{Lu})")
# What a name may have at its end for its case, and what it loses for that.
_ENDINGS = {
    "ru": listed("а я у ю е и ы о ом ем ои еи ою ею ью ь и ии ию иеи ам ями ях ям ями ого ому"),
    "pl": listed("a u e i y o em owi iem ie om ą ę ii"),
    "cs": listed("a u e i y o em ovi ou ě"),
    "de": listed("s ns"),
    "en": listed("s"),
}
_ENDINGS["sk"] = _ENDINGS["cs"]
_LOST = {"ru": "аяиьеыо", "pl": "aeyo", "cs": "aeyo", "sk": "aeyo"}
_SHORTEST_STEM = 3
DOUBTFUL = 3


@dataclass(frozen=True)
class KnownName:
    """A name that stands in a text: ``span`` in characters, ``kind``, and what it may be: its names in Latin
    letters."""

    span: Span
    kind: str
    identities: frozenset[str]

    def may_be(self, other: KnownName) -> bool:
        """Whether both may be names of the same."""
        return bool(self.identities & other.identities)


_Kinds = dict[str, frozenset[str]]


def known_names(text: str, language: str | None) -> list[KnownName]:
    """Those of a text, in order; none in a language of which none are known."""
    if language not in LANGUAGES:
        return []
    found = _in_unspaced(text, language) if language in UNSPACED else _among_words(text, language)
    return [KnownName(span, kind, identities) for span, kinds in found for kind, identities in kinds.items()]


def _among_words(text: str, language: str) -> list[tuple[Span, _Kinds]]:
    index, cased, spans = _index(language), language in CASED, _spans(text, language)
    found: list[tuple[Span, _Kinds]] = []
    taken = 0
    for i, (start, end) in enumerate(spans):
        if start < taken or (cased and text[start] == text[start].lower()):
            continue
        forms = [form for key in _keys(text[start:end], language) for form in index.get(key, ())]
        for parts, kinds in sorted(forms, key=lambda form: -len(form[0])):
            last = _last(text, spans, i, parts, language)
            if last is not None:
                taken = spans[last][1]
                found.append(((start, taken), kinds))
                break
    return found


def _spans(text: str, language: str) -> Sequence[Span]:
    """Words, without the article that is joined to them by an apostrophe: "l'Italie"."""
    spans = word_spans(text)
    if language not in _ELIDING:
        return spans
    joined = (_JOINED.match(text, start, end) for start, end in spans)
    return [(found.end() if found else start, end) for found, (start, end) in zip(joined, spans, strict=True)]


def _last(text: str, spans: Sequence[Span], first: int, parts: Sequence[str], language: str) -> int | None:
    """The word up to which the parts of a name stand, of which the first is there; None where others follow."""
    at = first
    for part in parts[1:]:
        at += 1
        while at < len(spans) and is_punctuation(text[slice(*spans[at])]):
            at += 1
        if at == len(spans) or part not in _keys(text[slice(*spans[at])], language):
            return None
    return at


def _in_unspaced(text: str, language: str) -> list[tuple[Span, _Kinds]]:
    forms = {"".join(parts): kinds for parts, kinds in _forms(language).items()}
    return [(match.span(), forms[match[0]]) for match in _any_of(language).finditer(text)]


@lru_cache(maxsize=4)
def _any_of(language: str) -> regex.Pattern[str]:
    forms = sorted(("".join(parts) for parts in _forms(language)), key=lambda form: (-len(form), form))
    # A word in katakana is no part of a longer one.
    return regex.compile(
        r"(?:(?<![\p{Katakana}ー])(?=\p{Katakana})|(?!\p{Katakana}))"
        rf"(?:{'|'.join(map(regex.escape, forms))})"
        r"(?:(?<=[\p{Katakana}ー])(?![\p{Katakana}ー])|(?<![\p{Katakana}ー]))"
    )


def _plain(part: str, language: str) -> str:
    # Voiced kana are other letters, not letters with marks.
    return unicodedata.normalize("NFKC", part) if language in UNSPACED else folded(part)


def _stem(part: str, language: str) -> str:
    stem = part.rstrip(_LOST.get(language, ""))
    return stem if len(stem) >= _SHORTEST_STEM - (language == "ru") else part


@lru_cache(maxsize=1 << 14)
def _keys(word: str, language: str) -> frozenset[str]:
    """What a word may be listed as: itself, and its stem."""
    plain = _plain(word.removesuffix("'s").removesuffix("’s").removesuffix("’").removesuffix("'"), language)
    if language == "ar":
        return frozenset({plain, _PREFIX.sub("", plain)})
    endings = _ENDINGS.get(language, frozenset())
    stems = (plain[:-size] for size in (1, 2, 3) if plain[-size:] in endings and len(plain) > size + 1)
    return frozenset({plain, *stems})


@lru_cache(maxsize=32)
def _index(language: str) -> dict[str, list[tuple[tuple[str, ...], _Kinds]]]:
    """First part of a name, and its stem → the parts of all such names and what they are."""
    index: dict[str, list[tuple[tuple[str, ...], _Kinds]]] = defaultdict(list)
    for parts, kinds in _forms(language).items():
        for key in {parts[0], _stem(parts[0], language)}:
            index[key].append((parts, kinds))
    return index


@lru_cache(maxsize=32)
def _forms(language: str) -> dict[tuple[str, ...], _Kinds]:
    """How names are written in a language, part by part → what they may be, by kind."""
    column = language if language in _SCRIPTS else "Latin letters"
    found: dict[tuple[str, ...], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    same: dict[str, set[str]] = defaultdict(set)
    for kind, names in _table():
        identities = {" ".join(_parts(form, "en")) for form in names["Latin letters"]}
        for form in names[column]:
            found[_parts(form, language)][kind] |= identities
        for identity in identities:
            same[identity] |= identities
    for kind, english, form in _cldr(language):
        identity = " ".join(_parts(english, "en"))
        found[_parts(form, language)][kind] |= same.get(identity, set()) | {identity}
    no_names = {_plain(word, language) for word in _NO_NAMES}
    # Lists of stop-words hold names, too; where names have capitals only short ones are doubtful.
    for word in stop_words(language) or ():
        if language not in CASED or len(word) <= DOUBTFUL:
            no_names.add(_plain(word, language))
    return {
        parts: {kind: frozenset(identities) for kind, identities in kinds.items()}
        for parts, kinds in found.items()
        if len("".join(parts)) > 1 and not no_names.intersection(_wholes(parts, language))
    }


def _wholes(parts: tuple[str, ...], language: str) -> tuple[str, ...]:
    """A name that is a single word, as such."""
    return ("".join(parts),) if language in UNSPACED or len(parts) == 1 else ()


def _parts(form: str, language: str) -> tuple[str, ...]:
    words = form.replace("_", " ")
    return tuple(
        _plain(words[start:end], language) for start, end in word_spans(words) if not is_punctuation(words[start:end])
    )


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[str, dict[str, list[str]]], ...]:
    (_, *columns), *rows = bundled.table("names.tsv")
    return tuple((kind, dict(zip(columns, map(str.split, cells), strict=True))) for kind, *cells in rows)


@lru_cache(maxsize=32)
def _cldr(language: str) -> tuple[tuple[str, str, str], ...]:
    """(kind, English name, name in the language) of cities and countries."""
    from babel import Locale

    there, english = Locale(language), Locale("en")
    found = []
    for zone in map(str, Locale("ru").time_zones):
        plain = zone.rpartition("/")[2].replace("_", " ")
        of_english = english.time_zones.get(zone, {}).get("city", plain)
        if zone.count("/") and plain != "Unknown":
            found.append((PLACE, of_english, there.time_zones.get(zone, {}).get("city", plain)))
    for code, name in english.territories.items():
        if len(code) == 2 and code.isalpha() and code in there.territories:
            found.append((COUNTRY, name, there.territories[code]))
    return tuple(found)
