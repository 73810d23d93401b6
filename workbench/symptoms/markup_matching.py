"""Which markup of two texts is not the same, and how surely each difference is a fault."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator, Sequence

import regex

from workbench.language.accelerator import accelerators
from workbench.language.markdown import marks
from workbench.language.markup import Markup
from workbench.language.web_address import difference, web_address
from workbench.symptoms.evidence import quoted
from workbench.symptoms.markup_side import (
    AGAIN,
    HALF,
    HINT,
    LOST,
    WEAK,
    Difference,
    Side,
    added,
    beyond,
    changed,
    lost,
    sides,
    unlike,
)
from workbench.symptoms.placeholder_matching import of_placeholders
from workbench.symptoms.tag_matching import of_tags
from workbench.symptoms.taken_apart import taken_apart

_LEAD = ("address", "link")
_IS_ADDRESS = regex.compile(r"\]|www\.|\w+://|[^/]+/.")
_BROKEN = regex.compile(r"&\s+#?\s?\w+\s?;|&#?\w+\s+;|&\#?\w+(?![\w;])|&[A-Za-z]\w*;")
_AROUND_NAME = regex.compile(r"[&;\s]")


def differences(source: str, target: str, languages: tuple[str | None, str | None]) -> list[Difference]:
    """All that is not the same, the surest first."""
    a, b = sides(source, target, languages)
    found = [
        *taken_apart(a, b),
        *of_tags(a, b),
        *of_placeholders(a, b),
        *_of_addresses(a, b),
        *unlike(a, b, a.take("e-mail address"), b.take("e-mail address"), LOST),
        *_of_code(a, b),
        *_of_comments(a, b),
        *_of_entities(a, b),
        *unlike(a, b, a.take("emoji"), b.take("emoji"), HALF),
        *_of_markdown(a, b),
        *_of_accelerators(a, b),
    ]
    return sorted((one for one in found if one.severity), key=lambda one: -one.severity)


def _of_addresses(a: Side, b: Side) -> Iterator[Difference]:
    """Web addresses and those of links in Markdown."""
    missing, more = a.take(*_LEAD), b.take(*_LEAD)
    if not missing and not more:
        return
    for one in [*missing]:
        graded = [
            (difference(_address(a, one), _address(b, other), b.language), place) for place, other in enumerate(more)
        ]
        if graded:
            severity, place = min(graded)
            other = more.pop(place)
            missing.remove(one)
            if one.kind != other.kind:
                severity = max(severity, AGAIN)
            if severity:
                yield changed(a, one, b, other, severity, _WHY.get(severity, ""))
    for one in {one.value: one for one in missing}.values():
        yield lost(a, [one], _gone(a, one, b))
    for one in {one.value: one for one in more}.values():
        yield added(b, [one], min(AGAIN, _gone(b, one, a)))


_WHY = {
    WEAK: ": the same in another language, it seems",
    AGAIN: ": another language than the target's, another place of the page, or no link",
}


def _address(side: Side, one: Markup) -> str:
    text = side.shown(one)
    return text[2:-1].split()[0] if one.kind == "link" else text


def _gone(side: Side, one: Markup, other: Side) -> float:
    """How surely an address is not in a text that has none like it."""
    parts = web_address(_address(side, one))
    if any(web_address(_address(other, like)).value == parts.value for like in other.all if like.kind in _LEAD):
        return HALF
    core = f"{parts.host}{parts.path}".lower()
    if core and core in other.text.lower() and one.kind != "link":
        # Without what makes it an address.
        return HINT
    # "example.org" names an organisation as well.
    return LOST if _IS_ADDRESS.match(side.shown(one)) else AGAIN


def _of_code(a: Side, b: Side) -> Iterator[Difference]:
    missing, more = a.take("code span"), b.take("code span")
    for one, other in zip(missing, more, strict=False):
        # Backticks are quotation marks to some.
        yield changed(a, one, b, other, LOST if _is_code(one.value) else HALF)
    for one in missing[len(more) :]:
        yield lost(a, [one], LOST if _is_code(one.value) else HALF)
    for one in more[len(missing) :]:
        yield added(b, [one], LOST if _is_code(one.value) else HALF)


def _is_code(span: str) -> bool:
    """With signs that prose does not have, or at least no word with a capital and no sentence's mark."""
    plain = span.strip("`")
    return bool(regex.search(r"[_/\\=(){}<>$|:*0-9]|\B-|\.\w|\w-\w", plain)) or not (
        plain[:1].isupper() or plain[-1:] in ".,!?" or not plain.isascii()
    )


