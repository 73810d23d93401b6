from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.corpus.toolkit import units
from workbench.corpus import FORMATS, Segment, read
from workbench.corpus.edit import Edit, Issue
from workbench.corpus.format import Destination
from workbench.corpus.rewrite import rewrite, write
from workbench.errors import CorpusError

TS = FORMATS["qt-ts"]
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n<TS version="2.1" language="de_DE" sourcelanguage="en">\n'
)


def context(*messages, name="Barn"):
    inner = "".join(f"    <message>{message}</message>\n" for message in messages)
    return f"<context>\n    <name>{name}</name>\n{inner}</context>\n"


def written(folder, *contexts, name="x.ts", head=HEAD, encoding="utf-8"):
    path = folder / name
    path.write_bytes(f"{head}{''.join(contexts)}</TS>\n".encode(encoding))
    return path


def rows(corpus):
    return [(s.source, *s.references) for s in corpus]


EWE = "<source>ewe</source>"


@pytest.mark.parametrize(
    ("message", "row", "metadata"),
    [
        ("<translation>Schaf</translation>", ("ewe", "Schaf"), {"state": "translated"}),
        ('<translation type="unfinished">Schaf</translation>', ("ewe", "Schaf"), {"state": "draft"}),
        ('<translation type="unfinished"></translation>', ("ewe",), {"state": "untranslated"}),
        ("<translation/>", ("ewe",), {"state": "untranslated"}),
        ("<translation> </translation>", ("ewe",), {"state": "untranslated"}),
        ("", ("ewe",), {"state": "untranslated"}),
        (
            '<translation>a<byte value="x9"/>b<byte value="10"/>c<!-- no -->&amp;<?x?>d</translation>',
            ("ewe", "a\tb\nc&d"),
            {"state": "translated"},
        ),
        (
            '<translation variants="yes"><lengthvariant>Schaf</lengthvariant><lengthvariant>S.</lengthvariant>'
            "</translation>",
            ("ewe", "Schaf", "S."),
            {"state": "translated"},
        ),
        (
            "<location filename='a.cpp' line='3'/><oldsource>eve</oldsource><comment>animal</comment>"
            "<oldcomment>old</oldcomment><extracomment>one</extracomment><translatorcomment>two</translatorcomment>"
            "<translation>Schaf</translation><userdata>u</userdata><extra-x>y</extra-x>",
            ("ewe", "Schaf"),
            {"state": "translated", "old_source": "eve", "disambiguation": "animal", "note": "one\ntwo"},
        ),
    ],
)
def test_states_codes_and_comments_are_read(tmp_path, message, row, metadata):
    [found] = read(written(tmp_path, context(EWE + message)))
    assert (found.source, *found.references) == row
    assert found.metadata == {"context": "Barn", **metadata}
    assert found.id == ("Barn/ewe/animal" if "disambiguation" in metadata else "Barn/ewe")
    assert found.line == 6


def test_plural_forms_are_segments_each_and_gone_messages_are_none(tmp_path):
    forms = "<numerusform>%n Ochse</numerusform><numerusform></numerusform>"
    path = written(
        tmp_path,
        "<context><name>Barn</name>"
        f'<message numerus="yes"><source>%n oxen</source><translation type="unfinished">\n {forms}\n</translation>'
        "</message></context>",
        context(
            '<source>a</source><translation type="vanished">b</translation>',
            '<source>a</source><translation type="obsolete">b</translation>',
            "<source></source><translation></translation>",
        ),
    )
    corpus = read(path)
    assert [(s.id, s.source, s.references, s.metadata["state"], s.metadata["plural"]) for s in corpus] == [
        ("Barn/%n oxen[0]", "%n oxen", ("%n Ochse",), "draft", "0"),
        ("Barn/%n oxen[1]", "%n oxen", (), "untranslated", "1"),
    ]
    assert corpus.survey().left_out == {"vanished message": 1, "obsolete message": 1, "message without text": 1}


def test_the_same_source_in_two_contexts_or_with_two_meanings_is_two_messages(tmp_path):
    same = EWE + "<translation>Schaf</translation>"
    path = written(tmp_path, context(same, same + "<comment>animal</comment>"), context(same, name="Field&lt;T&gt;"))
    assert [s.id for s in read(path)] == ["Barn/ewe", "Barn/ewe/animal", "Field<T>/ewe"]


def test_messages_by_id_have_that_alone_and_are_told_where_they_have_no_source(tmp_path):
    message = '<message id="{0}"><source>{1}</source><translation>{2}</translation></message>'
    several = "".join(message.format(f"barn-{name}", "", name) for name in "abc")
    corpus = read(written(tmp_path, f"<context><name></name>{several}</context>"))
    assert [(s.id, s.source, s.references) for s in corpus] == [(f"barn-{name}", "", (name,)) for name in "abc"]
    assert "keys" in corpus.description.notes[0]
    corpus = read(written(tmp_path, f"<context>{message.format('barn-a', 'A sheep', 'Ein Schaf')}</context>"))
    assert [(s.id, s.source, dict(s.metadata)) for s in corpus] == [("barn-a", "A sheep", {"state": "translated"})]
    assert not corpus.description.notes


