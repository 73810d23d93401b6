"""A scored corpus on disk: the manifest, the shards, the queries. To look at a run takes no model."""

from workbench.runs.bitext import export
from workbench.runs.export import flat
from workbench.runs.flags import FLAGS
from workbench.runs.query import CONTRACT, Filter
from workbench.runs.row import scored_target
from workbench.runs.run import Run, open_run

__all__ = ["CONTRACT", "FLAGS", "Filter", "Run", "export", "flat", "open_run", "scored_target"]
