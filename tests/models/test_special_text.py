"""What looks like a special token or a language's tag in somebody's text is text."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

from tests.models.tiny_bart_kin import BART_KIN
from tests.models.tiny_families import BUILDERS, train_pieces
from workbench.errors import ModelError
from workbench.models import AttentionChoice, BeamSettings, Translator, load
from workbench.models.families.m2m100 import M2M100
from workbench.models.families.marian import MARIAN
from workbench.models.families.nllb import NLLB

ALL = BUILDERS | BART_KIN
SPECIAL = [
    *("</s>", "<pad>", "<unk>", "<s>", "<mask>", "<mask_1>", "<extra_id_0>"),
    *("__de__", "deu_Latn", "de_DE", ">>de<<", "<2de>"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    @cache
    def built(name: str) -> str:
        return str(ALL[name](tmp_path_factory.mktemp("family")))

    return built


@pytest.fixture(scope="module")
def loaded(folder) -> Callable[[str], Translator]:
    return cache(lambda name: load(folder(name), source_language="en", target_language="de", device="cpu"))


@pytest.mark.parametrize("name", sorted(ALL))
def test_what_looks_like_a_special_token_in_a_text_is_text(loaded, name):
    translator = loaded(name)
    template = translator.template
    taken = {*template.tags, template.end, template.pad, *template.before_target}
    taken |= {i for ids in translator.family.text.tags(translator.tokenizer).values() for i in ids}
    # The bare mark is part of MADLAD-400's tags, and its decoder starts from the unknown piece.
    taken -= {template.unknown, translator.piece_id("▁")}
    sources, targets = ([f"{text} {word} {text}" for text in SPECIAL] for word in ("a dog", "ein"))
    for side in (*translator.encode_sources(sources), *translator.encode_targets(targets)):
        assert side.ids and not taken.intersection(side.ids)
        covered = {place for start, end in side.tokens.offsets for place in range(start, end)}
        assert all(char.isspace() or at in covered for at, char in enumerate(side.tokens.text))


def test_what_looks_like_a_special_token_in_a_text_is_text_to_marian_too(tiny_marian: Path):
    translator = load(str(tiny_marian), source_language="en", target_language="de", device="cpu")
    taken = {*translator.template.tags, translator.template.end, translator.template.pad}
    texts = [f"{text} a {text}" for text in SPECIAL]
    for side in (*translator.encode_sources(texts), *translator.encode_targets(texts)):
        assert side.ids and not taken.intersection(side.ids)


@pytest.mark.parametrize("text", ["日</s>語", "<pad> 日", ">>de<<", "日 >>de<< 語"])
def test_what_sentencepiece_takes_whole_is_no_special_token_either(tmp_path, text):
    """Where all its characters are unknown they are one piece, and a tag may have been made one in training."""
    processor = train_pieces(
        tmp_path / "pieces", sentences=("日 本 語", "中 文 字"), vocab_size=20, user_defined_symbols=[">>de<<"]
    )
    names = [processor.id_to_piece(i) for i in range(processor.get_piece_size())]
    vocabulary = {name: i for i, name in enumerate(dict.fromkeys([*names, "</s>", "<pad>", "<unk>"]))}
    tokenizer = SimpleNamespace(
        **dict.fromkeys(("sp_model", "spm_source", "spm_target"), processor),
        encoder=vocabulary,
        separate_vocabs=False,
        unk_token_id=vocabulary["<unk>"],
        all_special_tokens=["</s>", "<pad>", "<unk>"],
    )
    taken = {vocabulary[name] for name in ("</s>", "<pad>", ">>de<<")}
    (bare,) = processor.encode([text], out_type=str)
    assert {"</s>", "<pad>", ">>de<<"}.intersection(bare)
    # To M2M100 what is Marian's tag is text like any other.
    for family in (MARIAN,) if ">>" in text else (MARIAN, M2M100):
        for encode in (family.text.encode_source, family.text.encode_target):
            ((ids, pieces, _),) = encode(tokenizer, [text])
            assert pieces == bare and tokenizer.unk_token_id in ids and not taken.intersection(ids)


READ_AS_SPACES = [
    *("a \ufffd cat", "the\ufffdcat", "\ufffdthe", "the cat\ufffd", "x \ufffd", "\ufffd\ufffd", "a\ufffd▁cat ▁ x"),
    *("a ▁ cat", "the▁cat", "▁the", "the cat▁", "a ▁▁ cat", "▁▁", "½\ufffdﬁ", "日\ufffd日", "e\u0301\ufffd ▁."),
]
"""U+FFFD and a written mark, which many a tokenizer takes for spaces: before, in, between and behind words."""


@pytest.mark.parametrize("name", ["demo", *sorted(ALL)])
def test_what_is_read_as_a_space_is_claimed_by_no_piece_and_moves_no_word(loaded, name, translator):
    model = translator if name == "demo" else loaded(name)
    for encode in (model.encode_sources, model.encode_targets):
        for text, encoded in zip(READ_AS_SPACES, encode(READ_AS_SPACES), strict=True):
            tokens = encoded.tokens
            assert all(0 <= start <= end <= len(text) for start, end in tokens.offsets)
            assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(tokens.offsets))
            assert {*tokens.word_index} == {*range(len(tokens.words))}, "every word has a piece"
            assert {text[place] for place in tokens.deleted} <= {"\ufffd", "▁"}
            for word in ("cat", "the", "a", "x"):
                # The pieces of a word spell it, whatever stands before it.
                if (start := text.find(word)) >= 0:
                    at = next(i for i, (left, right) in enumerate(tokens.spans) if left <= start < right)
                    own = [piece for piece, index in zip(tokens.pieces, tokens.word_index, strict=True) if index == at]
                    assert word in "".join(own).replace("▁", "")
            kept = "".join(letter for at, letter in enumerate(text) if at not in tokens.deleted and letter not in " ▁")
            assert not kept or kept == "".join(tokens.words).replace(" ", "").replace("▁", "")


@pytest.mark.parametrize("name", ["demo", *sorted(ALL)])
def test_words_between_what_is_read_as_spaces_have_the_rows_of_the_same_text_with_spaces(loaded, name, translator):
    model = translator if name == "demo" else loaded(name)
    odd, plain = model.encode_pairs(["the\ufffdcat a", "the cat a"], ["a\ufffdcat the", "a cat the"])
    if odd.source.ids != plain.source.ids:
        assert "\ufffd" in odd.source.tokens.words, "what is no space to a model is a word of its own"
        return
    one, other = (made.attention.by_word() for made in model.forced_pass([odd, plain], choice=AttentionChoice(1)))
    assert one.source.pieces == other.source.pieces and one.target.pieces == other.target.pieces
    np.testing.assert_allclose(one.weights, other.weights, atol=1e-6)


@pytest.mark.parametrize("name", sorted(ALL))
def test_what_a_model_wrote_is_read_as_it_wrote_it(loaded, name):
    """Spelt in another way than its text is cut, with bytes of nothing, with what it should never have written."""
    model = loaded(name)
    (plain,) = model.encode_targets(["die Katze"])
    bytes_ = [model.piece_id(f"<0x{value:02X}>") for value in (0xEF, 0xBF, 0xBD, 0xC3, 0xA9, 0xFF)]
    letters = [model.piece_id(letter) for letter in ("▁", "d", "i", "e")]
    written = [*(i for i in (*letters, *bytes_) if i is not None), model.template.unknown, *plain.ids]
    text = model.decode([written])[0]
    (encoded,) = model.encode_targets([text], written=[written])
    tokens = encoded.tokens
    assert encoded.ids == written and tokens.text == text and len(tokens.pieces) == len(written)
    assert all(0 <= start <= end <= len(text) for start, end in tokens.offsets)
    assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(tokens.offsets))
    assert not tokens.deleted and {*tokens.word_index} == {*range(len(tokens.words))}
    assert tokens.words[-1].endswith("Katze") and tokens.word_index[-1] == len(tokens.words) - 1
    # A text of somebody else's is cut as the tokenizer has it.
    assert model.encode_targets([text, "die Katze"], written=[None, plain.ids])[1] == plain


@pytest.mark.parametrize("name", ["m2m100", "mt5", "byt5", "bart"])
def test_a_forced_pass_reads_the_ids_that_were_generated(loaded, name):
    model = loaded(name)
    sources = ["the cat sits", "a dog runs in the house"]
    made = model.translate(sources, settings=BeamSettings(1, max_length=8))
    pairs = model.encode_pairs(sources, [one.text for one in made], written=[one.ids for one in made])
    assert [tuple(pair.target.ids) for pair in pairs] == [one.ids for one in made]
    # Each was the likeliest where it was written.
    for pair, forced in zip(pairs, model.forced_pass(pairs, top_k=1), strict=True):
        best = [value for ((_, value),) in forced.alternatives]
        assert forced.logprobs[: len(pair.target.ids)] == pytest.approx(best[:-1], abs=1e-4)


@pytest.mark.parametrize("text", ["a \ud800 cat", "\udcff"])
def test_half_of_a_surrogate_pair_is_refused_in_words(loaded, text):
    for encode in (loaded("mt5").encode_sources, loaded("bart").encode_targets):
        with pytest.raises(ModelError, match=r"character \d of a text is .*, which is no valid Unicode"):
            encode([text])


TEXTS_WITH_ADDED = ["a <brand> Quux cat Quux.", "xQuuxy <brand>", "Quux", "the cat"]


def with_words_more(folder: str, to: Path) -> Path:
    """As a person adds them, and trains the model on."""
    shutil.copytree(folder, to)
    tokenizer, model = AutoTokenizer.from_pretrained(to), AutoModelForSeq2SeqLM.from_pretrained(to)
    tokenizer.add_tokens(["<brand>", "Quux"])
    if len(tokenizer) > len(model.get_input_embeddings().weight):
        model.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    tokenizer.save_pretrained(to)
    model.save_pretrained(to)
    return to


@pytest.mark.parametrize("name", ["marian", "m2m100", "byt5", "mt5", "nllb", "bart"])
def test_words_that_somebody_added_to_a_vocabulary_are_whole_wherever_they_stand(folder, name, tiny_marian, tmp_path):
    place = with_words_more(str(tiny_marian) if name == "marian" else folder(name), tmp_path / "more")
    model = load(str(place), source_language="en", target_language="de", device="cpu")
    documented = AutoTokenizer.from_pretrained(place)
    brand, quux = documented.convert_tokens_to_ids(["<brand>", "Quux"])
    for encode in (model.encode_sources, model.encode_targets):
        for text, side in zip(TEXTS_WITH_ADDED, encode(TEXTS_WITH_ADDED), strict=True):
            # transformers' own reading of mT5's pieces loses its bytes.
            if name != "mt5" or "." not in text:
                read = documented(text, add_special_tokens=False).input_ids
                assert side.ids == [i for i in read if i not in (model.template.end, *model.template.tags)]
            assert (side.ids.count(brand), side.ids.count(quux)) == (text.count("<brand>"), text.count("Quux"))
            for i, (start, end) in zip(side.ids, side.tokens.offsets, strict=True):
                assert i not in (brand, quux) or text[start:end].strip() in ("<brand>", "Quux")
            made = model.decode([side.ids])[0]
            assert made.count("Quux") == text.count("Quux") and made.count("<brand>") == text.count("<brand>")
    (plain,) = model.encode_sources(["the cat"])
    assert (
        plain.ids
        == load(
            str(folder(name) if name != "marian" else tiny_marian),
            source_language="en",
            target_language="de",
            device="cpu",
        )
        .encode_sources(["the cat"])[0]
        .ids
    )


def test_a_tag_that_somebody_added_to_m2m100_is_one(folder, tmp_path):
    place = Path(shutil.copytree(folder("m2m100"), tmp_path / "more"))
    tokenizer, model = AutoTokenizer.from_pretrained(place), AutoModelForSeq2SeqLM.from_pretrained(place)
    tokenizer.add_tokens(["__bam__"])
    model.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    tokenizer.save_pretrained(place)
    model.save_pretrained(place)
    translator = load(str(place), source_language="en", target_language="bam", device="cpu")
    assert translator.template.before_target[1:] == (tokenizer.convert_tokens_to_ids("__bam__"),)
    assert not {*translator.template.tags}.intersection(translator.encode_sources(["a __bam__ dog"])[0].ids)


def test_a_tag_that_somebody_added_is_one_and_is_text_in_a_text(folder):
    """As in projecte-aina's models of Aranese: transformers does not count it among special tokens."""
    tokenizer = AutoTokenizer.from_pretrained(folder("nllb"))
    tokenizer.add_tokens(["arn_Latn"])
    ((tag,), unknown) = NLLB.text.tags(tokenizer)["arn_Latn"], tokenizer.unk_token_id
    assert tag not in tokenizer.all_special_ids and tag in tokenizer("a arn_Latn dog").input_ids
    ((ids, _, _),) = NLLB.text.encode_source(tokenizer, ["a arn_Latn dog"])
    assert tag not in ids and unknown in ids


@pytest.mark.parametrize("name", sorted(ALL))
def test_generated_ids_are_read_only_where_their_text_would_be_another_one(loaded, name):
    model = loaded(name)
    (plain,) = model.encode_targets(["die Katze"])
    assert model.irreplaceable(["die Katze"] * 2, [None, plain.ids]) == [None, None]
    letters = [model.piece_id(letter) for letter in ("▁", "d", "i", "e")]
    broken = model.piece_id("<0xFF>")
    for ids in ([*filter(None, letters), *plain.ids], [*plain.ids, *([] if broken is None else [broken]), *plain.ids]):
        text = model.decode([ids])[0]
        (cut,) = model.encode_targets([text])
        same = model.decode([cut.ids])[0] == text
        assert model.irreplaceable([text], [ids]) == [None if same else ids]
        assert same or broken is not None or model.template.unknown in cut.ids
