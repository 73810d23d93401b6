"""Which characters of a text are taken already."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.language.segmentation import Span


class Taken:
    """The characters of some spans; asked for others in time that does not grow with how many they are."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._characters: set[int] = set()
        for span in spans:
            self.add(span)

    def add(self, span: Span) -> None:
        """Take these too."""
        self._characters.update(range(*span))

    def meets(self, span: Span) -> bool:
        """Whether any character of a span is taken."""
        return not self._characters.isdisjoint(range(*span)) if self._characters else False
