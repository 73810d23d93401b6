"""Pairs per second of forced attention maps and scores, against Inseq's attention attribution.

Ratio ``inseq / attention`` of seconds (target ≥ 8), the same product on both sides; same pairs, same checkpoint in
fp32, same number of threads, models loaded and one uncounted round before:

- ``attention``: the attention view, from text to word maps: tokenising, the forced pass, maps between words.
  Inseq keeps every layer and head, the view the chosen ones, so its pass can end at the chosen layer.
- ``score``: the whole of `workbench.score` on the reference side, from text to a finished run on disk: tokenising,
  the forced pass, maps between words, log-probabilities, all figures, shards.
- ``inseq``: ``model.attribute(sources, generated_texts=targets)`` with method ``attention``, no step scores, from text
  to its attribution objects (all layers and heads; nothing aggregated, scored or written). It is handed the pairs
  sorted by length and ``--inseq-batch-size``, by default 32, though Inseq 0.7.1 itself goes down to 1 for attention
  of encoder-decoder models ("currently not supported for final-step methods").

Inseq is no dependency of the workbench. It needs an environment of its own, and stays loaded in a child process that
waits while the workbench runs:

    python3 -m venv inseq-venv
    inseq-venv/bin/pip install torch==2.13.0 inseq==0.7.1 sentencepiece
    python -m tests.benchmarks.against_inseq --inseq-python inseq-venv/bin/python
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
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
    model_place,
    parser,
    ratio,
    sample,
    summary,
    timed_table,
)
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.language.stopwords import is_content
from workbench.models import Translator
from workbench.views import VIEWS

TARGET = 8.0


class InseqSide:
    """`inseq_side` in a child process. Closing its stdin ends it."""

    def __init__(self, python: Path, job: dict[str, Any]):
        script = Path(__file__).with_name("inseq_side.py")
        self._child = subprocess.Popen(
            [python, script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | {"HF_HUB_OFFLINE": "1"},
        )
        self.facts = self._ask(json.dumps(job))

    def _ask(self, line: str) -> dict[str, Any]:
        assert self._child.stdin and self._child.stdout
        self._child.stdin.write(line + "\n")
        self._child.stdin.flush()
        answer = self._child.stdout.readline()
        if not answer:
            sys.exit(f"the Inseq side ended with exit code {self._child.wait()}; its messages are above")
        return json.loads(answer)

    def attribute(self) -> float:
        """One repetition; the seconds that it took by the child's own clock."""
        return self._ask("again")["seconds"]

    def convergence(self) -> dict[str, Any]:
        """See `inseq_side`; only of methods that have it."""
        return self._ask("convergence")

    def close(self) -> None:
        assert self._child.stdin
        self._child.stdin.close()
        self._child.wait()


def job_of(
    translator: Translator, place: str, texts: Sequence[tuple[str, str]], method: str, **options: object
) -> dict[str, Any]:
    """What `inseq_side` is told: ``options`` of its ``attribute``; the tag in the text, as Marian's tokenizer wants."""
    tag = translator.piece_names(translator.template.before_source)
    return {
        "model": place,
        "method": method,
        "options": options,
        "tags": len(tag),
        "sources": [" ".join([*tag, source]) for source, _ in texts],
        "targets": [target for _, target in texts],
        "threads": torch.get_num_threads(),
    }


def markdown(result: Mapping[str, Any]) -> str:
    return timed_table(result, "inseq / attention", "inseq / score")


def main() -> None:
    options_of = parser(__doc__, count=1000)
    options_of.add_argument("--inseq-python", type=Path, required=True, help="the Python of Inseq's environment")
    options_of.add_argument("--inseq-batch-size", type=int, default=32, help="(%(default)s)")
    options = options_of.parse_args()
    translator = load_translator(options)
    with TemporaryDirectory() as temporary:
        corpus = sample(options.pairs, options.count, Path(temporary))
        texts = [(segment.source, segment.references[0]) for segment in corpus]
        by_length = sorted(texts, key=lambda pair: len(pair[0]), reverse=True)
        place = model_place(options.model)
        job = job_of(translator, place, by_length, "attention", batch_size=options.inseq_batch_size)
        other = InseqSide(options.inseq_python, job)
        folders = (Path(temporary) / f"run-{number}" for number in range(options.repetitions + 1))

        def score_side() -> Callable[[], object]:
            is_content.cache_clear()
            folder = next(folders)
            return lambda: score(corpus, translator, folder, ScoreSettings(side="reference"))

        def attention_side() -> Callable[[], object]:
            return lambda: list(VIEWS["attention"](translator, translator.encode_pairs(*zip(*texts, strict=True))))

        sides = {"inseq": lambda: other.attribute, "attention": attention_side, "score": score_side}
        seconds = in_turn(sides, options.repetitions)
        other.close()
    headline = ratio(seconds["inseq"], seconds["attention"])
    finish(
        {
            "benchmark": "against_inseq",
            "pairs": options.count,
            "inseq / attention": headline,
            "inseq / score": ratio(seconds["inseq"], seconds["score"]),
            "target": TARGET,
            "met": headline["of_medians"] >= TARGET,
            "sides": summary(seconds, options.count),
            "inseq": other.facts | {"batch_size_asked_for": options.inseq_batch_size},
            "machine": machine(translator),
        }
    )


if __name__ == "__main__":
    main()
