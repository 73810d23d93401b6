"""How far two people who judged the same segments of a run agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

from workbench.errors import RunError, UnknownNameError
from workbench.runs.finite_sample import CONFIDENCE
from workbench.runs.flags import FLAGS
from workbench.runs.log import Decision, Flag
from workbench.runs.run import Run

Interval = tuple[float, float]


@dataclass(frozen=True)
class Disagreement:
    """Of one segment. ``a``, ``b``: what each of the two said."""

    segment: str
    a: Flag
    b: Flag


@dataclass(frozen=True)
class Agreement:
    """Of two people. ``judged``: segment → what each said, of those that both judged."""

    a: str
    b: str
    judged: Mapping[str, tuple[Flag, Flag]]

    @property
    def both(self) -> int:
        return len(self.judged)

    @property
    def same(self) -> int:
        return sum(a.verdict == b.verdict for a, b in self.judged.values())

    @property
    def share(self) -> float | None:
        """Of segments with the same verdict; None without any."""
        return self.same / self.both if self.both else None

    @cached_property
    def table(self) -> Mapping[tuple[str, str], int]:
        """Verdict of the first, verdict of the second → segments."""
        return Counter((a.verdict, b.verdict) for a, b in self.judged.values())

    @property
    def verdicts(self) -> Sequence[str]:
        """Those that either gave."""
        return [one for one in FLAGS if any(one in pair for pair in self.table)]

    @property
    def by_chance(self) -> float | None:
        """The share that would have the same verdict, did each give theirs as often, but to segments at random."""
        if not self.both:
            return None
        first, second = (Counter(pair[place].verdict for pair in self.judged.values()) for place in (0, 1))
        return sum(first[one] * second[one] for one in first) / self.both**2

    @property
    def kappa(self) -> float | None:
        """Agreement beyond chance, 1 for all there could be (J. Cohen, Educational and Psychological Measurement 20(1),
        1960). None where chance alone agrees: both gave one verdict, the same, to all."""
        return None if self.share is None else self._beyond_chance(self.share)

    def interval(self, confidence: float = CONFIDENCE) -> Interval | None:
        """Of `kappa`: the exact interval of the share (C. J. Clopper, E. S. Pearson, Biometrika 26(4), 1934), chance
        taken as it was seen, as Cohen takes it for his standard error.

        The usual one by variance (J. L. Fleiss, J. Cohen, B. S. Everitt, Psychological Bulletin 72(5), 1969) has no
        width where two agree on everything; drawn from two who agree well, 30 segments each, it held the truth in as
        few as 3 of 10, this in more than 19 of 20.
        """
        if self.kappa is None:
            return None
        from scipy.stats import beta

        tail, other = (1 - confidence) / 2, self.both - self.same
        low = float(beta.ppf(tail, self.same, other + 1)) if self.same else 0.0
        high = float(beta.ppf(1 - tail, self.same + 1, other)) if other else 1.0
        bounds = (self._beyond_chance(share) for share in (low, high))
        least, most = (max(-1.0, bound) for bound in bounds if bound is not None)
        return least, most

    @property
    def disagreements(self) -> Sequence[Disagreement]:
        """In the order of their ids."""
        return [Disagreement(id, a, b) for id, (a, b) in sorted(self.judged.items()) if a.verdict != b.verdict]

    def record(self) -> dict[str, Any]:
        """All of it for a program."""
        interval = self.interval()
        return {
            "a": self.a,
            "b": self.b,
            "both": self.both,
            "same": self.same,
            "share": self.share,
            "by_chance": self.by_chance,
            "kappa": self.kappa,
            "low": interval and interval[0],
            "high": interval and interval[1],
            "confidence": CONFIDENCE,
            "table": [
                {"a": one, "b": other, "segments": self.table.get((one, other), 0)}
                for one in self.verdicts
                for other in self.verdicts
            ],
            "disagreements": [
                {
                    "segment": one.segment,
                    "a": {"verdict": one.a.verdict, "note": one.a.note},
                    "b": {"verdict": one.b.verdict, "note": one.b.note},
                }
                for one in self.disagreements
            ],
        }

    def _beyond_chance(self, share: float) -> float | None:
        chance = self.by_chance
        return None if chance is None or chance == 1 else (share - chance) / (1 - chance)


def agreement(run: Run, a: str, b: str, side: str | None = None) -> Agreement:
    """By the last that each said of a segment. ``side``: only of what says something of it.

    Raises `UnknownNameError` for somebody who judged nothing, `RunError` where nobody did and for verdicts that cannot
    be read.
    """
    given = run.flags.by_author(side)
    if not given:
        raise RunError(
            f"{run.name}: nobody has judged a segment yet; give verdicts with 'workbench flag', or in the app"
        )
    for name in (a, b):
        if name not in given:
            raise UnknownNameError("reviewer", name, given)
    return _of(a, b, given)


def agreements(run: Run, side: str | None = None) -> Iterator[Agreement]:
    """Of every two people who judged a segment both."""
    given = run.flags.by_author(side)
    for a, b in combinations(given, 2):
        found = _of(a, b, given)
        if found.both:
            yield found


def told(found: Agreement) -> tuple[str, ...]:
    """In sentences."""
    if not found.both:
        return (f"{found.a} and {found.b} judged no segment both",)
    judged = f"{found.a} and {found.b} judged {found.both:,} both, {found.same:,} of them alike ({found.share:.0%})"
    interval = found.interval()
    if interval is None:
        return judged, "each gave one verdict to all: whether they agree beyond chance cannot be told"
    return (
        judged,
        f"Cohen's kappa {found.kappa:.2f}, {interval[0]:.2f} to {interval[1]:.2f} with {CONFIDENCE:.0%} confidence "
        "(0: as by chance, 1: alike wherever they could be)",
    )


def _of(a: str, b: str, given: Mapping[str, Mapping[str, Decision]]) -> Agreement:
    judged = {}
    for segment, one in given[a].items():
        other = given[b].get(segment)
        if one.after is not None and other is not None and other.after is not None:
            judged[segment] = (one.after, other.after)
    return Agreement(a, b, judged)
