from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import sacrebleu
import torch

from tests.conftest import contents
from tests.scored import ROWS, SETTINGS, other_weights, stop_after, write
from workbench import provenance
from workbench.corpus import read
from workbench.errors import RunError, UnknownNameError
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.models import AttentionChoice, BeamSettings, load, network
from workbench.runs import open_run
from workbench.scores import SCORES
from workbench.scores.length import length_figures
from workbench.scores.likelihood import likelihood_figures
from workbench.scores.links import link_figures
from workbench.scores.scatter import scatter_figures

pytestmark = pytest.mark.usefixtures("one_thread")

ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[2])}


def test_a_run_scored_twice_has_the_same_bytes_in_every_file(tmp_path, corpus_file, model, undisturbed):
    score(read(corpus_file), model, tmp_path / "again", SETTINGS)
    first = contents(undisturbed)
    whole = ["index.parquet", *(f"segments/000/part-0000{i}.parquet" for i in range(3))]
    assert sorted(first) == sorted(["run.json", *whole, *(f"{name}.sha256" for name in whole)])
    assert contents(tmp_path / "again") == first


def test_a_complete_run_is_opened_and_not_scored_again(corpus_file, model, undisturbed, monkeypatch):
    monkeypatch.setattr(model.model, "generate", None)
    monkeypatch.setattr(model.model.model.encoder, "forward", None)
    before = contents(undisturbed)
    assert score(read(corpus_file), model, undisturbed, SETTINGS).manifest.complete
    assert contents(undisturbed) == before


def test_a_run_killed_at_any_step_and_started_again_is_the_same_byte_for_byte(
    tmp_path, corpus_file, taught_marian, model, undisturbed
):
    settings = json.dumps({name: getattr(SETTINGS, name) for name in ScoreSettings.__dataclass_fields__})
    script = Path(__file__).with_name("killed_everywhere.py")
    command = [sys.executable, script, corpus_file, taught_marian, tmp_path, settings]
    made = subprocess.run([str(part) for part in command], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    states, lefts = set(), []
    whole = contents(undisturbed)
    for folder in sorted(tmp_path.iterdir()):
        left = contents(folder)
        lefts.append(left)
        shards = {
            name: (folder / name).stat().st_ino for name in left if "/part-" in name and name.endswith(".parquet")
        }
        states.add((len(shards), "run.json" in left, any(name.endswith(".partial") for name in left)))
        score(read(corpus_file), model, folder, SETTINGS)
        assert contents(folder) == whole, f"killed {folder.name}, which left {sorted(left)}"
        assert {name: (folder / name).stat().st_ino for name in shards} == shards, "a whole shard was scored again"
    assert states >= {
        (0, False, True),  # its first manifest half written
        (0, True, False),  # before the first shard
        (0, True, True),  # in the middle of a shard
        (1, True, False),  # between shards
        (1, True, True),
        (3, True, False),  # all shards, the manifest not complete
        (3, True, True),
    }
    assert {"index.parquet" in left for left in lefts} == {True, False}, "not killed before and after the index"
    assert any(f"{name}.sha256" in left and name not in left for left in lefts for name in whole), (
        "between the two files"
    )


def test_a_process_killed_from_outside_at_a_random_time_goes_on(tmp_path, taught_marian, model):
    rows = [{"source": f"{row['source']} {i}", "reference": row["reference"]} for i in range(8) for row in ROWS]
    corpus = write(tmp_path / "c.en-de.jsonl", rows)
    command = [sys.executable, "-m", "workbench", "score", corpus, "--model", taught_marian, "--out", tmp_path / "run"]
    command += ["--max-length", 10, "--shard-size", 2, "--device", "cpu"]
    process = subprocess.Popen(
        [str(part) for part in command], env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    while not list(tmp_path.glob("run/segments/*/*.parquet")):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.02)
    delay = random.uniform(0, 0.7)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    settings = ScoreSettings(max_length=10, shard_size=2)
    score(read(corpus), model, tmp_path / "run", settings)
    score(read(corpus), model, tmp_path / "other", settings)
    assert contents(tmp_path / "run") == contents(tmp_path / "other"), f"killed {delay:.3f} s after the first shard"


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("side", {"side": "reference"}),
        ("beam_size", {"beam_size": 2}),
        ("max_length", {"max_length": None}),
        ("batch_size", {"batch_size": 3}),
        ("shard_size", {"shard_size": 3}),
        ("pretokenized", {"pretokenized": True}),
        ("glossary", {"glossary": (("cat", "Kater"),)}),
        ("weights", other_weights),
        ("dtype", lambda model: load(model.name, target_language="de", dtype="bfloat16", device="cpu")),
        ("precision", lambda model: replace(model, precision="bfloat16")),
        ("target_language", lambda model: load(model.name, target_language="en", device="cpu")),
        ("model", lambda model: replace(model, name="another")),
        ("corpus.fingerprint", {"limit": 3}),
        ("corpus.segments", {"limit": 3}),
    ],
)
def test_another_setting_model_or_corpus_is_refused_by_name(unfinished, corpus_file, model, field, change):
    settings, translator, limit = SETTINGS, model, None
    if callable(change):
        translator = change(model)
    elif "limit" in change:
        limit = change["limit"]
    else:
        settings = replace(settings, **change)
    before = contents(unfinished)
    with pytest.raises(RunError, match=rf"cannot be gone on with:(.|\n)*\n  {field}: .* → "):
        score(read(corpus_file, limit=limit), translator, unfinished, settings)
    assert contents(unfinished) == before


