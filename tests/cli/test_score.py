"""``workbench score``: what it says next, and scores that cost more."""

from __future__ import annotations

import json


def test_score_with_out_alone_prints_what_to_do_next(tmp_path, taught_marian, here):
    corpus = tmp_path / "c.en-de.tsv"
    corpus.write_text("source\treference\tmt\nthe cat\tdie Katze\tdie Katze\n")
    given = ["score", corpus, "-m", taught_marian, "-o", tmp_path / "run", "--limit", 1, "--hypothesis", "mt"]
    assert here(*given)[:2] == (0, f"workbench worst {tmp_path / 'run'}\n")
    first = (tmp_path / "run" / "run.json").read_bytes()
    assert here(*given)[0] == 0
    assert (tmp_path / "run" / "run.json").read_bytes() == first
    code, _, err = here(*given, "--beam", 2)
    assert code == 2
    assert "beam_size: 4 → 2" in err


def test_full_signals_are_all_that_the_model_can_give_and_what_it_cannot_is_told(tmp_path, taught_marian, here):
    corpus = tmp_path / "c.tsv"
    corpus.write_text("source\treference\nthe cat\tdie Katze\n")
    given = ["score", corpus, "-m", taught_marian, "--target-lang", "de", "--side", "reference", "--json"]
    for more, backwards in ((["--source-lang", "en"], True), ([], False)):
        code, out, err = here(*given, *more, "--signals", "full")
        (record,) = json.loads(out)
        assert code == 0 and record["source_contribution"] is not None
        assert (record["reverse_logprob"] is not None) == backwards
        assert ("no reverse_logprob" in err) != backwards
    named = here(*given, "--with", "reverse_logprob", "--reverse-model", taught_marian, "--source-lang", "en")
    assert json.loads(named[1])[0]["reverse_logprob"] < 0 and json.loads(named[1])[0]["source_contribution"] is None
