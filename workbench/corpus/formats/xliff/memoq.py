"""memoQ's MQXLIFF: the state in ``mq:status``, locks that are not "true", characters written as codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.corpus.formats.xliff.dialect import Dialect
from workbench.corpus.formats.xliff.inline import Shape, Shown
from workbench.corpus.formats.xliff.part import Part, Place
from workbench.corpus.values import Value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NAMESPACE = "MQXliff"
_CHARACTER = re.compile(r"\s*<mq:ch\s[^<>]*?\bval=\"([^\"]*)\"[^<>]*?/?>\s*")
_DISPLAYED = re.compile(r"<mq:[\w-]+\s[^<>]*?\bdisplaytext=\"([^\"]*)\"")
_LONGEST = 2_000
"""Characters of a code that are looked at."""
_CHARACTERS = {
    r"\n": "\n",
    r"\r": "\r",
    r"\t": "\t",
    "nbsp": "\u00a0",
    "nbhyphen": "\u2011",
    "shy": "\u00ad",
    "zwsp": "\u200b",
    "zwj": "\u200d",
    "zwnj": "\u200c",
}


class MemoQ(Dialect):
    """One unit for each sentence; older versions of it stand beside it."""

    title = "memoQ"

    def state(self, part: Part) -> str | None:
        status = _own(part.unit, "status").casefold()
        if not part.filled:
            return "untranslated"
        if not status:
            return super().state(part)
        if "notstarted" in status:
            return "untranslated" if part.copied else "draft"
        if "reject" in status:
            return "rejected"
        if "proofread" in status or "review" in status:
            return "approved"
        return "translated" if "confirmed" in status else "draft"

    def add_facts(self, facts: dict[str, Value], part: Part, place: Place) -> None:
        super().add_facts(facts, part, place)
        if _own(part.unit, "locked").casefold() not in ("", "false"):
            facts["locked"] = True
        percent = _own(part.unit, "percent")
        if percent.isdecimal():
            facts["percent"] = int(percent[:4])

    def notes(self, part: Part) -> list[str]:
        found = super().notes(part)
        for name, comments in part.children.items():
            if name.startswith("comments"):
                texts = ("".join(comment.itertext()).strip() for comment in comments[0].iter("{*}comment"))
                found += filter(None, texts)
        return found

    def code(self, element: Element, name: str, data: Shown, shown: Shown) -> Shape | str:
        return _character(element) or super().code(element, name, data, shown)

    def shows(self, element: Element, data: Shown) -> str | None:
        displayed = _DISPLAYED.search((element.text or "")[:_LONGEST])
        return displayed[1] if displayed and displayed[1] else super().shows(element, data)


def _character(element: Element) -> str | None:
    """The character of the text that a code stands for; None where it is a code."""
    found = _CHARACTER.fullmatch((element.text or "")[:_LONGEST])
    if not found:
        return None
    value = found[1]
    return _CHARACTERS.get(value, value if len(value) == 1 else None)


def _own(element: Element, name: str) -> str:
    return element.get(f"{{{NAMESPACE}}}{name}") or ""