def test_a_run_in_bfloat16_goes_on_on_one_type_of_processor_alone(tmp_path, corpus_file, model, monkeypatch):
    reduced = replace(model, precision="bfloat16")
    with pytest.raises(KeyboardInterrupt):
        score(read(corpus_file), reduced, tmp_path / "run", SETTINGS, stop_after(2 * SETTINGS.shard_size))
    monkeypatch.setattr(network, "processor", lambda: "another")
    with pytest.raises(RunError, match=r"cannot be gone on with:\n  processor: .* → 'another'\n"):
        score(read(corpus_file), reduced, tmp_path / "run", SETTINGS)


def test_the_same_corpus_goes_on_wherever_it_lies_and_however_its_path_is_spelt(
    tmp_path, corpus_file, model, unfinished, undisturbed, monkeypatch
):
    other = tmp_path / "d.en-de.jsonl"
    other.write_bytes(corpus_file.read_bytes())
    with pytest.raises(KeyboardInterrupt):
        score(read(other), model, unfinished, SETTINGS, stop_after(2 * SETTINGS.shard_size))
    monkeypatch.chdir(corpus_file.parent)
    score(read(corpus_file.name), model, unfinished, SETTINGS)
    assert contents(unfinished) == contents(undisturbed)


def test_another_content_of_the_corpus_is_refused(tmp_path, model):
    path = write(tmp_path / "c.en-de.jsonl", ROWS)
    score(read(path), model, tmp_path / "run", SETTINGS)
    write(path, [*ROWS[:-1], ROWS[-1] | {"reference": "etwas anderes"}])
    with pytest.raises(RunError, match=r"another --out") as refused:
        score(read(path), model, tmp_path / "run", SETTINGS)
    assert [line.split(":")[0] for line in str(refused.value).split("\n  ")[1:]] == ["corpus.fingerprint"]


