"""What to read of a run to learn what is wrong with it and how much: its worst segments, and a random sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import merge

from workbench.errors import RunError
from workbench.runs.run import Run

WORST = CONTROL = 100
SEED = 1
# A segment without a reference has nothing on that side that anybody could judge.
_TO_JUDGE = "FROM {rows} WHERE side = $side AND status <> 'no_reference'"


@dataclass(frozen=True)
class ReadingPlan:
    """``population``: segments that have something to judge on this side. ``worst``: the most suspicious, the first
    most. ``control``: drawn from all of them, without replacement, in random order: the first of it are a sample too.
    ``suspicion``: of all that are named."""

    side: str
    population: int
    worst: Sequence[str]
    control: Sequence[str]
    suspicion: Mapping[str, float | None]

    @cached_property
    def slots(self) -> Sequence[tuple[str, bool]]:
        """Ids in the order to read, each with whether it was drawn; one that is on both lists stands there twice.

        The sample is spread evenly among the worst, so that its share of what was read is the same wherever somebody
        stops; and where it stands depends on the lengths alone, so that nothing is learned of it from what is wrong.
        """
        lists = (
            [((place + 0.5) / len(ids), drawn, id) for place, id in enumerate(ids)]
            for drawn, ids in ((False, self.worst), (True, self.control))
        )
        return [(id, drawn) for _, drawn, id in merge(*lists)]

    @cached_property
    def order(self) -> Sequence[str]:
        """Ids in the order to read, each once."""
        return [*dict.fromkeys(id for id, _ in self.slots)]


def reading_plan(
    run: Run, side: str | None = None, worst: int = WORST, control: int = CONTROL, seed: int = SEED
) -> ReadingPlan:
    """The same for the same run, side, numbers and seed, on any machine; runs of one corpus have the same sample.

    Raises `RunError` for a side that the run was not scored on, and for a run that is not finished: its order and its
    sample would change while somebody reads.
    """
    side = run.side(side)
    if min(worst, control) < 1:
        raise RunError(f"{worst} worst and {control} random segments asked for; expected at least 1 of each")
    if run.unfinished:
        raise RunError(
            f"{run.name}: {run.done:,} of {run.total:,} segments are scored; give the same 'workbench score' command "
            "again, a sample of part of a corpus says nothing of the rest"
        )
    table, bound = run.listing, {"side": side}
    [(population,)] = table.all(f"SELECT count(*) {_TO_JUDGE}", bound)
    if not population:
        raise RunError(f"{run.name}: no segment has anything to judge on side {side}; choose another with --side")
    columns = f"SELECT id, suspicion {_TO_JUDGE} ORDER BY"
    most = table.all(f"{columns} suspicion DESC NULLS LAST, id LIMIT {worst}", bound)
    # A digest of the id orders as randomly as dice, and the same way everywhere.
    drawn = table.all(f"{columns} md5($seed || ':' || id), id LIMIT {control}", bound | {"seed": str(seed)})
    return ReadingPlan(
        side=side,
        population=population,
        worst=[id for id, _ in most],
        control=[id for id, _ in drawn],
        suspicion=dict([*most, *drawn]),
    )
