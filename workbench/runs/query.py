"""Which records of a run, and in what order, as SQL with everything a person typed bound to it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.corpus.exported import HEAD
from workbench.errors import RunError, UnknownNameError
from workbench.language.characters import unfit
from workbench.scores import SCORES
from workbench.suspicion.verdict import VERDICTS
from workbench.symptoms import SYMPTOMS

CONTRACT = (
    *HEAD,
    *("bleu", "chrf", "ter", "logprob", "worst_token_logprob", "scatter", "spread", "confidence"),
    *("coverage_deviation", "uncovered", "stray", "sink", "monotonicity", "length_ratio"),
    *("suspicion", "symptoms", "verdict"),
)
"""Keys that every record of ``worst --format json`` and ``score --json`` has, in this order; the further
scores follow, then the model's own translation (null unless a score asked for it), a person's ``flag``, ``note`` and
name, then metadata."""
COLUMNS = (*CONTRACT, *(name for name in SCORES if name not in CONTRACT), "own_translation")
FLAGGED = ("flag", "note", "flagged_by")
REVIEWED, UNREVIEWED = "reviewed", "unreviewed"
STATUSES = ("ok", "empty_source", "empty_target", "too_long", "out_of_memory", "no_reference")

# A number, or the digits of one that the corpus's reader has kept as text: no other text that could be read as one.
DIGITS = r"[+-]?([1-9]{fifteen}[0-9]*|([1-9][0-9]*|0)?([.][0-9]+)?e[+]?[0-9][0-9][0-9]+)".format(fifteen="[0-9]" * 15)
NUMBER = (
    "CASE WHEN json_type(metadata, {0}) IN ('UBIGINT', 'BIGINT', 'DOUBLE') "
    f"OR regexp_full_match(json_extract_string(metadata, {{0}}), '{DIGITS}', 'i') "
    "THEN TRY_CAST(json_extract_string(metadata, {0}) AS DOUBLE) END"
)
# Where two numbers are the same float, the whole numbers that they are may differ.
_EXACT = "coalesce(TRY_CAST(json_extract_string(metadata, {0}) AS HUGEINT), 0)"
_EXACT_MOST = 2**126
_RANGE = re.compile(r"^(?P<field>[^<>=].*?)(?P<sign><=|>=|=)(?P<value>.*)$", re.DOTALL)
_WHOLE = re.compile(r"[+-]?[0-9]{1,39}")
_WRITTEN = re.compile(r"[+-]?(([0-9]+[.]?[0-9]*|[.][0-9]+)(e[+-]?[0-9]+)?|inf(inity)?)", re.IGNORECASE)


@dataclass(frozen=True)
class Filter:
    """Every condition that is given must hold.

    ``text``: stands in the id, the source, the hypothesis or a reference, capitals or not. ``status``: as the run
    names it. ``symptom``: one that is shown. ``least``: of suspicion. ``verdict``: which side is to blame. ``flag``:
    the verdict that a person gave, or `REVIEWED` or `UNREVIEWED`.
    ``low`` and ``high``: bounds, themselves included, of scores or numeric columns; null meets none. ``values``: of
    columns of the corpus, as text. Raises `RunError` for a bound that is NaN, for a score's that is not finite, and for
    what is no text.
    """

    text: str = ""
    status: str | None = None
    symptom: str | None = None
    least: float | None = None
    verdict: str | None = None
    flag: str | None = None
    low: Mapping[str, float] = field(default_factory=dict)
    high: Mapping[str, float] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.symptom is not None and self.symptom not in SYMPTOMS:
            raise UnknownNameError("symptom", self.symptom, SYMPTOMS)
        if self.status is not None and self.status not in STATUSES:
            raise UnknownNameError("status", self.status, STATUSES)
        if self.verdict is not None and self.verdict not in VERDICTS:
            raise UnknownNameError("verdict", self.verdict, VERDICTS)
        for given in (self.text, *self.fields, *self.values, *self.values.values()):
            if found := unfit(given):
                raise RunError(f"{given!r} asked for, with {found}, {found.why}; give it in UTF-8")
        for name, bound in (("suspicion", self.least), *self._bounds):
            if bound is not None and (wanted := _lacks(name, bound)):
                raise RunError(f"{name} compared with {bound}, which is not {wanted}; expected one such as 0.5")

    @property
    def fields(self) -> tuple[str, ...]:
        """What has to be a score or a numeric column."""
        return (*self.low, *self.high)

    @property
    def unbounded(self) -> tuple[str, ...]:
        """Columns that are compared with what no float holds."""
        return tuple(name for name, bound in self._bounds if not math.isfinite(bound))

    @property
    def _bounds(self) -> tuple[tuple[str, float], ...]:
        return (*self.low.items(), *self.high.items())

    @classmethod
    def parsed(cls, conditions: Sequence[str], **others: Any) -> Filter:
        """From conditions as people write them: ``chrf<=40``, ``scatter>=0.3``, ``phenomenon=idiom``.

        Raises `RunError` for anything else.
        """
        low: dict[str, float] = {}
        high: dict[str, float] = {}
        values: dict[str, str] = {}
        for condition in conditions:
            match = _RANGE.match(condition.strip())
            if match is None:
                raise RunError(
                    f"condition {condition!r} received; expected FIELD<=NUMBER, FIELD>=NUMBER or COLUMN=VALUE"
                )
            name, sign, value = match["field"].strip(), match["sign"], match["value"].strip()
            if sign == "=":
                values[name] = value
                continue
            bound = _bound(value)
            if wanted := _lacks(name, bound):
                raise RunError(f"condition {condition!r} received; {value!r} is not {wanted}; expected one such as 0.5")
            (low if sign == ">=" else high)[name] = bound
        return cls(low=low, high=high, values=values, **others)

    @property
    def of_texts(self) -> bool:
        """Whether it asks for what an index does not hold."""
        return bool(self.text.strip() or self.values)

    def sql(self, flagged: Sequence[str], indexed: bool = False) -> tuple[str, dict[str, Any]]:
        """Conditions that begin with AND, and what is bound in them. ``flagged``: ids that have ``flag``, or any where
        it is `REVIEWED` or `UNREVIEWED`. ``indexed``: asked of the index, where symptoms are names alone."""
        clauses = ""
        bound: dict[str, Any] = {}
        if self.text.strip():
            clauses += (
                " AND contains(lower(concat_ws(chr(10), id, source, hypothesis, "
                'array_to_string("references", chr(10)))), lower($text))'
            )
            bound["text"] = self.text.strip()
        if self.status is not None:
            clauses += " AND status = $status"
            bound["status"] = self.status
        if self.symptom is not None:
            names = "symptoms" if indexed else "json_extract_string(symptoms, '$[*].name')"
            clauses += f" AND list_contains({names}, $symptom)"
            bound["symptom"] = self.symptom
        if self.least is not None:
            clauses += " AND suspicion >= $least"
            bound["least"] = self.least
        if self.verdict is not None:
            clauses += " AND verdict = $verdict"
            bound["verdict"] = self.verdict
        if self.flag is not None:
            # As a set: a list would be gone through for every row.
            within = "NOT IN" if self.flag == UNREVIEWED else "IN"
            clauses += f" AND id {within} (SELECT unnest($flagged::VARCHAR[]))"
            bound["flagged"] = [*flagged]
        for sign, limits in ((">=", self.low), ("<=", self.high)):
            for name, limit in limits.items():
                place = f"limit{len(bound)}"
                value, pointer = value_of(name, f"{place}_of")
                bound |= {place: float(limit), **pointer}
                if isinstance(limit, int) and pointer:
                    exact = _EXACT.format(f"${place}_of")
                    clauses += f" AND {value} IS NOT NULL AND ({value}, {exact}) {sign} (${place}, ${place}_exact)"
                    bound[f"{place}_exact"] = max(-_EXACT_MOST, min(limit, _EXACT_MOST))
                else:
                    clauses += f" AND {value} {sign} ${place}"
        for name, wanted in self.values.items():
            place = f"column{len(bound)}"
            clauses += f" AND json_extract_string(metadata, ${place}) = ${place}_is"
            bound |= {place: pointer_to(name), f"{place}_is": wanted}
        return clauses, bound


def value_of(name: str, place: str = "by") -> tuple[str, dict[str, Any]]:
    """The SQL for a score or a numeric column, and what it needs bound as ``place``."""
    if name in SCORES:
        return f'"{name}"', {}
    return NUMBER.format(f"${place}"), {place: pointer_to(name)}


def ordered_by(name: str, direction: str) -> tuple[str, dict[str, Any]]:
    """What follows ORDER BY, nulls last, and what it needs bound."""
    value, pointer = value_of(name)
    exact = f", CASE WHEN {value} IS NULL THEN 0 ELSE {_EXACT.format('$by')} END {direction}" if pointer else ""
    return f"{value} {direction} NULLS LAST{exact}", pointer


def _bound(text: str) -> float:
    """A number as people write one, a whole one to its last digit; NaN for anything else."""
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _WRITTEN.fullmatch(text) else math.nan


def _lacks(name: str, bound: float) -> str | None:
    """What a bound would have to be; None where it is that. A column may hold numbers that no float does."""
    if math.isnan(bound):
        return "a number"
    return "a finite number" if math.isinf(bound) and name in SCORES else None


def pointer_to(name: str) -> str:
    """The JSON pointer of a metadata column as records name it; a name may hold anything."""
    shadowed = name.removeprefix("metadata.")
    own = shadowed if shown(shadowed) == name else name
    return "/" + own.replace("~", "~0").replace("/", "~1")


def shown(name: str) -> str:
    """A metadata column's name in a record: one of our own fields is not replaced by it."""
    return f"metadata.{name}" if name in COLUMNS or name in FLAGGED else name
