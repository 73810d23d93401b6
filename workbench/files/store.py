"""Objects of a store, under a URL. Each is there whole or not at all: a store shows what was sent when all of it is."""

from __future__ import annotations

import importlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

from workbench import work
from workbench.errors import WorkbenchError, first_line
from workbench.files.url import PROTOCOLS, Url
from workbench.files.writing import PARTIAL

AT_ONCE = 16
"""Requests."""
_CHUNK = 16 << 20
_TAKEN = {"PreconditionFailed", "ConditionalRequestConflict"}
_REFUSED = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "403"}

Made = TypeVar("Made")


class StoreError(WorkbenchError):
    """A store that cannot be reached, or does not let one."""


class Taken(StoreError):
    """What was to be new is there, or what was to be replaced was replaced by somebody else."""


class Store:
    """What lies at ``url`` and, as names of a path's form, below it. All raise `StoreError`, which names the URL."""

    def __init__(self, url: Url):
        self.url = url
        self._protocol = PROTOCOLS[url.protocol]
        try:
            importlib.import_module(self._protocol.package)
        except ImportError as error:
            raise StoreError(
                f"{url}: {url.protocol}:// wants the package {self._protocol.package}; {self._protocol.install}"
            ) from error
        import fsspec

        with self._told():
            # Others write there meanwhile: a listing that is remembered would be an old one.
            self._files: Any = fsspec.filesystem(url.protocol, use_listings_cache=False)

    def names(self) -> dict[str, int]:
        """Everything below, by name, with its size in bytes. One request for a thousand objects."""
        root = self._at("")
        with self._told():
            found: Mapping[str, Mapping[str, Any]] = self._files.find(root, detail=True) or {}
        below = {path.removeprefix("/").removeprefix(f"{root}/"): one for path, one in found.items()}
        return {name: int(one["size"] or 0) for name, one in below.items() if name != root}

    def size(self) -> int | None:
        """Bytes of the object at the URL itself; None where there is none."""
        with self._told():
            try:
                found = self._files.info(self._at(""))
            except FileNotFoundError:
                return None
        return int(found["size"] or 0) if found["type"] == "file" else None

    def read(self, name: str) -> bytes | None:
        """All of a small object; None where there is none."""
        with self._told():
            try:
                return bytes(self._files.cat_file(self._at(name)))
            except FileNotFoundError:
                return None

    def read_all(self, names: Iterable[str]) -> dict[str, bytes | None]:
        """The same of several at once."""
        asked = [*names]
        return dict(zip(asked, _at_once(self.read, asked), strict=True))

    def tag(self, name: str) -> str | None:
        """What changes when an object does; None where there is none."""
        with self._told():
            try:
                return str(self._files.info(self._at(name)).get("ETag") or "")
            except FileNotFoundError:
                return None

    def fetch(self, paths: Mapping[str, Path]) -> None:
        """Objects into files, each whole or not at all."""

        def one(name: str) -> None:
            path = paths[name]
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}{PARTIAL}")
            try:
                with self._told():
                    self._files.get_file(self._at(name), str(partial))
                partial.replace(path)
            finally:
                partial.unlink(missing_ok=True)

        _at_once(one, paths)

    def copy(self, file: IO[bytes]) -> None:
        """The object at the URL itself, in pieces, into an open file. One that changes meanwhile is told."""
        with self._told(), self._files.open(self._at(""), "rb", block_size=_CHUNK) as stream:
            while chunk := stream.read(_CHUNK):
                work.check()
                file.write(chunk)

    def put(self, path: Path, name: str, new: bool = False) -> None:
        """A file as an object. ``new``: raises `Taken` where there is one."""
        self.check_writable()
        with self._told():
            self._files.put_file(str(path), self._at(name), mode="create" if new else "overwrite")

    def write(self, name: str, content: bytes, new: bool = False) -> None:
        """The same of what is in memory."""
        self.check_writable()
        with self._told():
            self._files.pipe_file(self._at(name), content, mode="create" if new else "overwrite")

    def replace(self, name: str, content: bytes, tag: str | None) -> None:
        """The same, in place of the object of this `tag`, or of none. Raises `Taken` where there is another."""
        if tag is None:
            self.write(name, content, new=True)
            return
        self.check_writable()
        if self.url.protocol != "s3":
            raise StoreError(
                f"{self.url}: {self.url.protocol}:// does not say whether others have written meanwhile, so nothing "
                "is added there; copy the run into a folder"
            )
        with self._told():
            self._files.pipe_file(self._at(name), content, IfMatch=tag)

    def delete(self, name: str) -> None:
        with self._told():
            try:
                self._files.rm_file(self._at(name))
            except FileNotFoundError:
                return

    def check_writable(self) -> None:
        """Raises `StoreError` for a store that is read alone."""
        if not self._protocol.writes:
            raise StoreError(
                f"{self.url}: {self.url.protocol}:// is read here and not written, where each file would be a commit; "
                "write into a folder and upload that"
            )

    def _at(self, name: str) -> str:
        root = "/".join(self.url.parts[1:])
        return f"{root}/{name}" if name else root

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Each of the libraries below raises errors of its own kind, and of those that it is made with."""
        try:
            yield
        except (WorkbenchError, FileNotFoundError) as error:
            if isinstance(error, WorkbenchError):
                raise
            raise StoreError(f"{self.url}: no such object or bucket; check the URL") from error
        except Exception as error:
            if isinstance(error, FileExistsError) or _codes(error) & _TAKEN:
                raise Taken(f"{self.url}: somebody else has written there meanwhile") from error
            raise StoreError(f"{self.url}: {_reason(error)}") from error


def _at_once(do: Callable[[str], Made], names: Iterable[str]) -> list[Made]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [*pool.map(do, names)]


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _codes(error: BaseException) -> set[str]:
    """What a store itself said, as far as its library keeps it."""
    return {
        str(response.get("Error", {}).get("Code"))
        for one in _causes(error)
        if isinstance(response := getattr(one, "response", None), Mapping)
    }


def _reason(error: BaseException) -> str:
    if isinstance(error, PermissionError) or _codes(error) & _REFUSED:
        return f"the store does not allow it ({first_line(error)}); see that your credentials are those for this place"
    if any(type(one).__name__.endswith("CredentialsError") for one in _causes(error)):
        return (
            f"no credentials ({first_line(error)}); give them as other programs of this store read them, in the "
            "environment or its own file"
        )
    return f"the store cannot be used ({first_line(error)}); check the URL and the network, then try again"
