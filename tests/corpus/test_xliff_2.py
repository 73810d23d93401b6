"""XLIFF 2.0 to 2.2: read and written again."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from lxml import etree

from workbench.corpus import read
from workbench.corpus.edit import Edit, Issue
from workbench.corpus.format import Destination
from workbench.corpus.rewrite import rewrite
from workbench.errors import CorpusError

CORE = "urn:oasis:names:tc:xliff:document:2.0"
ITS = "{http://www.w3.org/2005/11/its}"


def document(units, version="2.0", root="", file=""):
    return (
        f'<?xml version="1.0"?>\n<xliff xmlns="{CORE}" version="{version}" srcLang="en" trgLang="de" {root}>'
        f'<file id="f1" {file}>\n{units}\n</file></xliff>'
    )


def segment(source, target=None, attributes=""):
    written = "" if target is None else f"<target>{target}</target>"
    return f"<segment {attributes}><source>{source}</source>{written}</segment>"


def unit(inside, attributes='id="u1"'):
    return f"<unit {attributes}>{inside}</unit>"


def saved(tmp_path, text, name="x.xlf"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def told(path):
    return [(each.id, each.source, each.references[0] if each.references else None) for each in read(path)]


LONG = unit(
    """<notes><note id="n1" category="description">For the door</note><note category="location">a.ts:3</note></notes>
<originalData><data id="d1">&lt;br/&gt;</data><data id="d2">a<cp hex="0007"/>b</data></originalData>
<segment id="s1" state="reviewed" subState="own:x"><source>Knock <ph id="1" dataRef="d1"/>twice.</source>
<target order="3">Zweimal <ph id="1" dataRef="d1"/>klopfen.</target></segment>
<ignorable id="i1"><source> </source><target order="2"> </target></ignorable>
<segment><source>Wait.</source><target order="1">Warten.</target></segment>
<segment id="s3" state="initial"><source>Enter<sm id="m"/>.<em startRef="m"/></source><target/></segment>"""
)


@pytest.mark.parametrize("version", ["2.0", "2.1", "2.2"])
def test_each_segment_has_its_own_target_wherever_that_is_moved(tmp_path, version):
    corpus = read(saved(tmp_path, document(LONG, version)))
    assert [(each.id, each.source, each.references, dict(each.metadata)) for each in corpus] == [
        (
            "u1/s1",
            "Knock <br/>twice.",
            ("Zweimal <br/>klopfen.",),
            {"state": "approved", "sub_state": "own:x", "note": "For the door"},
        ),
        ("u1/2", "Wait.", ("Warten.",), {"note": "For the door"}),
        ("u1/s3", "Enter.", (), {"state": "untranslated", "note": "For the door"}),
    ]
    assert corpus.description.kind == f"XLIFF {version}"
    assert corpus.languages == ("en", "de")


@pytest.mark.parametrize(
    ("inline", "text", "codes"),
    [
        ('<pc id="1" dispStart="&lt;b>" dispEnd="&lt;/b>">In</pc>', "<b>In</b>",
         [("open", "1", "<b>"), ("close", "1", "</b>")]),
        ('<pc id="1" equivStart="[" equivEnd="]">In</pc>', "[In]", [("open", "1", "["), ("close", "1", "]")]),
        ('<sc id="1"/>In<ec startRef="1"/>', "<c1>In</c1>", [("open", "1", None), ("close", "1", None)]),
        ('In<ec id="4" isolated="yes" disp="/"/>', "In/", [("close", "4", "/")]),
        ('<ph id="0" equiv="INTERPOLATION" disp="{{n}}"/>', "{{n}}", [("alone", "0", "{{n}}")]),
        ('<ph id="0" equiv="TAB"/>', "TAB", [("alone", "0", "TAB")]),
        ('<ph id="0"/>', "<c0/>", [("alone", "0", None)]),
        ('A<cp hex="001B"/>B', "A\x1bB", []),
        ('A<cp hex="0000"/>B', "A<U+0000>B", [("alone", "U-0000", "<U+0000>")]),
        ('A<cp hex="D800"/>B', "A<U+D800>B", [("alone", "U-D800", "<U+D800>")]),
        ('<mrk id="1" type="term">Red</mrk> <mrk id="2" translate="no">X</mrk>', "Red X", []),
    ],
)  # fmt: skip
def test_codes_show_what_the_file_says(tmp_path, inline, text, codes):
    (found,) = read(saved(tmp_path, document(unit(segment(f"See {inline}")))))
    assert found.source == f"See {text}"
    assert [(code.kind, code.id, code.shows) for code in found.source_codes] == codes


@pytest.mark.parametrize(
    ("inside", "state"),
    [
        (segment("Fig"), "untranslated"),
        (segment("Fig", "Feige"), None),
        (segment("Fig", "Feige", 'state="initial"'), "draft"),
        (segment("Fig", "Fig", 'state="initial"'), "untranslated"),
        (segment("Fig", "Feige", 'state="translated"'), "translated"),
        (segment("Fig", "Feige", 'state="final"'), "approved"),
        (segment("Fig", "", 'state="final"'), "untranslated"),
        ('<notes><note category="state">new</note></notes>' + segment("Fig", "Feige"), "draft"),
        ('<notes><note category="approved">true</note></notes>' + segment("Fig", "Feige"), "approved"),
    ],
)
def test_the_state_is_that_of_the_segment_or_of_a_note(tmp_path, inside, state):
    (found,) = read(saved(tmp_path, document(unit(inside))))
    assert found.metadata.get("state") == state
    assert "note" not in found.metadata


def test_what_is_not_to_be_translated_is_left_out_by_inheritance(tmp_path):
    units = [
        unit(segment("Red", "Rot")),
        unit(segment("NASA", "NASA"), 'id="u2" translate="no"'),
        '<group id="g" translate="no"><group id="h">',
        unit(segment("ESA"), 'id="u3"'),
        "</group></group>",
        unit(segment('<ph id="1"/>', '<ph id="1"/>'), 'id="u4"'),
    ]
    corpus = read(saved(tmp_path, document("".join(units))))
    assert [each.id for each in corpus] == ["u1"]
    assert corpus.survey().left_out == {"unit not to be translated": 2, "unit without text": 1}


ANGULAR = unit(
    """<notes><note category="location">src/app/inn.html:3</note><note category="description">Title</note>
