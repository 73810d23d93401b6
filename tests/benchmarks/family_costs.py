"""What capture and a scoring pass cost in each family, on random models of width 256 with published vocabulary sizes.

For every family a model of four layers a half, eight heads and width 256 is built with as many rows of embeddings as
its best known checkpoint has, and reads the same pairs. ``capture``: a forced pass that records one layer of
cross-attention (``on``) against the same pass without (``off``). ``scoring``: the forced pass as scoring runs it,
log-probabilities and attention, against a plain forward pass with a loss. Sides are timed in turn, a repetition of each
after the other, and ratios are of medians; "against Marian" is the scoring ratio over that of Marian.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForSeq2SeqLM

from tests.benchmarks.common import finish, grid, in_turn, machine, ratio, say
from tests.conftest import ENGLISH, GERMAN
from tests.models.tiny_families import BUILDERS
from workbench.models import Pair, Translator, load
from workbench.models.capture import Recorder, prepare
from workbench.models.choice import unmeasured_default
from workbench.models.forced import padded, real_positions, run_batches

WIDTH, LAYERS, HEADS, INNER = 256, 4, 8, 1024
ROWS = {
    "marian": 58101,
    "m2m100": 128112,
    "nllb": 256206,
    "mbart": 250027,
    "mbart50": 250054,
    "bart": 50265,
    "pegasus": 96103,
    "t5": 32128,
    "t5 with its own head": 32128,
    "mt5": 250112,
    "umt5": 256384,
    "madlad": 256000,
    "byt5": 384,
}
"""Rows of the embeddings of opus-mt-en-de, m2m100_418M, nllb-200, mbart-large-cc25, mbart-large-50, bart-base, PEGASUS,
t5-small, t5-v1_1, mt5-small, umt5-small, madlad400 and byt5-small."""


def marian(folder: Path) -> Path:
    from workbench.recipe.train import Recipe, build_model, save_snapshot
    from workbench.recipe.vocabulary import train_vocabulary

    tokenizer = train_vocabulary((*ENGLISH, *GERMAN) * 4, ("en", "de"), folder / "tokenizer", size=400)
    recipe = Recipe(width=32, feed_forward=64, encoder_layers=2, decoder_layers=2)
    save_snapshot(build_model(recipe, tokenizer), tokenizer, folder / "model")
    return folder / "model"


def enlarged(name: str, folder: Path) -> Translator:
    """A model of the family at the size above, with the tokenizer of the tiny one."""
    build: Callable[[Path], Path] = marian if name == "marian" else BUILDERS[name]
    place = build(folder)
    translator = load(str(place), source_language="en", target_language="de", device="cpu")
    config = AutoConfig.from_pretrained(place)
    config.vocab_size, config.d_model = ROWS[name], WIDTH
    for field, value in {
        **dict.fromkeys(("encoder_layers", "decoder_layers", "num_layers", "num_decoder_layers"), LAYERS),
        **dict.fromkeys(("encoder_attention_heads", "decoder_attention_heads", "num_heads"), HEADS),
        **dict.fromkeys(("encoder_ffn_dim", "decoder_ffn_dim", "d_ff"), INNER),
        **{"d_kv": WIDTH // HEADS, "decoder_vocab_size": ROWS[name], "num_hidden_layers": LAYERS},
    }.items():
        if hasattr(config, field):
            setattr(config, field, value)
    torch.manual_seed(0)
    model = AutoModelForSeq2SeqLM.from_config(config).eval().requires_grad_(False)
    prepare(model)
    # Loaded by itself it would be refused: most of its rows are no token's.
    return replace(translator, model=model, preset=unmeasured_default(LAYERS))


def plain_loss(translator: Translator, pairs: list[Pair]) -> float:
    """A forward pass with a loss over one padded batch, as training would have it."""
    template = translator.template
    sources = [template.source(pair.source.ids) for pair in pairs]
    fed = [template.fed(pair.target.ids) for pair in pairs]
    ends = [[*pair.target.ids, template.end] for pair in pairs]
    labels = [[-100] * (len(one) - len(end)) + end for one, end in zip(fed, ends, strict=True)]
    with torch.inference_mode():
        found = translator.model(
            input_ids=padded(sources, template.pad),
            attention_mask=real_positions(sources).long(),
            decoder_input_ids=padded(fed, template.pad),
            use_cache=False,
        )
        return float(torch.nn.functional.cross_entropy(found.logits.transpose(1, 2), padded(labels, -100)))


def sides(translator: Translator, pairs: list[Pair]) -> dict[str, Callable[[], Callable[[], object]]]:
    modules = translator.attention_modules()
    one = {translator.preset.layer: modules[translator.preset.layer]}
    return {
        "off": lambda: lambda: list(run_batches(translator, pairs)),
        "on": lambda: lambda: list(run_batches(translator, pairs, lambda: Recorder(one))),
        "plain": lambda: lambda: plain_loss(translator, pairs),
        "scoring": lambda: lambda: list(translator.forced_pass(pairs, choice=translator.preset)),
    }


def main() -> None:
    options_of = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options_of.add_argument("--repetitions", type=int, default=7, help="counted ones, after a warm-up (%(default)s)")
    options_of.add_argument("--families", nargs="+", default=list(ROWS), help="(all)")
    options = options_of.parse_args()
    sources = [f"{one} {other}" for one in ENGLISH for other in ENGLISH][:12]
    targets = [f"{one} {other}" for one in GERMAN for other in GERMAN][:12]
    found: dict[str, dict[str, Any]] = {}
    for name in options.families:
        say(name)
        with TemporaryDirectory() as folder:
            translator = enlarged(name, Path(folder))
            pairs = translator.encode_pairs(sources, targets)
            seconds = in_turn(sides(translator, pairs), options.repetitions)
            found[name] = {
                "parameters": sum(weights.numel() for weights in translator.model.parameters()),
                "capture": ratio(seconds["on"], seconds["off"]),
                "scoring": ratio(seconds["scoring"], seconds["plain"]),
            }
    made = {"model": "random ones", "weights": "none"}
    finish({"benchmark": "family_costs", "families": found, "machine": machine(translator) | made})


def markdown(result: Mapping[str, Any]) -> str:
    found = result["families"]
    base = found.get("marian", {}).get("scoring", {}).get("of_medians")
    rows = []
    for name, figures in found.items():
        capture, scoring = (figures[key]["of_medians"] for key in ("capture", "scoring"))
        against = "" if base is None else f"{scoring / base:.2f} ×"
        rows.append([name, f"{figures['parameters'] / 1e6:.0f} M", f"{capture:.2f} ×", f"{scoring:.2f} ×", against])
    head = ["family", "parameters", "capture on/off", "scoring/forward with loss", "against Marian"]
    return grid(head, rows)


if __name__ == "__main__":
    main()
