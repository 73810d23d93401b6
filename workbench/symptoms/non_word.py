"""Target words that are none: neither seen by the model, nor of the source, nor made of known parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isnan

import regex

from workbench.language.folding import folded
from workbench.language.formation import LANGUAGES, Formation
from workbench.language.markup import without_markup
from workbench.language.names import COMPARED, alike, has_capital, names
from workbench.language.scripts import script_of
from workbench.symptoms.evidence import quoted, share_between
from workbench.symptoms.symptom import Found, Observed, Symptom

SURE, LIKELY, EVEN, WEAK, HINT = 0.95, 0.75, 0.5, 0.35, 0.15
# Log-probability of a word that the model would never write, so that others know it, and of one that is its own.
STRANGE, OWN = -11.0, -6.0
# Words of three letters are abbreviations and cries as often as not, those of four now and then.
FEWEST, FEW = 4, 5
# Cries and drawn-out words have so few different letters.
DIFFERENT = 3
# Letters that a cognate has in common with a word of the source, in order; by how many a form of a name is longer.
COGNATE, LONGER = 0.62, 3
# Share of its letters that a loanword has in common with a word of the source from the beginning on; the rest are
# endings of the language, or so few letters.
LOANED, REST = 0.55, 2
# Words of fewer letters resemble another by chance.
TELLING = 6
# Spellings that languages exchange in loanwords, behind which letters are the same.
_SPELT = (("ph", "f"), ("th", "t"), ("ae", "e"), ("oe", "o"), ("c", "k"), ("z", "k"), ("y", "i"), ("x", "ks"))
_QUOTES = frozenset("\"'„“”‚‘’«»‹›`")
_NEGATED = regex.compile(r"n['’]t$", regex.IGNORECASE)
_PART = regex.compile(r"[\p{L}\p{M}\u00ad]+")


@dataclass(frozen=True)
class _Source:
    """``parts``: folded, of all words of a source; ``of_names``: those of its names. ``names``: words by number."""

    parts: frozenset[str]
    of_names: frozenset[str]
    names: frozenset[int]

    def explains(self, plain: str) -> bool:
        """Whether a word is one of the source's, or a form of one of its names."""
        return plain in self.parts or any(
            abs(len(plain) - len(name)) <= LONGER and (plain.startswith(name) or name.startswith(plain))
            for name in self.of_names
        )

    def has_cognate(self, plain: str) -> bool:
        """Whether any word of the source is spelt somewhat like it."""
        return any(len(part) >= FEWEST and alike(part, plain, COGNATE) for part in self.parts)

    def lends(self, plain: str, formation: Formation) -> bool:
        """Whether it may be a word of the source with endings of the other language, as foreign words are taken over:
        "perioperative" and "perioperativen", "cordon" and "Kordon"."""
        word, endings = _spelt(plain), _endings(formation.rules.endings)
        for part in map(_spelt, self.parts):
            differing = (i for i, (one, other) in enumerate(zip(word, part, strict=False)) if one != other)
            same = next(differing, min(len(word), len(part)))
            # The ending may begin with letters that the other word has there, too.
            rests = (word[at:] for at in range(max(same - REST, 0), same + 1))
            if same >= max(FEWEST, LOANED * min(len(word), len(part))) and any(
                len(rest) <= REST or rest in endings for rest in rests
            ):
                return True
        return False


def _source(observed: Observed, formation: Formation | None) -> _Source:
    words = observed.source.words[:COMPARED]
    parts = [[folded(part) for part in _PART.findall(word)] for word in words]
    # A name may stand at a beginning, too, and in German all nouns have a capital: then it is what nobody knows or
    # what something belongs to.
    found = {*names(words, observed.languages[0])} if formation is None or observed.languages[0] == "en" else set[int]()
    for i, word in enumerate(words):
        known = formation is not None and any(formation.known(one) or formation.parts(one) for one in parts[i])
        if has_capital(word) and (not known or parts[i][1:] == ["s"]):
            found.add(i)
    return _Source(
        parts=frozenset(part for of_word in parts for part in of_word),
        of_names=frozenset(part for i in found for part in parts[i] if len(part) > 1),
        names=frozenset(found),
    )


