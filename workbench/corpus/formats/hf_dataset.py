"""Datasets of Hugging Face as they lie in a folder, read without that package: Arrow streams and JSON beside them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.corpus.description import Description
from workbench.corpus.format import Format
from workbench.corpus.formats.arrow import Rows, batches_of_arrow, batches_of_parquet, languages_in, pair_in, told
from workbench.corpus.head import Head, Match
from workbench.corpus.language_names import LanguagePair
from workbench.corpus.naming import languages_of_name
from workbench.corpus.segment import Segment
from workbench.errors import BadRow, CorpusError

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

STATE, INFO, SPLITS = "state.json", "dataset_info.json", "dataset_dict.json"

_LARGEST = 16 << 20
_SHARD = re.compile(r"(?:.*-)?([A-Za-z0-9_.]+?)(?:-[0-9]{5}-of-[0-9]{5})?\.(?:arrow|parquet)")


@dataclass(frozen=True)
class Dataset:
    """``files``: its shards in order. ``split``: its name, where it has one. ``info``: all that is said of it."""

    folder: Path
    files: tuple[Path, ...]
    split: str
    info: dict[str, Any]


def read_dataset(corpus: Corpus) -> Iterator[Segment | BadRow]:
    """The rows of all shards. Raises `CorpusError`."""
    rows = Rows(corpus)
    for path in dataset_of(corpus.path).files:
        opened = batches_of_parquet if path.suffix == ".parquet" else batches_of_arrow
        with told(path), opened(path) as (schema, batches):
            for batch in batches:
                yield from rows(schema, batch)


def describe_dataset(corpus: Corpus) -> Description:
    """With its split and its languages. Which one is the source is not said by those of a translation, which are in
    alphabetical order: the name of the configuration is taken, if it names both, else what `pair_in` says."""
    dataset = dataset_of(corpus.path)
    split = f", split {dataset.split}" if dataset.split else ""
    languages: tuple[str, ...] = ()
    usual = None
    for path in dataset.files[:1]:
        opened = batches_of_parquet if path.suffix == ".parquet" else batches_of_arrow
        with told(path), opened(path) as (schema, _):
            languages, usual = languages_in(schema), pair_in(corpus, schema)
    named = languages_of_name(Path(f"{dataset.info.get('config_name') or ''}."))
    told_by_name = "which language is the source is told by the name of its configuration"
    is_pair = named and len(languages) == 2 and set(named) == {code.lower() for code in languages}
    named_pair = named if is_pair else None
    if named_pair:
        usual = None if any(corpus.stated) else LanguagePair(*named_pair, told_by_name)
    found = named_pair or (usual.languages if usual else None)
    return Description(
        kind=f"{HF_DATASET.title}{split}",
        languages=found or (None, None),
        all_languages=languages,
        notes=(usual.told,) if usual else (),
        by_names=usual is not None and named_pair is None,
    )


def dataset_of(folder: Path) -> Dataset:
    """The dataset in a folder. Raises `CorpusError` where there are several splits, or files are missing."""
    if (folder / SPLITS).is_file():
        splits = _json(folder / SPLITS).get("splits")
        names = [name for name in splits if isinstance(name, str)] if isinstance(splits, list) else []
        here = [name for name in names if (folder / name).is_dir() and Path(name).name == name]
        if len(here) != 1:
            raise CorpusError(_which(folder, here), folder)
        return dataset_of(folder / here[0])
    info = _json(folder / INFO) if (folder / INFO).is_file() else {}
    if (folder / STATE).is_file():
        state = _json(folder / STATE)
        if state.get("_indices_data_files") or state.get("_indices_files"):
            raise CorpusError(
                "rows are chosen by a list of indices beside it; write it again (flatten_indices, save_to_disk)", folder
            )
        named = [one.get("filename") for one in state.get("_data_files") or [] if isinstance(one, dict)]
        files = [folder / Path(str(name)).name for name in named]
        split = str(state.get("_split") or "")
    else:
        files = sorted([*folder.glob("*.arrow"), *folder.glob("*.parquet"), *folder.glob("data/*.parquet")])
        by_split: dict[str, list[Path]] = {}
        for path in files:
            found = _SHARD.fullmatch(path.name)
            by_split.setdefault(found[1] if found else "", []).append(path)
        if len(by_split) > 1:
            raise CorpusError(f"has several splits: {', '.join(sorted(by_split))}; give one of its files", folder)
        split = next(iter(by_split), "")
    if not files:
        raise CorpusError("names no files with data; expected those of a dataset of Hugging Face", folder)
    for path in files:
        if not path.is_file():
            raise CorpusError(f"{path.name} is missing, which {STATE} names; copy the whole folder", folder)
    return Dataset(folder=folder, files=tuple(files), split=split, info=info)


def files_of(folder: Path) -> list[Path]:
    """All files that say what is read from a folder."""
    dataset = dataset_of(folder)
    said = [dataset.files[0].parent / name for name in (STATE, INFO)]
    return [*filter(Path.is_file, said), *dataset.files]


def is_dataset(folder: Path) -> bool:
    """Whether a folder holds one."""
    return os.path.isdir(folder) and (
        any((folder / name).is_file() for name in (STATE, INFO, SPLITS))
        or any(next(folder.glob(shards), None) for shards in ("*.arrow", "*.parquet", "data/*.parquet"))
    )


def _which(folder: Path, splits: list[str]) -> str:
    if not splits:
        return f"{SPLITS} names no splits that are there; expected folders beside it"
    return f"has several splits: {', '.join(splits)}; give one of them: {folder / splits[0]}"


def _json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            raise CorpusError(f"is larger than {_LARGEST >> 20} MB; expected what is said of a dataset", path)
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise CorpusError(f"cannot be read as JSON ({error})", path) from error
    if not isinstance(found, dict):
        raise CorpusError("a JSON object expected", path)
    return found


def _is_dataset(head: Head) -> Match:
    return Match.SURE if is_dataset(head.content) else Match.NO


HF_DATASET = Format(
    name="hf_dataset",
    title="Hugging Face dataset",
    meaning="a folder as save_to_disk writes it",
    endings=(),
    recognises=_is_dataset,
    read=read_dataset,
    describe=describe_dataset,
    files=files_of,
)
