"""Times of day, by twelve hours and by twenty-four, in digits and in words: half past two, halb drei, 14h30, 下午两点半."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from workbench.language.digits import ascii_digits
from workbench.language.segmentation import Span

HOURS, DAY = 60, 1440

_AM = r"a\.?\s?m\.?|утра|ночи|ص|صباحا|صباحًا|de la mañana|du matin|morgens|vormittags|सुबह|上午|早上|凌晨|午前"
_PM = r"p\.?\s?m\.?|дня|вечера|م|مساء|مساءً|de la (?:tarde|noche)|de l['’]après-midi|du soir|nachmittags|abends|शाम|रात|下午|晚上|午後|夜"
_HALF_DAY = rf"(?:(?P<am>{_AM})|(?P<pm>{_PM}))(?![\p{{L}}\p{{M}}])"
# 9:30, 9.30 Uhr, 9h30, 21:15:00, with what stands before and after.
_DIGITAL = regex.compile(
    rf"(?<![\p{{Nd}}.,:])(?P<h>\p{{Nd}}{{1,2}})\s?(?:(?P<colon>:)|(?P<point>\.)|(?P<letter>h|ч|时|時|點|点|u))\s?(?P<m>\p{{Nd}}{{2}})(?::\p{{Nd}}{{2}})?"
    rf"(?![\p{{Nd}}%]|[.,:]\p{{Nd}})分?(?P<mark>[\s\u00a0\u202f]*(?:uhr|h\b|heures|hrs|час\w*|बजे|o['’]clock))?(?:[\s\u00a0\u202f]*{_HALF_DAY})?",
    regex.I,
)
_BEFORE = regex.compile(r"(?:(?P<am>上午|早上|凌晨|午前|清晨|सुबह)|(?P<pm>下午|晚上|傍晚|午後|夜|शाम|रात))[\s\u00a0]*(?:के |को )?[\s\u00a0]*$")
# What makes an hour of a number before it.
_AFTER = regex.compile(
    rf"[\s\u00a0\u202f]*(?:(?P<hour>uhr|o['’]\s?clock|heures?|h\b|час(?:а|ов|у)?\b|बजे|[点點](?:[钟鐘]|整)?|[时時](?!間|间)|ore|uur|horas|klokken)(?P<half>[\s\u00a0]*(?:et demie|半))?"
    rf"(?P<quarter>[\s\u00a0]*(?:et quart|一刻))?)?(?:[\s\u00a0\u202f]*(?:in the )?{_HALF_DAY})?",
    regex.I,
)
_O_CLOCK = regex.compile(r".*(?:uhr|o['’]\s?clock|heures?|बजकर|[点點]|час\w*|h)[\s\u00a0]*$", regex.I)
_ALONE = frozenset({"heure", "heures", "час", "часа", "часов", "h", "ore", "horas", "часу"})
"""Of these it may be a number of hours as well."""
# By language, what stands before an hour in words and how many minutes it adds.
_FROM_HOUR: dict[str, list[tuple[int, str]]] = {
    "en": [(30, r"half[\s-]past|half"), (15, r"(?:a )?quarter[\s-](?:past|after)"), (-15, r"(?:a )?quarter[\s-](?:to|till|of|before)")],
    "de": [(-30, r"halb"), (15, r"viertel nach"), (-15, r"viertel vor|drei ?viertel"), (-45, r"viertel")],
    "nl": [(-30, r"half"), (15, r"kwart over"), (-15, r"kwart voor")],
    "da": [(-30, r"halv"), (15, r"kvart over"), (-15, r"kvart i")],
    "hi": [(30, r"साढ़े|साढे"), (15, r"सवा"), (-15, r"पौने")],
}
_PAST = {
    "fr": [(30, r"heures? et demie"), (15, r"heures? et quart"), (-15, r"heures? moins (?:le )?quart")],
    "es": [(30, r"y media"), (15, r"y cuarto"), (-15, r"menos cuarto")],
    "it": [(30, r"e mezz[ao]"), (15, r"e un quarto"), (-15, r"meno un quarto")],
    "pt": [(30, r"e meia"), (15, r"e quinze")],
    "ar": [(30, r"والنصف|و النصف|ونصف"), (15, r"والربع|وربع"), (-15, r"إلا ربع[اً]*|إلا الربع")],
    "zh": [(30, r"[点點]半"), (15, r"[点點]一刻")],
    "ja": [(30, r"時半")],
}
_ONES = {
    language: regex.compile(rf"(?<![\p{{L}}])(?:{pattern})(?![\p{{L}}])", regex.I)
    for language, pattern in {
        "en": r"(?<=half[\s-]past |quarter (?:to|past) |ten (?:to|past) |five (?:to|past) )(one)|(one)(?= o['’]clock| [ap]\.?m)",
        "de": r"(?<=(?:halb|vor|nach|viertel|um) )(eins)|(ein)(?= uhr)",
        "fr": r"(une)(?= heure)",
        "es": r"(?<=la )(una)",
    }.items()
}
_MINUTES_FROM = regex.compile(
    r"[\s\u00a0-]*(?P<unit>(?:minutes?|minuten?)[\s\u00a0]*)?(?:(?P<to>to|vor|till|voor)|(?P<past>past|after|nach|over))[\s\u00a0]+",
    regex.I,
)
# "Two to four" and "three after ten" are other things: minutes are few, and come after such a word.
_USUAL = frozenset({5, 10, 20, 25})
_NOTHING_COUNTED = regex.compile(r"[\s\u00a0]*(?:$|\p{P}|[ap]\.?m|o['’]clock|uhr|in (?:the|der)|on |am |and |und |when |as |als )", regex.I)
_AT = regex.compile(r"(?:^|\b(?:at|is|was|it['’]s|by|until|till|about|um|ist|war|gegen|bis|es)[\s\u00a0]+)$", regex.I)
_HALF_OF = regex.compile(r"половин[аеу] (?P<h>второго|третьего|четв[её]ртого|пятого|шестого|седьмого|восьмого|девятого|десятого|одиннадцатого|двенадцатого|первого)", regex.I)
_GENITIVES = ["первого", "второго", "третьего", "четвертого", "пятого", "шестого", "седьмого", "восьмого", "девятого", "десятого", "одиннадцатого", "двенадцатого"]


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
    found = []
    for match in _DIGITAL.finditer(text):
        hour, minute = int(ascii_digits(match["h"])), int(ascii_digits(match["m"]))
        if hour > 24 or minute > 59:
            continue
        am, pm = _half_of_day(text, match)
        sure = bool(match["mark"] or am or pm or (match["letter"]) or match["colon"])
        if match["point"] and not sure and hour > 12 and minute % 5:
            continue  # 17.82 is an amount.
        lasting = hour * HOURS + minute if match["letter"] and not (am or pm) else None
        found.append(Moment(_readings(hour * HOURS + minute, am, pm), match.span(), sure, lasting))
    for match in _HALF_OF.finditer(text) if language == "ru" else ():
        hour = _GENITIVES.index(match["h"].casefold().replace("ё", "е"))
        found.append(Moment(_readings((hour or 12) * HOURS + 30, False, False), match.span()))
    for at, (number, span) in enumerate(numbers):
        if any(one.span[0] < span[1] and span[0] < one.span[1] for one in found) or not 0 <= number <= 60:
            continue
        following = numbers[at + 1] if at + 1 < len(numbers) else None
        if following and (moment := _minutes_from(text, number, span, following)):
            found.append(moment)
        elif number <= 24 and (moment := _hour(text, language, number, span)):
            if following and (whole := _minutes_behind(text, moment, following)):
                moment = whole
            found.append(moment)
    return sorted(found, key=lambda one: one.span)


def _hour(text: str, language: str | None, number: int, span: Span) -> Moment | None:
    before, after = _before(language), _past(language)
    if before and (match := before[0].search(text, max(0, span[0] - 24), span[0])):
        added = before[1][(match.lastindex or 1) - 1]
        tail = _AFTER.match(text, span[1])
        am, pm = bool(tail and tail["am"]), bool(tail and tail["pm"])
        end = tail.end() if tail and (tail["hour"] or am or pm) else span[1]
        sure = match[0].strip().casefold() not in ("half", "viertel", "साढ़े", "साढे", "सवा", "पौने") or end > span[1]
        return Moment(_readings(number * HOURS + added, am, pm), (match.start(), end), sure)
    if after and (match := after[0].match(text, span[1])):
        added = after[1][(match.lastindex or 1) - 1]
        tail = regex.compile(rf"[\s\u00a0]*{_HALF_DAY}", regex.I).match(text, match.end())
        start, am, pm = _before_hour(text, span[0])
        am, pm = am or bool(tail and tail["am"]), pm or bool(tail and tail["pm"])
        sure = language not in ("es", "ar", "it", "pt")
        return Moment(_readings(number * HOURS + added, am, pm), (start, tail.end() if tail else match.end()), sure)
    match = _AFTER.match(text, span[1])
    start, am, pm = _before_hour(text, span[0])
    asked = text[max(0, span[0] - 9) : span[0]].rstrip().endswith(("الساعة", "alle", "klockan", "klokken"))
    if match is None or not (match["hour"] or match["am"] or match["pm"] or asked):
        return None
    am, pm = am or bool(match["am"]), pm or bool(match["pm"])
    added = 30 if match["half"] else 15 if match["quarter"] else 0
    doubtful = (match["hour"] or "").casefold() in _ALONE and not (am or pm or added)
    end = match.end() if match["hour"] or match["am"] or match["pm"] else span[1]
    return Moment(_readings(number * HOURS + added, am, pm), (start, end), not doubtful)


def _minutes_from(text: str, number: int, span: Span, following: tuple[int, Span]) -> Moment | None:
    hour, after = following
    match = _MINUTES_FROM.fullmatch(text, span[1], after[0])
    if not match or not 1 <= hour <= 12 or not 1 <= number < HOURS:
        return None
    if not match["unit"]:
        alone = _AT.search(text, max(0, span[0] - 12), span[0]) and _NOTHING_COUNTED.match(text, after[1])
        if number not in _USUAL or not alone:
            return None
    return Moment(_readings(hour * HOURS + (-number if match["to"] else number), False, False), (span[0], after[1]))


def _minutes_behind(text: str, hour: Moment, following: tuple[int, Span]) -> Moment | None:
    """Ten o'clock thirty."""
    minute, span = following
    if not 1 <= minute < HOURS or not _O_CLOCK.fullmatch(text, hour.span[0], span[0]):
        return None
    if text[hour.span[1] : span[0]].strip(" \u00a0") or regex.match(r"[\s\u00a0]*\p{L}*[\s\u00a0]*(?:uhr|o['’]clock|h\b|heures)", text[span[1] :], regex.I):
        return None
    return Moment(frozenset(one + minute for one in hour.minutes if one % HOURS == 0), (hour.span[0], span[1]))


