"""A corpus written in another format, and read again to tell what that format could not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.corpus import read
from workbench.corpus.corpus import Corpus
from workbench.corpus.destination import check_destination, check_ending, files_of
from workbench.corpus.edit import UNCHANGED
from workbench.corpus.format import Destination, Format
from workbench.corpus.formats import FORMATS, either
from workbench.corpus.naming import plain
from workbench.corpus.rewrite import rewrite, write
from workbench.corpus.segment import Segment
from workbench.errors import CorpusError, UnknownNameError
from workbench.language.display import things


@dataclass(frozen=True)
class Conversion:
    """``paths``: the files that were written; ``title`` of their format; ``segments`` that stand in them; ``lost``:
    what they could not hold, a line each."""

    paths: tuple[Path, ...]

    title: str
    segments: int
    lost: tuple[str, ...]


def writable() -> list[Format]:
    """The formats that are written."""
    return [form for form in FORMATS.values() if form.write is not None]


def form_to_write(path: Path, name: str | None = None) -> Format:
    """The format that a file is to be written in: the one named, else by its ending. Raises `CorpusError`, and
    `UnknownNameError` for a name that is none."""
    forms = {form.name: form for form in writable()}
    if name is not None:
        if name not in forms:
            raise UnknownNameError("format to write", name, forms)
        check_ending(path, forms[name])
        return forms[name]
    check_ending(path)
    ending = Path(plain(path)).suffix.lower()
    fitting = [form for form in forms.values() if ending in form.endings]
    # JSON Lines may be named .json, but is usually not.
    found = next((form for form in fitting if form.endings[0] == ending), next(iter(fitting), None))
    if found is not None:
        check_ending(path, found)
    if found is None:
        raise CorpusError(
            f"{ending or 'a name without an ending'!r} is no format's; expected one of "
            f"{', '.join(form.endings[0] for form in forms.values() if form.endings)}, or name the format: --to "
            f"{either(list(forms))}",
            path,
        )
    return found


def convert(corpus: Corpus, out: Path, form: Format, *, hypotheses: bool = False) -> Conversion:
    """Write a corpus to ``out``, whole or not at all; in its own format every segment stays exactly as it is.

    ``hypotheses``: where there is one translation for each source, the hypothesis and not the reference. What was
    written is read again, and compared. Raises `CorpusError`.
    """
    destination = Destination(path=out, languages=corpus.languages or (None, None), hypotheses=hypotheses)
    paths = files_of(destination, form)
    check_destination(destination, form, corpus.paths)
    if form is corpus.form and corpus.codes and not hypotheses:
        rewrite(corpus, destination, lambda _: UNCHANGED)
    else:
        write(corpus, destination, form)
    losses = Losses(hypotheses)
    if form is corpus.form and form.rewrite:
        again = replace(corpus, path=out, limit=None, contents={})
    else:
        source, target = destination.languages
        second = paths[1] if form.aligned else None
        again = read(paths[0], target=second, format=form.name, source_language=source, target_language=target)
    losses.compare(corpus, again)
    return Conversion(paths=paths, title=form.title, segments=losses.there, lost=tuple(losses.told(form.title)))


@dataclass
class Losses:
    """What of segments does not come back. ``there``: how many of them came back at all."""

    hypotheses: bool = False
    there: int = 0
    _missing: int = 0
    _counts: Counter[str] = field(default_factory=Counter)
    _columns: Counter[str] = field(default_factory=Counter)
    _changed: list[str] = field(default_factory=list)

    def compare(self, before: Iterable[Segment], after: Iterable[Segment]) -> None:
        """Both in the same order, in which a format may leave some out that have no translation."""
        found = iter(after)
        seen = next(found, None)
        for segment in before:
            if seen is None or (not self._written(segment) and (seen.source != segment.source or self._written(seen))):
                self._missing += 1
                continue
            self.there += 1
            self._compare(segment, seen)
            seen = next(found, None)

    def told(self, title: str) -> Iterator[str]:
        """For people."""
        if self._missing:
            yield f"{things(self._missing, 'segment')} without a translation not written to {title}"
        kept = [f"{count:,} × {what}" for what, count in self._counts.items()]
        if kept:
            yield f"not written to {title}: {', '.join(kept)}"
        if self._columns:
            columns = "column" if len(self._columns) == 1 else "columns"
            listed = ", ".join(f"{name} ({count:,})" for name, count in self._columns.items())
            yield f"{columns} not written to {title}: {listed}"
        if self._changed:
            yield (
                f"the text of {things(len(self._changed), 'segment')} is read back otherwise than it was, the first of "
                f"them {self._changed[0]}: compare both files before you use this one"
            )

    def _written(self, segment: Segment) -> str | None:
        return segment.hypothesis if self.hypotheses else next(iter(segment.references), None)

    def _compare(self, before: Segment, after: Segment) -> None:
        target = self._written(before) or ""
        found = next(iter(after.references), None) or ""
        # A table keeps both the hypothesis and the reference, whichever was asked for.
        kept = self.hypotheses and after.hypothesis == before.hypothesis
        if before.source != after.source or (target.strip() != found.strip() and not kept):
            self._changed.append(before.id)
            return
        if before.id not in (after.id, str(before.position + 1)):
            self._counts["id"] += 1
        if not self.hypotheses and (further := len(before.references) - len(after.references)) > 0 and target:
            self._counts["further reference"] += further
        others = [after.hypothesis, *(after.references if self.hypotheses else ())]
        if before.hypothesis is not None and before.hypothesis not in others:
            self._counts["hypothesis"] += 1
        if self.hypotheses and before.references and before.references[0] not in after.references:
            self._counts["reference"] += 1
        if before.has_codes and not after.has_codes:
            self._counts["inline codes, which are text there"] += 1
        for name, value in before.metadata.items():
            if value not in (None, "") and not _same(value, after.metadata.get(name)):
                self._columns[name] += 1


def _same(value: object, found: object) -> bool:
    """As texts, however a format spells numbers and truth values."""
    if isinstance(value, bool):
        return str(found).casefold() in (str(value).casefold(), str(int(value)), "yes" if value else "no")
    if isinstance(value, int | float) and isinstance(found, int | float):
        return value == found
    return str(value) == str(found)
