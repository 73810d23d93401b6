"""XLIFF 1.0 to 1.2 by the standard: read, written again, written new."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from workbench.corpus import FORMATS, read
from workbench.corpus.code import CodedText
from workbench.corpus.edit import Edit, Issue
from workbench.corpus.format import Destination
from workbench.corpus.rewrite import rewrite, write
from workbench.corpus.segment import Segment
from workbench.errors import CorpusError

CORE = 'xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"'


def document(
    units: str, file: str = 'original="a" source-language="en" target-language="de" datatype="plaintext"'
) -> str:
    return f'<?xml version="1.0"?>\n<xliff {CORE}><file {file}><body>\n{units}\n</body></file></xliff>'


def unit(source: str, target: str | None = None, attributes: str = 'id="1"') -> str:
    written = "" if target is None else f"<target>{target}</target>"
    return f"<trans-unit {attributes}><source>{source}</source>{written}</trans-unit>"


def saved(tmp_path, text, name="x.xlf", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def segment(tmp_path, units):
    (found,) = read(saved(tmp_path, document(units)))
    return found


SIMPLE = [
    unit("Ant", "Ameise"),
    unit("Ant", "Ant", 'id="2" xml:space="preserve"'),
    unit("Ant", None, 'resname="x"'),
    unit("Ant", "Ameise", 'id="4" approved="yes"'),
    unit("Ant", "Ameise", 'id="5" translate="no"'),
    unit(" ", "", 'id="6"'),
    unit("", "Ameise", 'id="7"'),
    unit("Ant", "<x id='1'/>", 'id="8"'),
    '<trans-unit id="9"><source>Ant</source><target state="needs-l10n">Ameise</target></trans-unit>',
    '<trans-unit id="10"><source>Ant</source><target state-qualifier="mt-suggestion">Ameise</target></trans-unit>',
    '<trans-unit id="11"><target>Ameise</target><source>Ant</source></trans-unit>',
    '<trans-unit id="12"><source>Ant</source><note>Insect</note></trans-unit>',
    '<trans-unit id="13"><target>Ameise</target></trans-unit>',
    '<trans-unit id="14"/>',
    '<group restype="x-gettext-plurals">' + unit("Ant", "Ameise", 'id="15[0]"') + "</group>",
    "<unit id='16'><segment><source>Ant</source></segment></unit>",
    unit("An <x id='1'/>ant", "Eine <x id='1'/>Ameise", 'id="17"'),
    unit("<g id='1'>Ant</g>", "<g id='1'>Ant</g>", 'id="18"'),
    unit("<x id='1'/>", "<x id='1'/>", 'id="19"'),
    unit("Ant<ph id='1'>a<sub>note</sub></ph>", "Ameise", 'id="20"'),
    unit("<mrk mtype='seg' mid='1'>Ant</mrk> <mrk mtype='seg' mid='2'>Bee</mrk>", "Ameise", 'id="21"'),
    unit("<mrk mtype='x' comment='small'>Ant</mrk>", "<mrk mtype='x'>Ameise</mrk>", 'id="22"'),
    '<bin-unit id="23"><source>Ant</source></bin-unit>',
    '<trans-unit id="24"><source>Ant</source><target>Ameise</target><target>Emse</target></trans-unit>',
    '<trans-unit id="25"><source>Ant</source><source>Ant</source></trans-unit>',
]


@pytest.mark.parametrize("original", ["a", "ng.template"])
def test_units_of_two_texts_are_read_as_all_others_are(tmp_path, monkeypatch, original):
    path = saved(tmp_path, document("\n".join(SIMPLE)).replace('original="a"', f'original="{original}"'))
    quick, left_out = [*read(path)], read(path).survey().left_out
    monkeypatch.setattr("workbench.corpus.formats.xliff.reading._Reader.simple", lambda *_: None)
    assert [*read(path)] == quick
    assert read(path).survey().left_out == left_out


@pytest.mark.parametrize(
    ("attributes", "target", "expected"),
    [
        ("", None, "untranslated"),
        ("", "<target/>", "untranslated"),
        ("", "<target> \n</target>", "untranslated"),
        ("", '<target state="final"/>', "untranslated"),
        ('approved="yes"', "<target/>", "untranslated"),
        ("", "<target>Tal</target>", None),
        ('approved="no"', "<target>Tal</target>", None),
        ('approved="yes"', "<target>Tal</target>", "approved"),
        ('approved="yes"', '<target state="needs-review-translation">Tal</target>', "draft"),
        ("", '<target state="new">Tal</target>', "draft"),
        ("", '<target state="new">Vale</target>', "untranslated"),
        ("", '<target state="needs-l10n">Tal</target>', "draft"),
        ("", '<target state="translated" state-qualifier="leveraged-mt">Tal</target>', "translated"),
        ("", '<target state-qualifier="mt-suggestion">Tal</target>', "draft"),
        ("", '<target state="signed-off">Tal</target>', "approved"),
        ("", '<target state="x-own">Tal</target>', None),
        ("", '<alt-trans><target state="final">Tal</target></alt-trans>', "untranslated"),
    ],
)
def test_the_state_is_what_the_file_says_of_a_text_that_is_there(tmp_path, attributes, target, expected):
    found = segment(tmp_path, f'<trans-unit id="1" {attributes}><source>Vale</source>{target or ""}</trans-unit>')
    assert found.metadata.get("state") == expected


@pytest.mark.parametrize(
    ("inline", "text", "codes"),
    [
        ('Go <g id="1">home</g>', "Go <c1>home</c1>", [("open", "1", None), ("close", "1", None)]),
        ('Go<x id="b" equiv-text="&lt;br/>"/>on', "Go<br/>on", [("alone", "b", "<br/>")]),
        ('<bx id="1" rid="9"/>a<ex id="2" rid="9"/>', "<c9>a</c9>", [("open", "9", None), ("close", "9", None)]),
        ('<bpt id="1">[b]</bpt>a<ept id="1">[/b]</ept>', "<c1>a</c1>", [("open", "1", None), ("close", "1", None)]),
        ('a <it id="3" pos="close">&lt;/i></it> b', "a </c3> b", [("close", "3", None)]),
        ('a <it id="3">?</it>b', "a <c3/>b", [("alone", "3", None)]),
        ('<ph id="p">%s <sub>inner</sub></ph> left', "<p/> left", [("alone", "p", None)]),
        ('Two <mrk mtype="term">red</mrk> <!-- no -->hens', "Two red hens", []),
        ('Two <mrk mtype="x-sdl-deleted">blue</mrk>red', "Two red", []),
        ('<g id="1">a<g id="2">b</g></g>', "<c1>a<c2>b</c2></c1>",
         [("open", "1", None), ("open", "2", None), ("close", "2", None), ("close", "1", None)]),
        ("a<foo>b</foo>c", "a<foo>b</foo>c", [("open", "foo", None), ("close", "foo", None)]),
        ("<![CDATA[<b>]]> &amp;nbsp; &#233;", "<b> &nbsp; é", []),
    ],
)  # fmt: skip
def test_codes_stand_where_they_are_and_what_is_in_them_is_no_text(tmp_path, inline, text, codes):
    found = segment(tmp_path, unit(inline))
    assert found.source == text
    assert [(code.kind, code.id, code.shows) for code in found.source_codes] == codes
    assert all(found.source[code.start : code.end] for code in found.source_codes)


def test_a_target_shows_what_the_source_says_that_its_codes_show(tmp_path):
    found = segment(tmp_path, unit('<x id="n" equiv-text="{n}"/> hens', '<x id="n"/> Hennen'))
    assert found.references == ("{n} Hennen",)


SEGMENTED = """<trans-unit id="u"><source>Rise. <g id="1">Shine. Go.</g></source><seg-source><mrk mtype="seg"
mid="a">Rise.</mrk> <g id="1"><mrk mtype="seg" mid="b">Shine.</mrk> <mrk mtype="seg" mid="c">Go.</mrk></g></seg-source>
<target><mrk mtype="seg" mid="b">Strahle.</mrk> <mrk mtype="seg" mid="a">Steh auf.</mrk> <mrk mtype="seg"
mid="d">Und?</mrk></target></trans-unit>"""


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (SEGMENTED,
         [("u/a", "Rise.", "Steh auf."), ("u/b", "Shine.", "Strahle."), ("u/c", "Go.", None), ("u/d", "", "Und?")]),
        (SEGMENTED.replace("seg-source>", "ignored>"), [("u", "Rise. <c1>Shine. Go.</c1>", "Strahle. Steh auf. Und?")]),
        (SEGMENTED.partition("<target>")[0] + "<target>Alles.</target></trans-unit>",
         [("u", "Rise. <c1>Shine. Go.</c1>", "Alles.")]),
        (SEGMENTED.partition("<target>")[0] + "<target/></trans-unit>",
         [("u/a", "Rise.", None), ("u/b", "Shine.", None), ("u/c", "Go.", None)]),
    ],
)  # fmt: skip
def test_segments_within_a_unit_pair_by_mid_or_not_at_all(tmp_path, units, expected):
    found = read(saved(tmp_path, document(units)))
    assert [(each.id, each.source, *(each.references or (None,))) for each in found] == expected


def test_what_is_no_segment_is_counted_by_reason(tmp_path):
    units = [
        unit("Ant", "Ameise"),
        unit("NASA", "NASA", 'id="2" translate="no"'),
        '<group translate="no">',
        unit("ESA", None, 'id="3"'),
        unit("Bee", "Biene", 'id="4" translate="yes"'),
        "</group>",
        unit('<x id="1"/>', '<x id="1"/>', 'id="5"'),
        unit("<ph id='1'><sub>Alt</sub></ph> Wasp", None, 'id="6"'),
        '<bin-unit id="7" mime-type="image/png"><bin-source/>' + unit("Caption", None, 'id="8"') + "</bin-unit>",
    ]
    corpus = read(saved(tmp_path, document("".join(units))))
    assert [each.source for each in corpus] == ["Ant", "Bee", "<c1/> Wasp", "Caption"]
    assert corpus.survey().left_out == {
        "unit not to be translated": 2,
        "unit without text": 1,
        "text within a code": 1,
        "binary unit": 1,
    }


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("<note>Keep it short</note>", "Keep it short"),
        ('<note from="Developer">One</note><note>Two</note><note>One</note>', "One\nTwo"),
        ("<note>src/app/inn.component.html:12,14</note>", None),
        ("<note>src/a.ts:1; src/b.ts:20</note>", None),
        ('<note from="location">line 7</note>', None),
        ("<note>inn.title</note>", None),
        ("<note/>", None),
        ('<note from="key">app.title</note>', None),
    ],
)
def test_notes_are_what_people_wrote(tmp_path, note, kept):
    found = segment(tmp_path, f'<trans-unit id="inn.title"><source>Inn</source>{note}</trans-unit>')
    assert found.metadata.get("note") == kept


TWO = f"<xliff {CORE}>" + "".join(
    f'<file original="{name}" source-language="en" target-language="{language}" datatype="x"><body>{body}</body></file>'
    for name, language, body in [
        ("a", "fr", unit("One", "Un")),
        ("b", "pt-BR", unit("One", "Um")),
        ("c", "pt-PT", unit("Bus", "Autocarro")),
    ]
)
TWO += "</xliff>"


def test_of_several_files_those_in_the_languages_asked_for_are_read(tmp_path):
    path = saved(tmp_path, TWO)
    with pytest.raises(
        CorpusError, match=r"3 languages: fr \(1\), pt-BR \(1\), pt-PT \(1\) of 3 units; .*--target-lang"
    ):
        [*read(path)]
    assert read(path).languages == ("en", None)
    assert "several target languages (fr, pt-BR, pt-PT)" in read(path).description.notes[1]
    corpus = read(path, target_language="pt-PT")
    assert [each.references for each in corpus] == [("Autocarro",)]
    assert corpus.survey().left_out == {"unit in another language": 2}
    assert [each.id for each in read(path, target_language="French")] == ["a/1"]
    for asked, told in [("pt", r"may be pt-BR \(1\), pt-PT \(1\)"), ("pl", "none of its languages")]:
        with pytest.raises(CorpusError, match=told):
            [*read(path, target_language=asked)]


def test_languages_that_stand_at_the_texts_alone_are_found(tmp_path):
    text = document(
        '<trans-unit id="1"><source xml:lang="en-GB">Lift</source><target xml:lang="de-AT">Aufzug</target></trans-unit>'
    )
    assert read(saved(tmp_path, text.replace(' source-language="en" target-language="de"', ""))).languages == (
        "en-GB",
        "de-AT",
    )


def test_a_file_in_which_most_targets_are_the_source_says_so(tmp_path):
    units = "".join(unit(f"Fig {n}", f"Fig {n}" if n else "Feige", f'id="{n}"') for n in range(4))
    corpus = read(saved(tmp_path, document(units)))
    assert "source again in 3 of 4" in corpus.description.notes[0]
    assert [each.metadata.get("copy_of_source") for each in corpus] == [None, True, True, True]


def test_a_document_in_the_file_may_be_larger_than_any_text_that_is_read(tmp_path):
    lines = f"{'QUJD' * 18}\r\n" * 150_000
    embedded = f'<header><skl><internal-file form="base64">{lines}</internal-file></skl></header><body>'
    path, out = saved(tmp_path, document(unit("Pea", "Erbse")).replace("<body>", embedded)), tmp_path / "out.xlf"
    (found,) = read(path)
    assert (found.source, found.references, found.line) == ("Pea", ("Erbse",), 150_003)
    rewrite(read(path), Destination(out), lambda _: Edit(target="Bohne"))
    assert out.read_bytes() == path.read_bytes().replace(b"Erbse", b"Bohne")


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (unit("inn.open", "Offen", 'id="inn.open"') + unit("inn", "Gasthof", 'id="inn"'), ["", ""]),
        (unit("Open", "Offen", 'id="Open"') + unit("Inn", "Gasthof", 'id="Inn"'), ["Open", "Inn"]),
        (unit("inn.open", "Offen", 'id="inn.open"') + unit("Inn", "Gasthof", 'id="a"'), ["inn.open", "Inn"]),
    ],
)
def test_sources_that_are_keys_in_every_unit_are_no_texts(tmp_path, units, expected):
    assert [each.source for each in read(saved(tmp_path, document(units)))] == expected


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("x.xlf", document(unit("a")).replace("</body>", ""), r"x\.xlf:4: "),
        ("x.xlf", document(unit("&nbsp;a")), r"x\.xlf:3: .*nbsp"),
        ("x.xlf", "<html><body/></html>", "no XLIFF"),
        ("x.xlf", document(""), "no segments"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, name, text, told):
    path = saved(tmp_path, text, name)
    with pytest.raises(CorpusError, match=told):
        [*read(path, format="xliff")]


def test_content_tells_the_format_whatever_the_name_is(tmp_path):
    assert read(saved(tmp_path, document(unit("a")), "export.txt")).format == "xliff"
    assert read(saved(tmp_path, document(unit("a")), "export.xml", "utf-16")).format == "xliff"
    assert read(saved(tmp_path, "what is it\t<xliff version='1.2'>\n", "x.tsv")).format == "tsv"


# --- written again -------------------------------------------------------------------------------

AWKWARD = """<?xml version='1.0' encoding='{encoding}' standalone="no"?>
<!DOCTYPE xliff SYSTEM "xliff.dtd" [ <!ENTITY firm "Moss &#43; Co"> ]>
<!-- before -->
<xliff version='1.2' xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:o = "urn:own">
  <file original='a&#10;b' source-language="en" target-language="de" datatype="plaintext"><header/>
  <body>
    <trans-unit   id="1"
       o:mark='&lt;"' ><!-- inside --><source>Tea &amp; <![CDATA[<cake>]]></source>
      <target state='translated' o:x="1">Tee</target  >
      <?keep me?>
      <o:own>&#233;ü</o:own>
    </trans-unit >
    <trans-unit id='2'><source>By &firm;</source><target>Von <g  id='7' o:k="v">&firm;</g></target></trans-unit>
    <trans-unit id='/>"'/><bin-unit id="5"/><trans-unit id="3"><source>Milk</source></trans-unit>
  </body></file>
