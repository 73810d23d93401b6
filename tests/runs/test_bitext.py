"""A run in the formats of translators."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.runs.of_corpus import XLIFF, run_of, xliff
from workbench.corpus import FORMATS, Columns, read
from workbench.corpus.conversion import writable
from workbench.errors import CorpusError, RunError
from workbench.runs import export
from workbench.runs.corpus_of_run import corpus_of, reading_of
from workbench.runs.edits import edit_of
from workbench.runs.export import ENDINGS, check_ending
from workbench.symptoms import SYMPTOMS

OTHERS = [form for form in writable() if form.endings and form.endings[0] not in ENDINGS]
ITS = """
terminology mistranslation omission untranslated addition duplication inconsistency grammar legal register
locale-specific-content locale-violation style characters misspelling typographical formatting inconsistent-entities
numbers markup pattern-problem whitespace internationalization length non-conformance uncategorized other
"""


@pytest.fixture
def run(tmp_path):
    return run_of(tmp_path / "run", xliff(tmp_path), [0.95, 0.1, None])


def test_the_corpus_of_a_run_comes_back_with_what_was_found(tmp_path, run):
    run.flags.set("2", "fine", "as agreed")
    export(run.ranked(side="reference"), tmp_path / "out.xlf", run)
    written = (tmp_path / "out.xlf").read_text(encoding="utf-8")
    first, second, third = read(tmp_path / "out.xlf")
    assert 'Open <g id="1">it</g>   now.</source>' in written and "<source>Wait.</source>" in written
    assert "suspicion 0.95; verdict reference error" in str(first.metadata["note"])
    assert "omission: 'now' has no counterpart" in str(first.metadata["note"])
    assert "flag fine" in str(second.metadata["note"]) and "as agreed" in str(second.metadata["note"])
    assert [one.references for one in (first, second, third)] == [one.references for one in corpus_of(run)]


def test_only_the_segments_asked_for_come_back(tmp_path, run):
    export(run.worst(top=1, side="reference"), tmp_path / "out.xlf", run)
    assert [one.id for one in read(tmp_path / "out.xlf")] == ["1"]


def test_hypotheses_go_where_no_translation_is_or_take_its_place(tmp_path):
    corpus = xliff(tmp_path)
    made = {"1": "Mach <c1>es</c1> auf.", "2": "Mach zu.", "3": "Warte."}
    run = run_of(tmp_path / "run", corpus, [0.1, 0.1, 0.1], "hypothesis", made)
    for hypotheses, expected in ((False, ["Öffne <c1>es</c1>.", "Schließ es.", "Warte."]), (True, [*made.values()])):
        export(run.records(), tmp_path / "out.xlf", run, hypotheses=hypotheses)
        assert [one.references[0] for one in read(tmp_path / "out.xlf")] == expected


@pytest.mark.parametrize("form", OTHERS, ids=lambda form: form.name)
def test_records_leave_in_every_format_that_is_written(tmp_path, form):
    path = tmp_path / "c.en-de.jsonl"
    path.write_text('{"source": "Open it now.", "reference": "Öffne es.", "x": 3}\n{"source": "b", "reference": "c"}\n')
    run = run_of(tmp_path / "run", read(path), [0.95, 0.1])
    out = tmp_path / f"out{form.endings[0]}"
    export(run.ranked(side="reference"), out, run)
    found = [*read(out, source_language="en", target_language="de")]
    assert [(one.source, one.references[0]) for one in found] == [("Open it now.", "Öffne es."), ("b", "c")]
    told = str(found[0].metadata.get("note")) + str(found[0].metadata)
    assert "suspicion" in told and "omission" in told
    if form.header:
        assert found[0].metadata["suspicion"] == 0.95 and found[0].metadata["x"] == 3


def test_two_files_line_by_line_are_written_where_they_are_named(tmp_path, run):
    export(run.worst(top=2, side="reference"), tmp_path / "pairs", run, to="parallel")
    assert (tmp_path / "pairs.en").read_text(encoding="utf-8").splitlines() == ["Open <c1>it</c1>   now.", "Close it."]
    assert (tmp_path / "pairs.de").read_text(encoding="utf-8").splitlines() == ["Öffne <c1>es</c1>.", "Schließ es."]


@pytest.mark.parametrize("form", [FORMATS["tmx"], FORMATS["xliff"], FORMATS["po"]], ids=lambda form: form.name)
def test_a_folder_that_is_not_there_is_told_before_anything_else(tmp_path, form):
    with pytest.raises(RunError, match="no folder"):
        check_ending(tmp_path / "nowhere" / f"x{form.endings[0]}")


def test_a_corpus_that_is_gone_or_another_is_told(tmp_path, run):
    (tmp_path / "in.xlf").write_text(XLIFF.replace("Wait", "Stay"), encoding="utf-8")
    with pytest.raises(RunError, match="is not what was scored any more"):
        corpus_of(run)
    (tmp_path / "in.xlf").unlink()
    with pytest.raises(RunError, match="is not there any more"):
        corpus_of(run)
    export(run.ranked(side="reference"), tmp_path / "out.xlf", run)
    assert [one.source for one in read(tmp_path / "out.xlf")][1:] == ["Close it.", "Wait."]


def test_the_corpus_is_never_written_over(tmp_path, run):
    with pytest.raises(CorpusError, match="give another name"):
        export(run.ranked(side="reference"), tmp_path / "in.xlf", run)
    assert (tmp_path / "in.xlf").read_text(encoding="utf-8") == XLIFF


def test_a_corpus_is_opened_again_as_it_was_read(tmp_path):
    path = tmp_path / "x.tsv"
    path.write_text("a\tb\tc\n1\t2\t3\nx y\tu v\tw\n")
    asked = read(path, columns=Columns(source="c", reference=("a", "b")), limit=1, source_language="en")
    assert corpus_of(run_of(tmp_path / "run", asked, [0.1])) == asked
    assert reading_of(read(path)) == {}


def test_an_issue_has_a_type_of_its_20_and_a_severity(run):
    [record] = run.worst(top=1, side="reference")
    [issue] = edit_of(record).issues
    assert (issue.type, issue.severity) == ("omission", 90.0)
    assert {symptom.its for symptom in SYMPTOMS.values()} <= set(ITS.split())
    assert edit_of({**record, "symptoms": [{"name": "of_elsewhere", "severity": 1, "message": "x"}]}).issues[
        0
    ].type == ("uncategorized")


def test_links_are_those_of_the_stored_map(undisturbed):
    from workbench.runs import open_run

    run = open_run(undisturbed)
    for record in run.ranked(top=2, links=True):
        row = run.segment(record["id"])
        pairs = [tuple(map(int, link.split("-"))) for link in record["links"].split()]
        assert pairs and all(i < len(row["source_words"]) and j < len(row["target_words"]) for i, j in pairs)
    assert replace(edit_of(record)).columns["links"] == record["links"]


@pytest.mark.parametrize(("name", "to"), [("c.en-de.jsonl", None), ("c.en-de.jsonl", "csv"), ("c.en-de.jsonl", "tmx")])
def test_the_file_that_was_scored_is_never_written_over(tmp_path, name, to):
    path = tmp_path / "c.en-de.jsonl"
    path.write_text('{"source": "a", "reference": "b"}\n')
    run = run_of(tmp_path / "run", read(path), [0.1])
    with pytest.raises(CorpusError, match="give another name"):
        export(run.records(), tmp_path / name, run, to=to)
    assert path.read_text() == '{"source": "a", "reference": "b"}\n'
