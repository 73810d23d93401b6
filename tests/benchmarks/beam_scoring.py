"""`workbench.score` of the hypothesis side, end to end, against plain ``model.generate``.

Ratio ``score / generate`` (target ≤ 1.20), models loaded, beam 4 and the model's own length limit on both sides:

- ``generate``: transformers alone (SDPA, fp32). Clock: padding ready token ids and ``model.generate`` of each batch.
  Off the clock: tokenising, and decoding the ids to text.
- ``score``: everything that a user waits for, from text to a finished run. Clock: reading the corpus twice,
  tokenising, beam search, decoding, the forced pass over the hypotheses, every figure in ``SCORES`` (BLEU, chrF and
  TER among them), shards written to disk and flushed, ``run.json`` and counts. The cache of content words is emptied
  before every repetition.

The batches are those of the workbench: shards of 256 in the order of the corpus, at most 32 sources of like length.
``same_translations`` counts the texts that come out equal on both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from tests.benchmarks.common import (
    finish,
    in_turn,
    load_translator,
    machine,
    parser,
    plain_model,
    ratio,
    sample,
    score_batches,
    summary,
    timed_table,
)
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.language.stopwords import is_content
from workbench.models.forced import padded
from workbench.runs import Run

TARGET = 1.20


def markdown(result: Mapping[str, Any]) -> str:
    return timed_table(result, "score / generate")


def main() -> None:
    options = parser(__doc__, count=500).parse_args()
    translator, plain = load_translator(options), plain_model(options)
    settings = ScoreSettings(side="hypothesis")
    with TemporaryDirectory() as temporary:
        corpus = sample(options.pairs, options.count, Path(temporary))
        encoded = translator.encode_sources([segment.source for segment in corpus])
        assert all(map(translator.fits_source, encoded)), "some sources are too long: the sides would do unlike work"
        rows = [translator.template.source(source.ids) for source in encoded]
        batches = list(score_batches([len(source.ids) for source in encoded]))
        folders = (Path(temporary) / f"run-{number}" for number in range(options.repetitions + 1))
        generated: dict[int, list[int]] = {}
        runs: list[Run] = []

        def generate() -> None:
            pad, device = plain.config.pad_token_id, plain.device
            with torch.inference_mode():
                for batch in batches:
                    input_ids = padded([rows[i] for i in batch], pad)
                    output = plain.generate(  # type: ignore[operator]
                        input_ids=input_ids.to(device),
                        attention_mask=(input_ids != pad).long().to(device),
                        num_beams=settings.beam_size,
                        max_length=translator.longest_target(settings.max_length),
                        do_sample=False,
                    )
                    generated.update(zip(batch, output.tolist(), strict=True))

        def score_side() -> Callable[[], object]:
            is_content.cache_clear()
            folder = next(folders)
            return lambda: runs.append(score(corpus, translator, folder, settings))

        seconds = in_turn({"generate": lambda: generate, "score": score_side}, options.repetitions)
        stored = [record["hypothesis"] for record in runs[-1].records()]
    plain_texts = translator.decode([generated[i] for i in range(len(rows))])
    headline = ratio(seconds["score"], seconds["generate"])
    finish(
        {
            "benchmark": "beam_scoring",
            "pairs": options.count,
            "beam_size": settings.beam_size,
            "batches": len(batches),
            "score / generate": headline,
            "target": TARGET,
            "met": headline["of_medians"] <= TARGET,
            "same_translations": sum(a == b for a, b in zip(stored, plain_texts, strict=True)),
            "sides": summary(seconds, options.count),
            "machine": machine(translator),
        }
    )


if __name__ == "__main__":
    main()
