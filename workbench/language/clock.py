"""Times of day, by twelve hours and by twenty-four, in digits and in words: half past two, halb drei, 14h30."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from workbench.language.digits import ascii_digits
from workbench.language.segmentation import Span
from workbench.language.spans import Taken
from workbench.language.tables import table

HOURS, DAY = 60, 1440

_AM = r"a\.?\s?m\.?|утра|ночи|ص|صباحا|صباحًا|de la mañana|du matin|morgens|vormittags|सुबह|上午|早上|凌晨|午前"
_PM = (
    r"p\.?\s?m\.?|дня|вечера|م|مساء|مساءً|de la (?:tarde|noche)|de l['’]après-midi|du soir|nachmittags|abends"
    r"|शाम|रात|下午|晚上|午後|夜"
)
_HALF_DAY = rf"(?:(?P<am>{_AM})|(?P<pm>{_PM}))(?![\p{{L}}\p{{M}}])"
# German "am" is "on".
_ON = regex.compile(r"\bam\b")
_HALF_DAY_BEHIND = regex.compile(rf"[\s\u00a0]*{_HALF_DAY}", regex.I)
# 9:30, 9.30 Uhr, 9h30, 21:15:00, with what stands before and after.
_DIGITAL = regex.compile(
    r"(?<![\p{Nd}.,:])(?P<h>\p{Nd}{1,2})\s?(?:(?P<colon>:)|(?P<point>\.)|(?P<letter>h|ч|时|時|點|点|u))\s?(?P<m>\p{Nd}{2})"
    r"(?::\p{Nd}{2})?(?![\p{Nd}%]|[.,:]\p{Nd})分?"
    r"(?P<mark>[\s\u00a0\u202f]*(?:uhr|h\b|heures|hrs|час\w*|बजे|o['’]clock))?"
    rf"(?:[\s\u00a0\u202f]*{_HALF_DAY})?",
    regex.I,
)
_BEFORE = regex.compile(
    r"(?:(?P<am>上午|早上|凌晨|午前|清晨|सुबह)|(?P<pm>下午|晚上|傍晚|午後|夜|शाम|रात))"
    r"[\s\u00a0]*(?:के |को )?[\s\u00a0]*$"
)
# What makes an hour of a number before it.
_AFTER = regex.compile(
    r"[\s\u00a0\u202f]*(?:(?P<hour>uhr|o['’]\s?clock|heures?|h\b|час(?:а|ов|у)?\b|बजे|[点點](?:[钟鐘]|整)?"
    r"|[时時](?!間|间)|ore|uur|horas|klokken)(?P<half>[\s\u00a0]*(?:et demie|半))?"
    r"(?P<quarter>[\s\u00a0]*(?:et quart|一刻))?)?"
    rf"(?:[\s\u00a0\u202f]*(?:in the )?{_HALF_DAY})?",
    regex.I,
)
_ASKED_BEFORE = ("الساعة", "alle", "klockan", "klokken")
_O_CLOCK = regex.compile(r".*(?:uhr|o['’]\s?clock|heures?|बजकर|[点點]|час\w*|h)[\s\u00a0]*$", regex.I)
_ANOTHER_HOUR = regex.compile(r"[\s\u00a0]*\p{L}*[\s\u00a0]*(?:uhr|o['’]clock|h\b|heures)", regex.I)
# Of these it may be a number of hours as well.
_HOURS_TOO = frozenset({"heure", "heures", "час", "часа", "часов", "часу", "h", "ore", "horas"})
# By language, how many minutes it adds and what stands before an hour in words, or behind it.
_WORDS_BEFORE = table(
    r"""
en 30 half[\s-]past|half
en 15 (?:a )?quarter[\s-](?:past|after)
en -15 (?:a )?quarter[\s-](?:to|till|of|before)
de -30 halb
de 15 viertel nach
de -15 viertel vor|drei ?viertel
de -45 viertel
nl -30 half
nl 15 kwart over
nl -15 kwart voor
da -30 halv
da 15 kvart over
da -15 kvart i
hi 30 साढ़े|साढे
hi 15 सवा
hi -15 पौने
""",
    2,
)
_WORDS_BEHIND = table(
    r"""
