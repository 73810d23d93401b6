from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES as _M2M100
from transformers.models.mbart.tokenization_mbart import FAIRSEQ_LANGUAGE_CODES as MBART
from transformers.models.mbart50.tokenization_mbart50 import FAIRSEQ_LANGUAGE_CODES as MBART50
from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES as NLLB

from workbench.errors import LanguageError
from workbench.language.matching import LISTED, Match, covers, is_one_language, match, same_language
from workbench.language.scripts import letters_of, reads_as
from workbench.language.tag import Tag, tag_of, tag_of_code

M2M100 = _M2M100["m2m100"]
T5 = ["en", "de", "fr", "ro"]
# As they stand between >> and << in vocabularies of OPUS-MT, and in <2xx> of MADLAD.
MARIAN = [
    *("cmn_Hans", "cmn_Hant", "yue_Hant", "lzh", "pt", "pt_br", "pt_BR", "es_AR", "es_MX"),
    *("fr_BE", "fr_FR", "fr", "nob", "nno", "srp_Cyrl", "srp_Latn"),
]
MADLAD = [
    *("de", "iw", "zh", "zh_Latn", "no", "fil", "sr", "ru", "ru_Latn", "ms", "ms_Arab", "hi"),
    *("hi_Latn", "pt", "en_xx_simple", "crh_Latn", "tzm"),
]
MODELS = {"m2m100": M2M100, "mbart": MBART, "mbart50": MBART50, "nllb": NLLB, "marian": MARIAN, "madlad": MADLAD}


@pytest.mark.parametrize(
    ("written", "language", "script", "region"),
    [
        ("de", "de", None, None),
        ("deu", "de", None, None),
        ("ger", "de", None, None),
        ("DE", "de", None, None),
        (" German ", "de", None, None),
        ("deutsch", "de", None, None),
        ("allemand", "de", None, None),
        ("de_DE", "de", None, "DE"),
        ("de-de", "de", None, "DE"),
        ("deu_Latn", "de", "Latn", None),
        ("de_DE.UTF-8", "de", None, "DE"),
        ("de_DE@euro", "de", None, "DE"),
        ("sr_RS@latin", "sr", "Latn", "RS"),
        ("sr_RS@cyrillic", "sr", "Cyrl", "RS"),
        ("en_XX", "en", None, None),
        ("ar-001", "ar", None, None),
        ("zh-Hant", "zh", "Hant", None),
        ("zh_hant_tw", "zh", "Hant", "TW"),
        ("Chinese (Traditional)", "zh", "Hant", None),
        ("Traditional Chinese", "zh", "Hant", None),
        ("chinese, simplified", "zh", "Hans", None),
        ("Chinese (Hant)", "zh", "Hant", None),
        ("zh (Traditional)", "zh", "Hant", None),
        ("Chinese - Traditional, Taiwan", "zh", "Hant", "TW"),
        ("Brazilian Portuguese", "pt", None, "BR"),
        ("Portuguese (Brazil)", "pt", None, "BR"),
        ("Portuguese BR", "pt", None, "BR"),
        ("Serbian (Latin)", "sr", "Latn", None),
        ("Serbian Cyrillic", "sr", "Cyrl", None),
        ("Norwegian Bokmål", "nb", None, None),
        ("Serbo-Croatian", "sr", "Latn", None),
        ("Egyptian Arabic", "arz", None, None),
        ("Farsi", "fa", None, None),
        ("Castilian", "es", None, None),
        ("kor_Hang", "ko", "Kore", None),
        ("ur-Aran", "ur", "Arab", None),
        ("iw", "he", None, None),
    ],
)
def test_what_people_write_is_a_language_with_its_script_and_region(written, language, script, region):
    assert tag_of(written) == Tag(language, script, region)


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "xx",
        "q",
        "Germna",
        "the German",
        "German text",
        "Frenchified",
        "deu_Latn_xx_yy!",
        "zz-ZZ",
        "und",
        "src2",
        "de,fr",
        "de, fr",
        "deu_Latn;fra_Latn",
        "en/de",
        "de+fr+nl",
        "pt,br",
    ],
)
def test_what_is_no_language_is_none_not_even_where_it_begins_with_one(written):
    assert tag_of(written) is None


@pytest.mark.parametrize(
    ("code", "language", "script", "region"),
    [
        ("ns", "nso", None, None),  # M2M100's Northern Sotho, no code of ISO's
        ("ar_AR", "ar", None, None),  # mBART's, not of Argentina
        ("en_XX", "en", None, None),
        ("pt_br", "pt", None, "BR"),
        ("ms_Arab_BN", "ms", "Arab", "BN"),
        ("cmn_Hans", "cmn", "Hans", None),
    ],
)
def test_codes_of_models_are_read_as_their_models_mean_them(code, language, script, region):
    assert tag_of_code(code) == Tag(language, script, region)


