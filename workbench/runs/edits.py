"""What a run says of a segment, for the file of its corpus: notes, columns, issues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.corpus.edit import Edit, Issue
from workbench.corpus.exported import JOINT
from workbench.language.display import rounded
from workbench.symptoms import SYMPTOMS, tags_of


def edit_of(record: Mapping[str, Any], target: str | None = None) -> Edit:
    """What a record says: suspicion, verdict and symptoms as columns and in a note, each symptom with its evidence as
    an issue; a person's flag and note beside them. ``target``: stands in place of the translation."""
    symptoms = tags_of(record["symptoms"], None)
    told = {
        "suspicion": None if record["suspicion"] is None else rounded(record["suspicion"]),
        "verdict": record["verdict"],
        "symptoms": JOINT.join(one["name"] for one in symptoms),
        "flag": record["flag"],
        "flag_note": record["note"],
        "links": record.get("links"),
    }
    columns = {name: value for name, value in told.items() if value not in (None, "")}
    said = [f"{name.replace('_', ' ')} {columns[name]}" for name in ("suspicion", "verdict", "flag") if name in columns]
    return Edit(
        target=target,
        notes=tuple(filter(None, ("; ".join(said), columns.get("flag_note")))),
        columns=columns,
        issues=tuple(
            Issue(
                type=SYMPTOMS[one["name"]].its if one["name"] in SYMPTOMS else "uncategorized",
                comment=f"{one['name'].replace('_', ' ')}: {one['message']}",
                severity=round(100 * one["severity"], 1),
            )
            for one in symptoms
        ),
    )
