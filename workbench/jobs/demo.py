"""The bundled corpus scored under the bundled model, into the user's cache or to come along with the package."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

from workbench.corpus import read
from workbench.jobs.progress import Progress
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.jobs.signature import run_signature
from workbench.runs.manifest import FORMAT_VERSION
from workbench.runs.run import Run

if TYPE_CHECKING:
    from workbench.models import Translator


def demo_folder(translator: Translator) -> Path:
    """Named after all that its figures depend on: after an upgrade the corpus is scored anew, not refused."""
    made_by = json.dumps([FORMAT_VERSION, run_signature(translator), read("demo").fingerprint()], sort_keys=True)
    return user_cache_path("translation-workbench") / f"demo-{hashlib.sha256(made_by.encode()).hexdigest()[:12]}"


def score_demo(
    translator: Translator, out: Path | None = None, progress: Callable[[Progress], None] | None = None
) -> Run:
    """Score both sides of the bundled corpus; a run that is already there is opened."""
    return score(read("demo"), translator, out or demo_folder(translator), ScoreSettings(side="both"), progress)


def ship_scored_demo(translator: Translator, out: Path) -> Run:
    """Write what `workbench.runs.demo.scored_demo` opens, with nothing of the machine it was made on but versions and
    threads."""
    run = score_demo(translator, out)
    run.manifest.corpus["files"] = [path.name for path in read("demo").paths]
    run.manifest.save(out)
    return run