def test_other_threads_or_versions_are_refused(unfinished, corpus_file, model, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(torch, "get_num_threads", lambda: 77)
        with pytest.raises(RunError, match=r"\n  threads: \d+ → 77"):
            score(read(corpus_file), model, unfinished, SETTINGS)
    found = provenance.versions()
    monkeypatch.setattr(provenance, "versions", lambda: found | {"torch": "1.0"})
    with pytest.raises(RunError, match=r"\n  versions\.torch: .* → '1\.0'"):
        score(read(corpus_file), model, unfinished, SETTINGS)


def test_a_resumed_run_keeps_the_preset_it_began_with(tmp_path, unfinished, corpus_file, model, undisturbed):
    calibrated = replace(model, preset=AttentionChoice(0, (1,), "input", "measured since"))
    score(read(corpus_file), calibrated, unfinished, SETTINGS)
    assert contents(unfinished) == contents(undisturbed)
    assert open_run(unfinished).manifest.signature["preset"] == model.preset.record()
    new = score(read(corpus_file), calibrated, tmp_path / "new", SETTINGS)
    assert new.manifest.signature["preset"] == calibrated.preset.record()
    assert (
        contents(tmp_path / "new")["segments/000/part-00000.parquet"]
        != contents(undisturbed)["segments/000/part-00000.parquet"]
    )


@pytest.mark.parametrize("kind", ["folder", "file", "shards alone", "under a file"])
def test_out_that_holds_something_else_is_refused_and_left_alone(tmp_path, corpus_file, model, kind):
    out = tmp_path / "out"
    if kind == "folder":
        out.mkdir()
        (out / "thesis.txt").write_text("mine")
    elif kind == "shards alone":
        (out / "segments").mkdir(parents=True)
        (out / "segments" / "part-00000.parquet").write_text("whose?")
    else:
        out.write_text("mine")
    before = contents(tmp_path)
    with pytest.raises(RunError, match=r"is not a run; give --out the name|cannot be made: .*; give --out a place"):
        score(read(corpus_file), model, out / "deeper" if kind == "under a file" else out, SETTINGS)
    assert contents(tmp_path) == before


def test_an_empty_folder_is_as_good_as_none(tmp_path, corpus_file, model, undisturbed):
    (tmp_path / "empty").mkdir()
    score(read(corpus_file), model, tmp_path / "empty", SETTINGS)
    assert contents(tmp_path / "empty") == contents(undisturbed)


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"side": "both sides"}, UnknownNameError),
        ({"batch_size": 0}, RunError),
        ({"shard_size": 0}, RunError),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, error):
    with pytest.raises(error, match=r"both sides|must be at least 1"):
        ScoreSettings(**settings)


def test_every_segment_is_kept_with_a_status(tmp_path, model):
    sentence = {"source": "the cat sits", "reference": "die Katze sitzt", "hypothesis": "die Katze sitzt"}
    long = "the cat sits " * 100
    cases = [
        ({}, "ok", "ok"),
        ({"source": ""}, "empty_source", "empty_source"),
        ({"source": " \u2003"}, "empty_source", "empty_source"),
        ({"reference": ""}, "ok", "empty_target"),
        ({"reference": None}, "ok", "no_reference"),
        ({"hypothesis": "  "}, "empty_target", "ok"),
        ({"hypothesis": long}, "too_long", "ok"),
        ({"reference": long}, "ok", "too_long"),
        ({"source": long}, "too_long", "too_long"),
        ({"source": "", "hypothesis": None}, "empty_source", "empty_source"),
        ({"hypothesis": None}, "empty_target", "ok"),
    ]
    corpus = write(tmp_path / "c.en-de.jsonl", [sentence | change for change, *_ in cases])
    run = score(read(corpus), model, tmp_path / "run", replace(SETTINGS, shard_size=4))
    found = [(row["id"], row["side"], row["status"]) for row in run.records()]
    assert found == [
        (str(number), side, status)
        for number, (_, *statuses) in enumerate(cases, start=1)
        for side, status in zip(("hypothesis", "reference"), statuses, strict=True)
    ]
    assert run.manifest.counts == {
        side: {status: statuses.count(status) for status in sorted(set(statuses))}
        for side, statuses in (("hypothesis", [c[1] for c in cases]), ("reference", [c[2] for c in cases]))
    }
    assert any(note.startswith("3 segments have an empty source; they are kept") for note in run.manifest.notes)
    assert any(note.startswith("1 segment has an empty reference; it is kept, with") for note in run.manifest.notes)
    for row in run.records():
        stored = run.segment(row["id"], row["side"])
        assert (run.map_of(stored) is not None) == (row["status"] == "ok")
        if row["status"] != "ok":
            judged = (
                {"bleu", "chrf", "ter"} if row["side"] == "hypothesis" and (row["references"] or [""])[0] else set()
            )
            assert {name for name in SCORES if row[name] is not None} - {"suspicion"} == judged
            if row["status"] == "no_reference":
                assert row["suspicion"] is None
            elif row["status"] == "too_long" and (row["side"] == "reference" or row["hypothesis"] is not None):
                assert row["suspicion"] >= 0.5
            else:
                assert row["suspicion"] == 1.0
                assert [one["name"] for one in row["symptoms"]] == ["length"]
    verdicts = {row["id"]: row["verdict"] for row in run.records()}
    assert [verdicts[str(number)] for number in (2, 3, 4, 6)] == [
        "source noise",
        "source noise",
        "reference error",
        "model error",
    ]


