"""What `inspect` finds, and what it does not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from workbench.corpus import inspect, read
from workbench.corpus.code import Code
from workbench.corpus.inspection.check import CHECKS, LONGEST
from workbench.corpus.inspection.repeats import Repeats
from workbench.corpus.segment import Segment
from workbench.language.display import printable

CLEAN = [
    ("The train leaves at seven.", "Der Zug fährt um sieben ab."),
    ("She did not come.", "Sie kam nicht."),
    ("Anna Schmidt", "Anna Schmidt"),
    ("It costs 5 € (or {price}).", "Es kostet 5 € (oder {price})."),
    ("“Why?” – he said: café", "„Warum?“ – sagte er: Café"),
    ("<b>Now</b>", "<b>Jetzt</b>"),
]


def corpus(tmp_path, rows, name="x.en-de.jsonl"):
    keys = ("source", "reference", "state", "x")
    lines = [json.dumps(dict(zip(keys, row, strict=False)), ensure_ascii=False) for row in rows]
    (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read(tmp_path / name)


def found(tmp_path, *rows):
    return {one.name: one for one in inspect(corpus(tmp_path, [*CLEAN, *rows])).findings}


@pytest.mark.parametrize(
    ("name", "row", "shown"),
    [
        ("empty_source", ("", "Text"), "Text"),
        ("empty_target", ("A text.", " "), "A text."),
        ("over_long", ("a " * LONGEST, "b " * LONGEST), f"{2 * LONGEST:,} characters"),
        ("identical", ("Not translated at all.", "Not translated at all. "), "Not translated at all."),
        ("codes", ("Press {0} now", "Drücke {1} jetzt"), "{0} in the source alone; {1} in the target alone"),
        ("codes", ("Press <b>it</b>", "Drück es"), "</b>, <b> in the source alone"),
        ("mojibake", ("Miller", "MÃ¼ller"), "MÃ¼ller (Ã¼ was ü)"),
        ("lookalikes", ("contr\u043el", "Kontrolle"), "contr\u043el (U+043E)"),
        ("control", ("a\x08b", "c"), "U+0008 in a\x08b"),
        ("control", ("wo\u200brd", "c"), "U+200B in wo\u200brd"),
        ("control", ("a", "wor\u2060t"), "U+2060 in wor\u2060t"),
        ("separators", ("a\u2028b", "c"), "a\u2028b"),
        ("separators", ("a\x85b", "c"), "a\x85b"),
        ("line_breaks", ("a\nb", "c"), "a\nb"),
        ("tabs", ("a\tb", "c"), "a\tb"),
        ("edge_spaces", (" a", "b "), "before: a"),
        ("double_spaces", ("a  b", "c"), "a  b"),
        ("not_nfc", ("cafe\u0301", "Café"), "cafe\u0301"),
        (
            "swapped",
            ("Ich habe das nicht gesehen, weil er mit uns war.", "I have not seen it because he was with us."),
            "",
        ),
        ("repeated_pair", CLEAN[0], CLEAN[0][0]),
        ("several_targets", (CLEAN[0][0], "Um sieben fährt der Zug."), CLEAN[0][0]),
        ("several_sources", ("Nobody knows why.", CLEAN[0][1]), CLEAN[0][1]),
        ("lengths", ("a" * 16, "b" * 120), "16 to 120 characters"),
        ("lengths", ("a" * 35, "b" * 160), "35 to 160 characters"),
        ("lengths", ("a" * 160, "b" * 35), "160 to 35 characters"),
        (
            "lengths",
            ("Yes, of course.", "Ja, " + "natürlich, das ist doch klar, und noch viel mehr " * 3),
            "times longer",
        ),
    ],
)
def test_each_is_found_with_its_first_line(tmp_path, name, row, shown):
    one = found(tmp_path, row)[name]
    assert one.count == 1 and one.first[0].line == len(CLEAN) + 1 and one.first[0].id == str(len(CLEAN) + 1)
    assert shown in one.first[0].shown


@pytest.mark.parametrize(
    "row",
    [
        ("Thai", "ภาษา\u200bไทย"),
        ("Persian", "می\u200cخواهم"),
        ("Short, but longer there.", "Kurz, dort aber um einiges länger, wie es zwischen Sprachen ist."),
        ("The train leaves at SEVEN!", CLEAN[0][1]),  # the same source for all that a target is
        ("He did not come.", "Kam nicht."),
        ("They did not.", "Kam nicht."),
    ],
)
def test_what_may_well_be_is_not_told(tmp_path, row):
    assert found(tmp_path, ("She did not.", "Kam nicht."), row) == {}


def test_contexts_and_plural_forms_have_translations_of_their_own(tmp_path):
    path = tmp_path / "de.po"
    path.write_text(
        """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgctxt "menu"
