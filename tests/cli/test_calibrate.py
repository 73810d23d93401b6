from __future__ import annotations

import json

import pytest

from tests.conftest import ENGLISH, GERMAN


@pytest.fixture
def given(tmp_path, monkeypatch, taught_marian):
    """The first words of the command, in a folder with a corpus and a gold file, under a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    texts = list(zip(ENGLISH, GERMAN, strict=True))
    (tmp_path / "c.en-de.tsv").write_text("source\treference\n" + "".join(f"{s}\t{t}\n" for s, t in texts))
    rows = "".join(f"{n}\t{s}\t{t}\t0-0 1-1\t\n" for n, (s, t) in enumerate(texts))
    (tmp_path / "g.en-de.tsv").write_text(f"id\tsource\ttarget\tsure\tpossible\n{rows}")
    return ["calibrate", "-m", taught_marian]


def test_the_best_is_kept_and_read_from_then_on(given, here, taught_marian):
    code, out, err = here(*given, "--gold", "g.en-de.tsv", "--json")
    found = json.loads(out)
    assert code == 0 and "kept as the preset" in err
    assert found["criterion"] == "gold" and found["pairs"] == len(ENGLISH)
    assert found["aer"] == pytest.approx(1 - found["held_out"], abs=1e-4)
    explain = ["explain", "the cat", "-m", taught_marian, "--target-lang", "de", "--target", "die Katze", "--json"]
    preset = found["preset"]
    _, out, _ = here(*explain)
    assert json.loads(out)["views"][preset["view"]]["provenance"] == preset
    code, _, err = here(*given, "--forget", "--target-lang", "de")
    assert code == 0 and "the measured preset is forgotten" in err
    _, out, _ = here(*explain)
    assert "not measured for this model" in json.loads(out)["views"]["attention"]["provenance"]["measured"]


def test_links_of_both_directions_say_when_one_of_them_was_not_measured(given, here, taught_marian):
    align = ["align", "c.en-de.tsv", "-m", taught_marian, "--symmetrise", "union"]
    assert "was not measured, unlike" not in here(*align)[2], "neither was"
    assert here(*given, "--gold", "g.en-de.tsv")[0] == 0
    code, _, err = here(*align)
    (note,) = (line for line in err.split("\n") if "was not measured, unlike" in line)
    assert code == 0 and note.startswith("note: de to en was not measured, unlike the other direction, and is read by")
    assert "was not measured, unlike" not in here(*align, "--layer", 1)[2], "both are read as asked for"


def test_without_gold_the_other_direction_decides_and_nothing_is_kept_unasked(given, here, tmp_path):
    code, out, err = here(*given, "c.en-de.tsv", "--no-keep", "--top", 3)
    assert code == 0 and "kept" not in err
    lines = out.strip().split("\n")
    assert lines[0].split() == ["view", "layer", "heads", "row", "agreement"]
    assert len(lines) == 6 and "most agreement with the other direction" in lines[-1]
    assert not (tmp_path / "cache").exists()


def test_pairs_that_cannot_be_read_are_counted_and_left_out(given, here, tmp_path):
    (tmp_path / "d.en-de.tsv").write_text(
        "source\treference\nthe cat\tdie Katze\n\tleer\na dog\tein Hund\n" + "a " * 400 + "\tb\n"
    )
    code, _, err = here(*given, "d.en-de.tsv", "--no-keep")
    assert code == 0 and "2 pairs are empty or too long for the model and left out" in " ".join(err.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give a CORPUS, --source and --target files, or --gold with a file that has sentences"),
        (["c.en-de.tsv", "--source", "text"], "there is no column 'text'"),
        (["c.en-de.tsv", "--index-base", "1"], "say how to read --gold; give that too"),
        (["c.en-de.tsv", "--skip-faulty"], "say how to read --gold; give that too"),
        (
            ["--gold", "g.en-de.tsv", "--reverse-model", "x"],
            "--reverse-model is read for the criterion agreement alone",
        ),
        (["--gold", "g.en-de.tsv", "--pretokenized"], "--pretokenized is for a corpus"),
        (["--gold", "g.en-de.tsv", "--criterion", "within"], "both --gold and --criterion"),
        (["c.en-de.tsv", "--criterion", "luck"], "unknown criterion 'luck'"),
        (["c.en-de.tsv", "--limit", "0"], "Invalid value for '--limit'"),
        (["none.tsv"], "none.tsv: no such file"),
        (["--gold", "c.en-de.tsv"], "c.en-de.tsv:1:"),
    ],
)
def test_bad_input_is_refused_with_the_reason(given, here, arguments, message):
    code, out, err = here(*given, "--target-lang", "de", *arguments)
    assert (code, out) == (2, "")
    assert message.casefold() in " ".join(err.replace("│", " ").split()).casefold()


def test_gold_without_sentences_stands_beside_a_corpus_or_two_files(given, here, tmp_path):
    (tmp_path / "g.wa").write_text("0-0 1-1\n" * len(ENGLISH))
    (tmp_path / "x.en").write_text("\n".join(ENGLISH) + "\n")
    (tmp_path / "x.de").write_text("\n".join(GERMAN) + "\n")
    beside = here(*given, "c.en-de.tsv", "--gold", "g.wa", "--no-keep", "--json")
    options = ["--gold", "g.wa", "--source", "x.en", "--target", "x.de", "--target-lang", "de"]
    apart = here(*given, *options, "--no-keep", "--json")
    assert beside[0] == apart[0] == 0
    assert json.loads(beside[1])["choices"] == json.loads(apart[1])["choices"]
    code, _, err = here(*given, "--gold", "g.wa", "--target-lang", "de")
    assert code == 2 and "its sentences are needed" in err
    (tmp_path / "bad.wa").write_text("0-0 1-99\n" + "0-0\n" * (len(ENGLISH) - 1))
    code, _, err = here(*given, "c.en-de.tsv", "--gold", "bad.wa", "--no-keep")
    assert code == 2 and "bad.wa:1: link 1-99 is out of range" in err
    code, out, _ = here(*given, "c.en-de.tsv", "--gold", "bad.wa", "--skip-faulty", "--no-keep", "--json")
    assert code == 0 and json.loads(out)["pairs"] == len(ENGLISH) - 1


def test_columns_of_the_corpus_are_those_that_are_named(given, here, tmp_path):
    turned = "".join(f"{target}\t{source}\n" for source, target in zip(ENGLISH, GERMAN, strict=True))
    (tmp_path / "t.de-en.tsv").write_text("reference\tsource\n" + turned)
    (tmp_path / "x.en").write_text("\n".join(ENGLISH) + "\n")
    (tmp_path / "x.de").write_text("\n".join(GERMAN) + "\n")
    languages = ["--source-lang", "de", "--target-lang", "en"]
    named = ["c.en-de.tsv", "--source", "reference", "--target", "source"]
    alike = [["t.de-en.tsv", "--source", "reference", "--target", "source"], ["--source", "x.de", "--target", "x.en"]]
    found = [here(*given, *one, *languages, "--no-keep", "--json") for one in (named, *alike)]
    assert [code for code, _, _ in found] == [0, 0, 0]
    first, *others = (json.loads(out)["choices"] for _, out, _ in found)
    assert all(other == first for other in others)
    assert "measured on 5 pairs only" in " ".join(found[0][2].split())


def test_pairs_of_gold_that_are_left_out_are_told_beside_a_corpus_too(given, here, tmp_path):
    (tmp_path / "bad.wa").write_text("0-0 1-99\n" + "0-0\n" * (len(ENGLISH) - 1))
    _, _, err = here(*given, "c.en-de.tsv", "--gold", "bad.wa", "--skip-faulty", "--no-keep")
    assert "left out: bad.wa:1: link 1-99 is out of range" in err
