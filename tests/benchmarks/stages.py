"""Where the time of scoring goes: each stage's share of `workbench.score`, from text to the finished run.

Clock: processor time of this process, all threads together, so that other work on the machine moves it little; give
``OMP_NUM_THREADS=1`` for shares of one core. A stage has the time of what it calls without that of other stages, so
that they add up to the whole; ``rest`` is what is in none. Models are loaded, and one run made before, off the clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import wraps
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any
from unittest.mock import patch

from tests.benchmarks.common import finish, grid, machine, parser, sample, say
from workbench.corpus import Corpus
from workbench.jobs import rows, score, signals, suspicion_fit
from workbench.jobs.score_settings import ScoreSettings
from workbench.models import capture, forced, load, network, translator
from workbench.runs import shard

REST = "rest"


class Stages:
    """Seconds by stage. One runs at a time; what it calls of others is theirs."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._running = [REST]
        self._since = process_time()

    def _pass(self) -> None:
        now = process_time()
        self.seconds[self._running[-1]] += now - self._since
        self._since = now

    @contextmanager
    def running(self, stage: str) -> Iterator[None]:
        self._pass()
        self._running.append(stage)
        try:
            yield
        finally:
            self._pass()
            self._running.pop()

    def timed(self, function: Callable[..., Any], stage: Callable[..., str]) -> Callable[..., Any]:
        @wraps(function)
        def call(*given: Any, **named: Any) -> Any:
            with self.running(stage(*given, **named)):
                return function(*given, **named)

        return call


def always(stage: str) -> Callable[..., str]:
    return lambda *_given, **_named: stage


class Passes:
    """Whether the pass that runs is the one without the source: all of its sources are alike, and none is recorded."""

    blind = False

    def of(self, part: str) -> Callable[..., str]:
        return lambda *_given, **_named: "pass without source" if self.blind else part


def places(passes: Passes) -> list[tuple[Any, str, Callable[..., str]]]:
    """Where each stage is done: of what, the function, and the stage."""
    return [
        (Corpus, "survey", always("reading")),
        (Corpus, "fingerprint", always("reading")),
        (network.Network, "encode_pairs", always("tokenising")),
        (network.Network, "irreplaceable", always("tokenising")),
        (network.Network, "encoder_states", passes.of("encoder")),
        (network.Network, "decoder_states", passes.of("decoder")),
        (forced, "project", passes.of("projection")),
        (capture.Recorder, "see", always("capture")),
        (forced, "map_of", always("maps")),
        (signals, "_signals", always("maps")),
        (signals.SignalReader, "_score", always("figures of links and probabilities")),
        (signals.SignalReader, "_look", always("symptoms")),
        (rows.RowMaker, "_compare", always("sacrebleu")),
        (rows.RowMaker, "_suspicion", always("suspicion")),
        (rows.RowMaker, "_row", always("rows")),
        (suspicion_fit, "fit", always("fitting suspicion")),
        (shard, "write", always("Parquet")),
        (score, "_finish", always("summing up")),
    ]


@contextmanager
def watched(stages: Stages) -> Iterator[None]:
    passes = Passes()
    spared = translator.Translator.spared_pass

    def either(self: Any, pairs: Any, **options: Any) -> Iterator[Any]:
        found = spared(self, pairs, **options)
        while True:
            passes.blind = options.get("choice") is None
            try:
                one = next(found)
            except StopIteration:
                return
            finally:
                passes.blind = False
            yield one

    with ExitStack() as stack:
        for owner, name, stage in places(passes):
            stack.enter_context(patch.object(owner, name, stages.timed(getattr(owner, name), stage)))
        stack.enter_context(patch.object(translator.Translator, "spared_pass", either))
        yield


def markdown(result: Mapping[str, Any]) -> str:
    whole = sum(result["seconds"].values())
    order = sorted(result["seconds"].items(), key=lambda one: -one[1])
    cells = [(stage, f"{1000 * took / result['pairs']:.3f}", f"{100 * took / whole:.1f}") for stage, took in order]
    told = f"{result['pairs']} pairs, {result['precision']}: {1000 * whole / result['pairs']:.2f} ms of processor each"
    return f"{told}.\n\n" + grid(["stage", "ms a pair", "%"], cells)


def main() -> None:
    made = parser(__doc__, count=2000)
    made.add_argument("--side", default="reference", help="(%(default)s)")
    made.add_argument("--precision", default="float32", help="(%(default)s)")
    options = made.parse_args()
    model = load(
        options.model,
        source_language=options.source_lang,
        target_language=options.target_lang,
        device=options.device,
        precision=options.precision,
    )
    model.signature()
    settings = ScoreSettings(side=options.side)
    seconds: dict[str, list[float]] = defaultdict(list)
    with TemporaryDirectory() as temporary:
        corpus = sample(options.pairs, options.count, Path(temporary))
        for number in range(options.repetitions + 1):
            stages = Stages()
            with watched(stages), stages.running(REST):
                score.score(corpus, model, Path(temporary) / f"run-{number}", settings)
            say(f"run {number}: {sum(stages.seconds.values()):.2f} s")
            for stage, took in stages.seconds.items() if number else ():
                seconds[stage].append(took)
    finish(
        {
            "benchmark": "stages",
            "pairs": options.count,
            "side": options.side,
            "precision": model.precision,
            "seconds": {stage: round(median(taken), 3) for stage, taken in seconds.items()},
            "machine": machine(model),
        }
    )


if __name__ == "__main__":
    main()
