"""Names in letters of other scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.language.transliteration import consonants, names_in_han, romanised, sound_alike


@pytest.mark.parametrize(
    ("name", "word"),
    [
        *(("Peter", word) for word in ("Петер", "بيتر", "पीटर", "彼得", "ピーター")),
        *(("Kowalski", word) for word in ("Ковальский", "Ковальского", "كوالسكي", "कोवाल्स्की", "コワルスキー")),
        *(("Churchill", word) for word in ("Черчилль", "تشرشل", "चर्चिल")),
        *(("Clinton", word) for word in ("Клинтон", "كلينتون", "क्लिंटन", "克林顿", "クリントン")),
        ("Иван", "Ivan"),
    ],
)
def test_a_name_sounds_alike_in_every_script(name, word):
    assert sound_alike(name, word) and sound_alike(word, name)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Peter", "Анна"),
        ("Sarah", "ルーカス"),
        ("London", "टोक्यो"),
        ("Vienna", "Берлин"),
        ("Munich", "汉堡"),
        ("Kowalski", "Дюпон"),
        ("Tom", "ポール"),
    ],
)
def test_another_name_does_not(name, word):
    assert not sound_alike(name, word)


def test_rows_of_characters_that_write_names_are_found_with_their_parts():
    assert "克林顿" in names_in_han("克林顿和她的丈夫")
    assert names_in_han("我们吃饭") == []


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_words_are_taken(one, other):
    assert romanised(one) == "" or (romanised(one).isascii() and romanised(one).islower())
    assert len(consonants(one)) <= 2 * len(romanised(one))
    assert sound_alike(one, other) == sound_alike(other, one) or len(one) != len(other)