@pytest.mark.parametrize(
    ("name", "attributes", "expected"),
    [
        ("x.ts", 'version="2.1" language="af_ZA" sourcelanguage="en_US"', ("en_US", "af_ZA")),
        ("x.ts", 'version="2.0" language="az@latin"', (None, "az@latin")),
        ("app_pt_BR.ts", 'sourcelanguage="C"', (None, "pt_BR")),
        ("app.ts", "", (None, None)),
    ],
)
def test_the_root_says_the_languages_else_the_name_of_the_file(tmp_path, name, attributes, expected):
    path = written(tmp_path, context(EWE), name=name, head=f"<!DOCTYPE TS><TS {attributes}>\n")
    assert read(path).description.languages == expected


@pytest.mark.parametrize(("name", "encoding"), [("x.ts", "utf-8-sig"), ("x.xml", "utf-16"), ("x.txt", "utf-8")])
def test_content_tells_the_format_whatever_the_name_and_the_encoding(tmp_path, name, encoding):
    head = HEAD.replace(' encoding="utf-8"', "").replace("<!DOCTYPE", "<!-- <tmx> -->\n<!DOCTYPE")
    corpus = read(written(tmp_path, context(EWE), name=name, head=head, encoding=encoding))
    assert (corpus.format, rows(corpus), corpus.description.kind) == ("qt-ts", [("ewe",)], "Qt Linguist TS 2.1")


@pytest.mark.parametrize("text", ["export const ewe = 1;\n", "import { ewe } from './barn'\n", "G@\x11\x10" * 100])
def test_other_files_of_that_ending_are_no_messages(tmp_path, text):
    path = tmp_path / "barn.ts"
    path.write_text(text)
    with pytest.raises(CorpusError):
        read(path)


