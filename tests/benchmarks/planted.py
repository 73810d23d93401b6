"""How many of the worst segments of the bundled corpus are planted faults, for every score.

The bundled corpus is scored with the model on both sides into a temporary run. For every score in ``SCORES`` the
``--top`` worst by the reference side (the corpus's own translation, where the faults are planted) are taken as
`workbench worst` ranks them: by the score's declared direction, nulls last, ties by id. BLEU, chrF and TER compare the
model's hypothesis with the reference, so theirs is the ranking of the hypothesis side. ``by_chance`` is what a random
order would hold on average.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.common import finish, grid, load_translator, machine, model_parser
from workbench.corpus import read
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.runs import Run
from workbench.scores import SCORES, on_demand
from workbench.scores.quality import SCORES as QUALITY


def found_by(run: Run, name: str, top: int) -> dict[str, Any]:
    """Planted faults among the ``top`` worst by one score, all of them and by kind."""
    side = "hypothesis" if SCORES[name] in QUALITY else "reference"
    worst = run.worst(name, top, side)
    kinds = Counter(record["planted"] for record in worst if record["planted"])
    return {"side": side, "planted": kinds.total(), "by_kind": dict(sorted(kinds.items()))}


def markdown(result: Mapping[str, Any]) -> str:
    """Best score first."""
    found, kinds, top, chance = (result[name] for name in ("scores", "planted", "top", "by_chance"))
    head = ["score", "side", f"planted of {top}", *(kind.replace("_", " ") for kind in kinds)]
    lines = []
    computed = {name: figures for name, figures in found.items() if name not in on_demand()}
    for name, figures in sorted(computed.items(), key=lambda item: (-item[1]["planted"], item[0])):
        by_kind = [str(figures["by_kind"].get(kind, "·")) for kind in kinds]
        lines.append([f"`{name}`", figures["side"], str(figures["planted"]), *by_kind])
    lines.append(["by chance", "", f"{chance:.1f}", *[""] * len(kinds)])
    lines.append(["in the corpus", "", str(sum(kinds.values())), *map(str, kinds.values())])
    return grid(head, lines, words=2)


def main() -> None:
    options_of = model_parser(__doc__)
    options_of.add_argument("--top", type=int, default=20, help="worst segments looked at (%(default)s)")
    options = options_of.parse_args()
    translator = load_translator(options)
    corpus = read("demo")
    planted = [segment.metadata["planted"] for segment in corpus]
    kinds = dict(sorted(Counter(str(kind) for kind in planted if kind).items()))
    with TemporaryDirectory() as temporary:
        run = score(corpus, translator, Path(temporary) / "run", ScoreSettings(side="both"))
        found = {name: found_by(run, name, options.top) for name in SCORES}
        quality = run.manifest.quality
    chance = options.top * sum(kinds.values()) / len(planted)
    finish(
        {
            "benchmark": "planted",
            "segments": len(planted),
            "planted": kinds,
            "top": options.top,
            "by_chance": round(chance, 2),
            "scores": found,
            "corpus_quality": quality,
            "machine": machine(translator),
        }
    )


if __name__ == "__main__":
    main()
