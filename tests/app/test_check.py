"""What the sheet does before and around a check: looking, asking, watching, stopping."""

from __future__ import annotations

import threading

import gradio as gr
import pytest

from workbench.app.desk import Desk
from workbench.app.parts import checking
from workbench.app.parts.check import MODEL, TRANSLATIONS, Check
from workbench.app.parts.checking import worse_side
from workbench.app.parts.looking import Choice
from workbench.app.serving.hosting import SHARED, Limits
from workbench.app.serving.library import Library, new_owner
from workbench.corpus import read

PAIRS = [(one.source, one.references[0]) for one in read("demo", limit=40)]


@pytest.fixture
def sheet(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def made(allowed=SHARED):
        with gr.Blocks():
            return Check(Desk.of(allowed, Library(limits=allowed)), gr.BrowserState(None))

    return made


def given(sheet, owner=None, **other):
    """What the components have; pasted text unless files are given."""
    said = {
        "files": None,
        "source": "the train is late",
        "target": "der Zug ist spät",
        "choice": Choice(),
        "guessed": (None, None),
        "question": TRANSLATIONS,
        "model": "demo",
        "source_prefix": "",
        "most": "",
        "own": False,
        "news": 0,
    } | other
    return {sheet._owner: owner or new_owner()} | {getattr(sheet, name): value for name, value in said.items()}


def pressed(sheet, asked):
    """What the sheet shows: status, what is wrong, and the news."""
    for changes in sheet._check(asked):
        yield {name: changes.get(getattr(sheet, name)) for name in ("status", "wrong", "scored", "open_side", "news")}


def looked_at(sheet, *files, choice=None, **other):
    asked = given(sheet, files=[*map(str, files)] or None, **other)
    *_, changes = sheet._look(asked, choice or Choice())
    return changes[sheet.preview] + (changes.get(sheet.wrong) or "")


@pytest.mark.bundled_model
def test_the_first_rows_are_shown_before_the_rest_and_all_at_the_end(sheet, tmp_path):
    path = tmp_path / "own.tsv"
    path.write_text("".join(f"{source}\t{target}\n" for source, target in PAIRS), encoding="utf-8")
    found = sheet()
    asked = given(found, files=[str(path)])
    shown = [*pressed(found, asked)]
    news = [one for one in shown if one["news"]]
    assert [one["news"] for one in news] == [1, 2] and len({one["scored"] for one in news}) == 1
    assert {one["open_side"] for one in news} == {"reference"}
    assert "Checked 40 rows, en to de." in shown[-1]["status"]
    told = " ".join(one["status"] or "" for one in shown)
    assert "reading" in told and 'aria-current="step"' in told and "learning" not in told
    run = found._desk.library.open(news[-1]["scored"], asked[found._owner])
    assert run.total == run.done == 40 and run.manifest.complete
    # The same again is there at once.
    assert [one["scored"] for one in pressed(found, asked) if one["news"]][-1] == news[-1]["scored"]


@pytest.mark.bundled_model
def test_a_long_file_has_a_quick_look_first_that_says_what_it_is(sheet, tmp_path, monkeypatch):
    monkeypatch.setattr(checking, "FEWEST", 30)
    monkeypatch.setattr(checking, "FIRST", 12)
    path = tmp_path / "own.tsv"
    path.write_text("".join(f"{source}\t{target}\n" for source, target in PAIRS), encoding="utf-8")
    found = sheet()
    asked = given(found, files=[str(path)])
    news = []
    for changes in found._check(asked):
        if found.news in changes:
            news.append((changes[found.scored], changes[found.replaces]))
            run = found._desk.library.open(news[-1][0], asked[found._owner])
            if len(news) == 1:
                run.flags.set("3", "reference error", "seen", "Ada", "reference")
    quick, whole = news[0][0], news[-1][0]
    assert quick != whole and news[0] == (quick, "") and news[-1] == (whole, quick)
    owner = asked[found._owner]
    assert found._desk.library.open(quick, owner).total == 12 and found._desk.library.open(whole, owner).total == 40
    kept = found._desk.library.open(whole, owner).flags.by_author()["Ada"]["3"]
    assert (kept.after.verdict, kept.after.note, kept.side) == ("reference error", "seen", "reference")


def test_a_check_is_stopped_while_it_reads_and_ends_in_a_settled_state(sheet, monkeypatch):
    found, owner = sheet(), new_owner()
    reading, go = threading.Event(), threading.Event()
    as_it_is = checking.read_brought

    def slowly(*args, **named):
        reading.set()
        go.wait(20)
        return as_it_is(*args, **named)

    monkeypatch.setattr(checking, "read_brought", slowly)
    shown = found._check(given(found, owner))
    first = next(shown)
    assert first[found.cancel]["interactive"] and not first[found.start]["interactive"]
    assert "Reading the corpus" in next(shown)[found.status] and reading.wait(20)
    assert found._cancel({found._owner: owner})[found.cancel]["value"] == "Stopping …"
    assert "Stopping after this batch, within about" in next(shown)[found.status]
    go.set()
    *_, last = shown
    assert "Stopped while reading the corpus" in last[found.status] and "wb-busy" not in last[found.status]
    assert last[found.start]["interactive"] and not last[found.cancel]["visible"]
    assert not found._cancel({found._owner: owner})[found.cancel]["visible"]


@pytest.mark.bundled_model
def test_what_is_done_when_it_is_stopped_is_kept_and_shown(sheet, tmp_path, monkeypatch):
    monkeypatch.setattr(checking, "SHARDS", ((200, 4), (10_000, 4)))
    path = tmp_path / "own.tsv"
    path.write_text("".join(f"{source}\t{target}\n" for source, target in PAIRS), encoding="utf-8")
    found, owner = sheet(), new_owner()
    last = {}
    for changes in found._check(given(found, owner, files=[str(path)])):
        last = changes
        if found.news in changes:
            found._cancel({found._owner: owner})
    assert "the same again goes on from there" in last[found.status] and "kept and shown" in last[found.status]
    assert 0 < found._desk.library.open(last[found.scored], owner).done < 40


def test_the_deadline_holds_while_an_upload_is_read(sheet, monkeypatch):
    found = sheet(Limits(seconds=0.3))
    as_it_is = checking.read_brought
    monkeypatch.setattr(
        checking, "read_brought", lambda *args, **named: threading.Event().wait(0.6) or as_it_is(*args, **named)
    )
    *_, last = pressed(found, given(found))
    assert "0 seconds that a job has here are over while reading the corpus" in last["status"]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"source": " ", "target": ""}, "no source text"),
        ({"files": ["1", "2", "3"]}, "3 files received"),
        ({"most": "ten"}, "“Only the first” received &#x27;ten&#x27;; expected a whole number, or nothing"),
        ({"most": "0"}, "expected a whole number, or nothing for all"),
        ({"target": ""}, "the text has no translations to check"),
        ({"source": "a\nb\nc", "target": "d\ne"}, "The translations end after line 2"),
        ({"source": "a\n", "target": "a\0b"}, "line 1 of the translations has a NUL"),
        ({"guessed": ("fr", "de")}, "was guessed from the texts"),
        (
            {"source": "\n".join(de for _, de in PAIRS), "target": "\n".join(en for en, _ in PAIRS)},
            "exchange the two columns or the languages above",
        ),
    ],
)
@pytest.mark.bundled_model
def test_what_cannot_be_checked_is_told_in_the_sheet(sheet, other, why):
    found = sheet()
    *_, last = pressed(found, given(found, **other))
    assert "wb-fault" in last["wrong"] and why in last["wrong"] and not last["scored"]