</xliff>
<!-- after -->
"""


@pytest.mark.parametrize(
    ("encoding", "newline"), [("utf-8", "\n"), ("utf-8-sig", "\r\n"), ("utf-16", "\n"), ("windows-1252", "\r\n")]
)
def test_what_is_not_changed_stays_byte_by_byte(tmp_path, encoding, newline):
    text = AWKWARD.format(encoding=encoding.removesuffix("-sig")).replace("\n", newline)
    path, out = saved(tmp_path, text, encoding=encoding), tmp_path / "out.xlf"
    rewrite(read(path), Destination(out), lambda _: Edit())
    assert out.read_bytes() == path.read_bytes()
    edits = {"1": Edit(target="Ein „Tee“"), "3": Edit(target="Milch", notes=("new",))}
    rewrite(read(path), Destination(out), lambda segment: edits.get(segment.id, Edit()))
    after = out.read_bytes().decode(encoding)
    assert after.split("<body>")[0] == text.split("<body>")[0]
    assert after.split("id='2'")[1].split("</trans-unit")[0] == text.split("id='2'")[1].split("</trans-unit")[0]
    assert after.endswith(text[text.index("</body>") :])
    assert after.replace("\r\n", "").count("\n") == (after.count("\n") if newline == "\n" else 0)
    for kept in ("<!-- inside -->", "<?keep me?>", "<![CDATA[<cake>]]>"):
        assert kept in after
    assert canonical(out, ["Ein „Tee“", "Milch"]) == canonical(path, ["Tee", None])
    assert [each.references for each in read(out)] == [("Ein „Tee“",), ("Von <c7>Moss + Co</c7>",), ("Milch",)]


def canonical(path, targets):
    """The file without the first and the last target and without our notes, which must be as given."""
    tree = etree.parse(path)
    units = [unit for unit in tree.iter("{*}trans-unit") if unit.get("id") in ("1", "3")]
    for found, expected in zip(units, targets, strict=True):
        target = found.find("{*}target")
        assert (None if target is None else target.text) == expected
        if found.get("id") == "3":
            for child in [*found][1:]:
                found.remove(child)
        else:
            target.text = ""
    return etree.tostring(tree, method="c14n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<c1>Los</c1>, <b/>!", '<g id="1" ctype="bold">Los</g>, <x id="b"/>!'),
        ("Los!", "Los!"),
        ("<b/><c1></c1>", '<x id="b"/><g id="1" ctype="bold"></g>'),
        ("<c1>Los", '<bx id="1"/>Los'),
        ("Los</c1>", 'Los<ex id="1"/>'),
        ("</c1>Los<c1>", '<ex id="1"/>Los<bx id="1"/>'),
        ("a < b & c > d <c9>", "a &lt; b &amp; c &gt; d &lt;c9&gt;"),
        ("<b/><b/>", '<x id="b"/><x id="b"/>'),
    ],
)
def test_placeholders_become_the_units_own_codes(tmp_path, text, expected):
    path = saved(tmp_path, document(unit('<g id="1" ctype="bold">Go</g><x id="b"/>')))
    out = tmp_path / "out.xlf"
    rewrite(read(path), Destination(out), lambda _: Edit(target=text))
    assert f"<target>{expected}</target>" in out.read_text(encoding="utf-8")
    assert next(iter(read(out))).references == ((text,) if text.strip("<>/bc1") else ())


def test_one_of_several_segments_goes_from_all_sides(tmp_path):
    path, out = saved(tmp_path, document(SEGMENTED + unit("Stay", "Bleib", 'id="v"'))), tmp_path / "out.xlf"
    rewrite(read(path), Destination(out), lambda segment: Edit(keep=segment.source != "Shine."))
    assert [each.id for each in read(out)] == ["u/a", "u/c", "u/d", "v"]
    (source, *_) = etree.parse(out).iter("{*}source")
    assert "".join(source.itertext()).split() == ["Rise.", "Go."]
    rewrite(read(path), Destination(out), lambda segment: Edit(keep=segment.id == "v"))
    assert [each.id for each in read(out)] == ["v"]


def test_a_segment_without_target_gets_one_beside_the_others(tmp_path):
    path, out = saved(tmp_path, document(SEGMENTED)), tmp_path / "out.xlf"
    rewrite(read(path), Destination(out), lambda each: Edit(target="Geh.") if each.id == "u/c" else Edit())
    assert [each.references for each in read(out)] == [("Steh auf.",), ("Strahle.",), ("Geh.",), ("Und?",)]


def test_issues_are_notes_and_a_character_that_xml_cannot_hold_is_refused(tmp_path):
    path, out = saved(tmp_path, document(unit("Go", "Los"))), tmp_path / "out.xlf"
    rewrite(read(path), Destination(out), lambda _: Edit(issues=(Issue("omission", "a\x1bword is missing"),)))
    assert '<note from="workbench">a&lt;U+001B&gt;word is missing</note>' in out.read_text(encoding="utf-8")
    with pytest.raises(CorpusError, match=r"x\.xlf:3: U\+000C"):
        rewrite(read(path), Destination(out), lambda _: Edit(target="a\x0cb"))


def test_a_limit_leaves_out_what_is_behind_it(tmp_path):
    path, out = (
        saved(tmp_path, document("".join(unit(f"n{n}", None, f'id="{n}"') for n in range(5)))),
        tmp_path / "out.xlf",
    )
    rewrite(read(path, limit=2), Destination(out), lambda _: Edit())
    assert [each.id for each in read(out)] == ["0", "1"]


# --- written new ---------------------------------------------------------------------------------

HELD = st.characters(
    exclude_categories=["Cs"],
    exclude_characters="".join(chr(code) for code in range(32) if chr(code) not in "\n\r\t") + "\ufffe\uffff",
)
TEXT = st.text(HELD | st.sampled_from("<>&\"' \u2028\u0085\ufeff]"), min_size=1, max_size=12).filter(
    lambda text: not text.isspace()
)
CODE = st.tuples(st.sampled_from(["open", "close", "alone"]), st.text(HELD, max_size=4), st.none() | TEXT)


@st.composite
def coded(draw, side):
    text = CodedText()
    text.text(draw(TEXT))
    for code in draw(st.lists(CODE, max_size=3)):
        # A code shows in the target what it shows in the source.
        kind, id, shows = code
        text.code(kind, side + id, shows)
        text.text(draw(st.just("") | TEXT))
    return text.finished()


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(coded("s"), st.none() | coded("t"), st.sampled_from([None, "draft", "approved", "rejected"])),
        min_size=1,
        max_size=4,
    )
)
def test_what_is_written_is_read_back(tmp_path_factory, rows):
    written = []
    for number, ((source, codes), target, state) in enumerate(rows):
        known = {"state": state} if target and state else {} if target else {"state": "untranslated"}
        written.append(
            Segment(
                id=f"{number} <&\"'\n\t>",
                source=source,
                references=(target[0],) if target else (),
                metadata=known,
                position=number,
                source_codes=codes,
                reference_codes=(target[1],) if target and target[1] else (),
            )
        )
    path = tmp_path_factory.getbasetemp() / "written.xlf"
    write(written, Destination(path, languages=("en", None)), FORMATS["xliff"])
    corpus = read(path)
    assert corpus.languages == ("en", None)
    for old, new in zip(written, corpus, strict=True):
        facts = {name: value for name, value in new.metadata.items() if name != "copy_of_source"}
        assert (new.id, new.source, new.references, facts) == (old.id, old.source, old.references, old.metadata)
        assert (new.source_codes, new.reference_codes) == (old.source_codes, old.reference_codes)


TOOLKIT = """
import json, sys
from translate.storage.xliff import xlifffile
print(json.dumps([[unit.source, unit.target, unit.getnotes()] for unit in xlifffile.parsefile(sys.argv[1]).units]))
"""


def test_another_tool_reads_what_was_written(tmp_path):
    segments = [
        Segment(id="a", source="Plum & <pear>", references=("Pflaume & <Birne>",), metadata={"note": "fruit"}),
        Segment(id="b", source="Quince"),
    ]
    path = tmp_path / "new.xlf"
    write(segments, Destination(path, languages=("en", "de")), FORMATS["xliff"])
    done = subprocess.run([sys.executable, "-c", TOOLKIT, path], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [["Plum & <pear>", "Pflaume & <Birne>", "fruit"], ["Quince", None, ""]]


def test_a_hypothesis_is_written_where_it_is_asked_for(tmp_path):
    path = tmp_path / "new.xlf"
    segments = [Segment(id="a", source="Sloe", references=("Schlehe",), hypothesis="Langsam")]
    write(segments, Destination(path, languages=("en", "de"), hypotheses=True), FORMATS["xliff"])
    assert [each.references for each in read(path)] == [("Langsam",)]


def test_a_character_that_xml_cannot_hold_is_refused_and_nothing_is_left(tmp_path):
    with pytest.raises(CorpusError, match=r"segment 'a' has the character U\+0001"):
        write([Segment(id="a", source="x\x01")], Destination(tmp_path / "new.xlf"), FORMATS["xliff"])
    assert [*tmp_path.iterdir()] == []
