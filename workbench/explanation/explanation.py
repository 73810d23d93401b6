"""One sentence under every view asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.errors import ModelError
from workbench.explanation.explain_settings import ExplainSettings
from workbench.explanation.faithfulness import faithfulness
from workbench.explanation.foreign_texts import foreign_texts
from workbench.explanation.trust import Faithfulness, NotMeasured
from workbench.language.characters import unfit
from workbench.language.identification import Foreign
from workbench.models.attentions import Attentions, attentions
from workbench.views import VIEWS, check_options

if TYPE_CHECKING:
    from workbench.models import Pair, Translator
    from workbench.models.choice import Layer, Row
    from workbench.models.sublayer import Block

Alternatives = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Explanation:
    """What ``workbench explain`` tells. Figures are per target word; the end token comes last.

    ``logprobs``: natural logarithm of each word's probability, the sum over its pieces, NaN without any.
    ``alternatives``: the likeliest pieces where the word begins. ``views``: name → word-level map. ``faithfulness``:
    name → how far to trust it here, or why that cannot be measured; empty if nobody asked. ``foreign``: ``source``,
    ``target`` → what it reads like, where that is surely not the language that the model was loaded for. ``read`` makes
    `attentions`. ``begins``: the piece with which each word does begin, empty for a word without any.
    """

    source_text: str
    target_text: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    logprobs: tuple[float, ...]
    alternatives: tuple[Alternatives, ...]
    views: dict[str, AlignmentMap]
    faithfulness: dict[str, Faithfulness | NotMeasured]
    foreign: dict[str, Foreign] = field(default_factory=dict)
    read: Callable[[], Attentions] | None = field(default=None, repr=False, compare=False)
    begins: tuple[str, ...] = ()

    @cached_property
    def attentions(self) -> Attentions:
        """Every head of every layer, for tools such as BertViz: one more forced pass, when first asked for. Raises
        `ModelError` for an explanation that was not made by `explain`."""
        if self.read is None:
            raise ModelError("attention is read from a model, which this explanation does not know; use explain(…)")
        return self.read()

    def __repr__(self) -> str:
        return (
            f"<Explanation of {self.target_text!r} for {self.source_text!r}: views {', '.join(self.views)}; "
            "views[name].weights, logprobs, alternatives, faithfulness, attentions, record()>"
        )

    @property
    def measured(self) -> dict[str, Faithfulness]:
        """The views whose faithfulness could be measured."""
        return {name: found for name, found in self.faithfulness.items() if isinstance(found, Faithfulness)}

    @property
    def words_and_end(self) -> tuple[str, ...]:
        return (*self.target, "(end)")

    def record(self) -> dict[str, Any]:
        """The object that ``explain --json`` prints: ``weights`` have rows target, columns source, ``prefix`` rows
        target, columns target; NaN is null. ``dropped_by``: ``dropped`` by kind of token. Where ``faithfulness`` is
        null, ``not_measured`` says why. ``trust`` is the state of either. ``foreign``: see `Explanation`.
        """
        return {
            "source": list(self.source),
            "target": list(self.target),
            "logprobs": _json_numbers(self.logprobs),
            "alternatives": [[[piece, value] for piece, value in step] for step in self.alternatives],
            "views": {
                name: {
                    "weights": [_json_numbers(row) for row in found.weights],
                    "dropped": _json_numbers(found.dropped),
                    "dropped_by": None if found.dropped_by is None else _json_rows(found.dropped_by),
                    "prefix": None if found.prefix is None else [_json_numbers(row) for row in found.prefix],
                    "source_share": None if found.source_share is None else _json_numbers(found.source_share),
                    "error": None if found.error is None else _json_numbers(found.error),
                    "faithfulness": self.measured[name].record() if name in self.measured else None,
                    "not_measured": self._reason(name),
                    "trust": self.faithfulness[name].state if name in self.faithfulness else None,
                    "provenance": dict(found.provenance),
                }
                for name, found in self.views.items()
            },
            "foreign": {side: found.record() for side, found in self.foreign.items()},
        }

    def _reason(self, view: str) -> str | None:
        if view not in self.faithfulness:
            return "nobody asked"
        found = self.faithfulness[view]
        return found.reason if isinstance(found, NotMeasured) else None


def _json_numbers(values: Iterable[float]) -> list[float | None]:
    return [round(float(v), 6) if np.isfinite(v) else None for v in values]


def _json_rows(rows: Mapping[str, Iterable[float]]) -> dict[str, list[float | None]]:
    return {name: _json_numbers(values) for name, values in rows.items()}


def default_views(translator: Translator) -> tuple[str, ...]:
    """Where the model looked, as its preset reads it, beside what moved it."""
    return translator.preset.view, "integrated_gradients"


def explain(
    text: str,
    translator: Translator,
    *,
    target: str | None = None,
    prefix: str = "",
    views: Sequence[str] | None = None,
    block: Block = "cross",
    layer: Layer | None = None,
    heads: Sequence[int | str] | str | None = None,
    row: Row | None = None,
    words: Sequence[int] | None = None,
    instead_of: str | None = None,
    measure: bool = True,
    top_k: int = 5,
) -> Explanation:
    """Explain the translation of ``text``: the model's own (which begins with ``prefix``), or ``target``.

    The options are those of `ExplainSettings`. `explain_in_steps` hands out what is found as it comes.

    Raises `ModelError` when a text is empty, no valid Unicode or longer than the model's positions, when both a target
    and a prefix are given, a word, layer, head or row is not there, or none of the views has an option that is given;
    `UnknownNameError` for a view or block that does not exist.
    """
    settings = ExplainSettings(
        target=target,
        prefix=prefix,
        views=views,
        block=block,
        layer=layer,
        heads=heads,
        row=row,
        words=words,
        instead_of=instead_of,
        measure=measure,
        top_k=top_k,
    )
    *_, whole = explain_in_steps(text, translator, settings)
    return whole


def explain_in_steps(text: str, translator: Translator, settings: ExplainSettings) -> Iterator[Explanation]:
    """What `explain` finds, as far as it is known: first the words, then with one view more each, at last how far to
    trust them. Errors are those of `explain`.
    """
    # Each once, however often it is named.
    views = [*dict.fromkeys(default_views(translator) if settings.views is None else settings.views)]
    for given in (text, *settings.texts):
        check_characters(given)
    options = settings.options
    check_options(options, views)
    choice = translator.choose(settings.layer, settings.heads, settings.row, settings.block)
    pair = pair_of(text, translator, settings.target, settings.prefix, settings.written)
    forced = next(iter(translator.forced_pass([pair], top_k=settings.top_k)))
    index = np.array(pair.target.tokens.word_index)
    count = len(pair.target.tokens.spans)
    places = [np.flatnonzero(index == word) for word in range(count)]
    by_word = [float(forced.logprobs[own].sum()) if len(own) else float("nan") for own in places]
    likeliest = forced.alternatives or ((),) * len(forced.logprobs)
    pieces = [*translator.piece_names([*pair.target.ids, translator.template.end])]
    maps: dict[str, AlignmentMap] = {}
    found = Explanation(
        source_text=text,
        target_text=pair.target.tokens.text,
        source=pair.source.tokens.words,
        target=pair.target.tokens.words,
        logprobs=tuple(round(value, 6) for value in (*by_word, float(forced.logprobs[-1]))),
        alternatives=(*(likeliest[own[0]] if len(own) else () for own in places), likeliest[len(index)]),
        views={},
        faithfulness={},
        foreign=foreign_texts(text, pair.target.tokens.text, (translator.source_language, translator.target_language)),
        read=partial(attentions, translator, pair),
        begins=(*(pieces[own[0]] if len(own) else "" for own in places), pieces[-1]),
    )
    yield found
    for name in views:
        view = VIEWS[name]
        with VIEWS.spared(name):
            maps[name] = next(iter(view(translator, [pair], **view.taken(options, choice))))
        yield replace(found, views=dict(maps))
    if settings.measure:
        yield replace(found, views=maps, faithfulness=faithfulness(translator, pair, maps))


def check_characters(text: str) -> None:
    """Raise `ModelError` for what no text may hold."""
    found = unfit(text)
    if found:
        raise ModelError(found.told)


def pair_of(
    text: str, translator: Translator, target: str | None, prefix: str = "", written: Sequence[int] | None = None
) -> Pair:
    """What is read: ``target``, or the model's own translation. Raises `ModelError` as `explain` does."""
    if target is not None and prefix:
        raise ModelError("both a target and a prefix; a target is taken as it is, so leave one of them out")
    if not text.strip() or not translator.encode_sources([text])[0].ids:
        raise ModelError("the source is empty; give a sentence to explain")
    if target is None:
        translation = translator.translate([text], prefix=prefix)[0]
        if translation.text is None:
            raise ModelError(f"the source is longer than the model's {translator.positions} tokens; shorten it")
        target, written = translation.text, translation.ids
    if not target.strip():
        raise ModelError("the translation is empty; give one with --target")
    pair = translator.encode_pairs([text], [target], written=translator.irreplaceable([target], [written]))[0]
    if not translator.fits(pair):
        raise ModelError(
            f"{len(pair.source.ids)} source and {len(pair.target.ids)} target tokens; "
            f"the model has positions for {translator.positions}; shorten the text"
        )
    return pair
