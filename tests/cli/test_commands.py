from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import VIEW_KEYS
from workbench.runs import CONTRACT
from workbench.runs.query import FLAGGED
from workbench.scores import SCORES
from workbench.views import VIEWS

ROOT = Path(__file__).parents[2]
ENVIRONMENT = os.environ | {"COLUMNS": "100", "PYTHONPATH": str(ROOT)}
COMMANDS = ["score", "worst", "show", "flag", "explain", "heads", "align", "aer", "calibrate", "symptoms"]
COMMANDS += ["plant", "demo", "app", "inspect", "convert", "clean", "log", "check", "upgrade", "space"]
KEYS = [
    "id",
    "side",
    "status",
    "source",
    "hypothesis",
    "references",
    "bleu",
    "chrf",
    "ter",
    "logprob",
    "worst_token_logprob",
    "scatter",
    "spread",
    "confidence",
    "coverage_deviation",
    "uncovered",
    "stray",
    "sink",
    "monotonicity",
    "length_ratio",
    "suspicion",
    "symptoms",
    "verdict",
]
OTHER_SCORES = ["sequence_logprob", "weakest_phrase", "end_logprob", "source_gain", "least_gain"]
OTHER_SCORES += ["target_entropy", "source_entropy", "wasserstein_uniform"]
OTHER_SCORES += ["crossings", "jumps", "unlinked_source", "unlinked_target", "direction_agreement"]
OTHER_SCORES += ["source_contribution", "influence_agreement"]
OTHER_SCORES += ["reverse_logprob", "own_logprob", "own_chrf", "beside_reference", "own_translation"]

MARKUP = "the [red]cat[/] \x1b]0;owned\x07sits \x1b[31mon \x9b5mthe mat"
TABLE = f"""id\tsource\treference\tplanted\t=mqm
one\tthe cat sits on the mat\tdie Katze sitzt auf der Matte\t\t3
[b]two[/]\t{MARKUP}\tein [link=x]kleiner[/] Hund\tunrelated\t-2
=three\t=1+2 the dog runs home\t@ein Hund läuft\t+x\t7
four\t\tleer\t\t
"""


