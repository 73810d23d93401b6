"""What the benchmarks share: their options, a sample of pairs, sides timed in turn, and how a result is printed.

Each benchmark is a script, run from the checkout as ``python -m tests.benchmarks.NAME``: one JSON object on stdout,
progress on stderr. Its ``markdown`` makes of that object what `sections` writes into this folder's README. Run them on
an idle machine: two busy PyTorch processes on two cores slow each other tenfold.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from statistics import mean, median
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from workbench.corpus import Corpus
    from workbench.models import Pair, Translator

CORPORA = Path(__file__).parents[3] / "shared/corpora"
PAIRS = CORPORA / "tatoeba-en-de/train.tsv.gz"
LONGER = CORPORA / "opennmt-en-de"
SEED = 1

Side = Callable[[], Callable[[], object]]
"""Prepares one repetition, off the clock, and returns what is to be timed."""


def parser(description: str | None, count: int, repetitions: int = 5) -> argparse.ArgumentParser:
    """The options of every benchmark that samples pairs; ``count`` and ``repetitions`` are their defaults."""
    made = model_parser(description)
    made.add_argument(
        "--pairs", type=Path, default=PAIRS, help="source<TAB>target per line, .gz or plain (%(default)s)"
    )
    made.add_argument("--count", type=int, default=count, help="pairs drawn at random from the file (%(default)s)")
    made.add_argument(
        "--repetitions", type=int, default=repetitions, help="counted ones, after a warm-up (%(default)s)"
    )
    return made


def length_parser(description: str | None, count: int, repetitions: int) -> argparse.ArgumentParser:
    """The options of benchmarks over sentences of chosen lengths; see `sources_of_length`."""
    made = parser(description, count, repetitions)
    made.add_argument("--longer-source", type=Path, default=LONGER / "train.en", help="Moses tokens (%(default)s)")
    made.add_argument("--longer-target", type=Path, default=LONGER / "train.de", help="line-aligned (%(default)s)")
    made.add_argument("--words", type=int, nargs="+", default=[10, 20, 40], help="lengths of the sources (%(default)s)")
    return made


def model_parser(description: str | None) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--model", default="demo", help="'demo', a folder or a hub name (%(default)s)")
    made.add_argument("--source-lang", default="en", help="(%(default)s)")
    made.add_argument("--target-lang", default="de", help="(%(default)s)")
    made.add_argument("--device", default="cpu", help="(%(default)s)")
    return made


def load_translator(options: argparse.Namespace) -> Translator:
    from workbench.models import load

    translator = load(
        options.model,
        source_language=options.source_lang,
        target_language=options.target_lang,
        device=options.device,
    )
    translator.signature()  # Hashes the weights, once per load.
    return translator


def model_place(name: str) -> str:
    """What transformers loads the model from."""
    from workbench import bundled

    return str(bundled.model_folder()) if name == bundled.MODEL_NAME else name


def plain_model(options: argparse.Namespace, attention: str = "sdpa") -> PreTrainedModel:
    """The same checkpoint as transformers alone gives it: fp32, nothing of the workbench about it."""
    import torch
    from transformers import AutoModelForSeq2SeqLM

    model = AutoModelForSeq2SeqLM.from_pretrained(
        model_place(options.model), dtype=torch.float32, attn_implementation=attention
    )
    return model.to(options.device).eval()


def sample(file: Path, count: int, folder: Path) -> Corpus:
    """A corpus of ``count`` rows of ``file``, drawn and shuffled with a fixed seed: the files are sorted by length."""
    from workbench.corpus import read

    rows = [(segment.source, segment.references[0]) for segment in read(file)]
    if count > len(rows):
        sys.exit(f"{file} has {len(rows)} pairs; {count} asked for")
    path = folder / f"sample-{count}.tsv"
    chosen = random.Random(SEED).sample(rows, count)
    path.write_text("".join(f"{source}\t{target}\n" for source, target in chosen), encoding="utf-8")
    return read(path)


def sources_of_length(options: argparse.Namespace, lengths: Sequence[int], count: int) -> dict[int, list[str]]:
    """Length → ``count`` sources of so many words between white space, from both corpora, drawn with a fixed seed."""
    from workbench.corpus import read
    from workbench.recipe.detokenize import detokenized

    longer = detokenized(
        options.longer_source, options.longer_target, (options.source_lang or "en", options.target_lang or "de")
    )
    pools: dict[int, set[str]] = {length: set() for length in lengths}
    for text in chain((segment.source for segment in read(options.pairs)), (source for source, _ in longer)):
        if (length := len(text.split())) in pools:
            pools[length].add(text)
    for length, pool in pools.items():
        if count > len(pool):
            sys.exit(f"{len(pool)} sources of {length} words; {count} asked for")
    return {length: random.Random(SEED).sample(sorted(pool), count) for length, pool in pools.items()}


def own_translations(translator: Translator, sources: Sequence[str]) -> list[Pair]:
    """Each source with the model's own translation of it."""
    texts = [translation.text or "" for translation in translator.translate(sources)]
    pairs = translator.encode_pairs(sources, texts)
    assert all(map(translator.fits, pairs)), "some sources or translations are too long for the model"
    return pairs


