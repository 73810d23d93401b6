"""Words that multiply or divide a number beside them, and those that stand for one: million, dozen, lakh, third, half."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import regex

# By value, of all languages together: (languages, forms). A billion is not the same in all of them.
_SCALES: list[tuple[int, str, str]] = [
    (12, "", "dozens?|dutzende?n?|douzaines?|docenas?|dozzin[ae]|dozijn(?:en)?|d[uú]zias?|дюжин\\w{0,3}|دزينة|دستة|दर्जन|ダース|打"),
    (100, "", "hundred|hundert|cents?(?=\\s+mill)|सौ"),
    (1000, "", "k(?=\\b)|thousands?|tausende?n?|tsd\\.?|mille|mila?|duizend|тысяч\\w{0,3}|тыс\\.?|[أا]لف[اً]*|آلاف|हज़ार|हजार|千"),
    (10**5, "", "lakhs?n?|lacs?|लाख|लैख|लाखों|لاک|лакх\\w{0,2}|لك"),
    (10**7, "", "[ck]rore?n?s?|करोड़|करोड़ों|करोड|крор\\w{0,2}|کروڑ"),
    (10**6, "", "million(?:en|s|es|i|e|nen)?|millón|millones|milion[ie]|miljoen(?:en)?|milhão|milhões|mi?o\\.?|mill\\.|mn\\b"
     "|миллион\\w{0,3}|млн\\.?|مليون[اً]*|ملايين|मिलियन|百万"),
    (10**9, "", "milliarden?|milliards?|mrd\\.?|miliard[io]|miljard(?:en)?|bn\\b|миллиард\\w{0,3}|млрд\\.?|مليار[اًات]*|بليون|अरब|бил\\.|बिलियन"),
    (10**9, "en pt", "billions?|bilh(?:ão|ões)"),
    (10**12, "de fr es it nl da", "billion(?:en|s|es|i)?|billón|billones|bilion[ie]|biljoen"),
    (10**12, "en pt", "trillions?|trilh(?:ão|ões)"),
    (10**12, "ru ar hi", "триллион\\w{0,3}|трлн\\.?|تريليون[اًات]*|ट्रिलियन|खरब"),
    (10**18, "de fr es it nl da", "trillion(?:en|s|es|i)?|trillón|trillones"),
]
SCALES = frozenset(Fraction(value) for value in (100, *(value for value, _, _ in _SCALES if value >= 1000)))
"""What many noughts are worth that a word says; alone such a word is no exact number: hundreds of them."""
# Denominators by language; "quarter" and "second" are other things as well, so that they count after a number alone.
_PARTS: dict[str, list[tuple[int, str]]] = {
    "en": [(3, "thirds?"), (4, "quarters?|fourths?"), (5, "fifths?"), (6, "sixths?"), (7, "sevenths?"), (8, "eighths?"),
           (9, "ninths?"), (10, "tenths?"), (100, "hundredths?")],
    "de": [(3, "drittel[ns]?"), (4, "viertel[ns]?"), (5, "fünftel[ns]?"), (6, "sechstel[ns]?"), (7, "siebtel[ns]?"), (8, "achtel[ns]?"),
           (9, "neuntel[ns]?"), (10, "zehntel[ns]?"), (100, "hundertstel[ns]?")],
    "fr": [(3, "tiers"), (4, "quarts?"), (5, "cinquièmes?"), (6, "sixièmes?"), (7, "septièmes?"), (8, "huitièmes?"), (10, "dixièmes?")],
    "es": [(3, "tercios?|terceras? partes?"), (4, "cuart[oa]s?(?: partes?)?"), (5, "quint[oa]s?(?: partes?)?"), (8, "octavos?"), (10, "décimas?|décimos?")],
    "it": [(3, "terz[io]"), (4, "quart[io]"), (5, "quint[io]")],
    "nl": [(3, "derden?"), (4, "kwart|vierden?"), (5, "vijfden?")],
    "pt": [(3, "terços?"), (4, "quartos?"), (5, "quintos?")],
    "ru": [(3, "трет(?:ь|и|ей|ями|ях|ью)"), (4, "четверт(?:ь|и|ей|ями|ях|ью)"), (5, "пят(?:ая|ых|ой|ую)"), (6, "шест(?:ая|ых)"), (8, "восьм(?:ая|ых)"), (10, "десят(?:ая|ых)")],
    "ar": [(3, "ثلث|أثلاث"), (4, "ربع|[أا]رباع"), (5, "خمس|أخماس"), (8, "ثمن"), (10, "عشر|أعشار")],
    "hi": [(3, "तिहाई"), (4, "चौथाई")],
}
# Numbers that are no whole ones, or that other words stand for.
_WORDS: dict[str, list[tuple[str, str]]] = {
    "en": [("1/2", "half|halves|halved"), ("2", "twice|doubled?|doubles|doubling|couple|pairs?|both|twofold|twins?|duo|halved"), ("3", "thrice|triple[ds]?|trio|threefold|triplets?"), ("4", "quadruple[ds]?|quarterly"),
           ("1/4", "quarters?"), ("1/3", "thirds?"), ("14", "fortnights?"), ("20", "score"), ("0", "zero|nil|none|no"), ("12", "noon|midday|midnight"),
           ("20", "twenties"), ("30", "thirties"), ("40", "forties"), ("50", "fifties"), ("60", "sixties"), ("70", "seventies"), ("80", "eighties"), ("90", "nineties")],
    "de": [("1/2", r"halb(?:e[nrsm]?)?|hälften?|halbiert\w*|halbes|halbstünd\w+"), ("3/2", r"anderthalb\w*|eineinhalb\w*"), ("2", r"zweimal\w*|doppelt\w*|doppel\p{L}*|verdoppel\w*|paar\w*|beide[nrs]?|beides|zwilling\w*|zu zweit"),
           ("3", r"dreimal\w*|verdreifach\w*|drilling\w*|zu dritt"), ("4", r"vervierfach\w*|zu viert"), ("1/4", "viertel[ns]?|viertelstunden?|vierteljahr\\w*"), ("3/4", "dreiviertel\\w*"), ("1/3", "drittel[ns]?"), ("0", r"null\p{L}*"), ("12", r"mittags?|mitternachts?|mittag\w*"),
           ("5/2", "zweieinhalb"), ("7/2", "dreieinhalb"), ("9/2", "viereinhalb"), ("11/2", "fünfeinhalb"), ("13/2", "sechseinhalb")],
    "fr": [("1/2", r"demie?s?|mi-\p{L}+|moitiés?"), ("2", "double[sr]?|doublé\\w*|deux fois|paires?|couples?"), ("3", "triple[sr]?"), ("1/4", "quarts?"), ("1/3", "tiers"), ("0", "zéros?|nul"),
           ("10", "dizaines?"), ("15", "quinzaines?"), ("20", "vingtaines?"), ("30", "trentaines?"), ("40", "quarantaines?"), ("50", "cinquantaines?"), ("60", "soixantaines?"), ("100", "centaines?"), ("1000", "milliers?"), ("12", "midi|minuit")],
    "es": [("1/2", r"medi[ao]s?|mitad(?:es)?"), ("2", "dobles?|duplic\\w+|dos veces|pare[sj]?\\w*|par|amb[oa]s"), ("3", "triples?|triplic\\w+"), ("1/4", "cuartos?"), ("1/3", "tercios?|tercera parte"), ("0", "ceros?"),
           ("10", "decenas?"), ("15", "quincenas?"), ("20", "veintenas?"), ("30", "treintenas?"), ("100", "centenar(?:es)?|cientos"), ("1000", "millar(?:es)?|miles"), ("12", "mediod[ií]a|medianoche")],
    "ru": [("1/2", r"пол\p{L}*|половин\w*"), ("3/2", "полтор\\w+"), ("2", r"дважды|вдвое|двойн\w+|пар[аыуе]|об[ае]их?|вдво[её]м|удво\w+|двух\p{L}+|двук\p{L}+"), ("3", r"трижды|втрое|тройн\w+|втро[её]м|тр[её]х\p{L}+|трил\p{L}+|тре[хл]\p{L}+"), ("4", r"вчетверо|четыр[её]х\p{L}+"),
           ("5", r"пяти\p{L}+"), ("6", r"шести\p{L}+"), ("7", r"семи\p{L}+"), ("8", r"восьми\p{L}+"), ("9", r"девяти\p{L}+"), ("10", r"десят(?:и\p{L}+|ок|ка|ки|ков)"), ("20", r"двадцати\p{L}+"), ("30", r"тридцати\p{L}+"), ("40", r"сорока\p{L}+"), ("50", r"пятидесяти\p{L}+"), ("60", r"шестидесяти\p{L}+"), ("70", r"семидесяти\p{L}+"), ("80", r"восьмидесяти\p{L}+"), ("90", r"девяносто\p{L}+"), ("100", r"сот(?:ня|ни|ен)|сто\p{L}+"), ("1/4", "четверт[ьи]"), ("1/3", "треть"), ("0", r"нол[ьяюе]\w*|нул\w+"), ("12", "полдень|полдня|полночь|полуночи|дюжин\\w+"), ("7", "недел\\w+")],
    "ar": [("1/2", "و?(?:ال)?نصف"), ("2", r"ضعف|مرتين|مرتان|زوج|كلا|كلتا|\p{L}{2,}(?:تين|تان|ين|ان)"), ("3", "ثلاثي\\w*"), ("1/4", "و?(?:ال)?ربع"), ("1/3", "و?(?:ال)?ثلث"), ("2/3", "ثلث(?:ا|ي|ان|ين)"), ("0", "صفر"), ("10", "عشرات"), ("100", "مئات"), ("12", "دزينة|ظهر[اً]*|الظهر|منتصف")],
    "hi": [("1/2", "आध[ाेी]"), ("3/2", "डेढ़|डेढ"), ("5/2", "ढाई|अढ़ाई"), ("2", "दोगुन[ाेी]|दुगुन[ाेी]|दोनों|जोड़[ाेी]|दोबारा|दोहर[ाेी]"), ("3", "तिगुन[ाेी]|तीनों"), ("4", "चौगुन[ाेी]|चारों"), ("1/4", "चौथाई|पाव|तिमाही"), ("1/3", "तिहाई"), ("0", "शून्य"), ("12", "दोपहर|आधी रात"), ("3/4", "पौन[ाे]?")],
    "zh": [("1/2", "半|一半"), ("2", "双|雙|对|對|倍|俩"), ("3", "三倍"), ("12", "中午|正午|午夜"), ("1/4", "一刻")],
    "ja": [("1/2", "半"), ("2", "倍|両|ふたつ|二人|ふたり|双"), ("3", "みっつ"), ("4", "よっつ"), ("5", "いつつ"), ("12", "正午|真夜中"), ("20", "二十歳|はたち")],
    "it": [("1/2", "mezz[aoi]|metà"), ("2", "doppi[oa]|coppia|paio|entramb[ie]"), ("10", "decin[ae]"), ("15", "quindicina"), ("20", "ventina"), ("100", "centinai[oa]"), ("1000", "migliai[ao]"), ("12", "mezzogiorno|mezzanotte")],
    "nl": [("1/2", "hel(?:ft|ve)|half|halve"), ("3/2", "anderhalf|anderhalve"), ("2", "dubbele?|paar|beiden?|tweemaal"), ("12", "middernacht|middag")],
    "pt": [("1/2", "mei[ao]|metade"), ("2", "dobro|par|amb[oa]s"), ("12", "meio-dia|meia-noite")],
    "da": [("1/2", "halv\\w*"), ("3/2", "halvanden"), ("2", "dobbelt\\w*|par|begge")],
}
_WORDS["zh"] += [("2", "两")]
# "And a half" behind a number, and before it: Hindi has words for that.
_AND_A_HALF = regex.compile(
    r"[\s\u00a0-]*(?:and[\s-]a[\s-]half|et demie?|y medi[ao]|e mezz[oa]|e mei[ao]|en een half|с половиной|و ?نصف|半(?!导|島|岛|年|月|日|天))"
    r"(?![\p{L}--[\p{Han}\p{Hiragana}\p{Katakana}]])",
    regex.I | regex.V1,
)
_TIMES_BEFORE = [
    (Fraction(value), regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{words})[\s\u00a0-]+$", regex.I))
    for value, words in (
        ("1/2", "half an?|eine halbe|einer halben|halben?|un demi|medio|mezzo|meio|een half|आधा|نصف|пол"),
        ("3/2", "anderthalb|eineinhalb|полтор[аы]|полутора|डेढ़|डेढ|anderhalf|anderhalve"),
        ("5/2", "zweieinhalb|ढाई"),
    )
]
# "Half of them" is one word.
_OWNED = {"ar": "(?:ه[اما]?|هم|هن|نا)?"}
_SPACE = regex.compile(r"(?:^|[\s\u00a0-])(?=[^\W\d])")
_ARTICLE = regex.compile(r"(?:[\s\u00a0-]+(?:of )?(?:an?|de|d['’]|un)(?![\p{L}]))?")
_BEFORE_HALVES = {"hi": {"साढ़े": Fraction(1, 2), "साढे": Fraction(1, 2), "सवा": Fraction(1, 4), "पौने": Fraction(-1, 4)}}



def scale_at(text: str, start: int, language: str | None) -> tuple[int, int] | None:
    """The scale word that stands from here on, and where it ends: 5 | million."""
    match = _scales(language)[0].match(text, start)
    return (_scales(language)[1][(match.lastindex or 1) - 1], match.end()) if match else None


@lru_cache
def _scales(language: str | None) -> tuple[regex.Pattern[str], list[int]]:
    rows = [(value, forms) for value, known, forms in _SCALES if not known or (language or "en") in known.split()]
    pattern = "|".join(f"({forms})" for _, forms in rows)
    return regex.compile(rf"[\s\u00a0\u202f-]?(?:{pattern}){_END}", regex.I), [value for value, _ in rows]


_END = r"(?:(?<=[\p{Han}\p{Katakana}])|(?![\p{L}\p{M}\p{Nd}]))"


def part_at(text: str, start: int, language: str | None) -> tuple[int, int] | None:
    """The denominator that stands from here on, and where it ends: two | thirds."""
    if language not in _PARTS:
        return None
    pattern, values = _parts(language)
    match = pattern.match(text, start)
    return (values[(match.lastindex or 1) - 1], match.end()) if match else None


@lru_cache
def _parts(language: str) -> tuple[regex.Pattern[str], list[int]]:
    pattern = "|".join(f"({forms})" for _, forms in _PARTS[language])
    owned = _OWNED.get(language, "")
    return regex.compile(rf"[\s\u00a0-](?:{pattern}){owned}{_END}", regex.I), [value for value, _ in _PARTS[language]]


def half_at(text: str, start: int) -> int | None:
    """Where "and a half" ends that stands from here on."""
    match = _AND_A_HALF.match(text, start)
    return match.end() if match else None


def standing_for(text: str, language: str | None) -> list[tuple[Fraction, tuple[int, int]]]:
    """Words that may stand for a number: half, double, dozen; each with its value and its characters."""
    found: list[tuple[Fraction, tuple[int, int]]] = []
    if language in _WORDS:
        pattern, values = _words(language)
        for match in pattern.finditer(text):
            value, (start, end) = values[(match.lastindex or 1) - 1], match.span()
            article = _ARTICLE.match(text, end)
            if value.denominator > 1 and (scale := scale_at(text, article.end() if article else end, language)):
                value, end = value * scale[0], scale[1]
            found.append((value, (start, end)))
    taken = [span for _, span in found]
    scales, worth = _scales(language)
    for match in _SPACE.finditer(text):
        scale = scales.match(text, match.start())
        if scale and not any(a < scale.end() and scale.start() < b for a, b in taken):
            found.append((Fraction(worth[(scale.lastindex or 1) - 1]), (match.start(), scale.end())))
    return found


@lru_cache
def _words(language: str, parts: bool = False) -> tuple[regex.Pattern[str], list[Fraction]]:
    rows = [row for row in _WORDS[language] if not parts or ("/" in row[0] and Fraction(row[0]) < 1)]
    pattern = "|".join(f"({forms})" for _, forms in rows)
    edges = ("", "") if language in ("zh", "ja") else (r"(?<![\p{L}\p{M}])", rf"{_OWNED.get(language, '')}(?![\p{{L}}\p{{M}}])")
    return regex.compile(rf"{edges[0]}(?:{pattern}){edges[1]}", regex.I), [Fraction(value) for value, _ in rows]


def times_before(text: str, start: int, language: str | None) -> tuple[Fraction, int] | None:
    """What a word before a number of many noughts makes of it, and where that word begins: half | a million."""
    for value, words in _TIMES_BEFORE:
        if match := words.search(text, max(0, start - 24), start):
            return value, match.start()
    return None


def fractions(text: str, language: str | None) -> list[tuple[Fraction, tuple[int, int]]]:
    """Half, third, quarter, by themselves."""
    if language not in _WORDS:
        return []
    pattern, values = _words(language, parts=True)
    return [(values[(match.lastindex or 1) - 1], match.span()) for match in pattern.finditer(text)]


def added_before(text: str, start: int, language: str | None) -> tuple[Fraction, int] | None:
    """What a word before a number adds to it, and where that word begins: Hindi for "half more than three"."""
    for word, value in _BEFORE_HALVES.get(language or "", {}).items():
        if text[:start].rstrip().endswith(word):
            return value, text[:start].rstrip().rindex(word)
    return None
