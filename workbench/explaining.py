"""One sentence under every view asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.errors import ModelError, UnknownNameError
from workbench.views import VIEWS

if TYPE_CHECKING:
    from workbench.models import AttentionChoice, Translator

Alternatives = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Explanation:
    """What ``workbench explain`` tells. Figures are per target word; the end token comes last.

    ``logprobs``: natural logarithm of each word's probability, the sum over its pieces. ``alternatives``: the
    likeliest pieces where the word begins. ``views``: name → word-level map.
    """

    source_text: str
    target_text: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    logprobs: tuple[float, ...]
    alternatives: tuple[Alternatives, ...]
    views: dict[str, AlignmentMap]

    @property
    def words_and_end(self) -> tuple[str, ...]:
        return (*self.target, "(end)")

    def record(self) -> dict[str, Any]:
        """The object that ``explain --json`` prints: ``weights`` have rows target, columns source; NaN is null.

        ``faithfulness`` is null until a view is measured.
        """
        return {
            "source": list(self.source),
            "target": list(self.target),
            "logprobs": list(self.logprobs),
            "alternatives": [[[piece, value] for piece, value in step] for step in self.alternatives],
            "views": {
                name: {
                    "weights": [_json_numbers(row) for row in found.weights],
                    "dropped": _json_numbers(found.dropped),
                    "error": None if found.error is None else _json_numbers(found.error),
                    "faithfulness": None,
                    "provenance": dict(found.provenance),
                }
                for name, found in self.views.items()
            },
        }


def _json_numbers(values: np.ndarray) -> list[float | None]:
    return [round(float(v), 6) if np.isfinite(v) else None for v in values]


def explain(
    text: str,
    translator: Translator,
    *,
    target: str | None = None,
    prefix: str = "",
    views: Sequence[str] = ("attention",),
    choice: AttentionChoice | None = None,
    top_k: int = 5,
) -> Explanation:
    """Explain the translation of ``text``: the model's own (which begins with ``prefix``), or ``target``.

    Raises `ModelError` when a text is empty or longer than the model's positions, `UnknownNameError` for a view
    that does not exist.
    """
    for name in views:
        if name not in VIEWS:
            raise UnknownNameError("view", name, VIEWS)
    if not text.strip() or not translator.encode_sources([text])[0].ids:
        raise ModelError("the source is empty; give a sentence to explain")
    if target is None:
        translation = translator.translate([text], prefix=prefix)[0]
        if translation.text is None:
            raise ModelError(f"the source is longer than the model's {translator.positions} tokens; shorten it")
        target = translation.text
    if not target.strip():
        raise ModelError("the translation is empty; give one with --target")
    pair = translator.encode_pairs([text], [target])[0]
    if not translator.fits(pair):
        raise ModelError(
            f"{len(pair.source.ids)} source and {len(pair.target.ids)} target tokens; "
            f"the model has positions for {translator.positions}; shorten the text"
        )
    forced = next(iter(translator.forced_pass([pair], top_k=top_k)))
    index = np.array(pair.target.tokens.word_index)
    count = len(pair.target.tokens.spans)
    by_word = [float(forced.logprobs[:-1][index == word].sum()) for word in range(count)]
    first = [int(np.flatnonzero(index == word)[0]) if (index == word).any() else len(index) for word in range(count)]
    likeliest = forced.alternatives or ((),) * (len(index) + 1)
    return Explanation(
        text,
        target,
        pair.source.tokens.words,
        pair.target.tokens.words,
        tuple(round(value, 6) for value in (*by_word, float(forced.logprobs[-1]))),
        tuple(likeliest[place] for place in (*first, len(index))),
        {name: next(iter(VIEWS[name](translator, [pair], choice=choice))) for name in views},
    )
