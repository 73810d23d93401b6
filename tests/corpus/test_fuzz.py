"""Whatever stands in a file, only errors that are written for people come out of reading it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus.seed_files import seeds
from workbench.corpus import read
from workbench.errors import WorkbenchError

SEEDS = seeds()
MOST = 200
"""Segments that are looked at of one file."""


def read_all(path: Path) -> str:
    """The outcome of opening a file without any options, and of asking all that is asked of one."""
    try:
        corpus = read(path, limit=MOST)
        texts = [segment.without_codes().source for segment in corpus]
        assert corpus.survey().segments == len(texts)
        assert corpus.decided and corpus.fingerprint()
    except WorkbenchError as error:
        return f"refused: {error}"
    return "read"


def mutated(data: bytes, seed: int, times: int, others: list[bytes]) -> bytes:
    """The same with a few bytes changed, taken out, put in, repeated or exchanged for a piece of another file."""
    chance, changed = random.Random(seed), bytearray(data)
    for _ in range(times):
        start = chance.randrange(len(changed) + 1)
        end = min(len(changed), start + chance.choice((1, 1, 2, 5, 20, 100)))
        way = chance.randrange(5)
        if way == 0 and start < len(changed):
            changed[start] = chance.choice((0, 9, 10, 13, 34, 38, 60, 62, 92, 0xFF, 0xC3, chance.randrange(256)))
        elif way == 1:
            del changed[start:end]
        elif way == 2:
            changed[start:start] = changed[start:end] * chance.choice((1, 2, 30))
        elif way == 3:
            piece = chance.choice(others)
            at = chance.randrange(len(piece))
            changed[start:start] = piece[at : at + chance.choice((1, 4, 16, 64))]
        else:
            changed[start:start] = bytes(chance.randrange(256) for _ in range(chance.choice((1, 2, 8))))
    return bytes(changed)


@pytest.mark.parametrize("kind", SEEDS)
def test_a_valid_file_is_read_without_options(kind, tmp_path):
    for number, data in enumerate(SEEDS[kind]):
        file = tmp_path / f"file{number}.dat"
        file.write_bytes(data)
        assert read_all(file) == "read", data[:100]


@pytest.mark.parametrize("kind", SEEDS)
def test_a_damaged_file_is_read_or_refused(kind, tmp_path):
    file = tmp_path / "file.dat"

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(which=st.integers(0, 99), seed=st.integers(0, 2**32), times=st.integers(1, 6))
    def damaged(which: int, seed: int, times: int) -> None:
        data = SEEDS[kind][which % len(SEEDS[kind])]
        file.write_bytes(mutated(data, seed, times, SEEDS[kind]))
        outcome = read_all(file)
        assert outcome == "read" or outcome.startswith("refused: ")

    damaged()
