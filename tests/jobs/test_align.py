from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.conftest import contents, of_one_direction
from tests.scored import ROWS, other_weights, write
from workbench import provenance
from workbench.alignment.symmetrise import SYMMETRISERS
from workbench.corpus import read
from workbench.errors import CorpusError, ModelError, RunError, UnknownNameError, WorkbenchError
from workbench.jobs import aligner as linking_module
from workbench.jobs.align import align, align_into
from workbench.jobs.aligner import Aligner, AlignSettings
from workbench.models import AttentionChoice, exchanged, load
from workbench.runs.disk import alone
from workbench.views import VIEWS

pytestmark = pytest.mark.usefixtures("one_thread")

TEXTS = [(row["source"], row["reference"]) for row in ROWS]


@pytest.fixture(scope="module")
def reverse(taught_marian):
    return load(str(taught_marian), source_language="de", target_language="en", device="cpu")


@pytest.fixture
def small_windows(monkeypatch):
    monkeypatch.setattr(linking_module, "WINDOW", 2)


def linked(corpus, model, settings=None, reverse=None):
    """The lines of a corpus, and the counts."""
    written = []
    counts = align(corpus, Aligner.of(model, settings or AlignSettings(), reverse), written.append)
    return "".join(written).split("\n")[:-1], counts


def largest(translator, source, target, view="attention", pretokenized=False):
    """``{(source word, target word)}``: the largest of each target word's row, one pair alone."""
    [pair] = translator.encode_pairs([source], [target], pretokenized)
    [found] = VIEWS[view](translator, [pair])
    rows = found.weights.tolist()
    return {(max(range(len(row)), key=row.__getitem__), t) for t, row in enumerate(rows) if max(row) > 0}


def line(links):
    return " ".join(f"{i}-{j}" for i, j in sorted(links))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.usefixtures("small_windows")
def test_links_are_the_largest_of_each_target_word_in_every_view(corpus_file, model, view):
    lines, counts = linked(read(corpus_file), model, AlignSettings(view=view))
    assert lines == [line(largest(model, *texts, view)) for texts in TEXTS]
    assert (counts.pairs, counts.kept, counts.statuses) == (5, 0, {"ok": 5})


@pytest.mark.parametrize("how", SYMMETRISERS)
def test_both_directions_are_read_turned_and_joined(corpus_file, model, reverse, how):
    expected = []
    for source, target in TEXTS:
        backward = {(i, j) for j, i in largest(reverse, target, source)}
        expected.append(line(SYMMETRISERS[how](largest(model, source, target), backward)))
    settings = AlignSettings(symmetrise=how)
    assert linked(read(corpus_file), model, settings)[0] == expected
    assert linked(read(corpus_file), model, settings, reverse)[0] == expected


def test_the_model_of_the_other_direction_may_be_another_one(corpus_file, model, reverse):
    other = replace(reverse, preset=AttentionChoice(0, (2,), "input"))
    lines, _ = linked(read(corpus_file), model, AlignSettings(symmetrise="union"), other)
    expected = [line(largest(model, *texts) | {(i, j) for j, i in largest(other, *reversed(texts))}) for texts in TEXTS]
    assert lines == expected
    assert lines != linked(read(corpus_file), model, AlignSettings(symmetrise="union"))[0]


@pytest.mark.parametrize("how", ["source", "mutual", "threshold", "optimal"])
def test_every_way_to_link_is_taken(corpus_file, model, how):
    lines, _ = linked(read(corpus_file), model, AlignSettings(links=how))
    assert len(lines) == 5 and all(lines)
    assert lines != linked(read(corpus_file), model)[0]


def test_the_layer_heads_and_row_asked_for_are_read(corpus_file, model):
    settings = AlignSettings(layer=0, heads=(1, 3), row="input", batch_size=2)
    chosen = replace(model, preset=AttentionChoice(0, (1, 3), "input"))
    assert linked(read(corpus_file), model, settings)[0] == linked(read(corpus_file), chosen)[0]
    record = Aligner.of(model, settings).record()
    assert {name: record["reading"][name] for name in ("layer", "heads", "row")} == {
        "layer": 0,
        "heads": [1, 3],
        "row": "input",
    }


def test_the_whole_model_is_read_and_gone_on_with(tmp_path, corpus_file, model):
    settings = AlignSettings(layer="all", heads=("max",))
    chosen = replace(model, preset=AttentionChoice("all", "max"))
    lines = linked(read(corpus_file), model, settings)[0]
    assert lines == linked(read(corpus_file), chosen)[0] != linked(read(corpus_file), model)[0]
    align_into(read(corpus_file), Aligner.of(chosen, AlignSettings()), tmp_path / "links")
    whole = (tmp_path / "links").read_bytes()
    (tmp_path / "links").write_bytes(whole[:10])
    align_into(read(corpus_file), Aligner.of(model, AlignSettings()), tmp_path / "links")
    assert (tmp_path / "links").read_bytes() == whole


