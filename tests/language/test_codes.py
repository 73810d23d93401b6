from __future__ import annotations

import pytest

from workbench.language.codes import language_code, names_a_language


@pytest.mark.parametrize(
    ("given", "code"),
    [
        *((english, "en") for english in ("en", "EN", "en-GB", "en_XX", "eng", "eng_Latn", "en_GB.UTF-8", " en ")),
        *((german, "de") for german in ("deu", "ger", "de_DE", "deu_Latn")),
        *((chinese, "zh") for chinese in ("zh_CN", "zho_Hans", "cmn_Hans", "zh-Hant")),
        ("arb_Arab", "ar"),
        ("zsm_Latn", "ms"),
        ("swh_Latn", "sw"),
        ("hrv_Latn", "hr"),
        ("pes_Arab", "fa"),
        ("iw", "he"),
        ("nob_Latn", "nb"),
        ("hsb", "hsb"),
        *((unknown, None) for unknown in ("xx", "", None, "not a code!!", "german", "_", "und")),
    ],
)
def test_codes_of_people_and_models(given, code):
    assert language_code(given) == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, True) for text in ("English", "german", "Deutsch", "allemand", "de", "en-GB", "Chinese")),
        *((text, False) for text in ("", "Hello", "Source", "a sentence", "The German", "comet")),
    ],
)
def test_languages_are_known_by_code_and_by_name(text, expected):
    assert names_a_language(text) is expected
