"""The tokenizer of a folder with ``spiece.model``, read by SentencePiece itself.

T5 and its kin have learnt what SentencePiece makes of a text. transformers' T5Tokenizer is a conversion that loses byte
fallback (a character without a piece becomes unknown, or vanishes), takes id 2 for the unknown piece whatever the file
says (MADLAD-400's ``</s>``), splits at newlines that are pieces, and needs protobuf to make.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

from tokenizers import AddedToken
from transformers import SentencePieceBackend

from workbench.models.families.added import added_text, whole
from workbench.models.families.family import Pieces
from workbench.models.families.pieces import by_sentencepiece

SENTINEL = re.compile(r"▁?<extra_id_(\d+)>")
"""What T5 and its kin fill gaps with in pre-training; mT5 has them among its pieces, with the mark of a word."""


class SpieceTokenizer(SentencePieceBackend):
    """Sentinels are numbered from the end, as T5 has them: ``<extra_id_0>`` is the last id."""

    vocab_files_names = {"vocab_file": "spiece.model"}  # noqa: RUF012
    model_input_names = ["input_ids", "attention_mask"]  # noqa: RUF012

    def __init__(
        self,
        eos_token: str = "</s>",
        unk_token: str = "<unk>",
        pad_token: str = "<pad>",
        extra_ids: int = 100,
        **options: Any,
    ):
        listed = (options.pop(key, None) or () for key in ("extra_special_tokens", "additional_special_tokens"))
        named = [str(token["content"] if isinstance(token, dict) else token) for tokens in listed for token in tokens]
        # The other way treats text around added tokens differently, and needs protobuf.
        options |= {"legacy": True, "special_tokens_pattern": "eos", "extra_ids": extra_ids}
        super().__init__(  # type: ignore[no-untyped-call]
            eos_token=eos_token, unk_token=unk_token, pad_token=pad_token, **options
        )
        size, unknown = self.sp_model.get_piece_size(), self.sp_model.unk_id()
        if all(self.sp_model.piece_to_id(first) == unknown for first in ("<extra_id_0>", "▁<extra_id_0>")):
            count = sum(SENTINEL.fullmatch(token) is not None for token in named) or extra_ids
            sentinels = ((size + place, f"<extra_id_{count - 1 - place}>") for place in range(count))
            self.added_tokens_decoder = {
                i: AddedToken(token, special=True, normalized=False)
                for i, token in sentinels
                if token not in self.added_tokens_encoder
            }
        self._add_tokens([token for token in named if not SENTINEL.fullmatch(token)], special_tokens=True)

    def get_vocab(self) -> dict[str, int]:
        """All at once: it is asked for whenever tokens are added."""
        pieces = self.sp_model.id_to_piece(list(range(self.sp_model.get_piece_size())))
        return {**{piece: i for i, piece in enumerate(pieces)}, **self.added_tokens_encoder}

    def _convert_id_to_token(self, index: int) -> str | None:  # type: ignore[override]
        """None for rows of a model that no piece belongs to."""
        return self.sp_model.id_to_piece(index) if index < self.sp_model.get_piece_size() else None

    def convert_tokens_to_string(self, tokens: list[str]) -> str:
        """Bytes become characters again."""
        return self.sp_model.decode_pieces(tokens).strip()

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """As `by_sentencepiece`; tokens that somebody added to the vocabulary stay whole."""
        return whole(texts, added_text(self), partial(by_sentencepiece, self.sp_model, None, self.unk_token_id))