@pytest.mark.parametrize(
    ("inner", "message"),
    [
        (context(EWE + '<translation><byte value="x0"/></translation>'), 'x.ts:6: <byte value="x0"/> is a NUL'),
        (context(EWE + '<translation><byte value="xd800"/></translation>'), 'x.ts:6: <byte value="xd800"/> is half'),
        (context(EWE + '<translation><byte value="?"/></translation>'), 'x.ts:6: <byte value="?"/> is no character'),
        (context(EWE + "<translation>&nbsp;</translation>"), "x.ts:6: the entity &nbsp; is not declared"),
        (context(EWE + "<translation>"), "x.ts:6: not well-formed XML"),
        ("", "there are no segments"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(tmp_path, inner, message):
    with pytest.raises(CorpusError) as caught:
        rows(read(written(tmp_path, inner)))
    assert message in str(caught.value)


MIXED = (
    "<!-- a remark -->\n"
    + context(
        "\n        <location filename='a.cpp' line=\"1\"/>\n        <source>ewe</source>\n"
        "        <translation>Schaf &#xe9;</translation>\n    ",
        '\n        <source>hay</source>\n        <translation type="unfinished"/>\n    ',
        "<source>hen</source><translatorcomment>old</translatorcomment>"
        "<translation type='unfinished'>Huhn</translation>",
        "\n        <source>cow</source>\n    ",
        '<source>pig</source><translation type="vanished">Schwein</translation>',
    )
    + '<context><name>Field</name><message numerus="yes"><source>%n</source><translation><numerusform>1</numerusform>'
    '<numerusform variants="yes"><lengthvariant>one</lengthvariant><lengthvariant>1</lengthvariant></numerusform>'
    "</translation></message></context>\n"
)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_is_not_changed_stays_byte_for_byte(tmp_path, encoding, newline):
    head = HEAD if encoding != "utf-16" else HEAD.replace(' encoding="utf-8"', "")
    corpus = read(written(tmp_path, MIXED.replace("\n", newline), head=head.replace("\n", newline), encoding=encoding))
    out = tmp_path / "out.ts"
    rewrite(corpus, Destination(out), lambda _: Edit())
    assert out.read_bytes() == corpus.path.read_bytes()


@pytest.mark.parametrize(
    ("edits", "old", "new"),
    [
        ({"Barn/ewe": Edit(target='A & "b"\r')}, "Schaf &#xe9;", 'A &amp; &quot;b&quot;<byte value="xd"/>'),
        (
            {"Barn/hay": Edit(target="Heu")},
            '<translation type="unfinished"/>',
            '<translation type="unfinished">Heu</translation>',
        ),
        (
            {"Barn/ewe": Edit(notes=("look",))},
            "        <translation>Sch",
            "        <translatorcomment>look</translatorcomment>\n        <translation>Sch",
        ),
        ({"Barn/hen": Edit(notes=("a", "b"))}, ">old<", ">old\na\nb<"),
        (
            {"Barn/hen": Edit(issues=(Issue("omission", "what?"),))},
            "old</translatorcomment>",
            "old\nwhat?</translatorcomment>",
        ),
        (
            {"Barn/ewe": Edit(issues=(Issue("omission", "omission: x"),), target="S")},
            "        <translation>Schaf &#xe9;",
            '        <translatorcomment>omission: x</translatorcomment>\n        <translation type="unfinished">S',
        ),
        (
            {"Barn/cow": Edit(target="Kuh", notes=("n",))},
            "<source>cow</source>\n    ",
            "<source>cow</source>\n    \n        <translatorcomment>n</translatorcomment>\n        <translation>Kuh"
            "</translation>",
        ),
        ({"Barn/cow": Edit(keep=False)}, "\n    <message>\n        <source>cow</source>\n    </message>", ""),
        ({"Field/%n[0]": Edit(target="eins")}, "<numerusform>1", "<numerusform>eins"),
        ({"Field/%n[1]": Edit(target="eins")}, "<lengthvariant>one", "<lengthvariant>eins"),
        (
            {"Field/%n[0]": Edit(keep=False)},
            "<translation><numerusform>1",
            '<translation type="unfinished"><numerusform>',
        ),
    ],
)
def test_only_what_is_changed_changes(tmp_path, edits, old, new):
    corpus, out = read(written(tmp_path, MIXED)), tmp_path / "out.ts"
    before = corpus.path.read_text(encoding="utf-8")
    assert before.count(old) == 1
    rewrite(corpus, Destination(out), lambda segment: edits.get(segment.id, Edit()))
    assert out.read_text(encoding="utf-8") == before.replace(old, new)
    etree.parse(out)


TEXT = st.text(
    st.sampled_from("ab &<>\"'\n\r\t\v\x1b\x1c\x7f\u0085\u2028\ufeff\ufffe%é😀")
    | st.characters(exclude_categories=["Cs"], exclude_characters="\0")
)


@settings(deadline=None)
@given(st.lists(st.tuples(TEXT.filter(len), st.none() | TEXT.filter(str.strip), TEXT, st.booleans(), TEXT), min_size=1))
def test_what_is_written_is_read_back(tmp_path_factory, given_rows):
    path = tmp_path_factory.mktemp("ts") / "x.ts"
    segments = []
    for number, (source, target, note, draft, comment) in enumerate(given_rows):
        said = {"state": "untranslated" if target is None else "draft" if draft else "translated"}
        said |= {"note": note} if note else {}
        said |= {"disambiguation": comment} if comment else {}
        said |= {"context": f"C{number // 2}"} if number % 3 else {}
        references = () if target is None else (target,)
        segments.append(Segment(id=f"n{number}", source=source, references=references, metadata=said))
    write(segments, Destination(path, ("en", "de")), TS)
    corpus = read(path)
    found = [*corpus]
    assert corpus.languages == ("en", "de")
    assert [(s.source, s.references, s.metadata["state"]) for s in found] == [
        (s.source, s.references, s.metadata["state"]) for s in segments
    ]
    assert [s.metadata.get("note") for s in found] == [s.metadata.get("note") for s in segments]
    for segment, back in zip(segments, found, strict=True):
        assert back.metadata.get("disambiguation") in (segment.metadata.get("disambiguation"), segment.id)


def test_a_type_that_is_none_of_qts_is_replaced(tmp_path):
    corpus = read(written(tmp_path, context(f"{EWE}<translation lang='é' type = 'done'/>"), name="x.ts"))
    rewrite(corpus, Destination(tmp_path / "out.ts"), lambda _: Edit(target="Schaf", issues=(Issue("other", "x"),)))
    text = (tmp_path / "out.ts").read_text(encoding="utf-8")
    assert """<translation lang='é' type="unfinished">Schaf</translation>""" in text


def test_another_program_reads_what_we_write(tmp_path):
    segments = [
        Segment(id="1", source="a & b", references=("c < d",), metadata={"context": "Barn", "note": "look"}),
        Segment(id="2", source="a & b", references=("again",), metadata={"context": "Barn", "state": "draft"}),
        Segment(id="%n ox[0]", source="%n", references=("Ochse",), metadata={"context": "Barn", "plural": "0"}),
        Segment(id="%n ox[1]", source="%n", references=("Ochsen",), metadata={"context": "Barn", "plural": "1"}),
        Segment(id="3", source="line\ntwo"),
    ]
    path = tmp_path / "out.ts"
    write(segments, Destination(path, ("en", "de_DE")), TS)
    root = etree.parse(path).getroot()
    assert (root.get("language"), root.get("sourcelanguage")) == ("de_DE", "en")
    assert root.xpath("//comment/text()") == ["2"]
    assert root.xpath("count(//context)") == 2
    assert root.xpath("//translation[@type='unfinished']/../source/text()") == ["a & b", "line\ntwo"]
    assert units("ts2", "tsfile", path) == [
        [["a & b"], ["c < d"]],
        [["a & b"], ["again"]],
        [["%n"], ["Ochse", "Ochsen"]],
        [["line\ntwo"], [""]],
    ]
    assert [(s.source, s.references) for s in read(path)] == [(s.source, s.references) for s in segments]
