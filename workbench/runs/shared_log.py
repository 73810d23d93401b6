"""The log of a run that lies in a store, where nothing can be added to: it is sent again, longer, if it is still what
was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from workbench.errors import RunError
from workbench.files.store import Store, StoreError, Taken
from workbench.runs.disk import alone, whole_file
from workbench.runs.log import NAME, UNSIGNED, Change, Log, Signed, lines_of

_TRIES = 10


class SharedLog(Log):
    """``folder``: where it was fetched to when the run was opened, and is read."""

    def __init__(self, folder: Path, store: Store):
        super().__init__(folder)
        self._store = store

    def add(self, decide: Callable[[], Sequence[Change]], signed: Signed = UNSIGNED) -> Sequence[Change]:
        with alone(self.path.parent, "writing into this run's log", wait=True):
            try:
                for _ in range(_TRIES):
                    # The tag first: what is read after it may be newer, and then is not replaced.
                    tag = self._store.tag(NAME)
                    content = b"" if tag is None else self._store.read(NAME) or b""
                    # What follows the last whole line a killed process left, in the folder that was sent.
                    content = content[: content.rfind(b"\n") + 1]
                    self._keep(content)
                    made = decide()
                    if not made:
                        return made
                    content += lines_of(made, signed)
                    try:
                        self._store.replace(NAME, content, tag)
                    except Taken:
                        continue
                    self._keep(content)
                    return made
            except StoreError as error:
                raise RunError(str(error)) from error
        raise RunError(f"{self._store.url}: others write into its log all the time; give the same command again")

    def _keep(self, content: bytes) -> None:
        with whole_file(self.path, "wb") as file:
            file.write(content)
