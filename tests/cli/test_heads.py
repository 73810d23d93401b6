from __future__ import annotations

import io
import json
import sys
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.conftest import ENGLISH, GERMAN
from workbench.calibration.head_importance import head_importance
from workbench.calibration.head_profile import HeadProfile, head_profiles, with_importance
from workbench.charts.head_panels import FIGURES
from workbench.cli import main
from workbench.cli.heads import COLUMNS, _table

GOLD = "id\tsource\ttarget\tsure\tpossible\ng1\tthe cat\tdie Katze\t0-0 1-1\t\ng2\ta dog runs\tein Hund\t0-0 1-1\t2-1\n"


@pytest.fixture
def heads(monkeypatch, capsys, tmp_path, taught_marian):
    """``workbench heads`` on a small corpus, in a terminal of 80 columns."""
    lines = [*zip(ENGLISH, GERMAN, strict=True), ("no reference", ""), ("dog " * 300, "Hund")]
    corpus = tmp_path / "c.en-de.tsv"
    corpus.write_text("source\treference\n" + "".join(f"{source}\t{target}\n" for source, target in lines))
    (tmp_path / "gold.tsv").write_text(GOLD)

    def call(*options):
        monkeypatch.setenv("COLUMNS", "80")
        command = ["workbench", "heads", str(corpus), "-m", str(taught_marian), "--device", "cpu", *map(str, options)]
        monkeypatch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return ended.value.code or 0, written.out, written.err

    return call


def test_json_holds_every_head_as_the_functions_give_it(heads, translator, tmp_path):
    code, out, err = heads("--json", "--gold", tmp_path / "gold.tsv")
    assert code == 0
    found = json.loads(out)
    assert list(found) == ["model", "pairs", "gold", "signature", "heads"]
    assert (found["pairs"], found["gold"], found["signature"]["target_language"]) == (5, "gold.tsv", "de")
    assert err == (
        "left out: 1 of 7 segments without a source or a reference\n"
        "left out: 1 of 7 segments longer than the model's 256 positions\n"
    )
    pairs = translator.encode_pairs(ENGLISH, GERMAN)
    expected = with_importance(head_profiles(translator, pairs), head_importance(translator, pairs))
    assert len(found["heads"]) == len(expected) == 32
    for record, profile in zip(found["heads"], expected, strict=True):
        assert list(record) == list(profile.record())
        assert record["importance"] == pytest.approx(profile.importance, abs=2e-4)
        assert (record["aer"] is None) == (record["block"] != "cross")
        if record["block"] != "cross":
            assert record["entropy"] == pytest.approx(profile.entropy, abs=2e-4)


def test_the_table_has_a_row_for_each_head_and_fits_80_columns(heads, tmp_path):
    code, out, _ = heads("--no-importance", "--gold", tmp_path / "gold.tsv", "--limit", 5)
    assert code == 0
    lines = out.splitlines()
    assert all(cell_len(line.rstrip()) <= 80 for line in lines)
    rows = [line.split() for line in lines if line[:1].isdigit()]
    assert [row[0] for row in rows] == [
        f"{layer}.{head}" for depth in (3, 2, 3) for layer in range(depth) for head in range(4)
    ]
    cross, encoder, decoder = (line.split() for line in lines if line.startswith("head "))
    assert cross == ["head", "row", "entr", "start", "end", "order", "agree", "AER", "label"]
    assert encoder == ["head", "entr", "start", "end", "prev", "same", "next", "order", "label"]
    assert decoder == ["head", "entr", "start", "punc", "prev", "same", "order", "label"]
    assert "mixed: none of these" in out


