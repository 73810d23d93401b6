"""Words that may stand for a number: half, double, pair, fortnight, sixties; most are other words as well."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

import regex

from workbench.language.scales import OWNED, scale_at
from workbench.language.segmentation import Span
from workbench.language.spans import Taken
from workbench.language.tables import table

# By language and value.
_WORDS = table(
    r"""
en 1/2 half|halves|halved
en 2 twice|doubled?|doubles|doubling|couple|pairs?|both|twofold|twins?|duo|halved
en 3 thrice|triple[ds]?|trio|threefold|triplets?
en 4 quadruple[ds]?|quarterly
en 1/4 quarters?
en 1/3 thirds?
en 14 fortnights?
en 20 score
en 0 zero|nil|none|no
en 12 noon|midday|midnight
en 20 twenties
en 30 thirties
en 40 forties
en 50 fifties
en 60 sixties
en 70 seventies
en 80 eighties
en 90 nineties
de 1/2 halb(?:e[nrsm]?)?|hälften?|halbiert\w*|halbes|halbstünd\w+
de 20 zwanziger-?jahren?
de 30 drei(?:ß|ss)iger-?jahren?
de 40 vierziger-?jahren?
de 50 fünfziger-?jahren?
de 60 sechziger-?jahren?
de 70 siebziger-?jahren?
de 80 achtziger-?jahren?
de 90 neunziger-?jahren?
de 3/2 anderthalb\w*|eineinhalb\w*
de 2 zweimal\w*|doppelt\w*|doppel\p{L}*|verdoppel\w*|paar\w*|beide[nrs]?|beides|zwilling\w*|zu zweit
de 3 dreimal\w*|verdreifach\w*|drilling\w*|zu dritt
de 4 vervierfach\w*|zu viert
de 1/4 viertel[ns]?|viertelstunden?|vierteljahr\w*
de 3/4 dreiviertel\w*
de 1/3 drittel[ns]?
de 0 null\p{L}*
de 12 mittags?|mitternachts?|mittag\w*
de 5/2 zweieinhalb
de 7/2 dreieinhalb
de 9/2 viereinhalb
de 11/2 fünfeinhalb
de 13/2 sechseinhalb
fr 1/2 demie?s?|mi-\p{L}+|moitiés?
fr 2 double[sr]?|doublé\w*|deux fois|paires?|couples?
fr 3 triple[sr]?
fr 1/4 quarts?
fr 1/3 tiers
fr 0 zéros?|nul
fr 10 dizaines?
fr 15 quinzaines?
fr 20 vingtaines?
fr 30 trentaines?
fr 40 quarantaines?
fr 50 cinquantaines?
fr 60 soixantaines?
fr 100 centaines?
fr 1000 milliers?
fr 12 midi|minuit
es 1/2 medi[ao]s?|mitad(?:es)?
es 2 dobles?|duplic\w+|dos veces|pare[sj]?\w*|par|amb[oa]s
es 3 triples?|triplic\w+
es 1/4 cuartos?
es 1/3 tercios?|tercera parte
es 0 ceros?
es 10 decenas?
es 15 quincenas?
es 20 veintenas?
es 30 treintenas?
es 100 centenar(?:es)?|cientos
es 1000 millar(?:es)?|miles
es 12 mediod[ií]a|medianoche
ru 1/2 пол\p{L}*|половин\w*
ru 3/2 полтор\w+
ru 2 дважды|вдвое|двойн\w+|пар[аыуе]|об[ае]их?|вдво[её]м|удво\w+|двух\p{L}+|двук\p{L}+
ru 3 трижды|втрое|тройн\w+|втро[её]м|тр[её]х\p{L}+|трил\p{L}+|тре[хл]\p{L}+
ru 4 вчетверо|четыр[её]х\p{L}+
ru 5 пяти\p{L}+
ru 6 шести\p{L}+
ru 7 семи\p{L}+
ru 8 восьми\p{L}+
ru 9 девяти\p{L}+
ru 10 десят(?:и\p{L}+|ок|ка|ки|ков)
ru 20 двадцати\p{L}+
ru 30 тридцати\p{L}+
ru 40 сорока\p{L}+
ru 50 пятидесяти\p{L}+
ru 60 шестидесяти\p{L}+
ru 70 семидесяти\p{L}+
ru 80 восьмидесяти\p{L}+
ru 90 девяносто\p{L}+
ru 100 сот(?:ня|ни|ен)|сто\p{L}+
ru 1/4 четверт[ьи]
ru 1/3 треть
ru 0 нол[ьяюе]\w*|нул\w+
ru 12 полдень|полдня|полночь|полуночи|дюжин\w+
ru 7 недел\w+
ar 1/2 و?(?:ال)?نصف
ar 2 ضعف|مرتين|مرتان|زوج|كلا|كلتا|\p{L}{2,}(?:تين|تان|ين|ان)
ar 3 ثلاثي\w*
ar 1/4 و?(?:ال)?ربع
ar 1/3 و?(?:ال)?ثلث
ar 2/3 ثلث(?:ا|ي|ان|ين)
ar 0 صفر
ar 10 عشرات
ar 100 مئات
ar 12 دزينة|ظهر[اً]*|الظهر|منتصف
hi 1/2 आध[ाेी]
hi 3/2 डेढ़|डेढ
hi 5/2 ढाई|अढ़ाई
hi 2 दोगुन[ाेी]|दुगुन[ाेी]|दोनों|जोड़[ाेी]|दोबारा|दोहर[ाेी]
hi 3 तिगुन[ाेी]|तीनों
hi 4 चौगुन[ाेी]|चारों
hi 1/4 चौथाई|पाव|तिमाही
hi 1/3 तिहाई
hi 0 शून्य
hi 12 दोपहर|आधी रात
hi 3/4 पौन[ाे]?
zh 1/2 半|一半
zh 2 双|雙|对|對|倍|俩
zh 3 三倍
zh 12 中午|正午|午夜
zh 1/4 一刻
zh 2 两
ja 1/2 半
ja 2 倍|両|ふたつ|二人|ふたり|双
ja 3 みっつ
ja 4 よっつ
ja 5 いつつ
ja 12 正午|真夜中
ja 20 二十歳|はたち
it 1/2 mezz[aoi]|metà
it 2 doppi[oa]|coppia|paio|entramb[ie]
it 10 decin[ae]
it 15 quindicina
it 20 ventina
it 100 centinai[oa]
it 1000 migliai[ao]
it 12 mezzogiorno|mezzanotte
nl 1/2 hel(?:ft|ve)|half|halve
nl 3/2 anderhalf|anderhalve
nl 2 dubbele?|paar|beiden?|tweemaal
nl 12 middernacht|middag
pt 1/2 mei[ao]|metade
pt 2 dobro|par|amb[oa]s
pt 12 meio-dia|meia-noite
da 1/2 halv\w*
da 3/2 halvanden
da 2 dobbelt\w*|par|begge
""",
    2,
)
_SPACE = regex.compile(r"(?:^|[\s\u00a0-])(?=[^\W\d])")
_ARTICLE = regex.compile(r"(?:[\s\u00a0-]+(?:of )?(?:an?|de|d['’]|un)(?![\p{L}]))?")
_RUSSIAN_TENS = (
    *("двадцати", "тридцати", "сорока", "пятидесяти"),
    *("шестидесяти", "семидесяти", "восьмидесяти", "девяносто"),
)
_RUSSIAN_ONES = ("двух", "тр[её]х", "четыр[её]х", "пяти", "шести", "семи", "восьми", "девяти")
_UNSPACED = ("zh", "ja")


def standing_words(text: str, language: str | None) -> list[tuple[Fraction, Span]]:
    """Each with its value and its characters; "dozen" and "million" without a number before them as well."""
    found: list[tuple[Fraction, Span]] = []
    pattern, values = _words(language)
    for match in pattern.finditer(text):
        value, (start, end) = values[(match.lastindex or 1) - 1], match.span()
        article = _ARTICLE.match(text, end)
        if value.denominator > 1 and (scale := scale_at(text, article.end() if article else end, language)):
            value, end = value * scale[0], scale[1]
        found.append((value, (start, end)))
    taken = Taken(span for _, span in found)
    for match in _SPACE.finditer(text):
        scale = scale_at(text, match.start(), language)
        if scale and not taken.meets((match.start(), scale[1])):
            found.append((Fraction(scale[0]), (match.end(), scale[1])))
    return found


@lru_cache
def _words(language: str | None) -> tuple[regex.Pattern[str], list[Fraction]]:
    rows = [(value, forms) for known, value, forms in _WORDS if known == language]
    if language == "ru":
        rows = [*_russian_compounds(), *rows]
    pattern = "|".join(f"({forms})" for _, forms in rows) or "(?!)"
    if language not in _UNSPACED:
        pattern = rf"(?<![\p{{L}}\p{{M}}])(?:{pattern}){OWNED.get(language or '', '')}(?![\p{{L}}\p{{M}}])"
    return regex.compile(pattern, regex.I), [Fraction(value) for value, _ in rows]


def _russian_compounds() -> Iterator[tuple[str, str]]:
    """Of twenty-five years: twenty and five are one word with what they count."""
    for tens, ten in zip(_RUSSIAN_TENS, range(20, 100, 10), strict=True):
        for ones, one in zip(_RUSSIAN_ONES, range(2, 10), strict=True):
            yield str(ten + one), rf"{tens}{ones}\p{{L}}+"
