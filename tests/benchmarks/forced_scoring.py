"""Forced scoring of the reference side against a plain forward pass with loss.

Headline, ``workbench / plain`` (target ≤ 2.5), both from the same token ids, models loaded:

- ``plain``: transformers alone. Clock: padding the ids, ``model(input_ids, attention_mask, labels=…)`` (SDPA, fp32,
  inference mode), reading the loss. Off the clock: tokenising.
- ``workbench``: what `workbench.score` does with each shard. Clock: padding the same ids in the same batches, the
  forced pass and the one without the source, log-probabilities, maps between pieces and words, every figure in
  ``SCORES`` that the side has, every symptom, suspicion, rows, and the shards written to disk and flushed. Off the
  clock: tokenising, which here includes character offsets and finding words. Tokens are made anew before every
  repetition and the cache of content words is emptied, so that nothing is carried over from the one before.

Beside it, ``score / plain with tokenising``, from text:

- ``score``: the whole of `workbench.score`: reading the corpus three times, tokenising, fitting suspicion to up to 400
  pairs, all the above, ``run.json``, counts.
- ``plain_with_tokenising``: the checkpoint's own tokenizer, then ``plain``.

The batches are those of the workbench: shards of 256 in the order of the corpus, at most 32 pairs of like length.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from workbench.jobs.chunk import Chunk
from workbench.jobs.rows import RowMaker
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.jobs.signals import SignalReader
from workbench.language.stopwords import is_content
from workbench.models import Pair
from workbench.models.forced import padded
from workbench.runs import shard
from workbench.suspicion.shipped import default_suspicion

TARGET = 2.5


def markdown(result: Mapping[str, Any]) -> str:
    return timed_table(result, "workbench / plain", "score / plain with tokenising")


def main() -> None:
    options = parser(__doc__, count=2000).parse_args()
    translator, plain = load_translator(options), plain_model(options)
    settings = ScoreSettings(side="reference")
    with TemporaryDirectory() as temporary:
        corpus = sample(options.pairs, options.count, Path(temporary))
        segments = list(corpus)
        sources = [segment.source for segment in segments]
        targets = [segment.references[0] for segment in segments]
        pairs = translator.encode_pairs(sources, targets)
        assert all(map(translator.fits, pairs)), "some pairs are too long for the model: the sides would do unlike work"
        batches = list(score_batches([(len(pair.source.ids), len(pair.target.ids)) for pair in pairs]))
        folders = (Path(temporary) / f"run-{number}" for number in range(2 * options.repetitions + 2))

        def forward(source_ids: Sequence[list[int]], target_ids: Sequence[list[int]]) -> None:
            pad, device = plain.config.pad_token_id, plain.device
            with torch.inference_mode():
                for batch in batches:
                    input_ids = padded([source_ids[i] for i in batch], pad)
                    labels = padded([target_ids[i] for i in batch], -100)
                    mask = (input_ids != pad).long()
                    plain(input_ids.to(device), mask.to(device), labels=labels.to(device)).loss.item()

        def plain_side() -> Callable[[], object]:
            source_ids = [translator.template.source(pair.source.ids) for pair in pairs]
            target_ids = [translator.template.labels(pair.target.ids) for pair in pairs]
            return lambda: forward(source_ids, target_ids)

        def plain_with_tokenising() -> Callable[[], object]:
            tag = translator.piece_names(translator.template.before_source)

            def job() -> None:
                tokenized = translator.tokenizer([" ".join([*tag, text]) for text in sources], text_target=targets)
                forward(tokenized["input_ids"], tokenized["labels"])

            return job

        def workbench_side() -> Callable[[], object]:
            ready = dict(
                zip(zip(sources, targets, strict=True), translator.encode_pairs(sources, targets), strict=True)
            )
            is_content.cache_clear()
            folder = next(folders)
            (folder / shard.FOLDER).mkdir(parents=True)

            def encode_pairs(sources: Sequence[str], targets: Sequence[str], pretokenized: bool = False) -> list[Pair]:
                assert not pretokenized
                return [ready[pair] for pair in zip(sources, targets, strict=True)]

            def job() -> None:
                translator.encode_pairs = encode_pairs  # type: ignore[method-assign]
                try:
                    reader = SignalReader(translator, translator.preset, settings.batch_size)
                    suspicions = {"reference": default_suspicion("reference")}
                    rows = RowMaker(reader, settings, suspicions, False, lambda *_: None)
                    for number, start in enumerate(range(0, len(segments), settings.shard_size)):
                        chunk = Chunk(number, segments[start : start + settings.shard_size])
                        shard.write(folder, number, rows.of(chunk))
                finally:
                    del translator.encode_pairs

            return job

        def score_side() -> Callable[[], object]:
            is_content.cache_clear()
            folder = next(folders)
            return lambda: score(corpus, translator, folder, settings)

        seconds = in_turn(
            {
                "plain": plain_side,
                "workbench": workbench_side,
                "plain_with_tokenising": plain_with_tokenising,
                "score": score_side,
            },
            options.repetitions,
        )
    headline = ratio(seconds["workbench"], seconds["plain"])
    finish(
        {
            "benchmark": "forced_scoring",
            "pairs": options.count,
            "batches": len(batches),
            "workbench / plain": headline,
            "target": TARGET,
            "met": headline["of_medians"] <= TARGET,
            "score / plain with tokenising": ratio(seconds["score"], seconds["plain_with_tokenising"]),
            "sides": summary(seconds, options.count),
            "machine": machine(translator),
        }
    )


if __name__ == "__main__":
    main()
