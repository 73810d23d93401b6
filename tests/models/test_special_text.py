"""What looks like a special token or a language's tag in somebody's text is text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from transformers import AutoTokenizer

from tests.models.tiny_bart_kin import BART_KIN
from tests.models.tiny_families import BUILDERS, train_pieces
from workbench.models import load
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


@pytest.mark.parametrize("name", sorted(ALL))
def test_what_looks_like_a_special_token_in_a_text_is_text(folder, name):
    translator = load(folder(name), source_language="en", target_language="de", device="cpu")
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


def test_a_tag_that_somebody_added_is_one_and_is_text_in_a_text(folder):
    """As in projecte-aina's models of Aranese: transformers does not count it among special tokens."""
    tokenizer = AutoTokenizer.from_pretrained(folder("nllb"))
    tokenizer.add_tokens(["arn_Latn"])
    ((tag,), unknown) = NLLB.text.tags(tokenizer)["arn_Latn"], tokenizer.unk_token_id
    assert tag not in tokenizer.all_special_ids and tag in tokenizer("a arn_Latn dog").input_ids
    ((ids, _, _),) = NLLB.text.encode_source(tokenizer, ["a arn_Latn dog"])
    assert tag not in ids and unknown in ids
