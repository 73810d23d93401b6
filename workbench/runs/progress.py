"""How far a run, or a list of it, has been reviewed, and what comes next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from workbench.runs.query import Filter
from workbench.runs.run import Run


@dataclass(frozen=True)
class Progress:
    """``reviewed`` of ``of`` segments have a verdict."""

    reviewed: int
    of: int

    def __str__(self) -> str:
        return f"{self.reviewed:,} of {self.of:,} reviewed"


def reviewed(run: Run, side: str, by: str | None = None) -> Collection[str]:
    """Ids with a verdict that was given looking at this side, or looking nobody knows where; ``by``: by this person
    alone. Raises `RunError` for verdicts that cannot be read."""
    return (run.flags.held(side) if by is None else run.flags.by_author(side).get(by, {})).keys()


def progress(
    run: Run, side: str, ids: Sequence[str] | None = None, where: Filter | None = None, by: str | None = None
) -> Progress:
    """Of the segments ``ids``, or else of those that meet ``where``, all without one. Raises `WorkbenchError`."""
    done = reviewed(run, side, by)
    if ids is not None:
        return Progress(sum(id in done for id in ids), len(ids))
    return Progress(run.count(side, where, done) if done else 0, run.count(side, where))


def next_unreviewed(ids: Sequence[str], here: str | None, done: Collection[str]) -> str | None:
    """The first after ``here`` that is not ``done``, or else the first of all; None where all others are.
    ``here`` may be none of them."""
    place = ids.index(here) + 1 if here in ids else 0
    return next((id for id in _round(ids, place) if id not in done and id != here), None)


def _round(ids: Sequence[str], place: int) -> Iterator[str]:
    yield from (ids[at] for at in range(place, len(ids)))
    yield from (ids[at] for at in range(place))