@pytest.mark.bundled_model
def test_a_model_is_checked_on_sources_alone_and_on_files_with_machine_translations(sheet, tmp_path):
    path = tmp_path / "own.tsv"
    path.write_text("src\tmt\tref\nThe train is late.\tDas Haus ist rot.\tDer Zug ist spät.\n", encoding="utf-8")
    found, owner = sheet(), new_owner()
    for other, sides, own in (
        ({"target": "", "question": MODEL}, ["hypothesis"], True),
        ({"files": [str(path)], "question": MODEL}, ["hypothesis", "reference"], True),
        ({"files": [str(path)]}, ["hypothesis", "reference"], False),
    ):
        *_, last = pressed(found, given(found, owner, **other))
        run = found._desk.library.open(last["scored"], owner)
        assert run.sides == sides
        [record] = run.worst(side="hypothesis")
        assert (record["hypothesis"] != "Das Haus ist rot.") is own
    assert worse_side(run) == last["open_side"] == "hypothesis"


@pytest.mark.bundled_model
def test_only_the_first_rows_and_the_languages_said_are_taken(sheet):
    found, owner = sheet(), new_owner()
    asked = given(
        found,
        owner,
        source="the train is late\n\nthe house is red",
        target="der Zug ist spät\n\ndas Haus ist rot",
        choice=Choice(languages=("English", "deu_Latn")),
        most=" 2 ",
    )
    *_, last = pressed(found, asked)
    run = found._desk.library.open(last["scored"], owner)
    assert "Checked 2 rows, en to de." in last["status"]
    assert [one["source"] for one in run.records()] == ["the train is late", "the house is red"]


