"""Tokens that somebody added to a vocabulary, behind its pieces: each is one piece wherever it stands in a text.

Fast tokenizers see to it themselves. What is read by SentencePiece alone, or byte by byte, knows nothing of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tokenizers import AddedToken

from workbench.models.families.family import Pieces


def added_text(tokenizer: Any, is_tag: Callable[[str], object] = lambda _token: False) -> dict[int, AddedToken]:
    """Those that are text, by id: neither special tokens, which in a text are none, nor languages' tags."""
    added = getattr(tokenizer, "added_tokens_decoder", {})
    special = {*tokenizer.all_special_ids} if added else set()
    return {i: one for i, one in added.items() if not (one.special or i in special or is_tag(one.content))}


def whole(
    texts: Sequence[str], added: Mapping[int, AddedToken], encode: Callable[[Sequence[str]], list[Pieces]]
) -> list[Pieces]:
    """What ``encode`` makes of texts, with the ``added`` tokens in them whole; see `added_text`."""
    by_text = {token.content: (i, token) for i, token in added.items()}
    if not by_text:
        return encode(texts)
    longest_first = sorted(by_text, key=len, reverse=True)
    found = re.compile("|".join(map(re.escape, longest_first)))
    return [_joined(text, found, by_text, encode) if found.search(text) else encode([text])[0] for text in texts]


def _joined(
    text: str,
    found: re.Pattern[str],
    by_text: Mapping[str, tuple[int, AddedToken]],
    encode: Callable[[Sequence[str]], list[Pieces]],
) -> Pieces:
    ids: list[int] = []
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []

    def take(start: int, part: Pieces) -> None:
        ids.extend(part[0])
        pieces.extend(part[1])
        spans.extend((start + left, start + right) for left, right in part[2])

    at = 0
    for match in found.finditer(text):
        i, token = by_text[match[0]]
        start, end = match.span()
        if token.single_word and not _alone(text, start, end):
            continue
        before = text[at:start].rstrip() if token.lstrip else text[at:start]
        if before:
            take(at, encode([before])[0])
        take(start, ([i], [match[0]], [(0, end - start)]))
        at = end
        while token.rstrip and at < len(text) and text[at].isspace():
            at += 1
    if at < len(text):
        take(at, encode([text[at:]])[0])
    return ids, pieces, spans


def _alone(text: str, start: int, end: int) -> bool:
    return (start == 0 or text[start - 1] == " ") and (end == len(text) or text[end] == " ")
