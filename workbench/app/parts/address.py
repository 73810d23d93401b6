"""What stands in the address of the app: enough to see the same screen elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from workbench.app.parts.controls import FIRST, MOST, Chosen
from workbench.views import VIEWS

PAGES = ("review", "try", "model")
PAGE = "at"
"""What a query calls the page: Gradio 6.31 takes ``page`` for itself, and fails where it is none of its own."""
SIDES = ("hypothesis", "reference")
LAYERS, HEADS = ("all",), ("all", "max")
TOUR = 5
"""Steps of the tour."""
LONGEST = 2000
"""Characters of any value that is read from an address."""


@dataclass(frozen=True)
class Address(Chosen):
    """``page``: one of `PAGES`. Review: ``run``, ``side``, ``by`` (the order), what narrows the list (``text``,
    ``symptom``, ``status``, ``whose`` fault, ``flag``, ``where``), ``segment``. Try: ``model``, ``from_language``,
    ``to_language``, ``source``, ``target``, ``prefix`` (what the translation begins with), ``source_prefix``,
    ``tour``: a step of the tour, from 1, which says what is not named. Both: what the controls of the pictures say;
    ``word`` that is pinned, counted from 0, and what ``instead_of`` which it stands, a text or with ▁ in front a piece.

    Empty and None: what the app opens with.
    """

    page: str = "review"
    run: str = ""
    side: str = ""
    by: str = "suspicion"
    text: str = ""
    symptom: str = ""
    status: str = ""
    whose: str = ""
    flag: str = ""
    where: str = ""
    segment: str = ""
    model: str = ""
    from_language: str = ""
    to_language: str = ""
    source: str = ""
    target: str = ""
    prefix: str = ""
    source_prefix: str = ""
    tour: int = 0
    word: int | None = None
    instead_of: str = ""

    @classmethod
    def of(cls, query: str | Mapping[str, str]) -> Address:
        """Of what follows the question mark, as far as it can be understood; what cannot is left out."""
        asked = dict(parse_qsl(query.removeprefix("?"))) if isinstance(query, str) else dict(query)
        texts = {name: asked.get(name, "")[:LONGEST] for name in _TEXTS}
        return cls(
            **texts | {"by": texts["by"] or "suspicion"},
            page=asked[PAGE] if asked.get(PAGE) in PAGES else "review",
            side=asked["side"] if asked.get("side") in SIDES else "",
            tour=int(asked["tour"]) if asked.get("tour", "") in [*map(str, range(1, TOUR + 1))] else 0,
            view=next((view for view in asked.get("view", "").split(",") if view in VIEWS), FIRST),
            side_views=asked.get("side_views") == "1",
            layer=next(iter(_named(asked.get("layer", ""), LAYERS)), None),
            heads=tuple(_named(asked.get("heads", ""), HEADS)),
            row=asked["row"] if asked.get("row") in ("output", "input") else "",
            transposed=asked.get("transposed") == "1",
            word=next((one for one in _named(asked.get("word", ""), (), 9999) if isinstance(one, int)), None),
        )

    @property
    def query(self) -> str:
        """What follows the question mark: all that is not as the app opens."""
        told: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default:
                continue
            joined = ",".join(map(str, value)) if isinstance(value, tuple) else value
            told[PAGE if field.name == "page" else field.name] = "1" if joined is True else joined
        return urlencode(told)

    @property
    def chosen(self) -> Chosen:
        """What the controls of the pictures say, alone."""
        return Chosen(**{field.name: getattr(self, field.name) for field in fields(Chosen)})

    def under(self, chosen: Chosen) -> Address:
        """The same place under other views."""
        return replace(self, **{field.name: getattr(chosen, field.name) for field in fields(Chosen)})


_TEXTS = ("run", "by", "text", "symptom", "status", "whose", "flag", "where", "segment", "model", "from_language",
          "to_language", "source", "target", "prefix", "source_prefix", "instead_of")  # fmt: skip


def _named(text: str, words: Sequence[str], most: int = MOST) -> list[int | str]:
    """Numbers below ``most``, and ``words`` that stand for several."""
    short = len(str(most))
    known = (int(part) if part.isdecimal() and len(part) <= short else part for part in text.split(","))
    return [one for one in known if (one in words if isinstance(one, str) else one < most)]
