"""What programs call by name, with gradio_client or as tools over MCP: score, worst, explain and segment.

Each checks what it was given; what sends something through a model goes through `Workers` and `Translators.compute`,
and errors for people go out as messages. Where nothing computes there are worst and segment alone. A program reads the
docstrings: what stands before ``Args``, and one line for each parameter, as Gradio takes no more.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from workbench import work
from workbench.alignment.map import AlignmentMap
from workbench.app.desk import Desk
from workbench.app.parts.upload import read_pasted
from workbench.app.serving import given
from workbench.app.serving.job import reaching
from workbench.app.serving.library import new_owner, segment_of
from workbench.app.serving.refusal import refusal
from workbench.app.serving.workers import QUEUED
from workbench.app.subject import Asked, Subject
from workbench.explanation.trust import trust_in_words
from workbench.language.display import rounded
from workbench.runs import Filter, Run
from workbench.runs.evidence import doubts
from workbench.runs.export import presented
from workbench.views import VIEWS

if TYPE_CHECKING:
    from workbench.corpus import Corpus
    from workbench.explanation.explain_settings import ExplainSettings
    from workbench.jobs.score_settings import ScoreSettings
    from workbench.models import Translator


def add_endpoints(desk: Desk) -> None:
    """To the app that is being built."""

    def score(
        source: str,
        target: str = "",
        model: str = "demo",
        source_language: str = "en",
        target_language: str = "de",
        side: str = "hypothesis",
        source_prefix: str = "",
    ) -> list[dict[str, Any]]:
        """Score translations: a list with a record for each sentence and side, in which suspicion is a probability from
        0 (nothing found, which acquits nothing) to 1, and verdict and symptoms say what is wrong. Nothing is kept.

        Args:
            source: Source sentences, one a line.
            target: Their references, line by line, as many lines as source; may be empty for side hypothesis.
            model: Translates and judges: "demo" (English and German, comes along), or another that this app offers.
            source_language: Code or name of the language of source, such as en, eng_Latn or English.
            target_language: Code or name of the language of target, such as de, pt-BR or German.
            side: What is judged: hypothesis (the model translates source), reference (the lines of target), or both.
            source_prefix: Text that the model wants before each source; empty for what its configuration says.
        """
        with refusal():
            texts = given.text("source", source), given.optional_text("target", target)
            name, how = given.label("model", model), given.label("side", side)
            asked = (name, *_asked(source_language, target_language, source_prefix))
            desk.limits.check_text(asked[3])
            return desk.workers.result(lambda: scored(*texts, how, asked))

    def scored(source: str, target: str, side: str, asked: tuple[Any, ...]) -> list[dict[str, Any]]:
        from workbench.jobs.score_settings import ScoreSettings

        settings = ScoreSettings(side=side)  # type: ignore[arg-type]
        with tempfile.TemporaryDirectory() as folder:
            corpus = read_pasted(Path(folder), source, target, desk.limits, desk.limits.segments_of(None))
            run = Path(folder) / "run"
            [records] = desk.translators.compute(_scored, asked, corpus, run, settings)
            return records

    def worst(
        run: str = "demo", by: str = "suspicion", side: str = "hypothesis", top: int = 20, text: str = ""
    ) -> list[dict[str, Any]]:
        """The worst translations of a scored corpus, worst first, each with its texts, suspicion, verdict, symptoms and
        figures.

        Args:
            run: "demo" (the corpus that comes along), or the name of a run that this app shows to everybody.
            by: The order: suspicion, scatter, bleu, chrf, logprob, another score, or a numeric column of the corpus.
            side: What is judged: hypothesis (a system's translation) or reference (the corpus's own).
            top: How many are told, from 1 to 200.
            text: Only segments with this in one of their texts or their id; empty for all.
        """
        with refusal():
            found = desk.library.open(_run_of(desk, run), new_owner())
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
        """Why a model wrote a translation: words, their log-probabilities, the likeliest alternatives, and under each
        view a matrix with a row for each target and a column for each source word. Attention is a hint, not an
        explanation: trust of a view says how far it holds on this very sentence. Views are attention,
        value_attention, rollout, decomposition, value_zeroing, encoder_similarity, gradient_x_input,
        layer_gradient_x_activation, integrated_gradients and erasure.

        Args:
            source: Source sentence.
            target: Its translation; empty for the model's own.
            model: The model: "demo" (English and German, comes along), or another that this app offers.
            source_language: Code or name of the language of source, such as en, eng_Latn or English.
            target_language: Code or name of the language of target, such as de, pt-BR or German.
            views: Names of views, joined by commas.
            measure: Also measure how far each view can be trusted here, which takes longer.
            source_prefix: Text that the model wants before each source; empty for what its configuration says.
        """
        from workbench.explanation.explain_settings import ExplainSettings

        with refusal():
            texts = given.text("source", source), given.optional_text("target", target)
            names, measured = given.view_names("views", views), given.switch("measure", measure)
            asked = (given.label("model", model), *_asked(source_language, target_language, source_prefix))
            desk.limits.check_text(*texts, asked[3])
            settings = ExplainSettings(target=texts[1] or None, views=names or None, measure=measured)
            return desk.workers.result(lambda: explained(asked, texts[0], settings))

    def explained(asked: tuple[Any, ...], source: str, settings: ExplainSettings) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for made, record in desk.translators.compute(_explained, asked, source, settings):
            work.reached(f"with {made} of the views made")
            found = record
        return found

    def segment(run: str, id: str, side: str = "hypothesis") -> dict[str, Any]:
        """One translation of a scored corpus in detail: its words, the log-probability of each, how likely a person
        corrects it, the alignment that was stored (a row for each target, a column for each source word), and further
        views that are stored.

        Args:
            run: "demo" (the corpus that comes along), or the name of a run that this app shows to everybody.
            id: The segment's id, as worst tells it.
            side: What is judged: hypothesis (a system's translation) or reference (the corpus's own).
        """
        with refusal():
            found = desk.library.open(_run_of(desk, run), new_owner())
            row = segment_of(found, given.text("id", id), given.label("side", side))
            made, doubted = found.map_of(row), doubts(found, row)
            further = _stored(desk, found, row)
        return {
            "id": row["id"],
            "side": row["side"],
            "source_words": row["source_words"],
            "target_words": row["target_words"],
            "word_logprobs": row["word_logprobs"]
            and [one if one is None else rounded(one) for one in row["word_logprobs"]],
            "target_doubts": None if doubted is None else [round(float(value), 4) for value in doubted[0]],
            "source_doubts": None if doubted is None else [round(float(value), 4) for value in doubted[1]],
            "weights": None if made is None else _weights(made),
            "views": further,
        }

    if desk.computes:
        gr.api(score, api_name="score", **QUEUED)
    gr.api(worst, api_name="worst", concurrency_limit=4)
    if desk.computes:
        gr.api(explain, api_name="explain", **QUEUED)
    gr.api(segment, api_name="segment", concurrency_limit=4)


def _asked(source: object, target: object, prefix: object) -> tuple[str | None, str | None, str]:
    """Languages, and what stands before each source."""
    languages = given.optional_label("source_language", source), given.optional_label("target_language", target)
    return *languages, given.optional_text("source_prefix", prefix)


def _run_of(desk: Desk, name: object) -> str:
    """Where the run that comes along is not shown, its name, the default, means the first that is."""
    found = given.label("run", name)
    known = {key for _, key in desk.library.choices_for_all()}
    return desk.library.first if found == "demo" and found not in known else found


def _stored(desk: Desk, run: Run, row: Mapping[str, Any]) -> dict[str, Any]:
    """Views of a segment that need no model, with how far to trust them."""
    subject = Subject.of(run, row)
    if subject is None:
        return {}
    known = ((name, desk.explainer.known(subject, name, Asked())) for name in VIEWS)
    return {
        name: {
            "weights": _weights(view.map),
            "signed": view.map.signed,
            "trust": None if view.trust is None else trust_in_words(view.trust),
        }
        for name, view in known
        if view is not None
    }


def _weights(found: AlignmentMap) -> list[list[float | None]]:
    """Rows target, columns source; NaN is null."""
    return [[None if one != one else round(float(one), 4) for one in line] for line in found.weights]


def _scored(
    translator: Translator, corpus: Corpus, folder: Path, settings: ScoreSettings
) -> Iterator[list[dict[str, Any]]]:
    from workbench.jobs.score import score as score_corpus

    run = score_corpus(corpus, translator, folder, settings, reaching)
    yield [presented(record) for record in run.records()]


def _explained(translator: Translator, source: str, settings: ExplainSettings) -> Iterator[tuple[int, dict[str, Any]]]:
    """How many views are made, again and again, and at last with what was found."""
    from workbench.explanation.explanation import explain_in_steps

    for found in explain_in_steps(source, translator, settings):
        yield len(found.views), {}
    yield len(found.views), found.record()
