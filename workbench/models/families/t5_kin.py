"""What T5, mT5, umT5, MADLAD-400 and ByT5 share: how text is opened and read, and where things are.

RMSNorm before attention, relative positions (a bias on attention scores, made in the first layer of each half, or in
every layer: umT5), no scaling of embeddings. Where the head is the embedding table, decoder states are scaled before
it; where it is its own, they are not, and the configuration still says that the two are tied: ``scale_decoder_outputs``
tells, which mT5 does not have, as it never scales. RMSNorm makes the same of an embedding and of a hundredth of it: on
a path from the ``zero`` baseline almost all happens at the very start, and integrated gradients then have a large
completeness error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import torch
from tokenizers import Regex, pre_tokenizers
from tokenizers.decoders import ByteFallback
from tokenizers.decoders import Sequence as InTurn
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace, Split
from torch import nn
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from workbench.models.families.family import Anatomy, Embedding, Layout, Pieces
from workbench.models.families.pieces import MARK, by_fast_tokenizer, id_of, spelled
from workbench.models.families.spiece import SENTINEL, SpieceTokenizer
from workbench.models.sublayer import Block, Sublayer

TRAINED_LENGTH = 512
_TASK = re.compile(r"translation_(?P<source>\w+?)_to_(?P<target>\w+)")
_BYTE_0 = "<0x00>"


def open_tokenizer(place: str, config: Any, **options: Any) -> Any:
    """By SentencePiece itself where its file is there; else ``tokenizer.json`` to the letter; else (ByT5) no file."""
    if Path(place, "spiece.model").is_file():
        tokenizer = SpieceTokenizer.from_pretrained(place, **options)
        pieces, pad = tokenizer.sp_model, config.pad_token_id
        if tokenizer.pad_token_id >= pieces.get_piece_size() and pad is not None and pad < pieces.get_piece_size():
            # No file of the tokenizer says what fills up: MADLAD-400's vocabulary has no piece of the usual name.
            return SpieceTokenizer.from_pretrained(place, pad_token=pieces.id_to_piece(pad), **options)
        return tokenizer
    if Path(place, "tokenizer.json").is_file():
        # T5Tokenizer would build it anew, and lose what `mended` puts back and more.
        return mended(PreTrainedTokenizerFast.from_pretrained(place, **options))
    return AutoTokenizer.from_pretrained(place, **options)


def mended(tokenizer: Any) -> Any:
    """A fast tokenizer with what T5Tokenizer loses of a SentencePiece model when it saves it."""
    backend = tokenizer.backend_tokenizer
    written = json.loads(backend.to_str())
    if written["model"]["type"] != "Unigram":
        return tokenizer
    vocabulary = [tuple(entry) for entry in written["model"]["vocab"]]
    ids = {piece: i for i, (piece, _) in enumerate(vocabulary)}
    for role, token in (("eos_token", "</s>"), ("unk_token", "<unk>"), ("pad_token", "<pad>")):
        if getattr(tokenizer, role) is None and token in ids:
            setattr(tokenizer, role, token)
    unknown, falls_back = ids.get(tokenizer.unk_token, written["model"]["unk_id"]), _BYTE_0 in ids
    if (written["model"]["unk_id"], written["model"].get("byte_fallback", False)) != (unknown, falls_back):
        backend.model = Unigram(vocabulary, unknown, falls_back)
    if falls_back and "ByteFallback" not in json.dumps(written["decoder"]):
        backend.decoder = InTurn([ByteFallback(), backend.decoder])
    if "\n" in ids:
        _keep_lines(backend, written["pre_tokenizer"] or {})
    return tokenizer


def _keep_lines(backend: Any, split: Mapping[str, Any]) -> None:
    """A newline that is a piece (MADLAD-400's) is no white space to split at, and no word begins behind it."""
    kinds = [one["type"] for one in split.get("pretokenizers", ())]
    if kinds == ["WhitespaceSplit", "Metaspace"]:
        at_spaces = Split(Regex(r"[^\S\n]+"), "removed")
        backend.pre_tokenizer = pre_tokenizers.Sequence([at_spaces, Metaspace(MARK, "always")])


def reads_pieces(tokenizer: Any) -> bool:
    """Whether it cuts texts as SentencePiece does, with a mark for spaces."""
    return isinstance(tokenizer, SpieceTokenizer) or (tokenizer.is_fast and id_of(tokenizer, MARK) is not None)


_special: WeakKeyDictionary[Any, dict[re.Pattern[str], frozenset[int]]] = WeakKeyDictionary()


def special_ids(tokenizer: Any, named: re.Pattern[str] = SENTINEL) -> frozenset[int]:
    """Tokens that are no text: those the tokenizer calls special, and those whose name is such. Looked up once."""
    known = _special.setdefault(tokenizer, {})
    if named not in known:
        marked = {i for i, token in tokenizer.added_tokens_decoder.items() if token.special}
        like = {i for token, i in tokenizer.get_vocab().items() if named.fullmatch(token)}
        known[named] = frozenset({*tokenizer.all_special_ids, *marked, *like})
    return known[named]


def encode(tokenizer: Any, texts: Sequence[str], named: re.Pattern[str] = SENTINEL) -> list[Pieces]:
    special = special_ids(tokenizer, named)
    if not isinstance(tokenizer, SpieceTokenizer):
        return by_fast_tokenizer(tokenizer, texts, special)
    return [
        spelled(text, found, special, tokenizer) for text, found in zip(texts, tokenizer.pieces(texts), strict=True)
    ]


def decode(tokenizer: Any, ids: Sequence[int], named: re.Pattern[str] = SENTINEL) -> str:
    special = special_ids(tokenizer, named)
    kept = [i for i in ids if i not in special]
    if isinstance(tokenizer, SpieceTokenizer):
        names = tokenizer.convert_ids_to_tokens(kept)
        return tokenizer.convert_tokens_to_string([name for name in names if name is not None])
    known = [i for i in kept if i < len(tokenizer)]
    return tokenizer.decode(known, clean_up_tokenization_spaces=False).strip()


def tasks(config: Any) -> dict[tuple[str, str], str]:
    """Of ``task_specific_params``, which generation does not look at."""
    stored = getattr(config, "task_specific_params", None) or {}
    if not isinstance(stored, dict):
        return {}
    prefixes = {name: task.get("prefix", "") for name, task in stored.items() if isinstance(task, dict)}
    named = ((_TASK.fullmatch(name), prefix) for name, prefix in prefixes.items() if isinstance(prefix, str))
    return {(match["source"], match["target"]): prefix for match, prefix in named if match}


def layout(_tokenizer: Any) -> Layout:
    return Layout(before_source=(), after_source=("end",), before_target=("start",))


def _sublayers(model: Any) -> dict[tuple[Block, int], Sublayer]:
    found: dict[tuple[Block, int], Sublayer] = {}

    def add(block: Block, number: int, stacked: Any, attention: Any, norm: nn.Module) -> None:
        found[block, number] = Sublayer(
            attention=attention, output=attention.o, norm=norm, heads=attention.n_heads, layer=stacked, norm_first=True
        )

    for i, stacked in enumerate(model.encoder.block):
        add("encoder", i, stacked, stacked.layer[0].SelfAttention, stacked.layer[0].layer_norm)
    for i, stacked in enumerate(model.decoder.block):
        add("decoder", i, stacked, stacked.layer[0].SelfAttention, stacked.layer[0].layer_norm)
    for i, stacked in enumerate(model.decoder.block):
        add("cross", i, stacked, stacked.layer[1].EncDecAttention, stacked.layer[1].layer_norm)
    return found


def _scales(model: Any) -> bool:
    return getattr(model.config, "scale_decoder_outputs", False)


def _project(model: Any, states: torch.Tensor) -> torch.Tensor:
    return model.lm_head(states * model.model_dim**-0.5 if _scales(model) else states)


def positions(model: Any, trained: int = TRAINED_LENGTH) -> int:
    """Relative positions have no end, but nothing longer was learnt from."""
    return getattr(model.config, "n_positions", trained)


def _ties(model: Any) -> dict[str, str]:
    ties = model.get_expanded_tied_weights_keys()
    return {one: other for one, other in ties.items() if _scales(model) or one != "lm_head.weight"}


ANATOMY = Anatomy(
    encoder=lambda model: model.encoder,
    decoder=lambda model: model.decoder,
    sublayers=_sublayers,
    embed_source=Embedding(lambda model: model.encoder.embed_tokens),
    embed_target=Embedding(lambda model: model.decoder.embed_tokens),
    project=_project,
    positions=positions,
    ties=_ties,
    endless=True,
)