def _of_comments(a: Side, b: Side) -> Iterator[Difference]:
    missing, more = a.take("comment"), b.take("comment")
    for one, other in zip(missing, more, strict=False):
        yield changed(a, one, b, other, HINT)
    yield from unlike(a, b, missing[len(more) :], more[len(missing) :], LOST)


def _of_entities(a: Side, b: Side) -> Iterator[Difference]:
    """An entity is the character that it stands for; what is no letter of a word and no sentence's mark has to stay."""
    missing, more = a.take("entity"), b.take("entity")
    names = {a.shown(one) for one in a.all if one.kind == "entity"}
    if not names:
        return
    spoilt = [match for match in _BROKEN.finditer(b.text) if _spoils(match[0], names)]
    if spoilt:
        told = f"{quoted([match[0] for match in spoilt])} {'is' if len(spoilt) == 1 else 'are'} no entity"
        yield Difference(LOST, told, [one.span for one in missing], [match.span() for match in spoilt])
        return
    signs = [[one for one in left if _is_sign(one.value)] for left in (missing, more)]
    for one, other in zip(*signs, strict=False):
        yield changed(a, one, b, other, LOST)
    for one in signs[0][len(signs[1]) :]:
        # "&" is a word, "and", to translators; "<" may be "under", but is markup where it stands unescaped.
        if one.value in "<>":
            yield lost(a, [one], WEAK if one.value in b.text else HINT)
        elif one.value != "&" and one.value not in b.text:
            yield lost(a, [one], WEAK)


def _is_sign(character: str) -> bool:
    return unicodedata.category(character[0])[0] == "S" or character == "&"


def _spoils(text: str, names: set[str]) -> bool:
    """Whether it is one of these entities taken apart, or an entity that there is not."""
    closer = f"&{_AROUND_NAME.sub('', text)};"
    if closer in names:
        return closer != text
    return text[-1] == ";" and " " not in text and html.unescape(text) == text and text[1].islower()


def _of_markdown(a: Side, b: Side) -> Iterator[Difference]:
    source, target = marks(a.text), marks(b.text)
    if not source and not target:
        return
    missing, more = beyond(source, target), beyond(target, source)
    for kind, severity in (("bold", LOST), ("struck out", LOST), ("heading", LOST), ("italic", HALF)):
        gone, come = ([one for one in left if one.kind == kind] for left in (missing, more))
        for one, other in zip(gone, come, strict=False):
            # Of the same kind only headings differ, by their level.
            yield changed(a, one, b, other, severity, ": a heading of another level")
        if rest := gone[len(come) :]:
            yield _unmarked(a, rest, kind, severity)
        if rest := come[len(gone) :]:
            yield added(b, rest, HALF)


def _unmarked(side: Side, these: Sequence[Markup], kind: str, severity: float) -> Difference:
    told = f"{quoted([side.shown(one) for one in these])} {'is' if len(these) == 1 else 'are'} not {kind} in the target"
    return Difference(severity, told.replace("not heading", "no heading"), source=[one.span for one in these])


def _of_accelerators(a: Side, b: Side) -> Iterator[Difference]:
    source, target = accelerators(a.text), accelerators(b.text)
    if len(source) == 1 and len(target) != 1 and len(b.text) <= 4 * len(a.text):
        sign = a.text[slice(*source[0])]
        if sign in b.text or not target:
            told = f"'{sign}' before the letter of a key {'is lost' if not target else 'stands more than once'}"
            yield Difference(HALF, told, source, target)
