"""One pass through a corpus that counts what is in it and what is odd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from workbench.corpus.corpus import Corpus
from workbench.corpus.description import Description
from workbench.corpus.inspection.check import CHECKS, target_of
from workbench.corpus.inspection.inspection import Column, Finding, Inspection, Seen
from workbench.corpus.inspection.lengths import FAR, Lengths
from workbench.corpus.inspection.repeats import REMEMBERED, Repeats
from workbench.corpus.inspection.sides import Sample, Side, Swaps, doubts
from workbench.corpus.segment import STATES, Segment
from workbench.corpus.survey import Survey
from workbench.corpus.values import Digits
from workbench.files.facts import facts_of
from workbench.language.display import things

EXAMPLES = 5
MOST_COLUMNS = 200
_SHOWN = 120
_BETWEEN = {
    "lengths": ("lengths far apart", f"{FAR:g} times off what is usual here, and more: parts missing, or misaligned"),
    "swapped": ("languages exchanged", "source and translation each read like the other's language"),
    "repeated_pair": ("pairs that were there before", "weigh double in training, and leak into test sets"),
    "several_targets": ("sources translated otherwise before", "different translations of the same text"),
    "several_sources": ("translations of another source before", "often a line that slipped, or was copied"),
    "repeated_source": ("sources that were there before, without a translation", "to be translated once"),
}
"""What is found by comparing sides or segments: title and explanation, by name."""


def inspect(corpus: Corpus, examples: int = EXAMPLES) -> Inspection:
    """What a corpus is and what is odd in it, read once from the beginning, in constant memory.

    Rows that cannot be read are counted and told, whether or not the corpus skips them. ``examples``: how many segments
    are shown of each finding. Where it is open which languages are meant, no segment is read. Raises `CorpusError` for
    a file that cannot be read at all, or not to its end.
    """
    look = _Look(corpus, examples)
    description = corpus.description
    if description.undecided:
        survey = Survey(segments=0, renamed_ids=0, empty_sources=0, empty_references=0)
    else:
        survey = replace(corpus, skip_bad_rows=True).survey(look)
        look.finish()
    source, target = _sides(corpus, description, look)
    notes = [*description.notes, *([survey.header_note] if survey.header_note else []), *doubts(source, target)]
    if survey.renamed_ids:
        renamed = things(survey.renamed_ids, "repeated id is", "repeated ids are")
        notes.append(f"{renamed} given a number: the second x becomes x#2")
    if look.segments and not look.translated:
        notes.append("no segment has a translation: these are sources alone")
    if look.repeats.full:
        notes.append(f"repeats were looked for among the first {REMEMBERED:,} different sources")
    return Inspection(
        files=tuple(facts_of(path, corpus.content(path)) for path in corpus.paths),
        format=corpus.format,
        kind=description.kind,
        decided=corpus.decided,
        notes=tuple(notes),
        undecided=description.undecided,
        overrides=tuple(_overrides(corpus)),
        source=source,
        target=target,
        all_languages=description.all_languages,
        segments=survey.segments,
        translated=look.translated,
        references=look.references,
        hypotheses=look.hypotheses,
        coded=look.coded,
        locked=look.locked,
        columns=tuple(look.columns()),
        states={state: look.states[state] for state in (*STATES, *look.states) if look.states[state]},
        left_out=survey.left_out,
        bad_rows=survey.bad_rows,
        bad_rows_told=survey.bad_rows_told,
        findings=tuple(look.findings()),
    )


class _Look:
    """Counts while segments pass."""

    def __init__(self, corpus: Corpus, examples: int) -> None:
        self._examples = examples
        self._counts: Counter[str] = Counter()
        self._first: dict[str, list[Seen]] = {}
        self._lengths, self.repeats = Lengths(), Repeats()
        self._swaps = Swaps(*(corpus.languages or (None, None)))
        self._kinds: dict[str, Counter[str]] = {}
        self.sources, self.targets = Sample(), Sample()
        self.segments = self.translated = self.references = self.hypotheses = self.coded = self.locked = 0
        self.states: Counter[str] = Counter()

    def __call__(self, segment: Segment) -> None:
        target = target_of(segment)
        self.segments += 1
        self.translated += bool(target and target.strip())
        self.references = max(self.references, len(segment.references))
        self.hypotheses += segment.hypothesis is not None
        self.coded += segment.has_codes
        self.locked += bool(segment.metadata.get("locked"))
        if state := segment.metadata.get("state"):
            self.states[str(state)] += 1
        for name, value in segment.metadata.items():
            if name in self._kinds or len(self._kinds) < MOST_COLUMNS:
                self._kinds.setdefault(name, Counter())[_kind(value)] += 1
        for name, check in CHECKS.items():
            if (shown := check.look(segment)) is not None:
                self._found(name, segment.id, segment.line, shown)
        if repeated := self.repeats(segment):
            shown = target_of(segment) if repeated == "several_sources" else segment.source
            self._found(repeated, segment.id, segment.line, shown or "")
        plain = segment.without_codes()
        self.sources.add(plain.source)
        if bare := target_of(plain):
            self.targets.add(bare)
            for id, line, told in self._lengths(segment.id, segment.line, plain.source, bare):
                self._found("lengths", id, line, told)
            if told_swap := self._swaps(plain, bare):
                self._found("swapped", segment.id, segment.line, told_swap)

    def finish(self) -> None:
        """After the last segment."""
        for id, line, told in self._lengths.rest():
            self._found("lengths", id, line, told)

    def columns(self) -> Iterator[Column]:
        for name, kinds in self._kinds.items():
            filled = {kind: count for kind, count in kinds.items() if kind}
            yield Column(name, "mixed" if len(filled) > 1 else next(iter(filled), "empty"), sum(filled.values()))

    def findings(self) -> Iterator[Finding]:
        told = {name: (check.title, check.about) for name, check in CHECKS.items()} | _BETWEEN
        if not self.translated:
            told.pop("empty_target")
        if self._counts["empty_source"] == self.segments:
            told.pop("empty_source")
        for name, (title, about) in told.items():
            if count := self._counts[name]:
                yield Finding(name=name, title=title, about=about, count=count, first=tuple(self._first[name]))

    def _found(self, name: str, id: str, line: int, shown: str) -> None:
        self._counts[name] += 1
        first = self._first.setdefault(name, [])
        if len(first) < self._examples:
            first.append(Seen(id, line, shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"))


def _kind(value: object) -> str:
    """Of a cell; empty where there is nothing in it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "truth value"
    return "number" if isinstance(value, int | float | Digits) else "text"


def _sides(corpus: Corpus, description: Description, look: _Look) -> tuple[Side, Side]:
    found = corpus.languages or (None, None)
    sides = []
    for place, sample in enumerate((look.sources, look.targets)):
        said = None
        if found[place] is not None:
            in_file = description.languages[place] is not None
            said = "stated" if corpus.stated[place] else "in the file" if in_file else "in the file name"
        sides.append(Side(language=found[place], said=said, reads_like=sample.reads_like()))
    return sides[0], sides[1]


def _overrides(corpus: Corpus) -> Iterator[str]:
    """The options that read the same files otherwise."""
    if not corpus.form.aligned:
        yield "--format NAME for another format"
    if corpus.form.header:
        yield "--source, --target, --hypothesis, --id NAME or NUMBER for other columns; --header or --no-header"
    yield "--source-lang, --target-lang CODE for other languages"
