from __future__ import annotations

from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus.toolkit import units
from workbench.corpus import FORMATS, Segment, read
from workbench.corpus.edit import Edit, Issue
from workbench.corpus.format import Destination
from workbench.corpus.rewrite import rewrite, write
from workbench.errors import CorpusError

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: de\\n"\n\n'
PO = FORMATS["po"]


def written(folder, text, name="x.po", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def rows(corpus):
    return [(s.source, *s.references) for s in corpus]


def metadata(corpus):
    return [{"id": s.id, **s.metadata} for s in corpus]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('msgid "sheep"\nmsgstr "Schaf"\n', [("sheep", "Schaf")]),
        ('msgid "sheep"\nmsgstr ""\n', [("sheep",)]),
        ('msgid "sheep"\nmsgstr " "\n', [("sheep",)]),
        ('msgid ""\n"a "\n"sheep"\nmsgstr ""\n"ein "\n"Schaf"\n', [("a sheep", "ein Schaf")]),
        ('msgid "a" " sheep"\nmsgstr"Schaf"', [("a sheep", "Schaf")]),
        ('msgid "a"\r\nmsgstr "b"\r\n\r\nmsgid "c"\r\nmsgstr "d"\r\n', [("a", "b"), ("c", "d")]),
        ('msgid "a"\nmsgstr "b"\nmsgid "c"\nmsgstr "d"\n', [("a", "b"), ("c", "d")]),
        ('msgid "a"\nmsgstr "b"\n#:\n', [("a", "b")]),
        ('msgid "a"\nmsgstr "b"\n\n# the end\n', [("a", "b")]),
        ('#\n#without a blank\nmsgid "a"\nmsgstr "b"\n', [("a", "b")]),
        ('domain "app"\n\nmsgid "a"\nmsgstr "b"\n', [("a", "b")]),
        (r'msgid "\"\\\t\n\r\a\b\f\v\033\x41"' + '\nmsgstr "\\d"\n', [('"\\\t\n\r\a\b\f\v\x1bA', "\\d")]),
        (r'msgid "caf\303\251 \377"' + '\nmsgstr "x"\n', [("café \\377", "x")]),
        ('msgid "a\u2028b\x85"\nmsgstr "c\x0cd"\n', [("a\u2028b\x85", "c\x0cd")]),
        ('msgctxt ""\nmsgid ""\nmsgstr "b"\n', [("", "b")]),
        (
            'msgid "%d ox"\nmsgid_plural "%d oxen"\nmsgstr[0] "%d Ochse"\nmsgstr[1] ""\nmsgstr[2] "x"\n',
            [("%d ox", "%d Ochse"), ("%d oxen",), ("%d oxen", "x")],
        ),
        ('#~ msgid "old"\n#~ msgstr "alt"\n\nmsgid "a"\nmsgstr "b"\n', [("a", "b")]),
        (
            '# gone\n#, fuzzy\n#~| msgid "older"\n#~ msgid "old"\n#~ msgstr ""\n#~ "alt"\nmsgid "a"\nmsgstr "b"',
            [("a", "b")],
        ),
    ],
)
def test_messages_are_read_as_gettext_reads_them(tmp_path, text, expected):
    assert rows(read(written(tmp_path, HEADER + text))) == expected
    assert rows(read(written(tmp_path, text))) == expected


@pytest.mark.parametrize(
    ("comments", "expected"),
    [
        ("", {"state": "translated"}),
        ("#, fuzzy", {"state": "draft"}),
        ("#, c-format, fuzzy, no-wrap", {"state": "draft", "flags": "c-format, no-wrap"}),
        ("#: a.c:7 b.c:9\n#:c.c:1", {"state": "translated"}),
        ("# mine\n#\n#  two\n#. yours", {"state": "translated", "note": "mine\n\n two\nyours"}),
        ("#. type: Plain text\n#. i18n: file: a.ui:3\n#. aX9dB\n#. Title", {"state": "translated", "note": "Title"}),
        ('#| msgid "the "\n#| "ewe"\n#, fuzzy', {"state": "draft", "old_source": "the ewe"}),
        ('#| msgctxt "x"\n#| "y"\n#| msgid_plural "z"', {"state": "translated"}),
    ],
)
def test_comments_flags_and_history_are_told_apart(tmp_path, comments, expected):
    path = written(tmp_path, f'{HEADER}{comments}\nmsgid "sheep"\nmsgstr "Schaf"\n')
    assert metadata(read(path)) == [{"id": "sheep", **expected}]