@pytest.mark.parametrize("code", ["translate", "ROMANCE", "2de", ">>de<<", ""])
def test_a_code_that_names_no_language_is_none(code):
    assert tag_of_code(code) is None


@pytest.mark.parametrize(
    ("wanted", "own"),
    [
        ("de", {"m2m100": "de", "mbart": "de_DE", "mbart50": "de_DE", "nllb": "deu_Latn", "madlad": "de"}),
        ("German", {"m2m100": "de", "mbart": "de_DE", "nllb": "deu_Latn"}),
        ("deu_Latn", {"m2m100": "de", "mbart": "de_DE", "nllb": "deu_Latn"}),
        ("de_DE", {"m2m100": "de", "mbart": "de_DE", "nllb": "deu_Latn"}),
        ("eng", {"m2m100": "en", "mbart": "en_XX", "nllb": "eng_Latn"}),
        ("en-GB", {"m2m100": "en", "mbart": "en_XX", "nllb": "eng_Latn"}),
        ("zh", {"m2m100": "zh", "mbart": "zh_CN", "nllb": "zho_Hans", "marian": "cmn_Hans", "madlad": "zh"}),
        ("zh-Hans", {"m2m100": "zh", "mbart": "zh_CN", "nllb": "zho_Hans", "marian": "cmn_Hans", "madlad": "zh"}),
        ("Chinese (Traditional)", {"nllb": "zho_Hant", "marian": "cmn_Hant"}),
        ("zh_TW", {"nllb": "zho_Hant", "marian": "cmn_Hant"}),
        ("zh-CN", {"mbart50": "zh_CN", "nllb": "zho_Hans"}),
        ("Cantonese", {"nllb": "yue_Hant", "marian": "yue_Hant"}),
        ("pt-BR", {"m2m100": "pt", "mbart50": "pt_XX", "nllb": "por_Latn", "marian": "pt_BR", "madlad": "pt"}),
        ("PT_br", {"marian": "pt_BR"}),
        ("pt-AO", {"marian": "pt", "nllb": "por_Latn"}),
        ("sr", {"m2m100": "sr", "nllb": "srp_Cyrl", "marian": "srp_Cyrl", "madlad": "sr"}),
        ("Serbian (Latin)", {"marian": "srp_Latn"}),
        ("ar", {"m2m100": "ar", "mbart": "ar_AR", "nllb": "arb_Arab"}),
        ("Egyptian Arabic", {"nllb": "arz_Arab"}),
        ("no", {"m2m100": "no", "nllb": "nob_Latn", "marian": "nob", "madlad": "no"}),
        ("nb", {"m2m100": "no", "nllb": "nob_Latn", "madlad": "no"}),
        ("Norwegian Nynorsk", {"nllb": "nno_Latn", "marian": "nno"}),
        ("fa", {"m2m100": "fa", "mbart50": "fa_IR", "nllb": "pes_Arab"}),
        ("Dari", {"nllb": "prs_Arab", "m2m100": "fa"}),
        ("ms", {"m2m100": "ms", "nllb": "zsm_Latn", "madlad": "ms"}),
        ("Tagalog", {"m2m100": "tl", "mbart50": "tl_XX", "nllb": "tgl_Latn", "madlad": "fil"}),
        ("Hebrew", {"m2m100": "he", "nllb": "heb_Hebr", "madlad": "iw"}),
        ("nso", {"m2m100": "ns", "nllb": "nso_Latn"}),
        ("sw", {"m2m100": "sw", "mbart50": "sw_KE", "nllb": "swh_Latn"}),
        ("ko", {"m2m100": "ko", "mbart": "ko_KR", "nllb": "kor_Hang"}),
        ("ko-Kore", {"nllb": "kor_Hang"}),
        ("Twi", {"nllb": "twi_Latn"}),
        ("ak", {"nllb": "aka_Latn"}),
        ("ps", {"m2m100": "ps", "mbart50": "ps_AF", "nllb": "pbt_Arab"}),
        ("Quechua", {"nllb": "quy_Latn"}),
        ("ff", {"nllb": "fuv_Latn"}),
        ("Kurdish", {"nllb": "kmr_Latn"}),
        ("fr", {"m2m100": "fr", "mbart": "fr_XX", "marian": "fr"}),
        ("fr-BE", {"marian": "fr_BE", "nllb": "fra_Latn"}),
        ("zh_Latn", {"madlad": "zh_Latn"}),
        ("en_xx_simple", {"madlad": "en_xx_simple"}),
    ],
)
def test_a_language_is_found_by_the_models_own_code(wanted, own):
    assert {name: match(wanted, MODELS[name]).code for name in own} == own


