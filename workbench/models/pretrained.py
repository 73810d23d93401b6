"""Tokenizer and weights from a folder or the hub, as transformers opens them."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForSeq2SeqLM, PreTrainedModel
from transformers.utils import logging as transformers_logging

from workbench.errors import ModelError, first_line
from workbench.models.families import families_of

NO_CONVERSION = "DISABLE_SAFETENSORS_CONVERSION"


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Puts the model's name before what its family has to say against it."""
    try:
        yield
    except ModelError as error:
        raise ModelError(f"{name}: {error}") from error


def from_pretrained(place: str, dtype: torch.dtype, allow_pickle: bool) -> tuple[Any, PreTrainedModel]:
    """The tokenizer and the model of a folder or hub name, whole. Raises `ModelError` where they are not."""
    local = Path(place).is_dir()
    common: dict[str, Any] = {"trust_remote_code": False, "local_files_only": local}
    try:
        with _quietly():
            config = AutoConfig.from_pretrained(place, **common)
            with naming(place):
                first = families_of(config.model_type)[0]
            tokenizer = first.open_tokenizer(place, config, **common)
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
