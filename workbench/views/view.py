"""What a view is: what it shows and does not, what may be set, what it costs, and the function that makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.alignment.map import AlignmentMap
from workbench.plugins import resolved

OF_CHOICE = ("block", "layer", "heads", "row")
"""What a person may set of the attention that is read; views take these one by one, or all as a ``choice``."""


@dataclass(frozen=True)
class View:
    """``shows``: in a line; ``hides``: what it does not show. ``source``: the paper. ``cost``: in passes through the
    model. ``signed``: weights are for and against, and no shares of a whole. ``options``: the keyword parameters of
    ``function``, which takes a translator and pairs, and yields one `AlignmentMap` for each, in order; it may be named
    as ``"package.module:function"``, so that the declaration needs no torch. ``refusal``: takes a translator; why the
    view cannot be asked of it, or None where it can; left out where every model can be asked, or the view itself says
    so when it is.
    """

    name: str
    shows: str
    hides: str
    source: str
    cost: str
    signed: bool
    options: tuple[str, ...]
    function: Callable[..., Iterator[AlignmentMap]] | str
    refusal: Callable[[Any], str | None] | str | None = None

    def __call__(self, translator: Any, pairs: Sequence[Any], **options: Any) -> Iterator[AlignmentMap]:
        """The maps of ``pairs``, in order."""
        return resolved(self.function)(translator, pairs, **options)

    def refused(self, translator: Any) -> str | None:
        """Why it cannot be asked of a model; None where nothing is known against it."""
        return None if self.refusal is None else resolved(self.refusal)(translator)

    def takes(self, option: str) -> bool:
        """Whether it can be asked for this: one of its options, or of `OF_CHOICE` where it takes a ``choice``."""
        return option in self.options or (option in OF_CHOICE and "choice" in self.options)

    def taken(self, options: Mapping[str, Any], choice: Any) -> dict[str, Any]:
        """Those of ``options`` that it has; the attention that is read as the ``choice`` that they come to."""
        if "choice" in self.options:
            return {"choice": choice} | {name: value for name, value in options.items() if name in self.options}
        return {name: value for name, value in options.items() if name in self.options}

    @property
    def answers_contrast(self) -> bool:
        """Whether it takes ``words`` and ``instead_of``: why this word, and not that one."""
        return "instead_of" in self.options

    @property
    def note(self) -> str:
        """What it shows, and what it does not, in a line."""
        return f"{self.shows}; not {self.hides}"
