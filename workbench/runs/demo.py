"""The bundled corpus under the bundled model: scored anew into the user's cache, or opened as it comes along."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

from workbench import bundled
from workbench.corpus import read
from workbench.runs.manifest import FORMAT_VERSION
from workbench.runs.progress import Progress
from workbench.runs.run import Run

if TYPE_CHECKING:
    from workbench.models import Translator

SCORED = "scored-demo"
"""Folder beside the bundled model, made by ``python -m workbench.recipe scored-demo``; a test scores it again."""


def demo_folder(translator: Translator) -> Path:
    """Named after all that its figures depend on: after an upgrade the corpus is scored anew, not refused."""
    from workbench.runs.scoring import run_signature

    made_by = json.dumps([FORMAT_VERSION, run_signature(translator), read("demo").fingerprint()], sort_keys=True)
    return user_cache_path("translation-workbench") / f"demo-{hashlib.sha256(made_by.encode()).hexdigest()[:12]}"


def score_demo(
    translator: Translator, out: Path | None = None, progress: Callable[[Progress], None] | None = None
) -> Run:
    """Score both sides of the bundled corpus; a run that is already there is opened."""
    from workbench.runs.scoring import ScoreSettings, score

    return score(read("demo"), translator, out or demo_folder(translator), ScoreSettings(side="both"), progress)


def scored_demo(flags_in: Path | None = None) -> Run:
    """The run that comes with the package: no model is loaded. Flags are kept in the user's cache, or where told."""
    kept = flags_in or user_cache_path("translation-workbench") / "flags" / SCORED
    return Run(bundled.model_folder() / SCORED, kept)


def ship_scored_demo(translator: Translator, out: Path) -> Run:
    """Write what `scored_demo` opens, with nothing of the machine it was made on but versions and threads."""
    run = score_demo(translator, out)
    run.manifest.corpus["files"] = [path.name for path in read("demo").paths]
    run.manifest.save(out)
    return run
