"""mBART-50, such as mbart-large-50-many-to-many-mmt.

Text: as mBART's, with a normaliser and 27 languages more. Template: the source's tag first; the decoder is fed ``</s>``
and then the target's tag. Its configuration says ``mbart``, and its anatomy is mBART's.
"""

from __future__ import annotations

from transformers import MBart50Tokenizer

from workbench.models.families.family import Family, Layout
from workbench.models.families.mbart import MBART, open_tokenizer

MBART50 = Family(
    name="mbart50",
    text=MBART.text,
    layout=lambda _tokenizer: Layout(
        before_source=("source tag",), after_source=("end",), before_target=("start", "target tag")
    ),
    anatomy=MBART.anatomy,
    model_types=("mbart",),
    recognises=lambda tokenizer, _config: isinstance(tokenizer, MBart50Tokenizer),
    expects="MBart50Tokenizer",
    open_tokenizer=open_tokenizer,
)
