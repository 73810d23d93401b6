"""TMX written, and written again."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from workbench.corpus import read
from workbench.corpus.code import Code, CodedText
from workbench.corpus.edit import UNCHANGED, Edit, Issue
from workbench.corpus.format import Destination
from workbench.corpus.formats import FORMATS
from workbench.corpus.rewrite import rewrite, write
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


MEMORY = """\
<?xml version="1.0" encoding="{}"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header creationtool="Some Tool" srclang="en"><prop type="RTF">a &amp; b</prop></header>
  <body>
    <!-- kept -->
    <tu tuid="1">
      <note>Old</note>
      <tuv xml:lang="EN"><seg>Drink <bpt i="1">&lt;b&gt;</bpt>tea<ept i="1">x</ept><ph x="2">{{\\n}}</ph></seg></tuv>
      <tuv xml:lang="DE-de"><seg>Trink <hi>den</hi> <bpt i="1">&lt;B&gt;</bpt>Tee<ept i="1">&lt;/B&gt;</ept></seg></tuv>
      <tuv xml:lang="DE-de"><seg>Teé!</seg></tuv>
    </tu>
    <tu tuid="2"><tuv xml:lang="EN"><seg>Cup</seg></tuv></tu>
    <tu tuid="3"><tuv xml:lang="EN"><seg>Milk</seg></tuv><tuv xml:lang="DE-de"><seg/></tuv></tu>
    <tu tuid="4">
      <prop type="score">1</prop>
      <tuv xml:lang="EN"><seg>A<ph><sub>b</sub></ph></seg></tuv>
      <tuv xml:lang="DE-de"><seg>Ä<ph><sub>c</sub></ph></seg></tuv>
    </tu>
    <tu tuid="5"><tuv xml:lang="DE-de"><seg>Ohne</seg></tuv></tu>
  </body>
