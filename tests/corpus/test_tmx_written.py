"""TMX written, and written again."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.corpus import read
from workbench.corpus.code import Code, CodedText
from workbench.corpus.format import Destination
from workbench.corpus.formats import FORMATS
from workbench.corpus.rewrite import write
from workbench.corpus.segment import Segment
from workbench.errors import CorpusError

TMX = FORMATS["tmx"]


def out(tmp_path: Path, segments, name: str = "out.tmx", **options) -> Path:
    path = tmp_path / name
    write(segments, Destination(path, **{"languages": ("en", "de"), **options}), TMX)
    return path


def coded(*parts: str | tuple) -> tuple[str, tuple[Code, ...]]:
    text = CodedText()
    for part in parts:
        text.text(part) if isinstance(part, str) else text.code(*part)
    return text.finished()


def test_what_is_written(tmp_path):
    source, codes = coded("Drink ", ("open", "g1"), "tea", ("close", "g1"), ("alone", "2", "{0}"), ("close", "3"))
    segment = Segment(
        id="a&b",
        source=source,
        references=("Tee\r\n", "Der <Tee>"),
        hypothesis="Thee",
        metadata={"note": "Ask", "score": 0.5, "url": None, "target:q": 1},
        source_codes=codes,
    )
    path = out(tmp_path, [segment, Segment(id="", source="x")])
    written = path.read_text(encoding="utf-8")
    assert written.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx ')
    assert written.partition("<body>\n")[2] == (
        '<tu tuid="a&amp;b">\n<note>Ask</note>\n<prop type="score">0.5</prop>\n<prop type="hypothesis">Thee</prop>\n'
        '<tuv xml:lang="en"><seg>Drink <bpt i="1" x="g1"></bpt>tea<ept i="1"></ept><ph x="2">{0}</ph>'
        '<it pos="end" x="3"></it></seg></tuv>\n'
        '<tuv xml:lang="de"><prop type="q">1</prop><seg>Tee&#13;\n</seg></tuv>\n'
        '<tuv xml:lang="de"><seg>Der &lt;Tee&gt;</seg></tuv>\n</tu>\n'
        '<tu>\n<tuv xml:lang="en"><seg>x</seg></tuv>\n</tu>\n</body>\n</tmx>\n'
    )
    first, second = read(path)
    assert first == replace(segment, line=6, metadata={"note": "Ask", "score": 0.5, "target:q": 1})
    assert (second.source, second.references, second.metadata) == ("x", (), {"state": "untranslated"})
    [only] = read(out(tmp_path, [segment], "hypotheses.tmx", hypotheses=True))
    assert only.references == ("Thee",)


@pytest.mark.parametrize(
    ("segment", "options", "told"),
    [
        (Segment(id="7", source="a\x03"), {}, r"segment 7 has the character U\+0003, which XML cannot hold"),
        (Segment(id="7", source="a", references=("\ufffe",)), {}, r"segment 7 has the character U\+FFFE"),
        (Segment(id="7", source="a", metadata={"x": "\x1b"}), {}, r"segment 7 has the character U\+001B"),
        (Segment(id="7", source="a"), {"languages": ("en", None)}, "the language of the target is not known"),
    ],
)
def test_what_xml_cannot_hold_is_refused_and_nothing_is_written(tmp_path, segment, options, told):
    with pytest.raises(CorpusError, match=told):
        out(tmp_path, [Segment(id="6", source="b"), segment], **options)
    assert list(tmp_path.iterdir()) == []


AWKWARD = "a \t\n\r\u0085\u00a0\u2028&<>\"']]>é日\U0001f600\u0301\u200f<f0>{1}"
ANY = st.characters(min_codepoint=32, exclude_categories=["Cs"])
TEXTS = st.text(alphabet=st.one_of(st.sampled_from(AWKWARD), ANY))
WRITTEN = TEXTS.filter(lambda text: "\ufffe" not in text and "\uffff" not in text)
NOT_BLANK = WRITTEN.filter(lambda text: text.strip() != "")
IDS = st.text(alphabet="ab1.-\u00e9&", min_size=1, max_size=4)
CODE = st.tuples(
    st.sampled_from(["open", "close", "alone"]), st.sampled_from(["", "1", "2", "g", "ü"]), st.none() | NOT_BLANK
)


@st.composite
def segments(draw) -> list[Segment]:
    made = []
    for number in range(draw(st.integers(1, 4))):
        source, *references = (coded(*draw(st.lists(st.one_of(NOT_BLANK, CODE), max_size=4))) for _ in range(3))
        references = [one for one in references if one[0].strip()]
        if not (source[0].strip() or references):
            source = ("x", ())
        codes = tuple(codes for _, codes in references)
        note = draw(st.none() | NOT_BLANK.filter(lambda text: text == text.strip()))
        made.append(
            Segment(
                id=f"{draw(IDS)}-{number}",
                source=source[0],
                references=tuple(text for text, _ in references),
                hypothesis=draw(st.none() | NOT_BLANK.filter(str.isalpha)),
                metadata={
                    **({"note": note} if note else {}),
                    **({} if references else {"state": "untranslated"}),
                    "weight": draw(st.integers(0, 99) | st.floats(0, 1).map(lambda one: round(one, 3))),
                },
                source_codes=source[1],
                reference_codes=codes if any(codes) else (),
            )
        )
    return made


@given(segments())
def test_what_is_written_is_read_back_exactly(tmp_path_factory, made):
    path = out(tmp_path_factory.getbasetemp(), made, "round.tmx")
    assert [replace(one, line=0) for one in read(path)] == [replace(one, position=at) for at, one in enumerate(made)]


TOOLKIT = """
import sys
from translate.storage import tmx
with open(sys.argv[1], "rb") as file:
    store = tmx.tmxfile(file, "en", "de")
for unit in store.units:
    print(ascii([unit.source, unit.target, unit.getnotes()]))
"""


def test_another_tool_reads_what_is_written(tmp_path):
    made = [
        Segment(id="1", source="Tea & <cakes>", references=("Tee\u2028 & <Kuchen> 日",), metadata={"note": "Ask Ann"}),
        Segment(id="2", source="two\nlines", references=("zwei\nZeilen",), metadata={"score": 1}),
    ]
    path = out(tmp_path, made)
    done = subprocess.run([sys.executable, "-c", TOOLKIT, path], capture_output=True, text=True, check=True)
    assert [eval(line) for line in done.stdout.splitlines()] == [
        ["Tea & <cakes>", "Tee\u2028 & <Kuchen> 日", "Ask Ann"],
        ["two\nlines", "zwei\nZeilen", ""],
    ]
