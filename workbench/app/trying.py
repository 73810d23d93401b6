"""What somebody wishes to see of a sentence, and what it leads to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.app.parts.markup import foreign_notice, language_notice
from workbench.app.serving.judgements import Tried
from workbench.app.serving.translators import AS_IT_COMES
from workbench.app.subject import Asked, Subject

if TYPE_CHECKING:
    from workbench.app.desk import Desk
    from workbench.jobs.judge import Judged


NOTHING = Asked()


@dataclass(frozen=True)
class Wish:
    """What somebody asked for, and a ``name`` to tell it from the next press. ``asked``: of its words. ``tour``: the
    step that it is of. ``attempt``: the number of the one that they went back to."""

    tried: Tried
    asked: Asked = NOTHING
    tour: int = 0
    attempt: int | None = None
    name: str = field(default_factory=lambda: secrets.token_hex(8))


@dataclass(frozen=True)
class Fulfilled:
    """What a wish led to. ``subject``: None where the model read nothing. ``notices``: HTML to stand above all."""

    judged: Judged
    subject: Subject | None
    notices: str


def find(desk: Desk, wish: Wish) -> Fulfilled:
    """To be called where work may take its time. Raises `WorkbenchError` for what cannot be translated or read."""
    tried = wish.tried
    judged = desk.judgements(tried)
    row, translator = judged.row, desk.translators(*tried.asked_of)
    languages = translator.source_language, translator.target_language
    notices = language_notice(translator.language_notes)
    notices += foreign_notice(row["source"], row["hypothesis"] or "", languages)
    subject = Subject.of(judged.run, row)
    if subject is None:
        return Fulfilled(judged, None, notices)
    # The model that is loaded already, as it was asked for.
    subject = replace(
        subject,
        model=tried.model,
        languages=tried.languages,
        source_prefix=tried.source_prefix or None,
        written=None if judged.own is None else judged.best[judged.own].ids,
        pinned=AS_IT_COMES,
    )
    return Fulfilled(judged, subject, notices)
