"""Arguments that are no text and no number: what the command line says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.runs.made import make, row

pytestmark = pytest.mark.usefixtures("run")
HALF = "half of a surrogate pair (\\udcff), which is no valid Unicode; give it in UTF-8"
MORE = "99999999999999999999"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("c.tsv").write_text("source\treference\nthe cat\tdie Katze\n")
    rows = [row("a", 0, scatter=0.5, metadata={"mqm": 3}), row("b\n\x1b[31m", 1, metadata={"mqm": "\x1b[31mred"})]
    return make(tmp_path / "run", rows).folder


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        # Python hands over bytes of a command line that are not UTF-8 as halves of surrogate pairs.
        (["worst", "run", "--where", "\udcff"], "condition '\\udcff' received; expected FIELD<=NUMBER"),
        (["worst", "run", "--where", "scatter<=\udcff"], "'\\udcff' is not a number; expected one such as 0.5"),
        (["worst", "run", "--where", "kind=\udcff"], f"'\\udcff' asked for, with {HALF}"),
        (["worst", "run", "--where", "\udcff=3"], f"'\\udcff' asked for, with {HALF}"),
        (["worst", "run", "--where", "\udcff>=3"], f"'\\udcff' asked for, with {HALF}"),
        (["worst", "run", "--text", "a \udcff"], f"'a \\udcff' asked for, with {HALF}"),
        (["worst", "run", "--by", "\udcff"], "unknown score or numeric column '\\udcff'"),
        (["worst", "run", "--side", "\udcff"], "scored on side hypothesis; '\\udcff' is not in it"),
        (["worst", "run", "--flag", "\udcff"], "unknown verdict '\\udcff'"),
        (["worst", "run", "--symptom", "\udcff"], "unknown symptom '\\udcff'"),
        (["worst", "run", "--format", "\udcff"], "unknown format '\\udcff'"),
        (["worst", "r\udce9"], "'r\\udce9': the name is not UTF-8; give the run folder another name"),
        (["show", "run", "\udcff"], "no segment with id '\\udcff'"),
        (["flag", "run", "\udcff", "fine"], "no segment with id '\\udcff'"),
        (["flag", "run", "a", "fine", "--note", "\udcff"], f"'\\udcff' received, with {HALF}"),
        (["score", "c\udcff.tsv", "--out", "new"], "c\\udcff.tsv: no such file; check the path"),
        (["worst", "run", "--where", "scatter<=nan"], "'nan' is not a number; expected one such as 0.5"),
        (["worst", "run", "--where", "mqm>=-NaN"], "'-NaN' is not a number; expected one such as 0.5"),
        (["worst", "run", "--where", "mqm>=1_000"], "'1_000' is not a number; expected one such as 0.5"),
        (["worst", "run", "--where", "scatter<=inf"], "'inf' is not a finite number; expected one such as 0.5"),
        (["worst", "run", "--where", "scatter>=-inf"], "'-inf' is not a finite number; expected one such as 0.5"),
        (["worst", "run", "--where", "chrf<=1e999"], "'1e999' is not a finite number; expected one such as 0.5"),
        (["worst", "run", "--where", "mqm>=inf"], "mqm compared with infinity or a number as large; expected one such"),
        (["worst", "run", "--where", "mqm<=-1e999"], "mqm compared with infinity or a number as large; expected one"),
        (["worst", "run", "--where", "scatter<=\u0663"], "is not a number; expected one such as 0.5"),
        (["align", "c.tsv", "--least", "nan"], "least nan asked for; expected a weight, such as 0.1"),
        (["align", "c.tsv", "--least", "inf"], "least inf asked for; expected a weight, such as 0.1"),
    ],
)
def test_an_argument_that_is_no_text_or_number_is_told(here, run, arguments, message):
    code, out, err = here(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ") and message in err and "Traceback" not in err
    assert not (run / "log.jsonl").exists() and not Path("new").exists()


@pytest.mark.parametrize(
    ("command", "option", "given"),
    [
        ("worst run", "--min-suspicion", "nan"),
        ("worst run", "--min-suspicion", "inf"),
        ("worst run", "--min-suspicion", "1.5"),
        ("worst run", "--top", "0"),
        ("worst run", "--top", "nan"),
        ("plant c.tsv", "--share", "nan"),
        ("plant c.tsv", "--share", "-inf"),
        ("score c.tsv --out new", "--beam", MORE),
        ("score c.tsv --out new", "--max-length", MORE),
        ("score c.tsv --out new", "--batch-size", MORE),
        ("score c.tsv --out new", "--shard-size", MORE),
        ("align c.tsv", "--batch-size", MORE),
        ("app", "--port", MORE),
    ],
)
def test_an_option_out_of_its_bounds_is_told(here, command, option, given):
    code, out, err = here(*command.split(), option, given)
    assert (code, out) == (2, "")
    assert f"Invalid value for '{option}'" in err and "Traceback" not in err


def test_more_than_any_run_has_may_be_asked_for(here):
    assert here("worst", "run", "--top", MORE, "--by", "scatter")[0] == 0


def test_ids_and_columns_of_the_corpus_command_no_terminal(here):
    code, out, _ = here("worst", "run", "--by", "mqm")
    assert code == 0 and "\x1b" not in out
    assert "b\\n\\x1b[31m" in out and "\\x1b[31mred" in out


def test_a_column_of_the_corpus_is_shown_as_it_came(here, tmp_path):
    make(tmp_path / "own", [row("a", 0, metadata={"own": 1e300}), row("b", 1, metadata={"own": 0.12345678})])
    out = here("worst", "own", "--by", "own")[1]
    assert "own 1e+300 " in out and "own 0.12345678 " in out
