"""A terminal is told what a text says, and never what it commands: controls in it are written as escapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from typer.core import TyperGroup

from workbench.language.display import printable


class SafeConsole(Console):
    """Every text, whatever it comes in, is printed as `printable` writes it; colours and the moves of a bar stay."""

    def print(self, *objects: Any, **named: Any) -> None:
        # A string that is made a Text loses some controls without a trace.
        super().print(*(_escaped(one) if isinstance(one, str) else one for one in objects), **named)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            text = segment.text
            yield segment if segment.control or text.isprintable() else Segment(_escaped(text), segment.style)

    def discard(self) -> None:
        """Forget what could not be written: it would come before what is printed next."""
        self.begin_capture()
        self.end_capture()


class SafeGroup(TyperGroup):
    """Commands whose messages on bad usage, which quote what was typed, are as safe."""

    def make_context(self, *given: Any, **named: Any) -> Any:
        with _safe_message():
            return super().make_context(*given, **named)

    def invoke(self, ctx: Any) -> Any:
        with _safe_message():
            return super().invoke(ctx)


@contextmanager
def _safe_message() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if hasattr(error, "format_message") and hasattr(error, "message"):
            error.message = _escaped(str(error.message))
        raise


def _escaped(text: str) -> str:
    return "\n".join(map(printable, text.split("\n")))
