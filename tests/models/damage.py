"""Ways to change the folder of a checkpoint."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForSeq2SeqLM

WEIGHTS, CONFIG, GENERATION = "model.safetensors", "config.json", "generation_config.json"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4665a5ea\nsize 301\n"

Damage = Callable[[Path], Any]


def change(path: Path, **fields: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def config(**fields: object) -> Damage:
    return lambda folder: change(folder / CONFIG, **fields)


def generation(**fields: object) -> Damage:
    return lambda folder: change(folder / GENERATION, **fields)


def without(*names: str, file: str = CONFIG) -> Damage:
    """Fields taken out of a JSON file."""

    def damage(folder: Path) -> None:
        known = json.loads((folder / file).read_text())
        (folder / file).write_text(json.dumps({name: value for name, value in known.items() if name not in names}))

    return damage


def written(file: str, content: str | bytes) -> Damage:
    data = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / file).write_bytes(data)


def gone(*files: str) -> Damage:
    return lambda folder: [(folder / file).unlink() for file in files]


def weights(changed: Callable[[dict[str, torch.Tensor]], Any], **metadata: str) -> Damage:
    """The tensors of a checkpoint in one file changed in place."""

    def damage(folder: Path) -> None:
        found = load_file(folder / WEIGHTS)
        changed(found)
        save_file(found, folder / WEIGHTS, metadata or {"format": "pt"})

    return damage


def filled(name: str, value: float) -> Damage:
    return weights(lambda found: found[name].fill_(value))


def renamed(name: Callable[[str], str]) -> Damage:
    """Every tensor under another name."""

    def damage(folder: Path) -> None:
        found = load_file(folder / WEIGHTS)
        save_file({name(key): value for key, value in found.items()}, folder / WEIGHTS, {"format": "pt"})

    return damage


def stored(dtype: torch.dtype) -> Damage:
    return weights(lambda found: found.update({name: value.to(dtype) for name, value in found.items()}))


def shards(folder: Path) -> list[Path]:
    model = AutoModelForSeq2SeqLM.from_pretrained(folder)
    generation = (folder / GENERATION).read_text()
    (folder / WEIGHTS).unlink()
    model.save_pretrained(folder, max_shard_size="50KB")
    (folder / GENERATION).write_text(generation)
    return sorted(folder.glob("*.safetensors"))


def pickled(folder: Path) -> None:
    torch.save(load_file(folder / WEIGHTS), folder / "pytorch_model.bin")
    (folder / WEIGHTS).unlink()


def all_of(*damages: Damage) -> Damage:
    return lambda folder: [damage(folder) for damage in damages]
