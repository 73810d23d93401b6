"""XLIFF of software strings: Angular, Xcode, gettext, Business Central, WordPress."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.corpus.code import Kind
from workbench.corpus.formats.xliff.dialect import PLURAL_FORMS, Dialect, replaced, without_beginning
from workbench.corpus.formats.xliff.inline import NOTHING, Shown, Text, collapsed
from workbench.corpus.formats.xliff.part import Part, Place
from workbench.corpus.values import Value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Angular(Dialect):
    """Tags are two ``x``, or a ``pc``; the white space of the template stays in the sources."""

    title = "Angular"

    def kind(self, element: Element, name: str) -> Kind:
        id = element.get("id", "")
        if name == "x" and id.startswith("START_"):
            return "open"
        return "close" if name == "x" and id.startswith("CLOSE_") else super().kind(element, name)

    def text(self, element: Element, data: Shown = NOTHING, shown: Shown = NOTHING) -> Text:
        return collapsed(*super().text(element, data, shown))

    def add_facts(self, facts: dict[str, Value], part: Part, place: Place) -> None:
        super().add_facts(facts, part, place)
        for name in ("note", "notes"):
            for found in part.children.get(name, ()):
                for note in (found, *found):
                    if "meaning" in (note.get("from"), note.get("category")) and note.text:
                        facts["meaning"] = note.text.strip()


class Xcode(Dialect):
    """Which form of a plural a unit is stands in its id."""

    title = "Xcode"
    _no_comment = "No comment provided by engineer."
    _rule = re.compile(r"/(?P<key>.*):dict/(?P<last>[^/:]+):dict/:string")
    _technical = re.compile(r"/.*:dict/(NSString\w+)(:dict)?/:string")

    def left_out(self, part: Part) -> str | None:
        return "technical string" if self._technical.fullmatch(part.unit.get("id", "")) else None

    def add_facts(self, facts: dict[str, Value], part: Part, place: Place) -> None:
        super().add_facts(facts, part, place)
        id = part.unit.get("id", "")
        rule = self._rule.fullmatch(id)
        form = rule["last"] if rule else id.rpartition("|==|")[2].rpartition(".")[2] if "|==|" in id else ""
        if form in PLURAL_FORMS:
            facts["plural"] = form

    def is_note(self, part: Part, text: str) -> bool:
        # An id that is the English sentence may be said again.
        return text != self._no_comment and super().is_note(part, text)


class Gettext(Dialect):
    """PO as XLIFF: its header is a unit with a translation."""

    title = "PO as XLIFF"

    def left_out(self, part: Part) -> str | None:
        return "header" if part.unit.get("restype") == "x-gettext-domain-header" else None


class BusinessCentral(Dialect):
    """The state stands in the text of the target; several targets are proposals."""

    title = "Business Central"
    _token = re.compile(r"\s*\[NAB: ?([A-Z ]+?)\]")
    _means = {"NOT TRANSLATED": "untranslated", "REVIEW": "draft", "SUGGESTION": "suggested"}  # noqa: RUF012

    def target(self, part: Part, target: Text) -> tuple[Text, str | None]:
        said = self._said(target[0])
        if not said and len(part.children.get("target", ())) < 2:
            return target, None
        if len(part.children.get("target", ())) > 1 or "SUGGESTION" in said:
            return ("", ()), "suggested"
        state = next((self._means[word] for word in said if word in self._means), "draft")
        return (("", ()) if state == "untranslated" else without_beginning(target, self._length(target[0]))), state

    def add_facts(self, facts: dict[str, Value], part: Part, place: Place) -> None:
        super().add_facts(facts, part, place)
        texts = ["".join(found.itertext()) for found in part.children.get("target", ())]
        if len(texts) > 1 or any("SUGGESTION" in self._said(text) for text in texts):
            proposals = (text[self._length(text) :].strip() for text in texts)
            facts["suggestions"] = "\n".join(filter(None, proposals))

    def written(self, part: Part, text: str) -> str:
        # What is to be reviewed still is.
        before = "" if part.target is None else "".join(part.target.itertext())
        return f"[NAB: REVIEW]{text}" if "REVIEW" in self._said(before) else text

    def _length(self, text: str) -> int:
        end = 0
        while found := self._token.match(text, end):
            end = found.end()
        return end

    def _said(self, text: str) -> list[str]:
        return self._token.findall(text[: self._length(text)])


class WordPress(Dialect):
    """WPML: line breaks may be written as a tag that is text."""

    title = "WPML (WordPress)"
    line_break = '<br class="xliff-newline" />'

    def text(self, element: Element, data: Shown = NOTHING, shown: Shown = NOTHING) -> Text:
        return replaced(super().text(element, data, shown), self.line_break, "\n")

    def written(self, part: Part, text: str) -> str:
        before = "".join("".join(side.itertext()) for side in (part.source, part.target) if side is not None)
        return text.replace("\n", self.line_break) if self.line_break in before else text
