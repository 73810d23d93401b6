"""Number words of Russian, Arabic and Hindi, by value: no kept library with a permissive licence reads them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from workbench.language.tables import table

# By language and value, the forms of a word: Russian numerals are declined.
_CARDINALS = table(
    r"""
ru 2 дв(?:а|е|ух|ум|умя)|двое|двоих|двоим
ru 3 тр(?:и|[её]х|[её]м|емя)|трое|троих|троим
ru 4 четыр(?:е|[её]х|[её]м|ьмя)|четверо|четверых
ru 5 пят(?:ь|и|ью)|пятеро|пятерых
ru 6 шест(?:ь|и|ью)|шестеро
ru 7 сем(?:ь|и|ью)|семеро
ru 8 вос(?:емь|ьми|емью|ьмью)
ru 9 девят(?:ь|и|ью)
ru 10 десят(?:ь|и|ью)
ru 11 одиннадцат(?:ь|и|ью)
ru 12 двенадцат(?:ь|и|ью)
ru 13 тринадцат(?:ь|и|ью)
ru 14 четырнадцат(?:ь|и|ью)
ru 15 пятнадцат(?:ь|и|ью)
ru 16 шестнадцат(?:ь|и|ью)
ru 17 семнадцат(?:ь|и|ью)
ru 18 восемнадцат(?:ь|и|ью)
ru 19 девятнадцат(?:ь|и|ью)
ru 20 двадцат(?:ь|и|ью)
ru 30 тридцат(?:ь|и|ью)
ru 40 сорока?
ru 50 пят(?:ьдесят|идесяти)
ru 60 шест(?:ьдесят|идесяти)
ru 70 сем(?:ьдесят|идесяти)
ru 80 вос(?:емьдесят|ьмидесяти)
ru 90 девяност[оа]
ru 100 ст[оа]
ru 200 двести|двухсот
ru 300 триста|тр[её]хсот
ru 400 четыреста|четыр[её]хсот
ru 500 пятьсот|пятисот
ru 600 шестьсот|шестисот
ru 700 семьсот|семисот
ru 800 восемьсот|восьмисот
ru 900 девятьсот|девятисот
ru 1000 тысяч(?:а|и|у|е|ей|ам|ами|ах)?
ru 1000000 миллион(?:а|у|е|ом|ы|ов|ам|ами|ах)?
ru 1000000000 миллиард(?:а|у|е|ом|ы|ов|ам|ами|ах)?
ru 1000000000000 триллион(?:а|у|е|ом|ы|ов|ам|ами|ах)?
ar 2 اثن(?:ان|ين|تان|تين)|إثن(?:ان|ين)|اثنا|اثني|اثنتا|اثنتي
ar 3 ثلاثة?
ar 4 [أا]ربعة?
ar 5 خمسة?
ar 6 ستة?
ar 7 سبعة?
ar 8 ثماني?ة?|ثمان
ar 9 تسعة?
ar 10 عشرة?
ar 20 عشر(?:ون|ين)
ar 30 ثلاث(?:ون|ين)
ar 40 [أا]ربع(?:ون|ين)
ar 50 خمس(?:ون|ين)
ar 60 ست(?:ون|ين)
ar 70 سبع(?:ون|ين)
ar 80 ثمان(?:ون|ين)
ar 90 تسع(?:ون|ين)
ar 100 مئة|مائة|مية
ar 200 مئت(?:ان|ين|ا|ي)|مائت(?:ان|ين|ا|ي)
ar 300 ثلاثمائة|ثلاثمئة
ar 400 [أا]ربعمائة|[أا]ربعمئة
ar 500 خمسمائة|خمسمئة
ar 600 ستمائة|ستمئة
ar 700 سبعمائة|سبعمئة
ar 800 ثمانمائة|ثمانمئة|ثمانيمائة
ar 900 تسعمائة|تسعمئة
ar 1000 [أا]لف[اً]*|آلاف|الاف
ar 2000 [أا]لف(?:ان|ين|ا|ي)
ar 1000000 مليون[اً]*|ملايين
ar 2000000 مليون(?:ان|ين)
ar 1000000000 مليار[اً]*|مليارات|بليون
ar 1000000000000 تريليون[اً]*|تريليونات
hi 2 दो
hi 3 तीन
hi 4 चार
hi 5 पांच|पाँच
hi 6 छह|छः|छे|छ:
hi 7 सात
hi 8 आठ
hi 9 नौ
hi 10 दस
hi 11 ग्यारह
hi 12 बारह
hi 13 तेरह
hi 14 चौदह
hi 15 पंद्रह|पन्द्रह
hi 16 सोलह
hi 17 सत्रह
hi 18 अठारह|अट्ठारह
hi 19 उन्नीस
hi 20 बीस
hi 21 इक्कीस
hi 22 बाईस|बाइस
hi 23 तेईस|तेइस
hi 24 चौबीस
hi 25 पच्चीस
hi 26 छब्बीस
hi 27 सत्ताईस|सत्ताइस
hi 28 अट्ठाईस|अठाईस|अट्ठाइस
hi 29 उनतीस|उन्तीस
hi 30 तीस
hi 31 इकतीस|इकत्तीस
hi 32 बत्तीस
hi 33 तैंतीस
hi 34 चौंतीस
hi 35 पैंतीस
hi 36 छत्तीस
hi 37 सैंतीस
hi 38 अड़तीस
hi 39 उनतालीस|उन्तालीस
hi 40 चालीस
hi 41 इकतालीस
hi 42 बयालीस
hi 43 तैंतालीस|तिरालीस
hi 44 चवालीस|चौवालीस
hi 45 पैंतालीस
hi 46 छियालीस
hi 47 सैंतालीस
hi 48 अड़तालीस
hi 49 उनचास|उन्चास
hi 50 पचास
hi 51 इक्यावन
hi 52 बावन
hi 53 तिरपन|तिरेपन
hi 54 चौवन
hi 55 पचपन
hi 56 छप्पन
hi 57 सत्तावन
hi 58 अट्ठावन|अठावन
hi 59 उनसठ
hi 60 साठ
hi 61 इकसठ
hi 62 बासठ
hi 63 तिरसठ|तिरेसठ
hi 64 चौंसठ|चौसठ
hi 65 पैंसठ
hi 66 छियासठ
hi 67 सड़सठ
hi 68 अड़सठ
hi 69 उनहत्तर
hi 70 सत्तर
hi 71 इकहत्तर
hi 72 बहत्तर
hi 73 तिहत्तर
hi 74 चौहत्तर
hi 75 पचहत्तर
hi 76 छिहत्तर
hi 77 सतहत्तर
hi 78 अठहत्तर
hi 79 उनासी|उन्यासी
hi 80 अस्सी
hi 81 इक्यासी
hi 82 बयासी
hi 83 तिरासी
hi 84 चौरासी
hi 85 पचासी
hi 86 छियासी
hi 87 सत्तासी|सतासी
hi 88 अट्ठासी|अठासी
hi 89 नवासी
hi 90 नब्बे
hi 91 इक्यानवे|इक्यानबे
hi 92 बानवे|बानबे
hi 93 तिरानवे|तिरानबे
hi 94 चौरानवे|चौरानबे
hi 95 पचानवे|पचानबे|पंचानवे
hi 96 छियानवे|छियानबे
hi 97 सत्तानवे|सत्तानबे
hi 98 अट्ठानवे|अट्ठानबे
hi 99 निन्यानवे|निन्यानबे
hi 100 सौ
hi 1000 हज़ार|हजार
hi 100000 लाख
hi 10000000 करोड़
hi 1000000000 अरब
hi 1000000 मिलियन|मिलियनों
""",
    2,
)
# Of Russian ones what stands before the ending.
_ORDINALS = table(
    r"""
