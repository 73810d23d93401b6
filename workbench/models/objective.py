"""Log-probabilities of target words as functions of the source: what gradients and erasure ask about.

A `Goal` is one thing asked: a target word (one term), or a word against an alternative (two terms, the second taken
off the first). All goals of an `Objective` are read from the same passes through the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

import torch

from workbench import work
from workbench.models.capture import differentiable, hooked
from workbench.models.forced import PROJECTED_AT_ONCE, forced_pass, project
from workbench.models.memory import in_halves
from workbench.models.products import rounded_products

if TYPE_CHECKING:
    from workbench.models.network import Network

TOKENS_AT_ONCE = 2048
TOKENS_BACK = 8192
"""Of all goals that one backward pass asks for: more are no faster and take more memory."""

Inputs = tuple[int, ...]


@dataclass(frozen=True)
class Term:
    """``sign`` × log-probability of ``labels``, read at ``positions`` of a decoder that is fed ``inputs``."""

    inputs: Inputs
    positions: tuple[int, ...]
    labels: tuple[int, ...]
    sign: float = 1.0


Goal = tuple[Term, ...]


class Tap:
    """Takes up the output of ``module`` in a forward pass as ``taken``, which gradients can be asked by: what goes on
    from there is as before, and no gradient flows further down."""

    def __init__(self, module: torch.nn.Module):
        self._module = module
        self.taken = torch.empty(0)

    @contextmanager
    def open(self) -> Iterator[None]:
        def take(output: torch.Tensor) -> torch.Tensor:
            self.taken = output.detach().requires_grad_()
            return self.taken

        with hooked({self._module: take}):
            yield


@dataclass(frozen=True, eq=False)
class Objective:
    network: Network
    goals: tuple[Goal, ...]

    @cached_property
    def sequences(self) -> tuple[Inputs, ...]:
        """The decoder inputs of all terms, each once."""
        return tuple(dict.fromkeys(term.inputs for goal in self.goals for term in goal))

    def only(self, places: Sequence[int]) -> Objective:
        """Some of the goals, each sequence cut off after the last position they read: nothing later bears on them."""
        goals = [self.goals[place] for place in places]
        last: dict[Inputs, int] = {}
        for term in (term for goal in goals for term in goal):
            last[term.inputs] = max(last.get(term.inputs, 0), *term.positions)
        return Objective(
            self.network,
            tuple(tuple(replace(term, inputs=term.inputs[: last[term.inputs] + 1]) for term in goal) for goal in goals),
        )

    def at_once(self, source_length: int) -> int:
        """How many variants of a source go through the model together: bounded by tokens, so memory is too."""
        return max(1, TOKENS_AT_ONCE // (source_length + sum(map(len, self.sequences))))

    def forward(
        self,
        source: torch.Tensor,
        mask: torch.Tensor | None = None,
        targets: Mapping[Inputs, torch.Tensor] | None = None,
    ) -> list[torch.Tensor]:
        """The value ``[n]`` of each goal, for ``n`` variants of the source.

        ``source[n src+specials width]``: embeddings as the family's ``embed_source`` gives them, ``mask[n
        src+specials]``: 1 where they count. ``targets``: embeddings ``[n tgt width]`` to read instead of a sequence's
        own. Differentiable when gradients are enabled; hold the network's lock.
        """
        read, labels = self._read(self._states(source, mask, targets))
        found, _ = project(self.network, read.flatten(0, 1), labels.flatten())
        return self._by_goal(found.view_as(labels))

    def gradients(
        self,
        source: torch.Tensor,
        targets: Mapping[Inputs, torch.Tensor] | None = None,
        rounded: bool = False,
        tap: Tap | None = None,
    ) -> Iterator[tuple[torch.Tensor, tuple[torch.Tensor, ...]]]:
        """Each goal's values ``[n]``, and their gradients by ``source[n src+specials width]`` and each of ``targets``;
        with a ``tap``, by what it takes up instead.

        One forward pass for all goals, one backward pass for as many as go together. The vocabulary is passed but once:
        the log-probability of a label depends on no other state than its own. ``rounded``: backward passes below the
        vocabulary with `rounded_products`. Takes the network's lock for each pass, so that others come between.
        """
        tokens = len(source) * (source.shape[1] + sum(map(len, self.sequences)))
        work.spend(tokens)
        with torch.enable_grad(), self.network.lock:
            leaves = [leaf.detach().requires_grad_() for leaf in (source, *(targets or {}).values())]
            moved = None if targets is None else dict(zip(targets, leaves[1:], strict=True))
            with nullcontext() if tap is None else tap.open():
                states = self._states(leaves[0], None, moved)
            leaves = leaves if tap is None else [tap.taken]
            values, at_top = self._at_top({inputs: state.detach() for inputs, state in states.items()})

        def back(together: Sequence[int]) -> tuple[torch.Tensor, ...]:
            work.spend(tokens * len(together))
            towards = [self._placed(self.goals[goal], at_top[goal], states) for goal in together]
            with rounded_products(rounded), self.network.lock:
                grads = torch.autograd.grad(
                    [states[inputs] for inputs in towards[0]],
                    leaves,
                    [torch.stack([of_goal[inputs] for of_goal in towards]) for inputs in towards[0]],
                    retain_graph=True,
                    is_grads_batched=True,
                    allow_unused=True,
                )
            return tuple(
                torch.zeros_like(leaf).expand(len(together), *leaf.shape) if grad is None else grad
                for leaf, grad in zip(leaves, grads, strict=True)
            )

        for together, of_leaves in in_halves(self._together(tokens), back):
            for goal, of_goal in zip(together, zip(*(of_leaves or ()), strict=True), strict=True):
                yield values[goal], of_goal

    def _at_top(self, states: Mapping[Inputs, torch.Tensor]) -> tuple[list[torch.Tensor], list[list[torch.Tensor]]]:
        """Each goal's values ``[n]``, and of each of its terms the gradient ``[n label width]`` by the states read."""
        read, labels = self._read(states)
        found, grads = [], []
        with torch.enable_grad():
            for part, part_labels in zip(
                read.flatten(0, 1).split(PROJECTED_AT_ONCE), labels.flatten().split(PROJECTED_AT_ONCE), strict=True
            ):
                logprobs, _ = project(self.network, part.requires_grad_(), part_labels)
                found.append(logprobs.detach())
                grads.extend(torch.autograd.grad(logprobs.sum(), part))
        parts = iter(torch.cat(grads).view_as(read).split(self._labels_of_terms, dim=1))
        return self._by_goal(torch.cat(found).view_as(labels)), [[next(parts) for _ in goal] for goal in self.goals]

    def _placed(
        self, goal: Goal, grads: Sequence[torch.Tensor], states: Mapping[Inputs, torch.Tensor]
    ) -> dict[Inputs, torch.Tensor]:
        """A goal's gradient by all states of the sequences it reads: nothing where it reads none."""
        placed: dict[Inputs, torch.Tensor] = {}
        for term, grad in zip(goal, grads, strict=True):
            at = placed.setdefault(term.inputs, torch.zeros_like(states[term.inputs]))
            at[:, list(term.positions)] += term.sign * grad
        return placed

    def _together(self, tokens: int) -> Iterator[list[int]]:
        """Units for one backward pass over so many ``tokens`` each: neighbours that read the same sequences."""
        step = max(1, TOKENS_BACK // tokens)
        for _, alike in groupby(range(len(self.goals)), key=lambda at: {term.inputs for term in self.goals[at]}):
            goals = list(alike)
            yield from (goals[start : start + step] for start in range(0, len(goals), step))

    def _by_goal(self, logprobs: torch.Tensor) -> list[torch.Tensor]:
        """``[n label]``, term after term, to the value ``[n]`` of each goal."""
        parts = iter(logprobs.split(self._labels_of_terms, dim=1))
        return [sum((term.sign * next(parts).sum(-1) for term in goal), logprobs.new_zeros(())) for goal in self.goals]

    @property
    def _labels_of_terms(self) -> list[int]:
        return [len(term.labels) for goal in self.goals for term in goal]

    def _states(
        self, source: torch.Tensor, mask: torch.Tensor | None, targets: Mapping[Inputs, torch.Tensor] | None
    ) -> dict[Inputs, torch.Tensor]:
        """``[n tgt width]`` at the top of the decoder, for each sequence."""
        mask = torch.ones(source.shape[:2], dtype=torch.long, device=source.device) if mask is None else mask
        states = {}
        with differentiable() if torch.is_grad_enabled() else nullcontext():
            encoded = self.network.encoder_states(mask, inputs_embeds=source)
            for inputs in self.sequences:
                ids = torch.tensor(inputs, device=source.device).expand(len(source), -1)
                own = {"input_ids": ids} if targets is None else {"inputs_embeds": targets[inputs]}
                states[inputs] = self.network.decoder_states(encoded, mask, **own)
        return states

    def _read(self, states: Mapping[Inputs, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        """The states ``[n label width]`` that the terms' labels ``[n label]`` are read from, term after term."""
        terms = [term for goal in self.goals for term in goal]
        read = torch.cat([states[term.inputs][:, list(term.positions)] for term in terms], dim=1)
        labels = torch.tensor([label for term in terms for label in term.labels], device=read.device)
        return read, labels.expand(len(read), -1)

    def values(
        self,
        source: torch.Tensor,
        mask: torch.Tensor | None = None,
        targets: Mapping[Inputs, torch.Tensor] | None = None,
    ) -> torch.Tensor:
        """``float32[n goal]`` of any number of variants, as `forward` takes them, without gradients."""
        if not self.goals:
            return source.new_zeros(len(source), 0)

        def run(rows: Sequence[int]) -> torch.Tensor:
            some = slice(rows[0], rows[-1] + 1)
            work.spend(len(rows) * (source.shape[1] + sum(map(len, self.sequences))))
            with torch.no_grad(), self.network.lock:
                part = self.forward(
                    source[some],
                    None if mask is None else mask[some],
                    None if targets is None else {inputs: moved[some] for inputs, moved in targets.items()},
                )
                return torch.stack(part, dim=1)

        made = in_halves(self.chunks(len(source), source.shape[1]), run)
        return torch.cat([part for _, part in made if part is not None])

    def chunks(self, count: int, source_length: int) -> Iterator[range]:
        step = self.at_once(source_length)
        return (range(start, min(start + step, count)) for start in range(0, count, step))


def embeddings_agree(network: Network, tolerance: float = 1e-3) -> bool:
    """Whether embeddings on both sides give the log-probability that ids give."""
    (pair,) = network.encode_pairs(["a b"], ["a b"])
    template, anatomy = network.template, network.anatomy
    inputs, labels = tuple(template.fed(pair.target.ids)), tuple(template.labels(pair.target.ids))
    objective = Objective(network, ((Term(inputs, tuple(range(template.first_step, len(inputs))), labels),),))
    with torch.no_grad():
        ids = torch.tensor([template.source(pair.source.ids, pair.source.prefix)], device=network.device)
        source = anatomy.embed_source(network.model, ids)
        target = anatomy.embed_target(network.model, torch.tensor([inputs], device=network.device))
    by_embeddings = objective.values(source, targets={inputs: target})
    expected = next(forced_pass(replace(network, precision="float32"), [pair])).logprobs.sum()
    return abs(by_embeddings.item() - float(expected)) <= tolerance * max(1.0, abs(float(expected)))
