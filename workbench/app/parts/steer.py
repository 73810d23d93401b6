"""Make it look there: a source word is chosen for the target word that is pinned, and the part tells what the model
would have written, with the change in probability and the same for other words beside it.

One custom component. Value in: HTML, empty while no word is pinned. Event out: ``select`` with ``look_at``, the number
of a source word, and ``heads``, one of `HEADS`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import gradio as gr
from gradio.blocks import Block

from workbench.app.assets import script
from workbench.app.desk import Desk
from workbench.app.parts.differences import difference
from workbench.app.parts.markup import fault, safe
from workbench.app.parts.values import Changes, Given
from workbench.app.serving.workers import QUEUED
from workbench.app.subject import Asked, Subject
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.explanation.steering import Outcome, Steered
    from workbench.models import Translator

HEADS = {"last": "the last layer", "preset": "the heads of the links", "all": "every head"}
"""What may be forced, the default first: it is what tells right words from random ones."""
_HOW: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "trigger_mode": "multiple"}


class Shown(Protocol):
    """What `Detail` looks at; ``words``: of source and target; ``asked``: the word that is pinned."""

    @property
    def subject(self) -> Subject | None: ...

    @property
    def place(self) -> str: ...

    @property
    def asked(self) -> Asked: ...

    @property
    def words(self) -> tuple[tuple[str, ...], tuple[str, ...]]: ...


@dataclass(frozen=True)
class Steerable:
    """A target word of a subject, by its number, at a place on the page of a session."""

    subject: Subject
    place: str
    word: int
    source: tuple[str, ...]
    target: tuple[str, ...]


class Steer:
    """Built where it is made."""

    def __init__(self, desk: Desk, name: str = "steer"):
        self._desk = desk
        self.pinned = gr.State(None)
        self.box = gr.HTML(js_on_load=script("steer"), elem_id=name)
        self.box.select(self._press, {self.pinned}, [self.box], **QUEUED, **_HOW)

    @property
    def outputs(self) -> list[Block]:
        return [self.pinned, self.box]

    def show(self, looked: Shown) -> Changes:
        """Of `outputs`: what can be asked about the word that is pinned, or nothing where none is. Where it is the one
        that was pinned before, no change: what was answered stays."""
        word = looked.asked.word
        about = f"{looked.place}/steer/about"
        if self._desk.latest.get(about) == (looked.subject, word):
            return {}
        self._desk.look(about, (looked.subject, word))
        source, target = looked.words
        if looked.subject is not None and word is not None and source and 0 <= word < len(target):
            pinned = Steerable(subject=looked.subject, place=looked.place, word=word, source=source, target=target)
            self._desk.look(self._place(pinned), None)
            return {self.pinned: pinned, self.box: form(pinned)}
        return {self.pinned: None, self.box: ""}

    def _press(self, event: gr.EventData, given: Given) -> Changes:
        pinned: Steerable | None = given[self.pinned]
        look_at, heads = event._data.get("look_at"), event._data.get("heads")
        if pinned is None or not isinstance(look_at, int) or heads not in HEADS:
            return gr.skip()
        place, asked = self._place(pinned), (pinned, look_at, heads)
        self._desk.look(place, asked)
        try:
            found = self._desk.workers.result(
                lambda: self._found(pinned, look_at, heads), lambda: self._desk.latest.get(place) == asked
            )
            told = answer(found)
        except WorkbenchError as error:
            told = fault(error)
        # Another word may be pinned by now.
        return {self.box: form(pinned, look_at, heads, told)} if self._desk.latest.get(place) == asked else gr.skip()

    def _found(self, pinned: Steerable, look_at: int, heads: str) -> Steered:
        subject = replace(pinned.subject, stored=None)
        asked = *subject.asked_of, subject.pinned
        return self._desk.translators.result(_steered, asked, subject, pinned.word, look_at, heads)

    @staticmethod
    def _place(pinned: Steerable) -> str:
        return f"{pinned.place}/steer"


def _steered(translator: Translator, subject: Subject, word: int, look_at: int, heads: str) -> Steered:
    from workbench.explanation.steering import steer

    if subject.preset is not None:
        translator = replace(translator, preset=translator.preset.from_record(subject.preset))
    preset = translator.preset
    forced: dict[str, dict[str, Any]] = {
        "last": {},
        "preset": {"layer": preset.layer, "heads": preset.numbered or None},
        "all": {"layer": "all"},
    }
    asked = subject.source, subject.target, word, look_at
    return steer(translator, *asked, written=subject.written, **forced[heads])


def form(pinned: Steerable, look_at: int | None = None, heads: str = "last", answered: str = "") -> str:
    """What may be asked, and what was answered."""
    options = "".join(
        f'<option value="{place}"{" selected" if place == look_at else ""}>{safe(one, 60)}</option>'
        for place, one in enumerate(pinned.source)
    )
    which = "".join(
        f'<option value="{name}"{" selected" if name == heads else ""}>{safe(told)}</option>'
        for name, told in HEADS.items()
    )
    word = safe(pinned.target[pinned.word], 60)
    return (
        f'<section class="wb-steer" aria-label="make it look elsewhere while it writes {word}">'
        '<div class="wb-steer-asked"><label><span>Make it look at</span>'
        f'<select name="look_at" dir="auto"><option value="">a word</option>{options}</select></label>'
        f'<label><span>with</span><select name="heads">{which}</select></label>'
        f'<button type="button" aria-disabled="{"true" if look_at is None else "false"}">Go on</button></div>'
        f'<div class="wb-steer-answer" role="status">{answered}</div></section>'
    )


def answer(found: Steered) -> str:
    """The finding in words, then the three translations: as it is, with the word looked at, and with a random one."""
    rows = [("as it looks", safe(found.plain.text or "")), (_at(found, found.looked), _against(found, found.looked))]
    if found.drawn is not None:
        rows.append((f"{_at(found, found.drawn)}, at random", _against(found, found.drawn)))
    texts = "".join(f'<dt dir="auto">{name}</dt><dd dir="auto">{text}</dd>' for name, text in rows)
    told = " ".join(f"<span>{safe(line)}</span>" for line in found.told())
    return (
        f'<p dir="auto">{told}</p><dl>{texts}</dl>'
        f"<small>Forced while this word is written: {safe(found.forced)}. All else stays as it is; words after it are "
        "the likeliest each time. What a model can be pushed to is not why it wrote "
        f"‘{safe(found.target[found.word])}’.</small>"
    )


def _at(found: Steered, outcome: Outcome) -> str:
    return f"at ‘{safe(found.name_of(outcome), 60)}’"


def _against(found: Steered, outcome: Outcome) -> str:
    return difference(found.plain.text or "", outcome.text or "")