def test_context_and_plural_form_are_part_of_the_id(tmp_path):
    message = 'msgid "{0}"\nmsgstr "x"\n\n'
    plural = 'msgid "a\\tram"\nmsgid_plural "rams"\nmsgstr[0] "x"\nmsgstr[1] ""\n\n'
    long = "one\\n two " * 30
    path = written(tmp_path, HEADER + message.format("a") + 'msgctxt "farm"\n' + message.format("a") + plural)
    assert metadata(read(path)) == [
        {"id": "a", "state": "translated"},
        {"id": "farm/a", "state": "translated", "context": "farm"},
        {"id": "a ram[0]", "state": "translated", "plural": "0"},
        {"id": "a ram[1]", "state": "untranslated", "plural": "1"},
    ]
    path = written(tmp_path, HEADER + message.format(long) + message.format(long + "!"))
    ids = [segment.id for segment in read(path)]
    assert len(set(ids)) == 2 and all(len(id) < 140 and "\n" not in id for id in ids)
    assert ids == [segment.id for segment in read(path)]


@pytest.mark.parametrize(
    ("name", "fields", "expected"),
    [
        ("x.po", "Language: pt_BR", (None, "pt_BR")),
        ("x.po", "Language: sr@latin", (None, "sr@latin")),
        ("x.po", "X-Poedit-Language: French\\nX-Poedit-Country: FRANCE", (None, "fr-FR")),
        ("x.po", "X-Poedit-Language: Norwegian Bokmal", (None, "nb")),
        ("x.po", "Language: \\nLanguage-Team: Catalan <ca@example.org>", (None, "ca")),
        ("de.po", "Language-Team: LANGUAGE <LL@li.org>", (None, "de")),
        ("app-pt_BR.po", "Language: German", (None, "de")),
        ("x.po", "X-Source-Language: en_GB\\nLanguage: de", ("en_GB", "de")),
        ("django.de_AT.po", "MIME-Version: 1.0", (None, "de_AT")),
        ("x.po", "MIME-Version: 1.0", (None, None)),
        ("x.pot", "Language: \\nLanguage-Team: LANGUAGE <LL@li.org>", (None, None)),
    ],
)
def test_the_header_says_the_languages_else_the_name_of_the_file(tmp_path, name, fields, expected):
    path = written(tmp_path, f'msgid ""\nmsgstr "{fields}\\n"\n\nmsgid "a"\nmsgstr "b"\n', name)
    assert read(path).description.languages == expected


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("UTF-8", "utf-16"),
        ("ISO-8859-1", "utf-16"),
        ("ISO-8859-1", "iso8859-1"),
        ("iso-8859-15", "iso8859-15"),
        ("CP1252", "cp1252"),
        ("CHARSET", "utf-8"),
        ("US-ASCII", "utf-8"),
        ("no-such-charset", "utf-8"),
        ("rot13", "utf-8"),
        ("UTF-16", "utf-8"),
    ],
)
def test_the_charset_is_that_of_the_mark_else_the_declared_one(tmp_path, declared, encoding):
    text = f'{HEADER.replace("UTF-8", declared)}msgid "ewe"\nmsgstr "Mutterschaf, größer"\n'
    path = written(tmp_path, text, encoding=encoding)
    corpus = read(path)
    assert rows(corpus) == [("ewe", "Mutterschaf, größer")]
    assert bool(corpus.description.notes) == (declared in ("no-such-charset", "rot13", "UTF-16"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there are no segments"),
        (HEADER, "there are no segments"),
        (f'{HEADER}#~ msgid "a"\n#~ msgstr "b"\n', "left out: 1 × obsolete message"),
        (f'{HEADER}msgid "a\nmsgstr "b"\n', "x.po:6: no line of a gettext file: 'msgid \"a'"),
        (f'{HEADER}msgid "a"b"\nmsgstr "b"\n', "x.po:6: no line of a gettext file"),
        (f'{HEADER}msgid a\nmsgstr "b"\n', "x.po:6: no line of a gettext file: 'msgid a'"),
        (f'{HEADER}msgid "a"\nmsgstr "b\\"\n', "x.po:7: no line of a gettext file"),
        (f'{HEADER}msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', "x.po:6: a message without msgstr"),
        (f'{HEADER}msgid "a"\nmsgstr "b"\n\nmsgctxt "a"\nmsgstr "c"\n', "x.po:9: a message without msgid"),
        ('"a"\n', "x.po:1: text without a keyword"),
        (f'{HEADER}msgid "a"\nmsgstr "\0"\n', "x.po:7: a NUL character"),
        (f'{HEADER}msgid "a"\nmsgstr "{"b" * 1_000_001}"\n', "x.po:7: the line is longer than"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(tmp_path, text, message):
    with pytest.raises(CorpusError) as caught:
        rows(read(written(tmp_path, text)))
    assert message in str(caught.value)


def test_bytes_of_another_charset_than_declared_are_told_and_may_be_skipped(tmp_path):
    path = written(tmp_path, f'{HEADER}msgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgstr "gr\xf6\xdfer"\n', encoding="latin-1")
    with pytest.raises(CorpusError, match=r"x\.po:10: byte 0xf6 is no text in UTF-8, the charset of this file"):
        rows(read(path))
    corpus = read(path, skip_bad_rows=True)
    assert rows(corpus) == [("a", "b")]
    assert corpus.survey().bad_rows == 1
    cut = tmp_path / "cut.po"
    cut.write_bytes(f'{HEADER}msgid "a"\nmsgstr "b"\n'.encode("utf-16")[:-1])
    with pytest.raises(CorpusError, match=r"cut\.po:[67]: not UTF-16-LE from here on"):
        rows(read(cut))


def test_bytes_of_another_charset_in_comments_spoil_no_message(tmp_path):
    text = f'# J\xf6rg\n{HEADER}# J\xf6rg\n#, f\xfczzy\n#| msgid "\xf6"\nmsgid "a"\nmsgstr "b"\n'
    corpus = read(written(tmp_path, text, encoding="latin-1"))
    said = {"id": "a", "state": "translated", "note": "J\ufffdrg", "flags": "f\ufffdzzy", "old_source": "\ufffd"}
    assert metadata(corpus) == [said]
    rewrite(corpus, Destination(tmp_path / "out.po"), lambda _: Edit(target="c"))
    assert (tmp_path / "out.po").read_bytes() == text.replace('"b"', '"c"').encode("latin-1")


def test_a_message_without_end_is_refused_before_it_fills_the_memory(tmp_path):
    path = tmp_path / "x.po"
    path.write_text('msgid "a"\nmsgstr ""\n' + ('"' + "b" * 100_000 + '"\n') * 101)
    with pytest.raises(CorpusError, match=r"x\.po:1: the message that begins here has more than 10,000,000 characters"):
        rows(read(path))


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("Shift_JIS", "shift_jis"), ("EUC-JP", "euc_jp"), ("GB18030", "gb18030"), ("BIG5", "big5")],
)
def test_characters_that_have_a_backslash_as_second_byte_are_read_and_written_back(tmp_path, declared, encoding):
    # 表 is 95 5C in Shift_JIS, 功 is A5 5C in Big5.
    text = f'{HEADER.replace("UTF-8", declared)}msgid "a"\nmsgstr "表功表"\n\nmsgid "b"\nmsgstr "表\\"功"\n'
    corpus = read(written(tmp_path, text, encoding=encoding))
    assert rows(corpus) == [("a", "表功表"), ("b", '表"功')]
    rewrite(corpus, Destination(tmp_path / "out.po"), lambda s: Edit(target="功\\") if s.id == "a" else Edit())
    assert (tmp_path / "out.po").read_bytes() == text.replace("表功表", "功\\\\").encode(encoding)


@pytest.mark.parametrize("name", ["x.po", "x.txt", "x.pot", "no-ending"])
def test_content_tells_the_format(tmp_path, name):
    corpus = read(written(tmp_path, f'{HEADER}msgid "a\tb"\nmsgstr "c"\n', name))
    assert (corpus.format, rows(corpus)) == ("po", [("a\tb", "c")])


def test_the_tool_is_named_and_keys_in_place_of_sources_are_told_once(tmp_path):
    messages = "".join(f'msgid "{key}"\nmsgstr "x"\n\n' for key in ("home.title", "home.sub_title", "menuOpen"))
    header = HEADER.replace('"Language', '"X-Generator: Poedit 3.5\\n"\n"Language')
    description = read(written(tmp_path, header + messages)).description
    assert description.kind == "gettext PO, by Poedit 3.5"
    assert [note for note in description.notes if "keys" in note] == [*description.notes]
    assert description.notes
    assert not read(written(tmp_path, f'{header}{messages}msgid "Open"\nmsgstr "x"\n')).description.notes


MIXED = (
    '# Licence\n#\n#, fuzzy\nmsgid   ""\nmsgstr ""\n"Language: de\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Project-Id-Version: x\\n"\n\n\n#mine\n#. yours\n#: a.c:1\n#, c-format\n#| msgid "eve"\nmsgctxt "c"\nmsgid "ewe"\n'
    'msgstr ""\n"Mutter"\n  "schaf"\n\nmsgid "%d ox"\nmsgid_plural "%d oxen"\nmsgstr[0] "Ochse"\nmsgstr[1] "Ochsen"\n'
    '#~ msgid "old"\n#~ msgstr "alt"\n\nmsgid"x" "\\x41"\nmsgstr "größer"\n# the end'
)
OXEN = MIXED[MIXED.index('msgid "%d') : MIXED.index("#~")]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso8859-1"])
@pytest.mark.parametrize("text", [MIXED, HEADER + 'msgid "a"\nmsgstr "b"\n', 'msgid "a"\nmsgstr ""', "\n\n" + MIXED])
def test_what_is_not_changed_stays_byte_for_byte(tmp_path, text, encoding, newline):
    text = text.replace("UTF-8", "iso-8859-1") if encoding == "iso8859-1" else text
    corpus = read(written(tmp_path, text.replace("\n", newline), encoding=encoding))
    out = tmp_path / "out.po"
    rewrite(corpus, Destination(out), lambda _: Edit())
    assert out.read_bytes() == corpus.path.read_bytes()


@pytest.mark.parametrize(
    ("edits", "old", "new"),
    [
        ({"c/ewe": Edit(target='Schaf "A"\nB')}, '""\n"Mutter"\n  "schaf"\n', '""\n"Schaf \\"A\\"\\n"\n"B"\n'),
        ({"c/ewe": Edit(notes=("look\nhere",))}, "#mine\n", "#mine\n# look\n# here\n"),
        (
            {"c/ewe": Edit(issues=(Issue("omission", "no ewe"),))},
            "#. yours\n#: a.c:1\n#, c-format",
            "# no ewe\n#. yours\n#: a.c:1\n#, fuzzy, c-format",
        ),
        ({"x A": Edit(notes=("n",))}, 'msgid"x"', '# n\nmsgid"x"'),
        ({"x A": Edit(issues=(Issue("omission", "omission: n"),))}, 'msgid"x"', '# omission: n\n#, fuzzy\nmsgid"x"'),
        ({"x A": Edit(keep=False)}, 'msgid"x" "\\x41"\nmsgstr "größer"\n', ""),
        ({"%d ox[1]": Edit(target="Rinder")}, '"Ochsen"', '"Rinder"'),
        ({"%d ox[1]": Edit(keep=False)}, '"Ochsen"', '""'),
        ({"%d ox[0]": Edit(keep=False), "%d ox[1]": Edit(keep=False)}, OXEN, ""),
        ({"c/ewe": Edit(columns={"suspicion": 0.5}, target="Mutterschaf")}, "", ""),
    ],
)
def test_only_what_is_changed_changes(tmp_path, edits, old, new):
    text = MIXED.replace('msgid"x" "\\x41"', 'msgid"x A"') if "x A" in edits else MIXED
    old = old.replace('msgid"x" "\\x41"', 'msgid"x A"')
    old, new = (part.replace('msgid"x"', 'msgid"x A"') if "x A" in edits else part for part in (old, new))
    corpus, out = read(written(tmp_path, text)), tmp_path / "out.po"
    rewrite(corpus, Destination(out), lambda segment: edits.get(segment.id, Edit()))
    assert out.read_text(encoding="utf-8") == text.replace(old, new, 1)


def test_a_character_that_the_charset_lacks_is_refused_and_nothing_is_left(tmp_path):
    corpus = read(written(tmp_path, HEADER.replace("UTF-8", "ISO-8859-1") + 'msgid "a"\nmsgstr "b"\n'))
    out = tmp_path / "out.po"
    with pytest.raises(CorpusError, match=r"x\.po:6: '€' cannot be written in ISO8859-1"):
        rewrite(corpus, Destination(out), lambda _: Edit(target="5 €"))
    assert not list(tmp_path.glob("out*"))


TEXT = st.text(
    st.sampled_from('ab "\\\n\r\t\v\f\a\b\x1b\u0085\u2028\ufeff#{}%é😀')
    | st.characters(exclude_categories=["Cs"], exclude_characters="\0")
)
SEGMENTS = st.lists(
    st.tuples(TEXT, TEXT.filter(str.strip) | st.none(), st.none() | TEXT, st.booleans(), st.none() | TEXT), max_size=6
).filter(bool)


@settings(deadline=None)
@given(SEGMENTS)
def test_what_is_written_is_read_back_and_polib_agrees(tmp_path_factory, given_rows):
    path = tmp_path_factory.mktemp("po") / "x.po"
    segments = []
    for number, (source, target, context, draft, note) in enumerate(given_rows):
        said = {"state": "untranslated" if target is None else "draft" if draft else "translated"}
        said |= {} if context is None else {"context": context}
        said |= {"note": clean} if note and (clean := "\n".join(map(str.rstrip, note.splitlines())).strip("\n")) else {}
        references = () if target is None else (target,)
        segments.append(Segment(id=f"n{number}", source=source, references=references, metadata=said))
    write(segments, Destination(path, ("en", "de")), PO)
    corpus = read(path)
    found = [*corpus]
    assert corpus.languages == ("en", "de")
    assert [(s.source, s.references, s.metadata["state"]) for s in found] == [
        (s.source, s.references, s.metadata["state"]) for s in segments
    ]
    for segment, back in zip(segments, found, strict=True):
        assert back.metadata.get("context") in (segment.metadata.get("context"), segment.id)
    assert [s.metadata.get("note") for s in found] == [s.metadata.get("note") for s in segments]
    entries = polib.pofile(str(path))
    assert [(entry.msgid, entry.msgstr) for entry in entries] == [(s.source, "".join(s.references)) for s in segments]


def test_other_programs_read_what_we_write(tmp_path):
    forms = [
        Segment(id="%d ox[0]", source="%d ox", references=("%d Ochse",), metadata={"plural": "0"}),
        Segment(id="%d ox[1]", source="%d oxen", references=("%d Ochsen",), metadata={"plural": "1"}),
    ]
    others = [
        Segment(id="1", source="ewe", references=("Schaf",), metadata={"note": "a\nb", "flags": "c-format"}),
        Segment(id="2", source="ewe", references=("Mutterschaf",), metadata={"old_source": "eve"}),
        Segment(id="3", source='"\\\n\ttab', references=("x\ny",), metadata={"state": "draft"}),
        Segment(id="4", source="", references=("nothing",)),
        Segment(id="5", source="hypothesis alone", hypothesis="Hypothese"),
        Segment(id="ram[1]", source="rams", references=("Widder",), metadata={"plural": "1"}),
    ]
    path = tmp_path / "out.po"
    write([*others, *forms], Destination(path), PO)
    expected = [(s.source, s.references) for s in [*others, *forms]]
    assert [(s.source, s.references) for s in read(path)] == expected
    entries = [*polib.pofile(str(path))]
    assert [(e.msgctxt, e.msgid, e.msgid_plural, e.flags) for e in entries] == [
        (None, "ewe", "", ["c-format"]),
        ("2", "ewe", "", []),
        (None, '"\\\n\ttab', "", ["fuzzy"]),
        ("4", "", "", []),
        (None, "hypothesis alone", "", []),
        (None, "rams", "", []),
        (None, "%d ox", "%d oxen", []),
    ]
    assert entries[0].tcomment == "a\nb" and entries[1].previous_msgid == "eve"
    assert entries[-1].msgstr_plural == {0: "%d Ochse", 1: "%d Ochsen"}
    assert units("pypo", "pofile", path)[-1] == [["%d ox", "%d oxen"], ["%d Ochse", "%d Ochsen"]]
    write(others, Destination(path, hypotheses=True), PO)
    assert [e.msgstr for e in polib.pofile(str(path))] == ["", "", "", "", "Hypothese", ""]


@pytest.mark.parametrize(
    "sources", [("", "%d oxen"), ("%d ox", ""), ("%d ox", "oxen", "cows"), ("ox",), ("a", "b", "b")]
)
@pytest.mark.parametrize("name", ["po", "qt-ts"])
def test_forms_keep_their_sources_also_where_these_make_no_message(tmp_path, sources, name):
    segments = [
        Segment(id=f"ox[{form}]", source=source, references=(f"t{form}",), metadata={"plural": str(form)})
        for form, source in enumerate(sources)
    ]
    write(segments, Destination(tmp_path / "out"), FORMATS[name])
    assert rows(read(tmp_path / "out")) == rows(segments)


def test_a_file_is_read_as_a_stream(tmp_path):
    path = Path(written(tmp_path, HEADER + "".join(f'msgid "{n}"\nmsgstr "x"\n\n' for n in range(20_000)) + '"open\n'))
    assert len(rows(read(path, limit=5))) == 5
    with pytest.raises(CorpusError, match=r"x\.po:60006: no line of a gettext file"):
        rows(read(path))
