"""Reading a whole run to see that nothing of it is damaged or missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workbench.errors import RunError
from workbench.runs.digest import over, stored
from workbench.runs.manifest import Manifest
from workbench.runs.place import place_of
from workbench.runs.whole import AGAIN, OTHERS


@dataclass(frozen=True)
class Checked:
    """``files``: shards that were read, of ``size`` bytes. ``wrong``: what is wrong, a sentence each; empty for a whole
    run. ``missing``: shards that a finished run should have."""

    files: int
    size: int
    wrong: tuple[str, ...] = ()
    missing: int = 0


def check(where: Path) -> Checked:
    """Read every shard anew, whatever was found before. Raises `RunError` for a folder that is no run, or an older one,
    which has no digests."""
    place = place_of(where)
    place.look()
    with place.named():
        manifest = Manifest.load(place.folder)
        if manifest.older:
            raise RunError(
                f"{place.folder}: format version {manifest.format_version} has no digests to check; "
                f"'workbench upgrade {place.folder}' adds them"
            )
    paths = place.shards()
    wrong = place.damaged(paths, anew=True)
    told = [f"{path.relative_to(place.folder)}: {why}; {AGAIN}" for path, why in wrong.items()]
    finished, missing = manifest.shards, 0
    if finished is not None:
        missing = max(0, finished["count"] - len(paths))
        if missing:
            told.append(f"{missing} of {finished['count']} shards are missing; {AGAIN}")
        elif not wrong and over(map(stored, paths)) != finished["sha256"]:
            told.append(OTHERS)
    size = sum(path.stat().st_size for path in paths if path not in wrong or path.exists())
    return Checked(len(paths), size, tuple(told), missing)
