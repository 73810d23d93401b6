"""The folder that a Space is written into: a new one, or an older one of ours, in which nothing else is touched."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

from workbench.errors import RunError, first_line
from workbench.runs.disk import whole_file, writing

MARK = ".translation-workbench.json"
"""A file that names all others that were written."""
MAY_BE_THERE = (".git", ".gitignore")
"""In a folder that nothing was written into yet."""

Content = Path | str | Callable[[Path], None]
"""A file to copy, a text, or what writes the file at a path."""


class SpaceFolder:
    """``run``: the folder of the run that is shown. Raises `RunError` for a folder that holds other things, is a
    symbolic link, or lies in the run or around it."""

    def __init__(self, folder: Path, run: Path):
        self.folder = folder
        if folder.is_symlink():
            raise RunError(f"{folder}: a symbolic link, which is not followed; give the folder itself")
        if folder.exists() and not folder.is_dir():
            raise RunError(f"{folder}: a file; give a new or empty folder")
        here, there = folder.resolve(), run.resolve()
        if here.is_relative_to(there) or there.is_relative_to(here):
            raise RunError(f"{folder}: it and the run {run} lie one in the other; give a folder of its own")
        self._older = self._read()
        found = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
        others = [name for name in found if name not in MAY_BE_THERE]
        if others and self._older is None:
            raise RunError(
                f"{folder}: holds {', '.join(others[:3])}, and was not written by 'workbench space'; give a new or "
                "empty folder"
            )

    def write(self, contents: Mapping[str, Content]) -> int:
        """Files by their place in the folder. What was written before and is not any more is deleted. Returns their
        bytes. Raises `RunError` where one cannot be written, or would be written through a symbolic link."""
        older = self._older or frozenset()
        for name in {*contents, *older}:
            self._check(name)
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        # Before all else: where this is stopped, it is a folder of ours.
        self._mark({*contents, *older})
        for name in older - {*contents}:
            self._delete(name)
        for name, content in contents.items():
            path = self.folder / name
            with writing(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                if isinstance(content, Path):
                    shutil.copyfile(content, path)
            if isinstance(content, str):
                _write(path, content)
            elif not isinstance(content, Path):
                content(path)
        self._mark(contents)
        return sum((self.folder / name).stat().st_size for name in contents)

    def _read(self) -> frozenset[str] | None:
        """What was written before; None where nothing was."""
        try:
            return frozenset(map(str, json.loads((self.folder / MARK).read_text(encoding="utf-8"))["files"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise RunError(
                f"{self.folder / MARK}: damaged ({first_line(error)}); give a new or empty folder"
            ) from error

    def _check(self, name: str) -> None:
        """Raise `RunError` for a place that is outside of the folder, or behind a symbolic link in it."""
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or "\\" in name or {".", "..", ".git"} & {*parts}:
            raise RunError(f"{self.folder / MARK}: damaged: names {name!r}; give a new or empty folder")
        path = self.folder
        for part in parts:
            path = path / part
            if path.is_symlink():
                raise RunError(f"{path}: a symbolic link, which is not followed; delete it")

    def _delete(self, name: str) -> None:
        path = self.folder / name
        with writing(path):
            path.unlink(missing_ok=True)
            for parent in path.parents:
                if parent == self.folder or not parent.is_dir() or any(parent.iterdir()):
                    break
                parent.rmdir()

    def _mark(self, names: Iterable[str]) -> None:
        _write(self.folder / MARK, json.dumps({"files": sorted(names)}, indent=0) + "\n")


def _write(path: Path, text: str) -> None:
    with whole_file(path, "w", encoding="utf-8", newline="\n", errors="backslashreplace") as file:
        file.write(text)
