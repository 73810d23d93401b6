"""The pair of sentences that is looked at, and every view of it that was made, kept for whoever comes back."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from workbench.alignment.map import AlignmentMap
from workbench.app.serving.hosting import LimitError
from workbench.app.serving.translators import AS_IT_COMES, Pinned, Translators
from workbench.runs import Run, scored_target

if TYPE_CHECKING:
    from workbench.explanation.explain_settings import ExplainSettings
    from workbench.explanation.explanation import Explanation
    from workbench.explanation.trust import Faithfulness, NotMeasured
    from workbench.models import Translator

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
    def key(self) -> tuple[object, ...]:
        """What tells it from every other."""
        preset = None if self.preset is None else str(sorted(self.preset.items(), key=str))
        return *self.asked_of, self.pinned, self.source, self.target, self.written, preset

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
        empty = cls(model="", languages=(None, None), source=row["source"], target=scored_target(row), stored=stored)
        return empty.read_by(run.manifest.signature)

    def read_by(self, signature: Mapping[str, Any]) -> Subject:
        """The same texts, read by the model of a run."""
        model, source_language, target_language, prefix = asked_by(signature)
        return replace(
            self,
            model=model,
            languages=(source_language, target_language),
            preset=signature["preset"],
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


class Stored(Protocol):
    """Views that were made before, elsewhere."""

    def view(self, subject: Subject, name: str) -> ShownView | None:
        """As the preset has it; None where it was not stored."""


class NotStored(LimitError):
    """What only a model could tell, where there is none."""

    def __init__(self, what: str, verb: str = "was"):
        told = f"{what[:1].upper()}{what[1:]} {verb} not stored"
        super().__init__(f"{told}, and no model runs here: run the workbench yourself for it.")


class Explainer:
    """Views of subjects, made once. Any thread may ask."""

    def __init__(self, translators: Translators, kept: int = KEPT, stored: Stored | None = None):
        self._translators, self._kept, self._stored = translators, kept, stored
        self._views: OrderedDict[tuple[object, ...], ShownView] = OrderedDict()
        self._lock = threading.Lock()

    def known(self, subject: Subject, name: str, asked: Asked) -> ShownView | None:
        """A view that needs no model: made before, or stored, in the run itself without how far to trust it."""
        with self._lock:
            found = self._views.get(self._key(subject, name, asked))
        if found is None and asked == Asked():
            found = None if self._stored is None else self._stored.view(subject, name)
            if found is None and name == subject.stored_view and subject.stored is not None:
                return ShownView(subject.stored)
        return found

    def forget(self) -> None:
        """Make anew what is asked for from now on: a preset has changed."""
        with self._lock:
            self._views.clear()

    def steps(self, subject: Subject, names: Sequence[str], asked: Asked) -> Iterator[dict[str, ShownView]]:
        """The views asked for, as far as they are known, again and again until all are and are measured.

        Raises `WorkbenchError` for what cannot be made, `NotStored` where there is no model to make it with.
        """
        from workbench.explanation.explain_settings import ExplainSettings
        from workbench.views import VIEWS, check_options

        names = [*dict.fromkeys(names)]
        found = {name: view for name in names if (view := self.known(subject, name, asked)) is not None}
        if found:
            yield dict(found)
        if not self._translators.computes:
            if lacking := [name.replace("_", " ") for name in names if name not in found]:
                raise NotStored(" and ".join(lacking), "was" if len(lacking) == 1 else "were")
            return
        missing = [name for name in names if name not in found or found[name].trust is None]
        if not missing:
            return
        options = asked.options()
        check_options(options, names)
        # The run's own, whatever was calibrated since.
        preset = None if asked.attention else subject.preset
        usable = {name: value for name, value in options.items() if any(VIEWS[view].takes(name) for view in missing)}
        settings = ExplainSettings(target=subject.target, written=subject.written, views=missing, **usable)
        for step in self._translators.compute(_explained, self._of(subject), subject.source, settings, preset):
            for name, made in step.views.items():
                trust = step.faithfulness.get(name)
                if name not in found or trust is not None:
                    found[name] = ShownView(made, trust)
            self._keep(subject, asked, {name: found[name] for name in step.views})
            if step.views:
                yield dict(found)

    @staticmethod
    def _of(subject: Subject) -> tuple[Any, ...]:
        return *subject.asked_of, subject.pinned

    def _keep(self, subject: Subject, asked: Asked, views: Mapping[str, ShownView]) -> None:
        with self._lock:
            for name, view in views.items():
                self._views[self._key(subject, name, asked)] = view
            while len(self._views) > self._kept:
                self._views.popitem(last=False)

    def words(self, subject: Subject, top_k: int = 8) -> Explanation:
        """How likely each word is, and what the model would rather have said. Raises `NotStored` without a model."""
        from workbench.explanation.explain_settings import ExplainSettings

        if not self._translators.computes:
            raise NotStored("what the model would rather have said")
        settings = ExplainSettings(target=subject.target, written=subject.written, views=(), measure=False, top_k=top_k)
        return next(self._translators.compute(_explained, self._of(subject), subject.source, settings))

    @staticmethod
    def _key(subject: Subject, name: str, asked: Asked) -> tuple[object, ...]:
        return *subject.key, name, asked


def _explained(
    translator: Translator, source: str, settings: ExplainSettings, preset: Mapping[str, Any] | None = None
) -> Iterator[Explanation]:
    """What `explain_in_steps` finds, without the model."""
    from workbench.explanation.explanation import explain_in_steps

    if preset is not None:
        translator = replace(translator, preset=translator.preset.from_record(preset))
    for step in explain_in_steps(source, translator, settings):
        yield replace(step, read=None)
