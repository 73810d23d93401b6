"""A scored corpus on disk: the scoring loop, the shards, the queries."""

from workbench.runs.run import CONTRACT, Run, flat, neutralised, open_run
from workbench.runs.scoring import Progress, ScoreSettings, score

__all__ = ["CONTRACT", "Progress", "Run", "ScoreSettings", "flat", "neutralised", "open_run", "score"]
