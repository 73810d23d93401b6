"""``run.json``: what a run is, and whether a scoring job may go on with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StrictBool, StrictInt, TypeAdapter, ValidationError

from workbench import provenance
from workbench.errors import RunError, first_line
from workbench.files.writing import PARTIAL
from workbench.runs.disk import whole_file
from workbench.suspicion.suspicion import Suspicion

FORMAT_VERSION = 7
READ = (6, FORMAT_VERSION)
"""Versions that open."""
NAME = "run.json"


class _Open(BaseModel, strict=True, extra="allow"):
    """What is read of a part of a manifest somewhere; its further fields are for people."""


class _Preset(_Open):
    layer: int | Literal["all"]
    heads: Literal["all", "max"] | list[int]
    row: str


class _Signature(_Open):
    preset: _Preset
    model: str | None = None
    source_language: str | None = None
    target_language: str | None = None


class _Corpus(_Open):
    segments: int


class _Settings(_Open):
    side: Literal["hypothesis", "reference", "both"]


class _Quality(_Open):
    bleu: float | None
    chrf: float | None
    ter: float | None
    signatures: dict[str, str]
    segments: int = 0
    empty: int = 0
    left_out_without_reference: int = 0


class _Shards(BaseModel, strict=True, extra="forbid"):
    count: int
    sha256: str


def _part(form: type[BaseModel]) -> AfterValidator:
    """What a part must have; it is kept as it was read, with its further fields, which are for people."""

    def check(part: dict[str, Any]) -> dict[str, Any]:
        form.model_validate(part)
        return part

    return AfterValidator(check)


def _suspicion(record: dict[str, Any]) -> dict[str, Any]:
    try:
        _SUSPICION.validate_python(record)
        Suspicion.from_record(record)
    except (KeyError, TypeError) as error:
        raise ValueError(str(error)) from error
    return record


@dataclass
class Manifest:
    """``signature`` holds model, weights, resolved preset, settings and versions; ``corpus`` its fingerprint and
    number of segments, and where its files were and how they were read when the run began.

    ``counts``: rows by side and status; ``quality``: corpus BLEU, chrF and TER with sacrebleu signatures; ``shards``:
    how many there are, and one digest over theirs. All three are None until the run is complete. ``suspicion``: side →
    `workbench.suspicion.suspicion.Suspicion` as a record.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    signature: Annotated[dict[str, Any], _part(_Signature)]
    corpus: Annotated[dict[str, Any], _part(_Corpus)]
    settings: Annotated[dict[str, Any], _part(_Settings)]
    complete: StrictBool = False
    counts: dict[str, dict[str, StrictInt]] | None = None
    quality: Annotated[dict[str, Any], _part(_Quality)] | None = None
    shards: Annotated[dict[str, Any], _part(_Shards)] | None = None
    notes: list[str] = field(default_factory=list)
    suspicion: dict[str, Annotated[dict[str, Any], AfterValidator(_suspicion)]] = field(default_factory=dict)
    format_version: StrictInt = FORMAT_VERSION

    @property
    def older(self) -> bool:
        """Whether it is to be read as it is, and to be gone on with only after ``workbench upgrade``."""
        return self.format_version < FORMAT_VERSION

    def save(self, run: Path) -> None:
        """Raises `RunError` when it cannot be written."""
        with whole_file(run / NAME, "wb") as file:
            file.write(self.encoded())

    def encoded(self) -> bytes:
        """As it is written."""
        # A path that is not UTF-8 has surrogates in it, which this handler writes as JSON escapes them.
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")

    @classmethod
    def load(cls, run: Path) -> Manifest:
        """Raises `RunError` when ``run`` is not a run folder or was written by another format version."""
        path = run / NAME
        if not path.is_file():
            raise RunError(f"{run}: not a run (no {NAME} in it); give the folder that 'workbench score --out' wrote")
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            version = record.get("format_version", FORMAT_VERSION)
            if version not in READ:
                newer = isinstance(version, int) and version > FORMAT_VERSION
                raise RunError(
                    f"{path}: format version {version}; this workbench reads versions {READ[0]} to {READ[-1]}; "
                    + ("install a newer workbench" if newer else "score the corpus again into another folder")
                )
            return _MANIFEST.validate_python(record)
        except (ValueError, AttributeError, RecursionError) as error:
            raise RunError(f"{path}: damaged ({_fault(error)}); score the corpus again into another folder") from error
        except OSError as error:
            raise RunError(f"{path}: cannot be read: {error.strerror}; see that you may read it") from error

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


_MANIFEST = TypeAdapter(Manifest)
_SUSPICION = TypeAdapter(Suspicion)


def _fault(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc'])) or NAME}: {first['msg']}"
    return first_line(error)
