"""Which runs can be looked at, and by whom."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from workbench.app.serving.hosting import Limits
from workbench.app.serving.opened import OpenedRuns
from workbench.app.serving.temporary import own_folder, sweep
from workbench.errors import RunError
from workbench.language.display import things
from workbench.runs import Run
from workbench.runs.demo import scored_demo
from workbench.runs.log import NAME as LOG
from workbench.runs.manifest import Manifest
from workbench.runs.place import Place, place_of

DEMO = "demo"
_OWN = "mine-"
_OWNER = re.compile(r"[A-Za-z0-9_-]{16,64}")
_KEY = re.compile(r"mine-[0-9a-f]{16}")
_ATTEMPTS = "sentences-that-were-tried"
LOOKED = 10.0
"""Seconds after which one looks again at a URL for what others have written."""
SWEEP = 300.0
"""Seconds between two looks for what has to be deleted."""


def new_owner() -> str:
    """A name that nobody can guess: whoever has it may see what its owner uploaded."""
    return secrets.token_urlsafe(24)


class Library:
    """The bundled run and ``local`` ones for everybody, these alone where nothing computes; those made in the app for
    their owner alone.

    Where people share the machine, what is made lies in a temporary folder, is deleted after ``limits.kept`` seconds,
    and flags belong to their owner too. Otherwise it lies in the user's cache and stays. ``temporary``: goes with this
    server, and with the next one if this is killed.
    """

    def __init__(self, local: Sequence[Path] = (), limits: Limits | None = None):
        self._limits, self._opened = limits or Limits(), OpenedRuns()
        self._bundled = self._limits.computes or not local
        self._local = _named(local, {DEMO} if self._bundled else set())
        sweep()
        self.temporary = own_folder()
        if self._limits.hosted:
            self._folder = self.temporary / "runs"
            threading.Thread(target=self._sweep_for_ever, daemon=True).start()
        else:
            self._folder = user_cache_path("translation-workbench") / "app"

    @property
    def first(self) -> str:
        """The run that is seen first."""
        return next(iter(self._local), DEMO)

    def open(self, key: str, owner: str) -> Run:
        """Raises `RunError` for a run that is not there or is not the owner's."""
        own = self._flags(key, owner) if self._limits.hosted else None
        if key in self._local:
            if own is not None:
                _take_over(self._local[key].folder, own)
            return self._opened.get((key, own), lambda: Run(self._local[key], own, key))
        if key == DEMO and self._bundled:
            return self._opened.get((key, own), lambda: scored_demo(own, key))
        if _KEY.fullmatch(key) and (self._of(owner) / key).is_dir():
            return Run(self._of(owner) / key, name=key)
        raise RunError(
            f"run {key!r} is not here: runs that somebody made of an upload open for them alone, in the browser they "
            f"made them with{', and are deleted after a while' if self._limits.hosted else ''}"
        )

    def place(self, owner: str, *made_of: object) -> tuple[str, Path]:
        """Key and folder for a run made of these things; the same things have the same place, so that a run that was
        stopped goes on."""
        digest = hashlib.sha256(json.dumps(made_of, sort_keys=True, default=str).encode()).hexdigest()
        key = _OWN + digest[:16]
        folder = self._of(owner) / key
        folder.parent.mkdir(parents=True, exist_ok=True)
        return key, folder

    def scratch(self, owner: str, name: str) -> Path:
        """A folder for what the owner uploads or takes away."""
        folder = self._of(owner) / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def attempt(self, key: str) -> Path:
        """Where a sentence that was tried is judged, not made yet."""
        kept = self._folder if self._limits.hosted else self.temporary
        return kept / _ATTEMPTS / key

    def downloads(self, owner: str) -> Path:
        """A new folder for one file that is taken away. It lies where Gradio may serve from: the cache is not."""
        if self._limits.hosted:
            return self.scratch(owner, f"download-{secrets.token_hex(8)}")
        return Path(tempfile.mkdtemp(dir=self.temporary))

    def choices_for_all(self) -> list[tuple[str, str]]:
        """Title and key of the runs that are everybody's."""
        bundled = [("bundled demo corpus", DEMO)] if self._bundled else []
        return [*bundled, *((name, name) for name in self._local)]

    def choices(self, owner: str) -> list[tuple[str, str]]:
        """Title and key of every run that the owner can open."""
        own = sorted(self._of(owner).glob(f"{_OWN}*/run.json"), key=lambda path: -path.stat().st_mtime)
        found = self.choices_for_all()
        for path in own:
            try:
                manifest = Manifest.load(path.parent)
            except RunError:
                continue
            title = f"{_title(manifest.corpus)}, {manifest.signature.get('model', '')}"
            found.append((f"{title}, {things(manifest.corpus['segments'], 'segment')}", path.parent.name))
        return found

    def sweep(self) -> None:
        """Delete what is older than it may be."""
        if self._limits.kept is None:
            return
        for path in self._folder.glob("*/*"):
            # By its oldest file: a flag or another shard gives nothing a longer life.
            files = [part.stat().st_mtime for part in path.rglob("*") if part.is_file()]
            if time.time() - min(files, default=path.stat().st_mtime) > self._limits.kept:
                shutil.rmtree(path, ignore_errors=True)

    def _sweep_for_ever(self) -> None:
        while True:
            time.sleep(SWEEP)
            try:
                self.sweep()
            except OSError:  # somebody's upload went away meanwhile
                continue

    def _of(self, owner: str) -> Path:
        if not isinstance(owner, str) or not _OWNER.fullmatch(owner):
            raise RunError("this page has lost its session; reload it")
        return self._folder / owner

    def _flags(self, key: str, owner: str) -> Path | None:
        return self._of(owner) / f"flags-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def segment_of(run: Run, id: str, side: str | None) -> dict[str, Any]:
    """A stored row, as `Run.segment` has it. Raises `RunError` with what helps in the app."""
    row = run.find(id, side)
    if row is None:
        raise RunError(
            f"run {run.name!r} has no segment with id {id!r} on side {side or run.sides[0]}; its ids are in its list, "
            "for programs in what /worst returns"
        )
    return row


def _take_over(run: Path, own: Path) -> None:
    """A person begins with what the run's own log says of its segments."""
    if not (own / LOG).exists() and (run / LOG).is_file():
        own.mkdir(parents=True, exist_ok=True)
        copy = own / f"{secrets.token_hex(8)}.partial"
        shutil.copyfile(run / LOG, copy)
        copy.replace(own / LOG)


def _named(given: Sequence[Path], taken: set[str]) -> dict[str, Place]:
    """Runs by the names of their folders. Raises `RunError` for one that is none."""
    found: dict[str, Place] = {}
    for where in given:
        lies = place_of(where, LOOKED)
        name = base = Run(lies).last_name
        number = 2
        while name in found or name in taken or name.startswith(_OWN):
            name, number = f"{base}-{number}", number + 1
        found[name] = lies
    return found


def _title(corpus: Mapping[str, object]) -> str:
    files = corpus.get("files")
    return Path(str(files[0])).name if isinstance(files, list) and files else "corpus"
