"""Seconds and completeness error of integrated-gradients maps, against Inseq; peak memory of one for 80 words.

Ratio ``inseq / workbench`` of seconds (target ≥ 5 at equal or smaller median completeness error), for sources of 10, 20
and 40 words with the model's own translations. One sentence at a time, same pairs, same checkpoint in fp32, same number
of threads, models loaded and one uncounted round before. Both go from text to attributions of the log-probability of
every target token but the end token, on the straight line from unknown tokens to the source (tags, end token and target
prefix stay as they are):

- ``inseq``: ``model.attribute`` with method ``integrated_gradients`` and Inseq's own 50 Gauss-Legendre points,
  attributed function ``probability`` with ``logprob=True``, one target piece after another. Its convergence deltas are
  taken in a round of their own before, off the clock.
- ``default`` and a tolerance: the view, between words, at its default tolerance and at those of ``--tight``. Clock:
  tokenising, and the view, which always measures its error.
- a tolerance and ``pieces``: the view at the last of ``--tight`` between pieces, as Inseq has it.

The completeness error is |Σ - Δ| / max(|Δ|, 0.1 nat). Inseq's is told for pieces, and for words: Σ and Δ of a word's
pieces added up. ``gains_apart``: the largest difference between Δ of a word on both sides, in nats; `inseq_side` says
what is put right so that there is none.

``memory``: highest resident memory of a process of its own that loads the model, translates a source of 80 words (two
of 40 joined) and makes the default map of it (target < 2 GB). ``loaded_mib`` and ``translated_mib`` are its peaks
before; ``floor_mib`` is what a process starts out with here.

Environment of Inseq: see `against_inseq`.

    python -m tests.benchmarks.integrated_gradients --inseq-python inseq-venv/bin/python
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from tests.benchmarks.against_inseq import InseqSide, job_of
from tests.benchmarks.common import (
    finish,
    grid,
    in_turn,
    length_parser,
    lengths_of,
    load_translator,
    machine,
    model_place,
    own_translations,
    ratio,
    say,
    sources_of_length,
    summary,
)
from tests.benchmarks.memory import peak_mib
from workbench.alignment.map import AlignmentMap
from workbench.models import Pair, Translator
from workbench.views import VIEWS
from workbench.views.path import Path as Line
from workbench.views.quadrature import LEAST_DIFFERENCE
from workbench.views.question import ask

TARGET = 5.0
MEMORY_TARGET_MIB = 2e9 / (1 << 20)
LONG = 40
BASELINE = "unknown"
GAINS_APART = 0.01

view = VIEWS["integrated_gradients"]


def errors(sums: np.ndarray, gains: np.ndarray) -> np.ndarray:
    return np.abs(sums - gains) / np.maximum(np.abs(gains), LEAST_DIFFERENCE)


def by_word(pair: Pair, per_piece: Sequence[float]) -> np.ndarray:
    """Sums over the pieces of each target word that has any."""
    index = np.array(pair.target.tokens.word_index)
    return np.array([np.array(per_piece)[index == word].sum() for word in np.unique(index)])


def quartiles(values: Sequence[float] | np.ndarray) -> dict[str, float]:
    known = np.asarray(values)[~np.isnan(values)]
    return {name: round(float(np.quantile(known, at)), 5) for name, at in (("median", 0.5), ("p90", 0.9), ("worst", 1))}


def inseq_errors(translator: Translator, pairs: Sequence[Pair], told: dict[str, Any]) -> dict[str, Any]:
    """By piece and by word; first sees that it forced the same target ids and gained what the view's path gains."""
    words, pieces, apart = [], [], 0.0
    for pair, sums, gains, ids in zip(pairs, told["sums"], told["gains"], told["target_ids"], strict=True):
        assert ids[1:-1] == pair.target.ids, "Inseq was made to force another target"
        assert len(sums) == len(pair.target.ids), "Inseq attributed other target pieces"
        pieces.extend(errors(np.array(sums), np.array(gains)))
        words.extend(errors(by_word(pair, sums), by_word(pair, gains)))
        start, end = Line.of(ask(translator, pair, None, None, by_word=True).objective, pair, BASELINE).values([0, 1])
        apart = max(apart, float(np.abs(end - start - by_word(pair, gains)).max()))
    assert apart < GAINS_APART, f"Inseq looks at another function: gains differ by up to {apart:.3f} nats"
    return {"inseq": quartiles(words), "inseq pieces": quartiles(pieces), "gains_apart": round(apart, 5)}


