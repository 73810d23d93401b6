"""Texts, folders and heads of T5 and its kin: what transformers' own tokenizers and settings lose of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sentencepiece
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from transformers import AddedToken, AutoTokenizer, ByT5Tokenizer, T5Tokenizer

from tests.models.tiny_families import BUILDERS
from tests.views.reference import SOURCES, TARGETS
from workbench.errors import ModelError
from workbench.models import Translator, load
from workbench.models.families import family_of
from workbench.models.families.t5_kin import mended

# What tokenizers stumble over: emoji, marks that compose, ligatures, wide forms, spaces of all kinds, scripts.
AWKWARD = (
    *("a 🦙", "👩\u200d👩\u200d👧 b", "👍🏽", "🇩🇪!", "e\u0301t e\u0301", "½ dog", "the ﬁne cat", "Ｈello"),
    *("ｶﾞ 日本語", "…", "  two  spaces  ", "a\nb", "\n", "日本語", "القط ينام", "می\u200cرود"),
    *("a\u00a0b", "\u3000a", "ab\u00adc", "\u200b", " ", "", "{x} < y > ő"),
    *("</s>", "a <pad> b", "<extra_id_0> a", "<unk>", "＜/s＞ a", "<2de> a", "a<2en>", "▁a", "<0x41>"),
)
OF_PIECES = ("t5", "mt5", "umt5", "madlad")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Callable[[str], Path]:
    """Each built once."""
    return cache(lambda name: BUILDERS[name](tmp_path_factory.mktemp("kin")))


@pytest.fixture(scope="module")
def opened(folder) -> Callable[[str], Translator]:
    return cache(lambda name: load(str(folder(name)), source_language="en", target_language="de", device="cpu"))


def written_by_transformers(pieces: sentencepiece.SentencePieceProcessor, charsmap: bool = True) -> T5Tokenizer:
    """What T5Tokenizer makes of a SentencePiece model."""
    vocabulary = [(pieces.id_to_piece(i), pieces.get_score(i)) for i in range(pieces.get_piece_size())]
    rules = Path(sentencepiece.__file__).parent / "package_data" / "nmt_nfkc.bin"
    known = rules.read_bytes() if charsmap else None
    return T5Tokenizer(vocab=vocabulary, extra_ids=0, _spm_precompiled_charsmap=known)


def is_deleted(translator: Translator, text: str, place: int) -> bool:
    """Whether nothing visible is left of a character."""
    if hasattr(translator.tokenizer, "sp_model"):
        return not translator.tokenizer.sp_model.normalize(text[place]).strip()
    rules = getattr(getattr(translator.tokenizer, "backend_tokenizer", None), "normalizer", None)
    return rules is not None and not rules.normalize_str(text[place]).strip()


def assert_invariants_hold(translator: Translator, text: str) -> None:
    (source,), (target,) = translator.encode_sources([text]), translator.encode_targets([text])
    assert source == target
    tokens = source.tokens
    assert len(source.ids) == len(tokens.pieces) == len(tokens.offsets)
    assert all(0 <= start <= end <= len(text) for start, end in tokens.offsets)
    assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(tokens.offsets))
    covered = {place for start, end in tokens.offsets for place in range(start, end)}
    for place, character in enumerate(text):
        assert place in covered or character.isspace() or is_deleted(translator, text, place)
    for place, (piece, (start, end)) in enumerate(zip(tokens.pieces, tokens.offsets, strict=True)):
        if piece == "▁" and "▁" not in text:
            # One letter may stand for words with spaces between them: "ﷺ".
            assert not text[start:end].strip() or tokens.offsets[place - 1] == (start, end)
        elif piece.strip("▁").strip():
            assert start < end
    assert all(one <= other for one, other in pairwise(tokens.word_index))
    template = translator.template
    special = {template.end, template.pad, *template.before_target, *template.tags} - {template.unknown}
    known = translator.piece_id("▁")
    assert not (special - {known}) & set(source.ids)


@pytest.mark.parametrize("name", [*OF_PIECES, "byt5"])
@pytest.mark.parametrize("text", AWKWARD)
def test_offsets_of_awkward_texts_keep_their_invariants(opened, name, text):
    assert_invariants_hold(opened(name), text)


OTHERS = ("die Katze", "Äpfel", "ß", "\u0308", "한", "ไทย", "\u0e33", "\x00", "\x85", "\t", "\u2028", "'")
PARTS = st.sampled_from([*AWKWARD, *OTHERS])


@pytest.mark.parametrize("name", [*OF_PIECES, "byt5"])
@given(text=st.one_of(st.lists(PARTS, max_size=6).map("".join), st.text(max_size=20)))
@settings(max_examples=40, deadline=None)
def test_offsets_of_any_text_keep_their_invariants(opened, name, text):
    assert_invariants_hold(opened(name), text)


@pytest.mark.parametrize("name", ["mt5", "umt5", "madlad"])
@pytest.mark.parametrize("text", [text for text in AWKWARD if "<" not in text])
def test_a_text_is_what_sentencepiece_makes_of_it(folder, opened, name, text):
    file = sentencepiece.SentencePieceProcessor(model_file=str(folder(name) / "spiece.model"))
    assert opened(name).encode_sources([text])[0].ids == file.encode(text)


@pytest.mark.parametrize("name", ["mt5", "umt5", "madlad"])
def test_a_tokenizer_can_be_used_as_those_of_transformers_are(opened, name):
    translator = opened(name)
    for text in ("the cat sits", "a 🦙 日"):
        (encoded,) = translator.encode_sources([text])
        whole = translator.tokenizer([text, "a"], text_target=[text, "a"], padding=True, return_tensors="pt")
        assert whole["input_ids"][0].tolist() == [*encoded.ids, translator.template.end] == whole["labels"][0].tolist()
        assert translator.decode([encoded.ids]) == [translator.tokenizer.decode(encoded.ids, skip_special_tokens=True)]


@pytest.mark.parametrize(
    ("text", "characters", "pieces"),
    [("½", 1, 5), ("🦙", 1, 4), ("ﬁ", 1, 2), ("ｶﾞ", 2, 3), ("…", 1, 3), ("日", 1, 3), ("e\u0301", 2, 2)],
)
@pytest.mark.parametrize("name", ["mt5", "umt5"])
def test_pieces_of_one_character_share_its_span(opened, name, text, characters, pieces):
    (encoded,) = opened(name).encode_sources([f"a {text}"])
    spans = [span for piece, span in zip(encoded.tokens.pieces, encoded.tokens.offsets, strict=True) if span[0] >= 2]
    shown = [span for span in spans if span[0] < span[1]]
    assert set(shown) == {(2, 2 + characters)} and len(shown) == pieces


@pytest.mark.parametrize("name", ["t5", "mt5", "umt5", "madlad", "byt5"])
@pytest.mark.parametrize("like", ["</s>", "<pad>", "<extra_id_0>", "<2de>", "<unk>", "<s>"])
def test_what_looks_like_a_special_token_is_spelled(opened, name, like):
    translator = opened(name)
    (encoded,) = translator.encode_sources([f"a {like} dog"])
    covered = {place for start, end in encoded.tokens.offsets for place in range(start, end)}
    assert covered >= set(range(2, 2 + len(like))) and encoded.tokens.words[-1] == "dog"
    assert "extra_id" not in " ".join(translator.piece_names(encoded.ids))
    assert len(encoded.ids) > len(translator.encode_sources(["a dog"])[0].ids)


def test_a_character_without_a_piece_is_unknown_and_stands_where_it_did(opened):
    translator = opened("t5")
    (encoded,) = translator.encode_sources(["a 🦙 dog"])
    place = encoded.ids.index(translator.template.unknown)
    assert encoded.tokens.offsets[place] == (2, 3) and translator.template.unknown == 2


@pytest.mark.parametrize("name", ["mt5", "umt5", "byt5"])
def test_every_character_comes_back(opened, name):
    translator = opened(name)
    for text in ("a 🦙 b", "日本語", "القط ينام", "{x} < y > ő"):
        assert translator.decode([translator.encode_targets([text])[0].ids]) == [text]


# --- tokenizer.json alone -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def json_alone(folder, tmp_path_factory) -> Callable[[str], Any]:
    """The pieces of a family as T5Tokenizer saves them, opened."""

    def made(name: str) -> Any:
        place = shutil.copytree(folder(name), tmp_path_factory.mktemp("json") / name)
        file = sentencepiece.SentencePieceProcessor(model_file=str(place / "spiece.model"))
        (place / "spiece.model").unlink()
        tokenizer = written_by_transformers(file, charsmap=name != "madlad")
        if name == "madlad":
            tokenizer.pad_token = "<s>"
        tokenizer.save_pretrained(place)
        return load(str(place), source_language="en", target_language="de", device="cpu")

    return cache(made)


# It joins what it deletes otherwise.
OTHERWISE = ("▁a", "ｶﾞ 日本語", "a\nb", "＜/s＞ a")
LINES = ("a\nthe cat", "\nthe", "a \n the", "the\n\ncat", "a\n cat", "the cat\n", "\n")


@pytest.mark.parametrize("name", ["mt5", "umt5"])
@pytest.mark.parametrize("text", [text for text in AWKWARD if text not in OTHERWISE])
def test_a_saved_conversion_reads_as_the_file_that_it_was_made_of(opened, json_alone, name, text):
    ours, other = opened(name).encode_sources([text])[0], json_alone(name).encode_sources([text])[0]
    assert other.ids == ours.ids and other.tokens.word_index == ours.tokens.word_index
    # SentencePiece has the space before a word with its first piece.
    shown = [[text[start:end].strip() for start, end in tokens.offsets] for tokens in (ours.tokens, other.tokens)]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("text", LINES)
def test_a_newline_that_is_a_piece_begins_no_word_in_a_saved_conversion_either(opened, json_alone, text):
    ours, other = opened("madlad").encode_sources([text])[0], json_alone("madlad").encode_sources([text])[0]
    assert other.ids == ours.ids and 3 in other.ids and other.tokens.words == ours.tokens.words


@pytest.mark.parametrize("name", ["mt5", "umt5", "madlad"])
def test_offsets_of_a_saved_conversion_keep_their_invariants(json_alone, name):
    for text in AWKWARD:
        assert_invariants_hold(json_alone(name), text)


def test_a_conversion_of_madlad_takes_unknown_characters_for_no_end(json_alone):
    translator = json_alone("madlad")
    assert AutoTokenizer.from_pretrained(translator.name)("a 🦙 dog").input_ids.count(2) == 2
    (encoded,) = translator.encode_sources(["a 🦙\ndog"])
    assert encoded.ids.count(2) == 0 and encoded.ids.count(0) == 1 and encoded.ids.count(3) == 1
    assert translator.template.before_source == (translator.piece_id("▁"), translator.piece_id("<2de>"))


def test_pieces_of_a_conversion_become_characters_again(json_alone):
    translator = json_alone("mt5")
    assert translator.decode([translator.encode_targets(["a 🦙 日 dog"])[0].ids]) == ["a 🦙 日 dog"]


def test_a_tokenizer_that_lost_nothing_is_left_as_it_is(folder):
    tokenizer = AutoTokenizer.from_pretrained(folder("t5"))
    before = tokenizer.backend_tokenizer.to_str()
    assert mended(tokenizer).backend_tokenizer.to_str() == before


# --- tokens beside the pieces ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"extra_ids": 3},
        {"extra_ids": 2, "additional_special_tokens": ["<extra_id_0>", "<extra_id_1>"]},
        {"extra_ids": 2, "additional_special_tokens": [{"content": f"<extra_id_{i}>"} for i in (0, 1)]},
    ],
)
def test_sentinels_are_numbered_from_the_end(folder, tmp_path, written):
    place = shutil.copytree(folder("umt5"), tmp_path / "umt5")
    (place / "tokenizer_config.json").write_text(json.dumps(written))
    tokenizer = load(str(place), device="cpu").tokenizer
    count = written.get("extra_ids", 100)
    assert len(tokenizer) == tokenizer.sp_model.get_piece_size() + count
    assert tokenizer.convert_ids_to_tokens(len(tokenizer) - 1) == "<extra_id_0>"
    assert tokenizer.convert_tokens_to_ids(f"<extra_id_{count - 1}>") == tokenizer.sp_model.get_piece_size()


def test_a_vocabulary_with_sentinels_of_its_own_gets_no_others(folder, tmp_path):
    place = shutil.copytree(folder("mt5"), tmp_path / "mt5")
    (place / "tokenizer_config.json").write_text("{}")
    tokenizer = load(str(place), device="cpu").tokenizer
    assert len(tokenizer) == tokenizer.sp_model.get_piece_size()


@pytest.mark.parametrize("name", ["t5", "mt5", "umt5", "madlad", "byt5"])
def test_sentinels_tags_and_rows_without_a_piece_are_no_text(opened, name):
    translator = opened(name)
    ids = translator.encode_targets(["die Katze"])[0].ids
    rows = translator.model.config.vocab_size
    vocabulary = translator.tokenizer.get_vocab()
    no_text = [i for token, i in vocabulary.items() if "extra_id" in token or token.startswith("<2")] + [rows - 1]
    assert len(no_text) > 1
    assert translator.decode([[*ids, *no_text, translator.template.end]]) == ["die Katze"]
    assert all(translator.piece_names(range(rows)))


@pytest.mark.parametrize("named", ["added_tokens_decoder", "added_tokens.json", "tokenizer.json"])
def test_tokens_added_to_a_vocabulary_stay_whole(folder, tmp_path, named):
    place = shutil.copytree(folder("umt5"), tmp_path / "grown")
    size = sentencepiece.SentencePieceProcessor(model_file=str(place / "spiece.model")).get_piece_size() + 3
    token = {"content": "wug", **dict.fromkeys(("lstrip", "rstrip", "single_word", "normalized", "special"), False)}
    config = json.loads((place / "tokenizer_config.json").read_text())
    if named == "added_tokens_decoder":
        sentinels = {str(size - 1 - i): {**token, "content": f"<extra_id_{i}>", "special": True} for i in range(3)}
        config["added_tokens_decoder"] = {**sentinels, str(size): token}
    elif named == "added_tokens.json":
        (place / named).write_text(json.dumps({"wug": size}))
    else:
        file = sentencepiece.SentencePieceProcessor(model_file=str(place / "spiece.model"))
        tokenizer = written_by_transformers(file)
        tokenizer.add_tokens([*(AddedToken(f"<extra_id_{i}>", special=True) for i in (2, 1, 0)), "wug"])
        tokenizer.save_pretrained(tmp_path / "json")
        shutil.move(tmp_path / "json" / "tokenizer.json", place / named)
    (place / "tokenizer_config.json").write_text(json.dumps(config))
    translator = load(str(place), device="cpu")
    (encoded,) = translator.encode_sources(["the wug sits"])
    assert encoded.ids.count(size) == 1
    assert encoded.tokens.offsets[encoded.ids.index(size)] == (4, 7) and encoded.tokens.words == ("the", "wug", "sits")
    assert translator.decode([encoded.ids]) == ["the wug sits"] or "wug" in translator.decode([encoded.ids])[0]


# --- MADLAD-400 -----------------------------------------------------------------------------------------------------


def test_madlad_is_told_the_target_by_a_tag_after_the_mark_and_starts_from_its_unknown_piece(folder, opened):
    translator = opened("madlad")
    assert translator.family.name == "madlad400"
    file = sentencepiece.SentencePieceProcessor(model_file=str(folder("madlad") / "spiece.model"))
    for text in ("the cat", "日本", " the", "a\nb"):
        (source,) = translator.encode_sources([text])
        assert translator.template.source(source.ids) == [*file.encode(f"<2de> {text}"), 2]
    template = translator.template
    assert (template.before_target, template.pad, template.end, template.unknown) == ((0,), 1, 2, 0)
    assert template.kinds(source.ids)["tag"] == [0, 1]


@pytest.mark.parametrize(
    ("languages", "says"),
    [
        ({}, r"name one with target_language .*: en \(English\), fr \(French\), de \(German\)"),
        ({"target_language": "xx"}, r"'xx' is neither .* language; closest first: .*fr \(French\)"),
    ],
)
def test_a_language_that_madlad_has_no_tag_for_is_refused(folder, languages, says):
    with pytest.raises(ModelError, match=says):
        load(str(folder("madlad")), device="cpu", **languages)


@pytest.mark.parametrize("names", [("shared",), ("decoder",), ("encoder",), ("encoder", "decoder")])
def test_embeddings_are_those_of_the_file_whatever_they_are_called(folder, opened, tmp_path, names):
    place = shutil.copytree(folder("madlad"), tmp_path / "other")
    weights = load_file(place / "model.safetensors")
    table = weights.pop("decoder.embed_tokens.weight")
    for name in names:
        weights[f"{name}.weight" if name == "shared" else f"{name}.embed_tokens.weight"] = table.clone()
    save_file(weights, place / "model.safetensors", {"format": "pt"})
    translator = load(str(place), target_language="de", device="cpu")
    assert torch.equal(translator.model.encoder.embed_tokens.weight, table)
    assert torch.equal(translator.model.decoder.embed_tokens.weight, table)
    assert torch.equal(translator.model.lm_head.weight, weights["lm_head.weight"])
    assert translator.weights_hash == opened("madlad").weights_hash


# --- ByT5 -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ids", "pieces"),
    [
        ("Life é", [79, 108, 105, 104, 35, 198, 172], ["L", "i", "f", "e", "▁", "<0xC3>", "<0xA9>"]),
        ("</s>", [63, 50, 118, 65], ["<", "/", "s", ">"]),
        ("\n~", [13, 129], ["<0x0A>", "~"]),
        ("🦙", [243, 162, 169, 156], ["<0xF0>", "<0x9F>", "<0xA6>", "<0x99>"]),
        ("", [], []),
    ],
)
def test_bytes_are_pieces_with_names_that_can_be_read(opened, text, ids, pieces):
    translator = opened("byt5")
    (encoded,) = translator.encode_sources([text])
    assert encoded.ids == ids and list(encoded.tokens.pieces) == pieces == translator.piece_names(ids)
    assert [translator.piece_id(piece) for piece in pieces] == ids


def test_words_are_made_of_bytes_and_spaces_belong_to_the_word_after(opened):
    (encoded,) = opened("byt5").encode_sources(["Das Übel, 日本 "])
    tokens = encoded.tokens
    assert tokens.words == ("Das", "Übel", ",", "日", "本")
    assert [tokens.word_index.count(word) for word in range(5)] == [3, 6, 1, 4, 4]


@pytest.mark.parametrize("files", ["config.json alone", "a list of sentinels"])
def test_bytes_need_no_tokenizer_file(folder, tmp_path, files):
    place = shutil.copytree(folder("byt5"), tmp_path / "bytes")
    if files == "a list of sentinels":
        sentinels = [f"<extra_id_{i}>" for i in range(125)]
        config = {"tokenizer_class": "ByT5Tokenizer", "additional_special_tokens": sentinels}
        (place / "tokenizer_config.json").write_text(json.dumps(config))
    translator = load(str(place), device="cpu")
    assert translator.family.name == "byt5" and translator.positions == 1024
    assert translator.piece_names([1, 2, 259, 383]) == ["</s>", "<unk>", "<extra_id_0>", "<extra_id_124>"]
    assert (translator.depth("encoder"), translator.depth("decoder")) == (3, 2)


@pytest.mark.parametrize("rows", [150, 32128])
def test_bytes_beside_a_vocabulary_of_pieces_are_refused(opened, rows):
    config = type(opened("byt5").model.config)(vocab_size=rows)
    with pytest.raises(ModelError, match="ByT5Tokenizer beside a model of type t5 cannot be used"):
        family_of(ByT5Tokenizer(), config)


# --- heads ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "own", "scaled"),
    [
        ("t5", False, True),
        ("t5 with its own head", True, False),
        ("mt5", True, False),
        ("umt5", True, False),
        ("madlad", True, False),
        ("byt5", True, False),
    ],
)
def test_heads_are_scaled_and_tied_as_the_file_has_them(opened, name, own, scaled):
    translator = opened(name)
    model = translator.model
    assert (model.lm_head.weight.data_ptr() != model.shared.weight.data_ptr()) == own
    states = torch.randn(3, 32, generator=torch.Generator().manual_seed(1))
    expected = states @ model.lm_head.weight.T * (32**-0.5 if scaled else 1)
    assert torch.allclose(translator.anatomy.project(model, states), expected, atol=1e-6)


@pytest.mark.parametrize(("name", "scaled"), [("mt5", False), ("umt5", True)])
def test_a_head_that_is_the_embedding_table_is_scaled_but_in_mt5(folder, tmp_path, name, scaled):
    place = shutil.copytree(folder(name), tmp_path / "tied")
    weights = load_file(place / "model.safetensors")
    del weights["lm_head.weight"]
    save_file(weights, place / "model.safetensors", {"format": "pt"})
    config = json.loads((place / "config.json").read_text())
    (place / "config.json").write_text(json.dumps(config | {"tie_word_embeddings": True}))
    translator = load(str(place), device="cpu")
    (pair,) = translator.encode_pairs(SOURCES[:1], TARGETS[:1])
    found = next(translator.forced_pass([pair])).logprobs
    with torch.no_grad():
        read = translator.model(
            input_ids=torch.tensor([[*pair.source.ids, 1]]), decoder_input_ids=torch.tensor([[0, *pair.target.ids]])
        ).logits[0]
    labels = torch.tensor([*pair.target.ids, 1])
    expected = read.log_softmax(-1).gather(1, labels[:, None])[:, 0]
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-5)
    whole = torch.ones(1, 32) @ translator.model.shared.weight.T * (32**-0.5 if scaled else 1)
    assert torch.allclose(translator.anatomy.project(translator.model, torch.ones(1, 32)), whole, atol=1e-5)


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_half_precision_comes_near(folder, opened, dtype):
    name = "t5 with its own head"
    half = load(str(folder(name)), device="cpu", dtype=dtype)
    pairs = half.encode_pairs(SOURCES[:3], TARGETS[:3])
    one, other = (np.concatenate([each.logprobs for each in side.forced_pass(pairs)]) for side in (opened(name), half))
    assert np.isfinite(other).all() and np.abs(one - other).mean() < 0.1
    assert half.translate(SOURCES[:2])[0].status == "ok"
