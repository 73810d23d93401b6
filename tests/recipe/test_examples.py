from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import torch
from transformers import MarianTokenizer

from tests.conftest import ENGLISH, GERMAN
from workbench.recipe.examples import Examples, Mixture, read_pairs

PAIRS = list(zip(ENGLISH, GERMAN, strict=True))


@pytest.fixture(scope="module")
def tokenizer(tiny_marian: Path) -> MarianTokenizer:
    return MarianTokenizer.from_pretrained(tiny_marian)


def examples_of(tokenizer: MarianTokenizer, mixture: Mixture, longer: list[tuple[str, str]] | None = None) -> Examples:
    tags = tuple(tokenizer.convert_tokens_to_ids([">>en<<", ">>de<<"]))
    return Examples(tokenizer.spm_source, tags, 0, tokenizer.pad_token_id, PAIRS, longer or [], mixture)


def rows(batch_side: torch.Tensor, pad: int) -> list[tuple[int, ...]]:
    return [tuple(i for i in row.tolist() if i != pad) for row in batch_side]


@pytest.mark.parametrize("name", ["pairs.tsv", "pairs.tsv.gz"])
def test_pairs_are_read_plain_or_gzipped_and_empty_sides_left_out(tmp_path, name):
    text = "a\tb\n\tc\nd\t \ne\tf\tmore\nlonely\nu\u2028v\tw\n"
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    assert read_pairs(path) == [("a", "b"), ("e", "f"), ("u\u2028v", "w")]


def test_an_epoch_has_every_pair_once_in_each_direction(tokenizer):
    examples = examples_of(tokenizer, Mixture())
    pad = tokenizer.pad_token_id
    english, german = tokenizer.convert_tokens_to_ids([">>en<<", ">>de<<"])
    encode = tokenizer.spm_source.encode
    expected = {((german, *encode(e), 0), (*encode(g), 0)) for e, g in PAIRS}
    expected |= {((english, *encode(g), 0), (*encode(e), 0)) for e, g in PAIRS}
    found = []
    for batch in examples.epoch(1, False, 60):
        found += list(zip(rows(batch.source, pad), rows(batch.target, pad), strict=True))
    assert len(found) == len(expected)
    assert set(found) == expected
    assert examples.epoch_tokens == sum(len(target) for _, target in found)


def test_the_decoder_reads_the_target_one_step_late(tokenizer):
    pad = tokenizer.pad_token_id
    for batch in examples_of(tokenizer, Mixture()).epoch(1, False, 60):
        assert (batch.decoder_input[:, 0] == pad).all()
        assert torch.equal(batch.decoder_input[:, 1:], batch.target[:, :-1])
        assert torch.equal(batch.source_mask.bool(), batch.source != pad)


def test_batches_keep_to_the_token_limit(tokenizer):
    for batch in examples_of(tokenizer, Mixture()).epoch(1, False, 60):
        assert batch.source.shape[0] == 1 or max(batch.source.numel(), batch.target.numel()) <= 60


def test_an_epoch_is_repeatable_and_the_next_one_differs(tokenizer):
    examples = examples_of(tokenizer, Mixture(joined=0.5, lowercased=0.5))

    def epoch(seed: int) -> list[list[list[int]]]:
        return [batch.source.tolist() for batch in examples.epoch(seed, True, 60)]

    assert epoch(4) == epoch(4)
    assert epoch(4) != epoch(5)


def test_joined_examples_have_both_sides_of_the_same_pairs(tokenizer):
    examples = examples_of(tokenizer, Mixture(joined=1.0, lowercased=0.0))
    decode = tokenizer.spm_source.decode
    german_of = dict(PAIRS)
    german = tokenizer.convert_tokens_to_ids(">>de<<")
    seen = 0
    for batch in examples.epoch(1, True, 400):
        for source, target in zip(batch.source.tolist(), batch.target.tolist(), strict=True):
            if source[0] != german:
                continue
            text, translation = (decode([i for i in row if 1 < i < german - 1]) for row in (source, target))
            parts = [e for e in ENGLISH if e in text]
            assert len(text) > max(map(len, parts))
            assert all(german_of[part] in translation for part in parts)
            seen += 1
    assert seen


def test_longer_pairs_wait_until_the_mixture_starts(tokenizer):
    longer = [("a small dog " * 4, "ein kleiner Hund " * 4)] * 10
    examples = examples_of(tokenizer, Mixture(joined=0.0, lowercased=0.0, longer=0.5), longer)
    counts = [sum(len(batch.source) for batch in examples.epoch(1, mixed, 400)) for mixed in (False, True)]
    assert counts == [2 * len(PAIRS), 2 * (len(PAIRS) + 5)]
