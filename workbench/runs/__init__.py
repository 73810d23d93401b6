"""A scored corpus on disk: the scoring loop, the shards, the queries.

To look at a run takes no model: what scores one is imported when it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from workbench.runs.export import export, flat, neutralised
from workbench.runs.flags import FLAGS
from workbench.runs.progress import Progress
from workbench.runs.query import CONTRACT, Filter
from workbench.runs.run import Run, open_run, target_of

if TYPE_CHECKING:
    from workbench.runs.scoring import ScoreSettings, score

_SCORING = ("ScoreSettings", "score")

__all__ = [
    "CONTRACT",
    "FLAGS",
    "Filter",
    "Progress",
    "Run",
    "ScoreSettings",
    "export",
    "flat",
    "neutralised",
    "open_run",
    "score",
    "target_of",
]


def __getattr__(name: str) -> Any:
    if name in _SCORING:
        return getattr(import_module("workbench.runs.scoring"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
