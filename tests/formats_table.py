"""The table of formats in the guide, printed from the declarations: ``python -m tests.formats_table`` writes it."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.sections import written

GUIDE = Path(__file__).parents[1] / ".github/GUIDE.md"


def formats_table() -> str:
    """A row for each format."""
    from workbench.corpus import FORMATS

    rows = ["| `--format` | format | files | what is in it | out |", "|---|---|---|---|---|"]
    for name, form in FORMATS.items():
        out = "again as it was" if form.rewrite else "yes" if form.write else "no"
        endings = " ".join(f"`{ending}`" for ending in form.endings)
        cells = [f"`{name}`", form.title, endings, form.meaning, out]
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


if __name__ == "__main__":
    GUIDE.write_text(written(GUIDE.read_text(encoding="utf-8"), "formats", formats_table()), encoding="utf-8")
