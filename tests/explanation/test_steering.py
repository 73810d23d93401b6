"""A word with heads made to look elsewhere, against a plain model whose rows are made one-hot by hand."""

from __future__ import annotations

import json
import math

import pytest
import torch

import workbench.explanation
from tests.conftest import ENGLISH, GERMAN
from tests.models.one_hot import read_by_hand
from workbench.errors import ModelError
from workbench.explanation.steering import Outcome, Steered, outcomes, steer
from workbench.models import BeamSettings

SOURCE, TARGET, WORD, LOOKED = ENGLISH[2], GERMAN[2], 3, 6
"""we bought twelve apples in the old market; wir haben zwölf Äpfel auf dem alten Markt gekauft."""


@pytest.fixture(scope="module")
def steered(translator) -> Steered:
    return steer(translator, SOURCE, TARGET, WORD, LOOKED)


def by_hand(translator, plain, heads: dict[int, tuple[int, ...]], word: int, source_word: int) -> float:
    (pair,) = translator.encode_pairs([SOURCE], [TARGET])
    own = [place for place, of in enumerate(pair.target.tokens.word_index) if of == word]
    before = len(translator.template.before_source)
    columns = [before + place for place, of in enumerate(pair.source.tokens.word_index) if of == source_word]
    sublayers = {n: one for (name, n), one in translator.anatomy.sublayers(plain.model).items() if name == "cross"}
    ids = {
        "input_ids": torch.tensor([plain.source_ids(pair)]),
        "decoder_input_ids": torch.tensor([[plain.start, *pair.target.ids]]),
    }
    found = read_by_hand(lambda: plain.model(**ids), sublayers, heads, own, columns).log_softmax(-1)
    return float(sum(found[place, pair.target.ids[place]] for place in own))


@pytest.mark.parametrize(
    ("asked", "heads"),
    [
        ({}, {2: (0, 1, 2, 3)}),
        ({"layer": 1}, {1: (0, 1, 2, 3)}),
        ({"layer": 0, "heads": [2]}, {0: (2,)}),
        ({"heads": [3, 1]}, {2: (1, 3)}),
        ({"layer": "all", "heads": [0]}, {0: (0,), 1: (0,), 2: (0,)}),
        ({"layer": "all"}, dict.fromkeys(range(3), (0, 1, 2, 3))),
    ],
)
def test_the_words_probability_is_that_of_a_plain_model_with_one_hot_rows(translator, plain, asked, heads):
    found = steer(translator, SOURCE, TARGET, WORD, LOOKED, **asked)
    assert found.heads == heads and found.of_heads == 12
    assert math.log(found.plain.probability) == pytest.approx(by_hand(translator, plain, {}, WORD, LOOKED), abs=1e-4)
    for outcome in (found.looked, *found.others):
        expected = by_hand(translator, plain, heads, WORD, outcome.source_word)
        assert math.log(outcome.probability) == pytest.approx(expected, abs=1e-4)


def test_every_other_word_stands_beside_it_and_one_of_them_is_continued(translator, steered):
    assert [one.source_word for one in steered.others] == [0, 1, 2, 3, 4, 5, 7][: len(steered.source) - 1]
    assert steered.drawn in steered.others and steered.drawn.text is not None
    assert sum(one.text is not None for one in steered.others) == 1
    assert steer(translator, SOURCE, TARGET, WORD, LOOKED) == steered


def test_words_before_stay_and_with_nothing_forced_it_goes_on_greedily(translator, steered):
    start = "wir haben zwölf"
    greedy = translator.translate([SOURCE], settings=BeamSettings(1), prefix=start)[0].text
    assert steered.plain.text == greedy
    assert all(one.text.startswith(f"{start} {one.written}") for one in (steered.plain, steered.looked, steered.drawn))


def test_a_word_that_is_not_the_first_choice_is_told_with_what_is(translator):
    found = steer(translator, SOURCE, "wir haben zwölf Katze auf dem alten Markt gekauft", WORD, LOOKED)
    assert found.plain.probability < 0.1 and found.plain.written == "Äpfel"
    assert found.plain.text == GERMAN[2]


def test_the_first_word_and_the_models_own_translation_can_be_asked_about(translator):
    found = steer(translator, SOURCE, None, 0, 0)
    assert found.target_text == translator.translate([SOURCE])[0].text
    assert found.plain.text


def test_nothing_stands_beside_the_only_source_word(translator):
    found = steer(translator, "a", GERMAN[0], 1, 0)
    assert found.others == () and found.drawn is None and found.others_range is None
    assert "no other source word" in found.told()[-1]


