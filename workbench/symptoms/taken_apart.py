"""Markup with spaces inside it: broken, or in a text that a tokenizer has gone through."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from workbench.language.segmentation import Span
from workbench.symptoms.evidence import quoted
from workbench.symptoms.markup_side import AGAIN, LOST, Difference, Side

_LOOKED_AT = 30
_LONGEST = 300
_KINDS = frozenset({"address", "e-mail address", "tag", "placeholder", "link"})
# French has a space before all but comma and full stop.
_APART = regex.compile(r"\s[.,](?=\s|$)|\s[!?:;](?=\s|$)|\w\s[-/]\s\w|\(\s[^()]*\s\)")
_APART_IN_FRENCH = regex.compile(r"\s[.,](?=\s|$)|\(\s[^()]*\s\)")
_SPACES = r"\s*"
_SCHEME = regex.compile(r"https?(?:\s+:\s*/\s*/|:\s+/\s*/|:/\s+/)")
_TOGETHER = regex.compile(r"\w[.,!?:;](?=\s|$)|[。、，！？।؟،]")


def taken_apart(a: Side, b: Side) -> Iterator[Difference]:
    """Take out of what is left on either side what the other has with spaces inside it: in the target a fault, unless
    all punctuation stands apart there."""
    for side, other in ((a, b), (b, a)):
        for one in [one for one in side.left if one.kind in _KINDS][:_LOOKED_AT]:
            span = _found(side.shown(one), other.text)
            if span is None:
                continue
            side.left.remove(one)
            other.left = [
                spoilt for spoilt in other.left if not (span[0] < spoilt.span[1] and spoilt.span[0] < span[1])
            ]
            if other is b and not _is_tokenized(other, span):
                # Texts from the web have brackets and addresses, and some have no other marks to tell by.
                doubtful = one.kind in ("address", "e-mail address") or (
                    one.kind == "placeholder" and one.value[0] == "["
                )
                sure = not doubtful or _TOGETHER.search(b.text)
                told = f"{quoted([a.shown(one)])} stands with spaces inside it: {quoted([b.text[slice(*span)]])}"
                yield Difference(LOST if sure else AGAIN, told, source=[one.span], target=[span])
    scheme = _SCHEME.search(b.text)
    if scheme and not _SCHEME.search(a.text) and not _is_tokenized(b, scheme.span()):
        yield Difference(LOST, f"{quoted([scheme[0]])} is no beginning of an address", target=[scheme.span()])


def _found(written: str, text: str) -> Span | None:
    if len(written) > _LONGEST:
        return None
    letters = [regex.escape(letter) for letter in written if not letter.isspace()]
    # No part of a longer name.
    match = regex.search(rf"(?<!\w(?=\w)){_SPACES.join(letters)}(?!(?<=\w)\w)", text)
    return match.span() if match and match[0] != written else None


def _is_tokenized(side: Side, span: Span) -> bool:
    pattern = _APART_IN_FRENCH if side.language == "fr" else _APART
    return bool(pattern.search(side.text[: span[0]]) or pattern.search(side.text[span[1] :]))