def score_batches(lengths: Sequence[int | tuple[int, ...]]) -> Iterator[list[int]]:
    """The batches that `workbench.score` makes: shards in the order of the corpus, sorted by length within each."""
    from workbench.jobs.score_settings import ScoreSettings
    from workbench.models import length_batches

    settings = ScoreSettings()
    for start in range(0, len(lengths), settings.shard_size):
        for batch in length_batches(lengths[start : start + settings.shard_size], settings.batch_size):
            yield [start + place for place in batch]


def in_turn(sides: Mapping[str, Side], repetitions: int) -> dict[str, list[float]]:
    """Seconds of every repetition of each side, taken in turn (A B A B …) after one uncounted round."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for round_number in range(repetitions + 1):
        for name, prepare in sides.items():
            job = prepare()
            began = perf_counter()
            job()
            took = perf_counter() - began
            if round_number:
                seconds[name].append(took)
            say(f"{f'repetition {round_number} of {repetitions}' if round_number else 'warm-up'}: {name} {took:.3f} s")
    return seconds


def summary(seconds: Mapping[str, Sequence[float]], pairs: int) -> dict[str, Any]:
    return {
        name: {
            "median_seconds": round(median(values), 4),
            "pairs_per_second": round(pairs / median(values), 1),
            "seconds": [round(value, 4) for value in values],
        }
        for name, values in seconds.items()
    }


def lengths_of(pairs: Sequence[Pair]) -> dict[str, float]:
    """Means over pairs."""
    return {
        "source_words": mean(len(pair.source.tokens.spans) for pair in pairs),
        "source_pieces": mean(len(pair.source.ids) for pair in pairs),
        "target_words": mean(len(pair.target.tokens.spans) for pair in pairs),
        "target_pieces": mean(len(pair.target.ids) for pair in pairs),
    }


def timed_table(result: Mapping[str, Any], *ratios: str) -> str:
    """Markdown of what `summary` and `ratio` found: every side, and how the sides compare."""
    rows = [
        (f"`{name}`", f"{of_side['median_seconds']:.2f}", f"{of_side['pairs_per_second']:.0f}")
        for name, of_side in result["sides"].items()
    ]
    told = ", ".join(f"{name}: {result[name]['of_medians']:.2f}" for name in ratios)
    return f"{told} ({result['pairs']} pairs).\n\n" + grid(["side", "seconds", "pairs a second"], rows)


def ratio(above: Sequence[float], below: Sequence[float]) -> dict[str, Any]:
    """Of the medians, and repetition by repetition: these hold when the machine's speed drifts."""
    each = [a / b for a, b in zip(above, below, strict=True)]
    return {
        "of_medians": round(median(above) / median(below), 4),
        "median": round(median(each), 4),
        "by_repetition": [round(value, 4) for value in each],
    }


def machine(translator: Translator) -> dict[str, Any]:
    """What the figures were taken on: processor, threads, versions, model and its preset."""
    from workbench.jobs.signature import run_signature

    return {
        "processor": processor(),
        "cpus": os.cpu_count(),
        "cpus_usable": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None,
        "load_average_at_end": [round(value, 2) for value in os.getloadavg()],
        "python": platform.python_version(),
        **run_signature(translator),
    }


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("\n")
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


LINES: list[str] = []
"""What `tell` was told."""


def tell(line: str) -> None:
    """A finding of a benchmark whose result is sentences."""
    say(line)
    LINES.append(line)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def finish(result: Mapping[str, Any]) -> None:
    """The result as JSON, with the day and the command."""
    name = sys.modules["__main__"].__spec__
    command = " ".join(["python -m", name.name if name else sys.argv[0], *sys.argv[1:]])
    stamped = {"measured": datetime.now(UTC).date().isoformat(), "command": command} | dict(result)
    print(json.dumps(stamped, ensure_ascii=False, indent=1))


def grid(head: Sequence[str], rows: Iterable[Sequence[object]], words: int = 1) -> str:
    """A Markdown table; the first ``words`` columns are text, the others numbers."""
    ruler = ["---"] * words + ["--:"] * (len(head) - words)
    lines = ["| " + " | ".join(map(str, cells)) + " |" for cells in (head, ruler, *rows)]
    return "\n".join(lines)
