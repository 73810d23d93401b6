"""From a name, a folder or ``demo`` to a checked `Translator`."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForSeq2SeqLM, AutoTokenizer, PreTrainedModel
from transformers.utils import logging as transformers_logging

from workbench import bundled
from workbench.errors import ModelError, UnknownNameError, first_line
from workbench.models.capture import Recorder, prepare
from workbench.models.choice import AttentionChoice, unmeasured_default
from workbench.models.families import FAMILIES
from workbench.models.forced import run_batches
from workbench.models.presets import stored_preset
from workbench.models.translator import Translator

CARD_FILE = "workbench.json"
NO_CONVERSION = "DISABLE_SAFETENSORS_CONVERSION"
DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


def load(
    name: str = bundled.MODEL_NAME,
    *,
    source_language: str | None = None,
    target_language: str | None = None,
    device: str | None = None,
    dtype: str = "float32",
    allow_pickle: bool = False,
) -> Translator:
    """Load a checkpoint by hub name (``Helsinki-NLP/opus-mt-en-de``), by folder, or ``demo`` for the bundled one.

    Computes in fp32 unless told otherwise: figures stay comparable between machines. ``device`` None takes a GPU
    when there is one. Weights come from safetensors only, unless ``allow_pickle``; code from a checkpoint is never run.

    Raises `ModelError` when the checkpoint cannot be loaded, is of an unknown family, or fails a check: missing
    weights, embeddings that should be tied but are not, attention rows that do not sum to one, unknown language.
    """
    if dtype not in DTYPES:
        raise UnknownNameError("dtype", dtype, DTYPES)
    place = _place(name)
    if not Path(place).exists() and (place.startswith((".", "/", "~")) or place.count("/") > 1):
        raise ModelError(f"model folder {place!r} does not exist; give a folder, a hub name or 'demo'")
    tokenizer, model = _from_pretrained(place, DTYPES[dtype], allow_pickle)
    try:
        # Nothing here trains it; gradients are taken with respect to embeddings alone.
        model.to(torch.device(device or _best_device())).eval().requires_grad_(False)  # type: ignore[arg-type]
    except (RuntimeError, AssertionError) as error:
        raise ModelError(f"device {device!r} cannot be used here: {first_line(error)}; try cpu") from error
    prepare(model)
    translator = _translator(name, model, tokenizer, source_language, target_language)
    try:
        _check_ties(translator)
        _check_attention(translator)
    except NotImplementedError as error:  # "meta", and devices without an operation that the model needs
        raise ModelError(f"device {device!r} cannot compute this model: {first_line(error)}; try cpu") from error
    return translator


def exchanged(translator: Translator) -> Translator:
    """The same model, loaded once, with its two languages exchanged.

    Raises `ModelError` when it does not translate the other way.
    """
    source, target = translator.source_language, translator.target_language
    if not translator.family.text.tags(translator.tokenizer):
        raise ModelError(
            f"{translator.name} translates in one direction alone; give the model of the other one with --reverse-model"
        )
    if source is None:
        raise ModelError(
            f"{translator.name}: the other direction translates into the source's language, which is not known; name "
            "it with source_language (--source-lang), or give --reverse-model"
        )
    if source not in translator.family.text.tags(translator.tokenizer):
        raise ModelError(
            f"{translator.name} does not translate into {source!r}, so it cannot read the other direction; give the "
            "model that does with --reverse-model"
        )
    other = _translator(translator.name, translator.model, translator.tokenizer, target, source)
    # One forward pass at a time per model, whichever way it reads.
    return replace(other, lock=translator.lock)


def _translator(
    name: str, model: PreTrainedModel, tokenizer: Any, source: str | None, target: str | None
) -> Translator:
    """One direction of a model that is ready."""
    place = _place(name)
    family, card = FAMILIES[model.config.model_type], _card(place)
    with _naming(name):
        family.text.check(tokenizer, model.config)
    tags = family.text.tags(tokenizer)
    source, target = _languages(name, tags, family.template.names_source, card, tokenizer, source, target)
    with _naming(name):
        template = family.template_of(tokenizer, model, tags.get(source or ""), tags.get(target or ""))
    translator = Translator(name, model, tokenizer, family, source, target, template, unmeasured_default(1))
    measured = _preset(place, card, translator)
    translator.preset = stored_preset(translator) or measured
    return translator


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Puts the model's name before what its family has to say against it."""
    try:
        yield
    except ModelError as error:
        raise ModelError(f"{name}: {error}") from error


def _place(name: str) -> str:
    """What transformers opens: the folder of the bundled model, another folder, or a hub name."""
    return str(bundled.model_folder()) if name == bundled.MODEL_NAME else os.path.expanduser(name)


def _best_device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


def _from_pretrained(place: str, dtype: torch.dtype, allow_pickle: bool) -> tuple[Any, PreTrainedModel]:
    local = Path(place).is_dir()
    common: dict[str, Any] = {"trust_remote_code": False, "local_files_only": local}
    try:
        with _quietly():
            config = AutoConfig.from_pretrained(place, **common)
            if config.model_type not in FAMILIES:
                raise ModelError(
                    f"{place}: models of type {config.model_type!r} cannot be opened yet; "
                    f"these can: {', '.join(sorted(FAMILIES))}"
                )
            tokenizer = AutoTokenizer.from_pretrained(place, **common)
            model, report = AutoModelForSeq2SeqLM.from_pretrained(
                place,
                dtype=dtype,
                # None takes pickle files only where there are no others.
                use_safetensors=None if allow_pickle else True,
                ignore_mismatched_sizes=True,
                output_loading_info=True,
                **common,
            )
    except ModelError:
        raise
    except Exception as error:  # transformers raises OSError, ValueError, KeyError, ImportError, … for a bad checkpoint
        raise ModelError(_why_not_loaded(place, local, allow_pickle, error)) from error
    missing = sorted({*report["missing_keys"], *(key for key, *_ in report.get("mismatched_keys", ()))})
    if missing:
        raise ModelError(
            f"{place}: {len(missing)} weights are missing or of the wrong shape (first: {missing[0]}); "
            "the checkpoint is incomplete, download or save it again"
        )
    return tokenizer, model