@pytest.mark.usefixtures("small_windows")
def test_a_pair_that_cannot_be_read_has_an_empty_line(tmp_path, model):
    sentence, long = ("the cat sits", "die Katze sitzt"), "the cat sits " * 100
    cases = [
        (sentence, "ok"),
        (("", "die Katze"), "empty"),
        (("the cat", " \u2003"), "empty"),
        (("the cat", None), "empty"),
        ((long, "die Katze"), "too_long"),
        (("the cat", long), "too_long"),
        (sentence, "ok"),
    ]
    rows = [{"source": source, "reference": target} for (source, target), _ in cases]
    for symmetrise in (None, "union"):
        settings = AlignSettings(symmetrise=symmetrise)
        lines, counts = linked(read(write(tmp_path / "c.en-de.jsonl", rows)), model, settings)
        assert [bool(line) for line in lines] == [status == "ok" for _, status in cases]
        assert lines[0] == lines[-1]
        assert counts.statuses == {"ok": 2, "empty": 3, "too_long": 2}


def test_the_first_reference_is_linked_or_without_one_the_hypothesis(tmp_path, model):
    source, first, other = "the cat sits", "die Katze sitzt", "ein Hund"
    rows = [
        {"source": source, "references": [first, other], "hypothesis": other},
        {"source": source, "references": None, "hypothesis": other},
    ]
    lines, _ = linked(read(write(tmp_path / "c.en-de.jsonl", rows)), model)
    assert lines == [line(largest(model, source, first)), line(largest(model, source, other))]


def test_pretokenized_words_are_what_stands_between_spaces(tmp_path, model):
    source, target = "the cat sits , on-the mat.", "die Katze sitzt , auf-der Matte."
    corpus = read(write(tmp_path / "c.en-de.jsonl", [{"source": source, "reference": target}]))
    lines, _ = linked(corpus, model, AlignSettings(pretokenized=True))
    assert lines == [line(largest(model, source, target, pretokenized=True))]
    assert [int(found.split("-")[1]) for found in sorted(lines[0].split(), key=lambda f: int(f.split("-")[1]))] == [
        *range(6)
    ]
    assert linked(corpus, model)[0] != lines


def test_a_word_without_a_value_has_no_link(corpus_file, model, monkeypatch):
    whole = VIEWS["attention"]

    def with_a_hole(translator, pairs, **options):
        for found in whole(translator, pairs, **options):
            weights = found.weights.copy()
            weights[1] = np.nan
            yield replace(found, weights=weights)

    monkeypatch.setitem(VIEWS, "attention", replace(whole, function=with_a_hole))
    for found in linked(read(corpus_file), model)[0]:
        assert "1" not in [link.split("-")[1] for link in found.split()]


@pytest.mark.usefixtures("small_windows")
def test_a_file_cut_anywhere_goes_on_to_the_same_bytes(tmp_path, corpus_file, model):
    corpus, job = read(corpus_file), Aligner.of(model, AlignSettings())
    assert align_into(corpus, job, tmp_path / "whole").pairs == 5
    whole = (tmp_path / "whole").read_bytes()
    assert whole.decode().split("\n")[:-1] == linked(corpus, model)[0]
    out, beside = tmp_path / "links", tmp_path / "links.json"
    beside.write_bytes((tmp_path / "whole.json").read_bytes())
    for cut in range(0, len(whole) + 1, 3):
        out.write_bytes(whole[:cut])
        counts = align_into(corpus, job, out)
        assert out.read_bytes() == whole
        lines = whole[:cut].count(b"\n")
        assert counts.kept == (5 if lines == 5 else lines // 2 * 2)
        assert counts.kept + counts.pairs == 5
    assert beside.read_bytes() == (tmp_path / "whole.json").read_bytes()


@pytest.mark.usefixtures("small_windows")
def test_stopped_between_windows_it_goes_on_there(tmp_path, corpus_file, model):
    corpus, job, out = read(corpus_file), Aligner.of(model, AlignSettings(symmetrise="grow-diag")), tmp_path / "links"
    seen = []

    def stop(done):
        seen.append((done.done, done.total, done.doing))
        if done.done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        align_into(corpus, job, out, stop)
    assert seen == [(0, 0, "reading the corpus"), (0, 5, "linking"), (2, 5, "linking"), (4, 5, "linking")]
    assert out.read_bytes().count(b"\n") == 4
    counts = align_into(corpus, job, out)
    assert (counts.kept, counts.pairs) == (4, 1)
    assert out.read_text() == "".join(found + "\n" for found in linked(corpus, model, job.settings)[0])


def test_a_complete_file_is_left_as_it_is(tmp_path, corpus_file, model, monkeypatch):
    job, out = Aligner.of(model, AlignSettings()), tmp_path / "links"
    align_into(read(corpus_file), job, out)
    before = out.read_bytes()
    monkeypatch.setattr(model.model.model.encoder, "forward", None)
    counts = align_into(read(corpus_file), job, out)
    assert (counts.kept, counts.pairs, out.read_bytes()) == (5, 0, before)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("links", {"links": "mutual"}),
        ("symmetrise", {"symmetrise": "union"}),
        ("pretokenized", {"pretokenized": True}),
        ("batch_size", {"batch_size": 3}),
        ("reading.layer", {"layer": 0}),
        ("reading.view", {"view": "rollout"}),
        ("weights", other_weights),
        ("target_language", lambda model: load(model.name, target_language="en", device="cpu")),
        ("model", lambda model: replace(model, name="another")),
        ("corpus.fingerprint", {"limit": 3}),
    ],
)
@pytest.mark.usefixtures("small_windows")
def test_another_job_is_refused_by_the_name_of_what_differs(tmp_path, corpus_file, model, field, change):
    out = tmp_path / "links"
    align_into(read(corpus_file), Aligner.of(model, AlignSettings()), out)
    before = out.read_bytes(), (tmp_path / "links.json").read_bytes()
    limit, settings = None, AlignSettings()
    if callable(change):
        model = change(model)
    elif "limit" in change:
        limit = change["limit"]
    else:
        settings = replace(settings, **change)
    with pytest.raises(RunError, match=rf"cannot be gone on with:(.|\n)*\n  {field}: .* → (.|\n)*another --out"):
        align_into(read(corpus_file, limit=limit), Aligner.of(model, settings), out)
    assert (out.read_bytes(), (tmp_path / "links.json").read_bytes()) == before


