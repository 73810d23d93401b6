"""One file per model family; nothing outside this folder asks for an architecture or its special tokens by name.

Other packages add theirs as entry points: see `workbench.plugins`.
"""

from typing import Any

from workbench import plugins
from workbench.errors import ModelError
from workbench.models.families.bart import BART
from workbench.models.families.byt5 import BYT5
from workbench.models.families.family import Family
from workbench.models.families.m2m100 import M2M100
from workbench.models.families.m2m100_marian import M2M100_MARIAN
from workbench.models.families.madlad400 import MADLAD400
from workbench.models.families.marian import MARIAN
from workbench.models.families.mbart import MBART
from workbench.models.families.mbart50 import MBART50
from workbench.models.families.nllb import NLLB
from workbench.models.families.pegasus import PEGASUS
from workbench.models.families.t5 import T5
from workbench.plugins import Registry

FAMILIES: Registry[Family] = Registry(
    plugins.FAMILIES,
    Family,
    (MARIAN, NLLB, M2M100, M2M100_MARIAN, MBART, MBART50, MADLAD400, BYT5, T5, BART, PEGASUS),
)
"""Of those with one model type, the first that recognises tokenizer and configuration is taken."""


def families_of(model_type: str) -> list[Family]:
    """Those that a checkpoint of this type may be of. Raises `ModelError` where there is none."""
    found = [family for family in FAMILIES.values() if family.is_of(model_type)]
    if not found:
        known = sorted({name for family in FAMILIES.values() for name in family.model_types or (family.name,)})
        raise ModelError(f"models of type {model_type!r} cannot be opened yet; these can: {', '.join(known)}")
    return found


def family_of(tokenizer: Any, config: Any) -> Family:
    """The family of a checkpoint. Raises `ModelError` where its tokenizer belongs to none of its model type."""
    candidates = families_of(config.model_type)
    for family in candidates:
        if family.recognises(tokenizer, config):
            return family
    raise ModelError(
        f"a tokenizer of class {type(tokenizer).__name__} beside a model of type {config.model_type} cannot be used; "
        f"{' or '.join(family.expects for family in candidates)} can"
    )
