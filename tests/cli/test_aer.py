from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench import bundled

ROOT = Path(__file__).parents[2]
HEADER = "id\tsource\ttarget\tsure\tpossible\n"
GOLD = HEADER + "p\ta b c\tx y\t0-0\t2-1\nq\td\tz\t0-0\t\nr\te f\tv w\t1-1\t\n"
FILES = {
    "gold.tsv": GOLD,
    "links": "0-0 1-1\n\n1-1 0-0\n",
    "far": "0-0\n\n2-0\n",
    "from1": "1-1 3-2\n1-1\n2-2\n",
    "short": "0-0\n0-0\n",
    "bad": "0-0\n0:0\n0-0\n",
    "ids": "r\t1-1\np\t0-0 2-1\nq\t0-0\n",
    "other": "s\t0-0\n",
    "gold.wa": "1 1 1 S\n1 3 2 P\n2 1 1 S\n3 2 2 S\n",
    "from0.wa": "1 0 0\n1 2 1\n3 1 1\n",
    "null.wa": "1 1 1 S\n1 3 2 P\n1 0 2 P\n2 1 0 P\n2 1 1 S\n3 2 2 S\n",
    "talp1": "1-1 1p2\n1-1\n1-1\n",
    "maybe": "0-0 2?1\n0-0\n1-1\n",
    "faulty": "0-0\n4-4\n1-1\n",
    "empty": "\n\n\n",
    "source": "a b c\nd\ne f\n",
    "target": "x y\nz\nv w\n",
}


@pytest.fixture
def judged(tmp_path, monkeypatch, here):
    """`workbench aer` in a folder with `FILES`."""
    monkeypatch.chdir(tmp_path)
    for name, content in FILES.items():
        Path(name).write_text(content)
    return lambda command: here("aer", *command.split())


