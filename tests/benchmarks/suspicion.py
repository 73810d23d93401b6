"""How right suspicion is: planted faults, the demo corpus, kinds it was never shown, and real machine errors.

- ``planted``: faults of every kind in ``--pairs`` (share ``--share``, seeded, shuffled), scored on the reference side;
  suspicion is fitted by the run itself, to a sample of this very corpus, faults and all. AUROC of each kind against the
  clean pairs, share of clean pairs over 0.5, and for the segments over 0.5 how often a right symptom is among the first
  two. ``--share 0.1`` is nearer to a real corpus.
- ``unseen``: each kind left out of the fit in turn (fitted to the clean dev pairs), its AUROC on ``planted``.
- ``cleaning``: 10 and 3 of 100 pairs faulty in all of ``--pairs`` and ``--fit-pairs``: how many of those over a
  suspicion are planted (precision), and how many of the planted are over it (recall).
- ``demo``: planted faults among the twenty worst of the bundled corpus by the reference side.
- ``mlqe``: real machine translations with human corrections, where they are there: AUROC of doubt for BAD words of
  either side, and correlation of suspicion with HTER, each beside log-probability alone.

Intervals are 95 % bootstrap over segments. One JSON object on stdout.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
from scipy.stats import mannwhitneyu, pearsonr, spearmanr

from tests.benchmarks.common import CORPORA, finish, grid, load_translator, machine, model_parser, say
from workbench.corpus import read
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.jobs.signals import SignalReader
from workbench.jobs.suspicion_fit import read_planted
from workbench.language.segmentation import is_punctuation
from workbench.models import Translator
from workbench.recipe.corrections import Corrected, read_corrected
from workbench.recipe.suspicion import PRIOR
from workbench.runs import Run
from workbench.runs.evidence import doubts as word_doubts
from workbench.scores import in_full
from workbench.suspicion.fitting import fit
from workbench.suspicion.plant import KINDS, plant
from workbench.suspicion.shipped import corrections, ratios
from workbench.suspicion.suspicion import Suspicion

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
    "polarity": {"negation", "antonym"},
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


def unseen(pairs: Sequence[Texts], records: Sequence[Mapping[str, Any]], reader: SignalReader) -> dict[str, Any]:
    """Suspicion of records by fits that were never shown their kind."""
    clean, faulty, kinds, places = read_planted(pairs, reader, pretokenized=False)
    found = {}
    for kind in KINDS:
        shown = [place for place, one in enumerate(kinds) if one != kind]
        some = ([values[place] for place in shown] for values in (faulty, kinds, places))
        made = fit(clean, *some, corrections().sentence, f"all but {kind}", PRIOR, ratios("reference"))
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
    """With the default signals, and with the model's own translations beside them."""
    if not MLQE.is_dir():
        return None
    corrected = read_corrected(MLQE)
    path = folder / "mlqe.jsonl"
    lines = (json.dumps({"source": one.source, "reference": one.target}) for one in corrected)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    choices: dict[str, tuple[str, ...]] = {"default signals": (), "own translations too": ("own_logprob", "own_chrf")}
    found = {}
    for name, asked in choices.items():
        settings = ScoreSettings(side="reference", pretokenized=True, on_demand=asked)
        run = score(read(path), translator, folder / f"mlqe-{len(asked)}", settings)
        rows = [run.segment(record["id"], "reference") for record in run.records()]
        found[name] = {"segments": len(rows), **of_sentences(rows, corrected), **of_words(run, rows, corrected)}
    return found


def of_sentences(rows: Sequence[Mapping[str, Any]], corrected: Sequence[Corrected]) -> dict[str, Any]:
    """Correlations with HTER."""
    hter = np.array([one.share for one in corrected])
    suspicion, unlikely = np.array([row["suspicion"] for row in rows]), -np.array([row["logprob"] for row in rows])
    return {
        f"hter {name}": beside(lambda values, places, of=of: of(values[places], hter[places]), suspicion, unlikely)
        for name, of in (("pearson", _pearson), ("spearman", _spearman))
    }


