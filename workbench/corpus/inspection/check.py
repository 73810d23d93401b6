"""What a check of a corpus is, and all that look at one segment by itself."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workbench.corpus.code import Code
from workbench.corpus.segment import Segment
from workbench.language.characters import unfit
from workbench.language.lookalikes import lookalike
from workbench.language.markup import markup
from workbench.language.mojibake import meant, mojibake

LONGEST = 1000
"""Characters; beyond them a text is hardly a sentence, and longer than most models read."""

# Controls that are no line end, marks of byte order, overrides of direction: nobody types them.
# Of the spaces without width, one parts words where a script has no others: Thai, Tibetan, Burmese, Khmer and kin.
_UNSPACED = "\u0e00-\u109f\u1780-\u17ff\u1950-\u1aaf\u1b00-\u1b7f\ua980-\ua9ff\uaa00-\uaadf"
_CONTROL = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\u2060\u202a-\u202e\ufffe\uffff]"
    f"|(?<![{_UNSPACED}])\u200b(?![{_UNSPACED}])"
)
_BREAK = re.compile("[\n\r]")
_SEPARATOR = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_DOUBLE = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_AROUND = 12
_OTHERS = 0x370
"""Where Greek and Cyrillic begin."""


@dataclass(frozen=True)
class Check:
    """``title``: what was found, for people; ``about``: what it does, or what to do. ``look``: None, or what to show
    of a segment."""

    name: str
    title: str
    about: str
    look: Callable[[Segment], str | None]


def target_of(segment: Segment) -> str | None:
    """The translation: the first reference, else the hypothesis."""
    return segment.references[0] if segment.references else segment.hypothesis


def _texts(segment: Segment) -> Iterator[str]:
    yield segment.source
    yield from segment.references
    if segment.hypothesis is not None:
        yield segment.hypothesis


def _first(find: Callable[[str], str | None]) -> Callable[[Segment], str | None]:
    """A check of each text by itself."""

    def look(segment: Segment) -> str | None:
        return next(filter(None, map(find, _texts(segment))), None)

    return look


def _matching(pattern: re.Pattern[str], in_ascii: bool = True) -> Callable[[Segment], str | None]:
    def find(text: str) -> str | None:
        found = None if text.isascii() and not in_ascii else pattern.search(text)
        return around(text, *found.span()) if found else None

    return _first(find)


def around(text: str, start: int, end: int) -> str:
    """A place in a text with what stands beside it."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"


def _empty_source(segment: Segment) -> str | None:
    return (target_of(segment) or "(nothing)") if not segment.source.strip() else None


def _empty_target(segment: Segment) -> str | None:
    return segment.source if segment.source.strip() and not (target_of(segment) or "").strip() else None


def _over_long(segment: Segment) -> str | None:
    longest = max(_texts(segment), key=len)
    return f"{len(longest):,} characters: {longest[:40]}…" if len(longest) > LONGEST else None


def _identical(segment: Segment) -> str | None:
    source, target = segment.source.strip(), (target_of(segment) or "").strip()
    # Names, figures and placeholders are the same in most languages: several words are not.
    return source if source == target and len(_LETTERS.findall(segment.without_codes().source)) > 2 else None


def _control(text: str) -> str | None:
    found = _CONTROL.search(text)
    return f"U+{ord(found[0]):04X} in {around(text, *found.span())}" if found else None


def _mojibake(text: str) -> str | None:
    piece = mojibake(text)
    if piece is None:
        return None
    was = meant(piece)
    shown = around(text, text.index(piece), text.index(piece) + len(piece))
    return f"{shown} ({piece} was {was})" if was else shown


def _lookalike(text: str) -> str | None:
    word = lookalike(text)
    if word is None:
        return None
    codes = ", ".join(f"U+{ord(letter):04X}" for letter in word if ord(letter) >= _OTHERS)
    return f"{word} ({codes})"


def _surrogate(text: str) -> str | None:
    found = unfit(text)
    return str(found) if found and found.character != "\0" else None


def _edges(text: str) -> str | None:
    if not text.strip() or text.strip() == text:
        return None
    before, after = text != text.lstrip(), text != text.rstrip()
    return f"{'before and after' if before and after else 'before' if before else 'after'}: {text.strip()[:40]}"


def _unnormalised(text: str) -> str | None:
    if unicodedata.is_normalized("NFC", text):
        return None
    place = next(i for i in range(1, len(text) + 1) if not unicodedata.is_normalized("NFC", text[:i]))
    return around(text, place - 1, place)


def _codes(segment: Segment) -> str | None:
    """Codes by their ids where all have one, by what they show otherwise; in texts without any, tags and placeholders
    that are written out."""
    target = target_of(segment)
    if not target or not target.strip() or not segment.source.strip():
        return None
    if not segment.has_codes:
        return _unlike(_placeholders(segment.source), _placeholders(target))
    references = segment.reference_codes[0] if segment.reference_codes else ()
    both = (*segment.source_codes, *references)
    by_id = all(code.id for code in both)

    def named(codes: tuple[Code, ...], text: str) -> Counter[str]:
        return Counter(f"{code.kind} {code.id}" if by_id else text[code.start : code.end] for code in codes)

    return _unlike(named(segment.source_codes, segment.source), named(references, target))


def _placeholders(text: str) -> Counter[str]:
    return Counter(one.value for one in markup(text) if one.kind in ("tag", "placeholder") and not one.branch)


def _unlike(source: Counter[str], target: Counter[str]) -> str | None:
    missing, more = source - target, target - source
    told = [
        f"{', '.join(sorted(found.elements()))} in the {side} alone"
        for side, found in (("source", missing), ("target", more))
        if found
    ]
    return "; ".join(told) or None


CHECKS = {
    check.name: check
    for check in (
        Check("empty_source", "empty source", "nothing to translate", _empty_source),
        Check("empty_target", "no translation", "empty, or not there", _empty_target),
        Check("over_long", f"longer than {LONGEST:,} characters", "hardly one sentence; models cut it", _over_long),
        Check("identical", "both sides the same", "not translated, or a name", _identical),
        Check("codes", "tags or placeholders differ", "lost, added or changed in the translation", _codes),
        Check("mojibake", "read in the wrong encoding", "convert the file it came from", _first(_mojibake)),
        Check("lookalikes", "letters of two alphabets in a word", "look alike, are not", _first(_lookalike)),
        Check("control", "control characters", "nobody typed them", _first(_control)),
        Check("surrogates", "halves of a surrogate pair", "no valid Unicode", _first(_surrogate)),
        Check("separators", "U+2028, U+2029, U+0085 or form feeds", "lines to some", _matching(_SEPARATOR)),
        Check("line_breaks", "line breaks inside", "part a line of text files", _matching(_BREAK)),
        Check("tabs", "tabs inside", "part the columns of a table", _matching(re.compile("\t"))),
        Check("edge_spaces", "white space at an end", "not the same on both sides everywhere", _first(_edges)),
        Check("double_spaces", "several spaces in a row", "often left by an extraction", _matching(_DOUBLE)),
        Check("not_nfc", "not composed (NFC)", "other bytes than the same word elsewhere", _first(_unnormalised)),
    )
}
"""All that one segment shows, by name, in the order in which they are told."""
