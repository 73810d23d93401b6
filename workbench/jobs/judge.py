"""One pair judged as a corpus of one: what lists, spans, evidence and maps tell of a row, they tell of it too."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from workbench.corpus import read
from workbench.errors import ModelError
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.models import Candidate, Translation, Translator
from workbench.models.beam import BeamSettings
from workbench.runs.run import Run
from workbench.scores import needing

ID = "sentence"
"""Of the one segment."""
N_BEST = 4
"""As wide as the beam by which a corpus is translated: the first is what the model says there too."""


@dataclass(frozen=True)
class Judged:
    """``row``: of ``run``, as `Run.segment` has it. ``best``: the model's own translations, the likeliest first; empty
    where its words were given. ``own``: the number of the one that was judged, None for somebody's words."""

    run: Run
    row: Mapping[str, Any]
    best: tuple[Candidate, ...]
    own: int | None


def judge(translator: Translator, source: str, target: str | None, prefix: str, folder: Path) -> Judged:
    """A run of this pair alone in ``folder``, a new one or that of the same pair and model.

    ``target``: a translation, None for the model's best that begins with ``prefix``. One of the model's ``N_BEST`` is
    judged as its own, whoever gives it; any other as somebody's, whose words are doubted where the model would say
    others.

    Raises `ModelError` for a source that is empty or longer than the model reads, and for both a target and a prefix;
    `RunError` for a folder with something else in it.
    """
    if target is not None and prefix:
        raise ModelError("both a translation and a beginning; a translation is taken as it is, so leave one out")
    if not source.strip():
        raise ModelError("the source is empty; type a sentence")
    settings = BeamSettings(N_BEST, N_BEST, states=True)
    (made,) = translator.translate([source], settings=settings, prefix=prefix)
    if made.text is None:
        raise ModelError(f"the source is longer than the model's {translator.positions} tokens; shorten it")
    texts = [one.text for one in made.candidates]
    own = 0 if target is None else texts.index(target) if target in texts else None
    given = {} if own is not None else {"hypothesis": target}
    corpus = folder / "pair.jsonl"
    if not corpus.exists():
        folder.mkdir(parents=True, exist_ok=True)
        corpus.write_text(json.dumps({"id": ID, "source": source, **given}) + "\n", encoding="utf-8")
    if own is None:
        how = ScoreSettings(beam_size=N_BEST, on_demand=needing("own_translations"))
        run = score(read(corpus), translator, folder / "run", how)
    else:
        chosen = Translation(made.status, (made.candidates[own],), made.states)
        run = score(read(corpus), _Decided.of(translator, chosen), folder / "run", ScoreSettings(beam_size=N_BEST))
    return Judged(run, run.segment(ID), made.candidates, own)


@dataclass(eq=False, repr=False)
class _Decided(Translator):
    """Has translated what it is asked for already."""

    decided: Translation = field(default_factory=lambda: Translation("empty_source"))

    @classmethod
    def of(cls, translator: Translator, decided: Translation) -> _Decided:
        known = {one.name: getattr(translator, one.name) for one in fields(translator)}
        return cls(**known, decided=decided)

    def translate(self, texts: Sequence[str], **_: Any) -> list[Translation]:
        return [self.decided] * len(texts)