def test_a_null_figure_of_a_scored_segment_says_why(tmp_path, model):
    corpus = write(tmp_path / "c.en-de.jsonl", [{"source": "market", "hypothesis": "Markt", "reference": None}])
    row = score(read(corpus), model, tmp_path / "run").segment("1")
    null = {name for name in SCORES if row[name] is None}
    assert null >= {"bleu", "chrf", "ter", "scatter", "spread", "monotonicity", "crossings", "jumps"}
    assert set(row["nulls"]) == null
    assert row["nulls"]["scatter"] == "one source word"
    assert row["nulls"]["jumps"] == "one target word has a link"
    assert row["nulls"]["bleu"] == SCORES["bleu"].null_when


def test_repeated_ids_are_numbered_and_noted(tmp_path, model):
    corpus = write(tmp_path / "c.en-de.jsonl", [row | {"id": "x"} for row in ROWS[:3]])
    run = score(read(corpus), model, tmp_path / "run", SETTINGS)
    assert [row["id"] for row in run.records() if row["side"] == "reference"] == ["x", "x#2", "x#3"]
    assert "2 repeated ids were given a number: the second x became x#2" in run.manifest.notes


def test_a_first_line_that_looks_like_a_header_and_is_scored_is_noted(tmp_path, model):
    path = tmp_path / "c.tsv"
    path.write_text("source\tcat\nthe cat\tdie Katze\n")
    run = score(read(path), model, tmp_path / "run", SETTINGS)
    [note] = run.manifest.notes
    assert note.startswith("the first line ('source', 'cat') was read as a sentence, but looks like a header;")
    assert "--source NAME --target NAME" in note and "--no-header" in note


def test_given_hypotheses_are_not_translated(tmp_path, model, monkeypatch):
    rows = [row for row in ROWS if row["hypothesis"]]
    corpus = write(tmp_path / "c.en-de.jsonl", rows)
    monkeypatch.setattr(model.model, "generate", None)
    run = score(read(corpus), model, tmp_path / "run", replace(SETTINGS, side="hypothesis"))
    assert [row["hypothesis"] for row in run.records()] == [row["hypothesis"] for row in rows]
    assert all(row["status"] == "ok" and row["logprob"] is not None for row in run.records())


def test_without_any_hypothesis_the_model_translates_all(undisturbed, model):
    rows = {row["id"]: row for row in open_run(undisturbed).records()}
    beam = BeamSettings(SETTINGS.beam_size, 1, SETTINGS.max_length)
    translations = model.translate([row["source"] for row in ROWS], settings=beam)
    assert [rows[row["id"]]["hypothesis"] for row in ROWS] == [found.text for found in translations]


@pytest.mark.parametrize("missing", [{"hypothesis": None}, {"hypothesis": ""}, {"hypothesis": " \u00a0"}, {}])
def test_a_hypothesis_that_is_not_there_is_a_missing_output_where_others_are(tmp_path, model, missing, monkeypatch):
    monkeypatch.setattr(model.model, "generate", None)
    first = {name: text for name, text in ROWS[0].items() if name != "hypothesis"} | missing
    run = score(read(write(tmp_path / "c.en-de.jsonl", [first, *ROWS[1:]])), model, tmp_path / "run", SETTINGS)
    said = ["", *(row["hypothesis"] for row in ROWS[1:])]
    expected = sacrebleu.corpus_bleu(said, [[row["reference"] for row in ROWS]]).score
    assert run.manifest.quality["bleu"] == pytest.approx(expected, abs=1e-4)
    assert (run.manifest.quality["empty"], run.manifest.quality["segments"]) == (1, len(ROWS))
    assert (run.segment("a")["status"], run.segment("a")["suspicion"]) == ("empty_target", 1.0)
    told = any("1 of 5 segments has no hypothesis and counts as missing" in note for note in run.manifest.notes)
    assert told == (missing.get("hypothesis") is None)
    assert run.suspicion_of("hypothesis").own_translations is False