@pytest.mark.parametrize(
    "profile",
    [
        HeadProfile("cross", 11, 15, "output", monotonicity=-0.5, agreement=-0.2, aer=0.999),
        HeadProfile("encoder", 11, 15, None, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, -0.5),
        HeadProfile("decoder", 11, 15, "input", 1.0, 1.0, None, 1.0, 1.0, 1.0, None, -0.5),
    ],
    ids=lambda profile: profile.block,
)
def test_the_widest_table_fits_80_columns(profile):
    whole = replace(profile, entropy=1.0, start_mass=1.0, end_mass=0.0, punctuation_mass=1.0, importance=-0.125)
    console = Console(file=io.StringIO(), width=80)
    console.print(_table([whole]))
    head, row = console.file.getvalue().splitlines()
    assert "…" not in head + row and row.rstrip().endswith("start-of-sentence sink")
    assert len(head.split()) == len(row.split()) - 1


def test_blocks_and_the_picture_that_are_asked_for(heads, tmp_path):
    page = tmp_path / "page.html"
    code, out, _ = heads("--block", "encoder", "--block", "cross", "--no-importance", "--html", page, "--json")
    assert code == 0
    assert [head["block"] for head in json.loads(out)["heads"]] == ["cross"] * 12 + ["encoder"] * 8
    text = page.read_text(encoding="utf-8")
    assert "cross-attention" in text and "self-attention of the encoder" in text and "means over 5 pairs" in text
    assert "entropy: of a row between words" in text
    code, _, _ = heads("--block", "encoder", "--no-importance", "--html", page, "--figure", "end_mass", "--json")
    assert code == 0 and "attention on the end token: share of all attention" in page.read_text(encoding="utf-8")


def test_a_corpus_without_references_is_refused(heads, tmp_path):
    (tmp_path / "c.en-de.tsv").write_text("source\nthe cat\n")
    code, out, err = heads("--no-importance")
    assert (code, out) == (2, "")
    assert "left out: 1 of 1 segments without a source or a reference" in err
    assert "error: no pairs to look at heads with; give some that fit the model" in err


def test_every_column_is_a_figure():
    figures = {name for name in HeadProfile.__dataclass_fields__ if name not in ("block", "layer", "head", "row")}
    assert set(COLUMNS) == set(FIGURES) == figures


def test_gold_pairs_that_do_not_fit_are_left_out_and_counted(heads, tmp_path):
    _, alone, _ = heads("--json", "--no-importance", "--gold", tmp_path / "gold.tsv")
    (tmp_path / "more.tsv").write_text(GOLD + "g3\t\tein Hund\t\t\ng4\t" + "a " * 400 + "\tein\t0-0\t\n")
    code, out, err = heads("--json", "--no-importance", "--gold", tmp_path / "more.tsv")
    assert code == 0 and "left out: 2 of 4 gold pairs" in err
    assert json.loads(out)["heads"] == json.loads(alone)["heads"]
    (tmp_path / "none.tsv").write_text(GOLD.split("\n")[0] + "\n")
    code, out, err = heads("--gold", tmp_path / "none.tsv")
    assert (code, out) == (2, "") and "no pair to measure the AER of heads on" in err


def test_gold_without_sentences_has_them_beside_it(heads, tmp_path):
    (tmp_path / "links.wa").write_text("1 1 1\n1 2 2 S\n2 1 1 S\n2 2 2 S\n2 3 2 P\n")
    (tmp_path / "x.en").write_text("the cat\na dog runs\n")
    (tmp_path / "x.de").write_text("die Katze\nein Hund\n")
    beside = ["--gold-source", tmp_path / "x.en", "--gold-target", tmp_path / "x.de", "--index-base", 1]
    _, whole, _ = heads("--json", "--no-importance", "--gold", tmp_path / "gold.tsv")
    _, parts, _ = heads("--json", "--no-importance", "--gold", tmp_path / "links.wa", *beside)
    assert json.loads(parts)["heads"] == json.loads(whole)["heads"]


@pytest.mark.parametrize(("figure", "more"), [("aer", []), ("importance", ["--no-importance"])])
def test_a_picture_of_figures_that_were_not_asked_for_is_refused(heads, tmp_path, figure, more):
    code, out, err = heads("--figure", figure, "--html", tmp_path / "p.html", *more)
    assert (code, out) == (2, "") and f"--figure {figure} needs" in err
    assert not (tmp_path / "p.html").exists()
