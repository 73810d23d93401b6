"""Sentence pairs as token ids, and the stream of training batches made from them."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sentencepiece import SentencePieceProcessor

TextPair = tuple[str, str]


def read_pairs(path: Path) -> list[TextPair]:
    """Tab-separated sentence pairs, plain or gzipped; rows with an empty side are left out."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="\n") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines)
        return [(row[0], row[1]) for row in rows if len(row) >= 2 and row[0].strip() and row[1].strip()]


class TokenTable:
    """Token ids of many sentences in one flat array (a list of lists would cost ten times the memory)."""

    def __init__(self, pieces: SentencePieceProcessor, sentences: list[str]):
        encoded = pieces.encode(sentences)
        self.ends = np.cumsum([len(ids) for ids in encoded])
        self.flat = np.fromiter((i for ids in encoded for i in ids), dtype=np.int32, count=int(self.ends[-1]))

    def __getitem__(self, index: int) -> list[int]:
        start = int(self.ends[index - 1]) if index else 0
        return self.flat[start : self.ends[index]].tolist()


@dataclass(frozen=True)
class Batch:
    """``source`` and ``source_mask``: ``[batch src]``; ``target`` (ends with the end token) and its shifted
    ``decoder_input``: ``[batch tgt]``; ``target_mask``: ``bool[batch tgt]``, False where ``target`` is padded."""

    source: torch.Tensor
    source_mask: torch.Tensor
    decoder_input: torch.Tensor
    target: torch.Tensor
    target_mask: torch.Tensor


@dataclass(frozen=True)
class Mixture:
    """What a batch is made of, once the model has learned to align (``start`` steps).

    ``longer`` is the share of the longer pairs that an epoch draws, ``joined`` that of examples joined from two to
    four pairs, ``lowercased`` that of lower-cased copies.

    Joining random pairs teaches longer sentences than the text has; mixed in from the first step it can
    teach the model to ignore the source.
    """

    start: int = 2500
    longer: float = 0.35
    joined: float = 0.12
    lowercased: float = 0.06


class Examples:
    """Both translation directions of a set of pairs, shuffled anew each epoch.

    ``core`` pairs are used from the first step, ``longer`` ones once the mixture starts.
    """

    def __init__(
        self,
        pieces: SentencePieceProcessor,
        tags: tuple[int, int],
        end: int,
        pad: int,
        core: list[TextPair],
        longer: list[TextPair],
        mixture: Mixture,
        max_length: int = 120,
    ):
        pairs = core + longer
        self.core, self.total = len(core), len(pairs)
        self.tags, self.end, self.pad, self.max_length, self.mixture = tags, end, pad, max_length, mixture
        self.tables = [TokenTable(pieces, [pair[side] for pair in pairs]) for side in (0, 1)]
        self.lowered = [TokenTable(pieces, [pair[side].lower() for pair in pairs]) for side in (0, 1)]

    @property
    def epoch_tokens(self) -> int:
        """Target tokens, end tokens included, of the core pairs in both directions."""
        return sum(int(table.ends[self.core - 1]) + self.core for table in self.tables)

    def example(self, index: int, direction: int, rng: random.Random, mixed: bool) -> tuple[list[int], list[int]]:
        """Source ids (tag first, end token last) and target ids (end token last) of one example.

        ``direction`` 0 translates the first column into the second, 1 the other way.
        """
        tables = self.lowered if mixed and rng.random() < self.mixture.lowercased else self.tables
        members = [index]
        if mixed and index < self.core and rng.random() < self.mixture.joined:
            members += [rng.randrange(self.core) for _ in range(rng.randint(1, 3))]
        source = [i for member in members for i in tables[direction][member]]
        target = [i for member in members for i in tables[1 - direction][member]]
        return [self.tags[1 - direction], *source, self.end], [*target, self.end]

    def epoch(self, seed: int, mixed: bool, tokens: int) -> Iterator[Batch]:
        """Batches of about ``tokens`` padded positions on the longer side, sentences of like length together."""
        rng = random.Random(seed)
        members = list(range(self.core))
        if mixed:
            longer = range(self.core, self.total)
            members += rng.sample(longer, round(len(longer) * self.mixture.longer))
        order = [(i, d) for i in members for d in (0, 1)]
        rng.shuffle(order)
        window = 20_000
        for start in range(0, len(order), window):
            examples = [self.example(i, d, rng, mixed) for i, d in order[start : start + window]]
            examples = [e for e in examples if max(map(len, e)) <= self.max_length]
            examples.sort(key=lambda e: (max(map(len, e)), len(e[1])))
            batches: list[list[tuple[list[int], list[int]]]] = [[]]
            for example in examples:
                longest = max(map(len, example))
                if batches[-1] and (len(batches[-1]) + 1) * longest > tokens:
                    batches.append([])
                batches[-1].append(example)
            rng.shuffle(batches)
            yield from (self.collate(batch) for batch in batches)

    def collate(self, examples: list[tuple[list[int], list[int]]]) -> Batch:
        source = self._padded([e[0] for e in examples])
        target = self._padded([e[1] for e in examples])
        decoder_input = torch.full_like(target, self.pad)
        decoder_input[:, 1:] = target[:, :-1]
        return Batch(
            source=source,
            source_mask=(source != self.pad).long(),
            decoder_input=decoder_input,
            target=target,
            target_mask=target != self.pad,
        )

    def _padded(self, rows: list[list[int]]) -> torch.Tensor:
        width = max(map(len, rows))
        return torch.tensor([row + [self.pad] * (width - len(row)) for row in rows])
