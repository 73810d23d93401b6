"""What people found: a verdict and a note for a segment, as the run's log gives it and never in its shards."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from workbench.errors import RunError, UnknownNameError, first_line
from workbench.language.characters import fit, unfit
from workbench.runs.disk import writing
from workbench.runs.log import Change, Decision, Flag, Log, Signed, user

__all__ = ["FLAGS", "LONGEST_NAME", "LONGEST_NOTE", "OLDER", "Flag", "Flags"]

FLAGS = ("model error", "reference error", "source noise", "alignment artefact", "fine", "unsure")
WRONG = {
    "hypothesis": ("model error", "source noise"),
    "reference": ("reference error", "source noise"),
}
"""Side → verdicts by which a segment is wrong on it."""
OLDER = "flags.json"
"""What runs of format 6 have in place of a log: the flags alone, without who gave them and when."""
LONGEST_NOTE = 2000
LONGEST_NAME = 60
_NO_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
UNKNOWN = "unknown"
"""Who gave the flags of a run of format 6."""


class Flags:
    """The flags of one run. Each reads the log anew: other people write into it meanwhile. ``log``: where it is written
    otherwise than in the folder."""

    def __init__(self, folder: Path, log: Log | None = None):
        self.log = log or Log(folder)
        self._older = folder / OLDER

    def read(self) -> dict[str, Flag]:
        """What holds, by segment: the last that anybody decided of it. Raises `RunError` for a file that cannot be
        read."""
        return {id: found.after for id, found in self.held().items() if found.after is not None}

    def held(self, side: str | None = None) -> dict[str, Decision]:
        """The same with who gave it, when, and looking at which side. ``side``: of what says something of it, see
        `standing`."""
        return dict(sorted(_last(self.standing(side)).items()))

    def by_author(self, side: str | None = None) -> dict[str, dict[str, Decision]]:
        """Name → segment → what they themselves last said of it. ``side``: as in `held`."""
        found: dict[str, list[Decision]] = {}
        for one in self.standing(side):
            found.setdefault(one.who, []).append(one)
        given = {who: _last(decisions) for who, decisions in sorted(found.items())}
        return {who: last for who, last in given.items() if last}

    def standing(self, side: str | None = None) -> list[Decision]:
        """Every decision that nobody has taken back, in the order they were made. ``side``: only those made looking at
        it, or looking nobody knows where, and those by which it is wrong: "fine" of a translation says nothing of its
        reference."""
        decisions = [*self._of_older(), *self.log.read()]
        undone = {one.undoes for one in decisions if one.undoes is not None}
        return [
            one
            for one in decisions
            if one.undoes is None
            and (one.act is None or one.act not in undone)
            and (side is None or one.side in (None, side) or _wrong_on(side, one.after))
        ]

    def last_act(self, who: str) -> list[Decision]:
        """What `undo` would take back: the last of somebody's acts that stands; nothing where none does, or where an
        older version, which named no acts, wrote it."""
        own = [one for one in self.standing() if one.who == who]
        return [one for one in own if one.act is not None and one.act == own[-1].act]

    def set(self, id: str, verdict: str, note: str = "", who: str | None = None, side: str | None = None) -> Flag:
        """``who``: the name of the person, None for theirs on this machine. ``side``: the one they looked at.

        Raises `UnknownNameError` for a verdict that does not exist, `RunError` for what cannot be kept.
        """
        flag = _checked(verdict, note, who, [id])
        self.log.add(lambda: [Change(id, self.read().get(id), flag)], Signed(who=who, side=side))
        return flag

    def set_all(
        self, ids: Sequence[str], verdict: str, note: str = "", who: str | None = None, side: str | None = None
    ) -> int:
        """The same for many at once: one act, that can be undone as one. How many these were."""
        flag = _checked(verdict, note, who, ids)

        def decide() -> list[Change]:
            known = self.read()
            return [Change(id, known.get(id), flag) for id in dict.fromkeys(ids)]

        return len(self.log.add(decide, Signed(who=who, side=side)))

    def remove(self, id: str, who: str | None = None, side: str | None = None) -> bool:
        """Whether there was one."""

        def decide() -> list[Change]:
            flag = self.read().get(id)
            return [] if flag is None else [Change(id, flag, None)]

        _check_name(who)
        return bool(self.log.add(decide, Signed(who=who, side=side)))

    def undo(self, who: str | None = None) -> list[Decision]:
        """Take the last act of this person back, as a further entry: every segment of it has again what others, and
        they before, had said. What was taken back; nothing where there was nothing."""
        _check_name(who)
        name = who or user()
        # Under no lock: only another act or undo of the same person could come between, and both stay in the log.
        undone = self.last_act(name)
        if undone:
            act = undone[0].act
            rest = _last([one for one in self.standing() if one.act != act])

            def decide() -> list[Change]:
                known = self.read()
                ids = [one.segment for one in undone]
                return [Change(id, known.get(id), rest[id].after if id in rest else None) for id in ids]

            self.log.add(decide, Signed(who=name, side=undone[0].side, undoes=act))
        return undone

    def take_over_older(self) -> None:
        """Write the flags of a run of format 6 into its log, at the time when their file was last written."""
        if self._older.exists():
            changed = datetime.fromtimestamp(self._older.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            known = {decision.segment for decision in self.log.read()}
            older = self._read_older()
            changes = [Change(id, None, flag) for id, flag in older.items() if id not in known]
            self.log.add(lambda: changes, Signed(who=UNKNOWN, time=changed))
            with writing(self._older):
                self._older.unlink()

    def _of_older(self) -> Iterator[Decision]:
        for id, flag in self._read_older().items():
            yield Decision(time="", who=UNKNOWN, segment=id, before=None, after=flag)

    def _read_older(self) -> dict[str, Flag]:
        try:
            stored = json.loads(self._older.read_text(encoding="utf-8"))
            return {fit(id): Flag(fit(str(found["verdict"])), fit(str(found["note"]))) for id, found in stored.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            message = f"{self._older}: the flags cannot be read ({first_line(error)}); mend or delete it"
            raise RunError(message) from error


def _wrong_on(side: str, flag: Flag | None) -> bool:
    return flag is not None and flag.verdict in WRONG[side]


def _last(decisions: Sequence[Decision]) -> dict[str, Decision]:
    """The last of each segment, of those where it is a flag."""
    found = {one.segment: one for one in decisions}
    return {id: one for id, one in found.items() if one.after is not None}


def _checked(verdict: str, note: str, who: str | None, ids: Sequence[str]) -> Flag:
    if verdict not in FLAGS:
        raise UnknownNameError("verdict", verdict, FLAGS)
    if len(note) > LONGEST_NOTE:
        raise RunError(f"a note of {len(note):,} characters; at most {LONGEST_NOTE:,} are kept, shorten it")
    _check_name(who)
    for text in (note, *ids):
        if found := unfit(text):
            raise RunError(f"{text!r} received, with {found}, {found.why}; give it in UTF-8")
    return Flag(verdict, note.strip())


def _check_name(who: str | None) -> None:
    if who is None:
        return
    if not who.strip() or len(who) > LONGEST_NAME or _NO_NAME.search(who):
        received = repr(who[:LONGEST_NAME]) + (" …" if len(who) > LONGEST_NAME else "")
        raise RunError(f"{received} received as a name; give one of 1 to {LONGEST_NAME} characters, on one line")
