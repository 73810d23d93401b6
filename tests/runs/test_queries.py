from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest

from tests.runs.made import PRESET, ids, make, row
from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.corpus.exported import neutralised
from workbench.errors import RunError, UnknownNameError
from workbench.runs import CONTRACT, Filter, Run, flat, open_run, shard
from workbench.runs.evidence import reasons
from workbench.runs.manifest import FORMAT_VERSION, Manifest
from workbench.scores import SCORES


@pytest.mark.parametrize(
    ("by", "order", "expected"),
    [
        ("scatter", None, "z B a m b c"),
        ("scatter", "desc", "z B a m b c"),
        ("scatter", "asc", "B a m z b c"),
        ("bleu", None, "c b a m B z"),
        ("bleu", "asc", "c b a m B z"),
        ("bleu", "desc", "a m b c B z"),
        ("mqm", None, "b c m a B z"),
        ("mqm", "desc", "a c m b B z"),
    ],
)
def test_the_worst_come_first_nulls_last_and_ties_by_id(ranked, by, order, expected):
    assert ids(ranked.worst(by, order=order)) == expected.split()
    assert ids(ranked.worst(by, top=2, order=order)) == expected.split()[:2]
    assert ids(ranked.ranked(by, order=order)) == expected.split()


@pytest.mark.parametrize("name", SCORES)
def test_every_score_ranks_in_its_declared_direction(tmp_path, name):
    run = make(tmp_path / "run", [row(f"{value}", i, **{name: float(value)}) for i, value in enumerate([2, 3, 1])])
    best_first = sorted(ids(run.worst(name)), key=float, reverse=SCORES[name].higher_is == "better")
    assert ids(run.worst(name)) == best_first[::-1]


@pytest.mark.parametrize("order", [None, "asc", "desc"])
@pytest.mark.parametrize("by", ["scater", "kind", "id", "source", "metadata.mqm", "", '"scatter"', "\udcff"])
def test_a_field_that_is_no_number_is_refused_and_the_numeric_ones_listed(ranked, by, order):
    with pytest.raises(UnknownNameError) as refused:
        ranked.worst(by, order=order)
    message = str(refused.value)
    assert message.startswith(f"unknown score or numeric column {by!r}; choose one of: ")
    assert message.split("choose one of: ")[1].split(", ") == sorted([*SCORES, "mqm"])


@pytest.mark.parametrize("order", ["", "up", "DESC", "asc; DROP TABLE x"])
def test_an_unknown_order_is_refused(ranked, order):
    with pytest.raises(UnknownNameError, match=r"unknown order .*choose one of: asc, desc"):
        ranked.worst(order=order)


AWKWARD = [
    'a"b',
    "it's",
    "x.y",
    "a/b",
    "~0",
    "back\\slash",
    'q\\"z',
    "'; DROP TABLE segments; --",
    '" FROM x) --',
    "$by",
    "$.a",
    "*",
    "[0]",
    "{files}",
    "%s",
    "0",
    "",
    " ",
    "größe",
    "質",
    "a\nb",
    "id",
]


def test_a_column_may_have_any_name(tmp_path):
    rows = [row(f"{i}", i, metadata={n: (i * 7 + k) % 5 for k, n in enumerate(AWKWARD)}) for i in range(5)]
    run = make(tmp_path / "run", rows)
    for k, name in enumerate(AWKWARD):
        expected = sorted(range(5), key=lambda i, k=k: (i * 7 + k) % 5)
        assert ids(run.worst(name)) == [str(i) for i in expected], name
    assert len(list(run.records())) == 5


@pytest.mark.parametrize("name", ["it's", "a [1] b", "a*b?", "side=reference", "id=7", "source=x", "{files}", "größe"])
def test_a_run_may_lie_in_a_folder_of_any_name(tmp_path, name):
    run = make(tmp_path / name / name, [row("a", 0, scatter=0.5), row("b", 1), row("c", 2)])
    assert [(r["id"], r["side"], r["source"]) for r in run.records()] == [
        (id, "hypothesis", f"source of {id}") for id in "abc"
    ]
    assert set(run.segment("a")) == set(shard.SCHEMA.names)