def _unexplained(observed: Observed, formation: Formation) -> Mapping[int, str]:
    """Target words of which something is neither known nor made of what is known: that part, folded."""
    text, words = without_markup(observed.target.text), ("", *observed.target.words, "")
    found: dict[int, str] = {}
    for at, (start, end) in enumerate(observed.target.spans):
        word = text[start:end]
        if len(found) == COMPARED:
            break
        if any(map(str.isdigit, word)) or script_of(word) != "LATIN" or {*words[at], *words[at + 2]} & _QUOTES:
            continue
        # "Weren't" has no part "weren".
        for part in () if formation.known(word) else _PART.findall(_NEGATED.sub("", word)):
            plain = folded(part)
            # Capitals within a word are those of an abbreviation or a brand.
            if len(plain) < FEWEST or len({*plain}) <= DIFFERENT or part[1:] != part[1:].lower():
                continue
            if not formation.known(part) and formation.parts(part) is None:
                found[at] = plain
    return found


def _find(observed: Observed) -> Found | None:
    vocabulary, (language, spoken) = observed.vocabulary, observed.languages
    formation = vocabulary.formation(spoken) if vocabulary else None
    if vocabulary is None or formation is None or not (unknown := _unexplained(observed, formation)):
        return None
    other = vocabulary.formation(language)
    source = _source(observed, other)
    severities: dict[int, float] = {}
    for at, plain in unknown.items():
        if source.explains(plain):
            continue
        most = SURE
        if observed.source_of.get(at) in source.names or any(alike(name, plain) for name in source.of_names):
            most = WEAK
        elif spoken == "en" and at and has_capital(observed.target.words[at]):
            most = EVEN
        elif source.lends(plain, formation):
            most = WEAK
        elif len(plain) < TELLING and source.has_cognate(plain):
            most = EVEN
        elif len(plain) < FEW or (other and other.known(plain)) or source.has_cognate(plain):
            most = LIKELY
        logprob = float(observed.logprobs[at])
        own = 0.0 if isnan(logprob) else share_between(logprob, STRANGE, OWN)
        severities[at] = HINT + own * (most - HINT)
    if not severities:
        return None
    return Found(
        severity=max(severities.values()),
        message=f"{quoted([observed.target.words[at] for at in severities])}: not among the {len(formation.counts):,} "
        "words that the model has seen in this language, nor made of them, nor in the source",
        target_words=tuple(severities),
        figures={"words": len(severities), "likely": sum(one >= LIKELY for one in severities.values())},
    )


@lru_cache(maxsize=16)
def _endings(endings: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_spelt, endings))


def _spelt(plain: str) -> str:
    for one, other in _SPELT:
        plain = plain.replace(one, other)
    return plain


READ = (1.0, 1.5, 4.0, 30.0, 150.0)
"""What it is worth, from a reading of what it said of the bundled model's own translations, of which a fifth are wrong:
of 86 with 0.9 and more one was doubtful, of those from 0.7 on nine in ten were no words. Nobody planted such words as
a model makes up, and other systems' are none that it would write."""

SYMPTOM = Symptom(
    name="non_word",
    meaning="A word of the target is none: the model has never seen it, and neither the source nor known parts explain "
    "it.",
    formula=(
        "the largest over such words of 0.15 + (most − 0.15) · own; own = (ln p(word) + 11)/5 within 0 and 1: what the "
        "model would not write itself is a rare word; most 0.95; 0.75 with four letters, for a word of the source's "
        "language and for one like a word of the source (0.62 of the letters in common, in order), 0.5 up to five "
        "letters; 0.5 with a capital within an English sentence; 0.35 where it is like a name of the source or linked "
        "to one, or may be a word of the source with endings of this language; left out: words "
        "with stems, endings, prefixes and, in compounds, parts that the model has seen, words of the source, forms of "
        "its names, up to three letters, abbreviations, cries, words beside quotation marks"
    ),
    source="this project",
    hypothesis="The model made up a word, of pieces that belong to others.",
    reference="The translation has a misspelt word, or one so rare that the model has never seen it.",
    find=_find,
    its="misspelling",
    languages=LANGUAGES,
    sides=("target",),
    of_vocabulary=True,
    ratios=READ,
)
