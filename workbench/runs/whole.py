"""Whether a run is whole: every shard has the bytes that were written, and they are those that it was finished with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import RunError
from workbench.runs import digest, shard
from workbench.runs.manifest import Manifest

AGAIN = "give the same 'workbench score' command again: it makes what is missing or damaged"


@dataclass(frozen=True)
class Checked:
    """``files``: shards that were read, of ``size`` bytes. ``wrong``: what is wrong, a sentence each; empty for a whole
    run. ``missing``: shards that a finished run should have."""

    files: int
    size: int
    wrong: tuple[str, ...] = ()
    missing: int = 0


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
        raise RunError(f"{name}: its shards are not those that it was finished with; {_ANOTHER}")
    return True


def check(folder: Path) -> Checked:
    """Read every shard anew, whatever was found before. Raises `RunError` for a folder that is no run, or an older one,
    which has no digests."""
    manifest = Manifest.load(folder)
    if manifest.older:
        raise RunError(
            f"{folder}: format version {manifest.format_version} has no digests to check; "
            f"'workbench upgrade {folder}' adds them"
        )
    paths = shard.paths(folder)
    whole, wrong = digest.Verified(folder).digests(paths, anew=True)
    told = [f"{path.relative_to(folder)}: {why}; {AGAIN}" for path, why in wrong.items()]
    finished, missing = manifest.shards, 0
    if finished is not None:
        missing = max(0, finished["count"] - len(paths))
        if missing:
            told.append(f"{missing} of {finished['count']} shards are missing; {AGAIN}")
        elif not wrong and digest.over(whole.values()) != finished["sha256"]:
            told.append(f"its shards are not those that it was finished with; {_ANOTHER}")
    return Checked(len(paths), sum(path.stat().st_size for path in paths), tuple(told), missing)


_ANOTHER = "if one was replaced, put it back, or score the corpus again into another folder"
