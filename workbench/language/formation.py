"""Words that nobody need have seen: inflected, derived and compound ones, explained by words that are known.

A right word may be missing from any list. What explains it here are stems of known words with endings of the language,
prefixes, and chains of such parts. That such a word is possible does not say that anybody uses it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from workbench.language.folding import folded, listed

LONGEST = 60
"""Letters of a word up to which it is taken apart."""
SURE = 6
"""Letters from which on a part need not be frequent: shorter ones stand in words by chance."""
SEEN, SEEN_OF_THREE = 5, 30
"""How often parts of four and five letters, and those of three, have to have been seen."""


@dataclass(frozen=True)
class Rules:
    """``endings``: what may follow a stem, of inflection and derivation alike. ``prefixes``, ``joints``: what may stand
    before a stem, and between two. ``bare``: whether a stem that is no word by itself may stand first in a compound, as
    in German "Schulhof". ``shortest``: letters of a stem that takes endings. ``in_chains``: endings that it takes only
    behind another part: "einäugig", but no "äugig". All folded."""

    endings: frozenset[str]
    prefixes: frozenset[str]
    joints: frozenset[str]
    bare: bool
    shortest: int
    in_chains: frozenset[str] = frozenset()


def _each(suffixes: str, endings: str) -> frozenset[str]:
    return frozenset(suffix + ending for suffix in suffixes.split() for ending in ("", *endings.split()))


RULES: Mapping[str, Rules] = {
    "de": Rules(
        endings=listed(
            "e en er es em n s st t te ten ter tes tet end ern et est ster sten ste ens ses se nis nisse nissen eln "
            "elt elte elten"
        )
        | _each(
            "ung heit keit igkeit lich bar isch los voll haft haftig massig weise schaft chen lein ei erei in tum sam "
            "ler ner ist ismus itat ieren iert ierung ion iv ell al ant enz anz ling artig fach mal warts graphie "
            "logie",
            "e en er es em n s nen t te ten sten",
        )
        | _each("end er st est t et iert", "e en er es em n s in innen"),
        prefixes=listed(
            "un ver be ent er zer ge miss ur vor an ab auf aus ein mit nach uber um unter wieder zuruck zusammen her "
            "hin hinaus hinein heraus herein herum herunter hinunter hinauf herauf vorbei voran voraus weg los fort "
            "bei durch dar da zu wider hinter nieder empor entgegen gegen auseinander anti super mega mini multi "
            "trans re de inter ex neo pro semi ultra mikro makro tele auto bio geo oko video audio euro hyper para "
            "poly pseudo sub haupt erz nicht zwie ein zwei drei vier funf sechs sieben acht neun zehn ol ei ski ost end"
        ),
        joints=listed("s n en er es e ns nen"),
        bare=True,
        shortest=4,
        in_chains=_each("ig", "e en er es em n s keit keiten"),
    ),
    "en": Rules(
        endings=listed(
            "s es ed d ing ings ly er ers est r rs st y ies ied ier iest ily ness nesses less lessness ful fully able "
            "ably ible ibly ability ibility ation ations ition itions ion ions ment ments ity ities ive ives al ally "
            "ial ic ical ically ism isms ist ists ize izes ized izing izer ise ises ised ising ish ishly ship ships "
            "hood like dom ward wards wise some ous ously ance ances ence ences ant ants ent ents or ors ory ian ians "
            "ee ees en ens ened ening age ages ery eries fold ingly edly"
        ),
        prefixes=listed(
            "un re in im ir il dis mis non over under out up down pre post anti counter inter intra super sub semi "
            "multi mini mega micro macro trans ultra ex co de en em fore mid off on by be bi tri tele auto bio geo "
            "eco self half hyper para poly pseudo pro neo ante extra cyber"
        ),
        joints=frozenset(),
        bare=False,
        shortest=3,
    ),
}
LANGUAGES = frozenset(RULES)
"""Languages whose words can be taken apart."""


class Formation:
    """Takes words of a language of `LANGUAGES` apart, by how often words stand in a text of it."""

    def __init__(self, language: str, counts: Mapping[str, int]):
        self.rules = RULES[language]
        self.counts: Counter[str] = Counter()
        for word, count in counts.items():
            self.counts[_plain(word)] += count

    @cached_property
    def stems(self) -> Mapping[str, int]:
        """What is left of known words without an ending, or the whole word, and how often such words stand there."""
        found: Counter[str] = Counter()
        longest = max(map(len, self.rules.endings))
        for word, count in self.counts.items():
            if count > 1 or len(word) >= SURE:
                found[word] += count
                for at in range(max(3, len(word) - longest), len(word)):
                    if word[at:] in self.rules.endings:
                        found[word[:at]] += count
        return found

    def known(self, word: str) -> bool:
        """Whether a word stands in the text, whatever its case and accents."""
        return _plain(word) in self.counts

    def parts(self, word: str) -> tuple[str, ...] | None:
        """Known words and stems, prefixes and endings that a word may be made of, folded; None where there are none."""
        plain = _plain(word)
        return None if len(plain) > LONGEST else self._last(plain, self.rules.endings) or self._chain(plain, {})

    def _rest(self, word: str, seen: dict[str, tuple[str, ...] | None]) -> tuple[str, ...] | None:
        """What explains the rest of a word behind a first part; ``seen``: of the same word, so that no rest is taken
        apart twice."""
        if word not in seen:
            seen[word] = self._last(word, self.rules.endings | self.rules.in_chains) or self._chain(word, seen)
        return seen[word]

    def _last(self, word: str, endings: frozenset[str]) -> tuple[str, ...] | None:
        """A word by itself or a stem with an ending."""
        if _often(word, self.counts[word]):
            return (word,)
        for at in range(len(word) - 1, self.rules.shortest - 1, -1):
            stem, ending = word[:at], word[at:]
            # No ending doubles a letter: "Knochenn", "Seeen". Behind three letters a short one proves nothing.
            if ending not in endings or (len(ending) < 3 and (at == 3 or ending[0] == stem[-1])):
                continue
            if _often(stem, self.stems.get(stem, 0) if at > 3 else self.counts[stem]):
                return (stem, ending)
        return (word,) if len(word) > 3 and _often(word, self.stems.get(word, 0)) else None

    def _chain(self, word: str, seen: dict[str, tuple[str, ...] | None]) -> tuple[str, ...] | None:
        """A first part and what explains the rest."""
        for at in range(len(word) - 3, 1, -1):
            first, rest = word[:at], word[at:]
            if self._first(first, rest) and (others := self._rest(rest, seen)):
                return (first, *others)
        return None

    def _first(self, first: str, rest: str) -> bool:
        if first in self.rules.prefixes:
            return len(rest) > 2
        heads = [first, *(first.removesuffix(joint) for joint in self.rules.joints if first.endswith(joint))]
        if any(_often(head, self.counts[head]) for head in heads):
            return True
        return self.rules.bare and any(len(head) > 3 and _often(head, self.stems.get(head, 0)) for head in heads)


def _plain(word: str) -> str:
    return folded(word).replace("’", "'")


def _often(part: str, count: int) -> bool:
    if len(part) < 4:
        return len(part) == 3 and count >= SEEN_OF_THREE
    return count >= (1 if len(part) >= SURE else SEEN)
