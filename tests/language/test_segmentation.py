from __future__ import annotations

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.language.segmentation import is_punctuation, word_spans


def words(text: str, pretokenized: bool = False) -> list[str]:
    return [text[start:end] for start, end in word_spans(text, pretokenized)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Apostrophes and hyphens inside words; outside they stand alone.
        ("don't stop rock’n’roll", "don't stop rock’n’roll"),
        ("'tis the dogs'", "' tis the dogs '"),
        ("l'homme qu’il", "l'homme qu’il"),
        ("well-known mother‑in‑law", "well-known mother‑in‑law"),
        ("15-year-old COVID-19", "15-year-old COVID-19"),
        ("a - b -- c", "a - b -- c"),
        ("1990–2000", "1990 – 2000"),
        ("col·lecció", "col·lecció"),
        ("צה״ל", "צה״ל"),
        # Numbers, dates, times, units.
        ("3.14, 1,000,000.", "3.14 , 1,000,000 ."),
        ("01/02/2024 2024-01-15 12:30", "01/02/2024 2024-01-15 12:30"),
        ("3.5mm 7th v1.2.3 H₂O 5½", "3.5mm 7th v1.2.3 H₂O 5½"),
        ("$5.00 50% -5", "$ 5.00 50 % - 5"),
        ("٣٫٥ १२", "٣ ٫ ٥ १२"),
        # Punctuation and symbols.
        ("Wait... what?!", "Wait ... what ? !"),
        ("«Ça va ?» ¿Qué?", "« Ça va ? » ¿ Qué ?"),
        ("@user #tag AT&T", "@ user # tag AT & T"),
        # Scripts without spaces.
        ("我喜欢北京。", "我 喜 欢 北 京 。"),
        ("日本語をカタカナー", "日 本 語 をカタカナー"),
        ("か\u3099ｶﾞｽ", "か\u3099ｶﾞｽ"),
        ("iPhone手机 3台", "iPhone 手 机 3 台"),
        ("สวัสดีครับ ๑๒", "สวัสดีครับ ๑๒"),
        ("ខ្ញុំ។", "ខ្ញុំ ។"),
        ("နေကောင်းလား။", "နေကောင်းလား ။"),
        # Marks stay with their letters.
        ("السَّلامُ عَلَيْكُمْ،", "السَّلامُ عَلَيْكُمْ ،"),
        ("नमस्ते दुनिया।", "नमस्ते दुनिया ।"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("cafe\u0301 nai\u0308ve", "cafe\u0301 nai\u0308ve"),
        ("Donau\u00addampf", "Donau\u00addampf"),
        ("안녕하세요 세계", "안녕하세요 세계"),
        # One picture, one word.
        ("👨\u200d👩\u200d👧👍🏽🇩🇪 ❤️ 1️⃣", "👨\u200d👩\u200d👧 👍🏽 🇩🇪 ❤️ 1️⃣"),
        # Nothing to see.
        ("", ""),
        (" \t\n\u00a0\u3000", ""),
        ("\u00ad \u200d \ufeff", ""),
    ],
)
def test_words(text, expected):
    assert words(text) == expected.split(" ") if expected else words(text) == []


def test_pretokenized_keeps_what_stands_between_spaces():
    assert words("don't , 3 . 5  我喜欢 .", pretokenized=True) == ["don't", ",", "3", ".", "5", "我喜欢", "."]


MIXED = (
    st.text(
        st.sampled_from(
            "ab1 2.,'’-‐/:$!かカー我ไทยกា។ā\u0301\u0308שלا\u064e\u200d\u200c\u00ad\u200b👩👍🏽🇩🇪½₂\n\u2028\ue000"
        )
    )
    | st.text()
)
VISIBLE = regex.compile(r"[^\s\p{Z}\p{Cc}\p{Cf}\p{Cs}]")


@given(MIXED)
@example("1" * 2000 + "-")
@example("a'" * 2000)
def test_spans_are_ordered_and_cover_everything_visible(text):
    spans = word_spans(text)
    ends = [0]
    for start, end in spans:
        assert ends[-1] <= start < end <= len(text)
        assert VISIBLE.search(text[start:end])
        ends.append(end)
    covered = {i for start, end in spans for i in range(start, end)}
    assert all(match.start() in covered for match in VISIBLE.finditer(text))


@given(MIXED)
def test_a_word_holds_no_white_space(text):
    assert not any(char.isspace() for word in words(text) for char in word)


@pytest.mark.parametrize(
    ("word", "expected"),
    [(".", True), ("...", True), ("€", True), ("❤️", True), ("a", False), ("1.", False), ("我", False)],
)
def test_punctuation(word, expected):
    assert is_punctuation(word) is expected
