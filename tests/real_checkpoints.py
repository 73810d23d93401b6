"""Published checkpoints against plain transformers: for people with a connection, outside the normal run.

``python -m tests.real_checkpoints [NAME …]`` (all of them without a name; some 20 GB) prints for each whether
ids, translations, the forced pass, attention, embeddings and views are what they should be, with seconds and memory.
Expected ids and translations are those that transformers' own integration tests and documentation print, at the files
named in `CHECKPOINTS`. The exit status is 1 where something differs.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from workbench.errors import WorkbenchError
from workbench.models import BeamSettings, Pair, Translator, load
from workbench.models.capture import Recorder, each_head
from workbench.models.forced import run_batches
from workbench.models.sublayer import BLOCKS
from workbench.views import VIEWS


@dataclass(frozen=True)
class Checkpoint:
    """``ids``: a source → all ids that the encoder reads; ``translations``: a source → what is accepted, under a beam
    of ``beam_size``; ``said_by``: where these are printed."""

    name: str
    source_language: str | None
    target_language: str | None
    said_by: str
    ids: dict[str, list[int]] = field(default_factory=dict)
    translations: dict[str, tuple[str, ...]] = field(default_factory=dict)
    beam_size: int = 1
    dtype: str = "float32"
    pickle: bool = False


CHECKPOINTS = (
    Checkpoint(
        "Helsinki-NLP/opus-mt-en-de",
        "en",
        "de",
        "transformers tests/models/marian",
        {"I am a small frog": [38, 121, 14, 697, 38848, 0]},
        {
            "I am a small frog.": ("Ich bin ein kleiner Frosch.",),
            "Tom asked his teacher for advice.": ("Tom bat seinen Lehrer um Rat.",),
        },
        beam_size=2,
        pickle=True,
    ),
    Checkpoint(
        "Helsinki-NLP/opus-mt-tc-big-fr-en",
        "fr",
        "en",
        "the same model in candle's marian example",
        beam_size=4,
        pickle=True,
    ),
    Checkpoint(
        "facebook/m2m100_418M",
        "fr",
        "en",
        "transformers tests/models/m2m_100",
        translations={
            "L'affaire NSA souligne l'absence totale de débat sur le renseignement": (
                "The NSA case highlights the total absence of intelligence debate",
            ),
        },
        beam_size=5,
        pickle=True,
    ),
    Checkpoint(
        "facebook/nllb-200-distilled-600M",
        "eng_Latn",
        "fra_Latn",
        "transformers docs and tests/models/nllb",
        {"How was your day?": [256047, 13374, 1398, 4260, 4039, 248130, 2]},
        {
            "UN Chief says there is no military solution in Syria": (
                "Le chef de l'ONU dit qu'il n'y a pas de solution militaire en Syrie",
            ),
        },
        pickle=True,
    ),
    Checkpoint(
        "facebook/mbart-large-50-many-to-many-mmt",
        "en_XX",
        "ro_RO",
        "transformers tests/models/mbart50",
        {
            " UN Chief Says There Is No Military Solution in Syria": [
                *(250004, 8274, 127873, 25916, 7, 8622, 2071, 438, 67485, 53, 187895, 23, 51712, 2),
            ]
        },
        pickle=True,
    ),
    Checkpoint(
        "google/madlad400-3b-mt",
        None,
        "pt",
        "transformers docs; a comment of its converter's author",
        translations={"I love pizza!": ("Eu amo pizza!", "Eu adoro pizza!")},
    ),
    Checkpoint(
        "google-t5/t5-small",
        "en",
        "de",
        "transformers docs, t5",
        translations={
            "The house is wonderful.": ("Das Haus ist wunderbar.",),
            "I like to work in NYC.": ("Ich arbeite gerne in NYC.",),
        },
    ),
)
# A fine-tune of BART: none is known well enough to say what it should translate. Given by name, it is checked in all
# but ids and translations, as any other is.
SOURCE, LENGTH = "The house is small.", 24


def checks(translator: Translator, asked: Checkpoint) -> Iterator[tuple[str, bool, str]]:
    """Name of a check, whether it held, and what was seen."""
    for text, expected in asked.ids.items():
        (encoded,) = translator.encode_sources([text])
        found = translator.template.source(encoded.ids)
        yield "ids", found == expected, f"{text!r}: {found}"
    settings = BeamSettings(asked.beam_size, max_length=LENGTH)
    for text, accepted in asked.translations.items():
        (translated,) = translator.translate([text], settings=settings)
        yield "translation", translated.text in accepted, f"{text!r}: {translated.text!r}"
    sources = [SOURCE, *(asked.translations or asked.ids)]
    targets = [found.text or "" for found in translator.translate(sources, settings=settings)]
    pairs = translator.encode_pairs(sources, targets)
    yield "plain template", *_as_its_tokenizer(translator, sources[0])
    yield "forced pass", *_forced(translator, pairs)
    yield "embeddings", translator.reads_embeddings, ""
    for block in BLOCKS:
        yield f"attention, {block}", *_attention(translator, pairs, block)
    for name in VIEWS:
        yield f"view {name}", *_view(translator, pairs[:1], name)


def _as_its_tokenizer(translator: Translator, text: str) -> tuple[bool, str]:
    """Without tags, which a tokenizer has to be told: the text's own ids stand in what the tokenizer makes of it."""
    (encoded,) = translator.encode_sources([text])
    whole = translator.tokenizer(translator.source_prefix + text)["input_ids"]
    own = encoded.ids
    held = any(whole[i : i + len(own)] == own for i in range(len(whole)))
    return held, f"{own} in {whole}"