def of_words(run: Run, rows: Sequence[Mapping[str, Any]], corrected: Sequence[Corrected]) -> dict[str, Any]:
    """AUROC for BAD words; of a source word by what the words that look at it lack in probability."""
    doubts, unlikely, bad, plain = ({"target": [], "source": []} for _ in range(4))
    for row, one in zip(rows, corrected, strict=True):
        weights = np.nan_to_num(np.asarray(run.map_of(row).weights))
        missing = -np.nan_to_num(np.array(row["word_logprobs"], dtype=float))
        unlikely["target"].append(missing)
        unlikely["source"].append(weights.T @ missing / np.maximum(weights.sum(axis=0), 1e-3))
        for side, values, tags in zip(doubts, word_doubts(run, row), (one.bad_target, one.bad_source), strict=True):
            doubts[side].append(values)
            bad[side].append(np.array(tags))
            plain[side].append(np.array([not is_punctuation(word) for word in row[f"{side}_words"]]))

    def of(side: str, values: list[np.ndarray], marks: bool, places: np.ndarray) -> float:
        figures, tags, counted = (
            np.concatenate([one[place] for place in places]) for one in (values, bad[side], plain[side])
        )
        counted = counted | marks
        good, wrong = figures[counted & ~tags], figures[counted & tags]
        return float(mannwhitneyu(wrong, good).statistic / (len(wrong) * len(good)))

    found = {
        f"BAD words, {side}{'' if marks else ', without punctuation'}": beside(
            lambda values, places, side=side, marks=marks: of(side, values, marks, places), doubts[side], unlikely[side]
        )
        for side in doubts
        for marks in (True, False)
    }
    first = [tags[np.argsort(-values)[:3]] for values, tags in zip(doubts["target"], bad["target"], strict=True)]
    share = {"three most doubted": np.concatenate(first), "all": np.concatenate(bad["target"])}
    return found | {"share of BAD": {name: round(float(tags.mean()), 4) for name, tags in share.items()}}


def beside(figure: Callable[[Any, np.ndarray], float], ours: Any, alone: Any) -> dict[str, Any]:
    """A figure of ours, the same of log-probability alone, and the interval of the difference over segments."""
    every = np.arange(len(ours))
    low, high = interval(lambda places: figure(ours, places) - figure(alone, places), len(ours))
    return {
        "ours": round(figure(ours, every), 4),
        "logprob": round(figure(alone, every), 4),
        "difference": [low, high],
    }


def _pearson(a: np.ndarray, b: np.ndarray) -> float:
    return float(pearsonr(a, b).statistic)


def _spearman(a: np.ndarray, b: np.ndarray) -> float:
    return float(spearmanr(a, b).statistic)


def markdown(result: Mapping[str, Any]) -> str:
    planted = result["planted"]
    paragraphs = [
        f"Reference side, {planted['clean']} clean pairs and {planted['faulty']} with a planted fault, scored as one "
        f"corpus without saying which: mean AUROC {planted['mean_auroc']:.3f}, {planted['clean_over_half']:.1%} of the "
        f"clean over 0.5; the share of spoilt pairs, {planted['faulty'] / (planted['clean'] + planted['faulty']):.0%}, "
        f"is estimated at {result['fit']['prior']:.0%}.",
        of_kinds(result),
    ]
    if "cleaning" in result:
        demo, cleaning = result["demo"], result["cleaning"]
        rows = [
            (f"{one['share']:.0%}", one["suspicion"], one["over"], f"{one['precision']:.1%}", f"{one['recall']:.1%}")
            for one in cleaning
        ]
        head = ["planted", "suspicion over", "pairs", "of these planted", "of the planted found"]
        paragraphs += [
            f"Cleaning {cleaning[0]['pairs']:,} pairs:",
            grid(head, rows, words=0),
            f"The bundled corpus: {demo['planted_of_20']} of its 20 most suspicious references are planted faults; "
            f"mean AUROC {demo['mean_auroc']:.3f}, {demo['clean_over_half']:.1%} of the clean ones over 0.5.",
        ]
    if result.get("mlqe"):
        paragraphs += of_real_mistakes(result["mlqe"])
    return "\n\n".join(paragraphs)


