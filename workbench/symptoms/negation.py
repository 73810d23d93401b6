"""A sentence that is negated on one side only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.language import opposites
from workbench.language.clauses import clauses, sentences
from workbench.language.negations import LANGUAGES, negations, soft_negations
from workbench.language.opposites import Half, meanings
from workbench.language.segmentation import Span
from workbench.symptoms.evidence import quoted, words_of
from workbench.symptoms.symptom import Found, Observed, Symptom

SURE, LIKELY, PLAIN, SOFTENED, TURNED = 0.95, 0.75, 0.6, 0.2, 0.1
# Questions are negated out of politeness, and long sentences put things in other ways.
QUESTION, LONG = 0.5, 0.75
LONG_WORDS = 25
FEW_MORE = 2
"""By how many words a clause may be longer than the other and still say the same."""


@dataclass(frozen=True)
class _Part:
    """A stretch of one side's text from ``start`` on. ``denied``: its negations, in the whole text."""

    text: str
    start: int
    language: str
    denied: list[Span]

    @cached_property
    def soft(self) -> list[Span]:
        """Words that may stand for a negation, in the whole text."""
        return [(self.start + a, self.start + b) for a, b in soft_negations(self.text, self.language)]

    @property
    def besides(self) -> int:
        """How many words it has beside a negation; "don't" is a verb as well."""
        own = sum(self._written(start, end)[-2:] not in ("'t", "’t") for start, end in self.denied)
        return len(self.text.split()) - own

    def _written(self, start: int, end: int) -> str:
        return self.text[start - self.start : end - self.start]


def find(observed: Observed, withheld: Half | None = None) -> Found | None:
    """``withheld``: a half of the word lists to do without, where faults planted from it are to be found."""
    codes = [code for code in observed.languages if code in LANGUAGES]
    if len(codes) < 2:
        return None
    whole = observed.source.text, observed.target.text
    found = None
    for spans in sentences(*whole):
        parts = [
            _Part(text[a:b], a, code, [(a + c, a + d) for c, d in negations(text[a:b], code, withheld)])
            for text, (a, b), code in zip(whole, spans, codes, strict=True)
        ]
        one = _compared(observed, parts, withheld)
        if one is not None and (found is None or one.severity > found.severity):
            found = one
    return found


def _compared(observed: Observed, parts: Sequence[_Part], withheld: Half | None) -> Found | None:
    if bool(parts[0].denied) == bool(parts[1].denied) or not all(part.text.strip() for part in parts):
        return None
    here = 0 if parts[0].denied else 1
    one, other = parts[here], parts[1 - here]
    # A soft word that has its counterpart stands for nothing else.
    softened = len(other.soft) > len(one.soft)
    severity = SOFTENED if softened else _severity(one, other, withheld)
    if any("?" in part.text or "؟" in part.text or "？" in part.text for part in parts):
        severity *= QUESTION
    if len(observed.source) > LONG_WORDS:
        severity *= LONG
    sides = ("source", "target") if here == 0 else ("target", "source")
    texts = [side.text for side in (observed.source, observed.target)]
    message = f"the {sides[0]} is negated by {quoted([texts[here][slice(*span)] for span in one.denied])}, "
    message += f"the {sides[1]} "
    message += f"at most by {quoted([texts[1 - here][slice(*s)] for s in other.soft])}" if softened else "is not"
    return Found(
        severity=severity,
        message=message,
        source_words=words_of(observed.source, one.denied if here == 0 else other.soft),
        target_words=words_of(observed.target, one.denied if here == 1 else other.soft),
        figures={"source": len(parts[0].denied), "target": len(parts[1].denied), "soft": len(other.soft)},
    )


def _severity(one: _Part, other: _Part, withheld: Half | None) -> float:
    """Of a negation that no word of the other side may stand for."""
    known = {one.language, other.language} == opposites.LANGUAGES
    if known and _turned(one, other, withheld):
        return TURNED
    # "Hardly nothing" is something.
    if one.soft or clauses(one.text, one.language) > 1 or clauses(other.text, other.language) > 1:
        return PLAIN
    return SURE if known and len(one.denied) == 1 and _alike(one, other) else LIKELY


def _turned(one: _Part, other: _Part, withheld: Half | None) -> bool:
    """Whether a word stands on the other side as its opposite: "not bad" is "gut"."""
    here, there = meanings(one.text, one.language), meanings(other.text, other.language)
    denied = {(start - one.start, end - one.start) for start, end in one.denied}
    return any(
        stands.plain
        and meaning.half not in (None, withheld)
        and meaning not in there
        and meaning.turned not in here
        and meaning.turned in there
        and there[meaning.turned].plain
        # "Never" is no opposite that a negation turns, but the negation.
        and not denied.issuperset(stands.spans)
        for meaning, stands in here.items()
    )


def _alike(one: _Part, other: _Part) -> bool:
    """Whether both are as long but for the negation, or about as long and a word is known to translate another."""
    more = abs(one.besides - other.besides)
    if more == 0:
        return True
    here, there = meanings(one.text, one.language), meanings(other.text, other.language)
    return more <= FEW_MORE and any(
        meaning in there and (meaning.half is None or (stands.plain and there[meaning].plain))
        for meaning, stands in here.items()
    )


SYMPTOM = Symptom(
    name="negation",
    meaning="One side says no, not, never or the like, and the other side nowhere does.",
    formula=(
        "negation words in a sentence on one side, none on the other: 0.6; 0.75 where both are one clause; 0.95 "
        "between English and German where these are as long as each other, or share a known word; 0.2 if the other "
        "side has more words that may stand for one (un-, hardly, only, stop), 0.1 if it has the opposite of a "
        "word (not bad: gut); half in questions, three quarters from 26 source words on; tags and set phrases (not "
        "only, nicht wahr) do not count"
    ),
    source="this project; the fault is among those of Sennrich 2017 (contrastive pairs)",
    hypothesis="The model turned the meaning around.",
    reference="The translation says the opposite, or says it in another way.",
    find=find,
    its="mistranslation",
    languages=LANGUAGES,
    of_texts=True,
)
