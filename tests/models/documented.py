"""What each tiny family is compared with: the special tokens, the reader and the plain model of its documented use."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from sentencepiece import SentencePieceProcessor
from transformers import AutoTokenizer

from workbench.models import Pair, Translator, load

# Special tokens before and after a source, what the decoder is fed before a target, and what ends it: as the tokenizer
# and transformers' own shift of labels have them.
Around = tuple[list[int], list[int], list[int], int]


def tagged(source: str, target: str) -> Callable[[Any], Around]:
    """M2M100's way."""

    def around(tokenizer: Any) -> Around:
        of_source, of_target = tokenizer.convert_tokens_to_ids([source, target])
        return [of_source], [2], [2, of_target], 2

    return around


def of_mbart(tokenizer: Any) -> Around:
    of_source, of_target = tokenizer.convert_tokens_to_ids(["en_XX", "de_DE"])
    return [], [2, of_source], [of_target], 2


def tagged_of_old(tokenizer: Any) -> Around:
    of_source, of_target = tokenizer.convert_tokens_to_ids(["eng_Latn", "deu_Latn"])
    return [], [2, of_source], [2, of_target], 2


def plain(_tokenizer: Any) -> Around:
    return [], [1], [0], 1


TEMPLATES: dict[str, Callable[[Any], Around]] = {
    "m2m100": tagged("__en__", "__de__"),
    "nllb": tagged("eng_Latn", "deu_Latn"),
    "nllb of old": tagged_of_old,
    "mbart": of_mbart,
    "mbart50": tagged("en_XX", "de_DE"),
    "bart": lambda _tokenizer: ([0], [2], [2, 0], 2),
    "pegasus": plain,
    **dict.fromkeys(("t5", "t5 with its own head", "mt5", "umt5", "byt5"), plain),
    "madlad": lambda tokenizer: (tokenizer.convert_tokens_to_ids(["▁", "<2de>"]), [2], [0], 2),
}


KIN = ("nllb", "nllb of old", "mbart", "mbart50", "t5 with its own head", "mt5", "madlad")
"""Built as another of the families is, as far as views look."""

ONE_WAY = ("bart", "pegasus", "t5", "t5 with its own head", "mt5", "umt5", "byt5")
"""Told no languages: their encoder reads one."""


class BySentencePiece:
    """The documented way of models with ``spiece.model``, where transformers' own loses pieces: the file itself."""

    def __init__(self, folder: str, end: int, before: str = ""):
        self.file = SentencePieceProcessor(model_file=f"{folder}/spiece.model")
        self.end, self.before = end, before

    def __call__(self, text: str, text_target: str = "", return_tensors: str | None = None) -> dict[str, Any]:
        read, labels = ([*self.file.encode(part), self.end] for part in (self.before + text, text_target))
        if return_tensors:
            return {"input_ids": torch.tensor([read]), "attention_mask": torch.ones(1, len(read), dtype=torch.long)}
        return {"input_ids": read, "labels": labels}

    def decode(self, ids: Any, **_options: bool) -> str:
        known = [int(i) for i in ids if int(i) < len(self.file)]
        no_text = re.compile(r"▁?<(pad|unk|s|/s|extra_id_\d+|2\w\w)>")
        return self.file.decode([i for i in known if not no_text.fullmatch(self.file.id_to_piece(i))])


DOCUMENTED: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("mt5", "umt5"), partial(BySentencePiece, end=1)),
    "madlad": partial(BySentencePiece, end=2, before="<2de> "),
}
"""What reads texts as the model is said to be used; AutoTokenizer where there is no entry."""


@dataclass(frozen=True, eq=False)
class Case:
    """``before``, ``after``, ``first``, ``end``: see `TEMPLATES`; ``tokenizer``: see `DOCUMENTED`; ``model``: eager,
    and otherwise untouched."""

    name: str
    translator: Translator
    tokenizer: Any
    model: Any
    before: list[int]
    after: list[int]
    first: list[int]
    end: int

    @classmethod
    def of(cls, name: str, folder: str) -> Case:
        """The family ``name`` in ``folder``, from English to German."""
        translator = load(folder, source_language="en", target_language="de", device="cpu")
        tokenizer = DOCUMENTED.get(name, AutoTokenizer.from_pretrained)(folder)
        model = copy.deepcopy(translator.model)
        model.set_attn_implementation("eager")
        before, after, first, end = TEMPLATES[name](translator.tokenizer)
        return cls(
            name=name,
            translator=translator,
            tokenizer=tokenizer,
            model=model,
            before=before,
            after=after,
            first=first,
            end=end,
        )

    @property
    def forced(self) -> dict[str, int]:
        """What `generate` is told of the beginning."""
        begin = {} if len(self.first) == 1 else {"forced_bos_token_id": self.first[-1]}
        return {"decoder_start_token_id": self.first[0], **begin}

    def source(self, pair: Pair) -> list[int]:
        return [*self.before, *pair.source.ids, *self.after]

    def target(self, pair: Pair) -> list[int]:
        return [*self.first, *pair.target.ids]

    def read(self, pair: Pair, **options: Any) -> Any:
        ids = {"input_ids": torch.tensor([self.source(pair)])} if "inputs_embeds" not in options else {}
        with torch.no_grad():
            return self.model(**ids, decoder_input_ids=torch.tensor([self.target(pair)]), **options)

    def embedded(self, ids: list[int]) -> torch.Tensor:
        """``[n width]``: what the encoder makes of ids before it adds positions."""
        scale = self.model.model.encoder.embed_scale if self.name == "pegasus" else 1.0
        return self.model.get_input_embeddings()(torch.tensor(ids)).detach() * scale

    def logprobs(self, pair: Pair, source: torch.Tensor) -> torch.Tensor:
        """``[tgt]`` of the target's own tokens, for a source ``[src width]`` in embeddings."""
        ids = torch.tensor([self.target(pair)])
        found = self.model(inputs_embeds=source[None], decoder_input_ids=ids).logits[0].log_softmax(-1)
        start = len(self.first) - 1
        return torch.stack([found[start + t, label] for t, label in enumerate(pair.target.ids)])

    def own(self, pair: Pair) -> slice:
        return slice(len(self.before), len(self.before) + len(pair.source.ids))

    def cut(self, pair: Pair, block: str, row: str, whole: np.ndarray) -> np.ndarray:
        """``[… row column]``: what belongs to the pair's own pieces."""
        consumed = slice(len(self.first), len(self.first) + len(pair.target.ids))
        steps = consumed if row == "input" else slice(consumed.start - 1, consumed.stop - 1)
        rows = self.own(pair) if block == "encoder" else steps
        return whole[..., rows, consumed if block == "decoder" else self.own(pair)]

    def attention(self, pair: Pair) -> dict[str, np.ndarray]:
        """``[layer head tgt src]`` over all positions."""
        found = self.read(pair, output_attentions=True)
        layers = {
            "encoder": found.encoder_attentions,
            "decoder": found.decoder_attentions,
            "cross": found.cross_attentions,
        }
        return {block: torch.stack(each)[:, 0].double().numpy() for block, each in layers.items()}
