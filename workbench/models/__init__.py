"""Translation models: loading, translating, the forced pass, attention capture."""

from workbench.models.batching import length_batches
from workbench.models.beam import BeamSettings
from workbench.models.checkpoint import exchanged, load, redirected
from workbench.models.choice import AttentionChoice
from workbench.models.families import FAMILIES
from workbench.models.forced import Forced, forced_pass
from workbench.models.generation import Candidate, Translation, translate
from workbench.models.network import Network
from workbench.models.pair import Encoded, Pair
from workbench.models.reopened import reopened
from workbench.models.translator import Translator

__all__ = [
    "FAMILIES",
    "AttentionChoice",
    "BeamSettings",
    "Candidate",
    "Encoded",
    "Forced",
    "Network",
    "Pair",
    "Translation",
    "Translator",
    "exchanged",
    "forced_pass",
    "length_batches",
    "load",
    "redirected",
    "reopened",
    "translate",
]
