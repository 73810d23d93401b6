"""The bundled corpus under the bundled model, as it comes along: scored, and no model is loaded to look at it."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path

from workbench import bundled
from workbench.runs.run import Run

SCORED = "scored-demo"
"""Folder beside the bundled model, made by ``python -m workbench.recipe scored-demo``; a test scores it again."""


def scored_demo(flags_in: Path | None = None, name: str | None = None) -> Run:
    """The run that comes with the package. Flags are kept in the user's cache, or where told. ``name``: see `Run`."""
    kept = flags_in or user_cache_path("translation-workbench") / "flags" / SCORED
    return Run(bundled.model_folder() / SCORED, kept, name)
