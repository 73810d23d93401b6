"""Why this word and not that one."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.views.reference import Plain, asked
from workbench.errors import ModelError
from workbench.models import Pair, Translator
from workbench.views.erasure import erasure
from workbench.views.gradient_x_input import gradient_x_input
from workbench.views.integrated_gradients import integrated_gradients
from workbench.views.question import ask

TEXT = "die Katze sitzt, auf der Matte"
"""die 0, Katze 1, sitzt 2, the comma 3, auf 4, der 5, Matte 6"""


@pytest.fixture(scope="module")
def pair(translator: Translator) -> Pair:
    return translator.encode_pairs(["the cat sits on the mat"], [TEXT])[0]


ALTERNATIVES = [
    (1, "Hund", "die Hund"),
    (1, "Hund nicht", "die Hund nicht"),
    (1, "Katzen", "die Katzen"),
    (0, "ein", "ein"),
    # Beside a word that it must not become a part of.
    (3, "und", "die Katze sitzt und"),
    (3, ".", "die Katze sitzt."),
    (6, "Haus", "die Katze sitzt, auf der Haus"),
]


@pytest.mark.parametrize(("word", "instead_of", "whole"), ALTERNATIVES)
def test_the_alternative_is_read_after_what_was_written_before_the_word(translator, pair, word, instead_of, whole):
    question = ask(translator, pair, [word], instead_of, by_word=True)
    ((own, other),) = question.objective.goals
    first = list(pair.target.tokens.word_index).index(word)
    start = translator.model.config.decoder_start_token_id
    (encoded,) = translator.encode_targets([whole])
    expected = tuple(i for i, of in zip(encoded.ids, encoded.tokens.word_index, strict=True) if of >= word)
    own_pieces = np.flatnonzero(np.array(pair.target.tokens.word_index) == word)
    assert own.labels == tuple(pair.target.ids[i] for i in own_pieces)
    assert (own.sign, other.sign) == (1, -1)
    assert other.labels == expected
    assert other.inputs == (start, *pair.target.ids[:first], *expected[:-1])
    assert other.positions == tuple(range(first, first + len(expected)))


def plain_value(plain: Plain, pair: Pair, word: int, labels: list[int]) -> float:
    before, own = asked(plain, pair)[word]
    return plain.logprob(plain.source_ids(pair), before, labels or own)


@pytest.mark.parametrize(("word", "instead_of"), [(word, text) for word, text, _ in ALTERNATIVES])
def test_its_value_is_the_difference_of_both_log_probabilities(translator, plain, pair, word, instead_of):
    question = ask(translator, pair, [word], instead_of, by_word=True)
    embedded = plain.embedded(plain.source_ids(pair))[None]
    labels = list(question.objective.goals[0][1].labels)
    expected = plain_value(plain, pair, word, []) - plain_value(plain, pair, word, labels)
    assert question.objective.values(embedded)[0, 0].item() == pytest.approx(expected, abs=1e-4)


def map_of(translator: Translator, pair: Pair, word: int, text: str) -> np.ndarray:
    """The plain row of the word of ``text`` in the place of ``word``, by the same fixed steps."""
    (other,) = translator.encode_pairs([pair.source.tokens.text], [text])
    return next(integrated_gradients(translator, [other], words=[word], steps=6)).weights[word]


def test_at_fixed_steps_the_contrast_is_the_difference_of_the_two_maps(translator, pair):
    (found,) = integrated_gradients(translator, [pair], words=[1], instead_of="Hund", steps=6)
    expected = map_of(translator, pair, 1, TEXT) - map_of(translator, pair, 1, "die Hund")
    np.testing.assert_allclose(found.weights[1], expected, atol=1e-4)
    assert found.provenance["contrast"] == "'Katze' rather than 'Hund'"


def test_with_the_prefix_earlier_words_have_the_difference_and_the_alternatives_own_pieces_are_not_shown(
    translator, pair
):
    (found,) = integrated_gradients(translator, [pair], words=[2], instead_of="Hund", steps=6, prefix=True)
    rows = []
    for text in (TEXT, "die Katze Hund"):
        (one,) = translator.encode_pairs([pair.source.tokens.text], [text])
        rows.append(next(integrated_gradients(translator, [one], words=[2], steps=6, prefix=True)))
    word, other = rows
    np.testing.assert_allclose(found.weights[2], word.weights[2] - other.weights[2], atol=1e-4)
    np.testing.assert_allclose(found.prefix[2, :2], word.prefix[2, :2] - other.prefix[2, :2], atol=1e-4)
    assert np.abs(other.prefix[2, :2]).max() > 1e-3
    assert found.prefix[2, 2] == pytest.approx(word.prefix[2, 2], abs=1e-4)
    assert found.dropped[2] == pytest.approx(-other.prefix[2, 2], abs=1e-4)


@pytest.mark.parametrize("prefix", [False, True])
def test_shares_of_a_contrast_add_up_to_its_gain(translator, plain, pair, prefix):
    (found,) = integrated_gradients(
        translator, [pair], words=[6], instead_of="Haus", tolerance=0.01, limit=600, prefix=prefix
    )
    assert found.error[6] <= 0.01
    total = found.weights[6].sum() + found.dropped[6] + (found.prefix[6].sum() if prefix else 0)
    question = ask(translator, pair, [6], "Haus", by_word=True)
    (path_gain,) = gain_of(question, plain, pair, prefix)
    assert abs(total - path_gain) <= 0.011 * max(abs(path_gain), 0.1)


def gain_of(question, plain: Plain, pair: Pair, prefix: bool) -> list[float]:
    end = plain.embedded(plain.source_ids(pair))[None]
    start, pad = end.clone(), plain.model.config.pad_token_id
    start[:, 1:-1] = plain.embedded([pad])
    embed = plain.model.model.decoder.embed_tokens
    whole = {inputs: embed(torch.tensor([inputs])) for inputs in question.objective.sequences}
    blank = {inputs: embed(torch.tensor([[inputs[0], *[pad] * (len(inputs) - 1)]])) for inputs in whole}
    with torch.no_grad():
        at_end = question.objective.forward(end)
        at_start = question.objective.forward(start, targets=blank if prefix else whole)
    return [float(a - b) for a, b in zip(at_end, at_start, strict=True)]


@pytest.mark.parametrize("view", [erasure, gradient_x_input, integrated_gradients])
def test_a_single_piece_may_stand_in_for_the_first_piece_of_the_word(translator, pair, view):
    piece = "▁Ka"
    (found,) = view(translator, [pair], words=[6], instead_of=piece)
    assert np.isfinite(found.weights[6]).all() and np.isnan(found.weights[:6]).all()
    assert found.provenance["contrast"] == f"'Matte' rather than {piece!r}"
    ((own, other),) = ask(translator, pair, [6], piece, by_word=True).objective.goals
    first = list(pair.target.tokens.word_index).index(6)
    assert own.labels == (pair.target.ids[first],)
    assert other.labels == (translator.tokenizer.convert_tokens_to_ids(piece),)
    assert own.positions == other.positions == (first,) and own.inputs == other.inputs


def test_an_alternative_that_is_the_word_itself_has_no_difference(translator, pair):
    (found,) = erasure(translator, [pair], words=[1], instead_of="Katze")
    assert np.abs(found.weights[1]).max() < 1e-5


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"words": [1], "instead_of": ""}, "the alternative '' has no pieces; give a word"),
        ({"words": [1], "instead_of": "  "}, "has no pieces; give a word"),
        ({"words": [1], "instead_of": "▁nosuchpiece"}, "'▁nosuchpiece' is not a piece of this model"),
        ({"words": [1, 2], "instead_of": "Hund"}, "needs the one target word"),
        ({"words": [], "instead_of": "Hund"}, "needs the one target word"),
        ({"instead_of": "Hund"}, "needs the one target word"),
        ({"words": [1], "instead_of": "Hund", "by_word": False}, "stands in for a word"),
        ({"words": [7]}, "target word 7 asked for; there are 7, from 0: 0:die 1:Katze 2:sitzt 3:, 4:auf"),
    ],
    ids=str,
)
@pytest.mark.parametrize("view", [erasure, gradient_x_input, integrated_gradients])
def test_alternatives_that_cannot_be_compared_are_refused(translator, pair, view, options, says):
    with pytest.raises(ModelError, match=says):
        next(view(translator, [pair], **options))
