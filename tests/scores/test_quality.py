from __future__ import annotations

import numpy as np
import pytest
import sacrebleu
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU, CHRF, TER

from workbench.scores.quality import CorpusQuality, quality_figures, signatures

HYPOTHESES = [
    "The cat sat on the mat.",
    "A dog barks .",
    "",
    "He said it's 3.5 km",
    "one",
    "on the mat sat the cat.",
]
REFERENCES = [
    ("The cat is sitting on the mat.", "There sat a cat on the mat."),
    ("A dog barks.",),
    ("Nothing here",),
    ("He said it is 3.5 km.", "3.5 km, he said.", "It's 3.5 km."),
    ("one",),
    ("The cat sat on the mat.",),
]


def streams(references):
    """As sacrebleu wants them: one stream per reference, padded with None."""
    most = max(map(len, references))
    return [[r[k] if k < len(r) else None for r in references] for k in range(most)]


def corpus_scores(hypotheses, references):
    return {
        "bleu": sacrebleu.corpus_bleu(hypotheses, streams(references)).score,
        "chrf": sacrebleu.corpus_chrf(hypotheses, streams(references)).score,
        "ter": sacrebleu.corpus_ter(hypotheses, streams(references)).score,
        "segments": len(hypotheses),
        "empty": sum(not hypothesis.strip() for hypothesis in hypotheses),
        "left_out_without_reference": 0,
    }


def test_sentences_equal_sacrebleus():
    found = quality_figures(HYPOTHESES, REFERENCES)
    for i, (hypothesis, references) in enumerate(zip(HYPOTHESES, REFERENCES, strict=True)):
        assert found["bleu"][i] == sacrebleu.sentence_bleu(hypothesis, references).score
        assert found["chrf"][i] == sacrebleu.sentence_chrf(hypothesis, references).score
        assert found["ter"][i] == sacrebleu.sentence_ter(hypothesis, references).score


def test_corpus_equals_sacrebleus_whatever_the_batches():
    expected = corpus_scores(HYPOTHESES, REFERENCES)
    for size in (1, 2, 4, 6):
        quality = CorpusQuality()
        for at in range(0, len(HYPOTHESES), size):
            quality.add(HYPOTHESES[at : at + size], REFERENCES[at : at + size])
        assert quality.result() == expected


SENTENCE = st.lists(
    st.sampled_from(["the", "cat", "sat", "on", "a", "mat", ".", ",", "3.5", "dog", "it's", "über"]),
    max_size=9,
).map(" ".join)
REFERENCE = SENTENCE.filter(bool)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SENTENCE, st.lists(REFERENCE, min_size=1, max_size=3).map(tuple)), min_size=1, max_size=6))
def test_corpus_equals_sacrebleus_on_anything(rows):
    hypotheses, references = [row[0] for row in rows], [row[1] for row in rows]
    quality = CorpusQuality()
    quality.add(hypotheses, references)
    assert quality.result() == corpus_scores(hypotheses, references)


GIVEN = st.lists(st.none() | st.sampled_from(["", " ", "\u3000"]) | REFERENCE, max_size=4)
ROWS = st.lists(st.tuples(st.none() | SENTENCE, GIVEN, st.booleans()), min_size=1, max_size=7)


@settings(max_examples=80, deadline=None)
@given(ROWS, st.integers(0, 7), st.sampled_from(["de", "zh", "ja"]))
def test_any_subset_equals_sacrebleus_with_what_is_missing_as_none(rows, at, language):
    """References of any number, empty and missing ones among them; some rows are not in the subset."""
    chosen = [(said, given) for said, given, taken in rows if taken]
    first, second = CorpusQuality(language), CorpusQuality(language)
    found = first.add(*columns(chosen[:at]))
    rest = second.add(*columns(chosen[at:]))
    first.include(second)
    texts = [(said or "", [one for one in given if one and one.strip()]) for said, given in chosen]
    kept = [(said, given) for said, given in texts if given]
    assert (first.segments, first.left_out) == (len(kept), len(chosen) - len(kept))
    result, signed = first.result(), first.signatures()
    for name, metric in metrics(language).items():
        values = [*found[name], *rest[name]]
        for value, (said, several) in zip(values, texts, strict=True):
            alone = metrics(language, effective_order=True)[name]
            assert value == alone.sentence_score(said, several).score if several else np.isnan(value)
        if not kept:
            assert result[name] is None
            continue
        assert result[name] == metric.corpus_score([said for said, _ in kept], streams([one for _, one in kept])).score
        assert signed[name].startswith(metric.get_signature().format())


def columns(rows):
    return [said for said, _ in rows], [given for _, given in rows]


def metrics(language, **sentences):
    """As anybody sets sacrebleu up who reads the signature."""
    asian = language in ("zh", "ja")
    return {
        "bleu": BLEU(tokenize={"zh": "zh", "ja": "char"}.get(language, "13a"), **sentences),
        "chrf": CHRF(),
        "ter": TER(normalized=asian, asian_support=asian),
    }


def test_an_empty_reference_beside_others_is_left_out_also_of_the_mean_length():
    """sacrebleu takes '' for a reference of no words: 1 edit over the mean of 4 and 0 words, in place of 4."""
    said, reference = "a cat sat down", "a cat sat up"
    assert sacrebleu.corpus_ter([said], [[reference], [""]]).score == 50.0
    for several in ([reference, ""], ["", reference], [None, reference, " "], [reference]):
        quality = CorpusQuality()
        found = quality.add([said], [several])
        assert found["ter"][0] == quality.result()["ter"] == 25.0
        assert quality.signatures()["ter"].startswith("nrefs:1|")


