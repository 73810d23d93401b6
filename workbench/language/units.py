"""Units, currencies, months and times of day, in the languages whose number words are known."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from workbench.language.segmentation import Span

_DIMENSIONS = {
    "share": {"percent": r"%|percent(?:age)?|per ?cent|prozent|pour ?cent|por ?ciento|por ?cento|procent|per mille"},
    "money": {
        "euro": r"€|euros?|eur",
        "dollar": r"(?:US|[AC])?\$|dollars?|usd|d[oó]lar(?:es)?|dollari?|dollaro",
        "pound sterling": r"£|gbp|libras? esterlinas?|livres? sterling|sterline|pfund sterling|pounds sterling",
        "yen": r"¥|yens?|jpy|ienes?",
        "franc": r"chf|franken|(?:swiss )?francs?|franchi",
        "crown": r"sek|dkk|nok|kronor|kroner|kronen",
    },
    "length": {
        "kilometre": r"km(?:/h)?|km/u|kilomet(?:er|re)s?n?|kilom[eè]tres?|kil[oó]metros?|chilometr[io]|quil[oô]metros?",
        "mile": r"mph|miles?|meilen?|milles?|millas?|migli[ao]|milhas?|mijlen?",
        "metre": r"m|met(?:er|re)s?n?|m[eè]tres?|metros?|metr[io]",
        "foot": r"feet|foot|ft|fu(?:ß|ss)|pieds?|pies?|piedi|piede|p[eé]s|voet",
        "centimetre": r"cm|centimet(?:er|re)s?|zentimetern?|centim[eè]tres?|cent[ií]metros?|centimetr[io]",
        "inch": r"inch(?:es)?|zoll|pouces?|pulgadas?|pollic[ei]|polegadas?|inches",
    },
    "weight": {
        "kilogram": r"kg|kilos?|kilogram(?:m|me)?s?|chil[io]|chilogramm[io]|quilos?",
        "pound": r"lbs?|pounds?|pfund|livres?|libras?|libbr[ae]|pond",
    },
    "temperature": {"Celsius": r"[°º] ?C|celsius", "Fahrenheit": r"[°º] ?F|fahrenheit"},
}
_NAMES = [(dimension, unit) for dimension, units in _DIMENSIONS.items() for unit in units]
# A unit stands beside its number: "5 km", "$ 5"; the word alone may be a foot, a pie or a mile-stone.
_AFTER = "|".join(f"({pattern})" for units in _DIMENSIONS.values() for pattern in units.values())
_UNIT_AFTER = regex.compile(rf"[\s\u00a0-]{{0,2}}(?:{_AFTER})(?![\p{{L}}\p{{N}}])", regex.IGNORECASE)
_UNIT_BEFORE = regex.compile(r"(?:(?P<euro>€|EUR)|(?P<dollar>\$|USD)|(?P<pound>£|GBP)|(?P<yen>¥|JPY))[\s\u00a0]?$")
_BEFORE = {"euro": "euro", "dollar": "dollar", "pound": "pound sterling", "yen": "yen"}

_MONTHS = (
    r"jan(?:uar[yi]?|v|vier|eiro)?|jänner|gen(?:naio)?|ene(?:ro)?",
    r"feb(?:ruar[yi]?|braio|rero)?|févr(?:ier)?|fev(?:ereiro)?",
    r"mar(?:ch|s|zo|ço|ts)?|märz|maart",
    r"apr(?:ile?)?|avr(?:il)?|abr(?:il)?",
    r"may|mai|maj|mei|maggio|mayo|maio",
    r"jun[ie]?|juin|giu(?:gno)?|junio|junho",
    r"jul[yi]?|juil(?:let)?|lug(?:lio)?|julio|julho",
    r"aug(?:ust(?:us|i)?)?|ao[uû]t|agosto",
    r"sept?(?:embre|ember|iembre)?|settembre|setembro|setiembre",
    r"o[ck]t(?:ober|obre)?|octubre|ott(?:obre)?|outubro",
    r"nov(?:embre|ember|iembre|embro)?",
    r"de[cz](?:ember|embro)?|desember|déc(?:embre)?|dic(?:embre|iembre)?",
)
_MONTH = regex.compile(r"\b(?:" + "|".join(f"({names})" for names in _MONTHS) + r")\b", regex.IGNORECASE)
_DAY_BEFORE = regex.compile(
    r"\p{Nd}(?:st|nd|rd|th|er|:?e|\.?[ªº]|[.°])?[\s\u00a0]+(?:(?:of|day of|de|di|del|af|van)[\s\u00a0]+)?$",
    regex.IGNORECASE,
)
_DAY_AFTER = regex.compile(r"[.,]?[\s\u00a0]+(?:(?:the|de|del|of)[\s\u00a0]+)?\p{Nd}", regex.IGNORECASE)
# Longer than what may stand between a day and its month.
_BESIDE = 16

_HALF = regex.compile(r"\b(?:half|halbe?[nrs]?|halv|demie?|medi[ao]|mezz[ao]|mei[ao]|½)\b", regex.IGNORECASE)
# Not every half is one of an hour, and German "half" is "helped".
_HALF_HOUR = regex.compile(
    r"\b(?:half past|halb|halv|et demie?|y media|e mezz[ao]|e meia"
    r"|half (?=een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf))\b",
    regex.IGNORECASE,
)
_QUARTER = regex.compile(r"\b(?:quarter|viertel|dreiviertel|quart|cuarto|quarto|kwart|kvart)\b", regex.IGNORECASE)
_CLOCK = regex.compile(
    r"\d:\d\d|\b(?:[ap]\.?m\b|o[’']clock|uhr|heures?|uur|klokken|klockan|midnight|noon)|\d ?h\b|\blas \d|\balle \d",
    regex.IGNORECASE,
)


@dataclass(frozen=True)
class Unit:
    """``dimension``: what it measures; ``name``: in English, the same for all its words and signs."""

    dimension: str
    name: str


def unit_at(text: str, span: Span) -> Unit | None:
    """The unit beside the number that stands at these characters."""
    if after := _UNIT_AFTER.match(text, span[1], span[1] + 40):
        return Unit(*_NAMES[(after.lastindex or 1) - 1])
    if before := _UNIT_BEFORE.search(text[max(0, span[0] - 4) : span[0]]):
        return Unit("money", _BEFORE[before.lastgroup or "euro"])
    return None


@dataclass(frozen=True)
class Month:
    """``number``: from 1; ``span``: characters of the text; ``dated``: beside a day or a year in digits."""

    number: int
    span: Span
    dated: bool


def months(text: str) -> list[Month]:
    """Months that may be named; what else the word means is not told ("may", "mars")."""
    return [Month(match.lastindex or 1, match.span(), _dated(text, *match.span())) for match in _MONTH.finditer(text)]


def _dated(text: str, start: int, end: int) -> bool:
    if text[start:end] == "may":  # The verb: "at least 20 may".
        return False
    before = _DAY_BEFORE.search(text[max(0, start - _BESIDE) : start])
    return bool(before or _DAY_AFTER.match(text, end))


@dataclass(frozen=True)
class Parts:
    """What a text may say in words of hours and other things: that it tells the time, halves of hours, any halves, and
    quarters."""

    hours: bool
    half_hours: bool
    halves: bool
    quarters: bool


def parts(text: str) -> Parts:
    """Whether there is talk of the time, of halves and quarters."""
    half_hours = bool(_HALF_HOUR.search(text))
    return Parts(
        hours=half_hours or bool(_CLOCK.search(text)),
        half_hours=half_hours,
        halves=bool(_HALF.search(text)),
        quarters=bool(_QUARTER.search(text)),
    )
