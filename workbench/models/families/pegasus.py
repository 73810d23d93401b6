"""PEGASUS, tuned to translate.

Text: a fast tokenizer, one for both sides, whose first hundred ids are those of pre-training. Template: the end token
after the source; the decoder starts from the pad token. Anatomy: norms before attention, sinusoidal positions up to a
limit; the encoder scales embeddings of ids alone, the decoder whatever it is given. Logits have a bias.
"""

from __future__ import annotations

from workbench.models.families import bart_kin
from workbench.models.families.family import Family, Layout
from workbench.models.families.pieces import fast_text

PEGASUS = Family(
    name="pegasus",
    text=fast_text(),
    layout=lambda _tokenizer: Layout(before_source=(), after_source=("end",), before_target=("start",)),
    anatomy=bart_kin.anatomy(norm_first=True, project=bart_kin.project_with_bias, scales_ids=True),
    recognises=lambda tokenizer, _config: tokenizer.is_fast,
    expects="a fast PegasusTokenizer",
)
