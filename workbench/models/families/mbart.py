"""mBART (cc25), such as mbart-large-en-ro.

Text: a fast tokenizer, one for all languages, with the tags, ``de_DE``, behind its pieces. The class that transformers
5.24 opens has no normaliser, whatever the folder says; it is put back from the folder's ``tokenizer.json`` or
SentencePiece file, or "ﬁ" and "Ｈ" would fall apart into unknown pieces. Template: the source's tag after the end
token; the decoder starts from the target's tag, and what a configuration says of its start is another language's.
Anatomy: norms before attention, another after the embeddings, learnt positions, embeddings that scale themselves;
logits have a bias. mBART-50 says that it is of the same type.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, normalizers
from transformers import AutoTokenizer, MBart50Tokenizer, MBartTokenizer
from transformers.convert_slow_tokenizer import import_protobuf

from workbench.models.families import bart_kin
from workbench.models.families.family import Family, Layout
from workbench.models.families.pieces import fast_text, named_class

OF_50_ALONE = "sl_SI"
"""A language of mBART-50 that cc25 has not."""


def tags(tokenizer: Any) -> dict[str, tuple[int, ...]]:
    return {code: (i,) for code, i in tokenizer.lang_code_to_id.items() if i != tokenizer.unk_token_id}


def open_tokenizer(place: str, config: Any, **options: Any) -> Any:
    """Of any checkpoint whose type is mBART's.

    A folder of mBART-50 that names no class opens as one of cc25, with other specials and half of the languages. The
    end token, which its decoder starts from, tells, or a language in its vocabulary that cc25 has not.
    """
    tokenizer = AutoTokenizer.from_pretrained(place, **options)
    if type(tokenizer) is MBartTokenizer and not named_class(place, config):
        starts_at_end = config.decoder_start_token_id == tokenizer.eos_token_id
        if starts_at_end or OF_50_ALONE in tokenizer.get_vocab():
            return MBart50Tokenizer.from_pretrained(place, **options)
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is not None and backend.normalizer is None:
        backend.normalizer = _normalizer(place)
    return tokenizer


def _normalizer(place: str) -> Any:
    """That of the folder's own files; None where they have none."""
    whole, pieces = (Path(place, name) for name in ("tokenizer.json", "sentencepiece.bpe.model"))
    if whole.is_file() and json.loads(whole.read_text(encoding="utf-8")).get("normalizer"):
        return Tokenizer.from_file(str(whole)).normalizer
    if not pieces.is_file():
        return None
    model = import_protobuf().ModelProto()
    model.ParseFromString(pieces.read_bytes())
    charsmap = model.normalizer_spec.precompiled_charsmap
    return normalizers.Precompiled(charsmap) if charsmap else None


MBART = Family(
    name="mbart",
    text=fast_text(tags),
    layout=lambda _tokenizer: Layout(
        before_source=(), after_source=("end", "source tag"), before_target=("target tag",)
    ),
    anatomy=bart_kin.anatomy(norm_first=True, project=bart_kin.project_with_bias),
    recognises=lambda tokenizer, _config: isinstance(tokenizer, MBartTokenizer),
    expects="MBartTokenizer",
    open_tokenizer=open_tokenizer,
)
