"""What programs call with gradio_client, by name: score, worst, explain and segment."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from workbench.app.detail import Desk
from workbench.app.hosting import lends_gpus, on_gpu
from workbench.app.job import Job
from workbench.app.library import new_owner
from workbench.app.refusal import refusal
from workbench.app.scoring import read_pasted
from workbench.language.display import rounded
from workbench.runs import Filter
from workbench.runs.evidence import doubts
from workbench.runs.export import presented

if TYPE_CHECKING:
    from workbench.models import Translator


def add_endpoints(desk: Desk) -> None:
    """To the app that is being built."""
    explained = on_gpu(_explained)

    def score(
        source: str,
        target: str = "",
        model: str = "demo",
        source_language: str = "en",
        target_language: str = "de",
        side: str = "hypothesis",
    ) -> list[dict[str, Any]]:
        """Score sentences, one a line; returns a record for each, as ``workbench score --json`` prints it.

        Args:
            source: Source sentences, one a line.
            target: Their references, line by line; may be empty for the hypothesis side.
            model: "demo" (bundled), or another model that this app offers.
            source_language: Code, such as en.
            target_language: Code, such as de.
            side: hypothesis (the model translates), reference, or both.
        """
        from workbench.runs.scoring import ScoreSettings
        from workbench.runs.scoring import score as score_corpus

        with refusal(), tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            corpus = read_pasted(folder, source, target, desk.limits, desk.limits.segments_of(None))
            translator = desk.translators(model, source_language, target_language)
            settings = ScoreSettings(side=side)  # type: ignore[arg-type]
            job = Job(partial(score_corpus, corpus, translator, folder / "run", settings), desk.limits.seconds)
            for _ in job.watch():
                pass
            return [presented(record) for record in job.run.records()]

    def worst(
        run: str = "demo", by: str = "suspicion", side: str = "hypothesis", top: int = 20, text: str = ""
    ) -> list[dict[str, Any]]:
        """The worst segments of a run that everybody may see, as ``workbench worst --format json`` prints them.

        Args:
            run: "demo", or the name of a run that the app was started with.
            by: A score, or a numeric column of the corpus.
            side: hypothesis or reference.
            top: How many, at most 200.
            text: Only segments with this in a text or their id.
        """
        with refusal():
            found = desk.library.open(run, new_owner())
            records = found.worst(by, max(1, min(int(top), 200)), side, where=Filter(text=text))
            return [presented(record) for record in records]

    def explain(
        source: str,
        target: str = "",
        model: str = "demo",
        source_language: str = "en",
        target_language: str = "de",
        views: str = "attention,rollout,integrated_gradients",
        measure: bool = True,
    ) -> dict[str, Any]:
        """Explain one sentence, as ``workbench explain --json`` prints it.

        Args:
            source: Source sentence.
            target: Its translation; empty for the model's own.
            model: "demo" (bundled), or another model that this app offers.
            source_language: Code, such as en.
            target_language: Code, such as de.
            views: Names of views, joined by commas.
            measure: Also tell how far each view can be trusted here.
        """
        with refusal():
            desk.limits.check_text(source, target)
            translator = desk.translators(model, source_language, target_language)
            names = [name.strip() for name in views.split(",") if name.strip()]
            return explained(translator, source, target, names, measure)

    def segment(run: str, id: str, side: str = "hypothesis") -> dict[str, Any]:
        """One segment of a run that everybody may see: words, stored alignment map, log-probabilities, and how likely
        a person corrects each word.

        Args:
            run: "demo", or the name of a run that the app was started with.
            id: The segment's id.
            side: hypothesis or reference.
        """
        with refusal():
            found = desk.library.open(run, new_owner())
            row = found.segment(id, side)
            made, doubted = found.map_of(row), doubts(found, row)
        return {
            "id": row["id"],
            "side": row["side"],
            "source_words": row["source_words"],
            "target_words": row["target_words"],
            "word_logprobs": row["word_logprobs"]
            and [one if one is None else rounded(one) for one in row["word_logprobs"]],
            "target_doubts": None if doubted is None else [round(float(value), 4) for value in doubted[0]],
            "source_doubts": None if doubted is None else [round(float(value), 4) for value in doubted[1]],
            "weights": None if made is None else [[round(float(w), 4) for w in line] for line in made.weights],
        }

    gr.api(score, api_name="score", concurrency_id="scoring", concurrency_limit=1)
    gr.api(worst, api_name="worst", concurrency_limit=4)
    gr.api(explain, api_name="explain", concurrency_id="views", concurrency_limit=4)
    gr.api(segment, api_name="segment", concurrency_limit=4)


def _explained(translator: Translator, source: str, target: str, views: list[str], measure: bool) -> dict[str, Any]:
    from workbench.explaining import explain

    if lends_gpus():
        translator.model.to("cuda")  # type: ignore[arg-type]
    return explain(source, translator, target=target or None, views=views or None, measure=measure).record()
