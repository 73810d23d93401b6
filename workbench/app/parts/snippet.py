"""A few lines of Python that make a picture of the app again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.alignment.map import AlignmentMap
from workbench.app.subject import Asked, Subject
from workbench.views import VIEWS


def snippet(
    subject: Subject, view: str, found: AlignmentMap, asked: Asked | None = None, transposed: bool = False
) -> str:
    """Python that ends with the chart of ``found``, the ``view`` of ``subject``; ``asked``: what it was made with.

    Which attention was read is written out, so that the picture stays the same once another is measured to be best.
    """
    languages = dict(zip(("source_language", "target_language"), subject.languages, strict=True))
    loaded = _written({**languages, "source_prefix": subject.source_prefix or None, **_pinned(subject)})
    return "\n".join(
        [
            "import workbench",
            "from workbench.charts import heatmap",
            "",
            f"translator = workbench.load({', '.join([repr(subject.model), *loaded])})",
            "found = workbench.explain(",
            f"    {subject.source!r},",
            "    translator,",
            *(f"    {one}," for one in _written(_options(subject, view, found, asked or Asked()))),
            ")",
            f"heatmap(found.views[{view!r}]{', transposed=True' if transposed else ''})",
        ]
    )


def _options(subject: Subject, view: str, found: AlignmentMap, asked: Asked) -> dict[str, Any]:
    told = dict(asked.options())
    told |= {name: found.provenance[name] for name in ("layer", "heads", "row") if name in found.provenance}
    usable = {name: value for name, value in told.items() if VIEWS[view].takes(name)}
    return {"target": subject.target, "views": [view], **usable, "measure": False}


def _pinned(subject: Subject) -> Mapping[str, Any]:
    pinned = subject.pinned
    return {"revision": pinned.revision, "longest": pinned.longest, "tie_embeddings": pinned.tie_embeddings or None}


def _written(options: Mapping[str, Any]) -> list[str]:
    listed = {name: list(value) if isinstance(value, tuple) else value for name, value in options.items()}
    return [f"{name}={value!r}" for name, value in listed.items() if value is not None]
