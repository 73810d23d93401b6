"""Scores that cost more, as ``workbench score`` is asked for them."""

from __future__ import annotations

import json


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
