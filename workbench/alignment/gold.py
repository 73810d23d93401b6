"""Hand-made word alignments: sentence pairs with sure and possible links, and links to compare with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.alignment.gold_formats import Entry, WrittenLink, read_entries
from workbench.alignment.gold_order import arranged
from workbench.alignment.sentences import Sentences, read_sentences
from workbench.errors import AlignmentError

if TYPE_CHECKING:
    from workbench.alignment.links import Links

INDEX_BASES = {"tsv": 0, "naacl": 1}
"""Formats that say themselves what words are counted from."""
NULL = 0
"""No word, in NAACL."""


@dataclass(frozen=True)
class GoldPair:
    """``source`` and ``target`` are words joined by single spaces, None where the gold has no texts. ``possible``
    includes ``sure``; links count words from 0."""

    id: str
    source: str | None
    target: str | None
    sure: Links
    possible: Links

    @property
    def texts(self) -> tuple[str, str]:
        """Source and target. Raises `AlignmentError` where there are none."""
        if self.source is None or self.target is None:
            raise AlignmentError(
                f"gold pair {self.id} has links alone; its sentences are needed, in the file or beside it"
            )
        return self.source, self.target


@dataclass(frozen=True)
class Gold:
    """``faults``: the pairs left out because a link is out of range, by id: what is wrong, with file and line.

    ``sentences`` are all pairs of the file, those too. ``format`` is one of `GOLD_FORMATS`; ``index_base`` is what the
    file counts words from.
    """

    pairs: tuple[GoldPair, ...]
    faults: Mapping[str, str]
    sentences: Sentences
    format: str
    index_base: int


def read_gold(
    path: Path,
    *,
    format: str | None = None,
    index_base: int | None = None,
    source: Path | None = None,
    target: Path | None = None,
    sentences: Sentences | None = None,
    skip_faulty: bool = False,
) -> Gold:
    """Gold alignments in one of `GOLD_FORMATS`, told by the content unless given.

    ``source`` and ``target`` are files of sentences as `read_sentences` takes them, ``sentences`` such as are read
    already: each link is then checked against the number of words. NAACL's sentence numbers are their ids, or their
    lines where they have none; without sentences, the lines of an imagined file, those between without links.

    Words count from 0 in TSV, from 1 in NAACL, where 0 stands for NULL: a link to it is no link between words. (A NAACL
    file with a link of 0 to 0 counts from 0 all the same, as some are published.) In other formats the base, unless
    given, is 0 where any index is 0; where one fits its sentence only when words are counted from 1, it is 1. A link
    that is both sure and possible is sure.

    Raises `AlignmentError` with file and line for whatever cannot be read, an index base that cannot be told, ids or
    counts that differ from those of the sentences, and the first link out of range, unless ``skip_faulty`` leaves out
    the pairs that have one.
    """
    if (source is None) != (target is None):
        raise AlignmentError("one file of sentences received; give both, --source and --target, or neither")
    format, entries = read_entries(path, format)
    if source is not None and target is not None:
        sentences = read_sentences(source, target)
    sentences, entries = arranged(entries, sentences, format, path)
    index_base = _index_base(entries, sentences, format, index_base, path, "--index-base")
    pairs, faults = [], {}
    for place, entry in enumerate(entries):
        fault = _fault(place, entry, sentences, format, index_base, path)
        if fault is None:
            pairs.append(_pair(place, entry, sentences, index_base))
        elif skip_faulty:
            faults[sentences.id(place)] = fault
        else:
            raise AlignmentError(
                f"{fault}; correct it, check --index-base and which side is the source, or leave such pairs out with "
                "--skip-faulty"
            )
    return Gold(tuple(pairs), faults, sentences, format, index_base)


def read_links(path: Path, gold: Gold, *, format: str | None = None, index_base: int | None = None) -> Gold:
    """Links to compare with ``gold``, in any of the formats: one pair for each of ``gold.pairs``, in their order.

    Pairs are matched by id where both sides have ids, otherwise by line. What lies on pairs that ``gold`` leaves out
    is not looked at. ``index_base`` is by default 0 for ``pharaoh``, for other formats as in `read_gold`.

    Raises `AlignmentError` as `read_gold` does: also for other ids or another number of pairs than in ``gold``, and for
    links out of the range of its texts.
    """
    format, entries = read_entries(path, format)
    sentences, entries = arranged(entries, gold.sentences, format, path)
    if format == "pharaoh" and index_base is None:
        index_base = 0
    index_base = _index_base(entries, sentences, format, index_base, path, "--links-index-base")
    pairs = []
    for place, entry in enumerate(entries):
        if gold.sentences.id(place) in gold.faults:
            continue
        fault = _fault(place, entry, sentences, format, index_base, path)
        if fault is not None:
            raise AlignmentError(
                f"{fault}; check --links-index-base, and that these are links between the words of "
                f"{gold.sentences.name}"
            )
        pairs.append(_pair(place, entry, sentences, index_base))
    return Gold(tuple(pairs), {}, sentences, format, index_base)


def _fault(place: int, entry: Entry, sentences: Sentences, format: str, index_base: int, path: Path) -> str | None:
    """What is wrong with the first link that is out of range."""
    size = sentences.size(place)
    least = NULL if format == "naacl" else index_base
    for link in entry.links:
        fits = size is None or (link.source - index_base < size[0] and link.target - index_base < size[1])
        if min(link.source, link.target) < least or not fits:
            words = "" if size is None else f"pair {sentences.id(place)} has {size[0]} source and {size[1]} target "
            return (
                f"{path}:{link.line}: link {link.source}-{link.target} is out of range; "
                f"{words}words, counted from {index_base}"
            )
    return None


def _pair(place: int, entry: Entry, sentences: Sentences, index_base: int) -> GoldPair:
    source, target = (None, None) if sentences.texts is None else sentences.texts[place]
    sure = _from_0((link for link in entry.links if link.sure), index_base)
    return GoldPair(sentences.id(place), source, target, sure, _from_0(entry.links, index_base))


def _from_0(links: Iterable[WrittenLink], index_base: int) -> Links:
    """Links between words: what is below the base is NULL, after all others were found out of range."""
    return frozenset(
        (link.source - index_base, link.target - index_base)
        for link in links
        if min(link.source, link.target) >= index_base
    )


def _index_base(
    entries: Sequence[Entry], sentences: Sentences, format: str, given: int | None, path: Path, option: str
) -> int:
    if given not in (None, 0, 1):
        raise AlignmentError(f"{path}: {option} {given} received; words are counted from 0 or from 1")
    if format in INDEX_BASES:
        return _fixed_base(entries, format, given, path, option)
    if given is not None:
        return given
    indices = [(link[:2], sentences.size(place)) for place, entry in enumerate(entries) for link in entry.links]
    if not indices or any(0 in link for link, _ in indices):
        return 0
    if any(size is not None and (link[0] == size[0] or link[1] == size[1]) for link, size in indices):
        return 1
    and_none = "" if sentences.texts is None else " and none is too large for counting from 0"
    texts = " (the sentences, --source and --target, may tell too)" if sentences.texts is None else ""
    raise AlignmentError(
        f"{path}: it cannot be told whether words are counted from 0 or from 1: no index is 0{and_none}; "
        f"state {option} 0 or {option} 1{texts}"
    )


def _fixed_base(entries: Sequence[Entry], format: str, given: int | None, path: Path, option: str) -> int:
    """The base of a format that has one. Only a link of NULL to NULL, which is none, shows that a file has another."""
    base = INDEX_BASES[format]
    if format == "naacl" and any(link.source == link.target == NULL for entry in entries for link in entry.links):
        base = 0
    if given in (None, base):
        return base
    if base == 0:
        counted = "a TSV counts words from 0" if format == "tsv" else "here they count from 0, for a link is 0 0"
        raise AlignmentError(f"{path}: {option} {given} received; {counted}; leave the option out")
    raise AlignmentError(
        f"{path}: {option} {given} received; NAACL counts words from 1, and 0 is NULL, no word; leave the option out. "
        "Add 1 to each in a file that counts from 0: awk '{$2++; $3++; print}' FILE > NEW"
    )
