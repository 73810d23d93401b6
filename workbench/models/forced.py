"""The forced pass: the model reads a source and a given target once, and says how likely each token was.

Log-probabilities, alternatives and attention all come from this one teacher-forced pass. Attention gathered
during beam search is per beam and step and matches no forward pass.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from workbench import work
from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.models.batching import BATCH_SIZE, length_batches, padded_size
from workbench.models.capture import Captured, Recorder, recording
from workbench.models.choice import AttentionChoice, Row
from workbench.models.memory import batch_tokens, in_halves
from workbench.models.pair import Pair
from workbench.models.precision import is_reduced, multiplying, own_outputs
from workbench.models.reading import matrix_of, recorder_of
from workbench.models.sublayer import Block

if TYPE_CHECKING:
    from workbench.models.network import Network

PROJECTED_AT_ONCE = 256
WINDOW = 256


@dataclass(frozen=True)
class Forced:
    """What one forced pass tells of one pair.

    ``logprobs``: ``float32[tgt+1]`` natural logarithms, the end token last; empty when not asked for.
    ``alternatives``: per target position (end token last) the ``top_k`` likeliest pieces with their log-probabilities.
    ``attention``: the map of the chosen attention between pieces.
    """

    logprobs: np.ndarray
    alternatives: tuple[tuple[tuple[str, float], ...], ...] = ()
    attention: AlignmentMap | None = None


@dataclass(frozen=True)
class ForcedBatch:
    """``indices``: places in the list of pairs. ``token_logprobs``: ``[n]`` over the real positions of all rows in
    turn. ``recorder``: what was captured of this batch, padded; ``weights`` its attention."""

    indices: list[int]
    token_logprobs: torch.Tensor | None
    top: tuple[torch.Tensor, torch.Tensor] | None
    recorder: Recorder | None

    @property
    def weights(self) -> dict[Any, torch.Tensor]:
        return self.recorder.weights if self.recorder else {}


def padded(rows: Sequence[Sequence[int]], value: int) -> torch.Tensor:
    """``int64[batch longest]``, right-padded."""
    tensor = torch.full((len(rows), max(map(len, rows))), value, dtype=torch.long)
    for place, row in enumerate(rows):
        tensor[place, : len(row)] = torch.tensor(row)
    return tensor


def real_positions(rows: Sequence[Sequence[int]]) -> torch.Tensor:
    """``bool[batch longest]``: True where `padded` has something of a row's own."""
    lengths = torch.tensor([len(row) for row in rows])
    return torch.arange(int(lengths.max()))[None, :] < lengths[:, None]


def run_batches(
    network: Network,
    pairs: Sequence[Pair],
    recorder_for: Callable[[], Recorder] | None = None,
    logprobs: bool = True,
    top_k: int = 0,
    batch_size: int = BATCH_SIZE,
    sparing: bool = False,
    precision: str = "float32",
) -> Iterator[ForcedBatch]:
    """Run pairs through the model in batches of like length. Only real positions are projected onto the vocabulary.

    ``precision``: see `workbench.models.precision`; what takes a pass apart wants it exact.
    A batch that memory does not suffice for is halved. Raises `TooLarge` for a pair that does not fit by itself, which
    is left out if ``sparing``.
    """
    template, device = network.template, network.device

    def run(indices: Sequence[int]) -> ForcedBatch:
        sources = [template.source(pairs[i].source.ids, pairs[i].source.prefix) for i in indices]
        targets = [pairs[i].target.ids for i in indices]
        read = [template.fed(row) for row in targets]
        wanted = logprobs or top_k > 0
        recorder = recorder_for() if recorder_for else None
        if recorder:
            recorder.stop = not wanted
        found, top = None, None
        work.spend(len(indices) * (max(map(len, sources)) + max(map(len, read))))
        with torch.inference_mode(), network.lock, multiplying(precision), recording(recorder), suppress(Captured):
            mask = real_positions(sources).long().to(device)
            encoded = _encoded(network, [pairs[i].states for i in indices], sources, mask)
            states = network.decoder_states(encoded, mask, input_ids=padded(read, template.pad).to(device))
            if wanted:
                labels = torch.tensor([label for row in targets for label in template.labels(row)], device=device)
                labelled = template.labelled(real_positions(read)).to(device)
                found, top = project(network, states[labelled], labels, top_k)
        return ForcedBatch([*indices], found, top, recorder)

    lengths = [(len(pair.source.ids), len(pair.target.ids)) for pair in pairs]
    cost = partial(padded_size, [max(both) for both in lengths])
    for _, made in in_halves(length_batches(lengths, batch_size, batch_tokens(network)), run, cost, sparing):
        if made is not None:
            yield made


