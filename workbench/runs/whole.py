"""Whether a run is whole: every shard has the bytes that were written, and they are those that it was finished with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from workbench.errors import RunError
from workbench.runs import digest
from workbench.runs.manifest import Manifest

AGAIN = "give the same 'workbench score' command again: it makes what is missing or damaged"
OTHERS = (
    "its shards are not those that it was finished with; if one was replaced, put it back, or score the corpus again "
    "into another folder"
)


def check_shards(name: str, manifest: Manifest, folder: Path, paths: Sequence[Path]) -> bool:
    """Whether all shards of a finished run are there. ``name``: what messages call it.

    Of an older run nothing can be told. Raises `RunError` for a shard that is damaged or is another run's.
    """
    if manifest.older:
        return manifest.complete
    whole, wrong = digest.Verified(folder).digests(paths)
    for path, why in wrong.items():
        raise RunError(f"{name}: {path.relative_to(folder)}: {why}; {AGAIN}")
    finished = manifest.shards
    if finished is None or len(paths) < finished["count"]:
        return False
    if len(paths) != finished["count"] or digest.over(whole.values()) != finished["sha256"]:
        raise RunError(f"{name}: {OTHERS}")
    return True
