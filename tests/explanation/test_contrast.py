"""What leaving phrases out does, against one plain pass for each of them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.views.reference import Plain
from workbench.alignment.tokens import Tokens
from workbench.errors import AlignmentError
from workbench.explanation.contrast import Contrast, LeftOut, coverage_by_contrast, phrases, without
from workbench.models import Pair, Translator, exchanged


def slow(plain: Plain, pair: Pair, words: tuple[range, ...], prefix: tuple[int, ...]) -> np.ndarray:
    """``[phrase]``: the model run anew on the source without each phrase."""
    end = plain.translator.template.end
    labels = [*pair.target.ids, end]

    def value(gone: range) -> float:
        kept = [
            one for one, word in zip(pair.source.ids, pair.source.tokens.word_index, strict=True) if word not in gone
        ]
        return plain.logprob([*prefix, *kept, end], [plain.start], labels)

    return np.array([value(phrase) - value(range(0)) for phrase in words])


@pytest.mark.parametrize("most", [96, 3])
def test_the_rise_is_what_one_pass_per_phrase_measures(translator, plain, pairs, most):
    turned = exchanged(translator)
    for pair in pairs:
        found = coverage_by_contrast(translator, pair, turned, most=most)
        (other,) = turned.encode_pairs([pair.target.tokens.text], [pair.source.tokens.text])
        for side, read, prefix in (
            (found.source, pair, translator.template.before_source),
            (found.target, other, turned.template.before_source),
        ):
            tokens = len(read.target.ids) + 1
            expected = slow(plain, read, side.phrases, prefix)
            assert len(side.phrases) <= most
            assert side.tokens == read.source.tokens.by_word()
            np.testing.assert_allclose(side.per_token, expected / tokens, atol=1e-5)
            np.testing.assert_allclose(side.rise, expected, atol=1e-5 * tokens)


def test_without_a_reverse_nothing_is_said_of_the_target(translator, pairs):
    found = coverage_by_contrast(translator, pairs[0])
    assert found.target is None
    assert found.addition() is None


def test_a_pair_beyond_the_models_positions_is_refused(translator, monkeypatch):
    (pair,) = translator.encode_pairs(["the cat sits on the mat"], ["die Katze sitzt"])
    monkeypatch.setitem(vars(translator), "positions", 4)
    with pytest.raises(AlignmentError, match="longer than the 4 positions of"):
        coverage_by_contrast(translator, pair)


@pytest.mark.parametrize(("source", "target"), [("", "die Katze"), ("the cat", ""), ("", ""), ("cat", "Katze")])
def test_where_nothing_can_be_left_out_there_is_nothing_to_find(translator, source, target):
    (pair,) = translator.encode_pairs([source], [target])
    found = coverage_by_contrast(translator, pair, exchanged(translator))
    assert found.source.phrases == phrases(source.split(), "en")
    assert found.omission() is None or source == "the cat"


PHRASES = {
    "stretches end with a content word": ("en", "the cat sleeps", ["the cat", "cat", "cat sleeps", "sleeps"], 9),
    "and stop at punctuation": ("en", "apples , pears", ["apples", "pears"], 9),
    "function words alone are none": ("en", "it is what it was .", [], 9),
    "never all words": ("de", "Hunde bellen .", ["Hunde", "bellen"], 9),
    "one word": ("fr", "chat", [], 9),
    "Chinese": ("zh", "猫 和 狗", ["猫", "和 狗", "狗"], 9),
    "without a list": ("tlh", "a b", ["a", "b"], 9),
    "the shortest": ("de", "Hunde bellen laut nachts", ["Hunde", "bellen", "laut"], 3),
    "nothing": ("en", "", [], 9),
}  # fmt: skip


@pytest.mark.parametrize("case", PHRASES)
def test_phrases(case):
    language, text, expected, most = PHRASES[case]
    words = text.split()
    found = [" ".join(words[phrase.start : phrase.stop]) for phrase in phrases(words, language, most)]
    assert found == expected


def test_words_left_out_take_their_pieces_along(translator):
    (text,) = translator.encode_sources(["a small dog runs home"])
    left = without(text, range(1, 3))
    assert [left.tokens.words[word] for word in dict.fromkeys(left.tokens.word_index)] == ["a", "runs", "home"]
    assert left.ids == [one for one, word in zip(text.ids, text.tokens.word_index, strict=True) if word not in (1, 2)]
    assert len(left.ids) == len(left.tokens) < len(text.ids)


@pytest.mark.parametrize(
    ("rise", "severity", "hedge"),
    [
        ((-3.0, -0.5), None, ""),
        ((-3.0, 0.6), 0.05, "perhaps"),
        ((4.2, 6.0), 0.5, "probably"),
        ((30.0, 2.0), 1.0, "probably"),
    ],
)
def test_severity_grows_with_the_nats_and_the_message_names_the_words(rise, severity, hedge):
    tokens = Tokens.of_words(["rain", "falls", "heavily"])
    side = LeftOut(tokens, (range(0, 1), range(1, 3)), np.array(rise), np.array(rise) / 5)
    best = int(np.argmax(rise))
    named = ("word 0 'rain'", "words 1–2 'falls heavily'")[best]
    for found, name, fault in (
        (Contrast(side).omission(), "source", "omitted"),
        (Contrast(side, side).addition(), "target", "added"),
    ):
        if severity is None:
            assert found is None
            continue
        assert found.severity == pytest.approx(severity)
        assert found.message.startswith(f"leaving out {name} {named} makes the")
        assert found.message.endswith(f"{rise[best]:.1f} nats more probable: {hedge} {fault}")
        assert (found.source_words or found.target_words) == tuple(side.phrases[best])
        assert found.figures == {"rise": rise[best], "per_token": rise[best] / 5}


@pytest.fixture(scope="module")
def demo(bundled_model) -> Translator:
    return bundled_model("en", "de")


BY_THE_BUNDLED_MODEL = [
    ("We stayed at home because it was raining.", "Wir blieben zu Hause.", "because it was raining", None),
    ("Tom called Mary yesterday before dinner.", "Tom hat Maria angerufen.", "yesterday before dinner", None),
    (
        "My brother is reading a book.",
        "Mein Bruder liest gerade ein Buch über alte Schiffe.",
        None,
        "über alte Schiffe",
    ),
    ("My brother is reading a book.", "Mein Bruder liest gerade ein Buch.", None, None),
    ("We stayed at home because it was raining.", "Wir blieben zu Hause, weil es regnete.", None, None),
]


@pytest.mark.parametrize(("source", "target", "omitted", "added"), BY_THE_BUNDLED_MODEL)
def test_the_bundled_model_finds_what_was_left_out_or_added(demo, source, target, omitted, added):
    (pair,) = demo.encode_pairs([source], [target])
    found = coverage_by_contrast(demo, pair, exchanged(demo))
    for one, side, expected in ((found.omission(), found.source, omitted), (found.addition(), found.target, added)):
        if expected is None:
            assert one is None or one.severity < 0.3
        else:
            words = one.source_words or one.target_words
            assert " ".join(side.tokens.words[word] for word in words) == expected
            assert one.severity > 0.3