def test_every_own_code_is_its_own_and_its_english_name_is_too():
    for name, codes in MODELS.items():
        assert {code: match(code, codes).code for code in codes} == {code: code for code in codes}, name
    # In another case, with another sign between: what lists and file names make of them.
    for codes in (M2M100, MBART50, NLLB):
        assert {code: match(code.lower().replace("_", "-"), codes).code for code in codes} == {c: c for c in codes}


def test_codes_of_nllb_find_those_of_other_models():
    found, missing = {}, []
    for code in NLLB:
        try:
            found[code] = match(code, M2M100).code
        except LanguageError:
            missing.append(code)
    # One code for one language, but for those of one written standard.
    assert sorted(set(found.values())) == sorted(set(M2M100) - {"br", "fy"})
    assert {"zho_Hant", "yue_Hant", "arz_Arab", "azb_Arab", "nno_Latn"} <= {*missing}
    assert (found["zho_Hans"], found["pbt_Arab"], found["tgl_Latn"], found["nob_Latn"]) == ("zh", "ps", "tl", "no")


@pytest.mark.parametrize(
    ("wanted", "codes", "says"),
    [
        ("zh-Hant", ["zho_Hans", "deu_Latn"], "none of its languages .*another script.*say zho_Hans if that will do"),
        ("zh_TW", M2M100, "'zh_TW', Chinese, Taiwan, is none of its languages .*say zh if that will do"),
        ("Serbian (Latin)", NLLB, r"say srp_Cyrl if that will do\); closest first: srp_Cyrl"),
        ("pt-BR", ["pt_PT", "en"], "say pt_PT if that will do"),
        ("de_AT", MBART, "'de_AT', German, Austria, is none of its languages .*say de_DE if that will do"),
        ("hi-Latn", M2M100, "say hi if that will do"),
        ("arb_Latn", MBART50, "say ar_AR if that will do"),
        ("fy", ["en", "de", "nl"], r"'fy', Western Frisian, is none of its languages; closest first: nl \(Dutch\), "),
        (
            "arz",
            M2M100,
            r"'arz', Egyptian Arabic, is none of its languages; closest first: ar \(Arabic\), .* 90 others",
        ),
        ("yue", M2M100, "'yue', Cantonese, is none of its languages; closest first: zh "),
        ("nn", M2M100, "'nn', Norwegian Nynorsk, is none of its languages; closest first: no "),
        ("Nynorsk", ["nob", "dan"], "closest first: nob "),
        ("de,fr", NLLB, "'de,fr' names 2 languages, de and fr; one is expected"),
        ("en / de;nl", M2M100, "names 3 languages, en and de and nl"),
        ("xx", T5, "'xx' is neither code nor name of a language; closest first: "),
        ("Germna", M2M100, r"'Germna' is neither code nor name of a language; closest first: de \(German\), "),
        ("Sweedish", NLLB, r"neither .*; closest first: swe_Latn \(Swedish\), "),
        ("es", ["es_AR", "es_MX", "fr"], "'es', Spanish, may be es_AR or es_MX; name the one that is meant"),
        ("es-Latn", ["es_AR", "es_MX", "fr"], "may be es_AR or es_MX"),
        ("el", ["de"], r"'el', Greek, is none of its languages; it has de \(German\)"),
        ("Greek", ["de"], r"'Greek' is none of its languages; it has de \(German\)"),
    ],
)
def test_what_is_not_there_or_may_be_several_is_refused_with_what_is_near(wanted, codes, says):
    with pytest.raises(LanguageError, match=says):
        match(wanted, codes)


def test_of_many_codes_ten_are_listed_and_the_others_counted():
    with pytest.raises(LanguageError) as caught:
        match("Klingon", NLLB)
    assert str(caught.value).count("(") == LISTED and str(caught.value).endswith(f"and {len(NLLB) - LISTED} others")
    with pytest.raises(LanguageError, match=r"\) and 1 other$"):
        match("Klingon", M2M100[: LISTED + 1])


