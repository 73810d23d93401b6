"""Style sheets and scripts that the browser gets: ``NAME.css`` and ``NAME.js`` belong to the part of that name.

A part's script stands in the page's head, once, and the component only calls it: Gradio copies everything that a
component was made with whenever anything happens on the page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

_HERE = Path(__file__).parent
_MADE_OF = {"grid": ("cells", "grid_about", "grid"), "thumbs": ("cells", "thumbs")}
"""Scripts of more than one file."""
_NO_PART = ("page", "cells", "grid_about")


def styles() -> str:
    """Every style sheet, that of the page first."""
    paths = sorted(_HERE.glob("*.css"), key=lambda path: (path.stem != "page", path.stem))
    return "".join(path.read_text(encoding="utf-8") for path in paths)


def page_script() -> str:
    """What runs once the page is there."""
    return _text("page")


def script(name: str, *events: str) -> str:
    """For ``js_on_load`` of a component whose script stands in the `head` of its page. ``events``: those of its own,
    which Gradio knows by their names in quotes there."""
    return f"workbench.{name}(element, props, trigger, watch); // {' '.join(map(repr, events))}"


def head(given: Mapping[str, object]) -> str:
    """The scripts of all parts. ``given``: part → what its script knows as ``given``."""
    names = sorted(path.stem for path in _HERE.glob("*.js") if path.stem not in _NO_PART)
    parts = "".join(
        f"workbench.{name} = (element, props, trigger, watch) => {{\n"
        f"const given = {_json(given.get(name))};\n{''.join(_text(one) for one in _MADE_OF.get(name, (name,)))}}};\n"
        for name in names
    )
    return f"<script>\nwindow.workbench = {{}};\n{parts}</script>"


def _json(value: object) -> str:
    """That no text in it can end the script."""
    return json.dumps(value).replace("</", "<\\/").replace("<!--", "<\\!--")


def _text(name: str) -> str:
    return (_HERE / f"{name}.js").read_text(encoding="utf-8")
