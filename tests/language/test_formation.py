"""Right words that nobody has seen are made of known ones; made-up words are not."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.bundled import model_folder
from workbench.language.folding import folded
from workbench.language.formation import LONGEST, RULES, Formation
from workbench.language.vocabulary import Vocabulary

RIGHT = {
    "de": (
        "Gartenzaunfarbe Schulhofbank Nachbarskatze Winterreifenwechsel Zuckerdosendeckel Küchenfensterbrett "
        "Hundeleinenhaken Briefkastenschlüssel Wochenendausflüge Lieblingspullover Geburtstagstisch Fahrradlampe "
        "Regenschirmgriff unübersichtlicher Unfreundlichkeiten verkleinertes weitergewandert zurückgeschwommen "
        "aufzukleben abgewaschenen Kinderbuchverlage Sonntagsspaziergängen vorgelesene Flüsterstimme dreistöckiges "
        "hinuntergerollt Bücherregalbretter Apfelbaumblüten Lehrerinnenzimmer Kaffeetassenhenkel großzügigste "
        "Mondscheinwanderung Kühlschranktüren eingefrorenes Ölkanne Wasserflaschenverschluss"
    ),
    "en": (
        "unsinkable rewashed dishwashers sleeplessness unfriendliest babysitters underfed thoughtfulness windowless "
        "neighbourly bookshelves shyness paintbrush sandcastles nonsmokers mistranslated repaint overcooked greenish "
        "toothbrushes reheated rainproof teaspoons"
    ),
}
WRONG = {
    "de": (
        "Platzig Pferdehoe Tasmith Schalf Bakerie Krobat Diswasher Komplar Flamarkt flückte twährten Hamock Terrrace "
        "Fenstrig Gurzel Lompfen Bratzlich Wirmel Schnorbst Kuchelim Nuhrbank Himtelt sprochig wuntig verglumpft "
        "Zwirfel Mottrich kruffelte gestronkt Sprindel Quarfen Dölmig Abkrumsung Knochenn Brettt"
    ),
    "en": (
        "plonter grivet snabble drimful flostered crumbish brelt thrumple wogget spintle glurry frandish bluntle "
        "quorby strimble dringer clavish morpled vintish hecakes chammed fabious princesss"
    ),
}
SMALL = {"haus": 40, "Tür": 40, "garten": 9, "Schule": 9, "wandern": 9, "und": 99, "Zaun": 9, "Freundin": 2, "rot": 50}


@pytest.fixture(scope="module")
def vocabulary():
    return Vocabulary.beside(model_folder())


def _words(table):
    return [(language, word) for language, words in table.items() for word in words.split()]


@pytest.mark.parametrize(("language", "word"), _words(RIGHT))
def test_right_words_are_known_or_made_of_known_parts(vocabulary, language, word):
    formation = vocabulary.formation(language)
    assert formation.known(word) or formation.parts(word)


@pytest.mark.parametrize(("language", "word"), _words(WRONG))
def test_made_up_words_are_not(vocabulary, language, word):
    formation = vocabulary.formation(language)
    assert not formation.known(word) and formation.parts(word) is None


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Haustür", ("haus", "tur")),
        ("HAUSTÜR", ("haus", "tur")),
        ("Gartenhaustür", ("garten", "haus", "tur")),
        ("Hausgartenzauns", ("haus", "garten", "zaun", "s")),
        ("Schulhaus", ("schul", "haus")),
        ("Freundinnen", ("freund", "innen")),
        ("Gartens", ("garten", "s")),
        ("Freundinnenhaus", ("freundinnen", "haus")),
        ("unwandern", ("un", "wandern")),
        ("einrotig", None),
        ("zweigartenig", ("zwei", "garten", "ig")),
        ("gartenig", None),
        ("Gartenn", None),
        ("Hau", None),
        ("Türx", None),
        ("Xgarten", None),
        ("", None),
        ("haus" * (LONGEST // 4 + 1), None),
    ],
)
def test_words_are_taken_apart(word, parts):
    assert Formation("de", SMALL).parts(word) == parts


LETTERS = st.text("abenrstuü", min_size=1, max_size=14)


@given(st.dictionaries(LETTERS, st.integers(1, 60), max_size=12), LETTERS, st.sampled_from(sorted(RULES)))
def test_parts_make_up_the_word_and_more_known_words_explain_no_less(counts, word, language):
    found = Formation(language, counts).parts(word)
    if found is not None:
        assert "".join(found) == folded(word)
        assert Formation(language, counts | {"baum": 70, "tur": 99}).parts(word) is not None


@given(
    st.lists(st.sampled_from(["Haus", "Garten", "Zaun", "Schule", "Freundin"]), min_size=1, max_size=4),
    st.sampled_from(sorted(RULES["de"].joints | {""})),
)
def test_every_chain_of_known_nouns_is_explained(nouns, joint):
    counts = dict.fromkeys(nouns, 50)
    assert Formation("de", counts).parts(joint.join(nouns))


@given(st.dictionaries(LETTERS, st.integers(1, 60), min_size=1, max_size=12), st.sampled_from(sorted(RULES)))
def test_a_word_left_out_is_as_if_it_had_never_been_counted(counts, language):
    left = next(iter(counts))
    rest = {word: count for word, count in counts.items() if folded(word) != folded(left)}
    whole = Formation(language, counts)
    without = Counter(Formation(language, {left: sum(n for w, n in counts.items() if folded(w) == folded(left))}).stems)
    assert Counter(whole.stems) - without == Counter(Formation(language, rest).stems)
    assert whole.known(left) and not Formation(language, rest).known(left)
