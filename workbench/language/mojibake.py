"""Text that was read in another encoding than it was written in: ``MÃ¼ller``, ``itâ€™s``, ``Ð¿Ñ€Ð¸Ð²ÐµÑ‚``.

UTF-8 read as Windows-1252 or Latin-1 leaves letters of which only some combinations are text. Conservative: capitals
with a tilde or a circumflex do stand before quotation marks and signs (``NÃO``, ``«AMANHÃ»``, ``NESCAFÉ®``), so what a
text may hold is never told. After the heuristics of ftfy (https://github.com/rspeer/python-ftfy), much simplified.
"""

from __future__ import annotations

import re

# Bytes 0x80 to 0xBF, which go on in UTF-8 with a character that has begun, as Windows-1252 or Latin-1 shows them.
_SIGNS = "\u20ac\u0192\u2020\u2021\u02c6\u2030\u0160\u0152\u017d\u02dc\u2122\u0161\u0153\u017e\u0178"
_QUOTES = "\u201a\u201e\u2026\u2039\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u203a\u00a0\u00ab\u00b7\u00bb"
_CONTROLS = "\u0080-\u009f"
_LATER = f"{_SIGNS}{_QUOTES}{_CONTROLS}\u00a1-\u00bf"
# Without what may follow a capital at the end of a word.
_SAFE = f"{_SIGNS.replace(chr(0x2122), '')}{_CONTROLS}¡¢£¤¥¦§¨©ª¬\u00ad¯°±´µ¶¸º¼½¾¿"

_MOJIBAKE = re.compile(
    "|".join(
        (
            f"[ÂÃ][{_SAFE}]",
            "(?<![A-ZÀ-Þ])[ÂÃ][®²³¹\u2122]",
            "Â\u00a0",
            # Quotation marks, dashes, the euro; arrows, signs and emoji; the mark at the beginning of a file.
            "â€",
            # Controls are what Latin-1 makes of these, and stand in no text.
            "[Â-ô][\u0080-\u009f]+",
            f"â[\u201a\u201e\u2020\u2021\u0153\u02dc\u02c6\u2122][{_LATER}]",
            f"ðŸ[{_LATER}]",
            "ï»¿|ï¿½",
            # Whole words in other alphabets: two characters at least.
            f"(?:[ÐÑ][{_LATER}]){{2,}}",
            f"(?:[ÎÏ][{_LATER}]){{2,}}",
            f"(?:[ØÙÚÛ][{_LATER}]){{2,}}",
            f"(?:[ÄÅ][{_SAFE}]){{2,}}",
            f"(?:[à-ï][{_LATER}]{{2}}){{2,}}",
        )
    )
)
_MAY_BE = re.compile("[\u00c2-\u00f0]")
REPLACEMENT = "\ufffd"


def mojibake(text: str) -> str | None:
    """The first piece of a text that was read in another encoding; None where nothing is sure.

    U+FFFD, which stands for what could not be read at all, is one too.
    """
    if text.isascii():
        return None
    if REPLACEMENT in text:
        return REPLACEMENT
    if not _MAY_BE.search(text):
        return None
    found = _MOJIBAKE.search(text)
    return found[0] if found else None


def meant(piece: str) -> str | None:
    """What such a piece was before; None where that cannot be told."""
    try:
        # What Windows-1252 has no sign for was shown as Latin-1 has it.
        raw = b"".join(_byte(character) for character in piece)
        return raw.decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")