@pytest.fixture(scope="module")
def suspected(tmp_path_factory) -> Run:
    """Suspicion and symptoms of five segments, and one that was not scored."""
    found = {
        "a": (0.5, "numbers"),
        "b": (0.9, ""),
        "c": (0.2, "names numbers"),
        "d": (0.4999, "names"),
        "e": (None, ""),
    }
    rows = [
        row(id, i, suspicion=suspicion, scatter=i / 8, symptoms=json.dumps([symptom(name) for name in names.split()]))
        for i, (id, (suspicion, names)) in enumerate(found.items())
    ]
    return make(tmp_path_factory.mktemp("runs") / "suspected", [*rows, row("f", 5, status="no_reference")])


def symptom(name):
    return {"name": name, "severity": 0.9, "message": "numbers names", "source_words": [0], "target_words": []}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, "b a d c e f"),
        ({"least": 0.0}, "b a d c"),
        ({"least": 0.5}, "b a"),
        ({"least": 1.0}, ""),
        ({"symptom": "numbers"}, "a c"),
        ({"symptom": "names"}, "d c"),
        ({"symptom": "omission"}, ""),
        ({"symptom": "numbers", "least": 0.5}, "a"),
        ({"symptom": "names", "by": "scatter"}, "d c"),
        ({"symptom": "numbers", "by": "scatter"}, "c a"),
        ({"symptom": "numbers", "by": "scatter", "order": "asc", "top": 1}, "a"),
    ],
)
def test_the_list_may_be_of_one_symptom_or_of_what_is_suspicious_enough(suspected, asked, expected):
    ranking = {name: asked[name] for name in ("by", "order", "top") if name in asked}
    where = Filter(symptom=asked.get("symptom"), least=asked.get("least"))
    assert ids(suspected.worst(**ranking, where=where)) == expected.split()


def test_symptoms_come_as_they_were_found(suspected):
    assert [record["symptoms"] for record in suspected.records()] == [
        [symptom("numbers")],
        [],
        [symptom("names"), symptom("numbers")],
        [symptom("names")],
        [],
        [],
    ]
    assert flat(suspected.segment("c"))["symptoms"] == "names ||| numbers"


def test_a_symptom_that_does_not_exist_is_told_with_those_that_do(suspected):
    with pytest.raises(UnknownNameError, match=r"unknown symptom 'nummbers'; choose one of: addition, .*numbers"):
        suspected.worst(where=Filter(symptom="nummbers"))


def test_reasons_are_those_of_the_stored_suspicion_and_none_where_there_is_none(tmp_path):
    run = make(
        tmp_path / "run",
        [
            row("a", 0, suspicion=0.9, scatter=0.5, symptoms=json.dumps([symptom("numbers")])),
            row("b", 1, suspicion=0.1, scatter=0.25),
            row("c", 2, scatter=0.5),
        ],
    )
    assert reasons(run, run.segment("a")) == []
    run.manifest.suspicion = {"hypothesis": SUSPICION}
    assert reasons(run, run.segment("a")) == [("scatter", pytest.approx(2.0)), ("numbers", pytest.approx(1.8))]
    assert reasons(run, run.segment("b")) == reasons(run, run.segment("c")) == []


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> Run:
    rows = []
    for i, (id, hypothesis, reference) in enumerate([("x", 0.1, 0.9), ("y", 0.8, 0.2), ("w", 0.3, 0.4)]):
        rows += [row(id, i, suspicion=hypothesis), row(id, i, "reference", suspicion=reference)]
    rows[-1] |= {"status": "too_long"}
    return make(tmp_path_factory.mktemp("runs") / "both", rows, side="both")


def test_the_side_is_the_hypothesis_unless_said_otherwise(both):
    assert both.sides == ["hypothesis", "reference"]
    assert ids(both.worst()) == ids(both.worst(side="hypothesis")) == ["y", "w", "x"]
    assert ids(both.worst(side="reference")) == ["x", "w", "y"]
    assert {record["side"] for record in both.worst(side="reference")} == {"reference"}


def test_a_run_of_references_ranks_references(tmp_path):
    run = make(tmp_path / "run", [row("x", 0, "reference", scatter=0.5)], side="reference")
    assert run.sides == ["reference"]
    assert run.worst()[0]["side"] == "reference"
    assert run.segment("x")["side"] == "reference"


@pytest.mark.parametrize("ask", [lambda run: run.worst(side="reference"), lambda run: run.segment("a", "nonsense")])
def test_a_side_that_was_not_scored_is_refused(ranked, ask):
    with pytest.raises(RunError, match=r"scored on side hypothesis; '(reference|nonsense)' is not in it"):
        ask(ranked)


def test_records_come_in_the_order_of_the_corpus_hypothesis_first(both, ranked):
    assert ids(ranked.records()) == ["m", "b", "z", "a", "c", "B"]
    assert [(r["id"], r["side"]) for r in both.records()] == [
        (id, side) for id in "xyw" for side in ("hypothesis", "reference")
    ]


