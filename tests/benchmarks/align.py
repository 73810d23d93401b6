"""`workbench align` against the forward pass that it cannot do without.

Headline, ``one_direction / forward`` and ``both_directions / forward``, from text, models loaded:

- ``forward``: the encoder, and the decoder up to the cross-attention that the preset names, in the same batches as
  ``one_direction``. Clock: padding ready ids, the pass with the attention kept. Off the clock: tokenising.
- ``one_direction``: what a user waits for. Clock: reading the corpus twice, tokenising, the pass, maps between words,
  links, lines. Tokens are made anew, and the cache of words found in texts is emptied before every repetition.
- ``both_directions``: the same with ``--symmetrise``, two passes over every pair.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.common import (
    finish,
    in_turn,
    lengths_of,
    load_translator,
    machine,
    parser,
    ratio,
    sample,
    summary,
    timed_table,
)
from workbench.jobs.align import align
from workbench.jobs.aligner import Aligner, AlignSettings
from workbench.language.segmentation import word_spans
from workbench.models import Pair
from workbench.models.capture import Recorder
from workbench.models.forced import WINDOW, run_batches

TARGET = 200.0


def markdown(result: Mapping[str, Any]) -> str:
    return timed_table(result, "one_direction / forward", "both_directions / forward")


def main() -> None:
    made = parser(__doc__, count=2048)
    made.add_argument("--symmetrise", default="grow-diag-final-and", help="(%(default)s)")
    options = made.parse_args()
    translator = load_translator(options)
    layer = translator.preset.layer
    modules = {layer: translator.attention_modules()[layer]}
    aligners = {
        "one_direction": Aligner.of(translator, AlignSettings()),
        "both_directions": Aligner.of(translator, AlignSettings(symmetrise=options.symmetrise)),
    }
    with TemporaryDirectory() as temporary:
        corpus = sample(options.pairs, options.count, Path(temporary))
        segments = list(corpus)
        pairs = translator.encode_pairs([s.source for s in segments], [s.references[0] for s in segments])
        assert all(map(translator.fits, pairs)), "some pairs are too long for the model: the sides would do unlike work"
        lines: list[str] = []

        def forward(ready: list[Pair]) -> None:
            for start in range(0, len(ready), WINDOW):
                recorder_for = partial(Recorder, modules, translator.preset.heads)
                for _ in run_batches(translator, ready[start : start + WINDOW], recorder_for, logprobs=False):
                    pass

        def link(name: str) -> Callable[[], object]:
            word_spans.cache_clear()
            lines.clear()
            return lambda: align(corpus, aligners[name], lines.append)

        seconds = in_turn(
            {"forward": lambda: lambda: forward(pairs)} | {name: partial(link, name) for name in aligners},
            options.repetitions,
        )
    sides = summary(seconds, options.count)
    finish(
        {
            "benchmark": "align",
            "pairs": options.count,
            "lengths": lengths_of(pairs),
            "read": str(aligners["one_direction"].forward),
            "symmetrise": options.symmetrise,
            "one_direction / forward": ratio(seconds["one_direction"], seconds["forward"]),
            "both_directions / forward": ratio(seconds["both_directions"], seconds["forward"]),
            "target pairs per second": TARGET,
            "met": sides["one_direction"]["pairs_per_second"] >= TARGET,
            "sides": sides,
            "machine": machine(translator),
        }
    )


if __name__ == "__main__":
    main()
