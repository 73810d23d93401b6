"""What has been read of a run as planned, what that says of the whole corpus, and whether to read on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from workbench.runs.finite_sample import CONFIDENCE, FiniteSample
from workbench.runs.flags import WRONG
from workbench.runs.log import Decision
from workbench.runs.reading_plan import ReadingPlan
from workbench.runs.run import Run

RIGHT = ("fine", "alignment artefact")
"""Verdicts by which it is right on the side that was looked at."""
NEXT = 20
ENOUGH = 20
"""Verdicts, of all or of the sample, before anything is made of them."""
PRIOR_SPREAD = 2.0
"""How far suspicion may be off before anybody has read: standard deviation, in log odds."""

Reason = Literal["all read", "few left", "no better than random"]


@dataclass(frozen=True)
class Said:
    """What verdicts say of one side.

    ``wrong``: segment → whether it is, None where its verdict leaves that open: unsure, or about the other side alone.
    ``elsewhere``: segments whose verdict was given looking at the other side, and says nothing of this one.
    """

    wrong: Mapping[str, bool | None]
    elsewhere: Collection[str] = ()

    @classmethod
    def of(cls, decisions: Iterable[Decision], side: str) -> Said:
        """By the last that says something. ``decisions``: that stand, in their order."""
        wrong: dict[str, bool | None] = {}
        elsewhere: set[str] = set()
        for one in decisions:
            if one.after is None:
                wrong.pop(one.segment, None)
                elsewhere.discard(one.segment)
            elif one.after.verdict in WRONG[side]:
                wrong[one.segment] = True
            elif one.side in (None, side):
                wrong[one.segment] = False if one.after.verdict in RIGHT else None
            else:
                elsewhere.add(one.segment)
        return cls(wrong, elsewhere - wrong.keys())


@dataclass(frozen=True)
class Tally:
    """Of one list: how many there are, how many were read, how many of these are wrong, how many left open."""

    planned: int
    read: int
    wrong: int
    open: int = 0


@dataclass(frozen=True)
class Rate:
    """Wrong segments of the whole corpus. ``expected``: None where nothing was drawn yet. ``low``, ``high``: at least
    and at most, with `CONFIDENCE`. ``of``: segments."""

    expected: float | None
    low: int
    high: int
    of: int


class Budget:
    """``said``: by the verdicts of the run, of the side that the plan is for.

    Verdicts count as far as the plan was followed without a gap: what somebody picked out afterwards is no sample.
    Up to there the worst are known one by one, and what was drawn from among the rest stands for the rest
    (a stratum that is counted and one that is sampled: W. G. Cochran, Sampling Techniques, 1977, chapter 5). What was
    read and left open is right at the least and wrong at the most (the same, chapter 13, on nonresponse).
    """

    def __init__(self, plan: ReadingPlan, said: Said):
        self.plan = plan
        self._wrong = {id: said.wrong[id] for id in plan.order if id in said.wrong}
        self._elsewhere = said.elsewhere
        done = next((place for place, (id, _) in enumerate(plan.slots) if id not in self._wrong), len(plan.slots))
        read = sum(not drawn for _, drawn in plan.slots[:done])
        self._counted, self._drawn = plan.worst[:read], plan.control[: done - read]

    @classmethod
    def of(cls, run: Run, plan: ReadingPlan) -> Budget:
        """Raises `RunError` for verdicts that cannot be read."""
        return cls(plan, Said.of(run.flags.standing(), plan.side))

    @property
    def worst(self) -> Tally:
        return self._part(self.plan.worst, self._counted)

    @property
    def control(self) -> Tally:
        return self._part(self.plan.control, self._drawn)

    @cached_property
    def counted(self) -> Sequence[str]:
        """What was read without a gap, each once."""
        return [*dict.fromkeys([*self._counted, *self._drawn])]

    @property
    def wrong(self) -> int:
        """Of those `counted`."""
        return self._having(True, self.counted)

    @property
    def open(self) -> int:
        """Of those `counted`, neither wrong nor right."""
        return self._having(None, self.counted)

    @property
    def out_of_turn(self) -> int:
        """Verdicts in the plan that count once the gap before them is closed."""
        return len(self._wrong) - len(self.counted)

    @property
    def elsewhere(self) -> int:
        """Segments in the plan, not read on this side, that have a verdict looking at the other."""
        return sum(id in self._elsewhere for id in self.plan.order)

    @cached_property
    def sample(self) -> FiniteSample:
        """What was drawn from among all but the worst that were read, and not left open."""
        drawn = self._part((), self._sampled)
        return FiniteSample(self._rest, drawn.read - drawn.open, drawn.wrong)

    @property
    def _sampled(self) -> Sequence[str]:
        read = {*self._counted}
        return [id for id in self._drawn if id not in read]

    @property
    def _rest(self) -> int:
        return self.plan.population - len({*self._counted})

    @cached_property
    def rate(self) -> Rate:
        """None of the verdicts out of turn is forgotten: what is known to be wrong, or right, is so."""
        found, drawn = self.worst, self._part((), self._sampled)
        low, _ = FiniteSample(self._rest, drawn.read, drawn.wrong).interval()
        _, high = FiniteSample(self._rest, drawn.read, drawn.wrong + drawn.open).interval()
        low = max(found.wrong + low, self._having(True, self._wrong))
        high = min(found.wrong + found.open + high, self.plan.population - self._having(False, self._wrong))
        expected = self.sample.expected if self.sample.total else 0.0
        if expected is not None:
            share = found.wrong / max(1, found.read - found.open)
            expected = min(max(expected + found.wrong + found.open * share, low), high)
        return Rate(expected=expected, low=low, high=high, of=self.plan.population)

    @cached_property
    def remaining(self) -> Sequence[str]:
        """What to read on with, in order."""
        return [id for id in self.plan.order if id not in self._wrong]

    def expected(self, ids: Sequence[str]) -> float | None:
        """How many of these are wrong, about; None before `ENOUGH` verdicts.

        By their suspicion, moved in log odds as far as the verdicts say (recalibration in the large: D. R. Cox,
        Biometrika 45, 1958, with a normal prior of `PRIOR_SPREAD`); by the share of wrong ones where they have none.
        """
        if len(self.counted) - self.open < ENOUGH:
            return None
        judged = [id for id in self.counted if self._wrong[id] is not None]
        known = [id for id in judged if self.plan.suspicion[id] is not None]
        moved = _moved(self._log_odds(known), np.array([self._wrong[id] for id in known], dtype=float))
        told = [id for id in ids if self.plan.suspicion[id] is not None]
        rest = (len(ids) - len(told)) * self.wrong / len(judged)
        return float(_probability(self._log_odds(told) + moved).sum()) + rest

    @property
    def next_finds(self) -> float | None:
        """Wrong ones among the next `NEXT` to read, about."""
        return self.expected(self.remaining[:NEXT])

    @property
    def stop(self) -> Reason | None:
        """Why to stop; None: read on."""
        if not self.remaining:
            return "all read"
        finds = self.next_finds
        if finds is None or len(self.remaining) < NEXT:
            return None
        if finds < 1:
            return "few left"
        worst = [id for id in self.plan.worst if id not in self._wrong][:NEXT]
        share = (self.expected(worst) or 0.0) / len(worst) if worst else 1.0
        enough = self.sample.drawn >= ENOUGH
        return "no better than random" if enough and share * self.sample.drawn <= self.sample.wrong else None

    def record(self) -> dict[str, Any]:
        """All of it for a program. ``open``, ``out_of_turn``, ``elsewhere``: as the properties; ``confidence``: of the
        interval of ``rate``."""
        return {
            "side": self.plan.side,
            "worst": asdict(self.worst),
            "control": asdict(self.control),
            "read": len(self.counted),
            "wrong": self.wrong,
            "open": self.open,
            "out_of_turn": self.out_of_turn,
            "elsewhere": self.elsewhere,
            "rate": asdict(self.rate) | {"confidence": CONFIDENCE},
            "next": {"segments": len(self.remaining[:NEXT]), "expected_wrong": self.next_finds},
            "stop": self.stop,
        }

    def _part(self, planned: Sequence[str], read: Sequence[str]) -> Tally:
        return Tally(len(planned), len(read), self._having(True, read), self._having(None, read))

    def _having(self, what: bool | None, ids: Iterable[str]) -> int:
        return sum(self._wrong[id] is what for id in ids)

    def _log_odds(self, ids: Sequence[str]) -> np.ndarray:
        values = np.clip(np.array([self.plan.suspicion[id] for id in ids], dtype=float), 0.001, 0.999)
        return np.log(values / (1 - values))


def told(budget: Budget) -> tuple[str, ...]:
    """Where the reading stands, in sentences: progress, the whole corpus, what comes next."""
    worst, control, rate = budget.worst, budget.control, budget.rate
    read, planned = len(budget.counted), len(budget.plan.order)
    if not read:
        first = f"nothing read yet: {planned:,} segments to judge, the most suspicious and a random sample among them"
        return first, *_beside(budget)
    sentences = [
        f"{read:,} of {planned:,} read, {budget.wrong:,} wrong: {worst.wrong:,} of the {worst.read:,} worst, "
        f"{control.wrong:,} of {control.read:,} at random",
        *_beside(budget),
    ]
    few = rate.expected is None or control.read - control.open < ENOUGH
    about = "" if few or rate.expected is None else f"about {rate.expected / rate.of:.1%} of the corpus is wrong, "
    within = f"{rate.low / rate.of:.1%} to {rate.high / rate.of:.1%}"
    sentences.append(
        f"{about}{within}{' of the corpus is wrong' if few else ''} with {CONFIDENCE:.0%} confidence "
        f"({rate.low:,} to {rate.high:,} of {rate.of:,})"
    )
    finds, coming = budget.next_finds, len(budget.remaining[:NEXT])
    if finds is not None and coming and budget.stop != "few left":
        sentences.append(f"the next {coming} will find about {finds:.0f}")
    if budget.stop:
        sentences.append(STOPS[budget.stop])
    return tuple(sentences)


def _beside(budget: Budget) -> Iterator[str]:
    """Verdicts that count otherwise than as wrong or right."""
    if budget.open:
        yield (
            f"{budget.open:,} of these left open, unsure or about the other side alone: "
            "taken for right at the least and for wrong at the most"
        )
    if budget.out_of_turn:
        yield f"{budget.out_of_turn:,} more read out of turn: counted once {budget.remaining[0]} is judged"
    if budget.elsewhere:
        yield (
            f"{budget.elsewhere:,} judged on the other side only: that says nothing of the {budget.plan.side}, "
            "judge them here too"
        )


STOPS: Mapping[Reason, str] = {
    "all read": "you can stop: all that was planned has been read",
    "few left": f"you can stop: the next {NEXT} will find fewer than one",
    "no better than random": "you can stop: the worst that are left are no more often wrong than those at random",
}


def _probability(log_odds: np.ndarray) -> np.ndarray:
    from scipy.special import expit

    return np.asarray(expit(log_odds))


def _moved(log_odds: np.ndarray, wrong: np.ndarray) -> float:
    """How far the log odds are to be moved; their derivative falls, so that there is one place."""
    from scipy.optimize import brentq

    def slope(by: float) -> float:
        return float((wrong - _probability(log_odds + by)).sum()) - by / PRIOR_SPREAD**2

    bound = PRIOR_SPREAD**2 * max(1, len(wrong))
    return float(brentq(slope, -bound, bound))
