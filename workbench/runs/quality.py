"""BLEU, chrF and TER of a run or a part of it, from the statistics that are stored with each segment."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.errors import RunError
from workbench.runs import shard
from workbench.scores.quality import LENGTHS, CorpusQuality, Statistics

ENDING = "_statistics"


def columns(found: Statistics | None) -> dict[str, list[list[float] | None]]:
    """Statistics of a segment as a row has them; nothing where it has none."""
    return {} if found is None else {name + ENDING: values for name, values in found.by_metric.items()}


def corpus_quality(
    paths: Iterable[Path], target_language: str | None, ids: Iterable[str] | None = None
) -> CorpusQuality:
    """Of the hypotheses in these shards, or of those with these ``ids``: no text is looked at but for whether it is
    empty. Raises `RunError` for a shard that cannot be read."""
    quality = CorpusQuality(target_language)
    wanted = None if ids is None else pa.array([*ids], pa.string())
    for path in paths:
        table = shard.read(path, ["id", "side", "hypothesis", *(name + ENDING for name in LENGTHS)])
        try:
            mask = pc.equal(table["side"], "hypothesis")
            if wanted is not None:
                mask = pc.and_(mask, pc.is_in(table["id"], wanted))
            _count(table.filter(mask).combine_chunks(), quality)
        except (pa.ArrowException, ValueError, TypeError, AttributeError) as error:
            raise RunError(f"{path}: damaged: its statistics do not fit ({error})") from error
    return quality


def _count(table: pa.Table, quality: CorpusQuality) -> None:
    counted = table.filter(pc.is_valid(table["bleu" + ENDING]))
    quality.left_out += table.num_rows - counted.num_rows
    if not counted.num_rows:
        return
    sums = {}
    for name, length in LENGTHS.items():
        # Beside all references together; what follows is beside each.
        together = pc.list_element(counted[name + ENDING], 0).combine_chunks()
        sums[name] = together.flatten().to_numpy(zero_copy_only=False).reshape(counted.num_rows, length).sum(axis=0)
    beside = counted["bleu" + ENDING]
    several = counted.filter(pc.greater(pc.list_value_length(beside), 1))["bleu" + ENDING].to_pylist()
    references = {sum(one is not None for one in each) for _, *each in several}
    if len(several) < counted.num_rows:
        references.add(1)
    empty = sum(not (text or "").strip() for text in counted["hypothesis"].to_pylist())
    quality.count_sums(
        {name: np.asarray(values, dtype=float) for name, values in sums.items()}, counted.num_rows, empty, references
    )
