"""What people found: a verdict and a note for a segment, kept beside the run and never in its shards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from workbench.errors import RunError, UnknownNameError, first_line
from workbench.language.characters import fit, unfit
from workbench.runs.disk import alone, whole_file, writing

FLAGS = ("model error", "reference error", "source noise", "alignment artefact", "fine")
NAME = "flags.json"
LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Flag:
    """``verdict``: one of `FLAGS`. ``note``: free text."""

    verdict: str
    note: str = ""


class Flags:
    """The flags of one run: segment id → `Flag`, in a file of their own."""

    def __init__(self, folder: Path):
        self.path = folder / NAME

    def read(self) -> dict[str, Flag]:
        """Raises `RunError` for a file that cannot be read."""
        try:
            stored = json.loads(self.path.read_text(encoding="utf-8"))
            return {fit(id): Flag(fit(str(found["verdict"])), fit(str(found["note"]))) for id, found in stored.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise RunError(f"{self.path}: the flags cannot be read ({first_line(error)}); mend or delete it") from error

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
        with self._changing() as kept:
            kept[id] = flag
        return flag

    def remove(self, id: str) -> bool:
        """Whether there was one."""
        with self._changing() as found:
            return found.pop(id, None) is not None

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Flag]]:
        with writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        with alone(self.path.parent, wait=True):
            found = self.read()
            yield found
            with whole_file(self.path, "w", encoding="utf-8") as file:
                json.dump({id: asdict(flag) for id, flag in sorted(found.items())}, file, ensure_ascii=False, indent=1)
