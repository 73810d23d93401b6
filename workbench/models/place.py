"""Where a model lies: the bundled one, a folder, or a repository on the hub."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from workbench import bundled, hub
from workbench.errors import ModelError
from workbench.models.weights import to_fetch


@dataclass(frozen=True)
class Place:
    """``name``: without its revision; ``revision``: the commit of a repository, None of what lies on this machine."""

    name: str
    folder: Path
    revision: str | None = None


def find(
    name: str,
    revision: str | None = None,
    allow_pickle: bool = False,
    tell: hub.Tell | None = None,
    precision: int = 4,
) -> Place:
    """The folder of ``demo``, of a folder, or of a hub name, ``owner/name`` or ``owner/name@revision``, whose files are
    fetched where the cache lacks them. See `workbench.hub.snapshot`.
    """
    if name == bundled.MODEL_NAME:
        _refuse_revision(name, revision)
        return Place(name, bundled.model_folder())
    folder = Path(os.path.expanduser(name))
    if folder.is_dir():
        _refuse_revision(name, revision)
        return Place(name, folder)
    repository, named = hub.split(name)
    if folder.exists():
        raise ModelError(f"{name} is a file; give the folder that it lies in")
    if repository.startswith((".", "/", "~")) or repository.count("/") > 1:
        asked = hub.without_secrets(name)
        raise ModelError(f"model folder {asked!r} does not exist; give a folder, a hub name or 'demo'")
    if named and revision and named != revision:
        raise ModelError(f"two revisions of {repository} asked for, {named} and {revision}; give one of them")
    choose = partial(to_fetch, repository, allow_pickle=allow_pickle)
    found = hub.snapshot(repository, revision or named, choose, tell, precision)
    return Place(name=repository, folder=found.folder, revision=found.commit)


def _refuse_revision(name: str, revision: str | None) -> None:
    if revision is not None:
        raise ModelError(f"revision {revision!r} asked of {name}, which lies on this machine; only hub names have some")