def test_the_reference_side_translates_nothing_and_has_no_quality(tmp_path, corpus_file, model, monkeypatch):
    monkeypatch.setattr(model.model, "generate", None)
    run = score(read(corpus_file), model, tmp_path / "run", replace(SETTINGS, side="reference"))
    rows = list(run.records())
    assert [(row["id"], row["side"]) for row in rows] == [(row["id"], "reference") for row in ROWS]
    assert all(row["bleu"] is None and row["logprob"] < 0 and 0 <= row["scatter"] <= 1 for row in rows)
    assert run.manifest.quality is None


def test_both_sides_equal_each_side_alone(tmp_path, corpus_file, model, undisturbed):
    both = list(open_run(undisturbed).records())
    for side in ("hypothesis", "reference"):
        run = score(read(corpus_file), model, tmp_path / side, replace(SETTINGS, side=side))
        for single, row in zip(run.records(), [row for row in both if row["side"] == side], strict=True):
            assert {n: single[n] for n in SCORES} == pytest.approx({n: row[n] for n in SCORES}, abs=1e-4)


def test_a_limit_leaves_the_rest_out(tmp_path, corpus_file, model):
    run = score(read(corpus_file, limit=3), model, tmp_path / "run", SETTINGS)
    assert [row["id"] for row in run.records() if row["side"] == "hypothesis"] == ["a", "b", "c"]
    assert run.manifest.corpus["segments"] == 3


def test_corpus_figures_are_sacrebleus_also_when_the_run_was_stopped(unfinished, corpus_file, model, undisturbed):
    rows = [row for row in open_run(undisturbed).records() if row["side"] == "hypothesis"]
    hypotheses, references = [row["hypothesis"] for row in rows], [[row["references"][0] for row in rows]]
    expected = {
        "bleu": sacrebleu.corpus_bleu(hypotheses, references).score,
        "chrf": sacrebleu.corpus_chrf(hypotheses, references).score,
        "ter": sacrebleu.corpus_ter(hypotheses, references).score,
        "segments": len(ROWS),
        "empty": 0,
        "left_out_without_reference": 0,
    }
    assert expected["bleu"] > 10
    resumed = score(read(corpus_file), model, unfinished, SETTINGS)
    for run in (open_run(undisturbed), resumed):
        found = dict(run.manifest.quality)
        assert found.pop("signatures")["bleu"].startswith("nrefs:1|case:mixed|eff:no|tok:13a|")
        assert found == pytest.approx(expected, abs=1e-4)


def test_segments_without_a_reference_do_not_count_in_corpus_figures(tmp_path, model):
    rows = [ROWS[1], ROWS[2] | {"reference": None}, ROWS[4] | {"source": ""}, ROWS[4] | {"reference": " "}]
    run = score(read(write(tmp_path / "c.en-de.jsonl", rows)), model, tmp_path / "run", SETTINGS)
    assert (run.manifest.quality["segments"], run.manifest.quality["left_out_without_reference"]) == (2, 2)
    empty = run.segment("e#2")
    assert (empty["status"], empty["bleu"]) == ("ok", None)
    assert empty["nulls"]["bleu"] == SCORES["bleu"].null_when
    texts = [ROWS[1]["hypothesis"], run.segment("e")["hypothesis"] or ""]
    counted = sacrebleu.corpus_bleu(texts, [[ROWS[1]["reference"], ROWS[4]["reference"]]]).score
    assert run.manifest.quality["bleu"] == pytest.approx(counted, abs=1e-4)


