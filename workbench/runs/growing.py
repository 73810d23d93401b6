"""A file that grows, at a URL: a copy in the user's cache grows, and all of it is sent now and then, and in the end."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager

from platformdirs import user_cache_path

from workbench.errors import RunError
from workbench.files.store import Store, StoreError, Taken
from workbench.files.url import Url
from workbench.runs.disk import writing

EVERY = 60.0
"""Seconds between two sendings: what a machine that dies has made since the last is made again."""


class Growing:
    """``path``: the copy. Beside it, and beside what is at the URL, stands a file whose name has ``ending`` too, which
    says what it is and is written once."""

    def __init__(self, url: Url, ending: str):
        folder = (
            user_cache_path("translation-workbench") / "mirrors" / hashlib.sha256(str(url).encode()).hexdigest()[:24]
        )
        self.path, self._beside = folder / url.name, folder / f"{url.name}{ending}"
        self._url = url
        self._store, self._store_beside = Store(url), Store(url.with_name(self._beside.name))
        self._store.check_writable()
        self._sent, self._last, self._begun = -1, time.monotonic(), False

    def fetch(self) -> None:
        """Begin with what is at the URL, whatever is left here of an earlier time."""
        with writing(self.path):
            for path in (self.path, self._beside):
                path.unlink(missing_ok=True)
        for store, path in ((self._store, self.path), (self._store_beside, self._beside)):
            if store.size() is not None:
                store.fetch({"": path})
        self._begun = self._beside.exists()
        self._sent = self.path.stat().st_size if self.path.exists() else -1

    def lately(self) -> None:
        """`send`, where that is a while ago."""
        if time.monotonic() - self._last >= EVERY:
            self.send()

    def send(self) -> None:
        """What there is, where it has changed. Raises `StoreError`, `RunError` where another is there."""
        if not self.path.exists() or not self._beside.exists() or self.path.stat().st_size == self._sent:
            return
        if not self._begun:
            try:
                self._store_beside.put(self._beside, "", new=True)
            except Taken as error:
                if self._store_beside.read("") != self._beside.read_bytes():
                    raise RunError(
                        f"{self._url}: another process is writing links to this file; give another --out"
                    ) from error
            self._begun = True
        self._store.put(self.path, "")
        self._sent, self._last = self.path.stat().st_size, time.monotonic()


@contextmanager
def growing(url: Url, ending: str) -> Iterator[Growing]:
    """What has been made is sent however the block ends. Raises `RunError`, which names the URL."""
    try:
        found = Growing(url, ending)
        found.fetch()
        try:
            yield found
        finally:
            found.send()
    except StoreError as error:
        raise RunError(str(error)) from error
    except RunError as error:
        raise RunError(str(error).replace(str(found.path), str(url))) from error
