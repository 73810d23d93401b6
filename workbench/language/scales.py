"""Words that multiply, divide or add to a number beside them: million, dozen, lakh, thirds, and a half."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import regex

from workbench.language.tables import table

# By languages and value; a billion is not the same in all of them.
_SCALES = table(
    r"""
* 12 dozens?|dutzende?n?|douzaines?|docenas?|dozzin[ae]|dozijn(?:en)?|d[uú]zias?|дюжин\w{0,3}|دزينة|دستة|दर्जन
|ダース|打
* 100 hundred|hundert|cents?(?=\s+mill)|सौ
* 1000 k(?=\b)|thousands?|tausende?n?|tsd\.?|mille|mila?|duizend|тысяч\w{0,3}|тыс\.?|[أا]لف[اً]*|آلاف|हज़ार|हजार
|千
* 100000 lakhs?n?|lacs?|लाख|लैख|लाखों|لاک|лакх\w{0,2}|لك
* 10000000 [ck]rore?n?s?|करोड़|करोड़ों|करोड|крор\w{0,2}|کروڑ
* 1000000 million(?:en|s|es|i|e|nen)?|millón|millones|milion[ie]|miljoen(?:en)?|milhão|milhões|mi?o\.?|mill\.
|mn\b|миллион\w{0,3}|млн\.?|مليون[اً]*|ملايين|मिलियन|百万
* 1000000000 milliarden?|milliards?|mrd\.?|miliard[io]|miljard(?:en)?|bn\b|миллиард\w{0,3}|млрд\.?|مليار[اًات]*
|بليون|अरब|бил\.|बिलियन
en,pt 1000000000 billions?|bilh(?:ão|ões)
de,fr,es,it,nl,da 1000000000000 billion(?:en|s|es|i)?|billón|billones|bilion[ie]|biljoen
en,pt 1000000000000 trillions?|trilh(?:ão|ões)
ru,ar,hi 1000000000000 триллион\w{0,3}|трлн\.?|تريليون[اًات]*|ट्रिलियन|खरब
de,fr,es,it,nl,da 1000000000000000000 trillion(?:en|s|es|i)?|trillón|trillones
""",
    2,
)
SCALES = frozenset(Fraction(value) for value in (100, *(int(value) for _, value, _ in _SCALES if int(value) >= 1000)))
"""What many noughts are worth that a word says; alone such a word is no exact number: hundreds of them."""
# Denominators by language.
_PARTS = table(
    r"""