ru 2 втор
ru 3 треть?
ru 4 четв[её]рт
ru 5 пят
ru 6 шест
ru 7 седьм
ru 8 восьм
ru 9 девят
ru 10 десят
ru 11 одиннадцат
ru 12 двенадцат
ru 13 тринадцат
ru 14 четырнадцат
ru 15 пятнадцат
ru 16 шестнадцат
ru 17 семнадцат
ru 18 восемнадцат
ru 19 девятнадцат
ru 20 двадцат
ru 30 тридцат
ru 40 сороков
ru 50 пятидесят
ru 60 шестидесят
ru 70 семидесят
ru 80 восьмидесят
ru 90 девяност
ru 100 сот
ru 1000 тысячн
ar 2 ثاني?ة?
ar 3 ثالثة?
ar 4 رابعة?
ar 5 خامسة?
ar 6 سادسة?
ar 7 سابعة?
ar 8 ثامنة?
ar 9 تاسعة?
ar 10 عاشرة?
hi 2 दूसर[ाीे]
hi 3 तीसर[ाीे]
hi 4 चौथ[ाीे]
hi 6 छठ[ाीे]|छठव[ाीे]ं
""",
    2,
)
_RUSSIAN_ENDING = (
    "(?:ый|ой|ий|ая|ое|ые|ого|ому|ым|ом|ую|ых|ыми|ей|его|ему|им|ем|ья|ье|ьи|ью|ьей|ьего|ьему|ьим|ьем|ю|е|я)"
)

LANGUAGES = frozenset({"ru", "ar", "hi"})
ENDS_SCALE = 100
"""From this on a word multiplies what stands before it."""


@lru_cache(maxsize=1 << 15)
def word_value(word: str, language: str) -> tuple[int, bool] | None:
    """What a word is worth, and whether it is an ordinal."""
    for pattern, values, ordinal in _patterns(language):
        if match := pattern.fullmatch(word):
            return values[(match.lastindex or 1) - 1], ordinal
    return None


@lru_cache
def _patterns(language: str) -> tuple[tuple[regex.Pattern[str], tuple[int, ...], bool], ...]:
    return tuple(
        (
            regex.compile(rf"(?:{before})?(?:" + "|".join(f"({forms})" for _, forms in rows) + rf"){after}", regex.I),
            tuple(value for value, _ in rows),
            ordinal,
        )
        for rows, before, after, ordinal in _tables(language)
    )


def _tables(language: str) -> Iterator[tuple[list[tuple[int, str]], str, str, bool]]:
    """Rows of value and forms, what may stand before and after a form, whether these are ordinals."""
    cardinals, ordinals = (
        [(int(value), forms) for known, value, forms in rows if known == language] for rows in (_CARDINALS, _ORDINALS)
    )
    if language == "ru":
        yield cardinals, "", "", False
        yield ordinals, "", _RUSSIAN_ENDING, True
    elif language == "ar":
        # "And", "by" and the article are one word with what follows.
        yield cardinals, "و?[بلك]?(?:ال)?|لل", "", False
        yield ordinals, "و?[بلك]?ال|لل", "", True
    else:
        yield cardinals, "", "(?:ों)?", False
        yield ordinals, "", "", True
        # From five on ordinals are regular, but for the sixth.
        yield [one for one in cardinals if one[0] > 4 and one[0] != 6], "", "व(?:[ाीे]ं|[ाीे]ँ|[ाीे])", True
