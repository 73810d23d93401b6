"""What a link to a picture says after the question mark, written and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from workbench.app.detail import MOST, SLOTS
from workbench.views import VIEWS


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
        next(iter(_numbers(asked.get("layer", ""))), None),
        _numbers(asked.get("heads", "")),
        asked.get("row") if asked.get("row") in ("output", "input") else "",
        asked.get("transposed") == "1",
    ]


def _numbers(text: str) -> list[int]:
    found = [int(part) for part in text.split(",") if part.isdecimal() and len(part) < 3]
    return [number for number in found if number < MOST]
