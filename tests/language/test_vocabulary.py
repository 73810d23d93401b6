"""Words that a model has seen, counted, kept beside it and read again."""

from __future__ import annotations

import gzip

import pytest

from workbench.errors import ModelError
from workbench.language.vocabulary import FILE, Vocabulary

TEXTS = [("de", "Das Haus, das Haus!"), ("en", "It’s the 2nd house."), ("de", "Ein U-Bahnhof in 10 Minuten.")]


def table(folder, text):
    (folder / FILE).write_bytes(gzip.compress(text.encode()))
    return folder


def test_words_are_counted_as_they_are_written_without_numbers_and_marks():
    counts = Vocabulary.of(TEXTS).counts
    assert counts["de"] == {"Das": 1, "Haus": 2, "das": 1, "Ein": 1, "U-Bahnhof": 1, "in": 1, "Minuten": 1}
    assert counts["en"] == {"It’s": 1, "the": 1, "house": 1}


def test_what_is_saved_is_read_again_and_always_the_same_bytes(tmp_path):
    counted = Vocabulary.of(TEXTS)
    assert counted.save(tmp_path) == tmp_path / FILE
    first = (tmp_path / FILE).read_bytes()
    found = Vocabulary.beside(tmp_path)
    assert found is not None and found.counts == counted.counts and found.fingerprint == counted.fingerprint
    Vocabulary.of(reversed(TEXTS)).save(tmp_path)
    assert (tmp_path / FILE).read_bytes() == first
    Vocabulary.of(TEXTS[:1]).save(tmp_path)
    assert Vocabulary.beside(tmp_path).fingerprint != counted.fingerprint


def test_a_folder_without_the_file_has_none(tmp_path):
    assert Vocabulary.beside(tmp_path) is None


@pytest.mark.parametrize("code", ["de", "deu_Latn", "de_DE", "German"])
def test_languages_are_known_by_any_code(tmp_path, code):
    found = Vocabulary.beside(table(tmp_path, f"{code}\tHaus\t3\n"))
    assert found.count("Haus", "de") == 3 and found.count("haus", "de") == 0 and found.count("Haus", "en") == 0
    assert found.formation("de").known("haus") and found.formation("en") is None and found.formation(None) is None


def test_a_language_that_cannot_be_taken_apart_is_counted_all_the_same(tmp_path):
    found = Vocabulary.beside(table(tmp_path, "fi\ttalo\t3\n"))
    assert found.count("talo", "fi") == 3 and found.formation("fi") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("de\tHaus\t3\nde\tBaum\n", ":2: 2 columns"),
        ("de\tHaus\t3\t4\n", ":1: 4 columns"),
        ("de\tHaus\tthree\n", ":1: 'Haus' counted 'three' times"),
        ("de\tHaus\t-1\n", ":1: 'Haus' counted '-1' times"),
        ("de\tHaus\t0\n", ":1: 'Haus' counted '0' times"),
        ("de\t\t2\n", ":1: '' counted '2' times"),
        ("de\tHaus\t٣\n", ":1: 'Haus' counted '٣' times"),
    ],
)
def test_a_broken_table_is_refused_by_line(tmp_path, text, told):
    with pytest.raises(ModelError) as refused:
        Vocabulary.beside(table(tmp_path, text))
    assert f"{FILE}{told}" in str(refused.value)


@pytest.mark.parametrize(
    "content", [b"de\tHaus\t3\n", gzip.compress(b"\xff\xfe"), gzip.compress(b"de\tHaus\t3\n" * 99)[:-9]]
)
def test_what_is_no_gzipped_table_is_refused(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ModelError, match="not a gzipped table of words"):
        Vocabulary.beside(tmp_path)
