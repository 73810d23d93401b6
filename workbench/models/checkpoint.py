"""From a name, a folder or ``demo`` to a checked `Translator`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from transformers import PreTrainedModel

from workbench import bundled
from workbench.errors import ModelError, first_line
from workbench.language.characters import unfit
from workbench.models.capture import prepare
from workbench.models.card import preset_of, read_card
from workbench.models.choice import unmeasured_default
from workbench.models.device import DTYPES, best_device, dtype_for, has_bfloat16
from workbench.models.direction import direction_of
from workbench.models.families import family_of
from workbench.models.fast_decoder import decoder_of
from workbench.models.folder import read_folder
from workbench.models.place import Place, find
from workbench.models.precision import prepare as let_reduce
from workbench.models.precision import settled
from workbench.models.presets import stored_preset
from workbench.models.pretrained import from_pretrained, naming
from workbench.models.soundness import check, tie
from workbench.models.stored_generation import pass_over
from workbench.models.translator import Translator


def load(
    name: str = bundled.MODEL_NAME,
    *,
    source_language: str | None = None,
    target_language: str | None = None,
    source_prefix: str | None = None,
    device: str | None = None,
    dtype: str | None = None,
    allow_pickle: bool = False,
    revision: str | None = None,
    longest: int | None = None,
    tie_embeddings: bool = False,
    decoder: str = "transformers",
    precision: str | None = None,
    tell: Callable[[str], None] | None = None,
) -> Translator:
    """Load a checkpoint by hub name (``Helsinki-NLP/opus-mt-en-de``), by folder, or ``demo`` for the bundled one.

    A hub name may say which ``revision`` (``owner/name@revision``): a branch, a tag, a commit, a pull request
    (``refs/pr/1``); which commit it was stands in the signature. ``tell`` hears how large a download is, above 1 GB.

    Languages are named as people do: ``de``, ``deu_Latn``, ``pt-BR``, ``German``, ``Chinese (Traditional)``; the
    translator has the model's own codes for them, and says in ``language_notes`` what is what. A script or region that
    is asked for is never exchanged for another.

    ``device`` None takes a GPU when there is one. Computes in fp32 unless ``dtype`` says otherwise, so that figures
    stay comparable between machines, and on a GPU in bf16: see `dtype_for`. Weights come from safetensors only, unless
    ``allow_pickle``; code from a checkpoint is never run.
    ``precision``: how forced passes multiply, ``float32`` unless it says ``bfloat16``, or ``auto``, which is bfloat16
    where the processor has instructions for it: see `workbench.models.precision`.
    ``source_prefix``: text that the model wants before each source ("translate English to German: "); None takes what
    its configuration says. ``longest``: tokens of the longest text that is read, for models whose positions have no
    end, or to read less than there are positions for. ``tie_embeddings`` makes embeddings one that the configuration
    says are one and the files say are not. ``decoder``: who writes translations: ``transformers``, ``ctranslate2`` (the
    extra ``fast``; on a CPU several times as fast, a share of translations differs), or ``auto`` for CTranslate2 where
    it can be had; ``setting_notes`` says why where it cannot. Figures of a translation come from the model always.

    Raises `ModelError` when the checkpoint cannot be loaded, is of an unknown family, or fails a check: missing, zero
    or infinite weights, embeddings that should be tied but are not, a tokenizer of another model, settings with which
    nothing can be generated, attention rows that do not sum to one, unknown language.
    """
    device = str(device or best_device())
    number = DTYPES[dtype_for(device, dtype, has_bfloat16(device))]
    multiply = settled(precision, device, number)
    place = find(name, revision, allow_pickle, tell, number.itemsize)
    folder = read_folder(place.name, place.folder, allow_pickle)
    tokenizer, model = from_pretrained(folder, number, allow_pickle)
    try:
        # Nothing here trains it; gradients are taken with respect to embeddings alone.
        model.to(torch.device(device)).eval().requires_grad_(False)  # type: ignore[arg-type]
    except (RuntimeError, AssertionError) as error:
        raise ModelError(f"device {device!r} cannot be used here: {first_line(error)}; try cpu") from error
    prepare(model)
    try:
        translator = _translator(place, model, tokenizer, source_language, target_language, source_prefix, longest)
        translator.setting_notes = tuple(pass_over(model.generation_config))
        translator.allow_pickle = allow_pickle
        if tie_embeddings:
            tie(translator)
            translator.tied = True
        check(translator)
        translator.decoder, told = decoder_of(translator, decoder)
        translator.setting_notes += told
        if multiply != "float32":
            let_reduce(model)
            translator.precision = multiply
    except RuntimeError as error:  # "meta", devices without an operation that the model needs, or too small for it
        raise ModelError(
            f"{place.name}: device {str(model.device)!r} cannot compute this model: {first_line(error)}; try cpu"
        ) from error
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:  # files that do not fit each other
        raise ModelError(
            f"{place.name}: no sentence can be read with it ({type(error).__name__}: {first_line(error)}); are model, "
            "configuration and tokenizer from one place?"
        ) from error
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
    place = Place(name=translator.name, folder=translator.folder, revision=translator.revision)
    given = place, translator.model, translator.tokenizer
    other = _translator(*given, source, target, source_prefix, translator.longest)
    # One forward pass at a time per model, whichever way it reads.
    kept = "lock", "setting_notes", "tied", "allow_pickle", "decoder", "precision"
    return replace(other, **{name: getattr(translator, name) for name in kept})


def _translator(
    place: Place,
    model: PreTrainedModel,
    tokenizer: Any,
    source: str | None,
    target: str | None,
    prefix: str | None,
    longest: int | None,
) -> Translator:
    """One direction of a model that is ready."""
    name = place.name
    with naming(name):
        family = family_of(tokenizer, model.config)
    if (wrong := unfit(prefix or "")) and wrong.character != "\0":
        raise ModelError(f"{name}: source_prefix: {wrong.told}")
    card = read_card(place.folder)
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
        folder=place.folder,
        revision=place.revision,
        longest=longest,
        language_notes=direction.notes,
    )
    if direction.prefix and len(template.source([])) >= translator.positions:
        raise ModelError(
            f"{name}: the words before each source have {len(ids)} tokens and leave no room for a text; it reads "
            f"{translator.positions}; give a shorter source_prefix (--source-prefix)"
        )
    measured = preset_of(place.folder, card, translator)
    translator.preset = stored_preset(translator) or measured
    return translator
