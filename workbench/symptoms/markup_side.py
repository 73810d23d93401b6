"""The markup of two texts, what of it is the same, and what a difference is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from workbench.language.markup import Markup, closed_in, markup
from workbench.language.segmentation import Span
from workbench.symptoms.evidence import quoted

LOST, AGAIN, HALF, WEAK, HINT = 0.95, 0.75, 0.5, 0.35, 0.15
"""Beyond doubt; not as often, which a sentence may be rewritten to; as likely as not; what translators may do."""

MANY = 100
"""Differences on a side that are looked at, so that a long list of anything takes no more than a moment."""


@dataclass(frozen=True)
class Difference:
    """``severity``: how surely it is a fault. ``message``: what is wrong, for people. Where it is in either text."""

    severity: float
    message: str
    source: Sequence[Span] = ()
    target: Sequence[Span] = ()


@dataclass
class Side:
    """A text, its markup, and what of that has no counterpart."""

    text: str
    language: str | None
    all: list[Markup]
    left: list[Markup] = field(default_factory=list)

    def shown(self, one: Markup) -> str:
        """As it stands in the text."""
        return self.text[slice(*one.span)]

    def take(self, *kinds: str) -> list[Markup]:
        """What is left of these kinds, which is left no more."""
        taken = [one for one in self.left if one.kind in kinds]
        self.left = [one for one in self.left if one.kind not in kinds]
        return taken

    def has(self, one: Markup) -> bool:
        """Whether it stands here, however often."""
        return (one.kind, one.value) in self._values

    @cached_property
    def _values(self) -> frozenset[tuple[str, str]]:
        return frozenset((one.kind, one.value) for one in self.all)


def sides(source: str, target: str, languages: tuple[str | None, str | None]) -> tuple[Side, Side]:
    """Both texts, what is the same in both evened out. A tag that either closes is one in both."""
    closed = closed_in(source) | closed_in(target)
    a = Side(source, languages[0], _compared(markup(source, closed)))
    b = Side(target, languages[1], _compared(markup(target, closed)))
    a.left, b.left = beyond(a.all, b.all)[:MANY], beyond(b.all, a.all)[:MANY]
    return a, b


def _compared(found: Iterable[Markup]) -> list[Markup]:
    return [one for one in found if not one.branch and one.kind != "message"]


def beyond(these: Iterable[Markup], those: Iterable[Markup]) -> list[Markup]:
    """What of ``these`` has no counterpart among ``those``."""
    left = Counter((one.kind, one.value) for one in those)
    found = []
    for one in these:
        if left[one.kind, one.value]:
            left[one.kind, one.value] -= 1
        else:
            found.append(one)
    return found


def lost(side: Side, missing: Sequence[Markup], severity: float) -> Difference:
    """What of the source the target does not have."""
    verb = "has" if len(missing) == 1 else "have"
    message = f"{quoted([side.shown(one) for one in missing])} {verb} no counterpart in the target"
    return Difference(severity, message, source=[one.span for one in missing])


def added(side: Side, more: Sequence[Markup], severity: float) -> Difference:
    """What the target has and the source does not."""
    verb = "stands" if len(more) == 1 else "stand"
    message = f"{quoted([side.shown(one) for one in more])} {verb} in the target alone"
    return Difference(severity, message, target=[one.span for one in more])


def changed(a: Side, one: Markup, b: Side, other: Markup, severity: float, why: str = "") -> Difference:
    """What stands in the target in place of what the source has."""
    message = f"{quoted([a.shown(one)])} was changed into {quoted([b.shown(other)])}{why}"
    return Difference(severity, message, source=[one.span], target=[other.span])


def unlike(
    a: Side, b: Side, missing: Sequence[Markup], more: Sequence[Markup], severity: float, again: float = AGAIN
) -> list[Difference]:
    """Of one kind, in order: changed, then lost or added. What the other side has too, but not as often, is worth
    ``again``."""
    found = []
    for side, other, these, tell in ((a, b, missing, lost), (b, a, more, added)):
        if often := [one for one in these if other.has(one)]:
            found.append(tell(side, often, min(again, severity)))
    missing = [one for one in missing if not b.has(one)]
    more = [one for one in more if not a.has(one)]
    found += [changed(a, one, b, other, severity) for one, other in zip(missing, more, strict=False)]
    if rest := missing[len(more) :]:
        found.append(lost(a, rest, severity))
    if rest := more[len(missing) :]:
        found.append(added(b, rest, severity))
    return found