def _encoded(
    network: Network, states: Sequence[torch.Tensor | None], sources: Sequence[Sequence[int]], mask: torch.Tensor
) -> torch.Tensor:
    """``[batch src+specials width]``: the encoder's states where all of them are known, else made from the ids."""
    known = [state for state in states if state is not None]
    if len(known) < len(sources):
        return network.encoder_states(mask, input_ids=padded(sources, network.template.pad).to(network.device))
    return torch.nn.utils.rnn.pad_sequence(known, batch_first=True)


def with_states(network: Network, pairs: Sequence[Pair], batch_size: int = BATCH_SIZE) -> list[Pair]:
    """The same pairs with what the encoder makes of their sources, for passes that leave the encoder as it is."""
    template, found = network.template, list(pairs)

    def run(indices: Sequence[int]) -> None:
        rows = [template.source(pairs[i].source.ids, pairs[i].source.prefix) for i in indices]
        mask = real_positions(rows).long().to(network.device)
        work.spend(mask.numel())
        with torch.inference_mode(), network.lock:
            encoded = network.encoder_states(mask, input_ids=padded(rows, template.pad).to(network.device))
        for i, row, states in zip(indices, rows, encoded, strict=True):
            # A view would keep the padding of the whole batch alive.
            found[i] = replace(pairs[i], states=states[: len(row)].clone())

    lengths = [len(pair.source.ids) for pair in pairs]
    batches = length_batches(lengths, batch_size, batch_tokens(network))
    # Of one that does not fit nothing is known beforehand.
    deque(in_halves(batches, run, partial(padded_size, lengths), sparing=True), maxlen=0)
    return found


def project(
    network: Network, states: torch.Tensor, labels: torch.Tensor, top_k: int = 0
) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor] | None]:
    """Log-probabilities ``[n]`` of ``labels``, and the ``top_k`` best as ``([n k] values, [n k] ids)``."""
    found, values, ids = [], [], []
    for start in range(0, len(labels), PROJECTED_AT_ONCE):
        logits = network.anatomy.project(network.model, states[start : start + PROJECTED_AT_ONCE]).float()
        asked = labels[start : start + PROJECTED_AT_ONCE]
        if is_reduced():
            with own_outputs(asked):
                exact = network.anatomy.project(network.model, states[start : start + PROJECTED_AT_ONCE])
            logits.scatter_(1, asked[:, None], exact)
        total = torch.logsumexp(logits, dim=-1)
        found.append(logits.gather(1, asked[:, None])[:, 0] - total)
        if top_k:
            best = logits.topk(top_k, dim=-1)
            values.append(best.values - total[:, None])
            ids.append(best.indices)
    return torch.cat(found), (torch.cat(values), torch.cat(ids)) if top_k else None


def forced_pass(
    network: Network,
    pairs: Sequence[Pair],
    choice: AttentionChoice | None = None,
    logprobs: bool = True,
    top_k: int = 0,
    batch_size: int = BATCH_SIZE,
) -> Iterator[Forced]:
    """One `Forced` per pair, in order; ``choice`` None leaves attention out.

    Pairs are taken ``WINDOW`` at a time, so any number streams through in constant memory. Raises `TooLarge` for a pair
    that memory does not suffice for by itself; see `spared_pass`.
    """
    for found in _passed(network, pairs, choice, logprobs, top_k, batch_size, sparing=False):
        if found is not None:
            yield found


def spared_pass(
    network: Network, pairs: Sequence[Pair], choice: AttentionChoice | None = None, batch_size: int = BATCH_SIZE
) -> Iterator[Forced | None]:
    """As `forced_pass`, with None for a pair that memory does not suffice for by itself."""
    return _passed(network, pairs, choice, True, 0, batch_size, sparing=True)


