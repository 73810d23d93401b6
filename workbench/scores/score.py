"""What a figure means, and how it comes about: everything that a table, a chart or a job asks of it."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from workbench.errors import PluginError
from workbench.plugins import resolved

Columns = Mapping[str, np.ndarray]
About = Literal["quality", "confidence", "alignment", "length"]

OF_SEGMENT = (
    *("sources", "targets", "source_lengths", "target_lengths", "references", "pairs"),
    *("logprobs", "gains", "maps", "contributions", "predicting_maps", "influences"),
    *("reverse_logprobs", "own_translations", "own_logprobs"),
)
"""What a figure can be made from, one for each segment. ``sources``, ``targets``: texts; ``…_lengths``: their words;
``references``: all that a segment has. ``pairs``: as the model reads them. ``logprobs``: ``float32[tgt + 1]`` of the
forced pass, natural logarithm, the end token last; ``gains``: what the source raised them by. ``maps``: between words,
as the preset reads them, a batch of like lengths at a time. ``contributions``: those of the decomposition.
``predicting_maps``: attention at the row that predicts each word, the mean over all layers and heads; ``influences``:
integrated gradients of the content words; both between words.
``reverse_logprobs``: ``float32[src + 1]``, by the model of the other direction. ``own_translations``, ``own_logprobs``:
what the model says itself by greedy search, and how likely; None where there is none."""
OF_ALL = ("translator", "source_language", "target_language")
"""What is the same for all segments."""
NEEDS = (*OF_SEGMENT, *OF_ALL)
BESIDE_REFERENCES = ("sources", "targets", "references", *OF_ALL)
"""What is known of a hypothesis that the model has not read."""


@dataclass(frozen=True)
class ScoreGroup:
    """Scores that come about together.

    ``needs``: names of `NEEDS`, in the order in which ``figures`` takes them; it returns a column ``float64[n]`` for
    each score, NaN where null. ``reason``: takes a score's name and what ``needs`` names of one segment; why the figure
    is null, in a few words, or None where it has nothing to say. Both may be ``"package.module:function"``.
    ``on_demand``: costs more than the forced pass, and is computed when one of the scores is asked for. ``by_name``:
    costs more than all others together, and is computed when it is named, not where all are asked for.

    What needs ``references`` is computed of hypotheses, those that the model did not read too; all else of what it
    read, on either side. Without ``figures`` the job makes them itself, while it counts or from all the others.
    """

    needs: tuple[str, ...] = ()
    figures: Callable[..., Columns] | str | None = None
    reason: Callable[..., str | None] | str | None = None
    on_demand: bool = False
    by_name: bool = False

    def __post_init__(self) -> None:
        known = BESIDE_REFERENCES if self.of_hypotheses else NEEDS
        if unknown := [name for name in self.needs if name not in known]:
            beside = " beside references" if self.of_hypotheses else ""
            raise PluginError(f"a score needs {', '.join(unknown)}; there are{beside}: {', '.join(known)}")

    @property
    def of_hypotheses(self) -> bool:
        """Whether texts are compared with references, and nothing that a model reads is asked for."""
        return "references" in self.needs

    @property
    def of_reading(self) -> bool:
        """Whether it is made from what a model reads of a pair."""
        return self.figures is not None and not self.of_hypotheses

    def compute(self, given: Callable[[str], Any], names: Container[str], count: int) -> dict[str, np.ndarray]:
        """The figures of ``names``, ``float64[count]`` each, from what ``given`` has by name."""
        made = {} if self.figures is None else resolved(self.figures)(*map(given, self.needs))
        columns = {name: np.asarray(values, dtype=np.float64) for name, values in made.items() if name in names}
        for name, values in columns.items():
            if values.shape != (count,):
                raise PluginError(f"an array of shape {values.shape} received for {name}; expected one of {count}")
        return columns

    def why(self, name: str, given: Callable[[str], Any], place: int) -> str | None:
        """Why the figure ``name`` of the segment at ``place`` is null, as ``reason`` tells."""
        if self.reason is None:
            return None
        own = (given(need)[place] if need in OF_SEGMENT else given(need) for need in self.needs)
        return resolved(self.reason)(name, *own)


@dataclass(frozen=True)
class Score:
    """A number per segment.

    ``higher_is`` gives the direction in which segments are ranked. ``range`` is closed, None where unbounded.
    ``unit`` is ``unitless`` for ratios and shares. ``source`` names the paper; ``null_when`` says when the
    figure has no value (NaN here, null on disk), which ranks last and is never taken for zero. ``group``: how it is
    computed, and what comes with it. ``suspected``: whether suspicion listens to it. ``label``: what it tells, in plain
    words (its name without one); ``about``: what of a translation that is about.
    """

    name: str
    higher_is: Literal["better", "worse"]
    range: tuple[float | None, float | None]
    unit: str
    formula: str
    source: str
    null_when: str
    group: ScoreGroup
    suspected: bool = False
    label: str = ""
    about: About = "quality"
