"""What a file turned out to be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Description:
    """``kind``: format, version and dialect for people ("Trados Studio, XLIFF 1.2"). ``languages``: source and target
    as the file has them, None where it does not say. ``all_languages``: every one that it has text in, where there may
    be more than two. ``by_names``: whether the languages are those that its columns or keys are named after, and tell
    which is the source. ``notes``: what else a person should know of how it is read, a sentence each.
    ``undecided``: what somebody has to say before it can be read; None where nothing is open.
    """

    kind: str
    languages: tuple[str | None, str | None] = (None, None)
    all_languages: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    by_names: bool = False
    undecided: str | None = None