def test_records_have_the_contract_then_other_scores_then_flags_then_metadata(ranked):
    [record] = ranked.worst(top=1, by="mqm")
    others = [name for name in SCORES if name not in CONTRACT]
    assert list(record) == [*CONTRACT, *others, "own_translation", "flag", "note", "flagged_by", "mqm", "kind"]
    assert record["references"] == ["reference of b"]
    assert (record["mqm"], record["kind"]) == (-2.5, "name")


@pytest.mark.parametrize("name", ["id", "references", "bleu", "sequence_logprob"])
def test_a_column_named_like_a_field_of_ours_does_not_replace_it(tmp_path, name):
    run = make(tmp_path / "run", [row("a", 0, bleu=40.0, sequence_logprob=-3.0, metadata={name: "theirs"})])
    [record] = run.records()
    assert record[name] == {"id": "a", "references": ["reference of a"], "bleu": 40.0, "sequence_logprob": -3.0}[name]
    assert record[f"metadata.{name}"] == "theirs"


@pytest.mark.parametrize("name", ["bleu", "sequence_logprob", "id"])
def test_a_column_named_like_a_field_of_ours_ranks_by_its_name_in_the_records(tmp_path, name):
    rows = [row(f"{i}", i, bleu=10.0 * i, metadata={name: value, "mqm": 1}) for i, value in enumerate([3, 1, 2])]
    run = make(tmp_path / "run", rows)
    found = run.worst(f"metadata.{name}")
    assert [record[f"metadata.{name}"] for record in found] == [1, 2, 3]
    with pytest.raises(UnknownNameError, match=rf", metadata\.{name}, "):
        run.worst("scater")


def test_text_that_looks_like_a_number_does_not_rank(tmp_path):
    cells = ["007", "inf", "nan", "0x1f", "1", True, None]
    rows = [row(f"{i}", i, metadata={"code": cell, "mixed": cell}) for i, cell in enumerate(cells)]
    rows += [row("a", 7, metadata={"mixed": 10**30}), row("b", 8, metadata={"mixed": -0.5})]
    run = make(tmp_path / "run", rows)
    assert ids(run.worst("mixed", top=3)) == ["b", "a", "0"]
    with pytest.raises(UnknownNameError) as refused:
        run.worst("code")
    assert "mixed" in str(refused.value) and ", code" not in str(refused.value)


HUGE = [5, "1e400", 2**63 + 1, -0.5, "9223372036854775808", 10**40, "-1e400", True, "x", None, 2**53 + 1, 2**53]
HUGE += ["-9223372036854775809", "+1234567890123456", 2**63]


@pytest.fixture(scope="module")
def huge(tmp_path_factory):
    """As the reader leaves numbers that 64 bits do not hold, and as an older one left them."""
    rows = [row(f"{place:02}", place, metadata={"n": cell}) for place, cell in enumerate(HUGE)]
    return make(tmp_path_factory.mktemp("runs") / "huge", rows)


def test_numbers_of_any_size_rank_to_the_last_digit_and_keep_their_digits(huge):
    found = [record["n"] for record in huge.worst("n", order="asc")]
    assert found[:5] == ["-1e400", "-9223372036854775809", -0.5, 5, "+1234567890123456"]
    assert found[5:9] == [2**53, 2**53 + 1, "9223372036854775808", "9223372036854775808"]
    assert found[9:] == ["9223372036854775809", str(10**40), "1e400", True, "x", None]
    assert huge.ranking("n", order="desc")[:2] == ["01", "05"]
    assert huge.numeric_columns() == ["n"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("n>=9223372036854775809", "02 05 01"),
        ("n>=9223372036854775808", "04 14 02 05 01"),
        ("n<=-9223372036854775809", "06 12"),
        ("n>=9007199254740993", "10 04 14 02 05 01"),
        ("n=9223372036854775808", "04 14"),
        ("n>=1e400", "01"),
        ("n<=-1e400", "06"),
        ("n<=-inf", "06"),
        ("n<=-0.5", "06 12 03"),
        ("n<=5", "06 12 03 00"),
        ("n>=" + "9" * 60, "01"),
    ],
)
def test_numbers_of_any_size_are_filtered_to_the_last_digit(huge, condition, expected):
    assert ids(huge.worst("n", where=Filter.parsed([condition]))) == expected.split()


