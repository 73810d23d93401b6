"""The pair of sentences that is looked at, and every view of it that was made, kept for whoever comes back."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from workbench.alignment.map import AlignmentMap
from workbench.app.serving.translators import AS_IT_COMES, Pinned, Translators
from workbench.runs import Run, scored_target

if TYPE_CHECKING:
    from workbench.explanation.explanation import Explanation
    from workbench.explanation.trust import Faithfulness, NotMeasured

KEPT = 400
"""Views that are kept; each is a matrix of some kilobytes."""


Asking = tuple[str, str | None, str | None, str | None]
"""What `Translators` are called with."""


def asked_by(signature: Mapping[str, Any]) -> Asking:
    """For the model of a run."""
    languages = signature.get("source_language"), signature.get("target_language")
    return signature["model"], *languages, signature.get("source_prefix")


@dataclass(frozen=True)
class Subject:
    """``stored``: the map that a run has of the pair, with ``preset`` of how it was read. ``source_prefix``: text that
    the model reads before each source, None for what its configuration says. ``written``: see `ExplainSettings`."""

    model: str
    languages: tuple[str | None, str | None]
    source: str
    target: str
    preset: Mapping[str, Any] | None = None
    stored: AlignmentMap | None = field(default=None, repr=False, compare=False)
    source_prefix: str | None = None
    written: tuple[int, ...] | None = None
    pinned: Pinned = AS_IT_COMES

    @property
    def asked_of(self) -> Asking:
        """What `Translators` are called with for its model."""
        return self.model, *self.languages, self.source_prefix

    @property
    def stored_view(self) -> str | None:
        """What ``stored`` shows."""
        return None if self.preset is None else self.preset.get("view", "attention")

    @classmethod
    def of(cls, run: Run, row: Mapping[str, Any]) -> Subject | None:
        """A row of a run; None where there is nothing to look at."""
        stored = run.map_of(row)
        if stored is None:
            return None
        signature = run.manifest.signature
        model, *languages, prefix = asked_by(signature)
        return cls(
            model=model,
            languages=(languages[0], languages[1]),
            source=row["source"],
            target=scored_target(row),
            preset=signature["preset"],
            stored=stored,
            source_prefix=prefix,
            pinned=Pinned.of(signature),
        )


@dataclass(frozen=True)
class Asked:
    """Which attention, as `Network.choose` takes it, and what of the words; None and empty: as the preset has it."""

    layer: int | str | None = None
    heads: tuple[int | str, ...] = ()
    row: str | None = None
    word: int | None = None
    instead_of: str | None = None

    @property
    def attention(self) -> bool:
        """Whether another attention is asked for than the preset's."""
        return self.layer is not None or bool(self.heads) or self.row is not None

    def options(self) -> dict[str, Any]:
        contrast = self.instead_of is not None and self.word is not None
        found: dict[str, Any] = {
            "layer": self.layer,
            "heads": self.heads or None,
            "row": self.row,
            "words": [self.word] if contrast else None,
            "instead_of": self.instead_of if contrast else None,
        }
        return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True)
class ShownView:
    map: AlignmentMap
    trust: Faithfulness | NotMeasured | None = None


class Explainer:
    """Views of subjects, made once. Any thread may ask."""

    def __init__(self, translators: Translators, kept: int = KEPT):
        self._translators, self._kept = translators, kept
        self._views: OrderedDict[tuple[object, ...], ShownView] = OrderedDict()
        self._lock = threading.Lock()

    def known(self, subject: Subject, name: str, asked: Asked) -> ShownView | None:
        """A view that needs no model: made before, or stored in the run."""
        with self._lock:
            found = self._views.get(self._key(subject, name, asked))
        if found is None and asked == Asked() and name == subject.stored_view and subject.stored is not None:
            return ShownView(subject.stored)
        return found

    def forget(self) -> None:
        """Make anew what is asked for from now on: a preset has changed."""
        with self._lock:
            self._views.clear()

    def steps(self, subject: Subject, names: Sequence[str], asked: Asked) -> Iterator[dict[str, ShownView]]:
        """The views asked for, as far as they are known, again and again until all are and are measured.

        Raises `WorkbenchError` for what cannot be made.
        """
        from workbench.explanation.explain_settings import ExplainSettings
        from workbench.explanation.explanation import explain_in_steps
        from workbench.views import VIEWS, check_options

        names = [*dict.fromkeys(names)]
        found = {name: view for name in names if (view := self.known(subject, name, asked)) is not None}
        if found:
            yield dict(found)
        missing = [name for name in names if name not in found or found[name].trust is None]
        if not missing:
            return
        translator = self._translators(*subject.asked_of, subject.pinned)
        options = asked.options()
        check_options(options, names)
        if subject.preset is not None and not asked.attention:
            # The run's own, whatever was calibrated since.
            translator = replace(translator, preset=translator.preset.from_record(subject.preset))
        usable = {name: value for name, value in options.items() if any(VIEWS[view].takes(name) for view in missing)}
        settings = ExplainSettings(target=subject.target, written=subject.written, views=missing, **usable)
        for step in explain_in_steps(subject.source, translator, settings):
            for name, made in step.views.items():
                trust = step.faithfulness.get(name)
                if name not in found or trust is not None:
                    found[name] = ShownView(made, trust)
            self._keep(subject, asked, {name: found[name] for name in step.views})
            if step.views:
                yield dict(found)

    def _keep(self, subject: Subject, asked: Asked, views: Mapping[str, ShownView]) -> None:
        with self._lock:
            for name, view in views.items():
                self._views[self._key(subject, name, asked)] = view
            while len(self._views) > self._kept:
                self._views.popitem(last=False)

    def words(self, subject: Subject, top_k: int = 8) -> Explanation:
        """How likely each word is, and what the model would rather have said."""
        from workbench.explanation.explain_settings import ExplainSettings
        from workbench.explanation.explanation import explain_in_steps

        translator = self._translators(*subject.asked_of, subject.pinned)
        settings = ExplainSettings(target=subject.target, written=subject.written, views=(), measure=False, top_k=top_k)
        return next(explain_in_steps(subject.source, translator, settings))

    @staticmethod
    def _key(subject: Subject, name: str, asked: Asked) -> tuple[object, ...]:
        preset = None if subject.preset is None else str(sorted(subject.preset.items(), key=str))
        return *subject.asked_of, subject.pinned, subject.source, subject.target, subject.written, preset, name, asked