def _plain(translator: Translator, pair: Pair, **options: Any) -> Any:
    ids = torch.tensor([translator.template.source(pair.source.ids)], device=translator.device)
    fed = torch.tensor([translator.template.fed(pair.target.ids)], device=translator.device)
    with torch.inference_mode():
        return translator.model(input_ids=ids, decoder_input_ids=fed, use_cache=False, **options)


def _forced(translator: Translator, pairs: list[Pair]) -> tuple[bool, str]:
    worst = 0.0
    for pair, forced in zip(pairs, translator.forced_pass(pairs), strict=True):
        logprobs = _plain(translator, pair).logits[0].float().log_softmax(-1)[translator.template.first_step :].cpu()
        labels = translator.template.labels(pair.target.ids)
        worst = max(worst, float(abs(logprobs[range(len(labels)), labels].numpy() - forced.logprobs).max()))
    return worst < 1e-3, f"off by {worst:.1e}"


def _attention(translator: Translator, pairs: list[Pair], block: Any) -> tuple[bool, str]:
    modules = translator.attention_modules(block)
    batches = list(run_batches(translator, pairs, lambda: Recorder(modules, reduce=each_head), logprobs=False))
    before = translator.model.config._attn_implementation
    translator.model.set_attn_implementation("eager")
    worst = 0.0
    try:
        for batch in batches:
            for row, place in enumerate(batch.indices):
                expected = getattr(_plain(translator, pairs[place], output_attentions=True), f"{block}_attentions")
                for layer, weights in batch.weights.items():
                    whole = expected[layer][0].float()
                    own = weights[row, :, : whole.shape[1], : whole.shape[2]]
                    worst = max(worst, float((own - whole).abs().max()))
    finally:
        translator.model.set_attn_implementation(before)
    return worst < 1e-4, f"off by {worst:.1e}"


def _view(translator: Translator, pairs: list[Pair], name: str) -> tuple[bool, str]:
    (found,) = VIEWS[name](translator, pairs)
    if found.signed:
        error = None if found.error is None else float(np.nanmax(found.error))
        return bool(np.isfinite(found.weights).all()), "" if error is None else f"completeness error {error:.3f}"
    sums = found.weights.sum(axis=1)
    return bool(np.nanmax(abs(sums - 1)) < 1e-4), f"dropped {float(np.nanmean(found.dropped)):.2f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of CHECKPOINTS, or any other hub name or folder")
    parser.add_argument("--source-lang", help="for a name that is none of CHECKPOINTS")
    parser.add_argument("--target-lang", help="for a name that is none of CHECKPOINTS")
    options = parser.parse_args()
    known = {one.name: one for one in CHECKPOINTS}
    failed = 0
    for name in options.names or known:
        other = Checkpoint(name, options.source_lang, options.target_lang, said_by="nobody", pickle=True)
        failed += checked(known.get(name, other))
    return 1 if failed else 0


def checked(one: Checkpoint) -> int:
    """How many checks did not hold."""
    start = time.perf_counter()
    try:
        translator = load(
            one.name,
            source_language=one.source_language,
            target_language=one.target_language,
            dtype=one.dtype,
            allow_pickle=one.pickle,
        )
    except WorkbenchError as error:
        print(f"{one.name}: not loaded: {error}")
        return 1
    print(f"{one.name}: {translator!r}; loaded in {time.perf_counter() - start:.1f} s")
    failed = sum(not _told(*check) for check in checks(translator, one))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"  {time.perf_counter() - start:.1f} s in all, memory so far at most {peak:.1f} GiB")
    return failed


def _told(name: str, held: bool, seen: str) -> bool:
    print(f"  {'ok' if held else 'DIFFERS':8}{name}: {seen}")
    return held


if __name__ == "__main__":
    sys.exit(main())