def _before_hour(text: str, start: int) -> tuple[int, bool, bool]:
    match = _BEFORE.search(text[max(0, start - 12) : start])
    if not match:
        return start, False, False
    return start - len(match[0]), bool(match["am"]), bool(match["pm"])


def _half_of_day(text: str, match: regex.Match[str]) -> tuple[bool, bool]:
    _, am, pm = _before_hour(text, match.start())
    return am or bool(match["am"]), pm or bool(match["pm"])


def _readings(minutes: int, am: bool, pm: bool) -> frozenset[int]:
    hour = (minutes // HOURS) % 24
    if not am and not pm and minutes // HOURS == 0:
        return frozenset({minutes})
    late = (minutes % DAY, (minutes + DAY // 2) % DAY)
    if hour > 12:
        return frozenset({minutes % DAY})
    if pm:
        return frozenset({max(late)})
    return frozenset({min(late)} if am else late)


def ones(text: str, language: str | None) -> list[tuple[int, Span]]:
    """Where one o'clock may be meant: "one" is no number elsewhere."""
    pattern = _ONES.get(language or "")
    return [(1, match.span()) for match in pattern.finditer(text)] if pattern else []


@lru_cache
def _before(language: str | None) -> tuple[regex.Pattern[str], list[int]] | None:
    rows = _FROM_HOUR.get(language or "")
    if not rows:
        return None
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{'|'.join(f'({forms})' for _, forms in rows)})[\s\u00a0-]+$", regex.I), [
        added for added, _ in rows
    ]


@lru_cache
def _past(language: str | None) -> tuple[regex.Pattern[str], list[int]] | None:
    rows = _PAST.get(language or "")
    if not rows:
        return None
    return regex.compile(rf"[\s\u00a0]*(?:{'|'.join(f'({forms})' for _, forms in rows)})", regex.I), [added for added, _ in rows]
