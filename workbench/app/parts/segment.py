"""One segment in words: its texts, what speaks against it, and its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.app.parts.markup import about, figure, rounded, safe, tags, text_of
from workbench.runs import Run, scored_target
from workbench.runs.evidence import beside_reference, doubted, misses_of, raised_by, rightness, verdict_of
from workbench.scores import SCORES


def segment_header(run: Run, row: Mapping[str, Any]) -> str:
    """The texts of a segment, what speaks against it, and its figures."""
    side = row["side"]
    references = list(row["references"] or ())
    texts = [("source", row["source"], False)]
    if row["hypothesis"] is not None:
        texts.append(("hypothesis", row["hypothesis"], side == "hypothesis"))
    read = references.index(scored_target(row)) if side == "reference" and references else None
    texts += [("reference", text, place == read) for place, text in enumerate(references)]
    if row["own_translation"] not in (None, row["hypothesis"]):
        texts.append(("model", row["own_translation"], False))
    shown = "".join(
        f'<dt>{name}{" ◂ looked at" if here else ""}</dt><dd class="{"wb-here" if here else ""}">'
        f"{text_of(text, name)}</dd>"
        for name, text, here in texts
    )
    own = [f"{safe(name)}: {safe(value)}" for name, value in row["metadata"].items() if value not in (None, "")]
    evidence = "".join(
        f"<li><b>{safe(one['name'].replace('_', ' '))}</b> ({one['severity']:.2f}): "
        f'<span dir="auto">{safe(one["message"])}</span>{_right(run, row, one)}</li>'
        for one in row["symptoms"]
    )
    if verdict := verdict_of(run, row):
        misses = "".join(f'<br><span class="wb-misses">{safe(one)}.</span>' for one in misses_of(run, row))
        evidence = f"<li><b>verdict</b> {safe(verdict)}.{misses}</li>" + evidence
    if beside := beside_reference(run, row):
        evidence += f"<li>Beside the reference: {safe(beside)}.</li>"
    if pushes := raised_by(run, row):
        evidence += f"<li>Suspicion raised by {safe(pushes)} nats of log-odds.</li>"
    if words := doubted(run, row):
        evidence += f'<li>Look first at <span dir="auto">{safe(words)}</span> (how likely a person corrects it).</li>'
    figures = "".join(figure(name, row[name]) for name in ("suspicion", "bleu", "chrf", "logprob", "scatter"))
    others = "".join(
        f'<tr title="{safe(about(name))}"><th>{safe(name)}</th><td>{rounded(name, row[name])}</td></tr>'
        for name in SCORES
    )
    return (
        f'<div class="wb-segment"><h3>{safe(row["id"], 60)} {tags(row, None)}</h3><dl>{shown}</dl>'
        f'<p class="wb-head">{figures}</p>'
        + (f'<ul class="wb-evidence">{evidence}</ul>' if evidence else "")
        + (f'<p class="wb-own">{" · ".join(own)}</p>' if own else "")
        + f'<details><summary>All figures</summary><table class="wb-table">{others}</table></details></div>'
    )


def _right(run: Run, row: Mapping[str, Any], symptom: Mapping[str, Any]) -> str:
    told = rightness(run, row, symptom)
    return f' <span class="wb-misses">{safe(told)}</span>' if told else ""
