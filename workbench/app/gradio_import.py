"""Gradio, without the look at its own sources that it takes whenever it is imported.

Gradio 6.31 reads and parses the source of each of its components at import, to write a file of types for editors beside
it: more than a second, every time, with nothing to write after the first. It passes over components that have no file.
To be imported before anything else that imports Gradio.
"""

from __future__ import annotations

import inspect
import sys
from typing import Any


def _import_gradio() -> None:
    if "gradio" in sys.modules:
        return
    known = inspect.getfile

    def file_of(found: Any) -> str:
        if isinstance(found, type) and found.__module__.startswith("gradio."):
            raise FileNotFoundError(f"{found}: not looked for")
        return known(found)

    inspect.getfile = file_of  # type: ignore[assignment]  # of fewer kinds of objects
    try:
        import gradio  # noqa: F401
    finally:
        inspect.getfile = known


_import_gradio()
