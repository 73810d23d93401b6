"""``run.json``: what a run is, and whether a scoring job may go on with it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from workbench import provenance
from workbench.errors import RunError

FORMAT_VERSION = 1
NAME = "run.json"


@dataclass
class Manifest:
    """``signature`` holds model, weights, resolved preset, settings and versions; ``corpus`` its files and fingerprint.

    ``counts``: rows by side and status; ``quality``: corpus BLEU, chrF and TER with sacrebleu signatures. Both are
    None until the run is complete.
    """

    signature: dict[str, Any]
    corpus: dict[str, Any]
    settings: dict[str, Any]
    complete: bool = False
    counts: dict[str, dict[str, int]] | None = None
    quality: dict[str, Any] | None = None
    notes: list[str] = field(default_factory=list)
    format_version: int = FORMAT_VERSION

    def save(self, run: Path) -> None:
        partial = run / (NAME + ".partial")
        with open(partial, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, run / NAME)

    @classmethod
    def load(cls, run: Path) -> Manifest:
        """Raises `RunError` when ``run`` is not a run folder or was written by another format version."""
        path = run / NAME
        if not path.is_file():
            raise RunError(f"{run}: not a run (no {NAME} in it); give the folder that 'workbench score --out' wrote")
        try:
            record: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            version = record["format_version"]
            if version != FORMAT_VERSION:
                raise RunError(f"{path}: format version {version}; this workbench reads version {FORMAT_VERSION}")
            return cls(**record)
        except (ValueError, KeyError, TypeError) as error:
            raise RunError(f"{path}: damaged ({error}); score the corpus again into another folder") from error

    def refuse_if_different(self, run: Path, wanted: Manifest) -> None:
        """Raise `RunError` naming every field in which ``wanted`` differs from this run."""
        changed = (
            provenance.differences(self.signature, wanted.signature)
            + provenance.differences(self.settings, wanted.settings)
            + provenance.differences(self.corpus, wanted.corpus, "corpus.")
        )
        if changed:
            raise RunError(
                f"{run}: this run was made with something else, so it cannot be gone on with:\n  "
                + "\n  ".join(changed)
                + "\nuse the same settings, or another --out"
            )
