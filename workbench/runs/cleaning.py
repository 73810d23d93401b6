"""A bitext parted by what a run says of its references: pairs to keep, and pairs to set aside with the reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.corpus.conversion import form_to_write
from workbench.corpus.corpus import Corpus
from workbench.corpus.destination import check_destination, files_of
from workbench.corpus.edit import UNCHANGED, Edit
from workbench.corpus.format import Destination
from workbench.corpus.naming import plain
from workbench.corpus.rewrite import rewrite
from workbench.corpus.segment import Segment
from workbench.errors import CorpusError
from workbench.runs.edits import edit_of
from workbench.runs.manifest import NAME
from workbench.runs.place import place_of
from workbench.runs.query import Filter
from workbench.runs.run import Run
from workbench.symptoms import tags_of

THRESHOLD = 0.9
"""Of suspicion: of the pairs above it nearly all are faulty, and they are more than half of these."""
SIDE = "reference"


@dataclass(frozen=True)
class Cleaned:
    """``kept`` and ``dropped``: how many. ``unread``: those kept that have no translation to be judged. ``reasons``:
    how many of the dropped show each symptom. ``expected``: the share of faulty pairs that the fit estimated, None
    without a fit."""

    kept: int
    dropped: int
    unread: int
    reasons: Mapping[str, int]
    expected: float | None


def check_cleaned(corpus: Corpus, *paths: Path) -> None:
    """Raises `CorpusError` where a corpus cannot be written to these files in the format that it came in."""
    languages = corpus.languages or (None, None)
    written: list[Path] = []
    for path in paths:
        destination = Destination(path=path, languages=languages)
        check_destination(destination, corpus.form, corpus.paths)
        files = files_of(destination, corpus.form)
        if set(files) & set(written):
            raise CorpusError("is to hold both what is kept and what is dropped; give each a name of its own", path)
        written += files
    if corpus.form.write is None and corpus.form.rewrite is None:
        raise CorpusError(
            f"{corpus.form.title} is read, but not written; convert it first: workbench convert", corpus.path
        )
    for path in paths:
        if Path(plain(path)).suffix.lower() in corpus.form.endings or corpus.form.aligned:
            continue
        try:
            other = form_to_write(path)
        except CorpusError:
            continue  # a name that says nothing
        raise CorpusError(
            f"named as {other.title}, but the corpus is {corpus.form.title} and leaves in that format; name it so, and "
            "convert it afterwards: workbench convert",
            path,
        )


def beside(kept: Path) -> Path:
    """Where the pairs that are set aside are usually written: ``x.en-de.dropped.tsv.gz`` of ``x.en-de.tsv.gz``."""
    ending = f"{Path(plain(kept)).suffix}{kept.name[len(plain(kept)) :]}"
    return kept.with_name(f"{kept.name.removesuffix(ending)}.dropped{ending}")


def scored_before(corpus: Corpus, folder: Path) -> Run | None:
    """A finished run of this very corpus in which its references were scored; None where there is none."""
    lies = place_of(folder)
    lies.look()
    if not (lies.folder / NAME).is_file():
        return None
    run = Run(lies)
    same = run.manifest.corpus.get("fingerprint") == corpus.fingerprint()
    return run if same and run.manifest.complete and SIDE in run.sides else None


def clean(corpus: Corpus, run: Run, kept: Path, dropped: Path, threshold: float = THRESHOLD) -> Cleaned:
    """Write the pairs of a corpus whose references a run suspects less than ``threshold`` to ``kept``, the others with
    the reasons to ``dropped``, in the format that they came in. A pair that was not judged is kept.

    Nothing is written to ``dropped`` where nothing is. Raises `CorpusError` where a file cannot be written.
    """
    records = {record["id"]: record for record in run.ranked(side=SIDE, where=Filter(least=threshold))}
    edits = {id: edit_of(record) for id, record in records.items()}
    source, target = corpus.languages or (None, None)

    def keeping(segment: Segment) -> Edit:
        return Edit(keep=False) if segment.id in edits else UNCHANGED

    def dropping(segment: Segment) -> Edit:
        return edits.get(segment.id, Edit(keep=False))

    rewrite(corpus, Destination(path=kept, languages=(source, target)), keeping)
    if edits:
        rewrite(corpus, Destination(path=dropped, languages=(source, target)), dropping)
    fitted = run.suspicion_of(SIDE)
    return Cleaned(
        kept=run.total - len(edits),
        dropped=len(edits),
        unread=run.counts().get(SIDE, {}).get("no_reference", 0),
        reasons=Counter(one["name"] for record in records.values() for one in tags_of(record["symptoms"], None)),
        expected=None if fitted is None else fitted.prior,
    )
