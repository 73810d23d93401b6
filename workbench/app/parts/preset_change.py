"""From which attention a model's alignments are read: another one is asked for first, told in full, and can be undone.

Off on a shared machine, where it would change what everybody sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.blocks import Block

from workbench.app.desk import Desk
from workbench.app.parts.markup import fault, note, safe
from workbench.app.parts.values import Changes, Given
from workbench.app.serving.translators import AS_IT_COMES, Pinned
from workbench.app.serving.workers import QUEUED
from workbench.app.subject import Asking
from workbench.errors import WorkbenchError
from workbench.provenance import layer_and_heads

if TYPE_CHECKING:
    from workbench.models import Translator

OFF = "measuring and choosing is off in a shared demo: it would change what everybody sees"


@dataclass(frozen=True)
class Reader:
    """A model, as `Translators` are called."""

    asked: Asking
    pinned: Pinned = AS_IT_COMES


@dataclass(frozen=True)
class Proposal:
    """``choice``: of `AttentionChoice.record`; None goes back to what came with the model."""

    reader: Reader
    choice: Mapping[str, Any] | None


class PresetChange:
    """Built where it is made."""

    def __init__(self, desk: Desk):
        self._desk = desk
        self.proposed = gr.State(None)
        self.before = gr.State(None)
        self.told = gr.HTML(elem_id="preset")
        with gr.Row():
            unseen: dict[str, Any] = {"size": "sm", "visible": False}
            self.yes = gr.Button("Read alignments from it", variant="primary", elem_id="preset-yes", **unseen)
            self.no = gr.Button("Leave it as it is", elem_id="preset-no", **unseen)
            self.undo = gr.Button("Undo", elem_id="preset-undo", **unseen)
        how: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        self.yes.click(self._apply, {self.proposed}, self.changed, **how, **QUEUED)
        self.no.click(self._leave, None, self.changed, queue=False, **how)
        self.undo.click(self._undo, {self.before}, self.changed, **how, **QUEUED)

    @property
    def changed(self) -> list[Block]:
        """Outputs of a handler that ends with `ask`."""
        return [self.proposed, self.before, self.told, self.yes, self.no, self.undo]

    def ask(self, reader: Reader, choice: Mapping[str, Any], said: str = "") -> Iterator[Changes]:
        """Of `changed`: whether to read from ``choice``. ``said``: where it comes from, as text."""
        try:
            self._check()
            yield self._shown(note('<span class="wb-busy">loading the model …</span>'))
            now = self._desk.workers.result(lambda: self._translator(reader).preset.record())
        except WorkbenchError as error:
            yield self._shown(fault(error))
            return
        if all(now.get(name) == value for name, value in choice.items() if name in ("layer", "heads", "row")):
            yield self._shown(_told(said, f"This is what is read already: <b>{safe(in_words(now))}</b>."))
            return
        of = f"{reader.asked[0]} ({' to '.join(code or '?' for code in reader.asked[1:3])})"
        question = (
            f"Alignments of {safe(of)} are read from <b>{safe(in_words(now))}</b> ({safe(now.get('measured', ''))}). "
            f"Read them from <b>{safe(in_words(choice))}</b> instead? That holds on this machine from now on: for "
            "pictures on the Try page, in Python and at the command line, and for corpora that are scored from now on. "
            "Corpora that are scored already keep theirs."
        )
        yield self._shown(_told(said, question), Proposal(reader, choice))

    def _apply(self, given: Given) -> Iterator[Changes]:
        proposal: Proposal | None = given[self.proposed]
        if proposal is None:
            yield gr.skip()
            return
        yield self._changed_to(proposal)

    def _undo(self, given: Given) -> Iterator[Changes]:
        before: Proposal | None = given[self.before]
        if before is None:
            yield gr.skip()
            return
        yield self._changed_to(before, undone=True)

    def _changed_to(self, proposal: Proposal, undone: bool = False) -> Changes:
        try:
            self._check()
            before, now = self._desk.workers.result(lambda: self._store(proposal))
        except WorkbenchError as error:
            return self._shown(fault(error))
        self._desk.translators.forget()
        self._desk.explainer.forget()
        told = note(f"{'Undone: a' if undone else 'A'}lignments are read from <b>{safe(now)}</b>.")
        return self._shown(told, before=None if undone else before)

    def _store(self, proposal: Proposal) -> tuple[Proposal, str]:
        """What was kept before, and what is read now, in words."""
        from workbench.models import AttentionChoice
        from workbench.models.presets import forget_preset, store_preset, stored_preset

        translator = self._translator(proposal.reader)
        kept = stored_preset(translator)
        if proposal.choice is None:
            forget_preset(translator)
        else:
            store_preset(translator, translator.check(AttentionChoice.from_record(proposal.choice)))
        self._desk.translators.forget()
        now = self._translator(proposal.reader).preset
        return Proposal(proposal.reader, None if kept is None else kept.record()), in_words(now.record())

    def _leave(self) -> Changes:
        return self._shown("")

    def _shown(self, told: str, proposed: Proposal | None = None, before: Proposal | None = None) -> Changes:
        return {
            self.proposed: proposed,
            self.before: before,
            self.told: told,
            self.yes: gr.update(visible=proposed is not None),
            self.no: gr.update(visible=proposed is not None),
            self.undo: gr.update(visible=before is not None),
        }

    def _check(self) -> None:
        if self._desk.limits.hosted:
            raise WorkbenchError(OFF)

    def _translator(self, reader: Reader) -> Translator:
        return self._desk.translators(*reader.asked, reader.pinned)


def _told(said: str, question: str) -> str:
    return f'<div class="wb-ask" role="status">{safe(said) + " " if said else ""}{question}</div>'


def in_words(choice: Mapping[str, Any]) -> str:
    """Which attention, for people."""
    return f"{layer_and_heads(choice)}, {choice.get('row', 'output')} row"
