"""A sentence that is negated on one side only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from workbench.language import opposites
from workbench.language.negations import LANGUAGES, negations, soft_negations
from workbench.language.opposites import Half, meanings
from workbench.language.segmentation import Span
from workbench.symptoms.evidence import quoted, words_of
from workbench.symptoms.symptom import Found, Observed, Symptom

SURE, LIKELY, PLAIN, SOFTENED, TURNED = 0.95, 0.75, 0.6, 0.2, 0.1
# Questions are negated out of politeness, and long sentences put things in other ways.
QUESTION, LONG = 0.5, 0.75
LONG_WORDS = 25

_SENTENCE = regex.compile(r"(?:[.!?…]+[\"'”’»)]*\s+|[。！？؟।]+)(?=\S*[\p{L}\p{N}])")
_CLAUSE = regex.compile(r"[,;:–—،、，；]\s*(?=\S*[\p{L}\p{N}])")
# Behind a first word; other languages put a comma where a clause begins, or are not known so well.
_JOINED = {
    "en": regex.compile(
        r"(?<=\p{L}\s+)(?:and|or|but|that|which|who|whom|whose|because|if|when|while|though|although|since|unless|so"
        r"|where|how|what|why|whether|as|than|to\s+\p{L}+)\b",
        regex.IGNORECASE,
    ),
    "de": regex.compile(r"(?<=\p{L}\s+)(?:und|oder|aber|doch|zu\s+\p{Ll}+en|\p{Ll}+zu\p{Ll}+en|als|wie)\b"),
}


@dataclass(frozen=True)
class _Part:
    """A stretch of one side's text, and where it begins. ``denied``, ``soft``: spans in the whole text of its negations, and of words that
    may stand for one."""

    text: str
    start: int
    language: str
    denied: list[Span]
    soft: list[Span]

    @property
    def negation(self) -> str:
        """The first."""
        start, end = self.denied[0]
        return self.text[start - self.start : end - self.start]

    @property
    def clauses(self) -> int:
        joined = _JOINED.get(self.language)
        return 1 + len(_CLAUSE.findall(self.text)) + (len(joined.findall(self.text)) if joined else 0)


def find(observed: Observed, withheld: Half | None = None) -> Found | None:
    """``withheld``: a half of the word lists to do without, where faults planted from it are to be found."""
    codes = [code for code in observed.languages if code in LANGUAGES]
    if len(codes) < 2:
        return None
    whole = observed.source.text, observed.target.text
    found = None
    for spans in _sentences(*whole):
        parts = [_part(text, span, code, withheld) for text, span, code in zip(whole, spans, codes, strict=True)]
        one = _compared(observed, parts, withheld)
        if one is not None and (found is None or one.severity > found.severity):
            found = one
    return found


def _sentences(*texts: str) -> list[tuple[Span, ...]]:
    """Stretches that are translations of one another: sentence by sentence where both have as many."""
    split = []
    for text in texts:
        ends = [match.end() for match in _SENTENCE.finditer(text)]
        split.append(list(zip([0, *ends], [*ends, len(text)], strict=True)))
    if len(split[0]) != len(split[1]):
        return [tuple((0, len(text)) for text in texts)]
    return list(zip(*split, strict=True))


def _part(text: str, span: Span, language: str, withheld: Half | None) -> _Part:
    start, end = span
    part = text[start:end]

    def moved(spans: list[Span]) -> list[Span]:
        return [(start + a, start + b) for a, b in spans]

    return _Part(part, start, language, moved(negations(part, language, withheld)), moved(soft_negations(part, language)))


def _compared(observed: Observed, parts: Sequence[_Part], withheld: Half | None) -> Found | None:
    if bool(parts[0].denied) == bool(parts[1].denied) or not all(part.text.strip() for part in parts):
        return None
    here = 0 if parts[0].denied else 1
    one, other = parts[here], parts[1 - here]
    # A soft word that has its counterpart stands for nothing else.
    softened = len(other.soft) > len(one.soft)
    if softened:
        severity = SOFTENED
    elif _turned(parts, withheld):
        severity = TURNED
    elif one.clauses == other.clauses == 1:
        severity = SURE if len(one.denied) == 1 and _same_otherwise(one, other) else LIKELY
    else:
        severity = PLAIN
    if any("?" in part.text for part in parts):
        severity *= QUESTION
    if len(observed.source) > LONG_WORDS:
        severity *= LONG
    sides = ("source", "target") if here == 0 else ("target", "source")
    whole = (observed.source, observed.target)[here].text
    message = f"the {sides[0]} is negated by {quoted([whole[slice(*span)] for span in one.denied])}, the {sides[1]}"
    if softened:
        against = (observed.source, observed.target)[1 - here].text
        message += f" at most by {quoted([against[slice(*span)] for span in other.soft])}"
    else:
        message += " is not"
    return Found(
        severity=severity,
        message=message,
        source_words=words_of(observed.source, one.denied if here == 0 else other.soft),
        target_words=words_of(observed.target, one.denied if here == 1 else other.soft),
        figures={"source": len(parts[0].denied), "target": len(parts[1].denied), "soft": len(other.soft)},
    )


def _turned(parts: Sequence[_Part], withheld: Half | None) -> bool:
    """Whether a word stands on the other side as its opposite: "not bad" is "gut"."""
    if {part.language for part in parts} != opposites.LANGUAGES:
        return False
    here, there = (meanings(part.text, part.language) for part in parts)
    return any(
        stands.plain
        and one.half not in (None, withheld)
        and one not in there
        and one.turned not in here
        and one.turned in there
        and there[one.turned].plain
        and not any(negations(part.text[slice(*span)], part.language) for part, span in ((parts[0], stands.spans[0]), (parts[1], there[one.turned].spans[0])))
        for one, stands in here.items()
    )


def _same_otherwise(one: _Part, other: _Part) -> bool:
    """Whether but for the negation the sides are word for word alike: as many words, and where there is one more, at
    least one that is known to translate the other's."""
    if {one.language, other.language} != opposites.LANGUAGES:
        return False
    # "Don't" is a verb as well.
    own = len(one.text.split()) - (not regex.search(r"[’']t$", one.negation))
    more = abs(own - len(other.text.split()))
    if more == 0:
        return True
    here, there = (meanings(part.text, part.language) for part in (one, other))
    return more == 1 and any(
        meaning in there and (meaning.half is None or (stands.plain and there[meaning].plain))
        for meaning, stands in here.items()
    )


SYMPTOM = Symptom(
    name="negation",
    meaning="One side says no, not, never or the like, and the other side nowhere does.",
    formula="",
    source="this project; the fault is among those of Sennrich 2017 (contrastive pairs)",
    hypothesis="The model turned the meaning around.",
    reference="The translation says the opposite, or says it in another way.",
    find=find,
    its="mistranslation",
    languages=LANGUAGES,
    of_texts=True,
)
