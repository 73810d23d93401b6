"""Parts made by several processes of the standard library: order, losses, and that nothing is left."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.agency import Processes, end_this_process
from workbench.errors import CorpusError, RunError, UnknownNameError, WorkbenchError
from workbench.jobs.crew import AHEAD, LIVES, Crew, Lost
from workbench.jobs.engine import InProcess


@dataclass
class Script:
    """An agency of one thread whose workers are done, or lost, in the order that ``choose`` says."""

    size: int
    choose: Callable[[list[Any]], Any] = min
    lost: Callable[[Any], bool] = lambda _: False
    hired: int = 0
    most: int = 0

    def __post_init__(self):
        self.at_work, self.there, self.lines = {}, set(), []

    def hire(self):
        self.hired += 1
        self.there.add(self.hired)
        return self.hired, (-1, self.hired)

    def give(self, worker, part):
        assert worker in self.there
        self.most = max(self.most, part)
        return part, worker

    def first(self, tickets):
        return self.choose(sorted(tickets))

    def result(self, ticket):
        part, _ = ticket
        if self.lost(ticket):
            raise Lost("in a test")
        return part

    def dismiss(self, worker):
        self.there.remove(worker)

    def told(self, line):
        self.lines.append(line)


@pytest.mark.parametrize("choose", [min, max, lambda found: found[len(found) // 2]])
@pytest.mark.parametrize(("size", "count"), [(1, 5), (3, 0), (3, 1), (3, 2), (3, 100)])
def test_parts_come_in_order_whichever_is_done_first_and_everybody_leaves(size, count, choose):
    agency = Script(size, choose)
    assert list(Crew(agency, size).made(range(count))) == [*range(count)] == [*InProcess().made(int, range(count))]
    assert agency.there == set()
    assert agency.hired == (size if count else 0), "who is not needed is not hired"


def test_parts_are_taken_as_they_are_needed_and_no_further_ahead_than_agreed():
    # The very first part is done last: all others wait for their turn.
    agency = Script(2, choose=lambda found: next((one for one in found if one[0] != 0), found[0]))
    taken = []

    def coming():
        for number in range(10_000):
            taken.append(number)
            yield number

    made = Crew(agency, 2).made(coming())
    next(made)
    assert len(taken) == AHEAD * 2
    made.close()
    assert agency.there == set()


def test_a_worker_without_room_holds_nothing_up():
    """It gets ready last of all: no part was kept for it."""
    agency = Script(3, choose=lambda found: next((one for one in found if one != (-1, 2)), found[0]))
    assert list(Crew(agency, 3).made(range(50))) == [*range(50)]
    assert agency.there == set() and agency.hired == 3


def test_what_a_lost_worker_had_is_made_again_by_another_and_told():
    lost = {(3, 1), (7, 2), (-1, 4)}
    agency = Script(2, lost=lambda ticket: ticket in lost)
    assert list(Crew(agency, 2).made(range(20))) == [*range(20)]
    assert agency.hired > 2 and agency.there == set()
    assert agency.lines == ["a worker was lost: in a test; another one takes its place"] * (agency.hired - 2)


@pytest.mark.parametrize(
    ("lost", "told"),
    [
        (lambda ticket: ticket[0] == 5, rf"^5: {LIVES} workers were lost over them, the last one as in a test; see"),
        (lambda ticket: ticket[0] == -1, rf"^{LIVES + 2} workers were lost one after the other, .* \(--workers\)"),
    ],
)
def test_losses_without_end_are_an_error_that_says_what_to_do(lost, told):
    agency = Script(2, lost=lost)
    with pytest.raises(RunError, match=told):
        list(Crew(agency, 2).made(range(20)))
    assert agency.there == set()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_whatever_ends_the_work_dismisses_everybody(error):
    def fail(tickets):
        if any(part == 4 for part, _ in tickets):
            raise error
        return tickets[0]

    agency = Script(3, choose=fail)
    with pytest.raises(error):
        list(Crew(agency, 3).made(range(20)))
    assert agency.there == set()

    def broken():
        yield 1
        raise error

    agency = Script(3)
    with pytest.raises(error):
        list(Crew(agency, 3).made(broken()))
    assert agency.there == set()


# With processes


def slow(folder: Path, part: int) -> tuple[int, int]:
    """The earlier a part, the longer it takes; one that is named in ``folder`` ends its process, once."""
    time.sleep(0.02 * (3 - part % 4))
    for loss in folder.glob(f"{part}-*"):
        loss.unlink()
        end_this_process()
    return part, os.getpid()


def test_processes_that_are_killed_are_replaced_and_none_is_left(tmp_path):
    engine = Processes(2)
    for name in ("0-a", "7-a", "7-b"):
        (tmp_path / name).touch()
    made = list(engine.made(partial(slow, tmp_path), range(16)))
    assert [part for part, _ in made] == [*range(16)]
    assert len(engine.pids) == 2 + 3 and sorted(engine.gone) == sorted(engine.pids)
    assert len(engine.lines) == 3 and os.getpid() not in {pid for _, pid in made} <= {*engine.pids}


def failing(part: int) -> int:
    if part == 3:
        raise UnknownNameError("part", "3", ["1", "2"])
    return part


def test_what_goes_wrong_elsewhere_is_raised_here_as_it_was():
    engine = Processes(1)
    made = engine.made(failing, range(10))
    assert [next(made) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(UnknownNameError, match=r"^unknown part '3'; choose one of: 1, 2$"):
        next(made)
    assert engine.gone == engine.pids


@pytest.mark.parametrize(
    "error",
    [
        RunError("run: not a run"),
        CorpusError("wrong", "file.tsv", 3),
        UnknownNameError("side", "left", ["both"]),
    ],
)
def test_errors_for_people_go_through_a_pickle(error):
    import pickle

    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
    assert isinstance(again, WorkbenchError)


def loaded(_part: int) -> list[str]:
    return [name for name in ("torch", "transformers", "pyarrow") if name in sys.modules]


def test_a_worker_loads_no_library_that_its_parts_do_not_need():
    assert list(Processes(1, "spawn").made(loaded, range(2))) == [[], []]
