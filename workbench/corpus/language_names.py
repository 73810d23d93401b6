"""The languages that columns and keys are named after, where nobody said which ones a corpus has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.language.codes import language_named
from workbench.language.tag import tag_of

Languages = tuple[str | None, str | None]

# What stands around the language in a name: sentence_deu_Latn, text-de, translation.de, Source (de), English words.
_AROUND = re.compile(
    r"(?:sentence|text|translation|lang)[ ._-](.+)|(.+)[ ._-](?:sentences?|texts?|words|words/sentences)"
    r"|(?:source|src|target|tgt|trg|original|translation|text)(?: text)? ?[(\[]([^()\[\]]+)[)\]]",
    re.IGNORECASE,
)
_CODE = re.compile(r"[a-z]{2,3}([-_][a-z0-9]+)*", re.IGNORECASE)
# No sentence: "English!" is none.
_NAME = re.compile(r"[\w ()\[\]/,_-]+(\.[\w-]+)?")
_OFTEN_OTHERS = ("id", "mt")
"""Codes of languages that as names of columns more often say something else."""


@dataclass(frozen=True, slots=True)
class LanguagePair:
    """Two languages, spelled as the names of the columns have them; ``said``: how the order is known."""

    source: str
    target: str
    said: str

    @property
    def languages(self) -> tuple[str, str]:
        """Source and target."""
        return self.source, self.target

    @property
    def told(self) -> str:
        """For people: which is the source, and how to turn them round."""
        return (
            f"{self.said}: {self.source} is the source, {self.target} the target; to turn them round, state them "
            f"(--source-lang {self.target} --target-lang {self.source})"
        )


def within(name: str) -> str:
    """What may be the language in a longer name; empty where there is none."""
    found = _AROUND.fullmatch(name)
    return next(filter(None, found.groups()), "") if found else ""


def language_in(name: str) -> str | None:
    """The language that a column or key is named after: its code as it stands there, or that of its name."""
    name = name.strip()
    for text in filter(None, (within(name), name)):
        code = language_named(text) if _NAME.fullmatch(text) else None
        if code is None:
            continue
        if not _CODE.fullmatch(text):
            return code
        # Three letters alone are as often a word: key, url and num are languages too.
        tag = tag_of(text)
        if len(text) != 3 or (tag and (len(tag.language) == 2 or tag.speakers > 0)):
            return text
    return None


def languages_among(names: Sequence[str], others: frozenset[int] = frozenset()) -> dict[int, str]:
    """Languages by the place of the column named after each. ``others``: places of columns that mean something else."""
    found = {place: code for place, name in enumerate(names) if (code := language_in(name)) is not None}
    sure = {
        place: code
        for place, code in found.items()
        if place not in others and names[place].strip().lower() not in _OFTEN_OTHERS
    }
    return sure if len(sure) != 1 else found


def pair_of(found: Mapping[int, str], stated: Languages | None, *, sorted_says_nothing: bool) -> LanguagePair | None:
    """The pair, if there are two languages that differ, as far as they fit what is stated; the source is the first.

    ``sorted_says_nothing``: records are often sorted by their keys; of two in the order of the alphabet English is the
    source.
    """
    if len(found) != 2:
        return None
    first, second = found.values()
    if language_named(first) == language_named(second) and _CODE.fullmatch(first) is None:
        return None
    if first.casefold() == second.casefold():
        return None
    source, target = stated or (None, None)
    if source or target:
        said = "one of the languages is stated"
        if (source and _same(source, first)) or (target and _same(target, second)):
            return LanguagePair(first, second, said)
        if (source and _same(source, second)) or (target and _same(target, first)):
            return LanguagePair(second, first, said)
        return None
    english = [language for language in (first, second) if language_named(language) == "en"]
    if sorted_says_nothing and first < second and english == [second]:
        return LanguagePair(
            second, first, "the two languages stand in the order of the alphabet, so English goes first"
        )
    return LanguagePair(first, second, "texts are named after two languages, and the first goes first")


def several(languages: Sequence[str]) -> str:
    """What to tell of more than two."""
    return (
        f"has texts in {len(languages)} languages: {', '.join(languages)}; state the two that are meant "
        "(--source-lang CODE --target-lang CODE, in Python source_language=…, target_language=…)"
    )


def _same(one: str, other: str) -> bool:
    return (language_named(one) or one) == (language_named(other) or other)
