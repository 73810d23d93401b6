"""Each claim of the tour is measured again on the sentence that it is made of."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from workbench.app.parts import tour
from workbench.app.parts.address import TOUR, Address
from workbench.app.parts.glossary import MEANINGS, term
from workbench.explanation.explanation import explain
from workbench.jobs.judge import judge


@pytest.fixture(scope="module")
def translator(bundled_model):
    return bundled_model("en", "de")


@pytest.fixture(scope="module")
def seen(translator):
    """Step → what the model says and the views show of its sentence."""
    return {
        number: explain(step.source, translator, views=("attention", "rollout", "erasure"), measure=False)
        for number, step in enumerate(tour.STEPS, start=1)
    }


def text(step):
    return re.sub(r'<span class="wb-meaning".*?</span>|<[^>]*>', "", tour.STEPS[step - 1].text)


def row(found, view, target):
    """Source word → weight for a target word; of words that occur twice the last."""
    weights = found.views[view].weights[found.target.index(target)]
    return dict(zip(found.source, weights.tolist(), strict=True))


@pytest.mark.parametrize(
    ("step", "word", "shown"), [(1, 1, "Bank"), (2, 2, "lieh"), (3, 1, "Frühling"), (4, 1, "hat"), (5, 5, "Geld")]
)
def test_the_pinned_word_is_the_one_that_is_told_of(seen, step, word, shown):
    assert (tour.STEPS[step - 1].word, seen[step].target[word]) == (word, shown)
    assert shown in text(step)


def test_bank_and_money(seen, translator):
    found = seen[1]
    assert row(found, "attention", "Bank")["bank"] > 0.98 and row(found, "attention", "Geld")["money"] > 0.98
    asked = explain(
        found.source_text, translator, views=["erasure"], words=[1], instead_of="Ufer", measure=False
    )  # fmt: skip
    lost = row(asked, "erasure", "Bank")
    assert f"{lost['money']:.1f}" == "0.1" and "by 0.1 nats" in text(1)
    assert f"{lost['bank']:.1f}" == "8.6" and "“bank” by 8.6" in text(1)
    (river,) = translator.translate(["We sat on the bank of the river."])
    assert " Bank " in river.text and "Ufer" not in river.text


def test_stray_attention(seen):
    found = seen[2]
    dropped = found.views["attention"].dropped[found.target.index("lieh")]
    assert f"{dropped:.0%}" == "38%" and "38 % of all lay on special tokens" in text(2)
    looked = row(found, "attention", "lieh")
    assert f"{looked['lent']:.0%}" == "77%" and "77 % of the attention" in text(2)
    assert f"{looked['.']:.0%}" == "13%" and "13 % of what is drawn lies on the full stop" in text(2)
    assert row(found, "erasure", "lieh")["."] <= 0


def test_a_tidy_map_of_a_wrong_translation(seen, translator, tmp_path):
    found = seen[3]
    weights = found.views["attention"].weights
    assert (weights.max(axis=1) > 0.98).all() and sorted(weights.argmax(axis=1)) == [0, 1, 2, 3, 4]
    assert f"{math.exp(found.logprobs[1]):.0%}" == "96%" and "(96 %)" in text(3)
    judged = judge(translator, found.source_text, None, "", tmp_path)
    assert f"{judged.row['suspicion']:.2f}" == "0.02" and "is 0.02" in text(3)


def test_attention_against_gradients(seen, translator):
    found = seen[4]
    looked, lost = row(found, "attention", "hat"), row(found, "erasure", "hat")
    assert f"{looked['gave']:.0%}" == "73%" and "73 %" in text(4)
    assert f"{lost['She']:.1f}" == "5.0" and abs(lost["gave"]) < 0.05 and "loses 5.0 nats" in text(4)
    moved = explain(found.source_text, translator, views=["integrated_gradients"], words=[1], measure=False)
    gained = row(moved, "integrated_gradients", "hat")
    assert max(gained, key=gained.get) == "She" and gained["gave"] > 0


def test_rollout(seen):
    found = seen[5]
    rollout = found.views["rollout"].weights
    assert {found.source[place] for place in rollout.argmax(axis=1)} == {"lent"}
    assert np.nanmax(rollout) < 0.34 and "a third of the weight at most" in text(5)
    assert row(found, "attention", "Geld")["money"] > 0.98


def test_every_step_has_an_address_and_says_what_it_is_of():
    assert len(tour.STEPS) == TOUR
    for number, step in enumerate(tour.STEPS, start=1):
        address = Address.of(tour.address_of(number).query)
        assert address == Address(page="try", tour=number)
        full = tour.in_full(address)
        assert (full.source, full.view, full.word) == (step.source, step.view, step.word)
        shown = tour.panel(number)
        assert f"step {number} of {TOUR}" in shown and step.title in shown
        assert (f'data-step="{number + 1}"' in shown) == (number < TOUR)
        assert (f'data-step="{number - 1}"' in shown) and 'data-step="0"' in shown
    assert tour.panel(0) == "" and tour.in_full(Address(page="try")) == Address(page="try")
    own = Address(page="try", tour=2, source="Mine.")
    assert tour.in_full(own) == own
    assert tour.in_full(Address(tour=4)).chosen.views == ("attention", "rollout", "integrated_gradients")


def test_a_term_can_be_reached_by_keyboard_and_says_its_meaning():
    shown = term("rollout", "a <b>")
    assert 'tabindex="0"' in shown and "a &lt;b&gt;" in shown and MEANINGS["rollout"][:20] in shown
    described = re.search(r'aria-describedby="([^"]+)"', shown)[1]
    assert f'id="{described}"' in shown
