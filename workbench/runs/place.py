"""Where a run lies: in a folder, or at a URL.

Everything that reads and writes a run does so in a folder. For a run at a URL that is a mirror in the user's cache:
what is asked for is fetched into it first, and what was made in it is sent afterwards, so both have the same bytes. The
store alone says what the run has. A shard is there when its digest is: that is sent last, so one whose sending was cut
off is absent. What the mirror holds already is told by these digests, some 90 bytes each, and not fetched again.

Requests: one to list 500 shards, and one each for the manifest, the log, the index and its digest; two to fetch a
shard, one where the mirror has it; two to send one. Of two machines that score into one run at once, both go on as long
as what they make is the same to the byte, and the first whose shard is another is refused.
"""

from __future__ import annotations

import hashlib
import math
import re
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path

from workbench.errors import RunError
from workbench.files.store import Store, StoreError, Taken
from workbench.files.url import Url
from workbench.runs import shard, whole
from workbench.runs.digest import ENDING, Verified, beside
from workbench.runs.disk import alone, writing
from workbench.runs.flags import OLDER, Flags
from workbench.runs.log import NAME as LOG
from workbench.runs.manifest import NAME, Manifest, is_unfinished_manifest
from workbench.runs.shared_log import SharedLog

_SHARD = re.compile(rf"{shard.FOLDER}/[0-9]{{3,6}}/part-[0-9]{{5,9}}[.]parquet", re.ASCII)
_SMALL = (NAME, LOG, OLDER)
"""What is fetched whenever a run is opened, as others may have written it."""


class Place:
    """A folder. ``name``: what messages call it."""

    def __init__(self, folder: Path):
        self.folder, self.name = folder, str(folder)

    @property
    def last_name(self) -> str:
        """Of its folder."""
        return self.folder.resolve().name

    def look(self) -> None:
        """See what is there now."""

    def flags(self) -> Flags:
        return Flags(self.folder)

    def shards(self, older: bool = False) -> list[Path]:
        """As `shard.paths`."""
        return shard.paths(self.folder, older)

    def all_there(self, manifest: Manifest, paths: Sequence[Path]) -> bool:
        """As `whole.check_shards`."""
        return whole.check_shards(self.name, manifest, self.folder, paths)

    def fetch(self, paths: Iterable[Path]) -> None:
        """See that those of these files are in the folder that the run has."""

    def damaged(self, paths: Iterable[Path], anew: bool = False) -> dict[Path, str]:
        """What is damaged of each that is. ``anew``: whatever was found before."""
        return Verified(self.folder).digests(paths, anew)[1]

    def vacant(self) -> bool:
        """Whether a run may be begun here: a process that was killed while it wrote its first manifest leaves a part of
        it and nothing else."""
        folder = self.folder
        return not folder.exists() or (
            folder.is_dir() and all(is_unfinished_manifest(path.name) for path in folder.iterdir())
        )

    def prepare(self) -> None:
        """See that the folder has nothing that the run has not; for one process at a time."""

    def save(self, manifest: Manifest, new: bool = False) -> None:
        """``new``: raises `RunError` where somebody else has begun a run meanwhile."""
        del new
        manifest.save(self.folder)

    def send(self, path: Path) -> None:
        """A shard or the index was made in the folder: from now on it is part of the run."""

    def delete(self, path: Path) -> None:
        """A shard."""
        with writing(path):
            path.unlink(missing_ok=True)

    def shown(self, path: Path) -> str:
        """What a person calls a file of the folder."""
        return f"{self.name}/{path.relative_to(self.folder).as_posix()}"

    @contextmanager
    def named(self) -> Iterator[None]:
        """Errors inside name the place that a person knows."""
        yield


