"""The corpus of a run opened again: where its files still are and are what they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from workbench.corpus import Columns, Corpus, read
from workbench.errors import CorpusError, RunError
from workbench.files.url import Url, place
from workbench.runs.run import Run


def reading_of(corpus: Corpus) -> dict[str, Any]:
    """How a corpus was asked to be read, as far as that was not left open: for `corpus_of`."""
    source, target = corpus.stated
    found = {
        "limit": corpus.limit,
        "source_language": source,
        "target_language": target,
        "skip_bad_rows": corpus.skip_bad_rows or None,
        "skip_blank": corpus.skip_blank or None,
        "columns": asdict(corpus.columns) if corpus.columns != Columns() else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def corpus_of(run: Run) -> Corpus:
    """Raises `RunError` where its files are gone, or not what was scored."""
    files = [place(name) for name in run.manifest.corpus.get("files", ())]
    missing = next((path for path in files if not isinstance(path, Url) and not path.exists()), None)
    if not files or missing is not None:
        raise RunError(f"{run.name}: its corpus {missing or ''} is not there any more, so it cannot be written again")
    how: dict[str, Any] = dict(run.manifest.corpus.get("read") or {})
    if given := how.get("columns"):
        how["columns"] = _columns(given)
    how |= dict(zip(("path", "target", "hypothesis"), files, strict=False))
    try:
        corpus = read(**how)
        same = corpus.fingerprint() == run.manifest.corpus.get("fingerprint")
    except CorpusError as error:
        raise RunError(f"{run.name}: its corpus cannot be read any more: {error}") from error
    if not same:
        raise RunError(
            f"{run.name}: {', '.join(map(str, files))} is not what was scored any more, or is read otherwise now; "
            "score it again, or choose another format"
        )
    return corpus


def _columns(given: Mapping[str, Any]) -> Columns:
    # JSON has lists for what was a tuple.
    roles: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    return Columns(**roles)
