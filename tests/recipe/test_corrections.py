"""What people correct, learned from a handful of files made here."""

from __future__ import annotations

import json

import pytest

from workbench.errors import CorpusError
from workbench.recipe.corrections import SENTENCE, learn, read_corrected
from workbench.suspicion.corrections import Corrections
from workbench.suspicion.doubt import FIGURES

SOURCE = ["the cat sits on the mat .", "a small dog runs home ."]
GOOD = ["die Katze sitzt auf der Matte .", "ein kleiner Hund läuft nach Hause ."]
BAD = ["die Katze Kaffee auf der Matte .", "ein kleiner Kaffee läuft nach Hause ."]


def tags(target, gaps):
    words = ["BAD" if word == "Kaffee" else "OK" for word in target.split()]
    return " ".join(one for word in words for one in ("OK", word)) + " OK" if gaps else " ".join(words)


def write(folder, source=SOURCE * 10, target=(*GOOD, *BAD) * 5, gaps=True):
    parts = {
        "src": source,
        "mt": target,
        "hter": ["0.5" if "Kaffee" in text else "0.0" for text in target],
        "tags": [tags(text, gaps) for text in target],
        "source_tags": [
            " ".join(["OK", "OK", "BAD" if "Kaffee" in text else "OK", *["OK"] * (len(words.split()) - 3)])
            for words, text in zip(source, target, strict=False)
        ],
    }
    for name, lines in parts.items():
        (folder / f"x.{name}").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("gaps", [True, False])
def test_words_are_read_with_their_tags_whether_gaps_have_some_or_not(tmp_path, gaps):
    found = read_corrected(write(tmp_path, gaps=gaps))
    assert len(found) == 20
    assert (found[0].share, any(found[0].bad_target), any(found[0].bad_source)) == (0.0, False, False)
    assert found[2].target == BAD[0] and found[2].share == 0.5
    assert found[2].bad_target == (False, False, True, False, False, False, False)
    assert found[2].bad_source == (False, False, True, False, False, False, False)


def test_what_is_learned_speaks_against_what_was_corrected(tmp_path, taught_marian):
    clean = [*zip(SOURCE, GOOD, strict=True)]
    text = learn(read_corrected(write(tmp_path)), clean, str(taught_marian), ("en", "de"), "a test")
    found = Corrections.from_record(json.loads(text))
    assert {*found.sentence.weights} == {*SENTENCE} and {*found.target_word.weights} == {*FIGURES}
    of_sentence = found.sentence.weights["logprob"], found.sentence.bends["logprob"][1]
    assert found.target_word.weights["surprise"] > 0 and min(of_sentence) < 0 >= max(of_sentence)
    assert found.made_from == "a test"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: (folder / "x.hter").unlink(), r"0 files \*\.hter; one expected"),
        (lambda folder: (folder / "y.hter").write_text("0\n"), r"2 files \*\.hter; one expected"),
        (lambda folder: (folder / "x.src").write_text("one line\n"), r"files of different length \(1 in \.src, 20 in"),
        (lambda folder: (folder / "x.tags").write_text("OK\n" * 20), r"x\.tags:1: not one tag for each word"),
    ],
)
def test_files_that_do_not_belong_together_are_told(tmp_path, spoil, message):
    write(tmp_path)
    spoil(tmp_path)
    with pytest.raises(CorpusError, match=message):
        read_corrected(tmp_path)
