"""`workbench explain --look-at`: what becomes of a word with heads made to look elsewhere."""

from __future__ import annotations

import json

import pytest

GIVEN = ["explain", "we bought twelve apples in the old market", "--source-lang", "en", "--target-lang", "de"]
GIVEN += ["--view", "attention", "--word", 3, "--look-at"]


@pytest.fixture
def ask(taught_marian, here):
    return lambda *more: here(*GIVEN, *more, "-m", taught_marian)


def test_it_tells_before_and_after_with_other_words_beside(ask):
    code, out, _ = ask("old")
    told = " ".join(out.split())
    assert code == 0 and "Had it looked at ‘old’ while writing ‘Äpfel’, it would have given that word" in told
    assert "Made to look at each of the 7 others" in told and "drawn at random: wir haben zwölf" in told
    assert "forced: layer 2, heads 0, 1, 2, 3: 4 of 12 heads" in told


@pytest.mark.parametrize("word", ["6", "old"])
def test_a_source_word_is_named_by_its_number_or_itself(ask, word):
    found = json.loads(ask(word, "--layer", "1", "--head", "2", "--json")[1])["steered"]
    assert found["looked"]["source_word"] == 6 and found["heads"] == {"1": [2]}
    assert found["word"] == 3 and found["target"][3] == "Äpfel"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["pear"], "the source has no such word; give a number: 0:we 1:bought"),
        (["9"], "source word 9 asked for; there are 8"),
        (["old", "--target", "die die"], "target word 3 asked for; there are 2"),
    ],
)
def test_a_word_that_is_not_there_is_told(ask, asked, says):
    code, _, err = ask(*asked)
    assert code == 2 and says in " ".join(err.split())


def test_it_needs_the_word_that_is_to_be_written(here):
    code, _, err = here("explain", "a cat", "--look-at", "cat")
    assert code == 2 and "--look-at without --word" in " ".join(err.replace("│", " ").split())
