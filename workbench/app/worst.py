"""The worst sentences of the bundled corpus."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import gradio as gr

from workbench.errors import WorkbenchError
from workbench.language.display import number
from workbench.runs import Run
from workbench.scores import SCORES

COLUMNS = ("id", "source", "hypothesis", "reference", "planted")


@lru_cache(maxsize=1)
def _demo_run() -> Run:
    from workbench.models import load
    from workbench.runs.demo import score_demo

    return score_demo(load("demo", source_language="en", target_language="de", device="cpu"))


def worst(by: str = "suspicion", side: str = "hypothesis", top: int = 20) -> dict[str, Any]:
    """The ``top`` worst sentences of the bundled corpus by a score, on the hypothesis or the reference side."""
    try:
        records = _demo_run().worst(by, max(1, min(int(top), 100)), side)
    except WorkbenchError as error:
        raise gr.Error(str(error)) from error
    return {"headers": ["#", by, *COLUMNS], "data": [_row(place, by, r) for place, r in enumerate(records, start=1)]}


def _row(place: int, by: str, record: dict[str, Any]) -> list[Any]:
    cells = record | {"reference": " / ".join(record["references"])}
    return [place, number(record[by]), *(cells.get(name) or "" for name in COLUMNS)]


def _meaning(by: str) -> str:
    score = SCORES[by]
    return f"**{by}** ({score.unit}; {score.higher_is} when higher): {score.formula}. Source: {score.source}"


def _read_from() -> str:
    """Which attention the alignment figures rest on, and how it was found."""
    from workbench.models.choice import AttentionChoice

    preset = AttentionChoice.from_record(_demo_run().manifest.signature["preset"])
    return f"Alignment is read from {preset}: {preset.measured}."


def worst_page(app: gr.Blocks) -> None:
    """Controls and table; filled when the page opens, which the first time scores the corpus (seconds)."""
    with gr.Row():
        by = gr.Dropdown(list(SCORES), value="suspicion", label="Worst by")
        side = gr.Radio(
            [("the model's translation", "hypothesis"), ("the corpus's reference", "reference")],
            value="hypothesis",
            label="Side",
        )
        top = gr.Slider(5, 100, value=20, step=5, label="How many")
    meaning = gr.Markdown(_meaning("suspicion"))
    table = gr.Dataframe(
        headers=["#", "suspicion", *COLUMNS],
        wrap=True,
        interactive=False,
        show_label=False,
        max_height=900,
        # On a telephone the table scrolls: text in narrower columns would break inside its words.
        column_widths=["44px", "84px", "100px", *["278px"] * 3, "150px"],
    )
    gr.Markdown(
        "A tidy alignment is not a good translation, and attention is a hint, not an explanation: "
        "read the sentence before you trust the figure."
    )
    read_from = gr.Markdown()
    choice = [by, side, top]
    gr.on(
        [by.change, side.change, top.release, app.load],
        worst,
        choice,
        table,
        api_name="worst",
        concurrency_id="model",
        show_progress="minimal",
    )
    by.change(_meaning, by, meaning, api_visibility="private")
    app.load(_read_from, None, read_from, concurrency_id="model", api_visibility="private")
