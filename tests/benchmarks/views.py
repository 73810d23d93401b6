"""Seconds of the views: of maps against plain forward passes, and of what someone waits for.

Sources of 10, 20 and 40 words with the model's own translations; models loaded, one uncounted round before.

``maps``, ``--batch`` pairs of each length (``rollout`` and ``decomposition`` over ``eager``, target ≤ 3; others for
information). Off the clock on both sides: tokenising.

- ``eager``: transformers alone with eager attention, fp32, inference mode, over the batches that the views make. Clock:
  padding the ids and ``model(input_ids, attention_mask, decoder_input_ids)``, logits of the whole vocabulary included.
- ``eager without logits``: the same without the projection, ``model.model(…)``; the views have no use for it.
- ``rollout``, ``decomposition``, ``attention``, ``value_attention``: from ready pairs to maps between words.

``erasure``, ``--count`` sentences of each length, one at a time (ratio ``erasure / plain``, target ≤ 1.2):

- ``erasure``: the view, of all target words, from ready pairs: n + 1 variants of a source of n words (itself, and one
  for each word gone; punctuation marks are words), in chunks of a bounded number of tokens, and the map.
- ``plain``: n plain forward passes of the same source and decoder input, batched in chunks of that same size:
  ``model(input_ids, attention_mask, decoder_input_ids)`` of transformers alone with its fast attention (SDPA), logits
  included.

``integrated_gradients``, ``--count`` sources of 20 words, seconds for each sentence at the default tolerance, from text
to the map: one chosen word (the middle one, and the last, which has most before it; target < 0.5 s), and all words
(target < 3 s).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

import torch

from tests.benchmarks.common import (
    Side,
    finish,
    grid,
    in_turn,
    length_parser,
    lengths_of,
    load_translator,
    machine,
    own_translations,
    plain_model,
    ratio,
    say,
    sources_of_length,
    summary,
)
from workbench.models import Pair, Translator, length_batches
from workbench.models.forced import WINDOW, padded
from workbench.views import VIEWS
from workbench.views.question import ask

MAPS_TARGET, ERASURE_TARGET, ONE_WORD_TARGET, ALL_WORDS_TARGET = 3.0, 1.2, 0.5, 3.0
WITHIN_TARGET = ("rollout", "decomposition")
MAPS = (*WITHIN_TARGET, "attention", "value_attention")
WAITED_FOR = 20


def as_is(job: Callable[[], object]) -> Side:
    """A side that has nothing to prepare."""
    return lambda: job


def maps(options: argparse.Namespace, translator: Translator, eager: Any, pairs: Sequence[Pair]) -> dict[str, Any]:
    pad, start = eager.config.pad_token_id, eager.config.decoder_start_token_id
    batches = length_batches([(len(pair.source.ids), len(pair.target.ids)) for pair in pairs])

    def forward(model: Any) -> None:
        with torch.inference_mode():
            for batch in batches:
                ids = padded([translator.template.source(pairs[i].source.ids) for i in batch], pad)
                decoder_ids = padded([[start, *pairs[i].target.ids] for i in batch], pad)
                mask = (ids != pad).long()
                model(
                    input_ids=ids.to(options.device),
                    attention_mask=mask.to(options.device),
                    decoder_input_ids=decoder_ids.to(options.device),
                    use_cache=False,
                )

    sides = {"eager": as_is(lambda: forward(eager)), "eager without logits": as_is(lambda: forward(eager.model))}
    sides |= {name: as_is(lambda view=VIEWS[name]: list(view(translator, pairs))) for name in MAPS}  # type: ignore[misc]
    seconds = in_turn(sides, options.repetitions)
    against = {name: ratio(seconds[name], seconds["eager"]) for name in MAPS}
    bare = {name: ratio(seconds[name], seconds["eager without logits"])["of_medians"] for name in MAPS}
    return {
        "pairs": len(pairs),
        "batches": len(batches),
        **lengths_of(pairs),
        "view / eager": against,
        "view / eager without logits": bare,
        "met": all(against[name]["of_medians"] <= MAPS_TARGET for name in WITHIN_TARGET),
        "sides": summary(seconds, len(pairs)),
    }


def erasure(options: argparse.Namespace, translator: Translator, plain: Any, pairs: Sequence[Pair]) -> dict[str, Any]:
    prepared = []
    for pair in pairs:
        objective = ask(translator, pair, None, None, by_word=True).objective
        (inputs,) = objective.sequences
        ids, words = translator.template.source(pair.source.ids), len(pair.source.tokens.spans)
        sizes = [min(rows.stop, words) - rows.start for rows in objective.chunks(words, len(ids))]
        prepared.append((ids, inputs, sizes))

    def forward() -> None:
        with torch.inference_mode():
            for ids, inputs, sizes in prepared:
                for rows in sizes:
                    source = torch.tensor([ids] * rows, device=options.device)
                    plain(
                        input_ids=source,
                        attention_mask=torch.ones_like(source),
                        decoder_input_ids=torch.tensor([inputs] * rows, device=options.device),
                        use_cache=False,
                    )

    sides = {"plain": as_is(forward), "erasure": as_is(lambda: list(VIEWS["erasure"](translator, pairs)))}
    seconds = in_turn(sides, options.repetitions)
    headline = ratio(seconds["erasure"], seconds["plain"])
    return {
        "sentences": len(pairs),
        **lengths_of(pairs),
        "erasure / plain": headline,
        "met": headline["of_medians"] <= ERASURE_TARGET,
        "sides": summary(seconds, len(pairs)),
    }


def waiting(options: argparse.Namespace, translator: Translator, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Each sentence is a side of its own: the slowest counts too."""

    def job(pair: Pair, words: list[int] | None) -> Callable[[], object]:
        texts = ([pair.source.tokens.text], [pair.target.tokens.text])
        view = VIEWS["integrated_gradients"]
        return lambda: list(view(translator, translator.encode_pairs(*texts), words=words))

    sides: dict[str, Side] = {}
    for number, pair in enumerate(pairs):
        last = len(pair.target.tokens.spans) - 1
        asked = {"middle word": [last // 2], "last word": [last], "all words": None}
        sides |= {f"{name} of {number}": as_is(job(pair, words)) for name, words in asked.items()}
    seconds = in_turn(sides, options.repetitions)
    found: dict[str, Any] = {"sentences": len(pairs), **lengths_of(pairs)}
    targets = {"middle word": ONE_WORD_TARGET, "last word": ONE_WORD_TARGET, "all words": ALL_WORDS_TARGET}
    for name, target in targets.items():
        each = [median(seconds[f"{name} of {number}"]) for number in range(len(pairs))]
        found[name] = {
            "median_seconds": round(median(each), 4),
            "slowest_seconds": round(max(each), 4),
            "seconds": [round(value, 4) for value in each],
            "target": target,
            "met": max(each) < target,
        }
    return found


def markdown(result: Mapping[str, Any]) -> str:
    rows = []
    for words, of in result["maps"].items():
        ratios = (f"{of['view / eager'][name]['of_medians']:.2f}" for name in MAPS)
        rows.append((words, *ratios, f"{result['erasure'][words]['erasure / plain']['of_medians']:.2f}"))
    table = grid(["words", *(f"`{name}` / eager" for name in MAPS), "`erasure` / plain"], rows, words=0)
    waited = result["integrated_gradients"]
    told = ", ".join(f"{name} {waited[name]['median_seconds']:.2f} s" for name in ("middle word", "all words"))
    return f"{table}\n\nIntegrated gradients of a sentence of {WAITED_FOR} words: {told}."


def main() -> None:
    options_of = length_parser(__doc__, count=5, repetitions=5)
    options_of.add_argument("--batch", type=int, default=32, help="pairs of each length for maps (%(default)s)")
    options = options_of.parse_args()
    assert options.batch <= WINDOW, f"the views take {WINDOW} pairs at a time"
    translator = load_translator(options)
    plain, eager = plain_model(options), plain_model(options, "eager")
    sources = sources_of_length(options, sorted({*options.words, WAITED_FOR}), max(options.batch, options.count))
    say("translating")
    pairs = {length: own_translations(translator, texts) for length, texts in sources.items()}
    finish(
        {
            "benchmark": "views",
            "targets": {"maps": MAPS_TARGET, "erasure": ERASURE_TARGET},
            "maps": {n: maps(options, translator, eager, pairs[n][: options.batch]) for n in options.words},
            "erasure": {n: erasure(options, translator, plain, pairs[n][: options.count]) for n in options.words},
            "integrated_gradients": waiting(options, translator, pairs[WAITED_FOR][: options.count]),
            "machine": machine(translator),
        }
    )


if __name__ == "__main__":
    main()