def test_all_outcomes_are_the_same_in_batches_and_alone(translator, steered, monkeypatch):
    monkeypatch.setattr("workbench.models.looks.batch_tokens", lambda _network: 1)
    alone = steer(translator, SOURCE, TARGET, WORD, LOOKED)
    for one, other in zip(alone.others, steered.others, strict=True):
        assert one.probability == pytest.approx(other.probability, rel=1e-4)


def test_outcomes_alone_continue_nothing(translator, steered):
    (pair,) = translator.encode_pairs([SOURCE], [TARGET])
    found = outcomes(translator, pair, WORD, [None, LOOKED], {2: None})
    assert [one.probability for one in found] == pytest.approx([steered.plain.probability, steered.looked.probability])
    assert all(one.text is None for one in found)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"word": 9},
            "target word 9 asked for, which is the end token and no word; there are 9, from 0: 0:wir",
        ),
        ({"word": -1}, "target word -1 asked for; there are 9, from 0: 0:wir"),
        ({"source_word": 8}, "source word 8 asked for, which is the end token and no word; there are 8, from 0: 0:we"),
        ({"source_word": 20}, "source word 20 asked for; there are 8, from 0: 0:we"),
        ({"layer": 3}, "layer 3 asked for; this model has decoder layers 0 to 2"),
        ({"heads": [4]}, "head 4 asked for; this model has heads 0 to 3"),
        ({"heads": [0, "max"]}, "give numbers, or alone 'all'"),
        ({"source": " "}, "the source is empty"),
        ({"target": ""}, "the translation is empty"),
        ({"target": "die Katze " * 400}, "shorten the text"),
        ({"source": "a \ud800 cat"}, "surrogate|Unicode"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(translator, change, says):
    asked = {"source": SOURCE, "target": TARGET, "word": WORD, "source_word": LOOKED} | change
    with pytest.raises(ModelError, match=says):
        steer(translator, **asked)


def made(looked: float, others: list[float], **changed: str) -> Steered:
    rest = tuple(Outcome(place + 1, value, ()) for place, value in enumerate(others))
    return Steered(
        source=("shed", *(f"w{place}" for place in range(len(others)))),
        target=("Schafe",),
        target_text="Schafe",
        word=0,
        heads={3: (0, 1)},
        of_heads=16,
        plain=Outcome(None, 0.18, (), "Schafe", "Schafe"),
        looked=Outcome(0, looked, (), changed.get("written", "Schafe"), "x"),
        others=rest,
        drawn=rest[0] if rest else None,
    )


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (
            made(0.036, [0.0002, 0.01]),
            "given that word 3.6% instead of 18%, and written ‘Schafe’, as without that.",
        ),
        (made(0.5, [0.1], written="Schuppen"), "written ‘Schuppen’ instead of ‘Schafe’."),
        (made(0.5, [0.1], written=""), "written nothing more."),
        (made(0.036, [0.0002, 0.01, 0.3]), "each of the 3 others: under 0.1% to 30%, 1.0% in the middle."),
        (made(0.036, [0.0002] * 5), "each of the 5 others: under 0.1%."),
        (made(0.036, [0.0002] * 5), "as likely as with ‘shed’; by chance that is so for one word in 6."),
        (made(0.036, [0.0002, 0.2]), "With 1 of them it is at least as likely as with ‘shed’."),
        (made(0.036, [0.0002, 0.2]), "That it falls says little: with 1 of 2 others it falls too."),
    ],
)
def test_the_finding_is_told_with_the_others_beside_it(found, says):
    assert says in " ".join(found.told())


def test_that_it_rises_is_told_without_a_word_on_falling():
    assert not any("falls" in line for line in made(0.4, [0.01, 0.02]).told())


def test_heads_are_told_in_words(translator):
    assert made(0.1, []).forced == "layer 3, heads 0, 1: 2 of 16 heads"
    found = steer(translator, SOURCE, TARGET, WORD, LOOKED, layer="all")
    assert found.forced == "all 12 heads of all layers"


def test_the_room_has_it_at_its_door():
    assert workbench.explanation.steer is steer and workbench.explanation.Steered is Steered
    with pytest.raises(AttributeError, match="has no attribute 'stear'"):
        workbench.explanation.stear  # noqa: B018


def test_its_record_is_json(steered):
    told = json.loads(json.dumps(steered.record()))
    assert told["heads"] == {"2": [0, 1, 2, 3]} and told["looked"]["source_word"] == LOOKED
    assert len(told["others"]) == len(steered.source) - 1 and told["plain"]["source_word"] is None