class Mirror(Place):
    """What lies at a URL. ``within``: seconds for which a look at it lasts. All of it raises `RunError` for a store
    that cannot be used."""

    def __init__(self, url: Url, within: float = 0):
        cached = hashlib.sha256(str(url).encode()).hexdigest()[:24]
        super().__init__(user_cache_path("translation-workbench") / "mirrors" / cached)
        self.name = str(url)
        self._sizes: dict[str, int] = {}
        self._here: set[Path] = set()
        self._within, self._looked, self._last_name = within, -math.inf, url.name
        self._lock = threading.RLock()
        with self.named():
            self._store = Store(url)

    @property
    def last_name(self) -> str:
        return self._last_name

    def look(self) -> None:
        with self._lock, self.named():
            if time.monotonic() - self._looked < self._within:
                return
            self._sizes, self._here = self._store.names(), set()
            with writing(self.folder):
                self.folder.mkdir(parents=True, exist_ok=True)
                for name in {*_SMALL} - {*self._sizes}:
                    (self.folder / name).unlink(missing_ok=True)
            self._store.fetch({name: self.folder / name for name in _SMALL if name in self._sizes})
            self._looked = time.monotonic()

    def flags(self) -> Flags:
        return Flags(self.folder, SharedLog(self.folder, self._store))

    def shards(self, older: bool = False) -> list[Path]:
        del older  # of which none is here: see `all_there`
        there = [self.folder / name for name in self._sizes if _SHARD.fullmatch(name) and name + ENDING in self._sizes]
        return sorted((path for path in there if path == self._of(path)), key=shard.number_of)

    def all_there(self, manifest: Manifest, paths: Sequence[Path]) -> bool:
        """By their number; whether one has the right bytes is told when it is fetched."""
        if manifest.older:
            raise RunError(
                f"{self.name}: format version {manifest.format_version}; at a URL today's alone is read: copy it into "
                "a folder and give 'workbench upgrade' there"
            )
        if manifest.shards is not None and len(paths) > manifest.shards["count"]:
            raise RunError(f"{self.name}: {whole.OTHERS}")
        return manifest.shards is not None and len(paths) == manifest.shards["count"]

    def fetch(self, paths: Iterable[Path]) -> None:
        """Raises `RunError` for a shard that is damaged there."""
        wanted = [path for path in paths if path not in self._here]
        for path, why in self.damaged([path for path in wanted if path.name.startswith("part-")]).items():
            raise RunError(f"{self.shown(path)}: {why}; {whole.AGAIN}")
        self._bring([path for path in wanted if path not in self._here])

    def damaged(self, paths: Iterable[Path], anew: bool = False) -> dict[Path, str]:
        asked = [*paths]
        if anew:
            with alone(self.folder):
                for path in asked:
                    path.unlink(missing_ok=True)
                self._here -= {*asked}
        with self._lock, self.named():
            self._bring(asked)
            wrong = super().damaged([path for path in asked if path.exists()], anew)
            if wrong:  # there, or here
                for path in wrong:
                    path.unlink()
                self._here -= {*wrong}
                self._bring(wrong)
                wrong = super().damaged(wrong)
                for path in wrong:
                    path.unlink()
                self._here -= {*wrong}
        return wrong

    def vacant(self) -> bool:
        return not self._sizes

    def prepare(self) -> None:
        with self.named():
            for path in {*shard.paths(self.folder)} - {*self.shards()}:
                super().delete(path)
            for name in [*self._sizes]:
                # Its sending was cut off.
                if _SHARD.fullmatch(name) and name + ENDING not in self._sizes:
                    self._store.delete(name)
                    del self._sizes[name]

    def save(self, manifest: Manifest, new: bool = False) -> None:
        super().save(manifest)
        with self.named():
            try:
                self._store.write(NAME, manifest.encoded(), new=new)
            except Taken as error:
                raise self._taken() from error

    def send(self, path: Path) -> None:
        name, line = self._name(path), self._name(beside(path))
        with self.named():
            try:
                self._store.put(path, name, new=_SHARD.fullmatch(name) is not None)
            except Taken as error:
                # It may be our own, of which no answer reached us, or another machine's that made the same.
                if self._store.read(name) != path.read_bytes():
                    raise self._taken() from error
            self._store.put(beside(path), line)
        self._sizes |= {name: path.stat().st_size, line: beside(path).stat().st_size}
        self._here.add(path)

    def delete(self, path: Path) -> None:
        with self.named():
            for name in (self._name(beside(path)), self._name(path)):
                self._store.delete(name)
                self._sizes.pop(name, None)
        self._here.discard(path)
        super().delete(path)

    @contextmanager
    def named(self) -> Iterator[None]:
        try:
            yield
        except StoreError as error:
            raise RunError(str(error)) from error
        except RunError as error:
            if str(self.folder) not in str(error):
                raise
            raise RunError(str(error).replace(str(self.folder), self.name)) from error

    def _bring(self, paths: Iterable[Path]) -> None:
        """Those that the run has, with their digests."""
        wanted = [path for path in paths if path not in self._here and self._name(beside(path)) in self._sizes]
        with self._lock, self.named():
            lines = self._store.read_all(self._name(beside(path)) for path in wanted)
            for path in wanted:
                line, own = lines[self._name(beside(path))], beside(path)
                if (
                    line is None
                    or not own.is_file()
                    or own.read_bytes() != line
                    or _size(path) != self._sizes.get(self._name(path))
                ):
                    path.unlink(missing_ok=True)
            absent = [path for path in wanted if not path.exists() and self._name(path) in self._sizes]
            self._store.fetch({self._name(one): one for path in absent for one in (beside(path), path)})
        self._here |= {*wanted}

    def _of(self, path: Path) -> Path:
        return shard.path_of(self.folder, shard.number_of(path))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _taken(self) -> RunError:
        return RunError(
            f"{self.name}: another process is scoring into this run; wait until it has ended, or stop it and "
            "give the same command again, or give another --out"
        )


def place_of(where: Path, within: float = 0) -> Place:
    """``within``: see `Mirror`."""
    return Mirror(where, within) if isinstance(where, Url) else Place(where)


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.exists() else None
