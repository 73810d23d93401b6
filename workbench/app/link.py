"""What a link to a picture says after the question mark, written and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from workbench.app.detail import MOST, SLOTS
from workbench.views import VIEWS

LAYERS, HEADS = ("all",), ("all", "max")


def link_of(here: Mapping[str, str], *controls: Any) -> str:
    """To a segment under the controls of its views."""
    layer, heads, row, transposed = controls[SLOTS:]
    asked = {**here, "view": ",".join(map(str, controls[:SLOTS]))}
    asked |= {} if layer in (None, "") else {"layer": str(layer)}
    asked |= {"heads": ",".join(map(str, heads))} if heads else {}
    asked |= {"row": row} if row else {}
    asked |= {"transposed": "1"} if transposed else {}
    return urlencode(asked)


def controls_of(asked: Mapping[str, str], default_views: Sequence[str]) -> list[Any]:
    """The controls that a link asks for, as far as they can be chosen."""
    views = [view for view in asked.get("view", "").split(",") if view in VIEWS][:SLOTS]
    return [
        *(*views, *default_views[len(views) :]),
        next(iter(_named(asked.get("layer", ""), LAYERS)), None),
        _named(asked.get("heads", ""), HEADS),
        asked.get("row") if asked.get("row") in ("output", "input") else "",
        asked.get("transposed") == "1",
    ]


def _named(text: str, words: Sequence[str]) -> list[int | str]:
    """Numbers of layers or heads, and ``words`` that stand for several."""
    known = (int(part) if part.isdecimal() and len(part) < 3 else part for part in text.split(","))
    return [one for one in known if (one in words if isinstance(one, str) else one < MOST)]