def _passed(
    network: Network,
    pairs: Sequence[Pair],
    choice: AttentionChoice | None,
    logprobs: bool,
    top_k: int,
    batch_size: int,
    sparing: bool,
) -> Iterator[Forced | None]:
    choice = choice and network.check(choice)
    for start in range(0, len(pairs), WINDOW):
        window = pairs[start : start + WINDOW]
        if choice and choice.block == "encoder":
            # States known beforehand would keep the encoder from running, and from being recorded.
            window = [replace(pair, states=None) for pair in window]
        results: list[Forced | None] = [None] * len(window)
        recorder_for = partial(recorder_of, network, choice) if choice else None
        how = recorder_for, logprobs, top_k, batch_size, sparing, network.precision
        for batch in run_batches(network, window, *how):
            for place, forced in _unpacked(network, window, batch, choice):
                results[place] = forced
        yield from results


def _unpacked(
    network: Network, pairs: Sequence[Pair], batch: ForcedBatch, choice: AttentionChoice | None
) -> Iterator[tuple[int, Forced]]:
    weights = matrix_of(batch.weights, choice).cpu().numpy() if choice else None
    logprobs = None if batch.token_logprobs is None else batch.token_logprobs.cpu().numpy()
    values, ids = (tensor.cpu().tolist() for tensor in batch.top) if batch.top else ([], [])
    at = 0
    for row, place in enumerate(batch.indices):
        pair = pairs[place]
        steps = slice(at, at + len(network.template.labels(pair.target.ids)))
        at = steps.stop
        attention = None
        if choice is not None and weights is not None:
            attention = map_of(network, weights[row], pair, choice)
        alternatives = tuple(
            tuple(zip(network.piece_names(best), (round(v, 6) for v in likely), strict=True))
            for best, likely in zip(ids[steps], values[steps], strict=True)
        )
        yield place, Forced(np.empty(0, np.float32) if logprobs is None else logprobs[steps], alternatives, attention)


def map_of(network: Network, weights: np.ndarray, pair: Pair, choice: AttentionChoice) -> AlignmentMap:
    """The map of ``weights`` of one attention over all positions, with the tokens that its block has on either axis."""
    rows, columns = map_tokens(pair, choice.block)
    return AlignmentMap.from_mass(
        columns,
        rows,
        kept_mass(network, weights, pair, choice.block, choice.row),
        choice.record(),
        dropped_mass(network, weights, pair, choice.block, choice.row),
    )


def map_tokens(pair: Pair, block: Block) -> tuple[Tokens, Tokens]:
    """The tokens in the rows of a block's attention, and those in its columns."""
    source, target = pair.source.tokens, pair.target.tokens
    return source if block == "encoder" else target, target if block == "decoder" else source


def own_part(network: Network, pair: Pair, block: Block, row: Row) -> tuple[slice, slice]:
    """Rows and columns of the pair's own tokens among all positions of a block's attention: no tags or end token."""
    template = network.template
    source, consumed = template.own(pair.source.ids, pair.source.prefix), template.steps(pair.target.ids, "input")
    rows = source if block == "encoder" else template.steps(pair.target.ids, row)
    return rows, consumed if block == "decoder" else source


def kept_mass(network: Network, weights: np.ndarray, pair: Pair, block: Block, row: Row) -> np.ndarray:
    """``[… row column]`` of ``weights`` over all positions: `own_part` of them."""
    rows, columns = own_part(network, pair, block, row)
    return weights[..., rows, columns]


def dropped_mass(network: Network, weights: np.ndarray, pair: Pair, block: Block, row: Row) -> dict[str, np.ndarray]:
    """``[… row]``: what the rows of `own_part` have on special tokens, by their kind."""
    rows, _ = own_part(network, pair, block, row)
    kinds = (
        network.template.fed_kinds
        if block == "decoder"
        else network.template.kinds(pair.source.ids, pair.source.prefix)
    )
    return {kind: weights[..., rows, places].sum(axis=-1) for kind, places in kinds.items()}
