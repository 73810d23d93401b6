"""The log of a run: every decision of a person, one JSON object a line, in the order they were made.

It is only ever added to. What holds now follows from it: see `workbench.runs.flags`.
"""

from __future__ import annotations

import getpass
import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from workbench.errors import RunError, first_line
from workbench.language.characters import fit
from workbench.runs.disk import alone, writing

NAME = "log.jsonl"
_ALWAYS = ("before", "after")


@dataclass(frozen=True)
class Flag:
    """``verdict``: one of `workbench.runs.flags.FLAGS`. ``note``: free text."""

    verdict: str
    note: str = ""


@dataclass(frozen=True)
class Decision:
    """``time``: in UTC, to the second. ``who``: the name they gave, or theirs on the machine where it was made.
    ``segment``: its id. ``before``, ``after``: its flag, None where it has none. ``side``: which they looked at, None
    where nobody said. ``act``: the same of all that was decided by one press. ``undoes``: the act that this takes back.

    The last three are in no line of an older version, which reads the others of ours.
    """

    time: str
    who: str
    segment: str
    before: Flag | None
    after: Flag | None
    side: str | None = None
    act: str | None = None
    undoes: str | None = None

    def record(self) -> dict[str, Any]:
        """For a program; what is not known is left out of the last three."""
        return {name: value for name, value in asdict(self).items() if value is not None or name in _ALWAYS}

    def line(self) -> str:
        return json.dumps(self.record(), ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class Change:
    """What is to become of a segment's flag."""

    segment: str
    before: Flag | None
    after: Flag | None


@dataclass(frozen=True)
class Signed:
    """How a decision is signed: see `Decision`. ``who``: None for their name on this machine."""

    who: str | None = None
    side: str | None = None
    undoes: str | None = None
    time: str | None = None


UNSIGNED = Signed()


class Log:
    """The decisions in one file."""

    def __init__(self, folder: Path):
        self.path = folder / NAME

    def read(self) -> Iterator[Decision]:
        """A last line that a killed process left unfinished is none. Raises `RunError` for a line that cannot be
        read."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return
        except OSError as error:
            raise _unreadable(self.path, error) from error
        yield from _read(self.path, found.st_ino, found.st_size, found.st_mtime_ns)

    def add(self, decide: Callable[[], Sequence[Change]], signed: Signed = UNSIGNED) -> Sequence[Change]:
        """Write down what is decided, by one act, nobody else writing meanwhile. Raises `RunError` where it cannot be
        written; nothing is added then."""
        with writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        with alone(self.path.parent, "writing into this run's log", wait=True):
            made = decide()
            if made:
                self._append(lines_of(made, signed))
        return made

    def _append(self, lines: bytes) -> None:
        with writing(self.path), self.path.open("a+b", buffering=0) as file:
            whole = _whole(file.seek(0, os.SEEK_END), file)
            try:
                file.truncate(whole)
                written = file.write(lines)
                os.fsync(file.fileno())
                if written != len(lines):
                    raise OSError("not all of it could be written")
            except BaseException:
                file.truncate(whole)
                raise


def lines_of(made: Sequence[Change], signed: Signed) -> bytes:
    """One act, as the log has it."""
    when = signed.time or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    who, act = signed.who or user(), secrets.token_hex(4)
    lines = [
        Decision(
            time=when,
            who=who,
            segment=one.segment,
            before=one.before,
            after=one.after,
            side=signed.side,
            act=act,
            undoes=signed.undoes,
        ).line()
        for one in made
    ]
    return "".join(lines).encode("utf-8")


@lru_cache(maxsize=16)
def _read(path: Path, *_state: int) -> tuple[Decision, ...]:
    """Once for each state of the file: a page that shows a segment asks for several things that follow from it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    found = []
    for number, line in enumerate(content.split(b"\n")[:-1], start=1):
        try:
            found.append(_decision(json.loads(line.decode("utf-8"))))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise RunError(
                f"{path}:{number}: the log cannot be read ({first_line(error)}); mend or delete this line"
            ) from error
    return tuple(found)


def _unreadable(path: Path, error: OSError) -> RunError:
    return RunError(f"{path}: the log cannot be read ({error.strerror}); see that you may read it")


def _whole(size: int, file: Any) -> int:
    """Bytes of whole lines: what follows them a killed process left."""
    end = size
    while end:
        start = max(0, end - 4096)
        file.seek(start)
        part = file.read(end - start)
        if b"\n" in part:
            return start + part.rindex(b"\n") + 1
        end = start
    return 0


def _decision(record: dict[str, Any]) -> Decision:
    return Decision(
        time=fit(str(record["time"])),
        who=fit(str(record["who"])),
        segment=fit(str(record["segment"])),
        before=_flag(record["before"]),
        after=_flag(record["after"]),
        **{name: fit(str(record[name])) for name in ("side", "act", "undoes") if record.get(name) is not None},
    )


def _flag(record: dict[str, Any] | None) -> Flag | None:
    return None if record is None else Flag(fit(str(record["verdict"])), fit(str(record["note"])))


def user() -> str:
    """Their name on this machine."""
    try:
        return fit(getpass.getuser())
    except (OSError, KeyError, ImportError):  # a container whose user has no name
        return "unknown"