def test_more_may_be_asked_for_than_any_run_holds(ranked):
    assert len(ranked.worst(top=10**30)) == 6


def test_counts_are_by_side_and_status(both):
    assert both.counts() == {"hypothesis": {"ok": 3}, "reference": {"ok": 2, "too_long": 1}}


def test_a_segment_comes_with_everything_stored_and_its_map(tmp_path):
    weights = np.array([[0.25, 0.75], [0.5, 0.5], [np.nan, np.nan]], np.float32)
    source, target = Tokens.of_words(["the", "cat"]), Tokens.of_words(["die", "Katze", "sitzt"])
    stored = shard.pack_map(AlignmentMap(source, target, weights, np.array([0.5, 0.25, 1.0], np.float32)))
    stored |= {"target_pieces": ["die", "K", "atze", "sitzt"], "word_logprobs": [-0.5, None, -1.0]}
    stored |= dict.fromkeys(("piece_logprobs", "piece_gains"), [-1.0] * 5)
    rows = [row("a", 0), row("b", 1, metadata={"mqm": 4}, nulls=json.dumps({"bleu": "no reference"})) | stored]
    run = make(tmp_path / "run", rows)
    found = run.segment("b")
    assert list(found) == shard.SCHEMA.names
    assert (found["line"], found["metadata"], found["nulls"]) == (2, {"mqm": 4}, {"bleu": "no reference"})
    shown = run.map_of(found)
    np.testing.assert_array_equal(shown.weights, weights)
    np.testing.assert_array_equal(shown.dropped, np.float32([0.5, 0.25, 1.0]))
    assert (shown.source.words, shown.target.words) == (("the", "cat"), ("die", "Katze", "sitzt"))
    assert shown.provenance == {"view": "attention", "block": "cross", **PRESET}
    assert run.map_of(run.segment("a")) is None


@pytest.mark.parametrize("id", ["nobody", "", "a' OR '1'='1", "%", "\udcff"])
def test_an_unknown_id_is_refused(ranked, id):
    with pytest.raises(RunError, match="no segment with id"):
        ranked.segment(id)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+2", "'=1+2"),
        ("+49 30", "'+49 30"),
        ("-- dash", "'-- dash"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("'=1", "''=1"),
        ("''-", "''" + "'-"),
        ("'quoted'", "'quoted'"),
        ("-9223372036854775809", "-9223372036854775809"),
        ("+1.5e400", "+1.5e400"),
        ("-1+1", "'-1+1"),
        ("1=2", "1=2"),
        (" text", " text"),
        ("", ""),
        (-2.5, -2.5),
        (None, None),
    ],
)
def test_a_cell_that_a_spreadsheet_would_compute_is_neutralised(cell, expected):
    assert neutralised(cell) == expected
    assert flat({"source": cell}) == {"source": expected}


def test_a_record_is_flattened_for_csv():
    record = {"references": ["=a", "b"], "bleu": -1.0, "planted": None, "empty": []}
    assert flat(record) == {"references": "'=a ||| b", "bleu": -1.0, "planted": None, "empty": ""}
    sheet = io.StringIO()
    csv.DictWriter(sheet, record).writerow(flat(record))
    assert next(csv.reader([sheet.getvalue()])) == ["'=a ||| b", "-1.0", "", ""]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "damaged"),
        ('{"format_version": 1, "sig', "damaged"),
        ("[]", "damaged"),
        ("null", "damaged"),
        ("{}", "damaged"),
        (f'{{"format_version": {FORMAT_VERSION}}}', "damaged"),
        (f'{{"format_version": {FORMAT_VERSION}, "surprise": 1}}', "damaged"),
        ('{"format_version": 99}', "format version 99; this workbench reads versions 6 to 7; install a newer"),
        ('{"format_version": 5}', "format version 5; this workbench reads versions 6 to 7; score the corpus again"),
    ],
)
def test_a_manifest_that_is_damaged_or_of_another_version_is_refused(tmp_path, text, message):
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(RunError, match=rf"run\.json: {message}"):
        open_run(tmp_path)


