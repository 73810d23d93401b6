"""Style sheets and scripts that the browser gets: ``NAME.css`` and ``NAME.js`` belong to the part of that name."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def styles() -> str:
    """Every style sheet, that of the page first."""
    paths = sorted(_HERE.glob("*.css"), key=lambda path: (path.stem != "page", path.stem))
    return "".join(path.read_text(encoding="utf-8") for path in paths)


def script(name: str) -> str:
    """The script of a part, for ``js_on_load``, or that of the whole page."""
    return (_HERE / f"{name}.js").read_text(encoding="utf-8")
