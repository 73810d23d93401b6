"""Texts to pieces with character offsets, by SentencePiece itself or by a fast tokenizer; shared by families."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from transformers.models.auto.tokenization_auto import get_tokenizer_config

from workbench.language.segmentation import Span
from workbench.models.families.family import Pieces, Text

MARK = "▁"
_BYTE = re.compile(r"<0x[0-9A-F]{2}>")


def by_sentencepiece(
    processor: Any,
    vocabulary: Mapping[str, int] | None,
    unknown: int,
    texts: Sequence[str],
    reserved: Callable[[str], object] = lambda _piece: False,
) -> list[Pieces]:
    """Straight from SentencePiece; a text that looks like a tag stays text.

    ``vocabulary``: None where the model's ids are SentencePiece's own. ``reserved``: whether a piece is a special token
    or a tag. A text that has one as a piece (all its characters are unknown, or it was made a piece in training) has an
    unknown piece there.
    """
    found = []
    for text, encoded in zip(texts, processor.encode(list(texts), return_type="offset_mapping"), strict=True):
        pieces, seen = encoded["pieces"], spaced(text, processor.normalize)
        ids = encoded["ids"] if vocabulary is None else [vocabulary.get(piece, unknown) for piece in pieces]
        ids = [unknown if reserved(piece) else i for i, piece in zip(ids, pieces, strict=True)]
        spans = settled(seen, pieces, shared(seen, pieces, encoded["offsets"]))
        found.append((ids, pieces, without_spaces(text, seen, spans)))
    return found


def spaced(text: str, normal: Callable[[str], str]) -> str:
    """``text`` with a space for each character that ``normal`` makes one: U+FFFD and a written `MARK`, mostly."""
    if text.isascii():
        return text
    visible = {letter for letter in text if not (letter.isascii() or letter.isalnum() or letter.isspace())}
    read_as_one = {letter for letter in visible if normal(f"a{letter}a") == normal("a a")}
    if normal(MARK).strip():
        # It stands for a space, but as a piece of its own.
        read_as_one.discard(MARK)
    return "".join(" " if letter in read_as_one else letter for letter in text) if read_as_one else text


def without_spaces(text: str, seen: str, spans: Sequence[Span]) -> list[Span]:
    """``spans`` that claim no character at their start that is a space in ``seen`` alone, see `spaced`."""
    if seen == text:
        return [*spans]
    found = []
    for start, end in spans:
        first = next((at for at in range(start, end) if not seen[at].isspace()), end)
        claimed = [at for at in range(start, first) if not text[at].isspace()]
        found.append((claimed[-1] + 1 if claimed else start, end))
    return found


def by_fast_tokenizer(
    tokenizer: Any,
    texts: Sequence[str],
    special: Collection[int] | None = None,
    tags: Callable[[Any], Mapping[str, tuple[int, ...]]] = lambda _tokenizer: {},
) -> list[Pieces]:
    """From a tokenizer of the tokenizers library, with `MARK` for spaces.

    What looks like one of the ``special`` tokens (None: those that the tokenizer calls so) in a text stays text, and so
    do ``tags`` that a folder does not call special.
    """
    if not texts:
        return []
    rules = tokenizer.backend_tokenizer.normalizer
    normal = rules.normalize_str if rules else str
    # Behind a character that it deletes the library miscounts.
    kept = [[at for at, letter in enumerate(text) if letter.isprintable() or normal(letter)] for text in texts]
    encoded = tokenizer(
        ["".join(text[at] for at in places) for text, places in zip(texts, kept, strict=True)],
        add_special_tokens=False,
        split_special_tokens=True,
        return_offsets_mapping=True,
        return_attention_mask=False,
        verbose=False,
    )
    special = {*(tokenizer.all_special_ids if special is None else special)}
    special |= {i for ids in tags(tokenizer).values() for i in ids}
    found = []
    for number, (text, places) in enumerate(zip(texts, kept, strict=True)):
        pieces, among = encoded.tokens(number), [*places, len(text)]
        seen = spaced(text, normal)
        spans = [
            (among[start], among[end - 1] + 1 if start < end else among[start])
            for start, end in encoded["offset_mapping"][number]
        ]
        spans = settled(seen, pieces, _by_character(seen, pieces, spans, normal))
        spans = without_spaces(text, seen, _covering(seen, spans, normal))
        found.append(spelled(text, (encoded["input_ids"][number], pieces, spans), special, tokenizer))
    return found


def fast_text(tags: Callable[[Any], Mapping[str, tuple[int, ...]]] = lambda _tokenizer: {}) -> Text:
    """The text of a family whose fast tokenizer reads both sides, ``tags`` aside."""
    encode = partial(by_fast_tokenizer, tags=tags)
    return Text(encode_source=encode, encode_target=encode, decode=decode, names=names_of, id_of=id_of, tags=tags)


def settled(text: str, pieces: Sequence[str], spans: Sequence[Span]) -> list[Span]:
    """In order; a bare `MARK`, to which some give the first letter of the word that it begins, claims none."""
    found: list[Span] = []
    before, until = 0, 0
    for piece, (start, end) in zip(pieces, spans, strict=True):
        bare = not piece.strip(MARK) and text[start:end].replace(MARK, "").strip()
        before, until = max(before, start), max(until, start if bare else end)
        found.append((before, until))
    return found


def shared(text: str, pieces: Sequence[str], spans: Sequence[Span]) -> list[Span]:
    """All pieces of a character (``½``: ``1``, ``⁄``, ``2``; the bytes of an emoji) where it stands.

    SentencePiece says so of the last of them alone.
    """
    found, follower = list(spans), (len(text), len(text))
    for place in reversed(range(len(found))):
        piece, (start, end) = pieces[place], found[place]
        if not piece.strip(MARK).strip():
            continue
        if _BYTE.fullmatch(piece):
            found[place] = follower if start == end == follower[0] else (start, end)
        elif not text[start:end].strip():
            first = next((at for at in range(start, len(text)) if not text[at].isspace()), start - 1)
            found[place] = start, first + 1
        follower = found[place]
    return found


def _by_character(text: str, pieces: Sequence[str], spans: Sequence[Span], normal: Callable[[str], str]) -> list[Span]:
    """Bytes of characters in a row, all of which a fast tokenizer has from the first to the last, each on its own."""
    found = list(spans)
    for (start, end), run in groupby(range(len(found)), key=lambda place: spans[place]):
        places = [place for place in run if _BYTE.fullmatch(pieces[place])]
        owners = [(at, at + 1) for at in range(start, end) for _ in normal(text[at]).encode()]
        if end - start > 1 and len(owners) == len(places):
            for place, owner in zip(places, owners, strict=True):
                found[place] = owner
    return found


def _covering(text: str, spans: Sequence[Span], normal: Callable[[str], str]) -> list[Span]:
    """What fast tokenizers forget (marks that they join with a letter, or drop) with the pieces before."""
    first = next((start for start, end in spans if start < end), 0)
    lead = next((at for at in range(first) if normal(text[at]).strip()), first)
    spans = [(lead, end if start < end else lead) if start <= first else (start, end) for start, end in spans]
    found: list[Span] = []
    for (start, end), alike in groupby(spans):
        count = len(list(alike))
        at, limit = end, spans[len(found) + count][0] if len(found) + count < len(spans) else len(text)
        while start < at < limit and not normal(text[at]).isspace():
            at += 1
            end = at if normal(text[at - 1]).strip() else end
        found += [(start, end)] * count
    return found


def spelled(text: str, found: Pieces, special: Collection[int], tokenizer: Any) -> Pieces:
    """``found`` with special tokens and bytes that a text spells out (``</s>``, ``<0x41>``) letter by letter."""
    instead: list[tuple[int, str, Span]] = []
    for i, piece, (start, end) in zip(*found, strict=True):
        is_unknown, written = i == tokenizer.unk_token_id, text[start:end].strip()
        is_written = written == (tokenizer.unk_token if is_unknown else piece)
        if (i in special and not is_unknown) or (is_written and (is_unknown or _BYTE.fullmatch(piece))):
            marks = [(MARK, (start, start))] if piece.startswith(MARK) else []
            letters = [(text[at], (at, at + 1)) for at in range(start, end) if not text[at].isspace()]
            instead += (one for letter, span in marks + letters for one in _spelled(letter, span, tokenizer))
        else:
            instead.append((i, piece, (start, end)))
    return [i for i, _, _ in instead], [piece for _, piece, _ in instead], [span for _, _, span in instead]


def _spelled(letter: str, span: Span, tokenizer: Any) -> list[tuple[int, str, Span]]:
    """A letter's own piece, or those of its bytes, or the unknown one."""
    if (known := id_of(tokenizer, letter)) is not None:
        return [(known, letter, span)]
    names = [f"<0x{byte:02X}>" for byte in letter.encode()]
    ids = [id_of(tokenizer, name) for name in names]
    if None in ids:
        return [(tokenizer.unk_token_id, letter, span)]
    return [(i, name, span) for i, name in zip(ids, names, strict=True) if i is not None]


def named_class(place: str, config: Any) -> str | None:
    """The class of tokenizer that a folder names; without one transformers goes by the model's type alone."""
    return get_tokenizer_config(place).get("tokenizer_class") or getattr(config, "tokenizer_class", None)


def names_of(tokenizer: Any, ids: Sequence[int]) -> list[str]:
    """The piece of each id; heads may have more rows than the vocabulary has pieces."""
    names = tokenizer.convert_ids_to_tokens(list(ids))
    return [f"<{i}>" if name is None else name for i, name in zip(ids, names, strict=True)]


def id_of(tokenizer: Any, piece: str) -> int | None:
    """None where the vocabulary has no such piece."""
    (found,) = tokenizer.convert_tokens_to_ids([piece])
    return None if found == tokenizer.unk_token_id else found


def decode(tokenizer: Any, ids: Sequence[int]) -> str:
    """By a fast tokenizer, special tokens left out; heads may have more rows than the vocabulary has pieces."""
    known = [i for i in ids if i < len(tokenizer)]
    return tokenizer.decode(known, skip_special_tokens=True, clean_up_tokenization_spaces=False).strip()
