"""NLLB-200, dense.

Text: a fast tokenizer, one for all languages; the tags, ``deu_Latn``, are numbered behind its pieces. A folder with the
SentencePiece file alone opens without tags, and text tagged so would silently begin with an unknown piece: the tags are
put behind the pieces, as published folders have them. Template: that of M2M100; folders of before April 2023 put the
source's tag after the end token (``legacy_behaviour``; https://github.com/huggingface/transformers/pull/22313). Its
configuration says that it is an M2M100, and its anatomy is.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from transformers import AutoTokenizer, MarianTokenizer, NllbTokenizer

from workbench.models.families.family import Family, Layout, Special
from workbench.models.families.m2m100 import M2M100
from workbench.models.families.pieces import fast_text, named_class

_TAG = re.compile(r"[a-z]{3}_[A-Z][a-z]{3}")


def _tags(tokenizer: Any) -> dict[str, tuple[int, ...]]:
    return {name: (i,) for name, i in tokenizer.get_added_vocab().items() if _TAG.fullmatch(name)}


def _layout(tokenizer: Any) -> Layout:
    fed: tuple[Special, ...] = ("start", "target tag")
    if tokenizer.legacy_behaviour:
        return Layout(before_source=(), after_source=("end", "source tag"), before_target=fed)
    return Layout(before_source=("source tag",), after_source=("end",), before_target=fed)


def open_tokenizer(place: str, config: Any, **options: Any) -> Any:
    """Of any checkpoint whose type is that of M2M100; where no class is named, the files tell which it is."""
    here = {path.name for path in Path(place).iterdir()}
    opened: Any = AutoTokenizer
    if not named_class(place, config):
        if {"source.spm", "target.spm", "vocab.json"} <= here:
            opened = MarianTokenizer
        elif "vocab.json" not in here:
            opened = NllbTokenizer
    tokenizer = opened.from_pretrained(place, **options)
    if not isinstance(tokenizer, NllbTokenizer) or _tags(tokenizer):
        return tokenizer
    told = {name: getattr(tokenizer, name) for name in ("src_lang", "tgt_lang", "legacy_behaviour")}
    pieces: Any = tokenizer._vocab
    rebuilt = NllbTokenizer(vocab=dict(pieces), merges=[*tokenizer._merges], **told)
    rebuilt.backend_tokenizer.normalizer = tokenizer.backend_tokenizer.normalizer
    return rebuilt


NLLB = Family(
    name="nllb",
    text=fast_text(_tags),
    layout=_layout,
    anatomy=M2M100.anatomy,
    model_types=M2M100.model_types,
    recognises=lambda tokenizer, _config: isinstance(tokenizer, NllbTokenizer),
    expects="NllbTokenizer",
    open_tokenizer=open_tokenizer,
)
