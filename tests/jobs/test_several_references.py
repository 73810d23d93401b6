"""Segments with several references, or as many as each happens to have, from the file to the figures and out again."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sacrebleu

from tests.conftest import contents
from tests.jobs.test_align import largest, line, linked
from tests.scored import ROWS, SETTINGS, stop_after, write
from workbench.corpus import read
from workbench.jobs.score import score
from workbench.runs import export, open_run, scored_target
from workbench.scores import SCORES

REFERENCES = {
    "a": [ROWS[0]["reference"], "die Katze sitzt auf dem Boden", "auf der Matte sitzt die Katze"],
    "b": ["", ROWS[1]["reference"], " "],
    "c": [None, "\u3000"],
    "d": [ROWS[3]["reference"], "ein Hund ||| sitzt im Markt"],
    "e": [],
}
WITH_TEXT = {id: [text for text in given if text and text.strip()] for id, given in REFERENCES.items()}
GIVEN = [
    {"id": row["id"], "source": row["source"], "hypothesis": row["hypothesis"], "references": REFERENCES[row["id"]]}
    for row in ROWS
]
NAMES = ("bleu", "chrf", "ter")


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    return write(tmp_path_factory.mktemp("corpus") / "several.en-de.jsonl", GIVEN)


@pytest.fixture(scope="module")
def run(tmp_path_factory, several, model):
    return score(read(several), model, tmp_path_factory.mktemp("runs") / "several", SETTINGS)


def hypotheses(run):
    return {row["id"]: row for row in run.records() if row["side"] == "hypothesis"}


def corpus_figures(rows):
    said = [row["hypothesis"] for row in rows]
    given = [WITH_TEXT[row["id"]] for row in rows]
    streams = [[texts[k] if k < len(texts) else None for texts in given] for k in range(max(map(len, given)))]
    judges = (sacrebleu.corpus_bleu, sacrebleu.corpus_chrf, sacrebleu.corpus_ter)
    return {name: judge(said, streams).score for name, judge in zip(NAMES, judges, strict=True)}


def test_every_reference_with_text_is_kept_and_counts_in_the_figures_of_its_segment(run):
    judges = (sacrebleu.sentence_bleu, sacrebleu.sentence_chrf, sacrebleu.sentence_ter)
    for id, row in hypotheses(run).items():
        assert [text for text in row["references"] if text.strip()] == WITH_TEXT[id]
        for name, judge in zip(NAMES, judges, strict=True):
            if WITH_TEXT[id]:
                assert row[name] == pytest.approx(judge(row["hypothesis"], WITH_TEXT[id]).score, abs=1e-4)
            else:
                assert row[name] is None
                assert run.segment(id, "hypothesis")["nulls"][name] == SCORES[name].null_when
    without = {row["id"] for row in run.worst("chrf", top=None) if row["chrf"] is None}
    assert without == {"c", "e"}
    assert hypotheses(run)["a"]["bleu"] > sacrebleu.sentence_bleu(ROWS[0]["hypothesis"], WITH_TEXT["a"][:1]).score


def test_corpus_figures_are_of_all_references_and_the_signature_says_that_their_number_varies(run):
    found = dict(run.manifest.quality)
    signatures = found.pop("signatures")
    expected = corpus_figures([row for row in hypotheses(run).values() if WITH_TEXT[row["id"]]])
    assert found == pytest.approx(expected | {"segments": 3, "empty": 0, "left_out_without_reference": 2}, abs=1e-4)
    for name in NAMES:
        assert signatures[name].startswith("nrefs:var|")
        assert signatures[name].endswith("|left_out_without_reference:2")


def test_the_number_of_references_is_that_of_those_with_text(tmp_path, model):
    rows = [row | {"references": [*WITH_TEXT["a"][:2], "", None]} for row in GIVEN[:2]]
    made = score(
        read(write(tmp_path / "two.en-de.jsonl", rows)), model, tmp_path / "run", replace(SETTINGS, side="hypothesis")
    )
    assert made.manifest.quality["signatures"]["chrf"].startswith("nrefs:2|")
    assert not [note for note in made.manifest.notes if "several references" in note]


def test_the_reference_side_reads_the_first_with_text_and_says_so(run, model):
    rows = {row["id"]: run.segment(row["id"], "reference") for row in ROWS}
    assert {id: row["status"] for id, row in rows.items()} == {
        "a": "ok",
        "b": "ok",
        "c": "empty_target",
        "d": "ok",
        "e": "no_reference",
    }
    assert {id: scored_target(row).strip() for id, row in rows.items()} == {
        id: (texts or [""])[0] for id, texts in WITH_TEXT.items()
    }
    (forced,) = model.forced_pass(model.encode_pairs([ROWS[1]["source"]], [WITH_TEXT["b"][0]]))
    assert rows["b"]["logprob"] == pytest.approx(float(forced.logprobs.mean()), abs=1e-4)
    told = "2 segments have several references; the first that is not empty is read; BLEU, chrF and TER of a hypothesis"
    assert [note for note in run.manifest.notes if note.startswith(told)]


def test_a_run_that_was_stopped_ends_with_the_same_references_and_figures(tmp_path, several, model, run):
    folder = tmp_path / "stopped"
    with pytest.raises(KeyboardInterrupt):
        score(read(several), model, folder, SETTINGS, stop_after(SETTINGS.shard_size))
    again = score(read(several), model, folder, SETTINGS)
    assert contents(folder) == contents(run.folder)
    assert again.manifest.quality == run.manifest.quality


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_what_is_exported_gives_the_same_references_and_figures_again(tmp_path, model, run, ending):
    path = tmp_path / f"out.en-de.{ending}"
    export(hypotheses(run).values(), path)
    kept = {segment.id: [text for text in segment.references if text.strip()] for segment in read(path)}
    assert kept == WITH_TEXT
    again = score(read(path), model, tmp_path / "run", replace(SETTINGS, side="hypothesis"))
    assert again.manifest.quality == run.manifest.quality


def test_parquet_keeps_the_list(tmp_path, run):
    import pyarrow.parquet as pq

    export(run.records(), tmp_path / "out.parquet")
    table = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["references"] for row in table] == [row["references"] for row in run.records()]


def test_links_are_of_the_first_with_text(tmp_path, model):
    rows = [{"source": ROWS[0]["source"], "references": ["\u3000", *WITH_TEXT["a"][1:]]}]
    path = tmp_path / "c.en-de.jsonl"
    lines, counts = linked(read(write(path, rows)), model)
    assert lines == [line(largest(model, ROWS[0]["source"], WITH_TEXT["a"][1]))]
    assert counts.notes == ["1 segment has several references; the first that is not empty is read"]


def test_an_opened_run_finds_a_segment_by_any_of_its_references(run):
    from workbench.runs import Filter

    found = open_run(run.folder).worst(where=Filter(text="auf der Matte sitzt"), top=None)
    assert [row["id"] for row in found] == ["a"]