def test_rows_hold_what_the_score_functions_and_the_forced_pass_give(undisturbed, model):
    run = open_run(undisturbed)
    for wanted in ROWS:
        for side in ("hypothesis", "reference"):
            row = run.segment(wanted["id"], side)
            target = row["hypothesis"] if side == "hypothesis" else wanted["reference"]
            pair = model.encode_pairs([wanted["source"]], [target])[0]
            forced = next(model.forced_pass([pair], choice=model.preset))
            found = forced.attention.by_word()
            expected = likelihood_figures([forced.logprobs]) | scatter_figures([found], "en", "de")
            expected |= length_figures([len(found.source)], [len(found.target)]) | link_figures([found])
            figures = {name: None if np.isnan(values[0]) else values[0] for name, values in expected.items()}
            if side == "hypothesis":
                figures["bleu"] = sacrebleu.sentence_bleu(target, [wanted["reference"]]).score
                figures["chrf"] = sacrebleu.sentence_chrf(target, [wanted["reference"]]).score
                figures["ter"] = sacrebleu.sentence_ter(target, [wanted["reference"]]).score
            assert {name: row[name] for name in figures} == pytest.approx(figures, abs=1e-4)
            stored = run.map_of(row)
            np.testing.assert_allclose(stored.weights, found.weights, atol=1e-3)
            np.testing.assert_allclose(stored.dropped, found.dropped, atol=1e-3)
            assert (stored.source.words, stored.target.words) == (found.source.words, found.target.words)
            assert stored.provenance == found.provenance
            assert tuple(row["target_pieces"]) == pair.target.tokens.pieces
            np.testing.assert_allclose(row["piece_logprobs"], forced.logprobs, atol=1e-5)


def test_progress_counts_every_segment(tmp_path, corpus_file, model):
    seen = []
    score(read(corpus_file), model, tmp_path / "run", SETTINGS, seen.append)
    assert seen[-1].done == seen[-1].total == len(ROWS)
    counts = [step.done for step in seen]
    assert counts == sorted(counts)
    assert {step.doing for step in seen} == {
        "reading the corpus",
        "learning what is suspicious",
        "translating",
        "scoring",
        "summing up",
    }


def test_the_manifest_tells_how_to_make_the_run_again(undisturbed, corpus_file, taught_marian, model):
    record = json.loads((undisturbed / "run.json").read_text(encoding="utf-8"))
    assert record["format_version"] == 7 and record["complete"] is True
    assert record["signature"]["model"] == str(taught_marian)
    assert record["signature"]["weights"] == model.weights_hash[:16]
    assert record["signature"]["preset"] == model.preset.record()
    assert set(record["signature"]["versions"]) >= {"torch", "transformers", "sacrebleu", "sentencepiece"}
    assert record["settings"] == json.loads(json.dumps(asdict(SETTINGS)))
    assert record["corpus"] == {
        "files": [os.fspath(corpus_file)],
        "fingerprint": read(corpus_file).fingerprint(),
        "segments": len(ROWS),
    }


@pytest.mark.parametrize(
    ("row", "status", "suspicion"),
    [
        ({"source": "", "reference": ""}, "empty_source", None),
        ({"source": " \t", "reference": "\u2003"}, "empty_source", None),
        ({"source": "", "reference": None}, "empty_source", None),
        ({"source": "", "hypothesis": " ", "reference": ""}, "empty_source", None),
        ({"source": "", "reference": "die Katze"}, "empty_source", 1.0),
        ({"source": "", "hypothesis": "die Katze", "reference": ""}, "empty_source", 1.0),
        ({"source": "the cat", "reference": ""}, "empty_target", 1.0),
    ],
)
def test_a_blank_line_is_nobodys_fault_where_both_sides_have_it(tmp_path, model, row, status, suspicion):
    rows = [{"source": "the cat sits", "reference": "die Katze sitzt"}, row]
    corpus = write(tmp_path / "c.en-de.jsonl", rows)
    run = score(read(corpus), model, tmp_path / "run", SETTINGS)
    found = run.segment("2", "reference")
    assert (found["status"], found["suspicion"]) == (status, suspicion)
    assert bool(found["symptoms"]) == (suspicion is not None)
    if suspicion is None:
        assert found["verdict"] is None
        assert run.worst("suspicion", 1, "reference")[0]["id"] == "1"
