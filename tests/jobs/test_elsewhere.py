"""Runs and links made by other processes: the bytes of one process. The processes are the standard library's."""

from __future__ import annotations

import os
import pickle
import re
from dataclasses import fields, replace

import pytest

from tests.agency import Processes
from tests.conftest import contents
from tests.scored import ROWS, SETTINGS, other_weights, write
from workbench.corpus import read
from workbench.errors import CorpusError, ModelError, RunError
from workbench.jobs.align import align, align_into
from workbench.jobs.aligner import Aligner, AlignSettings
from workbench.jobs.chunk import chunks
from workbench.jobs.line_maker import LineMaker
from workbench.jobs.rows import RowMaker
from workbench.jobs.score import score
from workbench.jobs.shard_maker import ShardMaker
from workbench.jobs.signals import SignalReader
from workbench.jobs.suspicion_fit import loaded
from workbench.models import AttentionChoice, Translator, exchanged
from workbench.runs.manifest import Manifest
from workbench.runs.shard import path_of

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(autouse=True)
def as_many_threads_there(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def again(thing):
    """As it is in another process."""
    return pickle.loads(pickle.dumps(thing))


def shard_maker(run, model) -> ShardMaker:
    reader = SignalReader(model, model.preset, SETTINGS.batch_size)
    suspicions = loaded(Manifest.load(run).suspicion)
    rows = RowMaker(reader=reader, settings=SETTINGS, suspicions=suspicions, translate=True, step=print)
    return ShardMaker(run, rows)


def test_a_run_made_by_other_processes_is_the_same_byte_for_byte_and_goes_on(
    tmp_path, corpus_file, model, undisturbed, unfinished
):
    engine, told = Processes(2), []
    for out in (tmp_path / "new", unfinished):
        run = score(read(corpus_file), model, out, SETTINGS, told.append, engine=engine)
        assert run.manifest.complete and contents(out) == contents(undisturbed)
    assert len(engine.pids) == 4 and sorted(engine.gone) == sorted(engine.pids)
    counts = [step.done for step in told if step.total]
    assert counts[-1] == len(ROWS)
    # A finished run hires nobody; of a damaged one what is damaged is made again.
    score(read(corpus_file), model, unfinished, SETTINGS, engine=engine)
    assert len(engine.pids) == 4
    path_of(unfinished, 1).write_bytes(b"damaged")
    score(read(corpus_file), model, unfinished, SETTINGS, engine=engine)
    assert len(engine.pids) == 6 and contents(unfinished) == contents(undisturbed)


class Killed(Processes):
    """Ends, with all its workers, when two shards are there: not the first one among them."""

    def made(self, make, parts):
        for number, made in enumerate(super().made(make, reversed([*parts]))):
            if number == 1:
                raise KeyboardInterrupt
            yield made


def test_a_run_with_holes_goes_on_with_what_is_missing(tmp_path, corpus_file, model, undisturbed):
    out = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        score(read(corpus_file), model, out, SETTINGS, engine=Killed(1))
    left = [name for name in contents(out) if name.endswith(".parquet")]
    assert left and "segments/000/part-00000.parquet" not in left
    score(read(corpus_file), model, out, SETTINGS)
    assert contents(out) == contents(undisturbed)


@pytest.mark.parametrize("symmetrise", [None, "grow-diag"])
def test_links_made_by_other_processes_are_the_same_byte_for_byte(tmp_path, model, monkeypatch, symmetrise):
    monkeypatch.setattr("workbench.jobs.aligner.WINDOW", 2)
    corpus = read(write(tmp_path / "c.en-de.jsonl", ROWS * 2))
    aligner, expected, found = Aligner.of(model, AlignSettings(symmetrise=symmetrise)), [], []
    here = align(corpus, aligner, expected.append)
    there = align(corpus, aligner, found.append, engine=Processes(2))
    assert found == expected and there == here and len(found) == 5
    out = tmp_path / "links"
    out.write_text(expected[0] + expected[1][:5])
    with pytest.raises(RunError, match=r"has no links\.json beside it"):
        align_into(corpus, aligner, out, engine=Processes(1))
    out.unlink()
    align_into(corpus, aligner, out)
    out.write_text(expected[0] + expected[1][:5])
    counts = align_into(corpus, aligner, out, engine=Processes(2))
    assert (counts.kept, counts.pairs, out.read_text()) == (2, 8, "".join(expected))


def test_a_corpus_that_changes_meanwhile_is_told_with_other_processes_too(tmp_path, model):
    corpus = write(tmp_path / "c.en-de.jsonl", ROWS)

    def progress(step):
        if step.doing == "learning what is suspicious":
            write(corpus, ROWS[1:])

    engine = Processes(1)
    with pytest.raises(CorpusError, match="changed while it was scored"):
        score(read(corpus), model, tmp_path / "run", SETTINGS, progress, engine=engine)
    assert engine.pids == []


# What travels


def test_a_translator_elsewhere_is_the_same_model_loaded_there(model):
    there = again(model)
    assert there is not model and there.model is not model.model
    assert there.signature() == model.signature()
    own = {"model", "tokenizer", "family", "lock", "decoder"}
    for one in fields(Translator):
        if one.name not in own:
            assert getattr(there, one.name) == getattr(model, one.name), one.name
    assert there.translate(["the cat sits"]) == model.translate(["the cat sits"])
    assert len(pickle.dumps(model)) < 4000, "no weights travel"


def test_settings_of_a_translator_travel_with_it(model):
    preset = AttentionChoice(layer=0, heads=(1,), row="output")
    there = again(replace(model, preset=preset, longest=32))
    assert (there.preset, there.longest, there.positions) == (preset, 32, 32)


def test_both_directions_of_a_model_share_it_elsewhere_too(model):
    here, turned = again((model, exchanged(model)))
    assert here.model is turned.model
    assert (turned.source_language, turned.target_language) == ("de", "en")


def test_another_model_in_its_place_is_refused(model):
    wanted = other_weights(model)
    with pytest.raises(ModelError, match=r"another model than the one that was asked for lies there:\n  weights: "):
        again(wanted)


@pytest.mark.parametrize("of", ["shards", "lines"])
@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda m: m.setattr("torch.get_num_threads", lambda: 3), "threads: 1 → 3"),
        (lambda m: m.setattr("torch.backends.cpu.get_cpu_capability", lambda: "OLD"), "processor: '.*' → 'OLD'"),
        (lambda m: m.setattr("workbench.provenance.version", lambda _: "0.0"), r"versions\.torch: '.*' → '0.0'"),
    ],
)
def test_a_worker_that_would_compute_something_else_is_refused_by_name(
    model, undisturbed, monkeypatch, of, change, named
):
    make = shard_maker(undisturbed, model) if of == "shards" else LineMaker(Aligner.of(model, AlignSettings()))
    pickled = pickle.dumps(make)
    change(monkeypatch)
    with pytest.raises(RunError, match=rf"the worker on .* would not compute the same as this process:(.|\n)*{named}"):
        pickle.loads(pickled)


