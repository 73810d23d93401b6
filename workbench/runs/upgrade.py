"""From format 6 to 7: shards in sub-folders with digests, statistics and spans; flags in a log; an index.

Everything new follows from what is stored, so no model is needed, and an upgraded run has the shards that scoring would
write today. The new shards are written beside the old ones, which hold until the manifest says otherwise: killed at any
moment, the same command goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from workbench.errors import RunError, first_line
from workbench.files.url import Url
from workbench.runs import index, quality, shard
from workbench.runs.digest import Verified, over, stored
from workbench.runs.disk import alone, check_name, remove_leftovers, writing
from workbench.runs.flags import Flags
from workbench.runs.manifest import FORMAT_VERSION, Manifest
from workbench.runs.run import Run
from workbench.runs.span import spans
from workbench.scores.quality import statistics


def upgrade(folder: Path, progress: Callable[[int, int], None] | None = None) -> bool:
    """Whether there was anything to do. ``progress`` is told how many of how many shards are written.

    Raises `RunError` for a folder that is no run, a row that does not fit, what cannot be written, and while another
    process writes into the run; the run is as it was then.
    """
    if isinstance(folder, Url):
        raise RunError(f"{folder}: an older run is upgraded in a folder; copy it there, and back when that is done")
    check_name(folder)
    manifest = Manifest.load(folder)
    with alone(folder, "writing into this run"):
        older = shard.paths(folder, older=True)
        if manifest.older:
            _write(folder, manifest, older, progress or (lambda _done, _all: None))
        if older or manifest.older:
            for path in older:
                with writing(path):
                    path.unlink()
            remove_leftovers(folder, folder / shard.FOLDER, *(folder / shard.FOLDER).glob("[0-9]*/"))
    Flags(folder).take_over_older()
    return manifest.older or bool(older)


def _write(folder: Path, manifest: Manifest, older: list[Path], tell: Callable[[int, int], None]) -> None:
    """The new shards, the index of a complete run, and in the end the manifest, which makes them count."""
    written = set(Verified(folder).digests(shard.paths(folder))[0])
    language = manifest.signature.get("target_language")
    for done, path in enumerate(older):
        tell(done, len(older))
        number = shard.number_of(path)
        if shard.path_of(folder, number) not in written:
            shard.write_table(folder, number, _upgraded(path, language))
    tell(len(older), len(older))
    record = Manifest(**{**vars(manifest), "format_version": FORMAT_VERSION})
    if manifest.complete:
        paths = shard.paths(folder)
        record.shards = {"count": len(paths), "sha256": over(map(stored, paths))}
        index.make(folder, paths, record.shards["sha256"])
    record.save(folder)
    Run(folder)


def _upgraded(path: Path, language: str | None) -> pa.Table:
    table = shard.read(path)
    rows = table.to_pylist()
    for row in rows:
        try:
            row |= _new(row, language)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            raise RunError(
                f"{path}: damaged: segment {row.get('id')!r}: {first_line(error)}; score the corpus again into another "
                "folder"
            ) from error
    made = shard.table_of(rows)
    for name in table.column_names:
        # Scores of a package that is not installed here are kept as they are.
        if name in made.column_names:
            if table[name].type == made[name].type:
                made = made.set_column(made.column_names.index(name), made.schema.field(name), table[name])
        else:
            made = made.append_column(table.schema.field(name), table[name])
    return made


def _new(row: dict[str, Any], language: str | None) -> dict[str, Any]:
    found = None
    if row["side"] == "hypothesis":
        found = statistics(row["hypothesis"], row["references"], language)
    return {"spans": spans(row) if row["map"] is not None else None} | quality.columns(found)
