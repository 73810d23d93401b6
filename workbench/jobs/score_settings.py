"""What shapes the figures of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.errors import RunError, UnknownNameError
from workbench.scores import on_demand, together
from workbench.symptoms.symptom import GlossaryEntry

if TYPE_CHECKING:
    from workbench.models import BeamSettings

Side = Literal["hypothesis", "reference", "both"]
SIDES: tuple[Side, ...] = ("hypothesis", "reference", "both")


@dataclass(frozen=True)
class ScoreSettings:
    """``side``: the model's hypothesis, the first reference, or both. ``max_length``: tokens that a translation has at
    most. ``pretokenized`` keeps white-space words (gold files). ``on_demand``: of `workbench.scores.on_demand`; those
    of one group come together. ``glossary``: pairs of a term and its translation. ``length_penalty``,
    ``no_repeat_ngram_size``: see `workbench.models.generation.BeamSettings`. ``beside_reference``: whether the
    suspicion of a hypothesis counts how far it is from its references.
    """

    side: Side = "hypothesis"
    beam_size: int = 4
    max_length: int | None = None
    batch_size: int = 32
    shard_size: int = 256
    pretokenized: bool = False
    on_demand: tuple[str, ...] = ()
    glossary: tuple[GlossaryEntry, ...] = ()
    length_penalty: float | None = None
    no_repeat_ngram_size: int | None = None
    beside_reference: bool = True

    def __post_init__(self) -> None:
        for name in self.on_demand:
            if name not in on_demand():
                raise UnknownNameError("score on demand", name, on_demand())
        asked = [name for names in together() if {*names} & {*self.on_demand} for name in names]
        object.__setattr__(self, "on_demand", tuple(asked))
        if self.side not in SIDES:
            raise UnknownNameError("side", self.side, SIDES)
        for name in ("batch_size", "shard_size"):
            if getattr(self, name) < 1:
                raise RunError(f"{name} {getattr(self, name)} asked for; it must be at least 1")

    def beam(self, states: bool = False) -> BeamSettings:
        """How sources are translated. ``states``: see `BeamSettings`."""
        from workbench.models.beam import BeamSettings

        return BeamSettings(
            beam_size=self.beam_size,
            max_length=self.max_length,
            batch_size=self.batch_size,
            scores=False,
            states=states,
            length_penalty=self.length_penalty,
            no_repeat_ngram_size=self.no_repeat_ngram_size,
        )

    @property
    def sides(self) -> tuple[str, ...]:
        return ("hypothesis", "reference") if self.side == "both" else (self.side,)
