"""One file per model family; nothing outside this folder asks for an architecture or its special tokens by name."""

from workbench.models.families.family import Family
from workbench.models.families.m2m100 import M2M100
from workbench.models.families.marian import MARIAN
from workbench.models.families.t5 import T5

FAMILIES: dict[str, Family] = {
    "marian": MARIAN,
    "m2m_100": M2M100,
    "t5": T5,
}
"""By the ``model_type`` of a checkpoint's configuration."""
