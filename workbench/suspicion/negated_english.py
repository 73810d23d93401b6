"""Where a negation is taken out of an English sentence, or put into it."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from workbench.language import opposites
from workbench.language.segmentation import Span

_HELPERS = r"can|will|could|would|should|must|may|might|is|are|was|were|am|has|have|had"
_HAVE = r"(?<=\b(?:has|have|had) |[’'](?:ve|s) )"

_WORDS = tuple(
    (regex.compile(pattern, regex.IGNORECASE), instead)
    for pattern, instead in (
        (r"(?<!\b(?:almost|has|have|had|ve|s) )\bnever\b(?! (?:again|before|mind|ever|ceas))", "always"),
        (rf"{_HAVE}never\b(?! (?:again|before|mind|ever))", "often"),
        (r"\bnobody\b", "everybody"),
        (r"\bnowhere\b", "everywhere"),
        (
            r"(?<=\b(?:has|have|had|is|are|was|were|got) )no\b"
            r"(?! (?:more|longer|one|way|better|less|different|such|other|match|idea))",
            "some",
        ),
    )
)
_ANY = {"any": "some", "anything": "something", "anyone": "someone", "anybody": "somebody", "anywhere": "somewhere"}
_SOME = regex.compile(rf"\b(?:{'|'.join(_ANY)})\b", regex.IGNORECASE)
# What goes with a negation only, or changes its meaning without one.
_BOUND = regex.compile(
    r"\b(?:any ?more|any longer|either|yet|until|till|ever|at all|but|even|nor|neither|all that|much|without|need"
    r"|whether|n[’']t (?:you|he|she|it|we|they|I)\b)\b",
    regex.IGNORECASE,
)
_ORDER = regex.compile(r"^(Don[’']t \p{Ll})")
_SHORT = regex.compile(r"\b(ca|wo|could|would|should|must|is|are|was|were|has|have|had)n[’']t\b", regex.IGNORECASE)
_UNLIKE = {"ca": "can", "wo": "will"}
_NOT = regex.compile(rf"(?<=\b(?:{_HELPERS})|[’'](?:m|s|re|ve|ll|d)) not\b|(?<=\bcan)not\b", regex.IGNORECASE)
_DO = regex.compile(
    r"\b(?P<do>do|does|did)(?:n[’']t| not) (?P<adverb>(?:really|even|actually) )?(?P<verb>\p{Ll}+)\b", regex.IGNORECASE
)

_INDEFINITE = regex.compile(
    r"\b(?:some|something|someone|somebody|already|still|always|too|many|much|just|only|every\p{L}*|all|never|both|also"
    r"|often|please|let|nothing)\b",
    regex.IGNORECASE,
)
_HELPER = regex.compile(
    r"^\p{L}+(?: \p{L}+){0,2}?(?: (?:is|are|was|were|can|could|will|would|should|must|may|might|am)|[’'](?:m|re|ll|ve))"
    r"(?= \p{L})(?! (?:not|never|like to|better)\b)"
)
_PERFECT = regex.compile(
    r"^\p{L}+(?: \p{L}+)? (?:has|have|had)"
    r"(?= (?:been|\p{L}+ed|seen|done|gone|made|taken|given|known|found|left|read|written|told)\b)"
)
_PLAIN = regex.compile(r"^(?P<who>I|You|We|They|He|She|It|Tom|Mary) (?P<verb>\p{Ll}+)\b(?=[ .!])")
_THIRD = ("He", "She", "It", "Tom", "Mary")


def less(_source: str, target: str) -> Iterator[list[tuple[Span, str]]]:
    """Ways to take the only negation out."""
    if _BOUND.search(target):
        return
    for pattern, instead in _WORDS:
        match = pattern.search(target)
        if match:
            yield [(match.span(), instead)]
            return
    order, short, plain, do = (pattern.search(target) for pattern in (_ORDER, _SHORT, _NOT, _DO))
    if order:
        edit = order.span(), order[0][-1].upper()
    elif short:
        edit = short.span(), _UNLIKE.get(short[1].lower(), short[1])
    elif plain:
        edit = plain.span(), ""
    elif do and (verb := _said(do["verb"], do["do"].lower())):
        edit = do.span(), (do["adverb"] or "") + verb
    else:
        return
    # "Any" goes with a negation.
    some = [(match.span(), _ANY[match[0].lower()]) for match in _SOME.finditer(target) if match.start() >= edit[0][1]]
    yield [edit, *some]


def more(_source: str, target: str) -> Iterator[list[tuple[Span, str]]]:
    """Ways to put one into a sentence of one clause."""
    if _INDEFINITE.search(target):
        return
    helper = _HELPER.search(target) or _PERFECT.search(target)
    plain = _PLAIN.search(target)
    if helper:
        yield [((helper.end(), helper.end()), " not")]
    elif plain:
        for do in ("does" if plain["who"] in _THIRD else "do", "did"):
            base = _base(plain["verb"], do)
            if base:
                yield [(plain.span("verb"), f"{do}n't {base}")]
                return


def _said(base: str, do: str) -> str | None:
    """The verb without its "do": "does go" is "goes"; None for a past that is not known."""
    if do == "do":
        return base
    forms = opposites.verb_forms().get(base)
    if forms:
        return forms[0 if do == "does" else 1]
    if do == "did" or len(base) < 3 or base.endswith("y"):
        return None
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "o")) else "s")


def _base(verb: str, do: str) -> str | None:
    """The base of a verb form that "do", "does" or "did" can carry; None where it is not that form."""
    for base, (third, past) in opposites.verb_forms().items():
        if verb == {"do": base, "does": third, "did": past}[do]:
            return base
    return None
