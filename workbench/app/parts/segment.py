"""All figures of a segment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.app.parts.markup import about, rounded, safe
from workbench.scores import SCORES


def figures(row: Mapping[str, Any]) -> str:
    """Folded, with the formula of each on hover."""
    rows = "".join(
        f'<tr title="{safe(about(name))}"><th scope="row">{safe(name.replace("_", " "))}</th>'
        f"<td>{rounded(name, row[name])}</td></tr>"
        for name in SCORES
    )
    return f'<details class="wb-figures"><summary>All figures</summary><table>{rows}</table></details>'
