"""Names of the source that the target has nothing like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from workbench.alignment.tokens import Tokens
from workbench.language.folding import folded, listed
from workbench.language.known_names import CASED, GIVEN, LANGUAGES, UNSPACED, KnownName, known_names
from workbench.language.markup import without_markup
from workbench.language.names import (
    ALIKE_WITHOUT_CAPITAL,
    CAPITAL_NOUNS,
    COMPARED,
    MARKED_BY_CAPITALS,
    after_title,
    alike,
    has_capital,
    has_name,
    names,
)
from workbench.language.segmentation import Span, is_punctuation
from workbench.language.stopwords import is_content
from workbench.language.transliteration import names_in_han
from workbench.symptoms.evidence import quoted, together, words_of
from workbench.symptoms.symptom import Found, Observed, Symptom

EXCHANGED, REPLACED, ALONE, BY_WORD, BY_NOUN, MISSING = 0.95, 0.75, 0.55, 0.5, 0.35, 0.15
# What many weak signs come to at most: titles and offices, which are translated, have capitals in a row.
WEAK = 0.28
SURELY_ALIKE, SHORT_NAME = 0.8, 3
_ARTICLES = listed(
    "the a an le la les un une el los las una il lo gli i uno der die das den dem des het de een o os as"
)
# In German a noun without an article behind one of these is a name rather than not.
_BEFORE_NAMES = listed("mit von bei zu nach für ohne gegen und oder an über")
_KATAKANA = regex.compile(r"[\p{Katakana}ー]{2,}")


@dataclass(frozen=True)
class _Name:
    """``words``: its numbers in the text, in a row. ``known``: what it is known as. ``sure``: it is a name, not a word
    with a capital."""

    words: tuple[int, ...]
    text: str
    known: tuple[KnownName, ...] = ()
    sure: bool = False

    @property
    def given(self) -> bool:
        return any(one.kind == GIVEN for one in self.known)

    def may_be(self, other: _Name) -> bool:
        return any(one.may_be(another) for one in self.known for another in other.known)


class _Side:
    """The names of one text."""

    def __init__(self, tokens: Tokens, language: str):
        self.tokens, self.language = tokens, language
        self.text = without_markup(tokens.text)

    @cached_property
    def words(self) -> list[str]:
        return [self.text[start:end] for start, end in self.tokens.spans]

    @cached_property
    def names(self) -> list[_Name]:
        words = self.words
        known: dict[Span, list[KnownName]] = {}
        for one in known_names(self.text, self.language):
            known.setdefault(one.span, []).append(one)
        found = [
            _Name(words_of(self.tokens, [span]), self.text[slice(*span)], tuple(ones), sure=True)
            for span, ones in known.items()
        ]
        taken = {i for one in found for i in one.words}
        marked = names(words, self.language) if self.language in MARKED_BY_CAPITALS else []
        titled = [i for i in range(1, len(words)) if has_capital(words[i]) and after_title(words, i)]
        for i in sorted({*marked, *titled} - taken):
            # What follows a given name is a surname.
            surname = any(one.given and one.words[-1] == i - 1 for one in found)
            found.append(_Name((i,), words[i], sure=surname or i in titled))
        return sorted(found, key=lambda one: one.words)

    @cached_property
    def spoken(self) -> list[str]:
        """What a name may be looked for among: the words, and where these are not parted what
        may be names."""
        if self.language == "ja":
            return _KATAKANA.findall(self.text) + [word for word in self.words if word.isascii()]
        if self.language == "zh":
            return names_in_han(self.text[: 4 * COMPARED]) + [word for word in self.words if word.isascii()]
        return self.words[:COMPARED]

    def has(self, name: _Name, language: str, missing: bool = True) -> bool:
        """Whether this text has a name of the other language's in any form. ``missing``: the name would be missed, so
        that one which is known and only sounds like a word here counts, too."""
        if {*name.text.split()} <= {*self.words} or (self.language in UNSPACED and name.text in self.text):
            return True
        others = [one for one in self.names if one.known]
        if any(name.may_be(one) for one in others):
            return True
        # Another name that is known for itself is not this one, however like it is written.
        strange = {word for one in others for word in (one.text, *(self.words[i] for i in one.words))}
        among = [word for word in self.spoken if not (name.known and word in strange) and not is_punctuation(word)]
        longest = max(name.text.split(), key=len)
        if not name.known:
            return has_name(among, longest, language, self.language)
        called = {identity for one in name.known for identity in one.identities if len(identity) > SHORT_NAME}
        if any(folded(word).startswith(identity) for identity in called for word in among):
            return True
        if any(alike(identity, folded(word), SURELY_ALIKE) for identity in called for word in among if len(word) > 2):
            return True
        least = ALIKE_WITHOUT_CAPITAL if missing else SURELY_ALIKE
        return has_name(among, longest, language, self.language, least, by_sound=missing)


def _find(observed: Observed) -> Found | None:
    source, target = observed.languages
    if source is None or target is None:
        return None
    here, there = _Side(observed.source, source), _Side(observed.target, target)
    words = {*observed.target.words}
    new = (word for word in observed.source.words if has_capital(word) and word not in words)
    if source in CASED and not any(is_content(word, source) or known_names(word, source) for word in new):
        return None
    named = here.names
    missed = [
        one for one in named if not words.issuperset(here.words[i] for i in one.words) and not there.has(one, source)
    ]
    if not missed or not words:
        return None
    strangers = [one for one in there.names if not here.has(one, target, missing=False)]
    signs, instead = [], dict[int, None]()
    before = -2
    for one in missed:
        severity, at = _sign(observed, one, missed, strangers, here)
        # Words in a row are one name ("Judiciary Committee").
        if at or before != one.words[0] - 1:
            signs.append(severity)
        instead.update(dict.fromkeys(at))
        before = one.words[-1]
    message = f"the target has nothing like {quoted([one.text for one in missed])}"
    if instead:
        message += f", and {quoted([observed.target.words[at] for at in instead])} in that place"
    return Found(
        severity=max(*signs, min(together(signs), WEAK)),
        message=message,
        source_words=tuple(i for one in missed for i in one.words),
        target_words=tuple(sorted(instead)),
        figures={"names": len(named), "missing": len(missed), "replaced": len(instead)},
    )


def _sign(
    observed: Observed, name: _Name, missed: Sequence[_Name], strangers: Sequence[_Name], here: _Side
) -> tuple[float, tuple[int, ...]]:
    """How sure it is that a name stands for another, and the words of that one."""
    for other in strangers:
        if name.known and other.known and name.given == other.given:
            return EXCHANGED, other.words
    for other in strangers:
        if name.sure and other.sure and name.given == other.given and _of_a_kind(name, other):
            return REPLACED, other.words
    linked = _linked(observed, name.words[0])
    among = [other for other in strangers if linked in other.words]
    if among:
        return REPLACED if name.sure or among[0].sure else ALONE, among[0].words
    alone = _stands_alone(name, here.words)
    if alone and len(missed) == len(strangers) == 1:
        (other,) = strangers
        if _of_a_kind(name, other) and _stands_alone(other, observed.target.words):
            return ALONE, other.words
    if linked is not None:
        before = observed.target.words[linked - 1]
        bare = len(missed) == 1 and alone and before in _BEFORE_NAMES
        return (BY_WORD if bare or name.given else BY_NOUN), (linked,)
    return MISSING, ()


def _of_a_kind(name: _Name, other: _Name) -> bool:
    """Whether a word with a capital may be what stands for a name: for a place that is known hardly any, nor a place
    for a word that may be no name."""
    return all(not one.known or one.given for one in (name, other))


def _stands_alone(name: _Name, words: Sequence[str]) -> bool:
    """Whether no other word with a capital stands beside it, and no article before it."""
    first, last = name.words[0], name.words[-1]
    if first and words[first - 1].casefold() in _ARTICLES:
        return False
    return not any(0 < i < len(words) and has_capital(words[i]) for i in (first - 1, last + 1))


def _linked(observed: Observed, at: int) -> int | None:
    """The target word that is linked to a name both ways, where it may be a name itself that the source lacks."""
    place = observed.target_of.get(at)
    if place is None or observed.source_of.get(place) != at:
        return None
    word = observed.target.words[place]
    if not place or not has_capital(word) or not is_content(word, observed.languages[1]):
        return None
    others = filter(has_capital, observed.source.words[:COMPARED])
    return None if any(alike(folded(other), folded(word)) for other in others) else place


SYMPTOM = Symptom(
    name="names",
    meaning="A name of the source has no counterpart in the target that is spelt or sounds like it.",
    formula=(
        "most of the weights of names that no target word may be (as the table of known names and CLDR have them, by "
        "half of the letters in order, or by two thirds of the consonants where the letters are of another script): "
        "0.95 where a known given name or place stands in the target that the source has nothing like, 0.75 where "
        "another name that is surely one does (behind a title or a given name), or one that is linked to it, 0.55 "
        "where each side has a single such word with a capital, 0.35 where a noun with a capital is linked to it (0.5 "
        "where no article or adjective is before it, or where the name is a given name), otherwise 0.15; of weak ones "
        "together 0.28 at most. Names are those known, words behind titles and given names, and words with a capital "
        "within a sentence (not in German)"
    ),
    source="this project",
    hypothesis="The model lost, translated or exchanged a name.",
    reference="The translation has another name, or none: a pronoun, or the place's name in this language.",
    find=_find,
    its="inconsistent-entities",
    languages=MARKED_BY_CAPITALS | CAPITAL_NOUNS | LANGUAGES,
    sides=("source",),
)