@contextmanager
def _quietly() -> Iterator[None]:
    """transformers without its messages and bars, and without asking the hub to convert somebody's weights."""
    verbosity, bars = transformers_logging.get_verbosity(), transformers_logging.is_progress_bar_enabled()
    convert = os.environ.get(NO_CONVERSION)
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    os.environ[NO_CONVERSION] = "1"
    try:
        with warnings.catch_warnings():
            # sacremoses normalises punctuation, which no text here passes through.
            warnings.filterwarnings("ignore", "Recommended: pip install sacremoses")
            yield
    finally:
        transformers_logging.set_verbosity(verbosity)
        if bars:
            transformers_logging.enable_progress_bar()
        if convert is None:
            del os.environ[NO_CONVERSION]
        else:
            os.environ[NO_CONVERSION] = convert


def _why_not_loaded(place: str, local: bool, allow_pickle: bool, error: Exception) -> str:
    reason = first_line(error)
    if local and not allow_pickle and list(Path(place).glob("*.bin")) and not list(Path(place).glob("*.safetensors")):
        return (
            f"{place}: weights are in pickle files only, which can run code when opened; convert them to "
            "safetensors, or pass allow_pickle=True (--allow-pickle) if you trust where they come from"
        )
    hint = (
        "is it a complete Hugging Face folder (config.json, tokenizer files, *.safetensors)?"
        if local
        else "check the name and the connection, or give a folder on this machine"
    )
    return f"model {place!r} could not be loaded: {reason}\n{hint}"


def _card(place: str) -> Mapping[str, Any]:
    """What this project keeps beside a checkpoint: ``languages`` and a measured ``preset``."""
    path = Path(place) / CARD_FILE
    if not path.is_file():
        return {}
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelError(f"{path}: not valid JSON ({error}); mend or delete the file") from error
    if not isinstance(card, dict):
        raise ModelError(f"{path}: an object with languages and preset expected; mend or delete the file")
    return card


def _preset(place: str, card: Mapping[str, Any], translator: Translator) -> AttentionChoice:
    """The measured choice in the card, or the default."""
    if "preset" not in card:
        return unmeasured_default(translator.layers)
    try:
        return AttentionChoice.from_record(card["preset"]).check(translator.layers, translator.heads)
    except (ModelError, AttributeError, KeyError, TypeError, ValueError) as error:
        reason = error if isinstance(error, ModelError) else "a layer, heads and a row expected"
        raise ModelError(f"{Path(place) / CARD_FILE}: preset cannot be used: {reason}; mend or delete it") from error


def _languages(
    name: str,
    tags: Mapping[str, int],
    names_source: bool,
    card: Mapping[str, Any],
    tokenizer: Any,
    source: str | None,
    target: str | None,
) -> tuple[str | None, str | None]:
    """Source and target language; ``names_source``: whether the model must be told the source's."""
    own = list(card.get("languages", ()))
    if not tags:
        return (
            source or getattr(tokenizer, "source_lang", None),
            target or getattr(tokenizer, "target_lang", None),
        )
    if target is None and own:
        target = next(code for code in own[1:] + own[:1] if code != source)
    if target is None:
        raise ModelError(
            f"{name} translates into several languages; name one with target_language (--target-lang): "
            + ", ".join(sorted(tags))
        )
    if target not in tags:
        raise ModelError(f"{name} has no tag for target language {target!r}; it knows: {', '.join(sorted(tags))}")
    if source is None and own:
        source = next((code for code in own if code != target), None)
    if source == target or (own and source not in own):
        known = " and ".join(own or sorted(tags))
        raise ModelError(f"{name} translates between {known}; asked for {source} to {target}")
    if names_source and source not in tags:
        asked = "is told the source's language; name it" if source is None else f"has no tag for {source!r}; name one"
        raise ModelError(f"{name} {asked} with source_language (--source-lang): {', '.join(sorted(tags))}")
    return source, target


def _check_ties(translator: Translator) -> None:
    model = translator.model
    for one, other in translator.anatomy.ties(model).items():
        if not torch.equal(model.get_parameter(one), model.get_parameter(other)):
            raise ModelError(
                f"{translator.name}: the configuration ties input and output embeddings, but {one} and {other} differ "
                "after loading; its translations would be garbage. "
                "Save the checkpoint again with a current transformers"
            )


def _check_attention(translator: Translator) -> None:
    """One tiny forced pass: every captured row must be a distribution, every log-probability finite."""
    pair = translator.encode_pairs(["a"], ["a"])[0]
    batch = next(run_batches(translator, [pair], lambda: Recorder(translator.attention_modules())))
    if len(batch.weights) != translator.layers:
        raise ModelError(
            f"{translator.name}: attention of {len(batch.weights)} of {translator.layers} decoder layers was seen; "
            "this architecture does not use the attention interface as expected"
        )
    for layer, weights in batch.weights.items():
        off = (weights.sum(-1) - 1).abs().max().item()
        if not off < 1e-2:
            raise ModelError(f"{translator.name}: attention rows of layer {layer} do not sum to one (off by {off:.2f})")
    if batch.token_logprobs is None or not torch.isfinite(batch.token_logprobs).all():
        raise ModelError(
            f"{translator.name}: log-probabilities are not finite in {translator.dtype}; try dtype float32"
        )