def test_what_a_file_is_and_what_is_odd_in_it_is_shown_before_it_is_checked(sheet, tmp_path):
    path = tmp_path / "x.en-de.jsonl"
    path.write_text(
        '{"source": "<img src=x onerror=alert(1)> {0}", "reference": "MÃ¼ller <b>", "</dd><script>": 1}\n{"a"\n',
        encoding="utf-8",
    )
    shown = looked_at(sheet(), path)
    assert "<b>x.en-de.jsonl</b>: JSON Lines" in shown and "1 row cannot be read and is left out" in shown
    assert "x.en-de.jsonl, line 2" in shown and "read in the wrong encoding" in shown and "MÃ¼ller" in shown
    assert "en, in the file name" in shown
    assert "<script" not in shown and "<img" not in shown and str(tmp_path) not in shown


def test_two_files_are_looked_at_together_and_without_any_the_formats_are_listed(sheet, tmp_path):
    (tmp_path / "a").write_text("One thing.\n\nAnd another.\n")
    (tmp_path / "b").write_text("Ein Ding.\n\nUnd noch eines.\n")
    found = sheet()
    shown = looked_at(found, tmp_path / "a", tmp_path / "b", choice=Choice(languages=("English", "de")))
    assert "a and b" in shown and "<b>2 rows</b>" in shown and "1 blank line is left out" in shown
    assert 'value="English"' in shown and "as you said" in shown
    assert "TMX" in looked_at(found, source="", target="") and "<select" not in shown


@pytest.mark.parametrize(("rows", "told"), [(900, "900 rows, the first 500 are read here"), (500, "<b>500 rows</b>")])
def test_a_shared_machine_says_how_much_of_a_file_it_reads(sheet, tmp_path, rows, told):
    path = tmp_path / "x.tsv"
    path.write_text("source\treference\n" + "a b\tc d\n" * rows)
    assert told in looked_at(sheet(), path)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.tsv", b"\x89PNG\r\n\x1a\n\0\0", "x.tsv is a picture, not a text file"),
        ("x.bin", b"\0\1", "x.bin, line 1: a NUL character received"),
        ("x.tsv", b"x" * (6 * 2**20), "at most 5 MB can be given here"),
        ("x.csv", "Quelle;Ziel\ndie Tür;the door\n".encode("latin-1"), "save it as UTF-8"),
    ],
)
def test_a_file_that_is_no_corpus_is_told_in_the_persons_words(sheet, tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    shown = looked_at(sheet(), tmp_path / name)
    assert "wb-fault" in shown and told in shown
    assert str(tmp_path) not in shown and "iconv" not in shown and "--" not in shown


def test_without_translations_only_a_model_can_be_checked(sheet):
    found = sheet()
    for target, offered in (("der Zug ist spät", [TRANSLATIONS, MODEL]), ("", [MODEL])):
        asked = given(found, target=target)
        changes = next(iter(found._look(asked, Choice())))
        assert [value for _, value in changes[found.question]["choices"]] == offered
        assert changes[found.question]["value"] == offered[0] and changes[found.asking]["visible"]