def workbench(*arguments, check=True, **options) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "workbench", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=False, **options)
    assert not check or done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def scored(tmp_path_factory, taught_marian):
    """A run made by the command line in another process, with what it wrote to stdout and stderr."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "c.en-de.tsv").write_bytes(TABLE.encode())
    command = ["score", folder / "c.en-de.tsv", "--model", taught_marian, "--out", folder / "run"]
    done = workbench(*command, "--side", "both", "--max-length", 24, "--json")
    return folder / "run", done.stdout, done.stderr


def test_score_prints_every_record_on_stdout_and_the_rest_on_stderr(scored):
    _, out, err = scored
    records = json.loads(out)
    assert [(r["id"], r["side"]) for r in records] == [
        (id, side) for id in ("one", "[b]two[/]", "=three", "four") for side in ("hypothesis", "reference")
    ]
    for record in records:
        assert list(record) == [*KEYS, *OTHER_SCORES, *FLAGGED, "planted", "=mqm"]
    assert list(CONTRACT) == KEYS
    first, empty = records[0], records[-2]
    assert (first["status"], first["hypothesis"]) == ("ok", "die Katze sitzt auf der Matte")
    assert first["references"] == ["die Katze sitzt auf der Matte"]
    assert (round(first["bleu"]), first["planted"], first["=mqm"]) == (100, None, 3)
    assert (empty["status"], empty["hypothesis"], empty["scatter"]) == ("empty_source", None, None)
    assert records[2]["source"] == MARKUP
    assert "hypothesis: 1 empty_source, 3 ok" in err
    assert "corpus bleu" in err and "nrefs:1|" in err
    assert "note: 1 segment has an empty source" in err
    assert "\x1b" not in err and "Traceback" not in err


def test_line_aligned_files_are_scored_without_a_table(tmp_path, taught_marian, here):
    (tmp_path / "x.en").write_text("the cat\na dog\n")
    (tmp_path / "x.de").write_text("die Katze\nein Hund\n")
    code, out, _ = here(
        *("score", "--source", tmp_path / "x.en", "--target", tmp_path / "x.de", "-m", taught_marian),
        *("--side", "reference", "--json"),
    )
    assert code == 0
    assert [(r["id"], r["source"], r["references"]) for r in json.loads(out)] == [
        ("1", "the cat", ["die Katze"]),
        ("2", "a dog", ["ein Hund"]),
    ]


def test_worst_in_json_holds_the_contract(scored):
    done = workbench("worst", scored[0], "--by", "bleu", "--format", "json", "--top", 3)
    records = json.loads(done.stdout)
    assert done.stderr == ""
    assert [list(record) for record in records] == [[*KEYS, *OTHER_SCORES, *FLAGGED, "planted", "=mqm"]] * 3
    assert [r["bleu"] for r in records] == sorted(r["bleu"] for r in records)
    assert {r["side"] for r in records} == {"hypothesis"}
    printed = json.loads(scored[1])
    assert all(record in printed for record in records)


def test_worst_as_a_table_shows_texts_and_the_figure_it_ranks_by(scored, here):
    code, out, err = here("worst", scored[0], "--by", "=mqm", "--side", "reference")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "worst by =mqm, reference side"
    ranks = [line.split() for line in lines if line[:3].strip().isdigit()]
    assert [words[:4] for words in ranks] == [
        ["1", "[b]two[/]", "=mqm", "-2"],
        ["2", "one", "=mqm", "3"],
        ["3", "=three", "=mqm", "7"],
        ["4", "four", "=mqm", "–"],
    ]
    for name in ("bleu", "logprob", "scatter"):
        assert f"   {name} " in out
    assert "die Katze sitzt auf der Matte" in out and "planted unrelated" in out and "empty_source" in out


def test_worst_in_csv_reads_back_with_formulas_neutralised(scored, here):
    code, out, err = here("worst", scored[0], "--by", "=mqm", "--format", "csv")
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == [*KEYS, *OTHER_SCORES, *FLAGGED, "planted", "'=mqm"]
    assert [row["id"] for row in rows] == ["[b]two[/]", "one", "'=three", "four"]
    assert rows[2]["source"] == "'=1+2 the dog runs home"
    assert rows[2]["references"] == "'@ein Hund läuft"
    assert rows[2]["planted"] == "'+x"
    assert (rows[0]["'=mqm"], rows[3]["scatter"]) == ("-2", "")
    assert float(rows[1]["logprob"]) < 0


def test_worst_follows_side_order_and_top(scored, here):
    def found(*options):
        _, out, _ = here("worst", scored[0], "--format", "json", *options)
        return [(r["side"], r["=mqm"]) for r in json.loads(out)]

    assert found("--by", "=mqm", "--order", "desc", "--top", 2) == [("hypothesis", 7), ("hypothesis", 3)]
    assert found("--by", "=mqm", "--side", "reference", "--top", 1) == [("reference", -2)]


def test_more_than_there_are_may_be_asked_for(scored, here):
    code, out, _ = here("worst", scored[0], "--top", "9" * 20, "--format", "json")
    assert (code, len(json.loads(out))) == (0, 4)


@pytest.mark.parametrize("command", [["worst"], ["worst", "--format", "json"], ["worst", "--format", "csv"], ["show"]])
def test_a_run_that_is_not_finished_says_so_on_stderr(tmp_path, scored, here, command):
    run = shutil.copytree(scored[0], tmp_path / "run")
    record = json.loads((run / "run.json").read_text())
    record["corpus"]["segments"] = 9
    (run / "run.json").write_text(json.dumps(record | {"complete": False, "counts": None, "quality": None}))
    id = ["one"] if command == ["show"] else []
    whole, unfinished = (here(command[0], folder, *id, *command[1:]) for folder in (scored[0], run))
    assert whole[2] == ""
    assert unfinished[:2] == whole[:2]
    expected = "unfinished: 4 of 9 segments; give the same 'workbench score' command again to go on\n"
    assert unfinished[2] == expected


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize("command", [["worst"], ["worst", "--format", "json"], ["worst", "--format", "csv"], ["show"]])
def test_a_terminal_that_is_not_in_utf8_takes_every_command(scored, command, encoding):
    arguments = [*command[:1], scored[0], *(["one"] if command == ["show"] else []), *command[1:]]
    environment = ENVIRONMENT | {"PYTHONIOENCODING": encoding}
    done = subprocess.run(
        [sys.executable, "-m", "workbench", *map(str, arguments)], capture_output=True, env=environment, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout


def test_show_prints_texts_map_and_every_score(scored, here):
    code, out, err = here("show", scored[0], "one")
    assert (code, err) == (0, "")
    assert out.startswith("one, hypothesis side, ok\n")
    assert "the cat sits on the mat" in out and "die Katze sitzt auf der Matte" in out
    words = [line.split()[0] for line in out.splitlines() if line.strip()]
    for name in (*SCORES, "the", "cat", "sits", "on", "mat"):
        assert name in words
    assert "percent of what the words shown receive" in out
    assert "log-probability per piece" in out and "end " in out
    line = out.replace("\n", "")
    assert "weights:" in line and "versions.torch:" in line


def test_show_leaves_out_phrases_when_asked(scored, here):
    code, out, err = here("show", scored[0], "one", "--contrast")
    assert (code, err) == (0, "")
    told = out.split("\nby contrast\n")[1].split("\n\n")[0]
    assert "nats more probable" in told or "nothing that could be left out" in told
    code, out, err = here("show", scored[0], "four", "--side", "reference", "--contrast")
    assert code == 2 and "its status is empty_source" in err


def test_show_tells_why_a_figure_is_null(scored, here):
    code, out, _ = here("show", scored[0], "four", "--side", "reference")
    assert code == 0
    assert out.startswith("four, reference side, empty_source\n")


def test_explain_draws_for_people_and_prints_json_for_programs(taught_marian, here):
    given = ["explain", "the cat sits on the mat", "-m", taught_marian, "--target-lang", "de"]
    code, out, _ = here(*given)
    assert code == 0
    assert out.startswith("source      the cat sits on the mat\ntranslation die Katze sitzt auf der Matte\n")
    assert "\nattention\n" in out and "(end)" in out
    code, out, err = here(*given, "--json", "--target", "die Katze")
    assert code == 0
    found = json.loads(out)
    assert list(found) == ["source", "target", "logprobs", "alternatives", "views", "foreign"]
    assert found["source"] == ["the", "cat", "sits", "on", "the", "mat"]
    assert found["target"] == ["die", "Katze"]
    assert len(found["logprobs"]) == len(found["alternatives"]) == 3
    view = found["views"]["attention"]
    assert tuple(view) == VIEW_KEYS
    assert [len(row) for row in view["weights"]] == [6, 6]
    assert [sum(row) for row in view["weights"]] == pytest.approx([1, 1], abs=1e-4)
    assert view["provenance"]["row"] == "output"
    assert "Traceback" not in err


def test_explain_reads_the_layer_heads_and_row_asked_for(taught_marian, here):
    given = ["explain", "the cat", "-m", taught_marian, "--target-lang", "de", "--target", "die Katze", "--json"]
    _, out, _ = here(*given, "--layer", 0, "--head", 1, "--head", 3, "--row", "input")
    provenance = json.loads(out)["views"]["attention"]["provenance"]
    assert {name: provenance[name] for name in ("layer", "heads", "row")} == {
        "layer": 0,
        "heads": [1, 3],
        "row": "input",
    }


def test_corpus_text_is_shown_as_it_is_and_commands_no_terminal(scored, taught_marian, here):
    shown = "the [red]cat[/] \\x1b]0;owned\\x07sits \\x1b[31mon \\x9b5mthe mat"
    commands = [
        ["worst", scored[0], "--by", "=mqm"],
        ["show", scored[0], "[b]two[/]"],
        ["explain", MARKUP, "-m", taught_marian, "--target-lang", "de"],
    ]
    for command in commands:
        code, out, _ = here(*command)
        assert code == 0
        assert shown in " ".join(out.split()), command[0]
        assert not {c for c in out if ord(c) < 32 or 127 <= ord(c) < 160} - {"\n"}
        assert "[b]two[/]" in out or command[0] == "explain"


def test_control_characters_in_an_error_are_escaped(scored, here):
    code, _, err = here("show", scored[0], "\x1b[31mnobody")
    assert code == 2 and "nobody" in err and "\x1b" not in err
    code, _, err = here("worst", "\x1b[31mno\x9brun")
    assert code == 2 and err.startswith("error: \\x1b[31mno\\x9brun: not a run")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(here, command):
    code, out, err = here(command, "--help")
    assert (code, err) == (0, "")
    assert f"Usage: workbench {command}" in out.replace("│", " ")
    assert "--help" in out


def test_help_lists_every_command_and_is_given_without_arguments(here):
    code, out, _ = here("--help")
    assert code == 0
    assert [name for name in COMMANDS if f" {name} " in out] == COMMANDS
    code, out, err = here()
    assert code == 2 and "Usage" in out + err


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("score no.tsv -m {model} --out {new}", "no.tsv: no such file; check the path"),
        ("score . -m {model} --out {new}", "is a folder; give a file"),
        ("score latin1.tsv -m {model} --target-lang de --out {new}", "latin1.tsv:2: byte 0xfc is not UTF-8"),
        ("score empty.tsv -m {model} --target-lang de --out {new}", "empty.tsv: there are no segments in this file"),
        ("score broken.jsonl -m {model} --target-lang de --out {new}", "broken.jsonl:2: not valid JSON"),
        ("score ragged.tsv -m {model} --target-lang de --out {new}", "ragged.tsv:3: 1 columns received, 2 expected"),
        ("score c.pdf -m {model} --out {new}", "the format cannot be told from the name"),
        ("score c.tsv -m {model} --target-lang de --source text --out {new}", "c.tsv:1: there is no column 'text'"),
        ("score c.tsv --format xml -m {model} --out {new}", "unknown format 'xml'; choose one of: arrow, bars, csv"),
        (
            "score --source x.en --target short.de -m {model} --out {new}",
            "x.en has 2 lines, short.de has 1 line; expected as many in each",
        ),
        ("score c.tsv -m ./no-model --out {new}", "model folder './no-model' does not exist; give a folder"),
        ("score c.tsv -m . --target-lang de --out {new}", "no config.json in it"),
        ("score c.tsv -m {model} --out {new}", "translates into several languages; name one"),
        ("score c.tsv -m {model} --target-lang xx --out {new}", "target language 'xx' is neither code nor name"),
        ("score c.tsv -m {model} --target-lang de --dtype int3 --out {new}", "unknown dtype 'int3'; choose one of"),
        (
            "score c.tsv -m {model} --signals all --out {new}",
            "unknown set of signals 'all'; choose one of: default, full",
        ),
        (
            "score c.tsv -m {model} --target-lang de --with reverse_logprob --out {new}",
            "the other direction translates into the source's language, which is not known",
        ),
        ("score c.tsv -m {model} --target-lang de --side left --out {new}", "unknown side 'left'; choose one of"),
        ("score c.tsv -m {model} --target-lang de --out x.en", "x.en exists and is not a run; give --out"),
        ("score c.tsv -m {model} --target-lang de --out .", "exists and is not a run; give --out"),
        ("worst no-run", "no-run: not a run (no run.json in it)"),
        ("worst {run} --by scater", "unknown score or numeric column 'scater'; choose one of: =mqm, beside_reference"),
        ("worst {run} --by planted --order asc", "unknown score or numeric column 'planted'; choose one of: =mqm"),
        ("worst {run} --side left", "scored on side hypothesis and reference; 'left' is not in it"),
        ("worst {run} --format yaml", "unknown format 'yaml'; choose one of: csv, json, jsonl, table"),
        ("worst {run} --order up", "unknown order 'up'; choose one of: asc, desc"),
        ("show {run} nobody", "no segment with id 'nobody' on side hypothesis; ids are in 'workbench worst'"),
        ("worst {run} --by \udcff", "unknown score or numeric column '\\udcff'; choose one of: =mqm, beside_reference"),
        ("show {run} \udcff\udcfe", "no segment with id '\\udcff\\udcfe' on side hypothesis"),
        ("score c.tsv -m {model} --target-lang de --out r\udce9", "'r\\udce9': the name is not UTF-8"),
        ("score c.tsv -m {model} --target-lang de --out /proc/foo", "give --out a place where you may write"),
        ("show {run} one --side left", "scored on side hypothesis and reference; 'left' is not in it"),
        ("explain cat -m {model} --target-lang de --view magic", "unknown view 'magic'; choose one of: attention"),
        (
            "explain cat -m {model} --target-lang de --layer 9",
            "layer 9 asked for; this model has decoder layers 0 to 2",
        ),
        ("explain cat -m {model} --target-lang de --head 4", "head 4 asked for; this model has heads 0 to 3"),
        ("explain cat -m {model} --target-lang de --row middle", "row 'middle' asked for; choose output or input"),
        ("explain cat -m {model} --target-lang de --device cud", "device 'cud' cannot be used here"),
        (
            "explain cat -m {model} --target-lang de --view attention --word 0",
            "words asked for, which attention",
        ),
        ("explain cat -m nowhere --html gone/page.html", "gone/page.html: cannot be written"),
        ("show {run} one --html page.pdf", "page.pdf: cannot save a chart as '.pdf'"),
        ("heads -m nowhere --html gone/page.html", "gone/page.html: cannot be written"),
        ("heads -m nowhere --html x.html --figure bleu", "unknown figure of heads 'bleu'; choose one of: aer"),
        ("heads -m nowhere --block middle", "unknown block 'middle'; choose one of: cross, decoder, encoder"),
        ("heads no.tsv -m nowhere", "no.tsv: no such file; check the path"),
        ("heads c.tsv -m nowhere --gold no.tsv", "no.tsv: no such file; check the path"),
        ("heads c.tsv -m nowhere --gold c.tsv", "c.tsv:1: 'reference' is no link; expected i-j (sure) or ipj"),
        ("explain  -m {model} --target-lang de", "the source is empty; give a sentence to explain"),
    ],
)
def test_bad_input_ends_with_one_message_and_exit_code_2(
    scored, taught_marian, tmp_path, monkeypatch, here, command, message
):
    monkeypatch.chdir(tmp_path)
    Path("c.tsv").write_text("source\treference\nthe cat\tdie Katze\n")
    Path("c.pdf").write_text("no table\n")
    Path("latin1.tsv").write_bytes("source\treference\na\tfür\n".encode("latin-1"))
    Path("ragged.tsv").write_text("source\treference\na\tb\nc\n")
    Path("empty.tsv").write_text("")
    Path("broken.jsonl").write_text('{"source": "a", "reference": "b"}\n{"source": \n')
    Path("x.en").write_text("a\nb\n")
    Path("short.de").write_text("a\n")
    before = sorted(tmp_path.rglob("*"))
    names = {"model": taught_marian, "run": scored[0], "new": "new"}
    arguments = [part.format(**names) for part in command.split(" ")]
    code, out, err = here(*arguments)
    assert (code, out) == (2, "")
    assert err.count("error: ") == 1 and err.startswith("error: ")
    assert message in err
    assert "Traceback" not in err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("score", "give --out RUN (a folder for the scored corpus), or --json"),
        ("score c.tsv", "give --out RUN (a folder for the scored corpus), or --json"),
        ("score --out x", "give a CORPUS file, or --source FILE and --target FILE"),
        ("score c.tsv --out x --reverse-model demo", "--reverse-model is read for reverse_logprob alone"),
        ("score c.tsv --out x --limit 0", "Invalid value for '--limit'"),
        ("score c.tsv --out x --beam none", "Invalid value for '--beam'"),
        ("worst {run} --top 0", "Invalid value for '--top'"),
        ("worst", "Missing argument 'run'"),
        ("show {run}", "Missing argument 'id'"),
        ("explain", "Missing argument 'text'"),
        ("explain cat --layer first", "Invalid value for '--layer': 'first' is not a number from 0, or all"),
        ("explain cat --heads most", "'most' is not a number from 0, all or max"),
        ("explain cat --heads max --head 1", "max and 1: all and max each stand alone"),
        ("align c.tsv --layer max", "Invalid value for '--layer': 'max' is not a number from 0, or all"),
        ("explain cat --all --view erasure", "both --all and --view"),
        ("heads --figure aer", "--figure colours the picture; give --html FILE too"),
        ("heads --limit 0", "Invalid value for '--limit'"),
        ("worst {run} --sort scatter", "No such option: --sort"),
        ("wurst", "No such command 'wurst'"),
    ],
)
def test_bad_usage_ends_with_one_message_and_exit_code_2(scored, tmp_path, monkeypatch, here, command, message):
    monkeypatch.chdir(tmp_path)
    code, out, err = here(*(part.format(run=scored[0]) for part in command.split()))
    assert (code, out) == (2, "")
    said = " ".join(err.replace("│", " ").split())
    assert message.casefold() in said.casefold()
    assert said.count("Error") == 1 and "Traceback" not in err
    assert not list(tmp_path.iterdir())


def test_an_unreadable_file_in_another_process_leaves_no_traceback(tmp_path, taught_marian):
    done = workbench("score", tmp_path / "no.tsv", "-m", taught_marian, "-o", tmp_path / "run", check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: {tmp_path / 'no.tsv'}: no such file; check the path\n"


@pytest.mark.parametrize("format", ["table", "json", "csv"])
def test_a_reader_that_stops_early_sees_no_traceback(scored, format):
    command = [sys.executable, "-m", "workbench", "worst", str(scored[0]), "--format", format]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, check=False)
    os.close(writer)
    assert done.stderr == ""
    assert done.returncode == 1


def test_the_whole_way_in_one_pipe(scored):
    python = f"{sys.executable} -m workbench"
    done = subprocess.run(
        f"{python} worst {scored[0]} --format csv | head -1",
        shell=True,
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
    )
    assert done.stdout == ",".join([*KEYS, *OTHER_SCORES, *FLAGGED, "planted", "'=mqm"]) + "\n"
    assert done.stderr == ""


def test_explain_answers_why_this_word_and_not_that_one(taught_marian, here, tmp_path):
    given = ["explain", "the cat sits", "-m", taught_marian, "--target-lang", "de", "--target", "die Katze sitzt"]
    page = tmp_path / "page.html"
    code, out, err = here(*given, "--word", 1, "--instead-of", "Hund", "--html", page)
    assert (code, err) == (0, "")
    assert "contrast 'Katze' rather than 'Hund'" in out and "completeness error" in out
    assert "'Katze' rather than 'Hund'" in page.read_text(encoding="utf-8")
    code, out, _ = here(*given, "--word", 1, "--json")
    weights = json.loads(out)["views"]["erasure"]["weights"]
    assert weights[0] == weights[2] == [None] * 3 and None not in weights[1]
    code, _, err = here(*given, "--word", 7)
    assert code == 2 and "0:die 1:Katze 2:sitzt" in err


def test_explain_all_shows_every_view_with_its_method_and_how_far_to_trust_it(taught_marian, here):
    languages = ["--source-lang", "en", "--target-lang", "de"]
    given = ["explain", "the cat sits on the mat", "-m", taught_marian, *languages, "--all"]
    code, out, _ = here(*given)
    assert code == 0
    for name in VIEWS:
        assert f"\n{name}\n" in out and f"view {name}" in out
    for name in ("rollout", "decomposition"):
        assert f"\n{name}, earlier target words\n" in out
    assert out.count("faithfulness: ") == len(VIEWS)
    code, out, _ = here(*given, "--json")
    views = json.loads(out)["views"]
    assert list(views) == list(VIEWS)
    assert all("state" in view["faithfulness"] for name, view in views.items() if name != "erasure")
    assert views["erasure"]["faithfulness"] is None and views["erasure"]["trust"] == "yardstick"


def test_explain_all_goes_without_a_view_that_the_model_refuses_and_says_why(taught_marian, here):
    code, out, err = here("explain", "the cat sits", "-m", taught_marian, "--target-lang", "de", "--all", "--json")
    assert code == 0 and {*VIEWS} - {*json.loads(out)["views"]} == {"encoder_similarity"}
    assert "note: without encoder_similarity: the other direction" in " ".join(err.split())


def test_show_writes_the_picture_it_is_asked_for(scored, here, tmp_path):
    code, _, err = here("show", scored[0], "one", "--html", tmp_path / "one.html")
    assert (code, err) == (0, "")
    assert "Katze" in (tmp_path / "one.html").read_text(encoding="utf-8")
    code, _, err = here("show", scored[0], "four", "--html", tmp_path / "four.html")
    assert code == 2 and "has no map to write, its status is empty_source" in err
    assert not (tmp_path / "four.html").exists()
