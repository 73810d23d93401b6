"""The charset of a gettext file: by its byte order mark, else as its header declares it, else UTF-8."""

from __future__ import annotations

import codecs
import re

from workbench.files.encoding import marked

_DECLARED = re.compile(
    rb'^[ \t]*(?:msgstr[ \t]*)?"Content-Type:[^\r\n]*?charset=([\w.:-]+)', re.MULTILINE | re.IGNORECASE
)
# Python's names for what is no charset of files.
_NONE = ("idna", "punycode", "raw_unicode_escape", "unicode_escape", "utf-7")


def declared(head: bytes) -> str | None:
    """What the header names as charset; None where it names none, as templates do."""
    found = _DECLARED.search(head)
    name = found[1].decode("ascii", "replace") if found else "CHARSET"
    return None if name == "CHARSET" else name


def charset(head: bytes) -> str:
    """The name that Python has for the charset of a file that begins with ``head``; a byte order mark is text in it."""
    mark, encoding = marked(head)
    return encoding if mark else _known(declared(head) or "utf-8") or "utf-8"


def is_known(name: str) -> bool:
    """Whether a file can be read in the charset that its header names."""
    return _known(name) is not None


def _known(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name
        # Keywords and quotation marks are where ASCII has them, or the name could not have been read.
        ascii_like = 'msgid "\\"'.encode(found) == b'msgid "\\"'
    except (LookupError, UnicodeError, ValueError):
        return None
    if not ascii_like or found.replace("-", "_") in {name.replace("-", "_") for name in _NONE}:
        return None
    return "utf-8" if found == "ascii" else found
