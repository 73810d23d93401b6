"""What is to be changed of a segment when its file is written again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.corpus.values import Value


@dataclass(frozen=True, slots=True)
class Issue:
    """A fault of a target, as ITS 2.0 (Localization Quality Issue) has it: ``type`` one of its list, ``severity`` from
    0 to 100."""

    type: str
    comment: str
    severity: float | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """``keep``: whether the segment stays. ``target``: stands in place of its (first) translation, with the
    placeholders of codes; None leaves what is there. ``notes``: for people, added to those it has. ``columns``: further
    columns, for formats that have columns, properties or named notes. ``issues``: for formats that have a place.
    """

    keep: bool = True
    target: str | None = None
    notes: tuple[str, ...] = ()
    columns: Mapping[str, Value] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """Notes, and issues as notes: for formats that have no place for these."""
        return (*self.notes, *(issue.comment for issue in self.issues))


UNCHANGED = Edit()
