from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.language.web_address import difference, web_address


@pytest.mark.parametrize(
    ("one", "other", "language", "severity"),
    [
        ("http://example.org/a/", "https://www.EXAMPLE.org:443/a", "de", 0),
        ("https://example.org/caf%C3%A9", "https://example.org/café", "fr", 0),
        ("https://example.org/?a=1&amp;b=2", "https://example.org?b=2&a=1", "de", 0),
        ("https://example.org/?a=1&utm_source=x", "https://example.org/?a=1", "de", 0),
        ("https://example.org/a", "https://example.org/a查看", "zh", 0),
        ("https://example.org/en/help", "https://example.org/de/help", "de", 0.35),
        ("https://example.org/help", "https://example.org/ja-jp/help", "ja", 0.35),
        ("https://en.example.org/help", "https://ru.example.org/help", "ru", 0.35),
        ("https://example.org/?hl=en", "https://example.org/?hl=es", "es", 0.35),
        ("https://example.org/en/help", "https://example.org/fr/help", "de", 0.75),
        ("https://example.org/a#one", "https://example.org/a#two", "de", 0.75),
        ("https://example.org/en/help", "https://example.org/de/hilfe", "de", 0.95),
        ("https://example.org/a", "https://example.com/a", "de", 0.95),
        ("https://example.org:1/a", "https://example.org:2/a", "de", 0.95),
        ("ftp://example.org/a", "https://example.org/a", "de", 0.95),
        ("docs/a.md", "docs/b.md", None, 0.95),
        ("docs/a.md", "docs/a.md", None, 0),
        ("http://[broken", "http://[other", None, 0.95),
    ],
)
def test_addresses_differ_by_part(one, other, language, severity):
    assert difference(one, other, language) == severity


@given(st.text(max_size=40))
def test_anything_is_an_address_and_the_same_as_itself(text):
    assert difference(text, text) == 0
    assert web_address(text) == web_address(f" {text} ")
