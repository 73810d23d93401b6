"""What lies in the folder of a checkpoint, looked at before anything is built from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import ModelError
from workbench.models.families import FAMILIES
from workbench.models.sizes import check_numbers, check_rows
from workbench.models.stored_generation import check_stored
from workbench.models.weights import Weights, read_weights, refuse_pointer

CONFIG, GENERATION, TOKENIZER = "config.json", "generation_config.json", "tokenizer_config.json"
VOCABULARIES = ("tokenizer.json", "*.spm", "*.model", "vocab*", "source_vocab*", "*.spiece")
MOST_EXTRA_IDS = 100_000
_FEW = 5


@dataclass(frozen=True)
class Folder:
    """``name``: as a person calls it; ``config``: ``config.json`` as it stands, ``generation``: likewise, None where
    there is no such file."""

    name: str
    path: Path
    config: Mapping[str, Any]
    generation: Mapping[str, Any] | None
    weights: Weights


def read_folder(name: str, path: Path, allow_pickle: bool) -> Folder:
    """Raises `ModelError` for a folder that no model can be made of, with what is wrong and what to do."""
    if not (path / CONFIG).is_file():
        raise ModelError(f"{name}: {_without_config(path)}")
    config = _json(name, path / CONFIG)
    if "quantization_config" in config:
        raise ModelError(
            f"{name}: its weights are quantised, which is not read yet; give the checkpoint that it was made from"
        )
    weights = read_weights(name, path, allow_pickle)
    check_numbers(f"{name}: {CONFIG}", config, weights)
    check_rows(f"{name}: {CONFIG}", config, weights)
    generation = _json(name, path / GENERATION) if (path / GENERATION).is_file() else None
    where, settings = (CONFIG, config) if generation is None else (GENERATION, generation)
    check_stored(f"{name}: {where}", settings)
    _check_tokenizer(name, path, config)
    return Folder(name=name, path=path, config=config, generation=generation, weights=weights)


def _without_config(path: Path) -> str:
    """What a folder without a configuration may be."""
    if (path / "adapter_config.json").is_file():
        return (
            "an adapter, which is not read yet; merge it into its model first "
            "(peft: AutoPeftModelForSeq2SeqLM.from_pretrained(…).merge_and_unload().save_pretrained(…))"
        )
    inside = sorted(found.parent.name for found in path.glob(f"*/{CONFIG}"))
    if inside:
        more = f" and {len(inside) - _FEW} more" if len(inside) > _FEW else ""
        return f"no {CONFIG} in it, but in {', '.join(inside[:_FEW])}{more}; give the folder of one checkpoint"
    return f"no {CONFIG} in it; is it a complete Hugging Face folder ({CONFIG}, tokenizer files, *.safetensors)?"


def _json(name: str, path: Path) -> dict[str, Any]:
    refuse_pointer(name, path)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{name}: {path.name} is not valid JSON ({error}); download or save it again") from error
    if not isinstance(found, dict):
        raise ModelError(f"{name}: {path.name} holds no object ({{…}}); download or save it again")
    return found


def _check_tokenizer(name: str, path: Path, config: Mapping[str, Any]) -> None:
    for file in sorted(path.iterdir()):
        if file.suffix in (".spm", ".model") and file.is_file():
            refuse_pointer(name, file)
    told = _json(name, path / TOKENIZER) if (path / TOKENIZER).is_file() else {}
    extra = told.get("extra_ids")
    # A list of them is made before anything else is.
    if isinstance(extra, int) and not 0 <= extra <= MOST_EXTRA_IDS:
        raise ModelError(f"{name}: {TOKENIZER} says extra_ids {extra}; at most {MOST_EXTRA_IDS:,} are expected")
    named = told.get("tokenizer_class") or config.get("tokenizer_class")
    needs_none = named is not None and any(family.without_files == named for family in FAMILIES.values())
    if not needs_none and not any(found for pattern in VOCABULARIES for found in path.glob(pattern)):
        raise ModelError(
            f"{name}: files of its tokenizer are missing: none of {', '.join(VOCABULARIES)} is there, and every word "
            "would be unknown; take them from where the model was published"
        )
