"""Messages: what software says, one text for each, or one for each plural form; in gettext, Qt and their like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from workbench.corpus.segment import Segment

_LONGEST_ID = 120
_FORM = re.compile(r"(?P<message>.*)\[(?P<form>[0-9])\]", re.DOTALL)
_KEY = re.compile(r"[\w$-]+([.:/_-][\w$\[\]-]+)+|[a-z]+([A-Z][a-z0-9]*)+")
_FEW = 3


def message_id(*parts: str | None, form: int | None = None) -> str:
    """What tells a message apart: context, source and whatever else does, and the plural form.

    White space becomes blanks; of what is long, the beginning and a digest.
    """
    whole = "/".join(filter(None, parts))
    shown = " ".join(whole.split())
    if len(shown) > _LONGEST_ID:
        shown = f"{shown[:_LONGEST_ID].rstrip()}…{blake2b(whole.encode(), digest_size=4).hexdigest()}"
    return shown if form is None else f"{shown}[{form}]"


def messages(segments: Iterable[Segment]) -> Iterator[list[Segment]]:
    """Segments that follow one another and are the plural forms of one message, from the first form on, together;
    every other one alone."""
    forms: list[Segment] = []
    for segment in segments:
        found = _FORM.fullmatch(segment.id) if segment.metadata.get("plural") is not None else None
        if forms and not (found and int(found["form"]) == len(forms) and _same_message(forms[0], segment)):
            yield forms
            forms = []
        forms.append(segment)
        if found is None or (len(forms) == 1 and found["form"] != "0"):
            yield forms
            forms = []
    if forms:
        yield forms


def _same_message(first: Segment, other: Segment) -> bool:
    return first.id[:-3] == other.id[:-3]


def are_keys(sources: Sequence[str]) -> bool:
    """Whether all texts look like keys of messages (``index.hello``), and none like something that people read."""
    return len(sources) >= _FEW and all(map(_KEY.fullmatch, sources))


KEYS_NOTE = (
    "the sources look like keys of messages, not like texts: this file has translations without what they are "
    "translated from"
)
