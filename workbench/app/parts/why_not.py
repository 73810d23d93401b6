""" "Why this word and not that": any word or phrase, typed or pressed, in the place of the pinned one.

Value: `question`, HTML with a box, a button for each of the likeliest pieces there, and × once something is asked.
Events: ``select``: ``{word, instead_of}``, the number of the pinned word from 0 and what to read in its place, a text,
or with ▁ in front a single piece; ``clear``: ``{word}``, leave the question and keep the word pinned, or ``{word:
null}``, let the word go too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from workbench.app.parts.glossary import term
from workbench.app.parts.markup import safe
from workbench.app.subject import Asked, Subject
from workbench.language.display import probability, times
from workbench.language.piece import PIECE_MARK, plain

if TYPE_CHECKING:
    from workbench.app.desk import Desk
    from workbench.explanation.rivals import Rivals
    from workbench.models import Translator

LARGE = math.log(1e6)
LONGEST = 80
"""Characters of what is asked for."""
OFFERED = 8
"""Pieces that are offered."""
A_SPACE = '<i title="a piece of its own: a word begins, with letters that are rare there">a space</i>'
ITSELF = '<p class="wb-why-answer" role="status">That is what stands there: ask for another word.</p>'


@dataclass(frozen=True)
class PinnedWord:
    """A target word: its number from 0, its ``text`` and log-probability. ``likeliest``: pieces where it begins, with
    theirs, none of them its own. ``instead_of`` and ``rivals``: what is asked, and how likely both are. ``begins``: the
    piece with which it does begin."""

    word: int
    text: str
    logprob: float = math.nan
    likeliest: tuple[tuple[str, float], ...] = ()
    instead_of: str = ""
    rivals: Rivals | None = None
    begins: str = ""

    @property
    def itself(self) -> bool:
        """Whether what is asked for is what stands there."""
        same = self.instead_of == self.begins or plain(self.instead_of).strip() == self.text
        return bool(self.instead_of) and same


def pin(desk: Desk, subject: Subject, asked: Asked) -> PinnedWord | None:
    """The word that is asked about, with what else could stand there; None for one that is not there. To be called
    where work may take its time. Raises `WorkbenchError` for an alternative that the model cannot read."""
    word, instead_of = asked.word, asked.instead_of or ""
    # Two more than are shown: the word's own beginning is no alternative to it.
    found = desk.explainer.words(subject, OFFERED + 2)
    if word is None or not 0 <= word < len(found.target):
        return None
    # Nor is the end of the sentence, which is no word that could be read here.
    own = found.begins[word], found.begins[-1]
    others = [(piece, value) for piece, value in found.alternatives[word] if piece not in own]
    pinned = PinnedWord(
        word=word,
        text=found.target[word],
        logprob=found.logprobs[word],
        likeliest=tuple(others[:OFFERED]),
        instead_of=instead_of if instead_of.strip() else "",
        begins=found.begins[word],
    )
    if not pinned.instead_of or pinned.itself:
        return pinned
    asked_of = *subject.asked_of, subject.pinned
    found_rivals = desk.translators.result(_rivals, asked_of, replace(subject, stored=None), word, instead_of)
    return replace(pinned, rivals=found_rivals)


def _rivals(translator: Translator, subject: Subject, word: int, instead_of: str) -> Rivals:
    from workbench.explanation.rivals import rivals

    written = translator.irreplaceable([subject.target], [subject.written])
    (pair,) = translator.encode_pairs([subject.source], [subject.target], written=written)
    return rivals(translator, pair, word, instead_of)


def question(pinned: PinnedWord) -> str:
    text, instead_of = pinned.text, pinned.instead_of
    said = answer(text, instead_of, pinned.rivals) if pinned.rivals else ITSELF if pinned.itself else ""
    pieces = "".join(
        f'<button type="button" class="wb-piece" data-piece="{escape(piece, quote=True)}" '
        f'aria-pressed="{"true" if piece == instead_of else "false"}">{named(piece)}'
        f"<small>{percent(value)}</small></button>"
        for piece, value in pinned.likeliest
    )
    what = "question" if instead_of else "word"
    leave = (
        f'<button type="button" class="wb-leave" data-leave="{what}" aria-label="Leave the {what}" '
        f'title="leave the {what}">×</button>'
    )
    known = "" if math.isnan(pinned.logprob) or instead_of else f" ({percent(pinned.logprob)})"
    return (
        f'<form class="wb-why" data-word="{pinned.word}"><div class="wb-why-line"><span>Why '
        f'<b dir="auto">{safe(text, 60)}</b>{known} and not</span><input class="wb-instead" type="text" dir="auto" '
        f'aria-label="another word" autocomplete="off" maxlength="{LONGEST}" '
        f'value="{safe(plain(instead_of))}" placeholder="any word or phrase">'
        f'<button type="submit" class="wb-ask">Ask</button>{leave}</div>'
        + (f'<div class="wb-why-pieces"><span>Likeliest there:</span>{pieces}</div>' if pieces else "")
        + said
        + "</form>"
    )


def answer(text: str, instead_of: str, rivals: Rivals) -> str:
    """How likely both are, and what was compared."""
    apart = rivals.word - rivals.other
    ratio = "over a million times" if abs(apart) > LARGE else times(math.exp(abs(apart)))
    likelier = f"{ratio} {'likelier' if apart >= 0 else 'less likely'}"
    how = (
        "The first piece of the word against this piece."
        if instead_of.startswith(PIECE_MARK)
        else "All pieces of the word against all of the other's."
    )
    return (
        f'<p class="wb-why-answer" role="status"><b dir="auto">{safe(text, 60)}</b> {percent(rivals.word)}, '
        f"<b>{named(instead_of)}</b> {percent(rivals.other)} at this place: {likelier}, "
        f"{abs(apart):.1f} {term('nats')}. {how} The picture of gradients and of erasure shows the "
        f"{term('contrast', 'difference')}: which source words spoke for the one and which for the other.</p>"
    )


def named(piece: str) -> str:
    """A piece or a text as HTML."""
    return f'<span dir="auto">{safe(plain(piece), 60)}</span>' if plain(piece) else A_SPACE


def percent(logprob: float) -> str:
    return probability(math.exp(logprob))
