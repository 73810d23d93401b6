"""From sentence pairs to links between their words, read in one direction or in both."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.alignment.links import LINKERS, Links, links
from workbench.alignment.map import AlignmentMap
from workbench.alignment.symmetrise import SYMMETRISERS
from workbench.corpus import Segment
from workbench.errors import RunError, UnknownNameError
from workbench.models import AttentionChoice, exchanged
from workbench.models.choice import Layer
from workbench.models.forced import WINDOW
from workbench.views import VIEWS, check_options

if TYPE_CHECKING:
    from workbench.models import Pair, Translator


@dataclass(frozen=True)
class AlignSettings:
    """What is read, and how words are linked by it.

    ``view``: a name in `VIEWS`, None for the one that the model's preset names. ``layer``, ``heads``, ``row``: the
    attention it reads, as in `Translator.choose`. ``links``: a name in `LINKERS`; what weighs no more than ``least`` is
    no link. ``symmetrise``: a name in `SYMMETRISERS` that makes the links of both directions one, None for one
    direction. ``pretokenized``: words are what stands between white space. Raises `UnknownNameError` for what does not
    exist, `RunError` for what does not fit.
    """

    view: str | None = None
    layer: Layer | None = None
    heads: Sequence[int | str] | str | None = None
    row: str | None = None
    links: str = "target"
    least: float = 0.0
    symmetrise: str | None = None
    pretokenized: bool = False
    batch_size: int | None = None

    def __post_init__(self) -> None:
        if self.links not in LINKERS:
            raise UnknownNameError("way to link", self.links, LINKERS)
        if self.symmetrise is not None and self.symmetrise not in SYMMETRISERS:
            raise UnknownNameError("way to symmetrise", self.symmetrise, SYMMETRISERS)
        if not math.isfinite(self.least):
            raise RunError(f"least {self.least} asked for; expected a weight, such as 0.1")
        if self.batch_size is not None and self.batch_size < 1:
            raise RunError(f"batch_size {self.batch_size} asked for; it must be at least 1")
        view = None if self.view is None else VIEWS.get(self.view)
        if self.links == "threshold" and view is not None and view.signed:
            raise RunError(
                f"links by threshold asked of {view.name}, whose weights are no shares of a whole; take target, "
                "source, mutual or optimal"
            )

    @property
    def asked(self) -> dict[str, Any]:
        """The options given for the view, by name."""
        given = {"layer": self.layer, "heads": self.heads or None, "row": self.row, "batch_size": self.batch_size}
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True)
class Direction:
    """One direction: the model, the view that its words are linked by, and the options that this view takes."""

    translator: Translator
    view: str
    options: Mapping[str, Any]

    @classmethod
    def of(cls, translator: Translator, settings: AlignSettings) -> Direction:
        """Raises `ModelError` for a layer, head or row that the model has not, or that the view cannot be asked."""
        view, asked = settings.view or translator.preset.view, settings.asked
        check_options(asked, [view])
        choice = translator.choose(settings.layer, settings.heads, settings.row)
        if not VIEWS[view].takes("choice"):
            return cls(translator, view, asked)
        if choice.view != view:
            # What was measured is the preset as it is, not another view of the same heads.
            choice = replace(choice, view=view, measured=AttentionChoice.measured)  # type: ignore[arg-type]
        return cls(translator, view, VIEWS[view].taken(asked, choice))

    def pairs(self, texts: Sequence[tuple[str, str]], pretokenized: bool) -> list[Pair]:
        return self.translator.encode_pairs([t[0] for t in texts], [t[1] for t in texts], pretokenized)

    def maps(self, pairs: Sequence[Pair]) -> Iterator[AlignmentMap]:
        return VIEWS[self.view](self.translator, pairs, **self.options)

    def keeping(self, reading: Mapping[str, Any]) -> Direction:
        """The same with the attention that links were begun with, as `record` has it under ``reading``."""
        if "choice" not in self.options or "layer" not in reading:
            return self
        choice = self.translator.check(AttentionChoice.from_record(reading))
        return replace(self, view=choice.view, options={**self.options, "choice": choice})

    def record(self) -> dict[str, Any]:
        """The model with all that is read of it, as JSON has it."""
        options = {name: value for name, value in self.options.items() if name not in ("batch_size", "choice")}
        choice = self.options.get("choice")
        return self.translator.signature() | {
            "reading": choice.record() if choice else {"view": self.view, **options},
        }

    def __str__(self) -> str:
        choice = self.options.get("choice")
        if choice:
            return f"{choice} ({choice.measured})"
        return ", ".join([self.view, *(f"{name} {value}" for name, value in self.options.items())])


@dataclass(frozen=True)
class Linked:
    """``status``: ``ok``, ``empty`` (a side has no text) or ``too_long``; then there are no ``links``."""

    status: str
    links: Links = frozenset()


@dataclass(frozen=True)
class Aligner:
    """Links the words of segments; what it finds depends on the segments of a window and on settings alone."""

    forward: Direction
    backward: Direction | None
    settings: AlignSettings

    @classmethod
    def of(cls, translator: Translator, settings: AlignSettings, reverse: Translator | None = None) -> Aligner:
        """``reverse`` reads from target to source, for ``symmetrise``; None takes the same model the other way round.

        Raises `ModelError` when it does not go that way, and as `Direction.of` does.
        """
        forward = Direction.of(translator, settings)
        if settings.symmetrise is None:
            return cls(forward, None, settings)
        return cls(forward, Direction.of(reverse or exchanged(translator), settings), settings)

    def keeping(self, job: Mapping[str, Any]) -> Aligner:
        """The same with the presets that ``job``, a `record`, was begun with, unless other attention is asked for."""
        asked = self.settings
        if any(one is not None for one in (asked.view, asked.layer, asked.heads, asked.row)):
            return self
        backward = self.backward and self.backward.keeping((job.get("reverse") or {}).get("reading", {}))
        return replace(self, forward=self.forward.keeping(job.get("reading", {})), backward=backward)

    @property
    def directions(self) -> list[Direction]:
        return [self.forward, *([self.backward] if self.backward else [])]

    @property
    def window(self) -> int:
        """Segments taken at once: pairs that run one by one need not wait for others."""
        return WINDOW if all(VIEWS[reading.view].takes("batch_size") for reading in self.directions) else 1

    def record(self) -> dict[str, Any]:
        """What the links depend on besides the corpus, threads and versions, as JSON has it."""
        settings = asdict(self.settings)
        return {
            **self.forward.record(),
            "reverse": self.backward and self.backward.record(),
            **{name: settings[name] for name in ("links", "least", "symmetrise", "pretokenized", "batch_size")},
            "window": self.window,
        }

    def of_segments(self, segments: Sequence[Segment]) -> list[Linked]:
        """One `Linked` per segment. Its target is its first reference, or without any its own hypothesis."""
        texts = [(segment.source, target_to_align(segment)) for segment in segments]
        turned = [(target, source) for source, target in texts]
        directions = [
            (reading, reading.pairs(either, self.settings.pretokenized))
            for reading, either in zip(self.directions, (texts, turned), strict=False)
        ]
        found = [
            Linked(self._status(both, [(reading.translator, pairs[place]) for reading, pairs in directions]))
            for place, both in enumerate(texts)
        ]
        readable = [place for place, linked in enumerate(found) if linked.status == "ok"]
        maps = [reading.maps([pairs[place] for place in readable]) for reading, pairs in directions]
        for place, of_pair in zip(readable, zip(*maps, strict=True), strict=True):
            found[place] = Linked("ok", self._links(*of_pair))
        return found

    def _status(self, texts: tuple[str, str], encoded: Sequence[tuple[Translator, Pair]]) -> str:
        pieces = [side.ids for _, pair in encoded for side in (pair.source, pair.target)]
        if not all(text.strip() for text in texts) or not all(pieces):
            return "empty"
        return "ok" if all(translator.fits(pair) for translator, pair in encoded) else "too_long"

    def _links(self, forward: AlignmentMap, backward: AlignmentMap | None = None) -> Links:
        found = links(forward, self.settings.links, self.settings.least)
        if backward is None or self.settings.symmetrise is None:
            return found
        turned = frozenset(
            (source, target) for target, source in links(backward, self.settings.links, self.settings.least)
        )
        return SYMMETRISERS[self.settings.symmetrise](found, turned)


def target_to_align(segment: Segment) -> str:
    """The first reference, or without any the segment's own hypothesis, or nothing."""
    return segment.reference or "" if segment.references else segment.hypothesis or ""
