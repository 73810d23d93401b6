"""Five steps through what the pictures say and what they do not, each on a sentence of its own.

Value: `panel`, HTML with the text of one step and buttons with ``data-step``; empty outside the tour. Event
``select``: ``{step}``, 1 to `len(STEPS)`, or 0 to leave. The heading takes the focus where a button of the tour brought
it there. Every figure in a text is of the bundled model on that sentence; a test measures each again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.app.parts.address import PAGE, Address
from workbench.app.parts.controls import FIRST
from workbench.app.parts.glossary import term

LINK = f'<a class="wb-tour-link" href="?{PAGE}=try&amp;tour=1">Tour</a>'
"""For the header."""


@dataclass(frozen=True)
class Step:
    """``text``: HTML. ``view``: the picture, ``side_views`` with others beside it. ``word``: number of the target word
    that is pinned, from 0; ``instead_of``: why not that."""

    title: str
    source: str
    text: str
    view: str = FIRST
    side_views: bool = False
    word: int | None = None
    instead_of: str = ""


STEPS = (
    Step(
        title="Bank and money",
        source="The bank approved the loan because it had money.",
        text=f"A reader takes “bank” and “money” together. Does the model? For <i>Bank</i> its {term('attention')} "
        "lies on “bank” alone, for <i>Geld</i> on “money”. That is a hint, so it was asked: why <i>Bank</i> and not "
        f"<i>Ufer</i>, the bank of a river? Without “money” the difference shrinks by 0.1 {term('nats')}, without "
        f"“bank” by 8.6 ({term('erasure', 'words taken out')}). It did not need the money: of “We sat on the bank of "
        "the river.” it makes <i>Bank</i> too, which is a bench.",
        view="erasure",
        word=1,
        instead_of="Ufer",
    ),
    Step(
        title="Stray attention",
        source="The bank lent him the money.",
        text=f"<i>lieh</i> is “lent”, and 77 % of the {term('attention')} that is drawn says so. But 38 % of all lay "
        f"on {term('special tokens')}, which are not drawn, and 13 % of what is drawn lies on the full stop. Take the "
        "full stop out, and <i>lieh</i> becomes no less likely. Attention always adds up to 100 %: what is not needed "
        "has to lie somewhere, and a cell with colour is no proof that the word mattered.",
        word=2,
    ),
    Step(
        title="A tidy map of a wrong translation",
        source="The spring was broken.",
        text="Each German word looks at one English word, with 98 % and more: no map is tidier. The sentence is wrong. "
        "A broken spring is <i>Feder</i>; <i>Frühling</i> is the season. The model is sure of it too (96 %), and the "
        f"{term('suspicion')} of this translation is 0.02. A tidy map says which word was read, not that it was "
        "understood.",
        word=1,
        instead_of="Feder",
    ),
    Step(
        title="Attention against gradients",
        source="She gave up smoking last year.",
        text=f"Why <i>hat</i>? {term('attention', 'Attention')} points at “gave” with 73 %. "
        f"{term('gradients', 'Gradients')} put “She” before it. {term('erasure', 'Taking words out')} settles it: "
        f"without “She” <i>hat</i> loses 5.0 {term('nats')}, without “gave” nothing. Its form has to fit <i>Sie</i>: "
        "where the model looked is one question, what moved it another.",
        view="integrated_gradients",
        side_views=True,
        word=1,
    ),
    Step(
        title="Rollout",
        source="The bank lent him the money.",
        text=f"{term('rollout', 'Rollout')} multiplies the attention of all layers, to follow it back to the words. "
        "Here it puts “lent” first for every word of the translation, with a third of the weight at most, even for "
        f"<i>Geld</i>; plain {term('attention')} has <i>Geld</i> on “money”. Products of averages come out flat: an "
        "even picture is what multiplying does, and no finding about the sentence.",
        view="rollout",
        side_views=True,
        word=5,
    ),
)


def address_of(step: int) -> Address:
    """Of step number ``step``, from 1."""
    return Address(page="try", tour=step)


def in_full(address: Address) -> Address:
    """With the sentence, the views and the word of its step, where they are not named."""
    if not address.tour or address.source:
        return address
    step = STEPS[address.tour - 1]
    return replace(
        address,
        source=step.source,
        view=step.view if address.view == FIRST else address.view,
        side_views=address.side_views or step.side_views,
        word=step.word if address.word is None else address.word,
        instead_of=address.instead_of or step.instead_of,
    )


def panel(step: int) -> str:
    """Step number ``step``, from 1; nothing for 0."""
    if not step:
        return ""
    one = STEPS[step - 1]
    back = _button(step - 1, "‹ Back") if step > 1 else ""
    on = _button(step + 1, "Next ›", "wb-tour-next") if step < len(STEPS) else _button(0, "Done", "wb-tour-next")
    dots = "".join(f"<li{' aria-current=step' if number == step else ''}></li>" for number in range(1, len(STEPS) + 1))
    return (
        f'<section class="wb-tour" aria-labelledby="wb-tour-title"><div class="wb-tour-head">'
        f'<h3 id="wb-tour-title" tabindex="-1">{one.title}</h3><span>step {step} of {len(STEPS)}</span>'
        f'<ol aria-hidden="true">{dots}</ol></div><p>{one.text}</p>'
        f'<nav aria-label="tour">{back}{on}{_button(0, "Leave the tour", "wb-tour-leave")}</nav></section>'
    )


def _button(step: int, title: str, kind: str = "") -> str:
    return f'<button type="button" class="{kind}" data-step="{step}">{title}</button>'
