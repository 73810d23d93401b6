"""Digests: whether a file of a run still has the bytes that were written.

Neither Parquet's readers nor DuckDB notice every flipped bit, so the SHA-256 of a file stands beside it, in a line as
``sha256sum`` writes them: ``sha256sum -c`` of any machine can check it too. It is on the disk before its file is, so a
file without one was not written by us.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, ClassVar

from platformdirs import user_cache_path

from workbench.errors import RunError
from workbench.runs.disk import whole_file

ENDING = ".sha256"
REMEMBERED = 1 << 26
"""Bytes in all from which on it is worth remembering on the disk that files were verified."""
_SETTLED = 10**9
"""Nanoseconds after its last change from which on another change of a file shows in its times."""
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>\S+)\n?", re.ASCII)

Stamp = tuple[int, int, int]
"""Size, and when content and entry were last changed: what is the same while nobody writes to a file."""


class Hashing:
    """A file to write to that hashes what it is given."""

    closed = False

    def __init__(self, file: IO[bytes]):
        self._file, self._hash = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


@contextmanager
def with_digest(path: Path) -> Iterator[Hashing]:
    """A whole file to write with its digest beside it. Raises `RunError` when either cannot be written."""
    with whole_file(path, "wb") as file:
        hashing = Hashing(file)
        yield hashing
        # Its own name is taken last: a file that is there has its digest.
        with whole_file(beside(path), "w", encoding="ascii", newline="\n") as line:
            line.write(f"{hashing.hexdigest()}  {path.name}\n")


def beside(path: Path) -> Path:
    return path.with_name(path.name + ENDING)


def stored(path: Path) -> str:
    """The digest beside a file. Raises `RunError` where there is none."""
    found = _beside(path)
    if found is None:
        raise RunError(f"{path}: damaged: {beside(path).name} is missing or damaged")
    return found


def _beside(path: Path) -> str | None:
    """The same; None where there is none."""
    try:
        match = _LINE.fullmatch(beside(path).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None
    return match["digest"] if match and match["name"] == path.name else None


def of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def over(digests: Iterable[str]) -> str:
    """One digest over others, in their order."""
    return hashlib.sha256("\n".join(digests).encode("ascii")).hexdigest()


class Verified:
    """Which files of a folder were found whole, by their `Stamp`: in this process, and of a large folder in the user's
    cache too, so that it is read once and not by every command."""

    _known: ClassVar[dict[str, dict[str, tuple[Stamp, str]]]] = {}

    def __init__(self, folder: Path):
        self._folder = str(folder.resolve())
        name = hashlib.sha256(os.fsencode(self._folder)).hexdigest()[:24]
        self._kept = user_cache_path("translation-workbench") / "verified" / f"{name}.json"

    def digests(self, paths: Iterable[Path], anew: bool = False) -> tuple[dict[Path, str], dict[Path, str]]:
        """Of whole files their digests, and of the others what is damaged of each. ``anew``: read all of them. Raises
        `RunError` for one that cannot be read, and may be whole."""
        remembered = self._known.get(self._folder) or self._load()
        known = {} if anew else remembered
        whole: dict[Path, str] = {}
        wrong: dict[Path, str] = {}
        found: dict[str, tuple[Stamp, str]] = {}
        read = 0
        for path in paths:
            name = f"{path.parent.name}/{path.name}"
            try:
                stamp = _stamp(path)
                if known.get(name, (None,))[0] == stamp:
                    digest = known[name][1]
                else:
                    wanted = _beside(path)
                    if wanted is None or of_file(path) != wanted:
                        lost = f"{beside(path).name} is missing or damaged"
                        wrong[path] = f"damaged: {'its content is not what was written' if wanted else lost}"
                        continue
                    digest, read = wanted, read + stamp[0]
            except OSError as error:
                raise RunError(f"{path}: cannot be read: {error.strerror}; see that you may read it") from error
            whole[path] = digest
            if time.time_ns() - max(stamp[1:]) > _SETTLED:
                found[name] = (stamp, digest)
        again = {f"{path.parent.name}/{path.name}" for path in wrong}
        found = {name: one for name, one in remembered.items() if name not in again} | found
        self._known[self._folder] = found
        if read >= REMEMBERED:
            self._save(found)
        return whole, wrong

    def _load(self) -> dict[str, tuple[Stamp, str]]:
        try:
            record = json.loads(self._kept.read_bytes())
            return {str(name): (_as_stamp(stamp), str(digest)) for name, (stamp, digest) in record.items()}
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            return {}

    def _save(self, found: Mapping[str, Any]) -> None:
        """A cache: where it cannot be kept, the files are read again next time."""
        try:
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(self._kept, "w", encoding="utf-8", errors="backslashreplace") as file:
                json.dump(found, file)
        except (OSError, RunError):
            return


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _as_stamp(record: Any) -> Stamp:
    size, changed, entered = map(int, record)
    return size, changed, entered
