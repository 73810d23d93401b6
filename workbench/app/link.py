"""What a link to a picture says after the question mark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from workbench.app.detail import MOST, SLOTS


def link_of(here: Mapping[str, str], *controls: Any) -> str:
    """What a link to this picture says after the question mark."""
    layer, heads, row, transposed = controls[SLOTS:]
    asked = {**here, "view": ",".join(map(str, controls[:SLOTS]))}
    asked |= {} if layer in (None, "") else {"layer": str(layer)}
    asked |= {"heads": ",".join(map(str, heads))} if heads else {}
    asked |= {"row": row} if row else {}
    asked |= {"transposed": "1"} if transposed else {}
    return urlencode(asked)


def numbers_of(text: str) -> list[int]:
    """Numbers of a link, as far as they can be chosen."""
    found = [int(part) for part in text.split(",") if part.isdecimal() and len(part) < 3]
    return [number for number in found if number < MOST]
