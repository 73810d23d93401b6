"""A batch that memory does not suffice for is halved: nothing is lost, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from workbench.corpus import read
from workbench.errors import ModelError, UnknownNameError
from workbench.jobs.aligner import Aligner, AlignSettings
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.models import AttentionChoice, BeamSettings, Translator
from workbench.models.batching import BATCH_TOKENS
from workbench.models.device import dtype_for
from workbench.models.memory import MOST_TOKENS, TooLarge, batch_tokens, in_halves, is_out_of_memory, tokens_within
from workbench.views import VIEWS

TEXTS = [
    "the cat",
    "a dog runs in the house",
    "the house",
    "a cat",
    "the dog sits and the cat runs",
    "a",
    "the mat",
] * 3
LONG = " ".join(["the cat sits on the mat"] * 4)


@contextmanager
def small(translator: Translator, tokens: int) -> Iterator[list[int]]:
    """A device with room for so many padded tokens in either half; what its encoder read, batch by batch."""
    seen: list[int] = []

    def refuse(_module: torch.nn.Module, _given: tuple[object, ...], named: dict[str, torch.Tensor]) -> None:
        ids = named.get("input_ids")
        read = named["inputs_embeds"] if ids is None else ids
        if len(read) * read.shape[1] > tokens:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        seen.append(len(read))

    halves = translator.anatomy.encoder(translator.model), translator.anatomy.decoder(translator.model)
    hooks = [half.register_forward_pre_hook(refuse, with_kwargs=True) for half in halves]
    try:
        yield seen
    finally:
        for hook in hooks:
            hook.remove()


@pytest.mark.parametrize("beams", [1, 3])
def test_translations_of_halves_are_those_of_small_batches_and_each_is_made_once(translator, beams):
    settings = BeamSettings(beams, max_length=8, states=True)
    expected = translator.translate(TEXTS, settings=BeamSettings(beams, max_length=8, batch_size=1, states=True))
    done: list[int] = []
    encoded: list[int] = []
    hook = translator.anatomy.encoder(translator.model).register_forward_hook(lambda *_: encoded.append(1))
    with small(translator, 60):
        found = translator.translate(TEXTS, settings=settings, progress=done.append)
    hook.remove()
    assert [one.text for one in found] == [one.text for one in expected]
    assert [one.ids for one in found] == [one.ids for one in expected]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one.states, other.states, atol=1e-5)
    assert sum(done) == len(TEXTS) and 1 < len(done) == len(encoded) < len(TEXTS)


def test_forced_passes_of_halves_are_those_of_small_batches(translator):
    pairs = translator.encode_pairs(TEXTS, TEXTS[::-1])
    choice = AttentionChoice(1)
    expected = list(translator.forced_pass(pairs, choice=choice, top_k=2, batch_size=1))
    with small(translator, 60) as seen:
        found = list(translator.forced_pass(pairs, choice=choice, top_k=2))
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one.logprobs, other.logprobs, atol=1e-5)
        np.testing.assert_allclose(one.attention.weights, other.attention.weights, atol=1e-5)
        assert [[name for name, _ in best] for best in one.alternatives] == [
            [name for name, _ in best] for best in other.alternatives
        ]
    # A batch is half of one that did not fit.
    assert max(seen) > 1


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_every_view_of_a_small_device_is_that_of_a_large_one(translator, view):
    pairs = translator.encode_pairs(["the cat sits", "a dog"], ["die Katze sitzt", "ein Hund"])
    expected = list(VIEWS[view](translator, pairs))
    with small(translator, 16):
        found = list(VIEWS[view](translator, pairs))
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one.weights, other.weights, atol=1e-4)


def test_a_sentence_that_does_not_fit_alone_is_told_and_the_others_are_read(translator):
    texts = ["the cat", LONG, "a dog"]
    pairs = translator.encode_pairs(texts, texts)
    with small(translator, 20):
        found = translator.translate(texts, settings=BeamSettings(1, max_length=4))
        spared = list(translator.spared_pass(pairs))
        with pytest.raises(
            TooLarge, match=r"one sentence alone needs more memory than there is \(CUDA out of memory.*"
        ):
            list(translator.forced_pass(pairs))
        with pytest.raises(ModelError, match="--device cpu"):
            list(VIEWS["erasure"](translator, pairs[1:2]))
    assert [one.status for one in found] == ["ok", "out_of_memory", "ok"]
    assert found[0].text and found[1].text is None and found[1].ids is None
    assert [one is None for one in spared] == [False, True, False]
    expected = list(translator.forced_pass(pairs))
    np.testing.assert_allclose(spared[2].logprobs, expected[2].logprobs, atol=1e-5)


@pytest.fixture
def corpus(tmp_path) -> Callable[[], object]:
    rows = [(text, text) for text in (*TEXTS[:6], LONG)]
    file = tmp_path / "corpus.tsv"
    file.write_text("source\treference\n" + "".join(f"{one}\t{other}\n" for one, other in rows))
    return lambda: read(str(file))


def test_a_run_goes_on_and_says_what_memory_did_not_suffice_for(translator, corpus, tmp_path):
    settings = ScoreSettings(side="both", beam_size=1, max_length=6)
    whole = score(corpus(), translator, tmp_path / "whole", settings)
    with small(translator, 24):
        run = score(corpus(), translator, tmp_path / "small", settings)
    rows = {(row["id"], row["side"]): row for row in run.records()}
    for row in whole.records():
        found = rows[row["id"], row["side"]]
        if row["source"] == LONG:
            assert found["status"] == "out_of_memory" and found["logprob"] is None
        else:
            assert found["status"] == row["status"] and found["hypothesis"] == row["hypothesis"]
            assert found["logprob"] == pytest.approx(row["logprob"], abs=1e-4)
    assert run.counts()["reference"] == {"ok": 6, "out_of_memory": 1}
    (unread,) = (row["id"] for row in run.records() if row["side"] == "reference" and row["source"] == LONG)
    told = run.segment(unread, "reference")["nulls"]["logprob"]
    assert "the memory of cpu does not suffice for them alone" in told


def test_links_are_made_of_all_that_fits(translator, corpus):
    aligner = Aligner.of(translator, AlignSettings())
    segments = list(corpus())
    whole = aligner.of_segments(segments)
    with small(translator, 24):
        found = aligner.of_segments(segments)
    assert [one.status for one in found] == ["ok"] * 6 + ["out_of_memory"]
    assert [one.links for one in found[:6]] == [one.links for one in whole[:6]]


@given(
    st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=9), max_size=6),
    st.integers(1, 40),
)
def test_every_piece_of_work_is_done_once_in_order_and_none_of_a_failing_size_is_tried_again(batches, room):
    tried: list[int] = []

    def run(batch: list[int]) -> int:
        tried.append(sum(batch))
        if sum(batch) > room:
            raise torch.OutOfMemoryError("out of memory")
        return sum(batch)

    made = list(in_halves(batches, run, cost=sum, sparing=True))
    assert [one for batch, _ in made for one in batch] == [one for batch in batches for one in batch]
    assert all(
        value == sum(batch) if value is not None else len(batch) == 1 and batch[0] > room for batch, value in made
    )
    failed = [size for size in tried if size > room and size > 9]
    assert failed == sorted({*failed}, reverse=True)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (torch.OutOfMemoryError("CUDA out of memory."), True),
        (RuntimeError("MPS backend out of memory"), True),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"), True),
        (RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate"), True),
        (MemoryError(), True),
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_what_says_that_memory_does_not_suffice(error, expected):
    assert is_out_of_memory(error) == expected

    def run(_batch: list[int]) -> None:
        raise error

    with pytest.raises(TooLarge if expected else type(error)):
        list(in_halves([[1, 2]], run))


@pytest.mark.parametrize(
    ("device", "bfloat16", "asked", "expected"),
    [
        ("cpu", False, None, "float32"),
        ("cpu", True, None, "float32"),
        ("mps", False, None, "float32"),
        ("cuda", True, None, "bfloat16"),
        ("cuda:1", True, None, "bfloat16"),
        ("cuda", False, None, "float32"),
        ("cuda", True, "float32", "float32"),
        ("cuda", True, "float16", "float16"),
        ("cpu", False, "bfloat16", "bfloat16"),
    ],
)
def test_a_gpu_computes_in_bf16_unless_told_otherwise(device, bfloat16, asked, expected):
    assert dtype_for(device, asked, bfloat16) == expected


def test_a_dtype_that_is_none_is_refused():
    with pytest.raises(UnknownNameError, match="unknown dtype 'int8'"):
        dtype_for("cuda", "int8", True)


@pytest.mark.parametrize(
    ("free", "each", "expected"),
    [(0, 100, 1), (1000, 100, 5), (10**12, 100, MOST_TOKENS), (10**9, 10**5, 5000), (99, 100, 1)],
)
def test_a_batch_is_as_large_as_free_memory_has_room_for(free, each, expected):
    assert tokens_within(free, each) == expected


def test_elsewhere_than_on_a_gpu_batches_depend_on_no_machine(translator, monkeypatch):
    assert batch_tokens(translator, beams=5) == BATCH_TOKENS
    monkeypatch.setattr(type(translator), "device", torch.device("cuda"))
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _device: (2**30, 2**34))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda _device: 2**20)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda _device: 0)
    alone, beam = batch_tokens(translator), batch_tokens(translator, beams=5)
    assert 1 < beam < alone <= MOST_TOKENS and alone // beam in (1, 2, 3, 4, 5)