def test_other_versions_are_refused_and_nothing_made_yet_holds_nobody_up(tmp_path, corpus_file, model, monkeypatch):
    job, out = Aligner.of(model, AlignSettings()), tmp_path / "links"
    align_into(read(corpus_file), job, out)
    found = provenance.versions()
    monkeypatch.setattr(provenance, "versions", lambda: found | {"torch": "1.0"})
    with pytest.raises(RunError, match=r"\n  versions\.torch: .* → '1\.0'"):
        align_into(read(corpus_file), job, out)
    out.write_bytes(b"0-0 torn")
    assert align_into(read(corpus_file), job, out).pairs == 5
    assert json.loads((tmp_path / "links.json").read_text())["versions"]["torch"] == "1.0"


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"links": "mine\n"}, "has no links.json beside it"),
        ({"links": "", "links.json": '{"mine": 1}'}, "links.json is damaged, or was not written by 'workbench align'"),
        ({"links.json": "[1"}, "links.json is damaged"),
        ({"links/x": ""}, "exists and is not a file; give --out the name of a new file"),
    ],
)
def test_out_that_holds_something_else_is_refused_and_left_alone(tmp_path, corpus_file, model, files, says):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    before = contents(tmp_path)
    with pytest.raises(RunError, match=says):
        align_into(read(corpus_file), Aligner.of(model, AlignSettings()), tmp_path / "links")
    assert contents(tmp_path) == before


def test_lines_that_somebody_added_are_noticed(tmp_path, corpus_file, model):
    job, out = Aligner.of(model, AlignSettings()), tmp_path / "links"
    align_into(read(corpus_file), job, out)
    out.write_bytes(out.read_bytes() + b"0-0\n")
    with pytest.raises(RunError, match="6 lines, but the corpus has 5 pairs"):
        align_into(read(corpus_file), job, out)


def test_two_processes_do_not_write_to_one_file(tmp_path, corpus_file, model):
    out = tmp_path / "links"
    out.touch()
    with alone(out), pytest.raises(RunError, match="another process is writing links to this file; wait until"):
        align_into(read(corpus_file), Aligner.of(model, AlignSettings()), out)


def test_a_place_where_nothing_can_be_written_is_refused(tmp_path, corpus_file, model):
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match=r"the file cannot be made: .*; give --out a place where you may write"):
        align_into(read(corpus_file), Aligner.of(model, AlignSettings()), tmp_path / "file" / "links")


def test_a_fault_in_the_last_line_shows_before_any_work(tmp_path, model):
    path = tmp_path / "c.en-de.tsv"
    path.write_text("source\treference\n" + "the cat\tdie Katze\n" * 3 + "the cat\n")
    with pytest.raises(CorpusError, match=r"c\.en-de\.tsv:5: 1 columns received"):
        align_into(read(path), Aligner.of(model, AlignSettings()), tmp_path / "links")
    assert not (tmp_path / "links").exists()