fr 30 heures? et demie
fr 15 heures? et quart
fr -15 heures? moins (?:le )?quart
es 30 y media
es 15 y cuarto
es -15 menos cuarto
it 30 e mezz[ao]
it 15 e un quarto
it -15 meno un quarto
pt 30 e meia
ar 30 والنصف|و النصف|ونصف
ar 15 والربع|وربع
ar -15 إلا ربع[اً]*|إلا الربع
zh 30 [点點]半
zh 15 [点點]一刻
ja 30 時半
""",
    2,
)
# Before and behind a number these are half of something else as well.
_DOUBTFUL_BEFORE = frozenset({"half", "viertel", "साढ़े", "साढे", "सवा", "पौने"})
_DOUBTFUL_BEHIND = frozenset({"es", "ar", "it", "pt"})
# Where one o'clock is meant; elsewhere one is an article.
_ONE = {"en": ("one",), "de": ("eins", "ein Uhr"), "fr": ("une heure",), "es": ("la una",)}
_ONES = {
    language: regex.compile(rf"(?<![\p{{L}}])(?:{pattern})(?![\p{{L}}])", regex.I)
    for language, pattern in {
        "en": r"(?<=half[\s-]past |(?:quarter|ten|five) (?:to|past) )one|one(?= o['’]clock| [ap]\.?m)",
        "de": r"(?<=(?:halb|vor|nach|viertel|um) )eins|ein(?= uhr)",
        "fr": r"une(?= heure)",
        "es": r"(?<=la )una",
    }.items()
}
_MINUTES_FROM = regex.compile(
    r"[\s\u00a0-]*(?P<unit>(?:minutes?|minuten?)[\s\u00a0]*)?"
    r"(?:(?P<to>to|vor|till|voor)|(?P<past>past|after|nach|over))[\s\u00a0]+",
    regex.I,
)
# "Two to four" and "three after ten" are other things: minutes are few, and come after such a word.
_USUAL = frozenset({5, 10, 20, 25})
_AT = regex.compile(r"(?:^|\b(?:at|is|was|it['’]s|by|until|till|about|um|ist|war|gegen|bis|es)[\s\u00a0]+)$", regex.I)
_NOTHING_COUNTED = regex.compile(
    r"[\s\u00a0]*(?:$|\p{P}|[ap]\.?m|o['’]clock|uhr|in (?:the|der)|on |am |and |und |when |as |als )", regex.I
)
_OF_HOURS = [
    *("первого", "второго", "третьего", "четвертого", "пятого", "шестого"),
    *("седьмого", "восьмого", "девятого", "десятого", "одиннадцатого", "двенадцатого"),
]
_HALF_OF = regex.compile(
    rf"половин[аеу] (?P<h>{'|'.join(_OF_HOURS).replace('четвертого', 'четв[её]ртого')})(?!\p{{L}})", regex.I
)


@dataclass(frozen=True)
class Moment:
    """``minutes``: after midnight, that it may be, each below 1440; ``sure``: nothing but a time of day, no number of
    hours; ``lasting``: the minutes of 1h30 as a length of time."""

    minutes: frozenset[int]
    span: Span
    sure: bool = True
    lasting: int | None = None


def moments(text: str, language: str | None, numbers: Sequence[tuple[int, Span]]) -> list[Moment]:
    """All times of day; ``numbers``: the whole numbers of the text, in order."""
    if language == "de":
        text = _ON.sub("  ", text)
    found = [*_digital(text)]
    for match in _HALF_OF.finditer(text) if language == "ru" else ():
        hour = _OF_HOURS.index(match["h"].casefold().replace("ё", "е"))
        found.append(Moment(_readings((hour or 12) * HOURS + 30), match.span()))
    taken = Taken(one.span for one in found)
    for at, (number, span) in enumerate(numbers):
        if not 0 <= number <= HOURS or taken.meets(span):
            continue
        following = numbers[at + 1] if at + 1 < len(numbers) else None
        moment = _minutes_from(text, number, span, following) if following else None
        if moment is None and number <= 24 and (moment := _hour(text, language, number, span)) and following:
            moment = _minutes_behind(text, moment, following) or moment
        if moment is not None:
            found.append(moment)
            taken.add(moment.span)
    return sorted(found, key=lambda one: one.span)


def ones(text: str, language: str | None) -> list[tuple[int, Span]]:
    """Where one o'clock may be meant: "one" is no number elsewhere."""
    if not any(word in text for word in _ONE.get(language or "", ())):
        return []
    pattern = _ONES.get(language or "")
    return [(1, match.span()) for match in pattern.finditer(text)] if pattern else []


def _digital(text: str) -> Iterator[Moment]:
    for match in _DIGITAL.finditer(text):
        hour, minute = int(ascii_digits(match["h"])), int(ascii_digits(match["m"]))
        if hour > 24 or minute >= HOURS:
            continue
        _, am, pm = _before_hour(text, match.start())
        am, pm = am or bool(match["am"]), pm or bool(match["pm"])
        sure = bool(match["mark"] or am or pm or match["letter"] or match["colon"])
        if match["point"] and not sure and hour > 12 and minute % 5:
            continue  # 17.82 is an amount.
        minutes = hour * HOURS + minute
        lasting = minutes if match["letter"] and not (am or pm) else None
        yield Moment(_readings(minutes, am or not hour, pm), match.span(), sure, lasting)


