"""From a training run to a model folder: weights, measured preset, history of the training, model card."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.alignment.gold import GoldPair
from workbench.models import AttentionChoice
from workbench.models.card import CARD_FILE
from workbench.recipe.examples import TextPair
from workbench.recipe.measure import Languages, alignment, quality

HISTORY_FILE = "training.json"
DEV_PAIRS = 500


def history(
    run: Path, dev: Sequence[TextPair], gold: Sequence[GoldPair], gold_name: str
) -> tuple[list[dict[str, Any]], AttentionChoice]:
    """The history of a training, and the attention that aligns best in its last snapshot.

    One record per snapshot: ``step``, ``epochs``, ``tokens`` and ``minutes`` trained, training ``loss`` (nats per
    target token, label smoothing included), ``dev_bleu`` by direction (beam 4, evenly spaced pairs of the
    development set), ``scatter`` and ``aer`` of the attention that aligns best in that snapshot.
    """
    recipe = json.loads((run / "recipe.json").read_text())
    languages = tuple(recipe["languages"])
    with open(run / "log.jsonl", encoding="utf-8") as lines:
        log = [json.loads(line) for line in lines]
    sample = dev[:: max(1, len(dev) // DEV_PAIRS)][:DEV_PAIRS]
    records = []
    for snapshot in snapshots(run):
        step = int(snapshot.name.removeprefix("step-"))
        logged = min(log, key=lambda record: abs(record["step"] - step))
        bleu = {pair: figures["bleu"] for pair, figures in quality(snapshot, sample, languages).items()}
        choice, aligned = alignment(snapshot, gold, languages, gold_name)
        records.append(
            {
                "step": step,
                "epochs": round(logged["tokens"] / recipe["epoch_tokens"], 2),
                "tokens": logged["tokens"],
                "minutes": logged["minutes"],
                "loss": logged["loss"],
                "dev_bleu": bleu,
                **aligned,
            }
        )
    return records, choice


def snapshots(run: Path) -> list[Path]:
    """Snapshot folders of a training run, oldest first."""
    return sorted((run / "snapshots").glob("step-*"))


@dataclass(frozen=True)
class Described:
    """What the model card says and no file of the training tells, as Markdown.

    ``data``: what the training text is; ``machine``: what it was trained on; ``test``: what the figures were measured
    on; ``limits``: what the model cannot do.
    """

    data: str = "Not described."
    licence: str = "unknown"
    machine: str = "a machine that is not described"
    test: str = "A test set that is not described"
    limits: str = "Not described."


def release(
    run: Path,
    out: Path,
    test: Sequence[TextPair],
    dev: Sequence[TextPair],
    gold: Sequence[GoldPair],
    gold_name: str,
    described: Described,
) -> Mapping[str, Any]:
    """Copy the last snapshot to ``out`` with everything that belongs beside it; return its figures on ``test``."""
    recipe = json.loads((run / "recipe.json").read_text())
    languages: Languages = tuple(recipe["languages"])
    records, choice = history(run, dev, gold, gold_name)
    shutil.copytree(snapshots(run)[-1], out, dirs_exist_ok=True)
    card = {"languages": list(languages), "preset": choice.record()}
    (out / CARD_FILE).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    (out / HISTORY_FILE).write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")
    figures = quality(out, test, languages)
    (out / "README.md").write_text(model_card(recipe, records, figures, card, described), encoding="utf-8")
    return figures


def model_card(
    recipe: Mapping[str, Any],
    records: Sequence[Mapping[str, Any]],
    figures: Mapping[str, Mapping[str, float]],
    card: Mapping[str, Any],
    described: Described,
) -> str:
    """The model card as Markdown, with the front matter that model hubs read."""
    first, second = recipe["languages"]
    last, preset = records[-1], card["preset"]
    measured = "\n".join(f"| {pair} | {f['bleu']:.1f} | {f['chrf']:.1f} |" for pair, f in figures.items())
    mixture = recipe["mixture"]
    return f"""---
language: [{first}, {second}]
license: {described.licence}
pipeline_tag: translation
library_name: transformers
---

# Small {first}–{second} translation model

A Marian model for both directions: `>>{second}<<` or `>>{first}<<` before the source asks for the target language.
It comes with Translation Workbench so that every example runs without a download. It is a specimen to look into, not
a system to translate with.

## Data

{described.data}

## Recipe

`python -m workbench.recipe train`, seed {recipe["seed"]}: {recipe["encoder_layers"]} encoder and
{recipe["decoder_layers"]} decoder layers, width {recipe["width"]}, {recipe["heads"]} heads, feed-forward
{recipe["feed_forward"]}, post-norm, sinusoidal positions, tied embeddings, one joint SentencePiece unigram vocabulary
of {recipe["vocabulary"]} pieces with byte fallback. Trained from scratch on {described.machine} for
{last["minutes"]:.0f} minutes: {last["step"]:,} steps, {last["tokens"] / 1e6:.1f} million target tokens,
{last["epochs"]:.1f} epochs of the main text in both directions. AdamW, peak rate {recipe["peak_rate"]} after
{recipe["warmup"]} steps, then constant, linear decay over the last {recipe["decay"]:.0%}; label smoothing
{recipe["label_smoothing"]}, dropout {recipe["dropout"]}. From step {mixture["start"]:,} on, {mixture["joined"]:.0%} of
the examples are two to four pairs joined, {mixture["lowercased"]:.0%} are lower-cased, and {mixture["longer"]:.0%} of
the longer pairs are drawn per epoch. Weights are stored in fp16; compute in fp32.

`training.json` has {len(records)} evaluations made along the way.

## Figures

| direction | BLEU | chrF |
|---|---|---|
{measured}

{described.test}, measured from the stored files in fp32, beam 4, sacrebleu defaults.

Word alignment: decoder layer {preset["layer"]}, heads {preset["heads"]}, `{preset["row"]}` row; {preset["measured"]}
(one direction, argmax per target word).

## Limits

{described.limits} It has positions for 256 pieces.
"""
