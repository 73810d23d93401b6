from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from tests.views.reference import SOURCES
from workbench.alignment.map import AlignmentMap
from workbench.models import AttentionChoice, BeamSettings
from workbench.views import VIEWS

ASKING = ("gradient_x_input", "layer_gradient_x_activation", "integrated_gradients", "erasure")


def arrays(found: AlignmentMap) -> dict[str, np.ndarray]:
    named = {name: getattr(found, name) for name in ("weights", "dropped", "prefix", "source_share", "error")}
    return {name: array for name, array in named.items() if array is not None}


def assert_alike(one: AlignmentMap, other: AlignmentMap, tolerance: float = 1e-4) -> None:
    assert (one.source, one.target) == (other.source, other.target)
    assert arrays(one).keys() == arrays(other).keys()
    for name, array in arrays(one).items():
        np.testing.assert_allclose(array, arrays(other)[name], atol=tolerance)


@pytest.mark.parametrize("view", VIEWS)
def test_no_pairs_no_maps(translator, view):
    assert list(VIEWS[view](translator, [])) == []


@pytest.mark.parametrize("by_word", [True, False])
@pytest.mark.parametrize("view", VIEWS)
def test_maps_come_in_order_with_the_tokens_of_their_pair(translator, pairs, view, by_word):
    found = list(VIEWS[view](translator, pairs, by_word=by_word))
    assert len(found) == len(pairs)
    for pair, one in zip(pairs, found, strict=True):
        source, target = pair.source.tokens, pair.target.tokens
        assert one.source == (source.by_word() if by_word else source)
        assert one.target == (target.by_word() if by_word else target)
        assert one.provenance["view"] == view
        assert one.signed == (view in ASKING)
        # All words are asked for; only the first piece's own prefix has nothing to show.
        assert not any(np.isnan(array).any() for name, array in arrays(one).items() if name != "prefix")
        if not one.signed:
            assert one.weights.sum(1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("view", VIEWS)
def test_pairs_of_unlike_lengths_in_one_batch_are_as_they_are_alone(translator, pairs, view):
    for pair, found in zip(pairs, list(VIEWS[view](translator, pairs)), strict=True):
        assert_alike(found, next(VIEWS[view](translator, [pair])))


@pytest.mark.parametrize("by_word", [True, False])
@pytest.mark.parametrize("view", VIEWS)
def test_one_word_on_each_side(translator, view, by_word):
    (found,) = VIEWS[view](translator, translator.encode_pairs(["a"], ["a"]), by_word=by_word)
    assert found.weights.shape == (1, 1)
    assert np.isfinite(found.weights).all() and np.isfinite(found.dropped).all()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("source", "target", "shape"), [("the cat", "", (0, 2)), ("", "die Katze", (2, 0)), ("", "", (0, 0))]
)
def test_nothing_on_one_side(translator, view, source, target, shape):
    (found,) = VIEWS[view](translator, translator.encode_pairs([source], [target]))
    assert found.weights.shape == shape


@pytest.mark.parametrize("options", [{}, {"steps": 4}, {"prefix": True}], ids=str)
def test_no_word_asked_for_no_row_known(translator, pairs, options):
    views = ["integrated_gradients"] if options else ASKING
    for view in views:
        found = next(VIEWS[view](translator, pairs, words=[], **options))
        assert np.isnan(found.weights).all() and np.isnan(found.dropped).all()


@pytest.mark.parametrize("block", ["cross", "encoder", "decoder"])
@pytest.mark.parametrize("view", ["attention", "value_attention", "rollout", "decomposition", "value_zeroing"])
def test_states_known_from_translating_change_nothing(translator, pairs, view, block):
    """The encoder need not run again for them, but what is read from it must be there."""
    if view == "decomposition" or (view == "rollout" and block == "decoder"):
        options = {}
    else:
        by_block = view in ("rollout", "value_zeroing")
        options = {"block": block} if by_block else {"choice": AttentionChoice(1, block=block)}
    translations = translator.translate(SOURCES[:3], settings=BeamSettings(1, states=True))
    known = [replace(p, states=t.states) for p, t in zip(pairs[:3], translations, strict=True)]
    assert all(pair.states is not None for pair in known)
    for found, expected in zip(
        VIEWS[view](translator, known, **options), VIEWS[view](translator, pairs[:3], **options), strict=True
    ):
        assert_alike(found, expected)


def test_two_people_who_ask_one_model_at_once_each_get_their_own_maps(translator, pairs):
    asked = [(view, part) for view in VIEWS for part in (slice(0, 2), slice(5, 7))]

    def ask(view: str, part: slice) -> list[AlignmentMap]:
        return list(VIEWS[view](translator, pairs[part]))

    alone = [ask(*one) for one in asked]
    start = threading.Barrier(2)

    def ask_all(order: int) -> list[list[AlignmentMap]]:
        start.wait(timeout=30)
        return [ask(*one) for one in asked[::order]][::order]

    with ThreadPoolExecutor(2) as pool:
        for rounds in pool.map(ask_all, (1, -1)):
            for expected, found in zip(alone, rounds, strict=True):
                for one, other in zip(expected, found, strict=True):
                    assert_alike(one, other, 1e-5)


def test_asking_leaves_no_gradients_and_no_hooks_behind(translator, pairs):
    for view in VIEWS:
        next(VIEWS[view](translator, pairs[:1]))
    model = translator.model
    assert not any(weights.requires_grad or weights.grad is not None for weights in model.parameters())
    assert not any(module._forward_pre_hooks or module._forward_hooks for module in model.modules())
