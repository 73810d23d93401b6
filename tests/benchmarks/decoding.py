"""Translating and judging with either decoder, against plain ``model.generate`` that translates alone.

Beam 4 and the model's own length limit everywhere, fp32, models loaded, the conversion made. Four sides:

- ``generate``: transformers alone (SDPA). Clock: padding ready token ids and ``model.generate`` of each batch. Off the
  clock: tokenising, and decoding the ids to text. The batches are those of the workbench over all sources, sorted by
  length, so of as little padding as can be.
- ``translate with ctranslate2``: the workbench's ``translate`` with its fast decoder. Clock: from text to text.
- ``score`` and ``score with ctranslate2``: all that ``workbench score`` does of the hypothesis side, from the corpus on
  disk to a finished run, with the default signals. Clock: reading, tokenising, decoding, the forced pass and the one
  without source, every figure and symptom, fitting suspicion to a sample (whose translations come on top of those of
  the corpus), shards and manifest.

Ratios ``score / generate`` (target ≤ 0.75) and ``score with ctranslate2 / generate`` (target ≤ 0.40). Translations that
differ between the decoders are told apart by the model's own log-probability for each token, as beams are ranked:
``better`` is one that the model likes better than that of transformers (which ended too soon), ``worse`` one that it
likes less, ``tie`` within 1e-4 nats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from sacrebleu.metrics import BLEU

from tests.benchmarks.common import (
    finish,
    grid,
    in_turn,
    load_translator,
    machine,
    parser,
    plain_model,
    ratio,
    sample,
    summary,
    timed_table,
)
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.language.stopwords import is_content
from workbench.models import Translation, Translator, length_batches
from workbench.models.fast_decoder import decoder_of
from workbench.models.forced import padded
from workbench.runs import Run

TARGETS = {"score / generate": 0.75, "score with ctranslate2 / generate": 0.40}
TIE = 1e-4


def markdown(result: Mapping[str, Any]) -> str:
    told = timed_table(result, *TARGETS, "translate with ctranslate2 / generate")
    rows = [(name, f"{bleu:.2f}") for name, bleu in result["bleu"].items()]
    apart = ", ".join(f"{count} {how}" for how, count in sorted(result["different"].items())) or "none"
    return (
        f"{told}\n\n{grid(['translations of', 'BLEU'], rows)}\n\n"
        f"Translations by CTranslate2 that differ from those of transformers: {apart}, of {result['pairs']}."
    )


def main() -> None:
    options = parser(__doc__, count=2000).parse_args()
    own, plain = load_translator(options), plain_model(options)
    decoder, _ = decoder_of(own, "ctranslate2")
    fast = replace(own, decoder=decoder)
    fast.signature()  # Hashes the weights, once per load.
    settings = ScoreSettings(side="hypothesis")
    with TemporaryDirectory() as temporary:
        corpus = sample(options.pairs, options.count, Path(temporary))
        segments = list(corpus)
        sources = [segment.source for segment in segments]
        encoded = own.encode_sources(sources)
        assert all(map(own.fits_source, encoded)), "some sources are too long: the sides would do unlike work"
        rows = [own.template.source(source.ids) for source in encoded]
        batches = length_batches(list(map(len, rows)), settings.batch_size)
        folders = (Path(temporary) / f"run-{number}" for number in range(2 * options.repetitions + 2))
        generated: dict[int, list[int]] = {}
        made: list[Translation] = []
        runs: dict[str, Run] = {}

        def generate() -> None:
            pad, device = plain.config.pad_token_id, plain.device
            with torch.inference_mode():
                for batch in batches:
                    input_ids = padded([rows[i] for i in batch], pad)
                    output = plain.generate(  # type: ignore[operator]
                        input_ids=input_ids.to(device),
                        attention_mask=(input_ids != pad).long().to(device),
                        num_beams=settings.beam_size,
                        max_length=own.longest_target(settings.max_length),
                        do_sample=False,
                    )
                    generated.update(zip(batch, output.tolist(), strict=True))

        def translate() -> None:
            made[:] = fast.translate(sources, settings=settings.beam())

        def scored(name: str, translator: Translator) -> Callable[[], Callable[[], object]]:
            def prepare() -> Callable[[], object]:
                is_content.cache_clear()
                folder = next(folders)
                return lambda: runs.update({name: score(corpus, translator, folder, settings)})

            return prepare

        seconds = in_turn(
            {
                "generate": lambda: generate,
                "translate with ctranslate2": lambda: translate,
                "score": scored("score", own),
                "score with ctranslate2": scored("score with ctranslate2", fast),
            },
            options.repetitions,
        )
        stored = {name: [record["hypothesis"] for record in run.records()] for name, run in runs.items()}
    plain_ids = [own.own_ids(generated[i]) for i in range(len(rows))]
    texts = {"generate": own.decode(plain_ids), **stored}
    references = [[segment.references[0] for segment in segments]]
    ratios = {name: ratio(seconds[name.split(" / ")[0]], seconds["generate"]) for name in TARGETS}
    finish(
        {
            "benchmark": "decoding",
            "pairs": options.count,
            "beam_size": settings.beam_size,
            "batches": len(batches),
            **ratios,
            "translate with ctranslate2 / generate": ratio(seconds["translate with ctranslate2"], seconds["generate"]),
            "targets": TARGETS,
            "met": {name: ratios[name]["of_medians"] <= target for name, target in TARGETS.items()},
            "bleu": {name: round(BLEU().corpus_score(side, references).score, 3) for name, side in texts.items()},
            "different": different(own, sources, plain_ids, [one.ids or () for one in made]),
            "same_texts": {
                name: sum(a == b for a, b in zip(side, texts["generate"], strict=True)) for name, side in stored.items()
            },
            "sides": summary(seconds, options.count),
            "machine": machine(fast),
        }
    )


def different(
    translator: Translator, sources: Sequence[str], own: Sequence[Sequence[int]], other: Sequence[Sequence[int]]
) -> Counter[str]:
    """How many of ``other`` are not as in ``own``, by what the model says of both."""
    places = [place for place in range(len(sources)) if tuple(own[place]) != tuple(other[place])]
    liked = [_liked(translator, [sources[i] for i in places], [side[i] for i in places]) for side in (own, other)]
    return Counter(
        "tie" if abs(after - before) <= TIE else "better" if after > before else "worse"
        for before, after in zip(*liked, strict=True)
    )


def _liked(translator: Translator, sources: Sequence[str], ids: Sequence[Sequence[int]]) -> list[float]:
    """Mean log-probability of a token, end token included."""
    pairs = translator.encode_pairs(sources, translator.decode(ids), written=ids)
    return [float(one.logprobs.mean()) for one in translator.forced_pass(pairs)]


if __name__ == "__main__":
    main()
