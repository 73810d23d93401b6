"""From a name, a folder or ``demo`` to a checked `Translator`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedModel

from workbench import bundled
from workbench.errors import ModelError, UnknownNameError, first_line
from workbench.models.capture import prepare
from workbench.models.card import preset_of, read_card
from workbench.models.choice import unmeasured_default
from workbench.models.direction import direction_of
from workbench.models.families import family_of
from workbench.models.presets import stored_preset
from workbench.models.pretrained import from_pretrained, naming
from workbench.models.soundness import check_attention, check_ties
from workbench.models.translator import Translator

DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


def load(
    name: str = bundled.MODEL_NAME,
    *,
    source_language: str | None = None,
    target_language: str | None = None,
    source_prefix: str | None = None,
    device: str | None = None,
    dtype: str = "float32",
    allow_pickle: bool = False,
) -> Translator:
    """Load a checkpoint by hub name (``Helsinki-NLP/opus-mt-en-de``), by folder, or ``demo`` for the bundled one.

    Languages are named as people do: ``de``, ``deu_Latn``, ``pt-BR``, ``German``, ``Chinese (Traditional)``; the
    translator has the model's own codes for them, and says in ``language_notes`` what is what. A script or region that
    is asked for is never exchanged for another.

    Computes in fp32 unless told otherwise: figures stay comparable between machines. ``device`` None takes a GPU
    when there is one. Weights come from safetensors only, unless ``allow_pickle``; code from a checkpoint is never run.
    ``source_prefix``: text that the model wants before each source ("translate English to German: "); None takes what
    its configuration says.

    Raises `ModelError` when the checkpoint cannot be loaded, is of an unknown family, or fails a check: missing
    weights, embeddings that should be tied but are not, attention rows that do not sum to one, unknown language.
    """
    if dtype not in DTYPES:
        raise UnknownNameError("dtype", dtype, DTYPES)
    place = _place(name)
    if not Path(place).exists() and (place.startswith((".", "/", "~")) or place.count("/") > 1):
        raise ModelError(f"model folder {place!r} does not exist; give a folder, a hub name or 'demo'")
    tokenizer, model = from_pretrained(place, DTYPES[dtype], allow_pickle)
    try:
        # Nothing here trains it; gradients are taken with respect to embeddings alone.
        model.to(torch.device(device or _best_device())).eval().requires_grad_(False)  # type: ignore[arg-type]
    except (RuntimeError, AssertionError) as error:
        raise ModelError(f"device {device!r} cannot be used here: {first_line(error)}; try cpu") from error
    prepare(model)
    translator = _translator(name, model, tokenizer, source_language, target_language, source_prefix)
    try:
        check_ties(translator)
        check_attention(translator)
    except NotImplementedError as error:  # "meta", and devices without an operation that the model needs
        raise ModelError(f"device {device!r} cannot compute this model: {first_line(error)}; try cpu") from error
    return translator


def exchanged(translator: Translator) -> Translator:
    """The same model, loaded once, with its two languages exchanged.

    Raises `ModelError` when it does not translate the other way.
    """
    source, target = translator.source_language, translator.target_language
    family = translator.family
    tags, tasks = family.text.tags(translator.tokenizer), family.text.tasks(translator.model.config)
    if not (tags or tasks):
        raise ModelError(
            f"{translator.name} translates in one direction alone; give the model of the other one with --reverse-model"
        )
    if source is None:
        raise ModelError(
            f"{translator.name}: the other direction translates into the source's language, which is not known; name "
            "it with source_language (--source-lang), or give --reverse-model"
        )
    if source not in tags and (target, source) not in tasks:
        raise ModelError(
            f"{translator.name} does not translate into {source!r}, so it cannot read the other direction; give the "
            "model that does with --reverse-model"
        )
    return redirected(translator, target, source)


def redirected(
    translator: Translator, source: str | None, target: str | None, source_prefix: str | None = None
) -> Translator:
    """The same model, loaded once, for other languages. Raises `ModelError` as `load` does."""
    other = _translator(translator.name, translator.model, translator.tokenizer, source, target, source_prefix)
    # One forward pass at a time per model, whichever way it reads.
    return replace(other, lock=translator.lock)


def _translator(
    name: str, model: PreTrainedModel, tokenizer: Any, source: str | None, target: str | None, prefix: str | None
) -> Translator:
    """One direction of a model that is ready."""
    place = _place(name)
    with naming(name):
        family = family_of(tokenizer, model.config)
    card = read_card(place)
    own = list(card.get("languages", ()))
    direction = direction_of(name, family, tokenizer, model.config, own, source, target, prefix)
    # The pieces of a text that are read before each source belong to none.
    ids, _, _ = family.text.encode_source(tokenizer, [direction.prefix])[0] if direction.prefix else ([], [], [])
    with naming(name):
        template = family.template_of(tokenizer, model, direction.source_tag, direction.target_tag, tuple(ids))
    direction.check_told(name, template)
    translator = Translator(
        name=name,
        model=model,
        tokenizer=tokenizer,
        family=family,
        source_language=direction.source,
        target_language=direction.target,
        template=template,
        preset=unmeasured_default(1),
        source_prefix=direction.prefix,
        language_notes=direction.notes,
    )
    measured = preset_of(place, card, translator)
    translator.preset = stored_preset(translator) or measured
    return translator


def _place(name: str) -> str:
    """What transformers opens: the folder of the bundled model, another folder, or a hub name."""
    return str(bundled.model_folder()) if name == bundled.MODEL_NAME else os.path.expanduser(name)


def _best_device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"
