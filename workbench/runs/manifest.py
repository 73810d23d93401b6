"""``run.json``: what a run is, and whether a scoring job may go on with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError

from workbench import provenance
from workbench.errors import RunError, first_line
from workbench.files.writing import PARTIAL
from workbench.runs.disk import whole_file

FORMAT_VERSION = 6
NAME = "run.json"


@dataclass
class Manifest:
    """``signature`` holds model, weights, resolved preset, settings and versions; ``corpus`` its fingerprint and
    number of segments, and where its files were and how they were read when the run began.

    ``counts``: rows by side and status; ``quality``: corpus BLEU, chrF and TER with sacrebleu signatures. Both are
    None until the run is complete. ``suspicion``: side → `workbench.suspicion.suspicion.Suspicion` as a record.
    """

    signature: dict[str, Any]
    corpus: dict[str, Any]
    settings: dict[str, Any]
    complete: bool = False
    counts: dict[str, dict[str, int]] | None = None
    quality: dict[str, Any] | None = None
    notes: list[str] = field(default_factory=list)
    suspicion: dict[str, dict[str, Any]] = field(default_factory=dict)
    format_version: int = FORMAT_VERSION

    def save(self, run: Path) -> None:
        """Raises `RunError` when it cannot be written."""
        # A path that is not UTF-8 has surrogates in it, which this handler writes as JSON escapes them.
        with whole_file(run / NAME, "w", encoding="utf-8", errors="backslashreplace") as file:
            json.dump(asdict(self), file, ensure_ascii=False, indent=1)

    @classmethod
    def load(cls, run: Path) -> Manifest:
        """Raises `RunError` when ``run`` is not a run folder or was written by another format version."""
        path = run / NAME
        if not path.is_file():
            raise RunError(f"{run}: not a run (no {NAME} in it); give the folder that 'workbench score --out' wrote")
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            version = record.get("format_version", FORMAT_VERSION)
            if version != FORMAT_VERSION:
                raise RunError(
                    f"{path}: format version {version}; this workbench reads version {FORMAT_VERSION}; "
                    "score the corpus again into another folder"
                )
            _Form.model_validate(record)
        except (ValueError, AttributeError, RecursionError) as error:
            raise RunError(f"{path}: damaged ({_fault(error)}); score the corpus again into another folder") from error
        except OSError as error:
            raise RunError(f"{path}: cannot be read: {error.strerror}; see that you may read it") from error
        # As it was read, not as it was validated: rewritten, it keeps the order of its fields.
        return cls(**record)

    def refuse_if_different(self, run: Path, wanted: Manifest) -> None:
        """Raise `RunError` naming every field in which ``wanted`` differs from this run."""
        changed = (
            provenance.differences(self.signature, wanted.signature)
            + provenance.differences(self.settings, wanted.settings)
            + provenance.differences(_content(self.corpus), _content(wanted.corpus), "corpus.")
        )
        if changed:
            raise RunError(
                f"{run}: this run was made with something else, so it cannot be gone on with:\n  "
                + "\n  ".join(changed)
                + "\nuse the same settings, or another --out"
            )


def is_unfinished_manifest(name: str) -> bool:
    """Whether a file is what a process leaves that is killed while it writes a manifest."""
    return name.startswith(NAME) and name.endswith(PARTIAL)


def _content(corpus: Mapping[str, Any]) -> dict[str, Any]:
    """The same corpus is the same wherever it lies, and however its path is spelt and it was asked to be read."""
    return {name: value for name, value in corpus.items() if name not in ("files", "read")}


class _Open(BaseModel, strict=True, extra="allow"):
    """What is read of a part of a manifest somewhere; its further fields are for people."""


class _Preset(_Open):
    layer: int | Literal["all"]
    heads: Literal["all", "max"] | list[int]
    row: str


class _Signature(_Open):
    preset: _Preset


class _Corpus(_Open):
    segments: int


class _Settings(_Open):
    side: Literal["hypothesis", "reference", "both"]


class _Quality(_Open):
    bleu: float | None
    chrf: float | None
    ter: float | None
    signatures: dict[str, str]


class _Report(BaseModel, strict=True, extra="forbid"):
    clean: int
    planted: int
    left_out: int
    auroc: dict[str, float]
    sample_suspected: float
    reliability: list[list[float]]
    missed: dict[str, Annotated[list[int], Field(min_length=2, max_length=2)]] | None = None


class _Correction(BaseModel, strict=True, extra="forbid"):
    weights: dict[str, float]
    centre: dict[str, float]
    bias: float


class _Suspicion(_Open):
    names: list[str]
    centre: list[float | None]
    scale: list[float]
    weights: list[float]
    bias: float
    prior: float
    correction: _Correction
    made_from: str
    report: _Report
    own_translations: bool | None = None


class _Form(BaseModel, strict=True, extra="forbid"):
    signature: _Signature
    corpus: _Corpus
    settings: _Settings
    complete: bool
    counts: dict[str, dict[str, int]] | None
    quality: _Quality | None
    notes: list[str]
    suspicion: dict[str, _Suspicion]
    format_version: int


def _fault(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc'])) or NAME}: {first['msg']}"
    return first_line(error)
