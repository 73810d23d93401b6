"""Tokenizer and weights from a folder, as transformers opens them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn
from transformers import AutoConfig, AutoModelForSeq2SeqLM, PreTrainedModel
from transformers.utils import logging as transformers_logging

from workbench.errors import ModelError, first_line
from workbench.models.families import families_of
from workbench.models.folder import Folder
from workbench.models.stored_generation import restored_bans

_OF_LAYER = re.compile(r"\.(layers|block)\.\d+\.")
_EMBEDDING = re.compile(r"(shared|embed_tokens|lm_head)\.weight$")
_NO_FILES = "expected str, bytes or os.PathLike object, not NoneType"
"""What transformers says where a file of a tokenizer is missing."""


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Puts the model's name before what its family has to say against it."""
    try:
        yield
    except ModelError as error:
        raise ModelError(f"{name}: {error}") from error


def from_pretrained(folder: Folder, dtype: torch.dtype, allow_pickle: bool) -> tuple[Any, PreTrainedModel]:
    """The tokenizer and the model of a folder, whole. Raises `ModelError` where they are not."""
    place = str(folder.path)
    common: dict[str, Any] = {"trust_remote_code": False, "local_files_only": True}
    try:
        with _quietly():
            config = AutoConfig.from_pretrained(place, **common)
            with naming(folder.name):
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
        raise ModelError(_why_not_loaded(folder, error)) from error
    _check_names(folder, model, first.anatomy.head(model), report)
    for name, value in restored_bans(folder.config, folder.generation).items():
        setattr(model.generation_config, name, value)
    return tokenizer, model


@contextmanager
def _quietly() -> Iterator[None]:
    """transformers without its messages and bars."""
    verbosity, bars = transformers_logging.get_verbosity(), transformers_logging.is_progress_bar_enabled()
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            # sacremoses normalises punctuation, which no text here passes through.
            warnings.filterwarnings("ignore", "Recommended: pip install sacremoses")
            yield
    finally:
        transformers_logging.set_verbosity(verbosity)
        if bars:
            transformers_logging.enable_progress_bar()


def _check_names(folder: Folder, model: PreTrainedModel, head: nn.Module, report: Mapping[str, Any]) -> None:
    """Every weight of the model must come from the files, and every layer in the files must be in the model."""
    of_file = set(folder.weights.shapes)
    unexpected = set(report["unexpected_keys"])
    missing = {*report["missing_keys"], *(key for key, *_ in report.get("mismatched_keys", ()))} - _computed(model)
    if of_file:
        missing |= _heads_of_their_own(folder, model, head) - of_file
    if missing:
        raise ModelError(
            f"{folder.name}: {len(missing)} weights are missing or of the wrong shape (first: {min(missing)}); "
            + _cause(folder, missing, unexpected)
        )
    if beyond := sorted(key for key in unexpected if _OF_LAYER.search(key)):
        raise ModelError(
            f"{folder.name}: the weights hold layers that config.json says nothing of (first: {beyond[0]}), and the "
            "model would be read without them; take config.json and weights from one place"
        )


def _computed(model: PreTrainedModel) -> set[str]:
    """Weights that the model makes itself, the same each time: sinusoids, which not every file holds."""
    modules = ((name, module) for name, module in model.named_modules() if hasattr(module, "create_weight"))
    return {f"{name}.{weight}" for name, module in modules for weight, _ in module.named_parameters()}


def _heads_of_their_own(folder: Folder, model: PreTrainedModel, head: nn.Module) -> set[str]:
    """Output embeddings that the configuration says are not tied; transformers 5 ties those of T5 all the same."""
    if folder.config.get("tie_word_embeddings") is not False:
        return set()
    return {f"{name}.weight" for name, module in model.named_modules() if module is head}


def _cause(folder: Folder, missing: Iterable[str], unexpected: Iterable[str]) -> str:
    """What makes weights missing, as far as their names tell, and what to do."""
    missing = sorted(missing)
    prefixes = [key.removesuffix(name) for name in missing for key in unexpected if key.endswith(f".{name}")]
    if prefixes and 2 * len(prefixes) > len(missing):
        wrapped = max(set(prefixes), key=prefixes.count)
        return (
            f"the names in the file begin with {wrapped!r}, as a model is saved inside a wrapper (DataParallel, "
            f"torch.compile): filled at random, it would speak nonsense. Save the model inside the wrapper, or take "
            f"{wrapped!r} off the names"
        )
    if folder.config.get("tie_word_embeddings") is False and all(map(_EMBEDDING.search, missing)):
        return (
            "config.json says tie_word_embeddings false, so that each embedding needs weights of its own, and the file "
            "holds not all of them; set it to true if they were one, or download the weights again"
        )
    return "the checkpoint is incomplete, download or save it again"


def _why_not_loaded(folder: Folder, error: Exception) -> str:
    reason = first_line(error)
    here = ", ".join(sorted(path.name for path in folder.path.iterdir() if path.is_file()))
    complete = f"is it a complete Hugging Face folder (config.json, tokenizer files, *.safetensors)? It holds {here}"
    if _NO_FILES in str(error) or "backend tokenizer" in reason or "tiktoken" in reason:
        reason = "files of its tokenizer are missing"
    return f"model {folder.name!r} could not be loaded: {reason}\n{complete}"