@pytest.mark.parametrize("given", [(), ("",), (None,), (None, ""), (" ", None, "\t")])
def test_a_segment_whose_references_are_all_missing_has_no_figures(given):
    quality = CorpusQuality()
    assert all(np.isnan(values).all() for values in quality.add(["a cat"], [given]).values())
    assert quality.result() == dict.fromkeys(("bleu", "chrf", "ter")) | {
        "segments": 0,
        "empty": 0,
        "left_out_without_reference": 1,
    }


@pytest.mark.parametrize("transposed", [[["a cat", "a dog"], ["the cat", "the dog"]], []])
def test_references_by_stream_are_refused_where_their_number_tells(transposed):
    with pytest.raises(ValueError, match="zip"):
        quality_figures(["a cat", "a dog", "a cow"], transposed)


def test_a_text_in_place_of_references_is_refused():
    with pytest.raises(ValueError, match=r"references\[1\] is a text; expected all .* as \('a dog',\)"):
        quality_figures(["a cat", "a dog"], [("a cat",), "a dog"])


NOTHING_LEFT_OUT = {"empty": 0, "left_out_without_reference": 0}


def test_no_reference_is_null_and_left_out_and_told_in_the_signature():
    quality = CorpusQuality()
    found = quality.add(["a cat", "a cat", "a cat"], [(), ("",), ("a cat",)])
    for values in found.values():
        assert np.isnan(values[:2]).all() and not np.isnan(values[2])
    assert quality.result() == corpus_scores(["a cat"], [("a cat",)]) | {"left_out_without_reference": 2}
    assert all(one.endswith("|left_out_without_reference:2") for one in quality.signatures().values())
    assert CorpusQuality().result() == {"bleu": None, "chrf": None, "ter": None, "segments": 0} | NOTHING_LEFT_OUT


@pytest.mark.parametrize("missing", [None, "", " ", "\u3000\t"])
@pytest.mark.parametrize("beside", [(), ("a cat sat on the mat",), ("x y z", "a dog barks at night , again", "")])
def test_a_missing_output_is_the_worst_output(missing, beside):
    hypotheses = [*beside, missing]
    references = [("a cat sat on the mat .",), ("a dog barks at night",), ("one", "two three"), ("that is all .",)]
    quality = CorpusQuality()
    found = quality.add(hypotheses, references[: len(hypotheses)])
    assert (found["bleu"][-1], found["chrf"][-1], found["ter"][-1]) == (0.0, 0.0, 100.0)
    expected = corpus_scores([one or "" for one in hypotheses], references[: len(hypotheses)])
    empty = sum(not (one or "").strip() for one in hypotheses)
    assert quality.result() == expected | {"empty": empty}
    assert all(one.endswith(f"|empty:{empty}") for one in quality.signatures().values())


def test_two_pairs_one_of_them_empty():
    """By hand: 4 tokens are said where the references have 10, each of them right: 100 · exp(1 - 10/4)."""
    quality = CorpusQuality("de")
    quality.add(["Die Katze schläft.", ""], [("Die Katze schläft.",), ("Der alte Hund bellt nachts.",)])
    found = quality.result()
    assert [round(found[name], 1) for name in ("bleu", "chrf", "ter")] == [22.3, 45.0, 62.5]


@pytest.mark.parametrize("empty", ["", " ", "\u3000\t"])
def test_an_empty_reference_is_no_reference(empty):
    quality = CorpusQuality()
    found = quality.add(["a cat", "a cat sat"], [(empty,), (empty, "a cat sits")])
    alone = CorpusQuality()
    expected = alone.add(["a cat sat"], [("a cat sits",)])
    for name, values in found.items():
        assert np.isnan(values[0]) and values[1] == expected[name][0]
    assert quality.result() == alone.result() | {"left_out_without_reference": 1}


def test_as_many_hypotheses_as_references():
    with pytest.raises(ValueError, match="zip"):
        quality_figures(["a"], [])


@pytest.mark.parametrize(
    ("language", "tokenizer"),
    [
        (None, "13a"),
        ("de", "13a"),
        ("zho_Hans", "zh"),
        ("zh_CN", "zh"),
        ("ja", "char"),
        ("th", "char"),
        ("kor", "char"),
    ],
)
def test_the_signature_shows_the_tokenizer(language, tokenizer):
    found = signatures(language)
    assert f"|tok:{tokenizer}|" in found["bleu"]
    assert ("asian:yes" in found["ter"]) == (tokenizer == "zh" or language == "ja")


def test_the_signature_counts_references():
    assert signatures(references=None)["bleu"].startswith("nrefs:var|")
    quality = CorpusQuality()
    quality.add(["a", "b"], [("a", "b"), ("c", "d")])
    assert quality.signatures()["chrf"].startswith("nrefs:2|")
    quality.add(["a"], [("a",)])
    assert (
        quality.signatures()["bleu"]
        == f"nrefs:var|case:mixed|eff:no|tok:13a|smooth:exp|version:{sacrebleu.__version__}"
    )


def test_chinese_is_compared_by_character():
    found = quality_figures(["我喜欢北京"], [("我喜欢南京",)], "zh")
    assert found["ter"][0] == pytest.approx(20)
    assert found["bleu"][0] > 30