en 3 thirds?
en 4 quarters?|fourths?
en 5 fifths?
en 6 sixths?
en 7 sevenths?
en 8 eighths?
en 9 ninths?
en 10 tenths?
en 100 hundredths?
de 3 drittel[ns]?
de 4 viertel[ns]?
de 5 fünftel[ns]?
de 6 sechstel[ns]?
de 7 siebtel[ns]?
de 8 achtel[ns]?
de 9 neuntel[ns]?
de 10 zehntel[ns]?
de 100 hundertstel[ns]?
fr 3 tiers
fr 4 quarts?
fr 5 cinquièmes?
fr 6 sixièmes?
fr 7 septièmes?
fr 8 huitièmes?
fr 10 dixièmes?
es 3 tercios?|terceras? partes?
es 4 cuart[oa]s?(?: partes?)?
es 5 quint[oa]s?(?: partes?)?
es 8 octavos?
es 10 décimas?|décimos?
it 3 terz[io]
it 4 quart[io]
it 5 quint[io]
nl 3 derden?
nl 4 kwart|vierden?
nl 5 vijfden?
pt 3 terços?
pt 4 quartos?
pt 5 quintos?
ru 3 трет(?:ь|и|ей|ями|ях|ью)
ru 4 четверт(?:ь|и|ей|ями|ях|ью)
ru 5 пят(?:ая|ых|ой|ую)
ru 6 шест(?:ая|ых)
ru 8 восьм(?:ая|ых)
ru 10 десят(?:ая|ых)
ar 3 ثلث|أثلاث
ar 4 ربع|[أا]رباع
ar 5 خمس|أخماس
ar 8 ثمن
ar 10 عشر|أعشار
hi 3 तिहाई
hi 4 चौथाई
""",
    2,
)
# "Half of them" is one word.
OWNED = {"ar": "(?:ه[اما]?|هم|هن|نا)?"}
"""What may stand behind a word in one with it, by language."""
# "And a half" behind a number, and before it: Hindi has words for that.
_AND_A_HALF = regex.compile(
    r"[\s\u00a0-]*(?:and[\s-]a[\s-]half|et demie?|y medi[ao]|e mezz[oa]|e mei[ao]|en een half|с половиной|و ?نصف"
    r"|半(?!导|島|岛|年|月|日|天))(?![\p{L}--[\p{Han}\p{Hiragana}\p{Katakana}]])",
    regex.I | regex.V1,
)
_ADDED_BEFORE = {
    "hi": {"साढ़े": Fraction(1, 2), "साढे": Fraction(1, 2), "सवा": Fraction(1, 4), "पौने": Fraction(-1, 4)},
}
_TIMES_BEFORE = [
    (Fraction(value), regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{words})[\s\u00a0-]+$", regex.I))
    for value, words in (
        ("1/2", "half an?|eine halbe|einer halben|halben?|un demi|medio|mezzo|meio|een half|आधा|نصف|пол"),
        ("3/2", "anderthalb|eineinhalb|полтор[аы]|полутора|डेढ़|डेढ|anderhalf|anderhalve"),
        ("5/2", "zweieinhalb|ढाई"),
    )
]
_END = r"(?:(?<=[\p{Han}\p{Katakana}])|(?![\p{L}\p{M}\p{Nd}]))"
_LONGEST = 24


def scale_at(text: str, start: int, language: str | None) -> tuple[int, int] | None:
    """The scale word that stands from here on, and where it ends: 5 | million."""
    pattern, values = _scales(language)
    match = pattern.match(text, start)
    return (values[(match.lastindex or 1) - 1], match.end()) if match else None


def part_at(text: str, start: int, language: str | None) -> tuple[int, int] | None:
    """The denominator that stands from here on, and where it ends: two | thirds."""
    pattern, values = _parts(language)
    match = pattern.match(text, start)
    return (values[(match.lastindex or 1) - 1], match.end()) if match else None


def half_at(text: str, start: int) -> int | None:
    """Where "and a half" ends that stands from here on."""
    match = _AND_A_HALF.match(text, start)
    return match.end() if match else None


def times_before(text: str, start: int) -> tuple[Fraction, int] | None:
    """What a word before a number of many noughts makes of it, and where that word begins: half a | million."""
    for value, words in _TIMES_BEFORE:
        if match := words.search(text, max(0, start - _LONGEST), start):
            return value, match.start()
    return None


def added_before(text: str, start: int, language: str | None) -> tuple[Fraction, int] | None:
    """What a word before a number adds to it, and where that word begins."""
    begin = max(0, start - _LONGEST)
    before = text[begin:start].rstrip() if language in _ADDED_BEFORE else ""
    for word, value in _ADDED_BEFORE.get(language or "", {}).items():
        if before.endswith(word):
            return value, begin + len(before) - len(word)
    return None


@lru_cache
def _scales(language: str | None) -> tuple[regex.Pattern[str], list[int]]:
    rows = [(value, forms) for known, value, forms in _SCALES if known == "*" or (language or "en") in known.split(",")]
    pattern = "|".join(f"({forms})" for _, forms in rows)
    return regex.compile(rf"[\s\u00a0\u202f-]?(?:{pattern}){_END}", regex.I), [int(value) for value, _ in rows]


@lru_cache
def _parts(language: str | None) -> tuple[regex.Pattern[str], list[int]]:
    rows = [(value, forms) for known, value, forms in _PARTS if known == language]
    pattern = "|".join(f"({forms})" for _, forms in rows) or "(?!)"
    owned = OWNED.get(language or "", "")
    return regex.compile(rf"[\s\u00a0-](?:{pattern}){owned}{_END}", regex.I), [int(value) for value, _ in rows]
