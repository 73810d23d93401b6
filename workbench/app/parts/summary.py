"""The figures of a whole run, as they stand above its list."""

from __future__ import annotations

import json

from workbench.app.parts.markup import note, safe
from workbench.provenance import layer_and_heads
from workbench.runs import Run
from workbench.runs.evidence import counted
from workbench.runs.misses import told_misses

GENERATION = ("beam_size", "max_length", "length_penalty", "no_repeat_ngram_size")


def summary(run: Run, side: str) -> str:
    """Corpus figures with their signatures, counts by status, what all of it rests on, and how much it misses."""
    quality = run.manifest.quality or {}
    signatures = quality.get("signatures", {})
    cells = []
    for name in ("bleu", "chrf", "ter"):
        if quality.get(name) is not None:
            cells.append(_cell(name.upper() if name != "chrf" else "chrF", f"{quality[name]:.1f}", signatures[name]))
    counts = (run.manifest.counts or run.counts()).get(side, {})
    cells += [_cell(status.replace("_", " "), f"{count:,}", "segments by status") for status, count in counts.items()]
    preset = run.manifest.signature["preset"]
    lines = [
        f"Alignment is read from {safe(layer_and_heads(preset))}, {safe(preset.get('row', 'output'))} row: "
        f"{safe(preset.get('measured', ''))}."
    ]
    lines.append(_generation(run))
    if fitted := run.suspicion_of(side):
        lines.append(f"Suspicion was fitted to {safe(fitted.made_from)}.")
        lines.append(f"<b>Misses:</b> {safe(told_misses(run, side))}.")
    if told := counted(run):
        lines.append(f"<b>{safe(told[:1].upper() + told[1:])}.</b>")
    if run.unfinished:
        lines.append(f"<b>Unfinished:</b> {run.done} of {run.total} segments are scored.")
    lines += [safe(one) for one in run.manifest.notes]
    return f'<div class="wb-cells">{"".join(cells)}</div>{note(*lines)}'


def _generation(run: Run) -> str:
    """How translations of the model are made: what was asked for, then what is stored with it."""
    asked = {name: run.manifest.settings.get(name) for name in GENERATION}
    shown = [f"{name.replace('_', ' ')} {safe(value)}" for name, value in asked.items() if value is not None]
    stored = run.manifest.signature.get("generation") or {}
    own = ", ".join(f"{safe(name)} {safe(json.dumps(value))}" for name, value in stored.items())
    return f"Translations: {', '.join(shown)}" + (f"; the model's own settings: {own}." if own else ".")


def _cell(name: str, value: str, hint: str) -> str:
    return f'<span class="wb-cell" title="{safe(hint)}"><b>{value}</b><i>{safe(name)}</i></span>'
