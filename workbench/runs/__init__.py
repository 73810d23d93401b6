"""A scored corpus on disk: the scoring loop, the shards, the queries."""

from workbench.runs.export import export, flat, neutralised
from workbench.runs.flags import FLAGS
from workbench.runs.query import CONTRACT, Filter
from workbench.runs.run import Run, open_run
from workbench.runs.scoring import Progress, ScoreSettings, score

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
]