def test_a_worker_that_does_not_see_the_run_is_refused(tmp_path, corpus_file, model, undisturbed):
    maker = shard_maker(undisturbed, model)
    pickled = pickle.dumps(maker)
    there = pickle.loads(pickled)
    chunk = next(chunks(read(corpus_file), SETTINGS.shard_size))
    assert there(chunk) == len(chunk.segments) and contents(undisturbed)
    moved = undisturbed.rename(tmp_path / "moved")
    try:
        with pytest.raises(RunError, match=rf"^{re.escape(str(undisturbed))}: the worker on .* does not find this run"):
            pickle.loads(pickled)
        with pytest.raises(RunError, match="does not find this run there; give --out a folder that all machines share"):
            there(chunk)
        # Another run in its place is none to write into.
        undisturbed.mkdir()
        (undisturbed / "run.json").write_text("{}")
        with pytest.raises(RunError, match="does not find this run"):
            there(chunk)
        assert os.listdir(undisturbed) == ["run.json"]
    finally:
        for file in undisturbed.glob("*"):
            file.unlink()
        if undisturbed.exists():
            undisturbed.rmdir()
        moved.rename(undisturbed)


def test_a_chunk_is_called_by_its_segments(corpus_file):
    found = [*chunks(read(corpus_file), 2)]
    assert [str(one) for one in found] == ["segments a to b", "segments c to d", "segments e to e"]
    assert [one.number for one in found] == [0, 1, 2]
