from __future__ import annotations

import pytest

from workbench.language.stopwords import is_content, stop_words


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "the"),
        ("eng_Latn", "the"),
        ("deu", "und"),
        ("fr_XX", "les"),
        ("rus_Cyrl", "и"),
        ("nob_Latn", "og"),
        ("tgl", "ang"),
        ("zh_CN", "的"),
    ],
)
def test_lists_by_any_code(language, word):
    assert word in stop_words(language)
    assert not is_content(word, language)


@pytest.mark.parametrize("language", ["xx", "hsb", "", None, "no such language"])
def test_unknown_is_none_and_never_empty(language):
    assert stop_words(language) is None
    assert is_content("the", language)
    assert not is_content("—", language)


@pytest.mark.parametrize(
    ("word", "language", "content"),
    [
        ("The", "en", False),
        ("DON’T", "en", False),
        ("picnic", "en", True),
        ("10", "en", True),
        ("...", "en", False),
        ("👍🏽", "en", False),
        ("l'homme", "fr", True),
        ("C’est", "fr", False),
        ("est-ce", "fr", False),
        ("fu\u0308r", "de", False),
        ("Für", "de", False),
        ("Strömen", "de", True),
        ("สำหรับ", "th", False),
    ],
)
def test_content_words(word, language, content):
    assert is_content(word, language) is content
