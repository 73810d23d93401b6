"""Placeholders that are not the same: by position and type, by name, by the branches of their messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import regex

from workbench.language.icu_message import CATEGORIES, LAST, Message, messages
from workbench.language.markup import Markup
from workbench.symptoms.evidence import quoted
from workbench.symptoms.markup_side import AGAIN, HALF, HINT, LOST, WEAK, Difference, Side, changed, unlike

_BARE_PERCENT = regex.compile(r"(?<!%)%(?:[\s.,;:!?)]|$)")
_PRINTED = regex.compile(r"%([0-9]+)\$([^A-Za-z@]*)([A-Za-z@]+)")
_COUNTED = regex.compile(r"%L?([0-9]+)")
_CAPITALS = regex.compile(r"\[[A-Za-z0-9 _-]+\]|<[A-Z0-9_]+>")


def of_placeholders(a: Side, b: Side) -> Iterator[Difference]:
    """All differences between placeholders."""
    missing, more = a.take("placeholder"), b.take("placeholder")
    if missing or more:
        _even_out(a, missing, b, more)
        apart: dict[str, tuple[list[Markup], list[Markup]]] = {}
        for place, (side, left) in enumerate(((a, missing), (b, more))):
            for one in left:
                apart.setdefault(_sort(side, one), ([], []))[place].append(one)
        for sort, (gone, come) in apart.items():
            if sort == "printf":
                yield from _of_printf(a, b, gone, come)
            elif sort == "sign":
                # Written out it is no fault; by itself it begins an argument.
                yield from unlike(a, b, gone, come, LOST if _BARE_PERCENT.search(b.text if gone else a.text) else HINT)
            elif sort == "capitals":
                yield from _of_capitals(a, b, gone, come)
            else:
                yield from unlike(a, b, gone, come, _WORTH[sort])
    yield from _of_messages(a, b)


# "{ X }" is a sign of a game as well.
_WORTH = {"spaced": HALF, "plain": LOST}


def _sort(side: Side, one: Markup) -> str:
    if _PRINTED.fullmatch(one.value):
        return "printf"
    if _CAPITALS.fullmatch(one.value):
        return "capitals"
    return "sign" if one.value == "%%" else "spaced" if side.shown(one)[1:2] == " " else "plain"


def _even_out(a: Side, missing: list[Markup], b: Side, more: list[Markup]) -> None:
    """Leave out numbers of percent, which some languages write with the sign before them, and "#" of a message for
    which the number's name stands."""
    for left, text in ((missing, b.text), (more, a.text)):
        left[:] = [one for one in left if not _is_percent(one, text)]
    values = {one.value for one in a.all}
    for numbers, others in ((missing, more), (more, missing)):
        names = [one for one in others if one.value[0] == "{" and f"{one.value[:-1]},plural}}" in values]
        for number, name in zip([one for one in numbers if one.value == "#"], names, strict=False):
            numbers.remove(number)
            others.remove(name)


def _of_printf(a: Side, b: Side, missing: Sequence[Markup], more: Sequence[Markup]) -> Iterator[Difference]:
    every = [[one for one in side.all if _PRINTED.fullmatch(one.value)] for side in (a, b)]
    types = [Counter(_type(one) for one in these) for these in every]
    where = [one.span for one in missing], [one.span for one in more]
    if types[0] == types[1]:
        positions = [{_position(one): _type(one) for one in these} for these in every]
        if positions[0] == positions[1]:
            told = f"{_shown(a, missing)} is written as {_shown(b, more)}"
            yield Difference(HALF, told, *where)
        else:
            told = f"arguments in the wrong order: {_listed(every[0])} in the source, {_listed(every[1])} in the target"
            yield Difference(LOST, told, *where)
        return
    # By type, so that one that is lost does not make others of all that follow.
    gone, come = types[0] - types[1], types[1] - types[0]
    missing, more = _last_of(every[0], gone, missing), _last_of(every[1], come, more)
    again = {_position(one) for one in every[0]} == {_position(one) for one in every[1]} and not (gone and come)
    yield from unlike(a, b, missing, more, HALF if again else LOST)


def _last_of(every: Sequence[Markup], types: Counter[str], left: Sequence[Markup]) -> list[Markup]:
    """As many of each type as are too many, those without a counterpart first."""
    found, alone = list[Markup](), {one.span for one in left}
    for one in [*left, *(one for one in reversed(every) if one.span not in alone)]:
        if types[_type(one)] > 0:
            types[_type(one)] -= 1
            found.append(one)
    return sorted(found, key=lambda one: one.span)