REPORT = {
    "clean": 20,
    "planted": 10,
    "left_out": 1,
    "auroc": {"number": 0.9},
    "sample_suspected": 0.05,
    "reliability": [[0.1, 0.0, 30]],
}
SUSPICION = {
    "names": ["scatter", "numbers"],
    "centre": [0.25, 0],
    "scale": [0.125, 0.25],
    "weights": [1.0, 0.5],
    "bias": -3.0,
    "prior": 0.1,
    "correction": {"weights": {"scatter": 0.0}, "centre": {"scatter": 0.0}, "bias": -40.0},
    "made_from": "a test",
    "report": REPORT,
}
WHOLE = {
    "signature": {"preset": PRESET, "model": "demo"},
    "corpus": {"files": ["x"], "fingerprint": "f", "segments": 1},
    "settings": {"side": "both"},
    "complete": True,
    "counts": {"hypothesis": {"ok": 1}},
    "quality": {"bleu": 1.0, "chrf": None, "ter": 2, "signatures": {"bleu": "x"}, "segments": 1},
    "notes": ["n"],
    "suspicion": {"reference": SUSPICION},
    "format_version": FORMAT_VERSION,
}


@pytest.mark.parametrize(
    ("field", "content"),
    [
        ("signature", {}),
        ("signature", None),
        ("signature", {"preset": "last"}),
        ("signature", {"preset": PRESET | {"layer": "1"}}),
        ("signature", {"preset": PRESET | {"heads": "some"}}),
        ("signature", {"preset": PRESET | {"layer": "every"}}),
        ("signature", {"preset": {"layer": 1}}),
        ("corpus", []),
        ("corpus", {"files": []}),
        ("corpus", {"segments": "many"}),
        ("settings", {}),
        ("settings", {"side": "left"}),
        ("settings", {"side": ["both"]}),
        ("complete", "perhaps"),
        ("counts", {"hypothesis": 3}),
        ("counts", [1]),
        ("quality", {"bleu": "good", "chrf": None, "ter": None, "signatures": {}}),
        ("quality", {"bleu": 1.0}),
        ("notes", "none"),
        ("notes", [1]),
        ("suspicion", None),
        ("suspicion", {"reference": {}}),
        ("suspicion", {"reference": SUSPICION | {"weights": ["heavy"]}}),
        ("suspicion", {"reference": SUSPICION | {"report": {}}}),
        ("suspicion", {"reference": SUSPICION | {"report": REPORT | {"missed": {"number": [1]}}}}),
        ("suspicion", {"reference": SUSPICION | {"report": REPORT | {"missed": {"number": "few"}}}}),
        ("suspicion", {"reference": SUSPICION | {"own_translations": "some"}}),
        ("surprise", 1),
        ("format_version", None),
    ],
)
def test_a_manifest_with_wrong_contents_is_damaged_like_any_other(tmp_path, field, content):
    (tmp_path / "run.json").write_text(json.dumps(WHOLE))
    assert open_run(tmp_path).sides == ["hypothesis", "reference"]
    (tmp_path / "run.json").write_text(json.dumps(WHOLE | {field: content}))
    with pytest.raises(RunError, match=rf"run\.json: (damaged \({field}|format version None)"):
        open_run(tmp_path)


@pytest.mark.parametrize(("layer", "heads"), [("all", "all"), (0, "max"), ("all", "max"), ("all", [0, 3])])
def test_a_manifest_may_have_a_preset_of_the_whole_model(tmp_path, layer, heads):
    preset = PRESET | {"layer": layer, "heads": heads}
    (tmp_path / "run.json").write_text(json.dumps(WHOLE | {"signature": {"preset": preset}}))
    assert open_run(tmp_path).manifest.signature["preset"] == preset


def test_a_manifest_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "run.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RunError, match=r"run\.json: damaged"):
        open_run(tmp_path)


@pytest.mark.parametrize("name", [".", "nothing", "file"])
def test_what_is_no_run_folder_is_refused(tmp_path, name):
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunError, match=r"not a run \(no run\.json in it\); give the folder"):
        open_run(tmp_path / name)


def test_a_run_without_a_finished_shard_says_how_to_go_on(tmp_path):
    Manifest({"preset": PRESET}, {"segments": 4}, {"side": "hypothesis"}).save(tmp_path)
    with pytest.raises(RunError, match="no shard is finished yet; go on with the same 'workbench score' command"):
        open_run(tmp_path).worst()


@pytest.mark.parametrize("damage", [lambda whole: whole[:20], lambda whole: b"x" * len(whole), lambda _: b""])
def test_a_damaged_shard_is_told(tmp_path, damage):
    run = make(tmp_path / "run", [row(f"{i}", i, scatter=0.5) for i in range(4)])
    part = shard.path_of(run.folder, 1)
    part.write_bytes(damage(part.read_bytes()))
    with pytest.raises(RunError, match=r"the run cannot be read .*part-00001.*score the corpus again"):
        list(run.records())