@pytest.mark.parametrize(
    ("wanted", "codes", "found"),
    [
        ("zh", ["zho_Hant", "zho_Hans"], Match("zho_Hans", ("zho_Hant",))),
        ("Chinese", ["zho_Hant", "zho_Hans", "yue_Hant"], Match("zho_Hans", ("zho_Hant",))),
        ("pt", ["pt_PT", "pt_BR"], Match("pt_BR", ("pt_PT",))),
        ("Portuguese", ["pt_PT", "pt_BR", "pt"], Match("pt", ("pt_BR", "pt_PT"))),
        ("sr", ["srp_Latn", "srp_Cyrl"], Match("srp_Cyrl", ("srp_Latn",))),
        ("sr", ["srp_Latn"], Match("srp_Latn")),
        ("zh-Hant", ["zh_CN", "zh_TW"], Match("zh_TW")),
        ("es", ["es_AR", "es_ES"], Match("es_ES", ("es_AR",))),
        ("es", ["es_AR"], Match("es_AR")),
        ("English", ["en_xx_simple", "en"], Match("en", ("en_xx_simple",))),
        ("fa", ["prs_Arab", "pes_Arab"], Match("pes_Arab", ("prs_Arab",))),
        ("tw", ["aka_Latn", "twi_Latn"], Match("twi_Latn", ("aka_Latn",))),
        ("pt-BR", ["pt_br", "pt_BR"], Match("pt_BR")),
        ("zh", ["zh", "zh_Hans", "zh_Hant"], Match("zh")),
    ],
)
def test_of_several_the_likely_one_is_taken_and_the_others_are_told(wanted, codes, found):
    assert match(wanted, codes) == found


CODES = sorted({*M2M100, *MBART50, *NLLB, *MARIAN, *MADLAD})


@given(st.sampled_from(CODES), st.lists(st.sampled_from(CODES), min_size=1, max_size=12, unique=True))
def test_neither_script_nor_region_nor_language_is_ever_exchanged(wanted, codes):
    try:
        found = match(wanted, codes)
    except LanguageError:
        assert wanted not in codes
        return
    asked, own = tag_of_code(wanted), tag_of_code(found.code)
    assert found.code in codes and found.code not in found.others and {*found.others} <= {*codes}
    if asked is None or own is None:
        assert wanted == found.code
        return
    assert asked.region is None or own.region in (None, asked.region)
    assert asked.script is None or own.likely_script == asked.script
    assert match(wanted, list(reversed(codes))) is not None


@given(st.text(alphabet=string.ascii_letters + string.digits + " _-()<>./@é中", max_size=20))
def test_any_text_is_a_match_or_an_error_for_people(text):
    try:
        found = match(text, NLLB).code
    except LanguageError as error:
        found = str(error)
    assert found in NLLB or repr(text) in found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("en", "eng_Latn", True),
        ("en_XX", "en", True),
        ("zh", "zho_Hans", True),
        ("zho_Hans", "zho_Hant", False),
        ("pt_BR", "pt_PT", False),
        ("de", "en", False),
        ("nob", "no", True),
        ("nob", "nno", False),
        ("en", "en_xx_simple", False),
        ("?", "?", True),
        ("?", "de", False),
    ],
)
def test_two_codes_are_one_language_where_they_say_the_same(one, other, same):
    assert same_language(one, other) is same


@pytest.mark.parametrize(
    ("code", "one"),
    [("de", True), ("ceb", True), ("hbs", True), ("gmq", False), ("zle", False), ("ROMANCE", False), ("mul", False)],
)
def test_groups_of_languages_are_no_language(code, one):
    assert is_one_language(code) is one


@pytest.mark.parametrize(
    ("wide", "wanted", "covered"),
    [
        ("hbs", "hr", True),
        ("sh", "Serbian", True),
        ("no", "nn", True),
        ("ara", "arz", True),
        ("hr", "sr", False),
        ("ms", "de", False),
        ("de", "xx", False),
    ],
)
def test_a_group_of_like_languages_has_those_in_it(wide, wanted, covered):
    assert covers(wide, wanted) is covered


@pytest.mark.parametrize(
    ("language", "code"),
    [
        *((written, "de") for written in ("de", "German", "deu_Latn", "de_DE", "DE")),
        *((written, "zh") for written in ("zho_Hans", "zho_Hant", "zh_CN", "cmn_Hant", "Chinese (Traditional)")),
        ("nob_Latn", "nb"),
        ("arb_Arab", "ar"),
        ("arb_Latn", "ar-Latn"),
        ("hi_Latn", "hi-Latn"),
        ("kas_Deva", "ks-Deva"),
        ("srp_Cyrl", "sr"),
        ("uzn_Latn", "uz"),
        ("kor_Hang", "ko"),
        ("ns", "nso"),
        ("ar_AR", "ar"),
        *((unknown, None) for unknown in ("xx", "", None, "ROMANCE")),
    ],
)
def test_texts_are_looked_at_by_the_shortest_code_unless_they_are_in_an_unusual_script(language, code):
    assert reads_as(language) == code


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("arb_Arab", "abc", 0),
        ("arb_Latn", "abc", 3),
        ("deu_Latn", "straße", 6),
        ("zho_Hant", "漢字 ab", 2),
        ("srp_Latn", "да ne", 2),
        ("sr", "да ne", None),
        ("xx", "ab", None),
    ],
)
def test_letters_are_counted_in_the_script_that_a_code_names(language, text, count):
    assert letters_of(language, text) == count
