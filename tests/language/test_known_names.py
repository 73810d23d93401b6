"""Names that are known, in the forms that eight languages give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import bundled
from workbench.language.known_names import LANGUAGES, known_names


def found(text, language):
    return [(text[slice(*one.span)], one.kind) for one in known_names(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "Sarah's flat in Vienna", [("Sarah's", "given"), ("Vienna", "place")]),
        ("en", "from New York to the United States", [("New York", "place"), ("United States", "country")]),
        ("en", "The vienna sausage, a will, the nice rose", []),
        ("de", "Peters Haus in München", [("Peters", "given"), ("München", "place")]),
        ("de", "Das Essen in der Halle war gut.", []),
        ("fr", "d'Athènes à l'Italie", [("Athènes", "place"), ("Italie", "country")]),
        ("es", "Enrique vive en Nueva York.", [("Enrique", "given"), ("Nueva York", "place")]),
        ("ru", "Ивана с Петром в Москве", [("Ивана", "given"), ("Петром", "given"), ("Москве", "place")]),
        ("ar", "ومحمد بلندن", [("ومحمد", "given"), ("بلندن", "place")]),
        ("hi", "डेविड दिल्ली में है", [("डेविड", "given"), ("दिल्ली", "place")]),
        ("zh", "托马斯住在慕尼黑", [("托马斯", "given"), ("慕尼黑", "place")]),
        ("zh", "我们去唱卡拉OK", []),
        ("ja", "トムは東京にいる", [("トム", "given"), ("東京", "place")]),
        ("ja", "ジョンソンさん", []),
        ("hi", "सारा दिन", []),
        ("ru", "Центр города", []),
        ("xx", "Vienna", []),
        (None, "Vienna", []),
    ],
)
def test_names_are_known_in_their_cases_and_scripts(language, text, names):
    assert found(text, language) == names


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Wien", "de"), ("Вене", "ru"), True),
        (("Peter", "en"), ("彼得", "zh"), True),
        (("John", "en"), ("Juan", "es"), True),
        (("Holland", "en"), ("Pays-Bas", "fr"), True),
        (("Cairo", "en"), ("القاهرة", "ar"), True),
        (("Vienna", "en"), ("Hamburg", "de"), False),
        (("Anna", "en"), ("Мария", "ru"), False),
    ],
)
def test_names_of_the_same_may_be_each_other(one, other, same):
    first, second = known_names(*one)[0], known_names(*other)[0]
    assert (first.may_be(second), second.may_be(first)) == (same, same)


def test_the_table_has_one_kind_and_six_cells_a_line():
    lines = bundled.dataset("names.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    assert len(rows) > 150 and {len(row) for row in rows} == {7}
    assert {row[0] for row in rows} == {"given", "place", "country"}
    assert all(cell.strip() == cell != "" for row in rows for cell in row)
    assert [*dict.fromkeys(row[1] for row in rows)] == [row[1] for row in rows]


@given(st.text(max_size=60), st.sampled_from(sorted(LANGUAGES)))
def test_any_text_is_taken_and_names_stand_in_it_in_order(text, language):
    spans = [one.span for one in known_names(text, language)]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
