"""Presets that were measured on this machine, kept in the user's cache by the fingerprint of the weights."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

from workbench.errors import ModelError
from workbench.language.scripts import reads_as
from workbench.models.choice import AttentionChoice

if TYPE_CHECKING:
    from workbench.models.network import Network


def preset_file(network: Network) -> Path:
    """One file per model and target language, which is what a model of several directions is asked for."""
    # A model that has no codes of its own goes by what somebody wrote.
    target = network.target_language if network.template.tags else reads_as(network.target_language)
    return _folder() / f"{network.weights_hash[:16]}.{target or 'und'}.json"


def stored_preset(network: Network) -> AttentionChoice | None:
    """What `store_preset` kept for this model, None where nothing was measured.

    Raises `ModelError` for a file that cannot be used.
    """
    # Hashing the weights of a large model takes seconds: not while nothing was ever measured.
    if not _folder().is_dir() or not any(_folder().iterdir()):
        return None
    path = preset_file(network)
    if not path.is_file():
        return None
    try:
        choice = AttentionChoice.from_record(json.loads(path.read_text(encoding="utf-8")))
        if choice.block != "cross":
            raise ValueError(f"block {choice.block!r}, where cross-attention is expected")
        return network.check(choice)
    except (ModelError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"{path}: the preset cannot be used: {error}; delete the file, then calibrate again"
        ) from error


def store_preset(network: Network, choice: AttentionChoice) -> Path:
    """Keep ``choice`` as the preset of this model and direction from now on. Raises `ModelError` if that fails."""
    path = preset_file(network)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(choice.record(), indent=1) + "\n", encoding="utf-8")
        os.replace(partial, path)
    except OSError as error:
        raise ModelError(f"{path}: the preset cannot be kept: {error.strerror or error}") from error
    return path


def forget_preset(network: Network) -> bool:
    """Go back to the preset that came with the model; whether there was another."""
    path = preset_file(network)
    there = path.is_file()
    path.unlink(missing_ok=True)
    return there


def _folder() -> Path:
    return user_cache_path("translation-workbench") / "presets"
