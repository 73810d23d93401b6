"""The files that a checkpoint's weights are in: which of them are opened, and what their headers say is there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import prod
from pathlib import Path

from safetensors import SafetensorError, safe_open

from workbench.errors import ModelError, first_line

SINGLE, INDEX = "model.safetensors", "model.safetensors.index.json"
_SHARD = re.compile(r"model-\d+-of-\d+\.safetensors")
_PICKLE = re.compile(r"pytorch_model(-\d+-of-\d+)?\.bin")
_READ_WITH = (".json", ".txt", ".model", ".spm", ".bpe", ".tiktoken")
"""Endings of the files that configurations and tokenizers are read from."""
_FOREIGN = {
    "tf_model.h5": "TensorFlow",
    "flax_model.msgpack": "Flax",
    "rust_model.ot": "rust-bert",
    "model.bin": "CTranslate2",
    "adapter_model.safetensors": "an adapter without the model below it",
    "adapter_model.bin": "an adapter without the model below it",
}
_FOREIGN_ENDINGS = {".gguf": "llama.cpp", ".onnx": "ONNX", ".npz": "Marian's own program", ".pt": "a training program"}


@dataclass(frozen=True)
class Weights:
    """``files``: those to open. ``shapes``: name → shape of every tensor, empty for pickle files, whose headers cannot
    be read without opening them. ``size`` in bytes."""

    files: tuple[Path, ...]
    size: int
    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def numbers(self) -> int:
        """How many there are; where only the size is known, how many there could be."""
        return sum(prod(shape) for shape in self.shapes.values()) if self.shapes else self.size


def to_fetch(name: str, files: Sequence[str], allow_pickle: bool) -> list[str]:
    """Of the files of a checkpoint elsewhere, those that are opened here. Raises as `weight_files` does."""
    here = [file for file in files if "/" not in file]
    return sorted({*weight_files(name, files, allow_pickle), *(one for one in here if one.endswith(_READ_WITH))})


def weight_files(name: str, files: Iterable[str], allow_pickle: bool) -> list[str]:
    """Of the files of a checkpoint, those with its weights: safetensors before all others.

    Raises `ModelError` where there are none that can be opened, with what there is instead.
    """
    files = list(files)
    here = [file for file in files if "/" not in file]
    if SINGLE in here:
        return [SINGLE]
    if found := [file for file in here if _SHARD.fullmatch(file)]:
        return found
    if found := [file for file in here if _PICKLE.fullmatch(file)]:
        if allow_pickle:
            return [one for one in found if one == "pytorch_model.bin"] or found
        raise ModelError(
            f"{name}: weights are in pickle files only ({found[0]}), which can run code when opened; "
            f"convert them to safetensors: {conversion(name)}\n"
            "or pass allow_pickle=True (--allow-pickle) if you trust where they come from"
        )
    if foreign := _foreign(here):
        raise ModelError(
            f"{name}: {foreign}; weights as transformers saves them are expected ({SINGLE}): take a checkpoint that "
            "has them, or save this one anew from where it was trained"
        )
    inside = sorted({file.rsplit("/", 1)[0] for file in files if _is_weights(file.rsplit("/", 1)[-1]) and "/" in file})
    if inside:
        raise ModelError(f"{name}: no weights here, but in {', '.join(inside)}; give the folder of one of them")
    raise ModelError(
        f"{name}: no weights in it (no file named {SINGLE}); is it a complete Hugging Face folder (config.json, "
        "tokenizer files, *.safetensors)?"
    )


def conversion(name: str) -> str:
    """A command that writes pickle weights of a folder or hub name as safetensors."""
    folder = name if Path(name).is_dir() else re.sub(r"\W+", "-", name)
    fetched = "" if folder == name else f"import huggingface_hub as h; h.snapshot_download({name!r}, local_dir=f); "
    return (
        f'python -c "from transformers import AutoModelForSeq2SeqLM as m; f = {folder!r}; {fetched}'
        'm.from_pretrained(f).save_pretrained(f)"'
    )


def read_weights(name: str, folder: Path, allow_pickle: bool) -> Weights:
    """The weights of a folder, by their headers alone. Raises `ModelError` for what is missing or damaged."""
    files = weight_files(name, (file.relative_to(folder).as_posix() for file in _within(folder)), allow_pickle)
    paths = [folder / file for file in files]
    if SINGLE not in files and _SHARD.fullmatch(files[0]):
        paths = _of_index(name, folder / INDEX)
    for path in paths:
        refuse_pointer(name, path)
    shapes: dict[str, tuple[int, ...]] = {}
    for path in paths:
        if path.suffix == ".safetensors":
            shapes |= _shapes(name, path)
    return Weights(tuple(paths), sum(path.stat().st_size for path in paths), shapes)


def refuse_pointer(name: str, path: Path) -> None:
    """Raises `ModelError` for a file that git has put in the place of a large one."""
    with path.open("rb") as file:
        if file.read(30).startswith(b"version https://git-lfs"):
            raise ModelError(
                f"{name}: {path.name} is a Git-LFS pointer, not the file it stands for; run 'git lfs pull' in the "
                "folder, or download the file"
            )


def _within(folder: Path) -> list[Path]:
    """Files of a folder and of those right below it."""
    return sorted(path for pattern in ("*", "*/*") for path in folder.glob(pattern) if path.is_file())


def _is_weights(file: str) -> bool:
    return file == SINGLE or bool(_SHARD.fullmatch(file) or _PICKLE.fullmatch(file))


def _foreign(files: Iterable[str]) -> str | None:
    for file in files:
        found = _FOREIGN.get(file) or _FOREIGN_ENDINGS.get(Path(file).suffix)
        # What a Trainer leaves beside a model is no model.
        if found and file not in ("optimizer.pt", "scheduler.pt", "scaler.pt"):
            return f"its weights are of {found} ({file})" if found[0].isupper() else f"it holds {found} ({file})"
    return None


def _of_index(name: str, path: Path) -> list[Path]:
    if not path.is_file():
        raise ModelError(f"{name}: weights are in several files and {INDEX}, which lists them, is missing; download it")
    refuse_pointer(name, path)
    try:
        listed = sorted(set(json.loads(path.read_text(encoding="utf-8"))["weight_map"].values()))
        found = [path.parent / str(file) for file in listed]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(f"{name}: {INDEX} is damaged ({first_line(error)}); download it again") from error
    if strange := [file for file in found if file.parent != path.parent]:
        raise ModelError(f"{name}: {INDEX} lists {strange[0]}, which is not in the folder; download the model again")
    if missing := [file.name for file in found if not file.is_file()]:
        raise ModelError(
            f"{name}: {', '.join(missing)} of {len(found)} files with weights is missing; download it, or all again"
        )
    return found


def _shapes(name: str, path: Path) -> dict[str, tuple[int, ...]]:
    try:
        with safe_open(path, framework="pt") as file:
            return {key: tuple(file.get_slice(key).get_shape()) for key in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError) as error:
        raise ModelError(
            f"{name}: {path.name} is cut short or damaged ({first_line(error)}); download or save it again"
        ) from error
