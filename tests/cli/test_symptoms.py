"""What is wrong with a pair, at the command line: lists of it, its evidence, and faults that are planted."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.scored import write
from workbench.corpus import read
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.language.display import number
from workbench.models import load
from workbench.runs import Filter, open_run
from workbench.runs.demo import scored_demo
from workbench.runs.evidence import doubts, reasons
from workbench.runs.misses import misses, told_misses
from workbench.suspicion.plant import KINDS
from workbench.suspicion.shipped import ratios
from workbench.symptoms import SYMPTOMS

ROWS = [
    ("fine", "the cat sits on the mat", "die Katze sitzt auf der Matte"),
    ("counted", "we bought 12 apples in the old market", "wir haben 13 Äpfel auf dem alten Markt gekauft"),
    ("again", "a small dog runs home", "ein kleiner Hund Hund Hund Hund Hund Hund Hund"),
    ("both", "a small dog runs home at 6", "ein kleiner Hund Hund Hund Hund Hund Hund um 7 nach Hause"),
    ("copied", "my brother gets up and makes coffee", "my brother gets up and makes coffee"),
    ("empty", "", "leer"),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus") / "c.en-de.tsv"
    path.write_text("id\tsource\treference\n" + "".join("\t".join(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def run(tmp_path_factory, corpus, taught_marian):
    model = load(str(taught_marian), source_language="en", target_language="de", device="cpu")
    folder = tmp_path_factory.mktemp("runs") / "run"
    return score(read(corpus), model, folder, ScoreSettings(side="reference")).folder


def listed(here, *given):
    code, out, err = here("worst", *given, "--format", "json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_worst_ranks_by_suspicion_unless_told_otherwise(run, here):
    records = listed(here, run)
    found = [record["suspicion"] for record in records]
    assert found == sorted(found, reverse=True)
    (empty,) = (record for record in records if record["id"] == "empty")
    assert (empty["suspicion"], empty["verdict"], empty["scatter"]) == (1.0, "source noise", None)
    assert [(one["name"], one["message"]) for one in empty["symptoms"]] == [("length", "the source is empty")]


@pytest.mark.parametrize(
    ("symptom", "expected"),
    [("numbers", {"counted", "both"}), ("repetition", {"again", "both"}), ("untranslated_copy", {"copied"})],
)
def test_worst_of_a_symptom_lists_all_that_show_it_the_most_suspicious_first(run, here, symptom, expected):
    records = listed(here, run, "--symptom", symptom)
    assert {record["id"] for record in records} == expected
    for record in records:
        one = next(one for one in record["symptoms"] if one["name"] == symptom)
        assert list(one) == ["name", "severity", "message", "source_words", "target_words", "figures"]
        severities = [one["severity"] * SYMPTOMS[one["name"]].weight for one in record["symptoms"]]
        assert severities == sorted(severities, reverse=True)
    found = [record["suspicion"] for record in records]
    assert found == sorted(found, reverse=True)
    assert len(listed(here, run, "--symptom", symptom, "--top", 1)) == 1


def test_worst_from_a_suspicion_on_lists_all_of_it(run, here):
    every = listed(here, run)
    suspected = [record for record in every if (record["suspicion"] or 0) >= 0.5]
    assert {"counted", "both"} <= {record["id"] for record in suspected} and len(suspected) < len(every)
    assert listed(here, run, "--min-suspicion", 0.5) == suspected
    assert {record["verdict"] for record in suspected if record["id"] != "empty"} == {"reference error"}
    assert listed(here, run, "--min-suspicion", 0.5, "--symptom", "numbers") == [
        record for record in suspected if record["id"] in ("counted", "both")
    ]


@pytest.mark.parametrize("least", [2, -0.1, "much"])
def test_a_suspicion_that_is_no_probability_is_refused(run, here, least):
    code, out, err = here("worst", run, "--min-suspicion", least)
    assert (code, out) == (2, "")
    assert "Invalid value for '--min-suspicion'" in " ".join(err.replace("│", " ").split())


def test_an_unknown_symptom_is_told_with_those_that_there_are(run, here):
    code, out, err = here("worst", run, "--symptom", "numbr")
    assert (code, out) == (2, "")
    assert err.startswith("error: unknown symptom 'numbr'; choose one of: addition, ")


def test_csv_has_the_names_of_symptoms(run, here):
    code, out, err = here("worst", run, "--format", "csv")
    assert (code, err) == (0, "")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(out))}
    assert {"numbers", "repetition"} <= {*rows["both"]["symptoms"].split(" ||| ")} <= {*SYMPTOMS}
    assert (rows["empty"]["symptoms"], rows["empty"]["verdict"]) == ("length", "source noise")
    assert rows["both"]["verdict"] == "reference error"


def test_the_table_names_symptoms_and_whose_fault_it_is(run, here):
    _, out, _ = here("worst", run, "--symptom", "untranslated_copy")
    assert out.startswith("worst by suspicion, reference side\n")
    assert "untranslated copy" in out and "reference error" in out


def test_show_gives_suspicion_verdict_evidence_and_reasons(run, here):
    opened = open_run(run)
    row = opened.segment("both")
    code, out, err = here("show", run, "both")
    assert (code, err) == (0, "")
    told = " ".join(out.split())
    assert f"suspicion {number(row['suspicion'])} reference error" in told
    assert len(row["symptoms"]) > 1
    for one in row["symptoms"]:
        sentence = f"{one['name'].replace('_', ' ')} {number(one['severity'])} {one['message']}"
        assert " ".join(sentence.split()) in told
    name, push = reasons(opened, row)[0]
    assert f"raised by {name} +{push:.1f}" in told and "nats of log-odds" in told
    assert f"suspicion was fitted to {opened.manifest.suspicion['reference']['made_from']}" in told
    assert "AUROC" not in told


def test_show_says_beside_a_verdict_of_nothing_how_much_that_misses(tmp_path, taught_marian, here):
    model = load(str(taught_marian), source_language="en", target_language="de", device="cpu")
    texts = {"source": "the cat sits", "reference": "die Katze sitzt", "hypothesis": "die Katze sitzt"}
    given = write(tmp_path / "given.en-de.jsonl", [{"id": "fine", **texts}])
    run = score(read(given), model, tmp_path / "run", ScoreSettings(side="both", max_length=10))
    row = run.segment("fine")
    assert row["suspicion"] < 0.5 and row["verdict"] in ("nothing found", "reference error")
    told = " ".join(here("show", run.folder, "fine")[1].split())
    assert f"nothing found in the hypothesis ({row['suspicion']:.2f})" in told and "acquit" in told
    assert f"misses, hypothesis: {told_misses(run, 'hypothesis')}" in told
    assert "this model was not measured; with the bundled model" in told and "AUROC" not in told


def test_show_says_what_the_reference_says_and_how_often_a_symptom_is_right(tmp_path, taught_marian, here):
    model = load(str(taught_marian), source_language="en", target_language="de", device="cpu")
    texts = {"source": "the cat sits at 6", "reference": "die Katze sitzt um 6", "hypothesis": "der Hund läuft um 9"}
    given = write(tmp_path / "given.en-de.jsonl", [{"id": "other", **texts}])
    run = score(read(given), model, tmp_path / "run", ScoreSettings(side="hypothesis", max_length=10))
    row = run.segment("other")
    told = " ".join(here("show", run.folder, "other")[1].split())
    assert "beside the reference: chrF" in told and "the numbers differ" in told
    assert f": {row['beside_reference']:+.1f} nats of log-odds" in told
    number_of = next(one for one in row["symptoms"] if one["name"] == "numbers")
    share = run.suspicion_of("hypothesis").rightness("numbers", number_of["severity"])
    assert f"(right in {100 * share:.0f} of 100 on text like this)" in told


def test_of_translations_the_fit_is_shown_with_real_mistakes_and_never_with_auroc(tmp_path, here):
    run = scored_demo(tmp_path)
    code, out, err = here("suspicion", run.folder, "--html", tmp_path / "misses.html")
    told = " ".join(out.split())
    assert (code, err) == (0, "") and "AUROC" not in told
    for one in misses(run, "hypothesis"):
        assert f"{one.text} {one.count} {one.of}" in told
    assert f"misses: {told_misses(run, 'hypothesis')}" in told
    assert "what nothing is found in" in (tmp_path / "misses.html").read_text(encoding="utf-8")


def test_show_names_the_words_to_look_at_first(run, here):
    opened = open_run(run)
    row = opened.segment("copied")
    of_target, _ = doubts(opened, row)
    word = row["target_words"][int(of_target.argmax())]
    _, out, _ = here("show", run, "copied")
    assert f"look first at target '{word}' {of_target.max():.2f}" in " ".join(out.split())


def test_the_fit_is_shown_with_its_auroc_and_reliability(run, here, tmp_path):
    fitted = open_run(run).suspicion_of("reference")
    code, out, err = here("suspicion", run, "--html", tmp_path / "curve.html")
    assert code == 0 and "Traceback" not in err
    told = " ".join(out.split())
    assert fitted.made_from in told and f"mean AUROC {fitted.report.mean_auroc:.3f}" in told
    for kind, value in fitted.report.auroc.items():
        missed, of = fitted.report.missed[kind]
        assert f"{kind} {value:.3f} {missed} {of}" in told
    assert f"misses: {told_misses(open_run(run), 'reference')}" in told
    for mean, share, count in fitted.report.reliability:
        assert f"{mean:.3f} {share:.3f} {count}" in told
    assert "MLQE-PE" in told
    assert "probability of a planted fault" in (tmp_path / "curve.html").read_text(encoding="utf-8")
    code, out, _ = here("suspicion", run, "--json")
    assert json.loads(out) == json.loads(json.dumps(fitted.record()))


def test_the_fit_of_a_side_that_was_not_scored_is_refused(run, here):
    code, out, err = here("suspicion", run, "--side", "hypothesis")
    assert (code, out) == (2, "") and "scored on side reference; 'hypothesis' is not in it" in " ".join(err.split())


def test_show_says_that_there_was_nothing_to_read(run, here):
    code, out, _ = here("show", run, "empty")
    told = " ".join(out.split())
    assert code == 0 and "length 1.000 the source is empty" in told and "source noise: " in told


def test_symptoms_are_listed_with_meaning_formula_and_both_readings(here):
    code, out, err = here("symptoms")
    assert (code, err) == (0, "")
    told = " ".join(out.split())
    for name, symptom in SYMPTOMS.items():
        assert f"\n{name}  " in "\n" + out
        for text in (symptom.meaning, symptom.formula, symptom.source, symptom.hypothesis, symptom.reference):
            assert " ".join(text.split()) in told, name


def test_symptoms_in_json_have_every_declared_field(here):
    code, out, err = here("symptoms", "--json")
    assert (code, err) == (0, "")
    records = json.loads(out)
    assert [record["name"] for record in records] == list(SYMPTOMS)
    for record in records:
        symptom = SYMPTOMS[record["name"]]
        languages = None if symptom.languages is None else sorted(symptom.languages)
        assert record == {
            "name": symptom.name,
            "meaning": symptom.meaning,
            "formula": symptom.formula,
            "source": symptom.source,
            "hypothesis": symptom.hypothesis,
            "reference": symptom.reference,
            "ratios": {side: [*ratios(side)[symptom.name]] for side in ("hypothesis", "reference")},
            "languages": languages,
            "its": symptom.its,
        }


def planted(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_plant_spoils_a_share_of_the_references_and_says_which(here):
    code, out, err = here("plant", "demo", "--limit", 40, "--share", 0.5)
    assert code == 0 and err.startswith("note: this corpus has a column 'planted'")
    rows, clean = planted(out), list(read("demo", limit=40))
    assert list(rows[0]) == ["id", "source", "reference", "planted"]
    assert [(row["id"], row["source"]) for row in rows] == [(segment.id, segment.source) for segment in clean]
    for row, segment in zip(rows, clean, strict=True):
        assert (row["planted"] == "") == (row["reference"] == segment.references[0])
    kinds = [row["planted"] for row in rows if row["planted"]]
    assert len(kinds) == 20 and {*kinds} <= {*KINDS}


def test_plant_is_the_same_for_the_same_seed_and_written_where_it_is_asked_to_be(tmp_path, here):
    given = ["plant", "demo", "--limit", 30]
    first, again, other = (here(*given, *seed)[1] for seed in ([], [], ["--seed", 2]))
    assert first == again != other
    for suffix in ("csv", "tsv", "jsonl"):
        path = tmp_path / f"planted.{suffix}"
        assert here(*given, "--out", path)[:2] == (0, "")
        back = [(s.id, s.source, s.references[0], s.metadata["planted"] or "") for s in read(path)]
        assert back == [tuple(row.values()) for row in planted(first)], suffix
    # A file of CSV begins with the mark that Excel looks for, and nothing else does.
    assert (tmp_path / "planted.csv").read_bytes() == b"\xef\xbb\xbf" + first.encode()
    assert not any((tmp_path / f"planted.{suffix}").read_bytes().startswith(b"\xef") for suffix in ("tsv", "jsonl"))


@pytest.mark.parametrize("text", ["a\rb", "a\r\nb", "\r", "a\nb\r", 'say "a", b;', " a "])
def test_what_plant_writes_as_csv_is_read_as_it_was(tmp_path, here, text):
    (tmp_path / "x.jsonl").write_text(json.dumps({"source": text, "reference": f"{text} ist da."}))
    assert here("plant", tmp_path / "x.jsonl", "--share", 0, "--out", tmp_path / "y.csv")[0] == 0
    [segment] = read(tmp_path / "y.csv")
    assert (segment.source, *segment.references) == (text, f"{text} ist da.")


def test_plant_keeps_to_the_kinds_that_are_named(here):
    _, out, _ = here("plant", "demo", "--limit", 30, "--share", 1, "--kind", "copy", "--kind", "truncation")
    assert {row["planted"] for row in planted(out)} - {""} == {"copy", "truncation"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("plant bare.tsv", "bare.tsv: there are no references to plant faults into"),
        ("plant no.tsv", "no.tsv: no such file; check the path"),
        ("plant clean.tsv --kind typo", "unknown kind of fault 'typo'; choose one of: added, copy"),
        ("plant demo --out planted.xlsx", "unknown kind of file to write '.xlsx'; choose one of: .csv, .jsonl, .tsv"),
        ("plant clean.tsv --limit 20 --out gone/planted.csv", "gone/planted.csv: cannot be written: No such file"),
    ],
)
def test_plant_that_cannot_be_done_ends_with_one_message(tmp_path, monkeypatch, here, given, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bare.tsv").write_text("source\tmt\nthe cat\tdie Katze\n")
    (tmp_path / "clean.tsv").write_text("source\treference\nthe cat\tdie Katze\n")
    code, out, err = here(*given.split())
    assert (code, out) == (2, "")
    assert err.startswith("error: ") and message in err and "Traceback" not in err


def test_terms_of_a_glossary_that_the_target_lacks_are_a_symptom_and_part_of_the_settings(
    tmp_path, corpus, taught_marian, here
):
    terms = tmp_path / "terms.tsv"
    terms.write_text("cat\tKater\n\ndog\tHund\r\n", encoding="utf-8")
    given = ["score", corpus, "-m", taught_marian, "--side", "reference", "--out", tmp_path / "run"]
    code, _, err = here(*given, "--glossary", terms)
    assert code == 0, err
    run = open_run(tmp_path / "run")
    assert run.manifest.settings["glossary"] == [["cat", "Kater"], ["dog", "Hund"]]
    [found] = run.worst(where=Filter(symptom="glossary"))
    assert found["id"] == "fine"
    assert any("'Kater' for 'cat'" in one["message"] for one in found["symptoms"])
    assert here(*given, "--glossary", terms)[0] == 0, "the same terms are the same run"
    code, _, err = here(*given)
    assert code == 2 and "glossary: [['cat', 'Kater'], ['dog', 'Hund']] → ()" in err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "terms.tsv: no such file; check the path"),
        ("", "terms.tsv: there are no terms in this file; expected a source term and a translation a line"),
        ("\n \n", "terms.tsv: there are no terms in this file"),
        ("cat\tKatze\ndog Hund\n", "terms.tsv:2: 'dog Hund' received; expected a source term, a tab and its"),
        ("cat\tKatze\tKater\n", "terms.tsv:1: 'cat\\tKatze\\tKater' received; expected"),
        ("cat\t\n", "terms.tsv:1: 'cat\\t' received; expected"),
        ("\n\tKatze\n", "terms.tsv:2: '\\tKatze' received; expected"),
    ],
)
def test_a_glossary_that_is_none_is_told_by_file_and_line(tmp_path, monkeypatch, here, text, message):
    monkeypatch.chdir(tmp_path)
    if text is not None:
        (tmp_path / "terms.tsv").write_text(text)
    (tmp_path / "c.tsv").write_text("source\treference\nthe cat\tdie Katze\n")
    code, out, err = here("score", "c.tsv", "-m", "nowhere", "--out", "run", "--glossary", "terms.tsv")
    assert (code, out) == (2, "")
    assert err.startswith("error: ") and message in err
    assert not (tmp_path / "run").exists()
