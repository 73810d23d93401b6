"""A sentence turned into its opposite: a negation taken out or put in, or a word exchanged for its opposite.

English and German, and only where a rule makes a sentence that people could have written; everything else is left
alone. Words come from the half of the lists that faults are planted from, beside "not" and "no", which are grammar.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

import regex

from workbench.language import opposites
from workbench.language.negations import negations
from workbench.language.opposites import PLANTED, exchanges, meanings
from workbench.language.segmentation import Span
from workbench.suspicion import negated_english, negated_german

Edits = Sequence[tuple[Span, str]]
"""What stands where, instead of what stood there."""

Rules = Callable[[str, str], Iterator[Edits]]

_RULES: dict[str, tuple[Rules, Rules]] = {
    "de": (negated_german.less, negated_german.more),
    "en": (negated_english.less, negated_english.more),
}
"""Language of a target: ways to take its only negation out, and to put one in."""
_CLAUSE_MARK = regex.compile(r"[,;:–—]")


def reversed_polarity(
    source: str, target: str, languages: tuple[str | None, str | None], chance: random.Random
) -> str | None:
    """The target with the opposite meaning; None where no rule makes one."""
    language = languages[1]
    if language not in _RULES or "?" in target:
        return None
    known = languages[0] if languages[0] in _RULES else None
    ways = [*_exchanged(source, target, known, language)]
    less, more = _RULES[language]
    own = negations(target, language)
    # A sentence that says no twice, or has several clauses, is turned by no rule as simple as these.
    if len(own) == 1:
        ways += less(source, target)
    elif not own and not (known and negations(source, known)) and not _CLAUSE_MARK.search(target):
        ways += more(source, target)
    made = dict.fromkeys(_edited(target, edits) for edits in ways)
    return chance.choice([text for text in made if text != target] or [""]) or None


def _exchanged(source: str, target: str, known: str | None, language: str) -> Iterator[Edits]:
    if known is None or {known, language} != opposites.LANGUAGES:
        return
    meant, own = meanings(source, known), meanings(target, language)
    for span, other, meaning in exchanges(target, language, PLANTED):
        # Only a word that translates one of the source, beside none that has the opposite meaning already.
        if meaning in meant and meaning.turned not in meant and meaning.turned not in own:
            article = regex.search(r"\ba(n?)(?= $)", target[: span[0]], regex.IGNORECASE)
            if language == "en" and article:
                yield [(article.span(1), "n" if other[:1].lower() in "aeiou" else ""), (span, other)]
            else:
                yield [(span, other)]


def _edited(text: str, edits: Edits) -> str:
    """A word that is taken out takes the space before it along; a sentence still begins with a capital."""
    whole = text
    for (start, end), instead in reversed(edits):
        left, right = whole[:start], whole[end:]
        if not instead and start < end and not (left[-1:].isalpha() or right[:1].isalpha()):
            left, right = (left.rstrip(" "), right) if left else ("", right.lstrip(" "))
        whole = left + instead + right
    return whole[:1].upper() + whole[1:] if text[:1].isupper() else whole