def test_json_holds_rate_interval_and_counts(judged):
    code, out, err = judged("links gold.tsv --json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    low, high = found.pop("low"), found.pop("high")
    assert 0 <= low <= found["aer"] <= high <= 1
    assert found == {
        "aer": pytest.approx(1 - (2 + 2) / (4 + 3)),
        "precision": 0.5,
        "recall": pytest.approx(2 / 3),
        "found": 4,
        "sure": 3,
        "possible": 4,
        "found_sure": 2,
        "found_possible": 2,
        "sentences": 3,
        "skipped": 0,
        "gold_format": "tsv",
        "index_base": 0,
        "links_format": "pharaoh",
        "links_index_base": 0,
    }
    assert json.loads(judged("links gold.tsv --json")[1]) == found | {"low": low, "high": high}


def test_people_get_a_few_lines(judged):
    code, out, err = judged("links gold.tsv")
    assert (code, err) == (0, "")
    lines = out.split("\n")
    assert lines[0].startswith("AER        0.429   95 % interval 0.")
    assert lines[1:] == [
        "precision  0.500   2 of 4 links are sure or possible",
        "recall     0.667   2 of 3 sure links are found",
        "sentences  3",
        "gold       tsv, words counted from 0; 3 sure links, 4 sure or possible",
        "",
    ]


@pytest.mark.parametrize(
    ("command", "aer", "sentences"),
    [
        ("gold.tsv gold.tsv", 0, 3),
        ("ids gold.tsv", 0, 3),
        ("ids ids", 0, 3),
        ("links links", 0, 3),
        ("gold.wa gold.wa --index-base 1 --links-index-base 1", 0, 3),
        ("gold.wa gold.wa --source source --target target", 0, 3),
        ("gold.tsv gold.wa --source source --target target", 0, 3),
        ("gold.wa gold.tsv", 0, 3),
        ("from1 gold.tsv --links-index-base 1", 0, 3),
        ("from1 gold.tsv --links-format talp", 0, 3),
        ("faulty faulty --source source --target target --skip-faulty", 0, 2),
        ("null.wa null.wa", 0, 3),
        ("null.wa gold.tsv", 0, 3),
        ("gold.tsv null.wa --source source --target target", 0, 3),
        ("maybe gold.tsv", 0, 3),
        ("gold.tsv maybe", 0, 3),
        ("empty gold.tsv", 1, 3),
        ("empty empty", None, 3),
    ],
)
def test_a_file_against_the_same_links_has_no_error_in_any_format(judged, command, aer, sentences):
    code, out, _ = judged(f"{command} --json")
    found = json.loads(out)
    assert (code, found["aer"], found["low"], found["high"]) == (0, aer, aer, aer)
    assert found["sentences"] == sentences


def test_what_is_undefined_is_a_dash(judged):
    assert judged("empty empty")[1].split("\n")[:2] == [
        "AER        –",
        "precision  –   0 of 0 links are sure or possible",
    ]


def test_pairs_left_out_are_told_on_stderr(judged):
    code, out, err = judged("links faulty --source source --target target --skip-faulty")
    assert code == 0 and "sentences  2, 1 left out\n" in out
    assert err == (
        "left out: faulty:2: link 4-4 is out of range; pair 2 has 1 source and 1 target words, counted from 0\n"
    )


def test_a_naacl_file_that_counts_from_0_is_remarked_on(judged):
    code, out, err = judged("from0.wa gold.tsv --json")
    assert (code, json.loads(out)["links_index_base"]) == (0, 0)
    assert err == "note: from0.wa has a link of 0 to 0, so words are counted from 0 there, not from 1 as in NAACL\n"


def test_pharaoh_links_without_a_0_are_remarked_on(judged):
    command = "from1 gold.wa --index-base 1"
    code, _, err = judged(command)
    assert (code, err) == (
        0,
        "note: no index in from1 is 0, as it would be from 0 on; if words count from 1, --links-index-base 1\n",
    )
    assert judged(f"{command} --links-index-base 1")[2] == ""


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("short gold.tsv", "short has 2 pairs, gold.tsv 3; expected as many in each"),
        (
            "far gold.tsv",
            "far:3: link 2-0 is out of range; pair r has 2 source and 2 target words, counted from 0; check",
        ),
        ("bad gold.tsv", "bad:2: '0:0' is no link; expected i-j, two word numbers such as 0-2"),
        ("other gold.tsv", "other:1: gold.tsv has no pair with id 's'"),
        ("none gold.tsv", "none: no such file; check the path"),
        ("links none", "none: no such file; check the path"),
        ("links .", ".: is a folder; give a file"),
        ("links talp1", "talp1: it cannot be told whether words are counted from 0 or from 1: no index is 0; state"),
        ("links gold.wa --index-base 0", "gold.wa: --index-base 0 received; NAACL counts words from 1, and 0 is NULL"),
        ("null.wa gold.tsv --links-index-base 0", "null.wa: --links-index-base 0 received; NAACL counts words from 1"),
        ("/dev/null gold.tsv", "/dev/null: is a device or a terminal, which holds no text; give a file or a pipe"),
        (
            "links faulty --source source --target target",
            "faulty:2: link 4-4 is out of range; pair 2 has 1 source and 1",
        ),
        ("links gold.tsv --source source", "one file of sentences received; give both, --source and --target"),
        ("links gold.tsv --gold-format giza", "unknown format of links 'giza'; choose one of: ids, naacl, pharaoh"),
        ("links gold.tsv --index-base 1", "gold.tsv: --index-base 1 received; a TSV counts words from 0"),
    ],
)
def test_bad_input_ends_with_one_message_and_exit_code_2(judged, command, message):
    code, out, err = judged(command)
    assert (code, out) == (2, "")
    assert err.startswith("error: ") and err.count("\n") == 1
    assert message in err


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("links", "Missing argument 'gold'"),
        ("links gold.tsv --index-base 2", "Invalid value for '--index-base'"),
        ("links gold.tsv --links-index-base x", "Invalid value for '--links-index-base'"),
    ],
)
def test_bad_usage_ends_with_exit_code_2(judged, command, message):
    code, out, err = judged(command)
    assert (code, out) == (2, "")
    assert message.casefold() in " ".join(err.replace("│", " ").split()).casefold()


def test_no_model_library_is_loaded_and_links_may_come_through_a_pipe():
    gold = bundled.dataset("gold.en-de.tsv")
    with open(gold, encoding="utf-8") as lines:
        sure = "".join(line.split("\t")[3] + "\n" for line in list(lines)[1:])
    code = (
        f"import sys; from workbench.cli import main; sys.argv[1:] = ['aer', '/dev/stdin', {str(gold)!r}]\n"
        "try: main()\nexcept SystemExit: print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=sure,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.startswith("AER        0.000 ") and done.stdout.endswith("False\n")
