"""One file per model family; nothing outside this folder asks for an architecture or its special tokens by name.

Other packages add theirs as entry points: see `workbench.plugins`.
"""

from workbench import plugins
from workbench.models.families.family import Family
from workbench.models.families.m2m100 import M2M100
from workbench.models.families.marian import MARIAN
from workbench.models.families.t5 import T5
from workbench.plugins import Registry

FAMILIES: Registry[Family] = Registry(plugins.FAMILIES, Family, (MARIAN, M2M100, T5))
