"""The model's own translations of a sentence, the likeliest first.

Value: `picks`, buttons with ``data-target``; the one that is looked at is pressed. Event ``select``: ``{target}``.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from workbench.app.parts.markup import safe

if TYPE_CHECKING:
    from workbench.models import Candidate

PICKS_JS = """
element.addEventListener('click', event => {
  const pick = event.target.closest('button[data-target]');
  if (pick) trigger('select', {target: pick.dataset.target});
});
"""


def picks(best: Sequence[Candidate], chosen: int | None) -> str:
    """``chosen``: the number of the one that is looked at. The score is the beam's, per token."""
    texts: dict[str, tuple[int, float]] = {}
    for number, one in enumerate(best):
        texts.setdefault(one.text, (number, one.score))
    buttons = "".join(
        f'<button type="button" class="wb-pick" data-target="{escape(text, quote=True)}" '
        f'aria-pressed="{"true" if number == chosen else "false"}"><span dir="auto">{safe(text)}</span>'
        f'<small title="the beam\'s score: log-probability per token">{score:.2f}</small></button>'
        for text, (number, score) in texts.items()
    )
    return f'<details class="wb-picks"><summary>The model\'s {len(texts)} best</summary>{buttons}</details>'