def of_kinds(result: Mapping[str, Any]) -> str:
    rows = []
    for kind, figures in result["planted"]["kinds"].items():
        hidden = result.get("unseen", {"kinds": {}})["kinds"].get(kind, {}).get("auroc")
        low, high = figures["interval"]
        right = "" if figures["right_symptom"] is None else f"{figures['right_symptom']:.0%}"
        over = f"{figures['over_half']} of {figures['count']}"
        cells = [kind, f"{figures['auroc']:.3f}", f"{low:.3f} to {high:.3f}", over, right]
        rows.append([*cells, "" if hidden is None else f"{hidden:.3f}"])
    return grid(["kind", "AUROC", "95 % interval", "over 0.5", "right symptom", "never shown"], rows)


def of_real_mistakes(found: Mapping[str, Any]) -> list[str]:
    """Beside log-probability alone."""
    plain, own = found["default signals"], found["own translations too"]
    rows = []
    for name in (name for name in plain if name not in ("segments", "share of BAD")):
        low, high = own[name]["difference"]
        cells = (plain[name]["logprob"], plain[name]["ours"], own[name]["ours"])
        rows.append((name, *(f"{cell:.3f}" for cell in cells), f"{low:+.3f} to {high:+.3f}"))
    share = plain["share of BAD"]
    return [
        f"Real mistakes, {plain['segments']:,} pairs of MLQE-PE dev: correlation of suspicion with HTER, AUROC of "
        "doubt for words that were corrected:",
        grid(["", "log-probability", "default signals", "`--with own_chrf`", "gain of the latter, 95 %"], rows),
        f"Of the three most doubted words of a sentence {share['three most doubted']:.0%} were corrected, of all words "
        f"{share['all']:.0%}.",
    ]


def main() -> None:
    parser: argparse.ArgumentParser = model_parser(__doc__)
    parser.add_argument("--pairs", type=Path, default=TATOEBA / "test.tsv", help="(%(default)s)")
    parser.add_argument("--fit-pairs", type=Path, default=TATOEBA / "dev.tsv", help="for ``unseen`` (%(default)s)")
    parser.add_argument("--count", type=int, default=1070, help="pairs, clean and faulty (%(default)s)")
    parser.add_argument("--share", type=float, default=470 / 1070, help="faulty ones (%(default).2f)")
    parser.add_argument("--full", action="store_true", help="the planted part with all signals; no other part")
    options = parser.parse_args()
    translator = load_translator(options)
    asked = in_full() if options.full else ()
    pairs = pairs_of(options.pairs)[: options.count]
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        run, seconds = scored(pairs, translator, options.share, asked, folder)
        records = list(run.records())
        found: dict[str, Any] = {"planted": planted_figures(records) | {"seconds": round(seconds, 1)}}
        say("planted faults scored")
        fitted = run.manifest.suspicion["reference"]
        if options.full:
            return finish({"benchmark": "suspicion", **found, "fit": fitted, "machine": machine(translator)})
        reader = SignalReader(translator, translator.preset, 32)
        found["unseen"] = unseen(pairs_of(options.fit_pairs)[:400], records, reader)
        found["cleaning"] = cleaning(pairs_of(options.pairs) + pairs_of(options.fit_pairs), translator, folder)
        say(f"cleaning: {found['cleaning']}")
        found["demo"] = demo(translator, folder)
        say("demo corpus scored")
        found["mlqe"] = mlqe(translator, folder)
        say(f"real corrections: {found['mlqe']}")
    finish({"benchmark": "suspicion", **found, "fit": fitted, "machine": machine(translator)})


if __name__ == "__main__":
    main()
