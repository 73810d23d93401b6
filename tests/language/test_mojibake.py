from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.language.lookalikes import lookalike
from workbench.language.mojibake import meant, mojibake

WORDS = [
    "Müller",
    "it’s",
    "“quoted”",
    "straße",
    "señor",
    "garçon",
    "привет",
    "καλημέρα",
    "10 €",
    "日本語",
    "🙂",
    "سلام",
]


@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_utf_8_read_in_another_encoding_is_found(text, encoding):
    raw = text.encode("utf-8")
    shown = "".join(
        bytes([byte]).decode(encoding)
        if encoding == "latin-1" or byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
        else chr(byte)
        for byte in raw
    )
    piece = mojibake(f"a {shown} b")
    assert piece is not None and piece in shown
    assert meant(piece) is None or meant(piece) in text


@pytest.mark.parametrize(
    "text",
    [
        *WORDS,
        "«LA VERITÀ» e «PIÙ»",
        "AMANHÃ NÃO SÃO “IRMÃ”",
        "NESCAFÉ® CAFÉ² LIBERTÉ™",
        "WÜ“ Ü… Ä– Å·",
        "Â quoi bon, CHÂTEAU",
        "ÐÑ is no Cyrillic, nor is Ø 5 mm",
        "à l’été, où ça",
        "½ ¼ ° § ©",
        "ÉÈ ÀÂ",
    ],
)
def test_what_a_text_may_hold_is_not_told(text):
    assert mojibake(text) is None


def test_what_could_not_be_read_at_all_is_told():
    assert mojibake("milit\ufffdr") == "\ufffd"


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäöüßéèêçñàâîôûæåøãõ ABC,.!?’“”–«»€°"), max_size=60))
def test_western_text_in_small_letters_is_never_told(text):
    # No word ends in this letter just before the sign of the euro; quotation marks that were misread begin so.
    assert mojibake(text.replace("â€", "€")) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("the contr\u043el panel", "contr\u043el"),
        ("\u03a4he end", "\u03a4he"),
        ("м\u006fсква", "м\u006fсква"),
        ("SMSка, iPhoneом", None),
        ("λmax, kΩ, µm, ΔT", None),
        ("USB-кабель", None),
        ("the end", None),
        ("конец", None),
    ],
)
def test_words_of_two_alphabets_that_look_alike(text, word):
    assert lookalike(text) == word
