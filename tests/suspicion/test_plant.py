from __future__ import annotations

from collections import Counter

import pytest

from workbench.errors import UnknownNameError
from workbench.language.numbers import numbers
from workbench.language.segmentation import word_spans
from workbench.suspicion.plant import KINDS, everyday_sentences, plant

PAIRS = [
    ("The old mill stands by the river near the village.", "Die alte Mühle steht am Fluss in der Nähe des Dorfes."),
    ("He bought seven apples and two pears at the market.", "Er kaufte auf dem Markt sieben Äpfel und zwei Birnen."),
    ("In 1987 the bridge was closed for 14 months.", "Im Jahr 1987 war die Brücke 14 Monate lang gesperrt."),
    ("Nobody told me that the train had already left.", "Niemand sagte mir, dass der Zug schon abgefahren war."),
    ("If it rains tomorrow, we will stay at home.", "Wenn es morgen regnet, bleiben wir zu Hause."),
    ("My neighbour sings while he washes his car.", "Mein Nachbar singt, während er sein Auto wäscht."),
] * 10


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in word_spans(text)]


@pytest.fixture(scope="module")
def planted():
    return plant(PAIRS, languages=("en", "de"), share=0.7)


def test_every_pair_stands_once_and_in_order(planted):
    assert [one.place for one in planted] == list(range(len(PAIRS)))
    assert [one.source for one in planted] == [source for source, _ in PAIRS]
    for one in planted:
        assert (one.kind is None) == (one.target == PAIRS[one.place][1])


def test_kinds_have_equal_parts_of_the_share_that_was_asked_for(planted):
    counts = Counter(one.kind for one in planted if one.kind)
    assert set(counts) == set(KINDS)
    assert sum(counts.values()) == 42 and max(counts.values()) - min(counts.values()) <= 2


def test_the_same_seed_plants_the_same_faults(planted):
    assert plant(PAIRS, languages=("en", "de"), share=0.7) == planted
    assert plant(PAIRS, languages=("en", "de"), share=0.7, seed=2) != planted


def test_each_kind_is_what_it_says():
    targets, bank = [target for _, target in PAIRS], everyday_sentences()
    for kind in KINDS:
        spoilt = [one for one in plant(PAIRS, languages=("en", "de"), share=1, kinds=[kind]) if one.kind]
        assert spoilt, kind
        for one in spoilt:
            clean = PAIRS[one.place][1]
            own, found = words(clean), words(one.target)
            if kind in ("swapped", "shifted", "unrelated"):
                assert one.target in targets and one.target != clean
            elif kind == "omitted":
                assert len(found) < len(own) and found[-1] == own[-1]
            elif kind == "added":
                assert len(found) > len(own) and found[: len(own) - 1] == own[:-1]
            elif kind == "repetition":
                assert len(found) > len(own) and {*found} == {*own}
            elif kind == "copy":
                assert len({*found} & {*words(one.source)}) >= len({*found}) - 1
            elif kind == "number":
                values = [[n.value for n in numbers(text, "de")] for text in (clean, one.target)]
                assert len(values[0]) == len(values[1]) and values[0] != values[1]
            elif kind == "truncation":
                assert own[: len(found)] == found and len(found) < len(own) - 1
            elif kind == "wrong_language":
                assert any(one.target in bank[language] for language in {*bank} - {"en", "de"})
            elif kind == "polarity":
                assert len({*found} ^ {*own}) in (1, 2) and abs(len(found) - len(own)) <= 1


def test_what_a_pair_does_not_lend_itself_to_gives_way_to_another_kind():
    pairs = [("Yes.", "Ja."), ("No.", "Nein."), ("Well.", "Gut.")] * 4
    kinds = {one.kind for one in plant(pairs, languages=("en", "de"), share=1)}
    assert not kinds & {"omitted", "number", "truncation", "repetition"}
    assert None not in kinds
    assert {one.kind for one in plant(pairs, share=1, kinds=["number"])} == {None}


@pytest.mark.parametrize("pairs", [[], [("", "")], [("a", "")], [("", "b")], [("\x00", "x" * 5000)]])
def test_texts_of_any_kind_are_taken(pairs):
    assert len(plant(pairs, share=1)) == len(pairs)


def test_an_unknown_kind_is_answered_with_those_there_are():
    with pytest.raises(UnknownNameError, match="unknown kind of fault 'boring'; choose one of: added, copy"):
        plant(PAIRS, kinds=["boring"])


@pytest.mark.parametrize("languages", [("eng_Latn", "deu_Latn"), ("en-GB", "de_DE"), ("English", "German")])
def test_languages_may_be_named_in_any_way(planted, languages):
    assert plant(PAIRS, languages=languages, share=0.7) == planted


def test_the_sentences_in_other_languages_are_in_these_languages():
    import py3langid

    bank = everyday_sentences()
    assert len(bank) >= 10 and all(len(texts) >= 10 for texts in bank.values())
    told = [py3langid.classify(text)[0] == language for language, texts in bank.items() for text in texts]
    assert sum(told) >= 0.85 * len(told)