def _hour(text: str, language: str | None, number: int, span: Span) -> Moment | None:
    """Of a whole number, with what stands before and behind it."""
    (before, added_before), (behind, added_behind) = _words(language, True), _words(language, False)
    start, am, pm = _before_hour(text, span[0])
    if match := before.search(text, max(0, span[0] - 24), span[0]):
        tail = _AFTER.match(text, span[1])
        am, pm = bool(tail and tail["am"]), bool(tail and tail["pm"])
        end = tail.end() if tail and (tail["hour"] or am or pm) else span[1]
        sure = end > span[1] or match[0].strip().casefold() not in _DOUBTFUL_BEFORE
        minutes = number * HOURS + added_before[(match.lastindex or 1) - 1]
        return Moment(_readings(minutes, am, pm), (match.start(), end), sure)
    if match := behind.match(text, span[1]):
        tail = _HALF_DAY_BEHIND.match(text, match.end())
        am, pm = am or bool(tail and tail["am"]), pm or bool(tail and tail["pm"])
        minutes = number * HOURS + added_behind[(match.lastindex or 1) - 1]
        end = tail.end() if tail else match.end()
        return Moment(_readings(minutes, am, pm), (start, end), language not in _DOUBTFUL_BEHIND)
    match = _AFTER.match(text, span[1])
    marked = match is not None and bool(match["hour"] or match["am"] or match["pm"])
    if match is None or not (marked or text[max(0, span[0] - 9) : span[0]].rstrip().endswith(_ASKED_BEFORE)):
        return None
    am, pm = am or bool(match["am"]), pm or bool(match["pm"])
    added = 30 if match["half"] else 15 if match["quarter"] else 0
    sure = bool(am or pm or added) or (match["hour"] or "").casefold() not in _HOURS_TOO
    end = match.end() if marked else span[1]
    return Moment(_readings(number * HOURS + added, am or not number, pm), (start, end), sure)


def _minutes_from(text: str, number: int, span: Span, following: tuple[int, Span]) -> Moment | None:
    """Ten to five."""
    hour, (start, end) = following
    match = _MINUTES_FROM.fullmatch(text, span[1], start)
    if not match or not 1 <= hour <= 12 or not 1 <= number < HOURS:
        return None
    if not match["unit"]:
        alone = _AT.search(text, max(0, span[0] - 12), span[0]) and _NOTHING_COUNTED.match(text, end)
        if number not in _USUAL or not alone:
            return None
    return Moment(_readings(hour * HOURS + (-number if match["to"] else number)), (span[0], end))


def _minutes_behind(text: str, hour: Moment, following: tuple[int, Span]) -> Moment | None:
    """Ten o'clock thirty."""
    minute, (start, end) = following
    if not 1 <= minute < HOURS or not _O_CLOCK.fullmatch(text, hour.span[0], start):
        return None
    if text[hour.span[1] : start].strip(" \u00a0") or _ANOTHER_HOUR.match(text, end):
        return None
    return Moment(frozenset(one + minute for one in hour.minutes if one % HOURS == 0), (hour.span[0], end))


def _before_hour(text: str, start: int) -> tuple[int, bool, bool]:
    """Where a word for a half of the day begins that stands before this place, and which it is."""
    match = _BEFORE.search(text, max(0, start - 12), start)
    return (match.start(), bool(match["am"]), bool(match["pm"])) if match else (start, False, False)


def _readings(minutes: int, am: bool = False, pm: bool = False) -> frozenset[int]:
    """What so many minutes after midnight may be by the clock of twelve hours."""
    if minutes // HOURS % 24 > 12:
        return frozenset({minutes % DAY})
    both = (minutes % DAY, (minutes + DAY // 2) % DAY)
    if pm:
        return frozenset({max(both)})
    return frozenset({min(both)} if am else both)


@lru_cache
def _words(language: str | None, before: bool) -> tuple[regex.Pattern[str], list[int]]:
    rows = [(added, forms) for known, added, forms in (_WORDS_BEFORE if before else _WORDS_BEHIND) if known == language]
    pattern = "|".join(f"({forms})" for _, forms in rows) or "(?!)"
    pattern = rf"(?<![\p{{L}}\p{{M}}])(?:{pattern})[\s\u00a0-]+$" if before else rf"[\s\u00a0]*(?:{pattern})"
    return regex.compile(pattern, regex.I), [int(added) for added, _ in rows]
