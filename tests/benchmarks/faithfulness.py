"""How far to trust each view: faithfulness and completeness of every view in ``VIEWS``. Nothing is timed.

``--count`` pairs of the file with at least five source words, drawn with a fixed seed; side: the model's own
translation of each source. For every view, over sentences:

- ``faithfulness``: mean of the figure of `workbench.explanation.faithfulness`, with a 95 % bootstrap interval over
  sentences; 0 is chance. ``better_than_chance``: share of the measured sentences whose own interval lies above zero;
  ``too_short``: share of those that are too short to tell.
- ``erasure_correlation``: mean rank correlation with erasure, over sentences that have one.
- ``completeness_error``: median over all target words, where the view has one.

``measured`` counts the sentences that a figure could be told of; erasure is the yardstick and is not measured itself.
Cross-attention is read four ways: as the model's preset has it, from the same layer and heads at the row that predicts
each token (where the preset reads another), and at that row from the last layer, all heads, and as the mean over all
layers and heads. Deletions are shared between views. ``--views`` measures some views alone.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from statistics import mean
from typing import Any

import numpy as np

from tests.benchmarks.common import (
    CORPORA,
    SEED,
    finish,
    grid,
    load_translator,
    machine,
    own_translations,
    parser,
    say,
)
from workbench.alignment.map import AlignmentMap
from workbench.corpus import read
from workbench.explanation.faithfulness import bootstrap_interval, faithfulness
from workbench.explanation.reasons import PREDICTING
from workbench.explanation.trust import Faithfulness
from workbench.models import AttentionChoice, Translator
from workbench.views import VIEWS

LEAST_WORDS = 5
EVERY = 20


def read_ways(translator: Translator) -> dict[str, Callable[..., Iterator[AlignmentMap]]]:
    """Every view under its name, and attention read in more ways than the preset's."""
    preset, attention = translator.preset, VIEWS["attention"]
    ways: dict[str, Callable[..., Iterator[AlignmentMap]]] = dict(VIEWS)
    if preset.row != "output":
        ways["attention, output row"] = partial(attention, choice=replace(preset, row="output"))
    ways["attention, last layer, all heads"] = partial(attention, choice=AttentionChoice(translator.layers - 1))
    ways["attention, all layers and heads, output row"] = partial(attention, choice=PREDICTING)
    return ways


def figures(maps: Sequence[AlignmentMap], found: Sequence[Faithfulness | None]) -> dict[str, Any]:
    """Of one view, over sentences."""
    measured = [one for one in found if one is not None]
    values = np.array([one.figure for one in measured])
    low, high = bootstrap_interval(values)
    correlations = [one.erasure_correlation for one in measured if one.erasure_correlation is not None]
    errors = [one.error for one in maps if one.error is not None]
    return {
        "measured": len(measured),
        "faithfulness": round(float(values.mean()), 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "better_than_chance": round(mean(one.state == "better" for one in measured), 4),
        "too_short": round(mean(one.state == "too_short" for one in measured), 4),
        "erasure_correlation": round(mean(correlations), 4) if correlations else None,
        "completeness_error": round(float(np.nanmedian(np.concatenate(errors))), 4) if errors else None,
    }


def markdown(result: Mapping[str, Any]) -> str:
    """The most faithful first."""
    head = ["view", "faithfulness", "95 % interval", "better than chance", "too short to tell"]
    lines = []
    for name, of_view in sorted(result["views"].items(), key=lambda item: -item[1]["faithfulness"]):
        view, _, way = name.partition(", ")
        correlation, error = of_view["erasure_correlation"], of_view["completeness_error"]
        lines.append(
            [
                f"`{view}`{f', {way}' if way else ''}",
                f"{of_view['faithfulness']:.3f}",
                f"{of_view['low']:.3f} to {of_view['high']:.3f}",
                f"{of_view['better_than_chance']:.0%}".replace("%", " %"),
                f"{of_view['too_short']:.0%}".replace("%", " %"),
                "·" if correlation is None else f"{correlation:.2f}",
                "·" if error is None else f"{error:.1%}".replace("%", " %"),
            ]
        )
    return grid([*head, "correlation with erasure", "completeness error"], lines)


def main() -> None:
    options_of = parser(__doc__, count=200)
    options_of.set_defaults(pairs=CORPORA / "tatoeba-en-de/dev.tsv")
    options_of.add_argument("--views", nargs="+", choices=[*VIEWS], help="only these (default: all)")
    options = options_of.parse_args()
    translator = load_translator(options)
    # A source with several references stands in the file several times.
    sources = sorted({s.source for s in read(options.pairs) if len(s.source.split()) >= LEAST_WORDS})
    if options.count > len(sources):
        sys.exit(
            f"{options.pairs} has {len(sources)} sources of {LEAST_WORDS} words or more; {options.count} asked for"
        )
    pairs = own_translations(translator, random.Random(SEED).sample(sources, options.count))
    maps: dict[str, list[AlignmentMap]] = {}
    ways = read_ways(translator)
    for name, view in ways.items():
        if options.views and name.partition(",")[0] not in options.views:
            continue
        maps[name] = list(view(translator, pairs))
        say(f"{name}: {len(pairs)} maps")
    measured: dict[str, list[Faithfulness | None]] = {name: [] for name in maps}
    for place, pair in enumerate(pairs):
        told = faithfulness(translator, pair, {name: made[place] for name, made in maps.items()})
        for name, of_view in told.items():
            measured[name].append(of_view if isinstance(of_view, Faithfulness) else None)
        if (place + 1) % EVERY == 0:
            say(f"faithfulness: {place + 1} of {len(pairs)}")
    found = {name: figures(maps[name], measured[name]) for name in maps if any(measured[name])}
    finish(
        {
            "benchmark": "faithfulness",
            "sentences": len(pairs),
            "least_words": LEAST_WORDS,
            "preset": str(translator.preset),
            "views": found,
            "machine": machine(translator),
        }
    )


if __name__ == "__main__":
    main()
