"""What a link to a picture says after the question mark, written and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from workbench.app.parts.controls import DEFAULT_VIEWS, MOST, Chosen
from workbench.views import VIEWS

LAYERS, HEADS = ("all",), ("all", "max")


def link_of(here: Mapping[str, str], chosen: Chosen) -> str:
    """To a segment under what was chosen for its views."""
    asked = {**here, "view": ",".join(chosen.views)}
    asked |= {} if chosen.layer is None else {"layer": str(chosen.layer)}
    asked |= {"heads": ",".join(map(str, chosen.heads))} if chosen.heads else {}
    asked |= {"row": chosen.row} if chosen.row else {}
    asked |= {"transposed": "1"} if chosen.transposed else {}
    return urlencode(asked)


def chosen_of(asked: Mapping[str, str]) -> Chosen:
    """What a link asks for, as far as it can be chosen."""
    views = [view for view in asked.get("view", "").split(",") if view in VIEWS][: len(DEFAULT_VIEWS)]
    return Chosen(
        views=(*views, *DEFAULT_VIEWS[len(views) :]),
        layer=next(iter(_named(asked.get("layer", ""), LAYERS)), None),
        heads=tuple(_named(asked.get("heads", ""), HEADS)),
        row=asked.get("row", "") if asked.get("row") in ("output", "input") else "",
        transposed=asked.get("transposed") == "1",
    )


def _named(text: str, words: Sequence[str]) -> list[int | str]:
    """Numbers of layers or heads, and ``words`` that stand for several."""
    known = (int(part) if part.isdecimal() and len(part) < 3 else part for part in text.split(","))
    return [one for one in known if (one in words if isinstance(one, str) else one < MOST)]
