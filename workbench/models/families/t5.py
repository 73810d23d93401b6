"""T5, mT5 and umT5, which differ in nothing but what `t5_kin` reads from a model.

Text: pieces, one vocabulary for both sides, with bytes for what it lacks in mT5 and umT5 and nothing in T5, which knows
no ``<``, ``{`` or ``ő``. Template: the end token after the source; the decoder starts from the pad token. A model of
many tasks is told the one in words before the source. Sentinels (``<extra_id_0>``), which gaps are filled with in
pre-training, are no text.
"""

from __future__ import annotations

from workbench.models.families import t5_kin
from workbench.models.families.family import Family, Text
from workbench.models.families.pieces import id_of, names_of

T5 = Family(
    name="t5",
    text=Text(
        encode_source=t5_kin.encode,
        encode_target=t5_kin.encode,
        decode=t5_kin.decode,
        names=names_of,
        id_of=id_of,
        tasks=t5_kin.tasks,
    ),
    layout=t5_kin.layout,
    anatomy=t5_kin.ANATOMY,
    model_types=("t5", "mt5", "umt5"),
    recognises=lambda tokenizer, _config: t5_kin.reads_pieces(tokenizer),
    expects="one of SentencePiece's pieces (spiece.model or tokenizer.json)",
    open_tokenizer=t5_kin.open_tokenizer,
)
