"""How many clauses a text has, as far as marks and conjunctions tell; and which sentences answer which."""

from __future__ import annotations

import regex

from workbench.language.segmentation import Span

# Dots in a row are a pause.
_SENTENCE = regex.compile(r"(?:(?<![.…]\s*)[.!?]+(?<!\.\.)[\"'”’»)]*\s+(?!\.)|[。！？؟।]+)(?=\S*[\p{L}\p{N}])")
UNLIKE = 2.5
"""By how much the lengths of two sentences may differ from those of the whole texts and still be translations."""
_CLAUSE = regex.compile(r"(?:[,;:–—،、，；]|(?<=\S)[.!?。！？؟।]+)\s*(?=\S*[\p{L}\p{N}])")
# Behind a first word. Other languages put a comma where a clause begins, or are not known so well.
_JOINED = {
    "en": regex.compile(
        r"(?<=\p{L}\s+)(?:and|or|but|that|which|who|whom|whose|because|if|when|while|though|although|since|unless|so"
        r"|where|how|what|why|whether|as|than|to(?!\s+(?:the|a|an|my|his|her|its|our|your|their|this|that|these|him|me|us"
        r"|them|it|you|school|work|bed|\p{Lu})\b)\s+\p{Ll}+)\b",
    ),
    "de": regex.compile(r"(?<=\p{L}\s+)(?:und|oder|aber|doch|zu\s+\p{Ll}+en|\p{Ll}+zu\p{Ll}+en|als|wie)\b"),
    "fr": regex.compile(r"(?<=\p{L}\s+)(?:et|ou|mais|qui|que|parce|quand|si|car|comme)\b"),
    "es": regex.compile(r"(?<=\p{L}\s+)(?:y|o|pero|que|quien|porque|cuando|si|como)\b"),
}


def clauses(text: str, language: str) -> int:
    """At least 1."""
    joined = _JOINED.get(language)
    return 1 + len(_CLAUSE.findall(text)) + (len(joined.findall(text)) if joined else 0)


def sentences(source: str, target: str) -> list[tuple[Span, Span]]:
    """Stretches that are translations of one another: sentence by sentence where both have as many, or all of both."""
    first, second = _sentences(source), _sentences(target)
    if 1 < len(first) == len(second):
        pairs = list(zip(first, second, strict=True))
        usual = len(source) / len(target)
        ratios = [(b - a) / (d - c) / usual for (a, b), (c, d) in pairs]
        if min(ratios) >= 1 / UNLIKE and max(ratios) <= UNLIKE:
            return pairs
    return [((0, len(source)), (0, len(target)))]


def _sentences(text: str) -> list[Span]:
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    return list(zip([0, *ends], [*ends, len(text)], strict=True))
