"""M2M100's anatomy with Marian's text: one direction each, trained elsewhere and converted (such as projecte-aina's).

Which tokenizer it is tells the folder; the configuration says ``m2m_100``. No tags: a model's languages are its own.
"""

from __future__ import annotations

from transformers import MarianTokenizer

from workbench.models.families.family import Family
from workbench.models.families.m2m100 import M2M100
from workbench.models.families.marian import MARIAN

M2M100_MARIAN = Family(
    name="m2m100_marian",
    text=MARIAN.text,
    layout=MARIAN.layout,
    anatomy=M2M100.anatomy,
    model_types=M2M100.model_types,
    recognises=lambda tokenizer, _config: isinstance(tokenizer, MarianTokenizer),
    expects="MarianTokenizer",
)
