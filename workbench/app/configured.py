"""The app as the environment has it: see `workbench.app.serving.hosting.VARIABLES`, and the README's list of them."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import gradio as gr
from platformdirs import user_cache_path

from workbench.app import build
from workbench.app.serving import hosting
from workbench.app.serving.hosting import Limits
from workbench.corpus import read
from workbench.jobs.progress import Progress

TOLD = 50
"""Segments between two lines in the log."""


def as_configured(runs: Sequence[Path] = ()) -> gr.Blocks:
    """``runs`` come first, then those that the environment names, then its corpus once it is scored. Raises
    `WorkbenchError` for a value that cannot be understood, and for what `workbench.app.build` and scoring refuse."""
    allowed, corpus = hosting.limits(), hosting.corpus()
    scored = [] if corpus is None else [scored_corpus(corpus, allowed)]
    return build([*runs, *hosting.runs(), *scored], allowed)


def scored_corpus(path: Path, allowed: Limits) -> Path:
    """The run of a corpus file under the model that is chosen at first, scored where it is not yet: a run folder in the
    user's cache."""
    from workbench.jobs.score import score
    from workbench.jobs.score_settings import ScoreSettings
    from workbench.jobs.signature import run_signature
    from workbench.models import load
    from workbench.runs.manifest import FORMAT_VERSION

    corpus = read(path, limit=allowed.segments)
    source, target = corpus.languages or (None, None)
    translator = load(allowed.model, source_language=source, target_language=target)
    side = "both" if any(segment.references for segment in corpus) else "hypothesis"
    made_of = FORMAT_VERSION, corpus.fingerprint(), run_signature(translator), side
    folder = user_cache_path("translation-workbench") / "started" / _digest(made_of) / path.stem
    folder.parent.mkdir(parents=True, exist_ok=True)
    score(corpus, translator, folder, ScoreSettings(side=side), _tell)  # type: ignore[arg-type]
    return folder


def _digest(made_of: object) -> str:
    return hashlib.sha256(json.dumps(made_of, sort_keys=True, default=str).encode()).hexdigest()[:12]


def _tell(progress: Progress) -> None:
    if progress.total and progress.done % TOLD == 0:
        print(f"{progress.doing}: {progress.done} of {progress.total} segments", file=sys.stderr, flush=True)
