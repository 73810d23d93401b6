"""The straight line from a baseline to a sentence's embeddings, and the slope of the objective along it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from workbench.errors import ModelError, UnknownNameError
from workbench.models.memory import in_halves
from workbench.models.objective import Inputs, Objective
from workbench.models.products import rounding_pays

if TYPE_CHECKING:
    from workbench.models import Network, Pair, Translator
    from workbench.models.families.family import Embedding


def _of_token(network: Network, token: int, embed: Embedding) -> torch.Tensor:
    return embed(network.model, torch.tensor(token, device=network.device))


BASELINES: dict[str, Callable[[Network, Embedding], torch.Tensor]] = {
    "pad": lambda network, embed: _of_token(network, network.template.pad, embed),
    "unknown": lambda network, embed: _of_token(network, network.template.unknown, embed),
    "zero": lambda network, embed: torch.zeros_like(_of_token(network, network.template.pad, embed)),
    "mean": lambda network, embed: embed.mean(network.model),
}
"""Name → embedding ``[width]`` that stands for no information, of a network and the lookup of one side."""


@dataclass(frozen=True, eq=False)
class Path:
    """``start`` and ``end``: ``[src+specials width]``. ``target_ends``: sequence → the same of it, ``[tgt width]``.

    ``rounded``: slopes with `rounded_products`; values never are.
    """

    objective: Objective
    start: torch.Tensor
    end: torch.Tensor
    target_ends: Mapping[Inputs, tuple[torch.Tensor, torch.Tensor]]
    rounded: bool = False

    @classmethod
    def of(
        cls,
        translator: Translator,
        objective: Objective,
        pair: Pair,
        baseline: str = "pad",
        prefix: bool = False,
        specials: bool = False,
        rounded: bool = False,
    ) -> Path:
        """From ``baseline`` to the source; special tokens and positions stay as they are, unless ``specials``.

        ``prefix``: earlier target tokens move with it (what the decoder is fed before them stays). ``rounded`` has an
        effect where rounding pays. Raises `UnknownNameError` for a baseline that does not exist, `ModelError` when the
        model does not read embeddings as it reads ids.
        """
        if baseline not in BASELINES:
            raise UnknownNameError("baseline", baseline, BASELINES)
        check_embeddings(translator)
        anatomy, model, template = translator.anatomy, translator.model, translator.template
        blank = BASELINES[baseline]
        ids = torch.tensor(template.source(pair.source.ids, pair.source.prefix), device=translator.device)
        with torch.no_grad():
            end = anatomy.embed_source(model, ids)
            moving = slice(None) if specials else template.own(pair.source.ids, pair.source.prefix)
            start = end.clone()
            start[moving] = blank(translator, anatomy.embed_source)
            targets = {}
            for inputs in objective.sequences if prefix else ():
                own = anatomy.embed_target(model, torch.tensor(inputs, device=translator.device))
                before = own.clone()
                before[len(template.before_target) :] = blank(translator, anatomy.embed_target)
                targets[inputs] = (before, own)
        pays = rounding_pays() and translator.device.type == "cpu" and end.dtype == torch.float32
        return cls(objective, start, end, targets, rounded and pays)

    def only(self, places: Sequence[int]) -> Path:
        """The path of some of the goals, with the same positions."""
        if self.target_ends:
            some = tuple(self.objective.goals[place] for place in places)
            return replace(self, objective=replace(self.objective, goals=some))
        return replace(self, objective=self.objective.only(places))

    def values(self, points: Sequence[float] | np.ndarray) -> np.ndarray:
        """``float64[point goal]`` of the objective at places along the path, 0 its start and 1 its end."""
        here, targets = self._at(points)
        return self.objective.values(here, targets=targets).double().cpu().numpy()

    def slopes(self, points: Sequence[float] | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """``float64[goal point position]``: how fast each goal grows along the path through each position; and its
        value there, ``float64[goal point]``.

        Positions are those of the source, specials too, then of the decoder's inputs where the path moves them;
        `split` tells them apart.
        """
        ends = [(self.start, self.end), *self.target_ends.values()]
        if not self.objective.goals:
            return np.zeros((0, len(points), sum(len(end) for _, end in ends))), np.zeros((0, len(points)))
        found: list[list[np.ndarray]] = [[] for _ in self.objective.goals]
        values: list[list[np.ndarray]] = [[] for _ in self.objective.goals]

        def of_goals(rows: Sequence[int]) -> list[tuple[np.ndarray, np.ndarray]]:
            """``[point]`` and ``[point position]`` of each."""
            found_here, here = [], self._at(points[rows[0] : rows[-1] + 1])
            for value, grads in self.objective.gradients(*here, rounded=self.rounded):
                along = [(g * (end - start)).sum(-1) for g, (start, end) in zip(grads, ends, strict=True)]
                found_here.append((value.double().cpu().numpy(), torch.cat(along, dim=1).double().cpu().numpy()))
            return found_here

        for _, of_rows in in_halves(self.objective.chunks(len(points), len(self.end)), of_goals):
            for place, (value, along) in enumerate(of_rows or ()):
                values[place].append(value)
                found[place].append(along)
        slopes, heights = ([np.concatenate(parts) for parts in of] for of in (found, values))
        return np.stack(slopes), np.stack(heights)

    def split(self, positions: np.ndarray) -> tuple[np.ndarray, dict[Inputs, np.ndarray]]:
        """Last axis of ``positions`` into source positions and those of each sequence that the path moves."""
        parts = np.split(positions, np.cumsum([len(self.end), *map(len, self.target_ends)]), axis=-1)
        return parts[0], dict(zip(self.target_ends, parts[1:-1], strict=True))

    def _at(self, points: Sequence[float] | np.ndarray) -> tuple[torch.Tensor, dict[Inputs, torch.Tensor] | None]:
        share = torch.tensor(np.asarray(points), dtype=self.end.dtype, device=self.end.device)[:, None, None]
        targets = {inputs: torch.lerp(start, end, share) for inputs, (start, end) in self.target_ends.items()}
        return torch.lerp(self.start, self.end, share), targets or None


def check_embeddings(translator: Translator) -> None:
    """Raise `ModelError` unless embeddings give the logits that ids give; checked once for each translator."""
    if not translator.reads_embeddings:
        raise ModelError(
            f"{translator.name}: given embeddings, this model does not compute what it computes from ids; "
            "gradients with respect to them would explain something else. Use attention, rollout or decomposition"
        )
