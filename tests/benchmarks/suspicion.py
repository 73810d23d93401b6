"""How right suspicion is: planted faults, the demo corpus, kinds it was never shown, and real machine errors.

- ``planted``: faults of every kind in ``--pairs`` (share ``--share``, seeded, shuffled), scored on the reference side;
  suspicion is fitted by the run itself, to a sample of this very corpus, faults and all. AUROC of each kind against the
  clean pairs, share of clean pairs over 0.5, and for the segments over 0.5 how often a right symptom is among the first
  two. ``--share 0.1`` is nearer to a real corpus.
- ``unseen``: each kind left out of the fit in turn (fitted to the clean dev pairs), its AUROC on ``planted``.
- ``cleaning``: 10 and 3 of 100 pairs faulty in all of ``--pairs`` and ``--fit-pairs``: how many of those over a
  suspicion are planted (precision), and how many of the planted are over it (recall).
- ``demo``: planted faults among the twenty worst of the bundled corpus by the reference side.
- ``mlqe``: real machine translations with human corrections, where they are there: AUROC of word figures for BAD words
  on either side, and correlation of suspicion and of log-probability with HTER.

Intervals are 95 % bootstrap over segments. One JSON object on stdout, a table on stderr.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
from scipy.stats import mannwhitneyu, pearsonr, spearmanr

from tests.benchmarks.common import CORPORA, finish, load_translator, machine, model_parser, say
from workbench.calibration.plant import KINDS, plant
from workbench.corpus import read
from workbench.models import Translator
from workbench.runs import Run, ScoreSettings, score
from workbench.runs.reading import Reader
from workbench.runs.suspecting import read_planted
from workbench.scores import ON_DEMAND
from workbench.symptoms.suspicion import Suspicion, fit

TATOEBA = CORPORA / "tatoeba-en-de"
MLQE = CORPORA / "mlqe-pe-en-de/dev"
SEED = 3
RESAMPLES = 1000

# Kind → symptoms that name it rightly.
RIGHT = {
    "swapped": {"detached", "addition", "omission", "scattered_attention"},
    "shifted": {"detached", "addition", "omission", "scattered_attention"},
    "unrelated": {"detached", "addition", "omission", "scattered_attention"},
    "omitted": {"omission", "truncation"},
    "added": {"addition"},
    "repetition": {"repetition"},
    "copy": {"untranslated_copy", "wrong_language"},
    "number": {"numbers"},
    "truncation": {"truncation", "omission"},
    "wrong_language": {"wrong_language"},
}

Texts = tuple[str, str]


def pairs_of(path: Path, seed: int = 5) -> list[Texts]:
    """Shuffled: the files are sorted by length."""
    found = [(segment.source, segment.references[0]) for segment in read(path)]
    random.Random(seed).shuffle(found)
    return found


def interval(values: Callable[[np.ndarray], float], count: int) -> tuple[float, float]:
    """Of a figure of resampled places."""
    draw = np.random.default_rng(SEED)
    found = [values(draw.integers(count, size=count)) for _ in range(RESAMPLES)]
    low, high = np.nanquantile(found, [0.025, 0.975])
    return round(float(low), 4), round(float(high), 4)


def auroc(clean: np.ndarray, faulty: np.ndarray) -> dict[str, Any]:
    labels, values = np.r_[np.zeros(len(clean)), np.ones(len(faulty))], np.r_[clean, faulty]

    def of(places: np.ndarray) -> float:
        chosen = labels[places]
        good, bad = values[places][chosen == 0], values[places][chosen == 1]
        if not len(good) or not len(bad):
            return float("nan")
        return float(mannwhitneyu(bad, good).statistic / (len(good) * len(bad)))

    return {"auroc": round(of(np.arange(len(labels))), 4), "interval": interval(of, len(labels)), "count": len(faulty)}


def planted_figures(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    suspicion = np.array([record["suspicion"] or 0.0 for record in records])
    kinds = np.array([record["planted"] or "" for record in records])
    clean = suspicion[kinds == ""]
    named: dict[str, Any] = {}
    for kind in KINDS:
        over = [r for r in records if r["planted"] == kind and (r["suspicion"] or 0) > 0.5]
        right = [bool(RIGHT[kind] & {symptom["name"] for symptom in r["symptoms"][:2]}) for r in over]
        named[kind] = {"over_half": len(over), "right_symptom": round(float(np.mean(right)), 4) if right else None}
    by_kind = {kind: auroc(clean, suspicion[kinds == kind]) | named[kind] for kind in KINDS if (kinds == kind).any()}
    return {
        "clean": len(clean),
        "faulty": int((kinds != "").sum()),
        "mean_auroc": round(float(np.mean([one["auroc"] for one in by_kind.values()])), 4),
        "clean_over_half": round(float((clean > 0.5).mean()), 4),
        "kinds": by_kind,
    }


def scored(
    pairs: Sequence[Texts], translator: Translator, share: float, on_demand: tuple[str, ...], folder: Path
) -> tuple[Run, float]:
    planted = plant(pairs, languages=("en", "de"), share=share, seed=SEED)
    path = folder / f"planted-{share}.jsonl"
    lines = (json.dumps({"source": p.source, "reference": p.target, "planted": p.kind or ""}) for p in planted)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    began = perf_counter()
    settings = ScoreSettings(side="reference", on_demand=on_demand)
    run = score(read(path), translator, folder / f"run-{share}", settings)
    return run, perf_counter() - began


def cleaning(pairs: Sequence[Texts], translator: Translator, folder: Path) -> list[dict[str, Any]]:
    found = []
    for share in (0.1, 0.03):
        run, _ = scored(pairs, translator, share, (), folder)
        records = list(run.records())
        faulty = sum(bool(record["planted"]) for record in records)
        for least in (0.9, 0.5):
            over = [record for record in records if (record["suspicion"] or 0.0) >= least]
            right = sum(bool(record["planted"]) for record in over)
            figures = {"precision": round(right / max(len(over), 1), 4), "recall": round(right / faulty, 4)}
            found.append({"pairs": len(records), "share": share, "suspicion": least, "over": len(over), **figures})
    return found


def unseen(pairs: Sequence[Texts], records: Sequence[Mapping[str, Any]], reader: Reader) -> dict[str, Any]:
    """Suspicion of records by fits that were never shown their kind."""
    clean, faulty, kinds, places = read_planted(pairs, reader, pretokenized=False)
    found = {}
    for kind in KINDS:
        shown = [place for place, one in enumerate(kinds) if one != kind]
        some = ([values[place] for place in shown] for values in (faulty, kinds, places))
        made = fit(clean, *some, f"all but {kind}")
        values = {wanted: _suspected(made, records, wanted) for wanted in ("", kind)}
        if len(values[kind]):
            found[kind] = auroc(values[""], values[kind])
    mean = float(np.mean([one["auroc"] for one in found.values()]))
    return {"mean_auroc": round(mean, 4), "kinds": found}


def _suspected(made: Suspicion, records: Sequence[Mapping[str, Any]], kind: str) -> np.ndarray:
    return np.array([made.probability(signals(r)) for r in records if (r["planted"] or "") == kind])


def signals(record: Mapping[str, Any]) -> dict[str, float | None]:
    severities = {symptom["name"]: symptom["severity"] for symptom in record["symptoms"]}
    return {**{name: value for name, value in record.items() if isinstance(value, float)}, **severities}


def demo(translator: Translator, folder: Path) -> dict[str, Any]:
    run = score(read("demo"), translator, folder / "demo", ScoreSettings(side="reference"))
    worst = run.worst("suspicion", 20, "reference")
    return {
        "planted_of_20": sum(bool(record["planted"]) for record in worst),
        **planted_figures(list(run.records())),
    }


def mlqe(translator: Translator, folder: Path) -> dict[str, Any] | None:
    if not MLQE.is_dir():
        return None
    names = ("src", "mt", "hter", "tags", "source_tags")
    columns = {n: (MLQE / f"dev.{n}").read_text(encoding="utf-8").rstrip("\n").split("\n") for n in names}
    path = folder / "mlqe.jsonl"
    rows = [{"source": s, "reference": t} for s, t in zip(columns["src"], columns["mt"], strict=True)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    settings = ScoreSettings(side="reference", pretokenized=True)
    run = score(read(path), translator, folder / "mlqe", settings)
    hter = [float(value) for value in columns["hter"]]
    target_bad, target_logprob, target_unsure, source_bad, source_cover = [], [], [], [], []
    suspicion, logprob, kept = [], [], []
    for place, row in enumerate(_rows(run)):
        if row["status"] != "ok":
            continue
        tags = columns["tags"][place].split()[1::2]
        source_tags = columns["source_tags"][place].split()
        source_tags = source_tags[1::2] if len(source_tags) > len(row["source_words"]) else source_tags
        if len(tags) != len(row["target_words"]) or len(source_tags) != len(row["source_words"]):
            continue
        found = run.map_of(row)
        words = _by_word(row, run)
        if found is None or words is None:
            continue
        weights = np.nan_to_num(found.weights)
        target_bad += [tag == "BAD" for tag in tags]
        target_logprob += words.tolist()
        target_unsure += (words + np.log(np.maximum(weights.max(axis=1), 1e-3))).tolist()
        source_bad += [tag == "BAD" for tag in source_tags]
        # What the words that look at a source word lack in probability, and what it lacks in attention.
        source_cover += (weights.T @ -words / np.maximum(weights.sum(axis=0), 1e-3)).tolist()
        kept.append(hter[place])
        suspicion.append(row["suspicion"])
        logprob.append(row["logprob"])
    return {
        "segments": len(kept),
        "words": {
            "target BAD by log-probability": auroc_of(target_bad, [-value for value in target_logprob]),
            "target BAD by log-probability and attention": auroc_of(target_bad, [-value for value in target_unsure]),
            "source BAD by its translations": auroc_of(source_bad, source_cover),
        },
        "hter": {
            "suspicion": correlations(suspicion, kept),
            "logprob": correlations([-value for value in logprob], kept),
        },
    }


def _rows(run: Run) -> Iterator[dict[str, Any]]:
    for record in run.records():
        yield run.segment(record["id"], "reference")


def _by_word(row: Mapping[str, Any], _run: Run) -> np.ndarray | None:
    values = row["word_logprobs"]
    return None if values is None else np.nan_to_num(np.array(values, dtype=float))


def auroc_of(bad: Sequence[bool], values: Sequence[float]) -> dict[str, Any]:
    labels, figures = np.array(bad), np.array(values)
    return auroc(figures[~labels], figures[labels])


def correlations(values: Sequence[float], truth: Sequence[float]) -> dict[str, Any]:
    a, b = np.array(values, dtype=float), np.array(truth)
    return {
        "pearson": round(float(pearsonr(a, b).statistic), 4),
        "spearman": round(float(spearmanr(a, b).statistic), 4),
        "pearson_interval": interval(lambda places: float(pearsonr(a[places], b[places]).statistic), len(a)),
        "spearman_interval": interval(lambda places: float(spearmanr(a[places], b[places]).statistic), len(a)),
    }


def table(found: Mapping[str, Any]) -> str:
    rows = ["| kind | AUROC | 95 % interval | over 0.5 | right symptom | never shown |", "| --- |" + " --: |" * 5]
    for kind, figures in found["planted"]["kinds"].items():
        hidden = found["unseen"]["kinds"].get(kind, {}).get("auroc")
        low, high = figures["interval"]
        right = "" if figures["right_symptom"] is None else f"{figures['right_symptom']:.0%}"
        over = f"{figures['over_half']} of {figures['count']}"
        cells = [kind, f"{figures['auroc']:.3f}", f"{low:.3f} to {high:.3f}", over, right]
        rows.append("| " + " | ".join([*cells, "" if hidden is None else f"{hidden:.3f}"]) + " |")
    return "\n".join(rows)


def main() -> None:
    parser: argparse.ArgumentParser = model_parser(__doc__)
    parser.add_argument("--pairs", type=Path, default=TATOEBA / "test.tsv", help="(%(default)s)")
    parser.add_argument("--fit-pairs", type=Path, default=TATOEBA / "dev.tsv", help="for ``unseen`` (%(default)s)")
    parser.add_argument("--count", type=int, default=1070, help="pairs, clean and faulty (%(default)s)")
    parser.add_argument("--share", type=float, default=470 / 1070, help="faulty ones (%(default).2f)")
    parser.add_argument("--full", action="store_true", help="the planted part with all signals; no other part")
    options = parser.parse_args()
    translator = load_translator(options)
    on_demand = ON_DEMAND if options.full else ()
    pairs = pairs_of(options.pairs)[: options.count]
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        run, seconds = scored(pairs, translator, options.share, on_demand, folder)
        records = list(run.records())
        found: dict[str, Any] = {"planted": planted_figures(records) | {"seconds": round(seconds, 1)}}
        say("planted faults scored")
        fitted = run.manifest.suspicion["reference"]
        if options.full:
            return finish({"benchmark": "suspicion", **found, "fit": fitted, "machine": machine(translator)})
        reader = Reader(translator, translator.preset, 32)
        found["unseen"] = unseen(pairs_of(options.fit_pairs)[:400], records, reader)
        say(table(found))
        found["cleaning"] = cleaning(pairs_of(options.pairs) + pairs_of(options.fit_pairs), translator, folder)
        say(f"cleaning: {found['cleaning']}")
        found["demo"] = demo(translator, folder)
        say("demo corpus scored")
        found["mlqe"] = mlqe(translator, folder)
    finish({"benchmark": "suspicion", **found, "fit": fitted, "machine": machine(translator)})


if __name__ == "__main__":
    main()
