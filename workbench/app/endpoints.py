"""What programs call with gradio_client, by name: score, worst, explain and segment.

Each checks what it was given; what sends something through a model goes through `Workers`, and errors for people go out
as messages.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from workbench.app.desk import Desk
from workbench.app.parts.upload import read_pasted
from workbench.app.serving import given
from workbench.app.serving.hosting import lends_gpus, on_gpu
from workbench.app.serving.job import reaching
from workbench.app.serving.library import new_owner, segment_of
from workbench.app.serving.refusal import refusal
from workbench.app.serving.workers import QUEUED
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
        source_prefix: str = "",
    ) -> list[dict[str, Any]]:
        """Score sentences, one a line; returns a record for each, as ``workbench score --json`` prints it.

        Args:
            source: Source sentences, one a line.
            target: Their references, line by line; may be empty for the hypothesis side.
            model: "demo" (bundled), or another model that this app offers.
            source_language: Code or name, such as en, eng_Latn or English.
            target_language: Code or name, such as de, pt-BR or German.
            side: hypothesis (the model translates), reference, or both.
            source_prefix: Text that the model wants before each source; empty for what its configuration says.
        """
        with refusal():
            texts = given.text("source", source), given.optional_text("target", target)
            names = given.label("model", model), given.label("side", side)
            asked = _asked(source_language, target_language, source_prefix)
            desk.limits.check_text(asked[2])
            return desk.workers.result(lambda: scored(*texts, *names, asked))

    def scored(
        source: str, target: str, model: str, side: str, asked: tuple[str | None, str | None, str | None]
    ) -> list[dict[str, Any]]:
        from workbench.jobs.score import score as score_corpus
        from workbench.jobs.score_settings import ScoreSettings

        settings = ScoreSettings(side=side)  # type: ignore[arg-type]
        with tempfile.TemporaryDirectory() as folder:
            corpus = read_pasted(Path(folder), source, target, desk.limits, desk.limits.segments_of(None))
            translator = desk.translators(model, *asked)
            run = score_corpus(corpus, translator, Path(folder) / "run", settings, reaching)
            return [presented(record) for record in run.records()]

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
            found = desk.library.open(given.label("run", run), new_owner())
            most = given.whole_number("top", top, 1, 200)
            conditions = Filter(text=given.optional_text("text", text))
            records = found.worst(given.label("by", by), most, given.label("side", side), where=conditions)
            return [presented(record) for record in records]

    def explain(
        source: str,
        target: str = "",
        model: str = "demo",
        source_language: str = "en",
        target_language: str = "de",
        views: str = "attention,rollout,integrated_gradients",
        measure: bool = True,
        source_prefix: str = "",
    ) -> dict[str, Any]:
        """Explain one sentence, as ``workbench explain --json`` prints it.

        Args:
            source: Source sentence.
            target: Its translation; empty for the model's own.
            model: "demo" (bundled), or another model that this app offers.
            source_language: Code or name, such as en, eng_Latn or English.
            target_language: Code or name, such as de, pt-BR or German.
            views: Names of views, joined by commas.
            measure: Also tell how far each view can be trusted here.
            source_prefix: Text that the model wants before each source; empty for what its configuration says.
        """
        with refusal():
            texts = given.text("source", source), given.optional_text("target", target)
            how = given.view_names("views", views), given.switch("measure", measure)
            name, asked = given.label("model", model), _asked(source_language, target_language, source_prefix)
            desk.limits.check_text(*texts, asked[2])
            return desk.workers.result(lambda: explained(desk.translators(name, *asked), *texts, *how))

    def segment(run: str, id: str, side: str = "hypothesis") -> dict[str, Any]:
        """One segment of a run that everybody may see: words, stored alignment map, log-probabilities, and how likely
        a person corrects each word.

        Args:
            run: "demo", or the name of a run that the app was started with.
            id: The segment's id.
            side: hypothesis or reference.
        """
        with refusal():
            found = desk.library.open(given.label("run", run), new_owner())
            row = segment_of(found, given.text("id", id), given.label("side", side))
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

    gr.api(score, api_name="score", **QUEUED)
    gr.api(worst, api_name="worst", concurrency_limit=4)
    gr.api(explain, api_name="explain", **QUEUED)
    gr.api(segment, api_name="segment", concurrency_limit=4)


def _asked(source: object, target: object, prefix: object) -> tuple[str | None, str | None, str]:
    """Languages, and what stands before each source."""
    languages = given.optional_label("source_language", source), given.optional_label("target_language", target)
    return *languages, given.optional_text("source_prefix", prefix)


def _explained(translator: Translator, source: str, target: str, views: list[str], measure: bool) -> dict[str, Any]:
    from workbench import work
    from workbench.explanation.explain_settings import ExplainSettings
    from workbench.explanation.explanation import explain_in_steps

    if lends_gpus():
        translator.model.to("cuda")  # type: ignore[arg-type]
    settings = ExplainSettings(target=target or None, views=views or None, measure=measure)
    for found in explain_in_steps(source, translator, settings):
        work.reached(f"with {len(found.views)} of the views made")
    return found.record()
