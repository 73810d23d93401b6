"""Linking a corpus: segments in, one line of links per segment out; into a file it goes on where it was."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from workbench import provenance
from workbench.corpus import Corpus, Survey
from workbench.errors import CorpusError, RunError
from workbench.files.url import Url, place
from workbench.jobs.aligner import Aligner
from workbench.jobs.chunk import chunks
from workbench.jobs.engine import Engine, InProcess
from workbench.jobs.line_maker import LineMaker
from workbench.jobs.progress import Doing, Progress
from workbench.runs.disk import alone, whole_file, writing
from workbench.runs.growing import growing

FORMAT_VERSION = 1
BESIDE = ".json"


@dataclass
class AlignCounts:
    """``pairs``: lines made now, ``kept``: those that an earlier session had made. ``statuses``: of the pairs of now,
    by `Linked.status`. ``notes``: what a person should know of the corpus."""

    kept: int = 0
    pairs: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def align(
    corpus: Corpus,
    aligner: Aligner,
    write: Callable[[str], object],
    progress: Callable[[Progress], None] | None = None,
    *,
    engine: Engine | None = None,
) -> AlignCounts:
    """``write`` the links of a corpus, some whole lines at a time, in order and in constant memory.

    One line per segment, ``i-j i-j``, source-target from 0; it is empty where a pair cannot be read. The whole corpus
    is read once beforehand, so that a fault in its last line shows before any work is done. ``engine`` works through
    windows of segments; None does so in this process.

    Raises `CorpusError` for a corpus that cannot be read or has no targets.
    """
    tell = progress or (lambda _: None)
    survey = _surveyed(corpus, tell)
    counts = AlignCounts(notes=_notes(survey))
    with closing(_windows(corpus, aligner, survey.segments, counts, tell, engine)) as windows:
        for lines in windows:
            write(lines)
    return counts


def align_into(
    corpus: Corpus,
    aligner: Aligner,
    out: str | Path,
    progress: Callable[[Progress], None] | None = None,
    *,
    engine: Engine | None = None,
) -> AlignCounts:
    """`align` into the file ``out``; what was asked for is kept beside it as ``out.json``. At a URL it is sent whole,
    once a minute and in the end.

    Called again with the same arguments, whatever was calibrated since, it goes on after the last window of whole
    lines, and ends with the same bytes as if it had never been stopped (fp32 on CPU, same machine, threads and
    versions). Nothing is done when the file is complete.

    Raises `RunError` when ``out`` holds something else or links of another job, cannot be written to, or when another
    process is writing to it; `CorpusError` as `align` does.
    """
    tell, where = progress or (lambda _: None), place(out)
    if not isinstance(where, Url):
        return _align_into(corpus, aligner, where, tell, engine)
    with growing(where, BESIDE) as copy:
        return _align_into(corpus, aligner, copy.path, tell, engine, copy.lately)


def _align_into(
    corpus: Corpus,
    aligner: Aligner,
    out: Path,
    tell: Callable[[Progress], None],
    engine: Engine | None,
    kept_so_far: Callable[[], None] = lambda: None,
) -> AlignCounts:
    survey = _surveyed(corpus, tell)
    beside = Path(f"{out}{BESIDE}")
    _make(out, beside)
    if beside.exists() and out.stat().st_size:
        aligner = _as_begun(aligner, out, beside)
    job = _job(corpus, survey, aligner)
    with alone(out, "writing links to this file"):
        kept = _begin(out, beside, job, aligner.window)
        counts = AlignCounts(kept, notes=_notes(survey))
        with (
            writing(out),
            out.open("ab") as file,
            closing(_windows(corpus, aligner, survey.segments, counts, tell, engine)) as windows,
        ):
            for lines in windows:
                file.write(lines.encode("ascii"))
                file.flush()
                kept_so_far()
    return counts


def _surveyed(corpus: Corpus, tell: Callable[[Progress], None]) -> Survey:
    tell(Progress(0, 0, Doing.READING))
    survey = corpus.survey()
    if survey.without_target == survey.segments:
        raise CorpusError(
            "no segment has a target to link to; expected a reference or a hypothesis: give a file or a column with "
            "--target or --hypothesis",
            corpus.path,
        )
    return survey


def _notes(survey: Survey) -> list[str]:
    return [*survey.notes, *filter(None, [survey.first_reference_note])]


def _windows(
    corpus: Corpus,
    aligner: Aligner,
    total: int,
    counts: AlignCounts,
    tell: Callable[[Progress], None],
    engine: Engine | None,
) -> Generator[str, None, None]:
    """The lines that are still to be made, a window at a time; told of when they were taken."""
    tell(Progress(counts.kept, total, Doing.LINKING))
    windows = chunks(islice(corpus, counts.kept, None), aligner.window)
    with closing((engine or InProcess()).made(LineMaker(aligner), windows)) as made:
        for lines in made:
            yield lines.text
            counts.pairs += lines.statuses.total()
            counts.statuses += lines.statuses
            tell(Progress(counts.kept + counts.pairs, total, Doing.LINKING))


def _job(corpus: Corpus, survey: Survey, aligner: Aligner) -> dict[str, Any]:
    import torch

    return {
        "format_version": FORMAT_VERSION,
        **aligner.record(),
        "threads": torch.get_num_threads(),
        "versions": provenance.versions(),
        "corpus": {"fingerprint": corpus.fingerprint(), "pairs": survey.segments},
    }


def _make(out: Path, beside: Path) -> None:
    """Raises `RunError` unless ``out`` is a file, or becomes one, and what stands ``beside`` it is of ours."""
    if out.exists() and not out.is_file():
        raise RunError(f"{out} exists and is not a file; give --out the name of a new file, or leave it out for stdout")
    if beside.exists():
        _recorded(out, beside)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.open("ab").close()
    except OSError as error:
        raise RunError(
            f"{out}: the file cannot be made: {error.strerror}; give --out a place where you may write"
        ) from error


def _begin(out: Path, beside: Path, job: dict[str, Any], window: int) -> int:
    """How many lines of ``out`` are kept, all of them or whole windows; what follows these is cut off.

    A window that was not finished is made again as a whole: its pairs run together.
    """
    lines, kept, size = _whole_lines(out, window, job["corpus"]["pairs"])
    if beside.exists():
        changed = provenance.differences(_compared(_recorded(out, beside)), _compared(job))
        if changed and lines:
            raise RunError(
                f"{out}: these links were made with something else, so they cannot be gone on with:\n  "
                + "\n  ".join(changed)
                + "\nuse the same settings, or another --out"
            )
    elif out.stat().st_size:
        raise RunError(
            f"{out} exists and has no {beside.name} beside it, so what is in it cannot be told; give --out the name of "
            "a new file"
        )
    if lines > job["corpus"]["pairs"]:
        raise RunError(
            f"{out}: {lines} lines, but the corpus has {job['corpus']['pairs']} pairs; something else has written to "
            "it: delete it, or give another --out"
        )
    if not kept:
        with whole_file(beside, "w", encoding="utf-8", errors="backslashreplace") as file:
            json.dump(job, file, ensure_ascii=False, indent=1)
    if out.stat().st_size > size:
        with writing(out):
            os.truncate(out, size)
    return kept


def _as_begun(aligner: Aligner, out: Path, beside: Path) -> Aligner:
    """The aligner with the presets that the links in ``out`` were begun with."""
    try:
        return aligner.keeping(_recorded(out, beside))
    except (AttributeError, TypeError, ValueError) as error:
        raise RunError(f"{beside} is damaged ({error}); delete it and {out.name}, or give another --out") from error


def _compared(job: dict[str, Any]) -> dict[str, Any]:
    """Without what bears on no link: where a choice of attention came from."""
    parts = {name: _compared(part) if isinstance(part, dict) else part for name, part in job.items()}
    return {name: part for name, part in parts.items() if name != "measured"}


def _whole_lines(out: Path, window: int, total: int) -> tuple[int, int, int]:
    """Lines that end; how many of them are whole windows, or all ``total``; and the bytes of these."""
    lines = kept = kept_size = size = 0
    with out.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                lines, size = lines + 1, size + len(line)
                if lines % window == 0 or lines == total:
                    kept, kept_size = lines, size
    return lines, kept, kept_size


def _recorded(out: Path, beside: Path) -> dict[str, Any]:
    """The job that ``out`` was begun with."""
    try:
        found = json.loads(beside.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or "format_version" not in found:
        raise RunError(
            f"{beside} is damaged, or was not written by 'workbench align'; if it was, delete it and {out.name}, or "
            "give another --out"
        )
    return found