def test_a_corpus_without_targets_is_refused(tmp_path, model):
    path = tmp_path / "c.en"
    path.write_text("the cat\nthe dog\n")
    with pytest.raises(CorpusError, match="no segment has a target to link to; expected a reference or a hypothesis"):
        linked(read(path, format="parallel"), model)


@pytest.mark.parametrize(
    ("settings", "error", "says"),
    [
        ({"links": "best"}, UnknownNameError, "unknown way to link 'best'; choose one of: mutual, optimal"),
        ({"symmetrise": "gdfa"}, UnknownNameError, "unknown way to symmetrise 'gdfa'; choose one of: grow-diag"),
        ({"batch_size": 0}, RunError, "it must be at least 1"),
        ({"links": "threshold", "view": "erasure"}, RunError, "whose weights are no shares of a whole"),
        ({"view": "magic"}, UnknownNameError, "unknown view 'magic'"),
        ({"layer": 7}, ModelError, "layer 7 asked for; this model has decoder layers 0 to 2"),
        ({"row": "middle"}, ModelError, "row 'middle' asked for"),
        ({"view": "rollout", "heads": (0,)}, ModelError, "heads asked for, which rollout cannot be asked"),
        ({"view": "erasure", "batch_size": 8}, ModelError, "batch-size asked for, which erasure cannot be asked"),
    ],
)
def test_settings_that_make_no_sense_are_refused(model, settings, error, says):
    with pytest.raises(error, match=says):
        Aligner.of(model, AlignSettings(**settings))


def test_the_exchanged_model_is_loaded_once_and_reads_the_other_way(model, reverse):
    other = exchanged(model)
    assert other.model is model.model and other.lock is model.lock
    for name in ("source_language", "target_language", "template", "preset"):
        assert getattr(other, name) == getattr(reverse, name)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (None, "translates in one direction alone; give the model of the other one"),
        ({"source_language": None}, "source_language"),
        ({"source_language": "fr"}, "does not translate into 'fr'"),
    ],
)
def test_a_model_of_one_direction_asks_for_another(model, change, says):
    changed = of_one_direction(model) if change is None else replace(model, **change)
    with pytest.raises(WorkbenchError, match=rf"{says}(.|\n)*--reverse-model"):
        Aligner.of(changed, AlignSettings(symmetrise="union"))


@pytest.mark.usefixtures("small_windows")
@pytest.mark.parametrize("settings", [AlignSettings(), AlignSettings(symmetrise="union")])
def test_links_go_on_with_the_preset_that_they_were_begun_with(tmp_path, corpus_file, model, reverse, settings):
    def into(out, **preset):
        one, other = (replace(t, preset=replace(t.preset, **preset)) for t in (model, reverse))
        return align_into(read(corpus_file), Aligner.of(one, settings, other), out)

    into(tmp_path / "whole", layer=1, heads=(1,))
    whole = (tmp_path / "whole").read_bytes()
    (tmp_path / "cut").write_bytes(b"".join(whole.splitlines(keepends=True)[:2]))
    (tmp_path / "cut.json").write_bytes((tmp_path / "whole.json").read_bytes())
    assert into(tmp_path / "cut", layer=0, heads=(2,), measured="later").kept == 2
    assert (tmp_path / "cut").read_bytes() == whole
    into(tmp_path / "fresh", layer=0, heads=(2,))
    assert (tmp_path / "fresh").read_bytes() != whole


@pytest.mark.parametrize("reading", [[], {"layer": "first"}, {"layer": 0, "heads": "three"}])
def test_a_record_of_a_reading_that_is_none_is_damaged(tmp_path, corpus_file, model, reading):
    out = tmp_path / "links"
    align_into(read(corpus_file), Aligner.of(model, AlignSettings()), out)
    record = json.loads((tmp_path / "links.json").read_text())
    (tmp_path / "links.json").write_text(json.dumps(record | {"reading": reading}))
    with pytest.raises(RunError, match="links"):
        align_into(read(corpus_file), Aligner.of(model, AlignSettings()), out)


def test_the_same_attention_is_the_same_job_whoever_names_it(tmp_path, corpus_file, model):
    preset = model.preset
    align_into(read(corpus_file), Aligner.of(model, AlignSettings()), tmp_path / "links")
    named = AlignSettings("attention", preset.layer, preset.heads or tuple(range(model.heads)), preset.row)
    spelt = replace(model, preset=replace(preset, heads=named.heads))
    align_into(read(corpus_file), Aligner.of(spelt, AlignSettings()), tmp_path / "spelt")
    assert align_into(read(corpus_file), Aligner.of(spelt, named), tmp_path / "spelt").kept == len(ROWS)


def test_what_weighs_less_than_the_least_is_no_link(corpus_file, model):
    few, many = (
        {pair for line in linked(read(corpus_file), model, AlignSettings(least=least))[0] for pair in line.split()}
        for least in (0.6, 0.0)
    )
    assert few < many
