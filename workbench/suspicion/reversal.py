"""A sentence turned into its opposite: a negation taken out or put in, or a word exchanged for its opposite.

English and German, and only where a rule makes a sentence that people could have written; everything else is left
alone. Words come from the half of the lists that faults are planted from, beside "not" and "no", which are grammar.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import regex

from workbench.language import opposites
from workbench.language.negations import negations
from workbench.language.opposites import PLANTED, exchanges, meanings

Turns = Callable[[str, str], Iterator[str]]

_MARK = r"(?=[.!]?[\"”“’]?$)"
_IGNORECASE = regex.IGNORECASE


def reversed_polarity(
    source: str, target: str, languages: tuple[str | None, str | None], chance: random.Random
) -> str | None:
    """The target with the opposite meaning; None where no rule makes one."""
    language = languages[1]
    if language not in _TURNS or "?" in target:
        return None
    known = languages[0] if languages[0] in _TURNS else None
    ways = [*_exchanged(source, target, known, language)]
    turned = negations(target, language)
    # A sentence that says no twice, or has several clauses, is turned by no rule as simple as these.
    if len(turned) == 1:
        ways += _TURNS[language][0](source, target)
    elif not turned and not (known and negations(source, known)) and not regex.search(r"[,;:–—]", target):
        ways += _TURNS[language][1](source, target)
    ways = [way for way in dict.fromkeys(ways) if way != target]
    return chance.choice(ways) if ways else None


def _exchanged(source: str, target: str, known: str | None, language: str) -> Iterator[str]:
    if {known, language} != opposites.LANGUAGES or known is None:
        return
    meant = meanings(source, known)
    for (start, end), other, meaning in exchanges(target, language, PLANTED):
        # Only a word that translates one of the source, and no other of which it could be a part.
        if meaning in meant and meaning.turned not in meant and meaning.turned not in meanings(target, language):
            yield _with_article(target[:start], other) + other + target[end:]


def _with_article(before: str, word: str) -> str:
    """ "a" or "an", as the next word needs it."""
    return regex.sub(r"\b([aA])n?(?= $)", r"\1n" if word[:1].lower() in "aeiou" else r"\1", before)


def _cut(text: str, match: regex.Match[str], replacement: str = "") -> str:
    """A stretch replaced, or taken out with the space before it; a sentence still begins with a capital."""
    left, right = text[: match.start()], text[match.end() :]
    if not replacement:
        left, right = (left.rstrip(" "), right) if left else ("", right.lstrip(" "))
    whole = left + replacement + right
    return whole[:1].upper() + whole[1:] if text[:1].isupper() else whole


# ---- German

_DE_LEFT = (
    (r"\bnoch nicht\b", "schon"),
    (r"\bnicht mehr\b", "noch immer"),
    (r"\b(?:gar|überhaupt|einfach|auch|ganz und gar) nicht\b", ""),
    (r"(?<!\b(?:noch|auch|gar|ob|oder|warum|wenn|bin ich|ist das) )\bnicht\b(?! (?:mehr|einmal|nur|so|zu|wahr|ein|eine|einen))", ""),
    (r"\bnoch nie\b", "schon oft"),
    (r"(?<!\b(?:noch|fast) )\bnie\b(?! (?:wieder|mehr|zuvor))", "immer"),
    (r"\bniemand\b", "jeder"),
    (r"\bniemanden\b", "jeden"),
    (r"\bniemandem\b", "jedem"),
    (r"\b(?:nirgends|nirgendwo)\b", "überall"),
)
# What goes with a negation only, or changes its meaning without one.
_DE_BOUND = regex.compile(r"\b(?:brauch\p{L}*|sondern|weder|einmal|als|kein\p{L}* mehr|jemals|nötig)\b", _IGNORECASE)
_DE_ARTICLE = regex.compile(r"\b(ein)(e|en|em|er|es)?\b(?= \p{L})", _IGNORECASE)
_DE_NO = regex.compile(r"\bk(ein(?:e|en|em|er|es)?)\b(?! mehr)", _IGNORECASE)
_DE_HELPER = (
    r"(?:habe|hast|hat|haben|habt|hatte|hatten|kann|kannst|können|könnt|konnte|konnten|muss|musst|müssen|musste|mussten"
    r"|will|willst|wollen|wollte|wollten|darf|darfst|dürfen|durfte|soll|sollst|sollen|sollte|sollten|werde|wirst|wird"
    r"|werden|wurde|wurden|würde|würden|möchte|möchten|ist|sind|bin|bist|war|waren)"
)
_DE_BRACKET = regex.compile(rf"^\S+(?: \p{{L}}+)?? {_DE_HELPER}\b(?P<middle>.*?)(?= (?P<verb>\p{{Ll}}{{3,}}(?:en|t)){_MARK})")
_DE_COPULA = regex.compile(
    rf"^\S+(?: \p{{L}}+)?? (?:ist|sind|bin|bist|war|waren)(?: (?:hier|heute|jetzt|wirklich))?"
    rf"(?= (?:(?:sehr|so|zu|ganz) )?\p{{Ll}}{{3,}}{_MARK})"
)
_DE_PRONOUN = regex.compile(
    r"^(?:Ich|Du|Er|Sie|Wir|Ihr|Tom|Maria|Das) \p{Ll}{3,}(?: (?:ihn|sie|es|ihm|ihr|ihnen|mich|mir|dich|dir|uns|euch|Ihnen|das|dies))?"
    + _MARK
)
_DE_PREPOSITION = regex.compile(r" (?:in|im|ins|an|am|ans|auf|aus|bei|beim|mit|nach|von|vom|zu|zum|zur|für|über|um|durch|gegen|vor)\b")
_DE_INDEFINITE = regex.compile(r"\b(?:ein\p{L}{0,2}|etwas|jemand\p{L}*|viel|viele|einige|manche?|alle\p{L}?|jede\p{L}|immer|schon|noch|oft|nur|kaum|fast|auch|mehr|erst|selten)\b", _IGNORECASE)


def _german_less(source: str, target: str) -> Iterator[str]:
    if _DE_BOUND.search(target):
        return
    for pattern, instead in _DE_LEFT:
        match = regex.search(pattern, target, _IGNORECASE)
        if match:
            yield _cut(target, match, instead)
            return
    match = _DE_NO.search(target)
    if match:
        # "Ein" where the other side counts one; "kein Geld" without an article.
        if regex.search(r"\b(?:not|n[’']t|never)\b.* an? ", source):
            yield _cut(target, match, match[1])
        elif regex.search(r"\b(?:no|any)\b", source, _IGNORECASE) and match[0].endswith(("kein", "e", "en")):
            yield _cut(target, match)


def _german_more(_source: str, target: str) -> Iterator[str]:
    articles = [*_DE_ARTICLE.finditer(target)]
    if len(articles) == 1:
        one = articles[0]
        yield _cut(target, one, ("K" if one[0][0] == "E" else "k") + one[0].lower())
        return
    if _DE_INDEFINITE.search(target):
        return
    for pattern in (_DE_COPULA, _DE_PRONOUN):
        match = pattern.search(target)
        if match:
            yield target[: match.end()] + " nicht" + target[match.end() :]
            return
    match = _DE_BRACKET.search(target)
    if match:
        first = _DE_PREPOSITION.search(target, match.start("middle"), match.end("middle"))
        at = first.start() if first else match.end("middle")
        yield target[:at] + " nicht" + target[at:]


# ---- English

_EN_POSITIVE = {
    "can": "can", "ca": "can", "wo": "will", "could": "could", "would": "would", "should": "should", "must": "must",
    "is": "is", "are": "are", "was": "was", "were": "were", "has": "has", "have": "have", "had": "had",
}  # fmt: skip
_EN_SHORT = regex.compile(r"\b(ca|wo|could|would|should|must|is|are|was|were|has|have|had)n[’']t\b", _IGNORECASE)
_EN_NOT = regex.compile(r"(?<=\b(?:can|will|could|would|should|must|may|might|is|are|was|were|am|has|have|had)|[’'](?:m|s|re|ve|ll|d)) not\b|(?<=\bcan)not\b", _IGNORECASE)
_EN_DO = regex.compile(r"\b(?P<do>do|does|did)(?:n[’']t| not) (?P<adverb>(?:really|even|actually) )?(?P<verb>\p{Ll}+)\b", _IGNORECASE)
_EN_ORDER = regex.compile(r"^Don[’']t (?P<verb>\p{Ll})")
_EN_WORDS = (
    (r"(?<!\b(?:almost|has|have|had|ve|s) )\bnever\b(?! (?:again|before|mind|ever))", "always"),
    (r"(?<=\b(?:has|have|had) |[’'](?:ve|s) )never\b(?! (?:again|before|mind|ever))", "often"),
    (r"\bnobody\b", "everybody"),
    (r"\bnowhere\b", "everywhere"),
    (r"(?<=\b(?:has|have|had|is|are|was|were|got) )no\b(?! (?:more|longer|one|way|better|less|different|such|other|match|idea))", "some"),
)
_EN_BOUND = regex.compile(r"\b(?:any ?more|any longer|either|yet|until|till|ever|at all|but|even|nor|neither|all that|much|n[’']t (?:you|he|she|it|we|they|I)\b|without|need|whether)\b", _IGNORECASE)
_EN_ANY = ((r"\banything\b", "something"), (r"\banyone\b", "someone"), (r"\banybody\b", "somebody"), (r"\banywhere\b", "somewhere"), (r"\bany\b", "some"))  # fmt: skip
_EN_HELPER = regex.compile(
    r"^\p{L}+(?: \p{L}+){0,2}?(?: (?P<full>is|are|was|were|can|could|will|would|should|must|may|might|am)|[’'](?P<short>m|re|ll|ve))(?= \p{L})(?! (?:not|never|like to|better)\b)"
)
_EN_PERFECT = regex.compile(r"^\p{L}+(?: \p{L}+)? (?:has|have|had)(?= (?:been|\p{L}+ed|seen|done|gone|made|taken|given|known|found|left|read|written|told)\b)")
_EN_PLAIN = regex.compile(r"^(?P<who>I|You|We|They|He|She|It|Tom|Mary) (?P<verb>\p{Ll}+)\b(?=[ .!])")
_EN_INDEFINITE = regex.compile(r"\b(?:some|something|someone|somebody|already|still|always|too|many|much|just|only|every\p{L}*|all|never|both|also|often|please|let)\b", _IGNORECASE)


def _english_less(_source: str, target: str) -> Iterator[str]:
    if _EN_BOUND.search(target):
        return
    text = target
    for pattern, instead in _EN_WORDS:
        match = regex.search(pattern, text, _IGNORECASE)
        if match:
            yield _cut(text, match, instead)
            return
    for pattern, instead in _EN_ANY:
        text = regex.sub(pattern, instead, text, flags=_IGNORECASE)
    order = _EN_ORDER.search(text)
    helper, plain, do = _EN_SHORT.search(text), _EN_NOT.search(text), _EN_DO.search(text)
    if order:
        yield order["verb"].upper() + text[order.end() :]
    elif helper:
        yield _cut(text, helper, _EN_POSITIVE[helper[1].lower()])
    elif plain:
        yield _cut(text, plain)
    elif do:
        verb = _said(do["verb"], do["do"].lower())
        if verb:
            yield _cut(text, do, (do["adverb"] or "") + verb)


def _english_more(_source: str, target: str) -> Iterator[str]:
    if _EN_INDEFINITE.search(target):
        return
    match = _EN_HELPER.search(target) or _EN_PERFECT.search(target)
    if match:
        yield target[: match.end()] + " not" + target[match.end() :]
        return
    match = _EN_PLAIN.search(target)
    if match:
        for do in ("do", "does", "did"):
            base = _said_by(match["verb"], do)
            if base and (do == "did" or (do == "does") == (match["who"] in ("He", "She", "It", "Tom", "Mary"))):
                yield target[: match.start("verb")] + f"{do}n't {base}" + target[match.end("verb") :]
                return


def _said(base: str, do: str) -> str | None:
    """The verb without its "do": "does go" is "goes"; None for a past that is not known."""
    forms = opposites.verb_forms().get(base)
    if do == "do":
        return base
    if forms:
        return forms[0 if do == "does" else 1]
    if do == "does" and len(base) > 2:
        return base + ("es" if regex.search(r"(?:s|sh|ch|x|o)$", base) else "s") if base[-1] != "y" else None
    return None


def _said_by(verb: str, do: str) -> str | None:
    """The base of a verb form that "do", "does" or "did" can carry; None where it is not that form."""
    for base, (third, past) in opposites.verb_forms().items():
        if verb == {"do": base, "does": third, "did": past}[do]:
            return base
    return None


_TURNS: dict[str, tuple[Turns, Turns]] = {
    "de": (_german_less, _german_more),
    "en": (_english_less, _english_more),
}
