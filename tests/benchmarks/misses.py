"""How much "nothing found" misses on the hypothesis side: real mistakes whose suspicion stays under the threshold.

- ``model``: the bundled model's own translations of the bundled corpus, judged by one reader without sight of the
  scores (``datasets/judged.en-de.tsv``), without and beside the references.
- ``others``: translations by other systems in which professionals marked errors, where the corpora are there: TED
  talks and medical abstracts (MQM; wrong is a segment with a major or critical error, sound one without any; human
  references left out) and web text (WMT21 critical errors, by majority).

Each corpus is scored as `workbench score` does it. Of the wrong segments those are counted that stay under the
threshold, of the sound ones those that do not. Intervals are 95 %: the wider ends of bootstrap
over sources, as several systems translated each, and of Wilson's, as few cases vary too little to be drawn from. One
JSON object on stdout, with ``--out`` also in the file that comes along with the bundled model.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from scipy.stats import binomtest

from tests.benchmarks.common import CORPORA, finish, grid, load_translator, machine, model_parser, say
from workbench import bundled
from workbench.corpus import read
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.jobs.signature import run_signature
from workbench.models import Translator
from workbench.recipe.judged import Judged, Judgement, abstracts, talks, web
from workbench.runs import Run
from workbench.suspicion.verdict import SUSPECTED

JUDGED = "judged.en-de.tsv"
SEED = 3
RESAMPLES = 1000
WRONG: Judgement = "wrong"
SOUND: Judgement = "sound"


@dataclass(frozen=True)
class Group:
    """Translations of one kind. ``by``: ``model`` for the model's own, ``others`` for those of other systems.
    ``text``: what they are, for people; ``wrong``: what counts as wrong."""

    by: str
    text: str
    wrong: str
    data: str


MEANING = "meaning changed or missing, or a word that is not German"
OWN = Group("model", "the bundled corpus", MEANING, f"demo.en-de.tsv under the bundled model; {JUDGED}")
BESIDE = Group("model", "the same beside its references", MEANING, OWN.data)
MQM = "a major or critical error marked by professionals"
TALKS = Group("others", "TED talks", MQM, "google/wmt-mqm-human-evaluation, TED en-de, 13 systems")
ABSTRACTS = Group("others", "medical abstracts", MQM, "amazon-science/bio-mqm-dataset, en-de, 8 systems")
WEB = Group("others", "web text", "a critical error by majority of three", "sheffieldnlp/mlqe-pe, WMT21 CED en-de dev")


def of_others(group: Group, judged: Sequence[Judged], translator: Translator, folder: Path) -> dict[str, Any]:
    path = folder / f"{group.text}.jsonl"
    lines = (json.dumps({"source": one.source, "hypothesis": one.target}) for one in judged)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run = score(read(path), translator, folder / f"{group.text} run", ScoreSettings(side="hypothesis"))
    return figures(group, judged, [record["suspicion"] for record in run.records()], run)


def of_its_own(group: Group, translator: Translator, folder: Path) -> dict[str, Any]:
    settings = ScoreSettings(side="hypothesis", beside_reference=group is BESIDE)
    run = score(read("demo"), translator, folder / group.text, settings)
    records = list(run.records())
    words: dict[str, Judgement] = {"wrong": WRONG, "flaw": "between", "right": SOUND}
    with open(bundled.dataset(JUDGED), encoding="utf-8", newline="\n") as lines:
        table = {row["id"]: row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}
    changed = [record["id"] for record in records if record["hypothesis"] != table[record["id"]]["translation"]]
    if changed:
        raise SystemExit(f"{JUDGED}: the model says something else now of {', '.join(changed)}; judge these again")
    judged = [
        Judged(record["source"], record["hypothesis"], words[table[record["id"]]["judgement"]]) for record in records
    ]
    return figures(group, judged, [record["suspicion"] for record in records], run)


def figures(group: Group, judged: Sequence[Judged], suspicion: Sequence[float | None], run: Run) -> dict[str, Any]:
    """Segments without a suspicion have no verdict; they are counted apart."""
    scored = [(one, value) for one, value in zip(judged, suspicion, strict=True) if value is not None]
    missed = [(one.source, value < SUSPECTED) for one, value in scored if one.judgement == WRONG]
    accused = [(one.source, value >= SUSPECTED) for one, value in scored if one.judgement == SOUND]
    say(f"{group.text}: {sum(hit for _, hit in missed)} of {len(missed)} wrong ones under {SUSPECTED}")
    return {
        "by": group.by,
        "text": group.text,
        "wrong_is": group.wrong,
        "data": group.data,
        "segments": len(judged),
        "without_suspicion": len(judged) - len(scored),
        "fitted_to": (run.manifest.suspicion or {})["hypothesis"]["made_from"],
        "missed": _share(missed),
        "accused": _share(accused),
    }


def _share(found: Sequence[tuple[str, bool]]) -> dict[str, Any]:
    """Of segments with their sources: how many, of how many, and the interval when sources are drawn again."""
    by_source: Mapping[str, list[bool]] = defaultdict(list)
    for source, hit in found:
        by_source[source].append(hit)
    hits = np.array([sum(one) for one in by_source.values()])
    counts = np.array([len(one) for one in by_source.values()])
    draws = np.random.default_rng(SEED).integers(len(hits), size=(RESAMPLES, len(hits)))
    low, high = np.quantile(hits[draws].sum(axis=1) / counts[draws].sum(axis=1), [0.025, 0.975])
    count, of = int(hits.sum()), int(counts.sum())
    wilson = binomtest(count, of).proportion_ci(method="wilson")
    interval = [round(float(min(low, wilson.low)), 4), round(float(max(high, wilson.high)), 4)]
    return {"count": count, "of": of, "interval": interval}


def markdown(result: Mapping[str, Any]) -> str:
    def told(share: Mapping[str, Any]) -> str:
        low, high = share["interval"]
        return f"{share['count']:,} of {share['of']:,} ({low:.1%} to {high:.1%})"

    rows = [
        (one["text"], one["wrong_is"], one["data"], told(one["missed"]), told(one["accused"]))
        for one in result["groups"]
    ]
    under, over = f"wrong, under {result['threshold']}", f"sound, not under {result['threshold']}"
    return grid(["translations", "wrong is", "data", under, over], rows, words=3)


def main() -> None:
    parser = model_parser(__doc__)
    parser.add_argument("--talks", type=Path, default=CORPORA / "ted-mqm-en-de/mqm_ted_ende.tsv", help="(%(default)s)")
    parser.add_argument("--abstracts", type=Path, default=CORPORA / "bio-mqm-en-de/en2de.jsonl", help="(%(default)s)")
    parser.add_argument("--web", type=Path, default=CORPORA / "critical-errors-en-de/dev.tsv", help="(%(default)s)")
    parser.add_argument("--out", type=Path, help="also write the result here, such as workbench/_model/misses.json")
    options = parser.parse_args()
    translator = load_translator(options)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        groups = [of_its_own(group, translator, folder) for group in (OWN, BESIDE)]
        for group, path, judged in (
            (TALKS, options.talks, talks),
            (ABSTRACTS, options.abstracts, abstracts),
            (WEB, options.web, web),
        ):
            if path.is_file():
                groups.append(of_others(group, list(judged(path)), translator, folder))
            else:
                say(f"{group.text}: {path} is not there, left out")
    signature = run_signature(translator)
    kept = ("model", "weights", "source_language", "target_language", "threads", "versions")
    found = {
        "measured": datetime.now(UTC).date().isoformat(),
        "script": "python -m tests.benchmarks.misses",
        "threshold": SUSPECTED,
        **{name: signature[name] for name in kept},
        "groups": groups,
    }
    if options.out:
        options.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    finish({"benchmark": "misses", **found, "machine": machine(translator)})


if __name__ == "__main__":
    main()
