"""How far a list of a run has been reviewed, and what comes next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from workbench.runs.query import Filter
from workbench.runs.run import Run


@dataclass(frozen=True)
class Progress:
    """``reviewed`` of ``of`` segments have a verdict."""

    reviewed: int
    of: int

    def __str__(self) -> str:
        return f"{self.reviewed:,} of {self.of:,} reviewed"


@dataclass(frozen=True)
class ReviewList:
    """Segments of one side in an order: all that meet ``where``, by ``by`` as `Run.ranked` has them, or those named by
    ``ids``. What it answers raises `WorkbenchError`, as `Run.ranked` does, and for verdicts that cannot be read.

    ``who``, below: only what this person said counts, None for everybody.
    """

    run: Run
    side: str
    by: str = "suspicion"
    where: Filter = field(default_factory=Filter)
    named: Sequence[str] | None = None

    def ids(self) -> Sequence[str]:
        """All of them, in order."""
        return self.run.ranking(self.by, self.side, where=self.where) if self.named is None else self.named

    def reviewed(self, who: str | None = None) -> Collection[str]:
        """Ids, of the list or not, with a verdict that says something of this side."""
        flags = self.run.flags
        return (flags.held(self.side) if who is None else flags.by_author(self.side).get(who, {})).keys()

    def progress(self, who: str | None = None) -> Progress:
        done = self.reviewed(who)
        if self.named is not None:
            return Progress(sum(id in done for id in self.named), len(self.named))
        table, conditions, _, bound = self.run.query(self.by, self.side, self.where)
        [(of,)] = table.once(f"SELECT count(*) FROM {{rows}} {conditions}", bound)
        if not done:
            return Progress(0, of)
        query = f"SELECT count(*) FROM {{rows}} {conditions} AND id IN (SELECT unnest($done::VARCHAR[]))"
        [(reviewed,)] = table.once(query, bound | {"done": [*done]})
        return Progress(reviewed, of)

    def next_unreviewed(self, here: str | None, who: str | None = None) -> str | None:
        """The first after ``here`` that has no verdict, or else the first of all; None where all others have one.
        ``here`` may be none of them."""
        done = self.reviewed(who)
        if self.named is not None:
            at = self.named.index(here) + 1 if here in self.named else 0
            order = (*range(at, len(self.named)), *range(at))
            return next((self.named[one] for one in order if self.named[one] not in {*done, here}), None)
        table, conditions, order_by, bound = self.run.query(self.by, self.side, self.where)
        query = (
            f"WITH listed AS (SELECT id, row_number() OVER ({order_by}) AS place FROM {{rows}} {conditions}) "
            "SELECT id FROM listed WHERE id NOT IN (SELECT unnest($done::VARCHAR[])) ORDER BY "
            "place < coalesce((SELECT place FROM listed WHERE id = $here), 0), place LIMIT 1"
        )
        found = table.all(query, bound | {"done": [*done, here or ""], "here": here or ""})
        return found[0][0] if found else None
