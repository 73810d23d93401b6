"""What people found: a verdict and a note for a segment, as the run's log gives it and never in its shards."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from workbench.errors import RunError, UnknownNameError, first_line
from workbench.language.characters import fit, unfit
from workbench.runs.disk import writing
from workbench.runs.log import Flag, Log

__all__ = ["FLAGS", "LONGEST_NOTE", "OLDER", "Flag", "Flags"]

FLAGS = ("model error", "reference error", "source noise", "alignment artefact", "fine")
OLDER = "flags.json"
"""What runs of format 6 have in place of a log: the flags alone, without who gave them and when."""
LONGEST_NOTE = 2000


class Flags:
    """The flags of one run: segment id → `Flag`."""

    def __init__(self, folder: Path):
        self.log = Log(folder)
        self._older = folder / OLDER

    def read(self) -> dict[str, Flag]:
        """By id. Raises `RunError` for a file that cannot be read."""
        found = self._read_older()
        for decision in self.log.read():
            if decision.after is None:
                found.pop(decision.segment, None)
            else:
                found[decision.segment] = decision.after
        return dict(sorted(found.items()))

    def set(self, id: str, verdict: str, note: str = "") -> Flag:
        """Raises `UnknownNameError` for a verdict that does not exist, `RunError` for what cannot be kept."""
        if verdict not in FLAGS:
            raise UnknownNameError("verdict", verdict, FLAGS)
        if len(note) > LONGEST_NOTE:
            raise RunError(f"a note of {len(note):,} characters; at most {LONGEST_NOTE:,} are kept, shorten it")
        for text in (id, note):
            if found := unfit(text):
                raise RunError(f"{text!r} received, with {found}, {found.why}; give it in UTF-8")
        flag = Flag(verdict, note.strip())
        self.log.add(lambda: [(id, self.read().get(id), flag)])
        return flag

    def remove(self, id: str) -> bool:
        """Whether there was one."""
        removed: list[Flag] = []

        def decide() -> list[tuple[str, Flag | None, Flag | None]]:
            removed[:] = [flag for name, flag in self.read().items() if name == id]
            return [(id, removed[0], None)] if removed else []

        self.log.add(decide)
        return bool(removed)

    def take_over_older(self) -> None:
        """Write the flags of a run of format 6 into its log, at the time when their file was last written."""
        if self._older.exists():
            changed = datetime.fromtimestamp(self._older.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            known = {decision.segment for decision in self.log.read()}
            older = self._read_older()
            self.log.add(lambda: [(id, None, flag) for id, flag in older.items() if id not in known], changed)
            with writing(self._older):
                self._older.unlink()

    def _read_older(self) -> dict[str, Flag]:
        try:
            stored = json.loads(self._older.read_text(encoding="utf-8"))
            return {fit(id): Flag(fit(str(found["verdict"])), fit(str(found["note"]))) for id, found in stored.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            message = f"{self._older}: the flags cannot be read ({first_line(error)}); mend or delete it"
            raise RunError(message) from error
