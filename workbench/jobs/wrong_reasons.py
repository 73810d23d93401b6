"""Right for the wrong reason, of a run: its best segments, those first whose words came from elsewhere.

Nothing of it is stored. It takes gradients, about a third of a second for a short sentence, so that the best ``best``
segments alone are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.errors import RunError
from workbench.explanation.reasons import Reasons, reasons
from workbench.runs import Filter, Run, scored_target

if TYPE_CHECKING:
    from workbench.models import Translator

NAME = "right_for_the_wrong_reason"
BEST = 100
"""Segments that are asked, unless told otherwise."""
GOOD_BY = {"hypothesis": ("chrf", "desc")}
"""By side, the score that says how good a segment is where it has references, and the order that puts the best first;
else suspicion, the lowest first."""


def candidates(
    run: Run, side: str | None = None, best: int = BEST, where: Filter | None = None
) -> tuple[str, list[dict[str, Any]]]:
    """By which score the best were chosen, and their records; only what the model read and nothing accuses."""
    side = side or run.sides[0]
    by, order = GOOD_BY.get(side, ("suspicion", "asc"))
    found = _readable(run, by, side, order, best, where)
    if by != "suspicion" and all(record[by] is None for record in found):
        by = "suspicion"
        found = _readable(run, by, side, "asc", best, where)
    return by, [record for record in found if record[by] is not None]


def _readable(run: Run, by: str, side: str, order: Any, best: int, where: Filter | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for record in run.ranked(by, side, order, where=where):
        if len(found) == best:
            break
        if record["status"] == "ok":
            found.append(record)
    return found


def of_rows(run: Run, translator: Translator, rows: Sequence[Mapping[str, Any]]) -> list[Reasons]:
    """Of rows from `Run.segment`, linked as the run has it. Raises `RunError` for one that was not read."""
    for row in rows:
        if row["status"] != "ok":
            raise RunError(f"segment {row['id']!r} was not read, its status is {row['status']}; nothing moved a model")
    pretokenized = bool(run.manifest.settings.get("pretokenized"))
    pairs = translator.encode_pairs([row["source"] for row in rows], [scored_target(row) for row in rows], pretokenized)
    stored = [found for row in rows if (found := run.map_of(row)) is not None]
    words = [(found.source.words, found.target.words) for found in stored]
    # A text may be cut into other words than when the run was made; then it is linked anew.
    fitting = words == [(pair.source.tokens.words, pair.target.tokens.words) for pair in pairs]
    return reasons(translator, pairs, stored if fitting else None)


def wrong_reasons(
    run: Run,
    translator: Translator,
    side: str | None = None,
    best: int = BEST,
    where: Filter | None = None,
    told: Callable[[int, int], object] = lambda _done, _all: None,
) -> list[tuple[dict[str, Any], Reasons]]:
    """Of the ``best`` segments those with either sign (`Reasons.wrong`), the clearest first; records as `Run.worst`
    has them. ``told``: how many of how many were asked."""
    side = side or run.sides[0]
    _, chosen = candidates(run, side, best, where)
    found = []
    for done, record in enumerate(chosen, start=1):
        (one,) = of_rows(run, translator, [run.segment(record["id"], side)])
        told(done, len(chosen))
        if one.wrong:
            found.append((record, one))
    return sorted(found, key=lambda both: (both[1].order, both[0]["id"]))