</tmx>
"""
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"]


def rewritten(tmp_path: Path, text: str, edits: dict[str, Edit], encoding: str = "utf-8", **options) -> str:
    path, again = tmp_path / "x.tmx", tmp_path / "again.tmx"
    path.write_bytes(text.encode(encoding))
    rewrite(read(path, **options), Destination(again), lambda segment: edits.get(segment.id, UNCHANGED))
    return again.read_bytes().decode(encoding)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_file_of_which_nothing_changes_is_the_same(tmp_path, encoding, newline):
    text = MEMORY.format(encoding.removesuffix("-sig")).replace("\n", newline)
    assert rewritten(tmp_path, text, {}, encoding) == text


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_changed_is_changed_and_nothing_else(tmp_path, encoding):
    text = MEMORY.format(encoding.removesuffix("-sig")).replace("\n", "\r\n")
    edits = {
        "1": Edit(target="<c1>Grüner Tee</c1><c2/> & 日!", notes=("Of two <lines>\nat least",)),
        "2": Edit(target="Tasse", notes=("New",), columns={"verdict": "good", "none": None}),
        "3": Edit(target="Milch", issues=(Issue("omission", "Missing"),)),
        "4": Edit(target="Ä<c/>!", columns={"score": 0.5}),
    }
    kanji = "&#26085;" if encoding == "iso-8859-1" else "日"
    expected = (
        MEMORY.format(encoding.removesuffix("-sig"))
        .replace(
            '<seg>Trink <hi>den</hi> <bpt i="1">&lt;B&gt;</bpt>Tee<ept i="1">&lt;/B&gt;</ept></seg>',
            '<seg><bpt i="1">&lt;B&gt;</bpt>Grüner Tee<ept i="1">&lt;/B&gt;</ept><ph x="2">{\\n}</ph> &amp; '
            f"{kanji}!</seg>",
        )
        .replace("<note>Old</note>", "<note>Old</note>\n      <note>Of two &lt;lines&gt;\nat least</note>")
        .replace(
            '<tu tuid="2"><tuv xml:lang="EN"><seg>Cup</seg></tuv>',
            '<tu tuid="2"><note>New</note><prop type="verdict">good</prop><tuv xml:lang="EN"><seg>Cup</seg></tuv>'
            '<tuv xml:lang="DE-de"><seg>Tasse</seg></tuv>',
        )
        .replace('<tu tuid="3">', '<tu tuid="3"><note>Missing</note>')
        .replace("<seg/>", "<seg>Milch</seg>")
        .replace('<prop type="score">1</prop>', '<prop type="score">0.5</prop>')
        .replace("Ä<ph><sub>c</sub></ph>", "Ä<ph><sub>c</sub></ph>!")
    )
    assert rewritten(tmp_path, text, edits, encoding) == expected.replace("\n", "\r\n")
    found = {one.id: one for one in read(tmp_path / "again.tmx")}
    assert found["1"].without_codes().references == ("Grüner Tee & 日!", "Teé!")
    assert found["1"].metadata["note"] == "Old\nOf two <lines>\nat least"


def test_dropped_units_are_gone_with_their_lines_and_those_without_a_segment_stay(tmp_path):
    text = MEMORY.format("utf-8")
    drop = Edit(keep=False)
    expected = text[: text.index('    <tu tuid="1">')] + text[text.index('    <tu tuid="2">') :]
    expected = expected.replace(expected[expected.index('    <tu tuid="3">') : expected.index('    <tu tuid="4">')], "")
    assert rewritten(tmp_path, text, {"1": drop, "3": drop}) == expected
    every = rewritten(tmp_path, text, dict.fromkeys(("1", "2", "3", "4", "4.sub1"), drop))
    start, end = text.index('    <tu tuid="1">'), text.index('    <tu tuid="5">')
    assert every == text[:start] + text[end:]
    # A text inside a code stays with the text around it.
    assert rewritten(tmp_path, text, {"4.sub1": drop}) == text
    limited = rewritten(tmp_path, text, {}, limit=1)
    assert limited == text[: text.index('\n    <tu tuid="2">')] + text[text.index('\n    <tu tuid="5">') :]


def test_a_text_inside_a_code_is_changed_where_it_stands(tmp_path):
    text = MEMORY.format("utf-8")
    assert rewritten(tmp_path, text, {"4.sub1": Edit(target="<d>")}) == text.replace(
        "<sub>c</sub>", "<sub>&lt;d&gt;</sub>"
    )


def test_tags_of_omegat_and_its_own_attributes_are_kept(tmp_path):
    text = (
        '<tmx version="1.1">\r\n<header o-tmf="OmegaT TMX" srclang="en"/>\r\n<body>\r\n'
        '  <tu>\r\n    <tuv lang="en"><seg>&lt;b0&gt;Tea&lt;/b0&gt;</seg></tuv>\r\n  </tu>\r\n'
        '  <tu>\r\n    <tuv lang="en"><seg>Cup</seg></tuv>\r\n    <tuv lang="de"><seg>T</seg></tuv>\r\n  </tu>\r\n'
        "</body>\r\n</tmx>"
    )
    edits = {"1": Edit(target="<b0>Tee</b0>"), "2": Edit(target="Tasse")}
    expected = text.replace(
        "&lt;/b0&gt;</seg></tuv>",
        '&lt;/b0&gt;</seg></tuv>\r\n    <tuv lang="de"><seg>&lt;b0&gt;Tee&lt;/b0&gt;</seg></tuv>',
    )
    assert rewritten(tmp_path, text, edits) == expected.replace("<seg>T</seg>", "<seg>Tasse</seg>")


def test_codes_are_put_back_in_another_order_and_only_once(tmp_path):
    seg = '<ph x="1">A</ph>x<ph x="2">B</ph><bpt i="3">C</bpt>y<ept i="3">D</ept>'
    text = (
        f'<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>s</seg></tuv><tuv xml:lang="de">'
        f"<seg>{seg}</seg></tuv></tu></body></tmx>"
    )
    target = "<c2/>z<c3>w</c3><c1/><c1/>"
    assert rewritten(tmp_path, text, {"1": Edit(target=target)}) == text.replace(
        seg, '<ph x="2">B</ph>z<bpt i="3">C</bpt>w<ept i="3">D</ept><ph x="1">A</ph>&lt;c1/&gt;'
    )


def test_a_first_translation_has_a_language(tmp_path):
    text = '<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>a</seg></tuv></tu></body></tmx>'
    edits = {"1": Edit(target="b")}
    with pytest.raises(CorpusError, match="the language of the translations is not known; say it: --target-lang"):
        rewritten(tmp_path, text, edits)
    assert '<tuv xml:lang="de"><seg>b</seg></tuv></tu>' in rewritten(tmp_path, text, edits, target_language="de")


def test_what_xml_cannot_hold_leaves_no_file(tmp_path):
    with pytest.raises(CorpusError, match=r"segment 2 has the character U\+0003"):
        rewritten(tmp_path, MEMORY.format("utf-8"), {"2": Edit(target="\x03")})
    with pytest.raises(CorpusError, match=r"segment 1 has the character U\+001B"):
        rewritten(tmp_path, MEMORY.format("utf-8"), {"1": Edit(notes=("\x1b",))})
    assert [path.name for path in tmp_path.iterdir()] == ["x.tmx"]


@given(st.data())
def test_units_that_are_not_changed_are_equal_by_canonical_xml(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp()
    made = data.draw(segments())
    path, again = out(folder, made, "before.tmx"), folder / "after.tmx"
    changed = data.draw(st.sets(st.sampled_from([one.id for one in made])))
    target = data.draw(NOT_BLANK)
    rewrite(
        read(path, target_language="de"),
        Destination(again),
        lambda one: Edit(target=target) if one.id in changed else UNCHANGED,
    )
    for before, after in zip(etree.parse(path).iter("tu"), etree.parse(again).iter("tu"), strict=True):
        same = etree.tostring(before, method="c14n") == etree.tostring(after, method="c14n")
        assert same or before.get("tuid") in changed
    for one in read(again):
        if one.id in changed:
            assert one.references[0] == target or one.has_codes