<note category="meaning">noun</note></notes><segment><source>
  Inn <pc id="0" equivStart="START_BOLD_TEXT" equivEnd="CLOSE_BOLD_TEXT" dispStart="&lt;b&gt;" dispEnd="&lt;/b&gt;"
  >of
  <ph id="1" equiv="INTERPOLATION" disp="{{ n }}"/></pc></source>
<target>Gasthof <pc id="0">von <ph id="1"/></pc></target>
</segment>""",
    'id="3168"',
)
PHRASE = unit(
    """<mda:metadata><mda:metaGroup><mda:meta type="key">inn.open</mda:meta><mda:meta type="comment">Short</mda:meta>
</mda:metaGroup></mda:metadata><originalData><data id="d1">%s</data></originalData>"""
    + segment('Open <ph id="1" dataRef="d1"/>', "", 'state="final"'),
    'id="u1" memsource:x="1"',
)
KEYS = unit(segment("inn.open", "Offen"), 'id="k1" name="inn.open"') + unit(
    segment("inn.shut", "inn.shut"), 'id="k2" name="inn.shut"'
)


@pytest.mark.parametrize(
    ("text", "kind", "expected", "facts"),
    [
        (
            document(ANGULAR, file='original="ng.template"'),
            "Angular, XLIFF 2.0",
            [("3168", "Inn <b>of {{ n }}</b>", "Gasthof <b>von {{ n }}</b>")],
            {"meaning": "noun", "note": "Title"},
        ),
        (
            document(PHRASE, root='xmlns:memsource="http://www.memsource.com/xliff2.0/1.0" '
                     'xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0"'),
            "Phrase TMS (Memsource), XLIFF 2.0",
            [("u1", "Open %s", None)],
            {"state": "untranslated", "note": "Short"},
        ),
        (document(KEYS), "XLIFF 2.0", [("inn.open", "", "Offen"), ("inn.shut", "", None)], {}),
    ],
)  # fmt: skip
def test_dialects(tmp_path, text, kind, expected, facts):
    path = saved(tmp_path, text)
    assert told(path) == expected
    assert read(path).description.kind == kind
    assert dict(next(iter(read(path))).metadata) == facts


def test_ids_tell_the_files_apart(tmp_path):
    text = document(unit(segment("One"))).replace("</xliff>", f'<file id="f2">{unit(segment("Two"))}</file></xliff>')
    assert [each[0] for each in told(saved(tmp_path, text))] == ["f1/u1", "f2/u1"]


# --- written again -------------------------------------------------------------------------------


def rewritten(path, edit):
    out = path.with_name("out.xlf")
    rewrite(read(path), Destination(out), edit)
    return out


def test_unchanged_is_the_same_and_one_target_changes_alone(tmp_path):
    path = saved(tmp_path, document(LONG + "\r\n" + unit(segment("Dry", "Trocken"), "id='u2'")))
    assert rewritten(path, lambda _: Edit()).read_bytes() == path.read_bytes()
    out = rewritten(path, lambda each: Edit(target="Warte <br/>!\x1b") if each.source == "Wait." else Edit())
    before, after = (etree.parse(name) for name in (path, out))
    assert before.docinfo.xml_version == after.docinfo.xml_version
    changed = [*after.iter("{*}target")][2]
    assert etree.tostring(changed, with_tail=False).decode() == (
        f'<target xmlns="{CORE}" order="1">Warte &lt;br/&gt;!<cp hex="001B"/></target>'
    )
    for child in [*changed]:
        changed.remove(child)
    changed.text = "Warten."
    assert etree.tostring(before, method="c14n") == etree.tostring(after, method="c14n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<c1>Los</c1>!", '<pc id="1" canCopy="no">Los</pc>!'),
        ("Los</c1>!", 'Los<ec id="1" isolated="yes"/>!'),
        ("<c1>Los!", '<sc id="1" isolated="yes"/>Los!'),
    ],
)
def test_placeholders_become_the_segments_own_codes(tmp_path, text, expected):
    path = saved(tmp_path, document(unit(segment('<pc id="1" canCopy="no">Go</pc>'))))
    assert f"<target>{expected}</target>" in rewritten(path, lambda _: Edit(target=text)).read_text()


def test_notes_stand_before_the_segments_and_name_the_one_they_are_of(tmp_path):
    path = saved(tmp_path, document(LONG + unit("\n <!-- x -->" + segment("Dry", "Trocken"), 'id="u2"')))
    out = rewritten(path, lambda each: Edit(notes=("check it",)) if each.source in ("Wait.", "Dry") else Edit())
    first, second = etree.parse(out).iter("{*}unit")
    assert [note.text for note in first.iter("{*}note")] == ["For the door", "a.ts:3", "2: check it"]
    assert [etree.QName(child).localname for child in second.iterchildren("*")] == ["notes", "segment"]
    assert second.find(".//{*}note").attrib == {"category": "workbench"}
    assert [*read(out)][-1].metadata["note"] == "check it"


@pytest.mark.parametrize(("version", "marked"), [("2.0", False), ("2.1", True), ("2.2", True)])
def test_issues_are_marked_where_the_version_has_a_place_for_them(tmp_path, version, marked):
    path = saved(tmp_path, document(unit(segment('Go <ph id="1"/>', 'Los <ph id="1"/>')), version))
    issues = (Issue("omission", "a word", 50.0), Issue("grammar", "case"))
    out = rewritten(path, lambda _: Edit(issues=issues, notes=("bad",)))
    marks = [*etree.parse(out).iter("{*}mrk")]
    assert [note.text for note in etree.parse(out).iter("{*}note")] == (
        ["bad"] if marked else ["bad", "a word", "case"]
    )
    assert [mark.get(f"{ITS}locQualityIssueType") for mark in marks] == (["grammar", "omission"] if marked else [])
    if marked:
        assert marks[1].get(f"{ITS}locQualityIssueSeverity") == "50"
        assert {mark.get("id") for mark in marks} == {"workbench1", "workbench2"}
    assert told(out) == told(path)


def test_a_segment_goes_alone_where_its_codes_are_its_own(tmp_path):
    shared = unit(
        segment('<sc id="1"/>One.', "<sc id='1'/>Eins.") + segment('Two.<ec startRef="1"/>', "Zwei."), 'id="v"'
    )
    path = saved(tmp_path, document(unit(segment("A.") + segment("B.") + segment("C."), 'id="u"') + shared))
    out = rewritten(path, lambda each: Edit(keep=each.source not in ("B.", "<c1>One.")))
    assert [each[1] for each in told(out)] == ["A.", "C.", "<c1>One.", "Two.</c1>"]
    assert "1: to be dropped" in out.read_text()
    out = rewritten(path, lambda each: Edit(keep=each.id.startswith("u")))
    assert [each[1] for each in told(out)] == ["A.", "B.", "C."]


def test_a_file_goes_with_its_last_unit_and_the_last_file_stays(tmp_path):
    grouped = '<group id="g">' + unit(segment("C", "c"), 'id="u3"') + "</group>"
    files = [
        f'<file id="f{number}"><notes><note>n</note></notes>\n{units}\n</file>'
        for number, units in enumerate([unit(segment("A", "a")) + unit(segment("B", "b"), 'id="u2"'), grouped], start=1)
    ]
    for order in (files, files[::-1]):
        text = f'<?xml version="1.0"?>\n<xliff xmlns="{CORE}" version="2.0" srcLang="en" trgLang="de">{{}}</xliff>'
        path = saved(tmp_path, text.format("\n".join(order)))
        for dropped, left in [("A", "BC"), ("AB", "C"), ("C", "AB"), ("", "ABC"), ("ABC", "")]:
            out = etree.parse(rewritten(path, lambda each, dropped=dropped: Edit(keep=each.source not in dropped)))
            found = [*out.iter("{*}file")]
            assert {source.text for source in out.iter("{*}source")} == set(left)
            assert all(file.find("{*}unit") is not None or file.find("{*}group") is not None for file in found)
            assert len(found) == max(1, ("A" in left or "B" in left) + ("C" in left))


def test_another_tool_reads_what_was_written_again(tmp_path):
    program = """
import json, sys
from translate.storage.xliff2 import Xliff2File
print(json.dumps([[unit.source, unit.target] for unit in Xliff2File.parsefile(sys.argv[1]).units]))
"""
    out = rewritten(saved(tmp_path, document(unit(segment("Dry", "Trocken")))), lambda _: Edit(target="Herb & gut"))
    done = subprocess.run([sys.executable, "-c", program, out], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [["Dry", "Herb & gut"]]


def test_an_error_names_the_line(tmp_path):
    with pytest.raises(CorpusError, match=r"x\.xlf:3: "):
        [*read(saved(tmp_path, document(unit("<segment><source>a</target>"))))]
