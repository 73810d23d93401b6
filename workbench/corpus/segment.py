"""One row of a parallel corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from workbench.corpus.code import Code, without
from workbench.corpus.record import setters

STATES = ("untranslated", "draft", "translated", "approved", "rejected", "suggested")
"""What ``metadata["state"]`` may say: no text; text that nobody has confirmed, made by a machine or to be reviewed;
confirmed; reviewed; refused; proposals alone. Not there where the file says nothing."""


@dataclass(frozen=True, slots=True, init=False)
class Segment:
    """A source sentence with what is known about its translation.

    ``position`` counts rows from 0 over the whole corpus; ``line`` is the 1-based line of the (first) file
    it came from. ``metadata`` holds every further column; numeric ones rank and filter like scores. Formats of
    translators put there, where the file says it: ``state`` (one of `STATES`), ``locked``, ``note``, ``origin``,
    ``plural``, ``context``.

    ``source_codes`` and ``reference_codes`` are the inline codes of the source and of each reference, whose
    placeholders stand in these texts; the latter are empty, or one for each reference.
    """

    id: str
    source: str
    references: tuple[str, ...] = ()
    hypothesis: str | None = None
    metadata: Mapping[str, str | float | int | bool | None] = field(default_factory=dict)
    position: int = 0
    line: int = 0
    source_codes: tuple[Code, ...] = ()
    reference_codes: tuple[tuple[Code, ...], ...] = ()

    def __init__(
        self,
        id: str,
        source: str,
        references: tuple[str, ...] = (),
        hypothesis: str | None = None,
        metadata: Mapping[str, str | float | int | bool | None] | None = None,
        position: int = 0,
        line: int = 0,
        source_codes: tuple[Code, ...] = (),
        reference_codes: tuple[tuple[Code, ...], ...] = (),
    ):
        _set_id(self, id)
        _set_source(self, source)
        _set_references(self, references)
        _set_hypothesis(self, hypothesis)
        _set_metadata(self, {} if metadata is None else metadata)
        _set_position(self, position)
        _set_line(self, line)
        _set_source_codes(self, source_codes)
        _set_reference_codes(self, reference_codes)

    @property
    def reference(self) -> str | None:
        """The one that is read where several cannot be: see `first_reference`."""
        return first_reference(self.references)

    @property
    def is_blank(self) -> bool:
        """Whether there is no text in it at all."""
        return not any(text.strip() for text in (self.source, self.hypothesis or "", *self.references))

    @property
    def has_codes(self) -> bool:
        """Whether a placeholder stands in any of its texts."""
        return bool(self.source_codes) or any(self.reference_codes)

    def placed(self, id: str, position: int) -> Segment:
        """Itself, with the id and the position that it has in its corpus; for whoever reads it, before it is given out:
        another record for each of a million segments costs as much as reading them."""
        _set_id(self, id)
        _set_position(self, position)
        return self

    def without_codes(self) -> Segment:
        """The same with the placeholders of all codes taken out of the texts."""
        if not self.has_codes:
            return self
        codes = self.reference_codes or ((),) * len(self.references)
        references = (without(text, found) for text, found in zip(self.references, codes, strict=True))
        return replace(
            self,
            source=without(self.source, self.source_codes),
            references=tuple(references),
            source_codes=(),
            reference_codes=(),
        )


(
    _set_id,
    _set_source,
    _set_references,
    _set_hypothesis,
    _set_metadata,
    _set_position,
    _set_line,
    _set_source_codes,
    _set_reference_codes,
) = setters(Segment)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What stands in a file and is no segment: ``reason`` in few words, of which the survey counts how many there are.

    ("old version", "unit without text", "obsolete message".)
    """

    reason: str
    line: int = 0


def has_several(references: Sequence[str]) -> bool:
    """Whether more than one of them has text in it."""
    return sum(bool(text.strip()) for text in references) > 1


def first_reference(references: Sequence[str]) -> str | None:
    """The first with text in it, an empty one where all are; None where there is none."""
    return next((text for text in references if text.strip()), references[0] if references else None)