msgid "Open"
msgstr "Öffnen"

msgctxt "state"
msgid "Open"
msgstr "Offen"

msgid "%d file is in this folder"
msgid_plural "%d files are in this folder"
msgstr[0] "%d Datei ist in diesem Ordner"
msgstr[1] "%d Dateien sind in diesem Ordner"
""",
        encoding="utf-8",
    )
    assert inspect(read(path)).findings == ()
    same = [("Open", "Öffnen", "menu"), ("Open", "Offen", "state"), ("Open", "Aufmachen", "menu")]
    repeats = Repeats()
    told = [repeats(Segment("", one, (other,), metadata={"context": place})) for one, other, place in same]
    assert told == [None, None, "several_targets"]


def test_nothing_is_found_in_clean_text(tmp_path):
    assert found(tmp_path) == {}


def test_the_bundled_corpus_has_copies_and_a_shifted_line_that_were_planted_and_nothing_else():
    seen = inspect(read("demo"), examples=9)
    assert [(one.name, [first.id for first in one.first]) for one in seen.findings] == [
        ("identical", ["demo-014", "demo-160", "demo-213"]),
        ("several_sources", ["demo-138"]),  # after a line that was planted as shifted
    ]
    assert (seen.source.language, seen.source.said, seen.source.reads_like) == ("en", "in the file name", "en")
    assert (seen.target.language, seen.target.reads_like, seen.segments, seen.translated) == ("de", "de", 250, 250)
    assert [(one.name, one.kind, one.filled) for one in seen.columns] == [
        ("phenomenon", "text", 250),
        ("planted", "text", 51),
    ]
    assert not any("note" in one for one in seen.notes)


def test_states_columns_bad_rows_and_repeats_are_counted(tmp_path):
    given = corpus(
        tmp_path, [("a b", "c d", "draft", 1), ("a b", None, "draft", "x"), ("e f", "g h", "approved", True)]
    )
    with given.path.open("a", encoding="utf-8") as file:
        file.write('{"source": "half \\ud800", "reference": "x"}\n{"source"\n')
    seen = inspect(given)
    assert dict(seen.states) == {"draft": 2, "approved": 1}
    assert [(one.name, one.kind, one.filled) for one in seen.columns] == [("state", "text", 3), ("x", "mixed", 3)]
    assert seen.bad_rows == 2 and "surrogate" in seen.bad_rows_told[0] and ":5:" in seen.bad_rows_told[1]
    assert {one.name: one.count for one in seen.findings} == {"empty_target": 1, "repeated_source": 1}
    assert json.loads(json.dumps(seen.record()))["bad_rows"]["count"] == 2


def test_sides_that_are_exchanged_are_told_once(tmp_path):
    rows = [
        ("Ich habe gestern mit ihm über das neue Haus gesprochen.", "I spoke with him about the new house yesterday."),
        ("Wir wissen nicht, ob sie noch einmal kommen werden.", "We do not know whether they will come again."),
        ("Das Wetter war schlecht, also blieben alle zu Hause.", "The weather was bad, so everybody stayed at home."),
    ]
    seen = inspect(corpus(tmp_path, rows))
    assert any("exchanged" in note for note in seen.notes)
    assert [(one.name, one.count) for one in seen.findings] == [("swapped", 3)]


def test_sources_alone_are_no_fault(tmp_path):
    (tmp_path / "x.txt").write_text("One.\nTwo.\n")
    seen = inspect(read(tmp_path / "x.txt", format="parallel"))
    assert seen.findings == () and seen.translated == 0 and any("sources alone" in note for note in seen.notes)


@pytest.mark.parametrize(
    ("source", "target", "told"),
    [
        (("1", "2"), ("2", "1"), None),
        (("1", "2"), ("1",), "open 2 in the source alone"),
        (("1",), ("1", "1"), "open 1 in the target alone"),
    ],
)
def test_codes_are_compared_by_their_ids(source, target, told):
    def made(ids):
        return tuple(Code(start=4 * place, end=4 * place + 4, kind="open", id=id) for place, id in enumerate(ids))

    segment = Segment("1", "<c1>" * len(source), ("<c1>" * len(target),))
    segment = replace(segment, source_codes=made(source), reference_codes=(made(target),))
    assert CHECKS["codes"].look(segment) == told


def test_what_is_remembered_is_bounded_and_told():
    repeats = Repeats(remembered=2)
    assert [repeats(Segment("", text, ("x",))) for text in "abcbcc"] == [None, None, None, "repeated_pair", None, None]
    assert repeats.full


def test_every_check_says_what_it_is():
    for name, check in CHECKS.items():
        assert check.name == name and check.title and check.about and check.title == printable(check.title)
