"""Faults planted on purpose: what a detector is fitted on and measured with.

Each kind takes a clean pair and spoils its target the way real corpora and models do. What is planted is known, so
that a figure for each kind can be told; the kinds are those that a parallel corpus is cleaned of (Khayrallah & Koehn
2018, https://aclanthology.org/W18-2709) and that translation models produce (Guerreiro et al. 2023,
https://aclanthology.org/2023.eacl-main.75).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from workbench import bundled, work
from workbench.errors import UnknownNameError
from workbench.language.numbers import numbers
from workbench.language.scripts import reads_as
from workbench.language.segmentation import is_punctuation, word_spans
from workbench.suspicion.reversal import reversed_polarity

TRIES = 20

Texts = tuple[str, str]


@dataclass(frozen=True)
class Planted:
    """``kind``: name of the fault, None in a pair that was left as it is. ``place``: of the pair it was made from."""

    source: str
    target: str
    kind: str | None
    place: int


@dataclass(frozen=True)
class Garden:
    """What a kind may draw on: all pairs, their languages, and a source of chance."""

    pairs: Sequence[Texts]
    languages: tuple[str | None, str | None]
    chance: random.Random

    def other(self, place: int) -> int:
        """Another pair, with another source and target, and a target of like length where there is one."""
        source, target = self.pairs[place]
        drawn = self.chance.choices(range(len(self.pairs)), k=TRIES)
        found = [p for p in drawn if self.pairs[p][0] != source and self.pairs[p][1] != target]
        return min(found, key=lambda p: abs(len(self.pairs[p][1]) - len(target))) if found else place


Kind = Callable[[Garden, int], str | None]


def swapped(garden: Garden, place: int) -> str | None:
    """The target of another pair, of about the same length."""
    return _different(garden.pairs[garden.other(place)][1], garden.pairs[place][1])


def shifted(garden: Garden, place: int) -> str | None:
    """The target of the next pair, as after a lost line."""
    source, target = garden.pairs[(place + 1) % len(garden.pairs)]
    # Corpora of several translations for a source have them one after the other.
    return None if source == garden.pairs[place][0] else _different(target, garden.pairs[place][1])


def unrelated(garden: Garden, place: int) -> str | None:
    """The target of any other pair."""
    source, target = garden.pairs[garden.chance.randrange(len(garden.pairs))]
    return None if source == garden.pairs[place][0] else _different(target, garden.pairs[place][1])


def omitted(garden: Garden, place: int) -> str | None:
    """A third to a half of the words gone, from anywhere; the final mark stays."""
    text, spans, end = _words(garden.pairs[place][1])
    if end < 5:
        return None
    count = garden.chance.randint(max(2, round(end / 3)), max(2, end // 2))
    first = garden.chance.randint(0, end - count)
    left, right = text[: spans[first][0]], text[spans[first + count][0] if first + count < len(spans) else len(text) :]
    return _capital(_joined(left, right), text)


def added(garden: Garden, place: int) -> str | None:
    """A clause of another target behind the sentence, before its final mark."""
    text, spans, end = _words(garden.pairs[place][1])
    other, others, other_end = _words(garden.pairs[garden.other(place)][1])
    if end < 2 or other_end < 3:
        return None
    count = garden.chance.randint(3, max(3, min(other_end, 8)))
    first = garden.chance.randint(0, max(0, other_end - count))
    clause = other[others[first][0] : others[min(first + count, other_end) - 1][1]]
    return text[: spans[end - 1][1]] + " " + clause[:1].lower() + clause[1:] + text[spans[end - 1][1] :]


def repetition(garden: Garden, place: int) -> str | None:
    """A phrase of one to four words twice or three times more, as in a decoding loop."""
    text, spans, end = _words(garden.pairs[place][1])
    if end < 3:
        return None
    count = garden.chance.randint(1, min(4, end))
    first = garden.chance.randint(0, end - count)
    phrase = text[spans[first][0] : spans[first + count - 1][1]]
    at = spans[first + count - 1][1]
    return text[:at] + f" {phrase}" * garden.chance.randint(2, 3) + text[at:]


def copy(garden: Garden, place: int) -> str | None:
    """The source itself, sometimes with a word changed."""
    source = garden.pairs[place][0]
    spans = word_spans(source)
    if len(spans) > 3 and garden.chance.random() < 0.3:
        other = garden.pairs[garden.other(place)][0]
        start, end = spans[garden.chance.randrange(len(spans) - 1)]
        words = word_spans(other)
        a, b = words[garden.chance.randrange(len(words))]
        source = source[:start] + other[a:b] + source[end:]
    return _different(source, garden.pairs[place][1])


def number(garden: Garden, place: int) -> str | None:
    """One number another: a digit changed, or a number word taken from another target."""
    text, language = garden.pairs[place][1], garden.languages[1]
    found = numbers(text, language)
    if not found:
        return None
    one = garden.chance.choice(found)
    start, end = one.span
    if any(char.isdecimal() for char in text[start:end]):
        digits = [at for at in range(start, end) if text[at].isdecimal()]
        at = garden.chance.choice(digits[:1] if len(digits) == 1 else digits)
        others = [d for d in "123456789" if d != text[at]]
        return text[:at] + garden.chance.choice(others) + text[at + 1 :]
    words = sorted(
        {
            other[a.span[0] : a.span[1]]
            for _, other in garden.chance.choices(garden.pairs, k=200)
            for a in numbers(other, language)
            if a.value != one.value and not any(char.isdecimal() for char in other[a.span[0] : a.span[1]])
        }
    )
    return text[:start] + garden.chance.choice(words) + text[end:] if words else None


def truncation(garden: Garden, place: int) -> str | None:
    """The target stops in mid-sentence, after a third to three quarters of its words."""
    text, spans, end = _words(garden.pairs[place][1])
    if end < 4:
        return None
    kept = garden.chance.randint(max(1, round(end * 0.35)), max(2, round(end * 0.75)))
    while kept > 1 and is_punctuation(text[slice(*spans[kept - 1])]):
        kept -= 1
    return text[: spans[kept - 1][1]]


def wrong_language(garden: Garden, _place: int) -> str | None:
    """A sentence in a language that is neither of the two."""
    bank = everyday_sentences()
    others = [] if None in garden.languages else sorted({*bank} - {*map(str, garden.languages)})
    return garden.chance.choice(bank[garden.chance.choice(others)]) if others else None


def polarity(garden: Garden, place: int) -> str | None:
    """The meaning turned around: a negation more or less, or a word for its opposite."""
    return reversed_polarity(*garden.pairs[place], garden.languages, garden.chance)


KINDS: dict[str, Kind] = {
    "swapped": swapped,
    "shifted": shifted,
    "unrelated": unrelated,
    "omitted": omitted,
    "added": added,
    "repetition": repetition,
    "copy": copy,
    "number": number,
    "truncation": truncation,
    "wrong_language": wrong_language,
    "polarity": polarity,
}
"""``(garden, place)`` to the spoilt target, None where the pair does not lend itself to it."""


def plant(
    pairs: Sequence[Texts],
    *,
    languages: tuple[str | None, str | None] = (None, None),
    share: float = 0.5,
    kinds: Sequence[str] | None = None,
    seed: int = 1,
) -> list[Planted]:
    """Spoil about ``share`` of ``pairs`` ``(source, target)``, the kinds in turn so that each has its part.

    Every pair stands once in the answer, in order. A kind that a pair does not lend itself to (no number in it, too
    short to leave something out) gives way to the next. The same arguments give the same faults.

    A pair with an empty side is left as it is, and no foreign sentence is planted where the languages are not known.

    Raises `UnknownNameError` for a kind that does not exist, `ValueError` for a share that is none.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share {share} received; expected one from 0 to 1")
    names = list(KINDS if kinds is None else kinds)
    for name in names:
        if name not in KINDS:
            raise UnknownNameError("kind of fault", name, KINDS)
    garden = Garden(pairs, (reads_as(languages[0]), reads_as(languages[1])), random.Random(seed))
    chosen = set(garden.chance.sample(range(len(pairs)), round(share * len(pairs)))) if names else set()
    waiting = dict.fromkeys(names, 0)
    found = []
    for place, (source, target) in enumerate(pairs):
        work.check()
        made: tuple[str, str] | None = None
        if place in chosen and source.strip() and target.strip():
            # The kind with the fewest so far goes first, so that rare ones get what they can.
            for name in sorted(names, key=waiting.__getitem__):
                spoilt = KINDS[name](garden, place)
                if spoilt is not None and spoilt != target:
                    made = spoilt, name
                    waiting[name] += 1
                    break
        spoilt_target, kind = made or (target, None)
        found.append(Planted(source, spoilt_target, kind, place))
    return found


@cache
def everyday_sentences() -> dict[str, list[str]]:
    """Language code → sentences in it, written for this project."""
    bank: dict[str, list[str]] = {}
    for language, text in bundled.table("everyday.tsv")[1:]:
        bank.setdefault(language, []).append(text)
    return bank


def _words(text: str) -> tuple[str, Sequence[tuple[int, int]], int]:
    """The text, its word spans, and how many of these come before the closing punctuation."""
    spans = word_spans(text)
    end = len(spans)
    while end and is_punctuation(text[slice(*spans[end - 1])]):
        end -= 1
    return text, spans, end


def _different(text: str, own: str) -> str | None:
    return None if text == own else text


def _joined(left: str, right: str) -> str:
    return left.rstrip() + right if right[:1] in ".!?,;:" else left + right


def _capital(text: str, like: str) -> str:
    text = text.lstrip(",;:–- ").rstrip()
    return text[:1].upper() + text[1:] if like[:1].isupper() else text
