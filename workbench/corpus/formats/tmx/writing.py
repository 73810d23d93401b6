"""TMX 1.4b written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from workbench.corpus.code import Code
from workbench.corpus.format import Destination
from workbench.corpus.formats.tmx.header import OURS
from workbench.corpus.formats.tmx.inline import written
from workbench.corpus.formats.tmx.unit import HYPOTHESIS, NOTE, SIDES
from workbench.corpus.segment import Segment
from workbench.corpus.values import Value
from workbench.errors import CorpusError
from workbench.files.writing import whole_file
from workbench.files.xml_escape import escaped, forbidden, quoted


def write_tmx(segments: Iterable[Segment], destination: Destination) -> None:
    """Raises `CorpusError` where the languages are not known, and for a character that XML cannot hold."""
    source, target = destination.languages
    if not source or not target:
        missing = " and ".join(name for name, known in (("source", source), ("target", target)) if not known)
        raise CorpusError(
            f"TMX names the language of every text, and the language of the {missing} is not known; say it: "
            "--source-lang, --target-lang",
            destination.path,
        )
    with whole_file(destination.path, "w", encoding="utf-8", newline="") as file:
        file.write(_HEAD.format(version=quoted(_version()), tool=quoted(OURS), source=quoted(source)))
        for segment in segments:
            file.writelines(_unit(segment, destination, source, target))
        file.write("</body>\n</tmx>\n")


_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool={tool} creationtoolversion={version} segtype="sentence" o-tmf={tool} adminlang="en" \
srclang={source} datatype="plaintext"/>
<body>
"""


def _version() -> str:
    try:
        return version("translation-workbench")
    except PackageNotFoundError:
        return "0"


def _unit(segment: Segment, destination: Destination, source: str, target: str) -> Iterator[str]:
    path = destination.path
    check(segment, path, segment.id, segment.source, *segment.references, segment.hypothesis or "")
    facts = {**segment.metadata}
    texts: list[tuple[str, tuple[Code, ...]]] = []
    if destination.hypotheses:
        texts += [] if segment.hypothesis is None else [(segment.hypothesis, ())]
    else:
        texts += zip(segment.references, segment.reference_codes or [()] * len(segment.references), strict=True)
        if segment.hypothesis is not None:
            facts[HYPOTHESIS] = segment.hypothesis
    yield f"<tu tuid={quoted(segment.id)}>\n" if segment.id else "<tu>\n"
    note = facts.pop(NOTE, None)
    if note not in (None, ""):
        check(segment, path, str(note))
        yield f"<note>{escaped(str(note))}</note>\n"
    yield from _properties(segment, facts, path)
    yield _variant(source, segment.source, segment.source_codes, "".join(_properties(segment, facts, path, SIDES[0])))
    for number, (text, found) in enumerate(texts):
        properties = "" if number else "".join(_properties(segment, facts, path, SIDES[1]))
        yield _variant(target, text, found, properties)
    yield "</tu>\n"


def _variant(language: str, text: str, codes: tuple[Code, ...], properties: str) -> str:
    return f"<tuv xml:lang={quoted(language)}>{properties}<seg>{written(text, codes)}</seg></tuv>\n"


def _properties(segment: Segment, facts: dict[str, Value], path: Path, side: str = "") -> Iterator[str]:
    """Those of the unit, or of one side."""
    for name, value in facts.items():
        if value is None or value == "":
            continue
        if not name.startswith(side) or (not side and name.startswith(SIDES)):
            continue
        check(segment, path, name, str(value))
        yield property_element(name.removeprefix(side), value) + ("" if side else "\n")


def property_element(name: str, value: Value) -> str:
    return f"<prop type={quoted(name)}>{escaped(str(value))}</prop>"


def check(segment: Segment, path: Path, *texts: str) -> None:
    """Raises `CorpusError` for a character that XML cannot hold."""
    for text in texts:
        if found := forbidden(text):
            raise CorpusError(
                f"segment {segment.id or segment.position + 1} has the character U+{ord(found):04X}, which XML cannot "
                "hold; delete it there, or write TSV or JSON Lines",
                path,
            )
