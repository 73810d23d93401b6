"""Where a negation is taken out of a German sentence, or put into it."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from workbench.language.segmentation import Span

_END = r"(?=[.!]?[\"”“’]?$)"

_INSTEAD = tuple(
    (regex.compile(pattern, regex.IGNORECASE), instead)
    for pattern, instead in (
        (r"\bnoch nicht\b", "schon"),
        (r"\bnicht mehr\b", "noch immer"),
        (r"\b(?:gar|überhaupt|einfach|auch|ganz und gar) nicht\b", ""),
        (
            r"(?<!\b(?:noch|auch|gar|ob|oder|warum|wenn|bin ich|ist das) )\bnicht\b"
            r"(?! (?:mehr|einmal|nur|so|zu|wahr|ein|eine|einen))",
            "",
        ),
        (r"\bnoch nie\b", "schon oft"),
        (r"(?<!\b(?:noch|fast) )\bnie\b(?! (?:wieder|mehr|zuvor))", "immer"),
        (r"\bniemand\b", "jeder"),
        (r"\bniemanden\b", "jeden"),
        (r"\bniemandem\b", "jedem"),
        (r"\b(?:nirgends|nirgendwo)\b", "überall"),
    )
)
# What goes with a negation only, or changes its meaning without one.
_BOUND = regex.compile(
    r"\b(?:brauch\p{L}*|sondern|weder|einmal|als|kein\p{L}* mehr|jemals|nötig|anders|erst)\b", regex.IGNORECASE
)
_NO = regex.compile(r"\b(k)ein(?:e|en|em|er|es)?\b(?! mehr)", regex.IGNORECASE)
_COUNTED = regex.compile(r"\b(?:not|n[’']t|never)\b.* an? ")
_UNCOUNTED = regex.compile(r"\b(?:no|any)\b", regex.IGNORECASE)

_ARTICLE = regex.compile(r"\bein(?:e|en|em|er|es)?\b(?= \p{L})(?! bisschen)", regex.IGNORECASE)
_INDEFINITE = regex.compile(
    r"\b(?:ein\p{L}{0,2}|etwas|jemand\p{L}*|viel|viele|einige|manche?|alle\p{L}?|jede\p{L}|immer|schon|noch|oft|nur|kaum"
    r"|fast|auch|mehr|erst|selten)\b",
    regex.IGNORECASE,
)
_HELPER = (
    r"(?:habe|hast|hat|haben|habt|hatte|hatten|kann|kannst|können|könnt|konnte|konnten|muss|musst|müssen|musste|mussten"
    r"|will|willst|wollen|wollte|wollten|darf|darfst|dürfen|durfte|soll|sollst|sollen|sollte|sollten|werde|wirst|wird"
    r"|werden|wurde|wurden|würde|würden|möchte|möchten|ist|sind|bin|bist|war|waren)"
)
_SUBJECT = r"^\S+(?: \p{L}+)??"
_BRACKET = regex.compile(rf"{_SUBJECT} {_HELPER}\b(?P<middle>.*?)(?= \p{{Ll}}{{3,}}(?:en|t){_END})")
_COPULA = regex.compile(
    rf"{_SUBJECT} (?:ist|sind|bin|bist|war|waren)(?: (?:hier|heute|jetzt|wirklich))?"
    rf"(?= (?:(?:sehr|so|zu|ganz) )?\p{{Ll}}{{3,}}{_END})"
)
_PRONOUNS = regex.compile(
    r"^(?:Ich|Du|Er|Sie|Wir|Ihr|Tom|Maria|Das) \p{Ll}{3,}"
    rf"(?: (?:ihn|sie|es|ihm|ihr|ihnen|mich|mir|dich|dir|uns|euch|Ihnen|das|dies))?{_END}"
)
_PREPOSITION = regex.compile(
    r" (?:in|im|ins|an|am|ans|auf|aus|bei|beim|mit|nach|von|vom|zu|zum|zur|für|über|um|durch|gegen|vor)\b"
)


def less(source: str, target: str) -> Iterator[list[tuple[Span, str]]]:
    """Ways to take the only negation out."""
    if _BOUND.search(target):
        return
    for pattern, instead in _INSTEAD:
        match = pattern.search(target)
        if match:
            yield [(match.span(), instead)]
            return
    match = _NO.search(target)
    if match and _COUNTED.search(source):
        yield [(match.span(1), "")]
    elif match and _UNCOUNTED.search(source) and match[0].endswith(("kein", "e", "en")):
        # "Kein Geld" without an article.
        yield [(match.span(), "")]


def more(_source: str, target: str) -> Iterator[list[tuple[Span, str]]]:
    """Ways to put one into a sentence of one clause."""
    articles = [*_ARTICLE.finditer(target)]
    if len(articles) == 1:
        yield [(articles[0].span(), ("K" if articles[0][0][0] == "E" else "k") + articles[0][0].lower())]
        return
    if _INDEFINITE.search(target):
        return
    match = _COPULA.search(target) or _PRONOUNS.search(target)
    bracket = _BRACKET.search(target)
    if match:
        yield [((match.end(), match.end()), " nicht")]
    elif bracket:
        first = _PREPOSITION.search(target, *bracket.span("middle"))
        at = first.start() if first else bracket.end("middle")
        yield [((at, at), " nicht")]