def _type(one: Markup) -> str:
    parts = _PRINTED.fullmatch(one.value)
    return parts[3] if parts else ""


def _position(one: Markup) -> int:
    parts = _PRINTED.fullmatch(one.value)
    return int(parts[1]) if parts else 0


def _listed(these: Sequence[Markup]) -> str:
    return " ".join(f"%{_position(one)}${_type(one)}" for one in sorted(these, key=_position)[:6])


def _shown(side: Side, these: Sequence[Markup]) -> str:
    return quoted([side.shown(one) for one in these])


def _is_percent(one: Markup, text: str) -> bool:
    """Whether what looks like Qt's ``%5`` is a number of percent in the other text."""
    number = _COUNTED.fullmatch(one.value)
    return bool(number and regex.search(rf"(?<!\p{{N}}){number[1]}\s?[%٪]", text))


def _of_capitals(a: Side, b: Side, missing: Sequence[Markup], more: Sequence[Markup]) -> Iterator[Difference]:
    """``[NAME]``: a placeholder inside a sentence; by itself it may be what is heard, ``[APPLAUSE]``, which is
    translated, and behind what it stands for an abbreviation."""
    for one, other in zip(missing, more, strict=False):
        surely = _sureness(a, one)
        # Translated, as what is no placeholder has to be.
        yield changed(a, one, b, other, surely if surely >= AGAIN else HINT)
    for one in missing[len(more) :]:
        yield from unlike(a, b, [one], [], AGAIN if _has_word(b.text, one.value[1:-1]) else _sureness(a, one))
    for one in more[len(missing) :]:
        yield from unlike(a, b, [], [one], min(_sureness(b, one), AGAIN))


def _has_word(text: str, word: str) -> bool:
    return bool(regex.search(rf"(?<!\w){regex.escape(word)}(?!\w)", text))


def _sureness(side: Side, one: Markup) -> float:
    word = one.value[1:-1]
    if "_" in word:
        return LOST
    before, after = side.text[: one.span[0]].rstrip(), side.text[one.span[1] :].lstrip()
    if _abbreviates(word, before):
        return WEAK
    goes_on = after[:1] and (after[0] in ",.;:!?'’、。，！؟،" if before else after[0] in ",;:'’、，،")
    inside = (before and before[-1] not in ".!?…。！？؟") or goes_on
    if not inside and (not after[:1].isalpha() or after[:1].isupper()):
        return HALF
    # <ESC> is a key, too.
    return LOST if one.value[0] == "[" else AGAIN


def _abbreviates(word: str, before: str) -> bool:
    """Whether the letters of a word are in the words before it, in order, and begin with one."""
    words = regex.findall(r"[\p{L}\p{N}]+", before[-400:])[-len(word) :]
    letters = [letter for letter in word if letter.isalnum()]
    if not words or word.casefold() in map(str.casefold, words):
        return False
    initials = iter("".join(one[0] for one in words).casefold())
    found = sum(letter.casefold() in initials for letter in letters)
    return len(letters) <= 6 and found >= max(2, len(letters) - 1)


def _of_messages(a: Side, b: Side) -> Iterator[Difference]:
    """What of messages with branches is no placeholder: their keys and braces."""
    theirs = {message.value: message for message in messages(b.text)}
    for message in messages(a.text):
        other = theirs.get(message.value)
        if other is None:
            continue
        if message.closed and not other.closed:
            yield Difference(LOST, f"the braces of '{other.value}' are not closed in the target", target=[other.head])
        elif message.closed:
            yield from _of_keys(message, other)


def _of_keys(message: Message, other: Message) -> Iterator[Difference]:
    own, theirs = set(message.branches), set(other.branches)
    if message.kind == "select":
        wrong, gone = theirs - own, own - theirs
    else:
        # Languages differ in how many there are; "=0" is there by choice.
        wrong = {key for key in theirs - own if key not in CATEGORIES and not key.startswith("=")}
        gone = {key for key in own - theirs if key == LAST}
    if wrong:
        expected = "" if message.kind == "select" else ", which no language has"
        told = f"'{other.value}' has {quoted(sorted(wrong))} in the target{expected}"
        yield Difference(LOST, told, source=[message.head], target=[other.head])
    elif gone:
        yield Difference(LOST, f"'{other.value}' has no {quoted(sorted(gone))} in the target", target=[other.head])