def compared(options: argparse.Namespace, translator: Translator, sources: Sequence[str]) -> dict[str, Any]:
    """Both sides over sources of one length."""
    pairs = own_translations(translator, sources)
    texts = [(pair.source.tokens.text, pair.target.tokens.text) for pair in pairs]
    maps: dict[str, list[AlignmentMap]] = {}

    def side(name: str, **settings: Any) -> Callable[[], Callable[[], object]]:
        def job() -> None:
            encoded = translator.encode_pairs(*zip(*texts, strict=True))
            maps[name] = list(view(translator, encoded, baseline=BASELINE, **settings))

        return lambda: job

    job = job_of(
        translator,
        model_place(options.model),
        texts,
        "integrated_gradients",
        batch_size=1,
        n_steps=options.inseq_steps,
        attributed_fn="probability",
        logprob=True,
        attr_pos_end=-2,  # Inseq counts the start token and one more: the end token is left out.
    )
    other = InseqSide(options.inseq_python, job)
    tight = {str(tolerance): tolerance for tolerance in options.tight}
    pieces = f"{options.tight[-1]} pieces"
    sides = {
        "inseq": lambda: other.attribute,
        "default": side("default"),
        **{name: side(name, tolerance=tolerance) for name, tolerance in tight.items()},
        pieces: side(pieces, tolerance=options.tight[-1], by_word=False),
    }
    found = inseq_errors(translator, pairs, other.convergence())
    seconds = in_turn(sides, options.repetitions)
    other.close()
    apart = found.pop("gains_apart")
    found |= {
        name: quartiles(np.concatenate([m.error for m in made if m.error is not None])) for name, made in maps.items()
    }
    alike = dict.fromkeys(("default", *tight), "inseq") | {pieces: "inseq pieces"}
    return {
        "sentences": len(pairs),
        **lengths_of(pairs),
        "seconds_per_sentence": {name: round(median(taken) / len(pairs), 4) for name, taken in seconds.items()},
        "inseq / workbench": {name: ratio(seconds["inseq"], seconds[name]) for name in maps},
        "error": found,
        "error_no_larger": {name: found[name]["median"] <= found[peer]["median"] for name, peer in alike.items()},
        "gains_apart": apart,
        "points": {name: [m.provenance["points"] for m in made] for name, made in maps.items()},
        "above_tolerance": {name: sum(int(str(m.provenance["above_tolerance"])) for m in maps[name]) for name in maps},
        "sides": summary(seconds, len(pairs)),
        "inseq": other.facts["versions"] | {"threads": other.facts["threads"], "steps": options.inseq_steps},
    }


def mapped_here(options: argparse.Namespace) -> dict[str, Any]:
    """In the child: one map, and how high memory went."""
    translator = load_translator(options)
    loaded = peak_mib()
    pairs = own_translations(translator, [options.child])
    translated = peak_mib()
    (found,) = view(translator, pairs)
    return {
        "peak_mib": peak_mib(),
        "loaded_mib": loaded,
        "translated_mib": translated,
        **lengths_of(pairs),
        "points": found.provenance["points"],
        "above_tolerance": found.provenance["above_tolerance"],
    }


def mapped_in_child(source: str) -> dict[str, Any]:
    """`mapped_here` in a process of its own, under the same options as this one."""
    floor = peak_mib()
    command = [sys.executable, "-m", "tests.benchmarks.integrated_gradients", *sys.argv[1:], "--child", source]
    answer = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    answer |= {
        "floor_mib": floor,
        "target_mib": round(MEMORY_TARGET_MIB),
        "met": answer["peak_mib"] < MEMORY_TARGET_MIB,
    }
    say(f"memory: {answer}")
    return answer


def markdown(result: Mapping[str, Any]) -> str:
    """Seconds of a sentence, how many times as fast as Inseq, and the median completeness error."""
    sides = ["default", *map(str, result["tight"]), f"{result['tight'][-1]} pieces"]
    head = ["words", *(f"{name}: seconds, × Inseq, error" for name in sides), "Inseq: seconds, error, of pieces"]
    rows = []
    for words, of in result["words"].items():
        seconds, error = of["seconds_per_sentence"], of["error"]
        ours = [
            f"{seconds[name]:.2f}, {of['inseq / workbench'][name]['of_medians']:.1f}, {error[name]['median']:.1%}"
            for name in sides
        ]
        theirs = f"{seconds['inseq']:.2f}, {error['inseq']['median']:.1%}, {error['inseq pieces']['median']:.1%}"
        rows.append((words, *ours, theirs))
    memory = result["memory"]
    peak = f"Peak memory of one map of a source of {memory['source_words']:.0f} words: {memory['peak_mib']:.0f} MiB."
    return f"{grid(head, rows, words=0)}\n\n{peak}"


def main() -> None:
    options_of = length_parser(__doc__, count=5, repetitions=3)
    options_of.add_argument("--inseq-python", type=Path, required=True, help="the Python of Inseq's environment")
    options_of.add_argument("--inseq-steps", type=int, default=50, help="(%(default)s)")
    options_of.add_argument("--tight", type=float, nargs="+", default=[0.035, 0.021], help="(%(default)s)")
    options_of.add_argument("--child", help=argparse.SUPPRESS)
    options = options_of.parse_args()
    if options.child:
        return finish(mapped_here(options))
    sources = sources_of_length(options, sorted({*options.words, LONG}), max(options.count, 2))
    memory = mapped_in_child(" ".join(sources[LONG][:2]))  # First, while this process is small.
    translator = load_translator(options)
    found = {words: compared(options, translator, sources[words][: options.count]) for words in options.words}
    fast = {
        words: [
            name
            for name, no_larger in of_length["error_no_larger"].items()
            if no_larger and of_length["inseq / workbench"][name]["of_medians"] >= TARGET
        ]
        for words, of_length in found.items()
    }
    finish(
        {
            "benchmark": "integrated_gradients",
            "tight": options.tight,
            "target": TARGET,
            "met_by": fast,
            "met": all(fast.values()),
            "words": found,
            "memory": memory,
            "machine": machine(translator),
        }
    )


if __name__ == "__main__":
    main()
