"""A model loaded with its tokenizer: what it is made of, and texts to tokens with offsets and back."""

from __future__ import annotations

import hashlib
import itertools
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedModel

from workbench.alignment.tokens import Tokens
from workbench.errors import ModelError, UnknownNameError
from workbench.language.characters import unfit
from workbench.language.vocabulary import Vocabulary
from workbench.models.choice import AttentionChoice, Layer, heads_of, unmeasured_default
from workbench.models.decoder import Decoder
from workbench.models.families.family import Anatomy, Embedding, Family, Pieces, behind
from workbench.models.pair import Encoded, Pair
from workbench.models.precision import processor
from workbench.models.stored_generation import settings_of
from workbench.models.sublayer import BLOCKS, Block, Sublayer
from workbench.models.template import Template
from workbench.models.written import spans_of

SHORTEST_LIMIT = 16


@dataclass(eq=False)
class Network:
    """A model with its tokenizer and everything that is settled when it is loaded: what every pass through it needs.

    ``template``: the special tokens around sources and targets. ``preset``: the attention that maps are read from
    unless something else is asked for. ``lock``: one forward pass at a time per model. ``source_prefix``: the text of
    what stands before each source to tell the model its task. ``language_notes``: which of its languages are those that
    were asked for in other words ("target language German is deu_Latn"). ``folder``: where its files lie; ``revision``:
    the commit of the hub's repository that they are of. ``longest``: see `positions`. ``setting_notes``: what is stored
    with it on generation and passed over. ``tied``: whether its embeddings were made one that its files say are not.
    ``allow_pickle``: whether its weights may come from pickle files.
    ``decoder``: who writes its translations; None for its own search.
    ``precision``: how forced passes multiply, float32 or bfloat16.
    """

    name: str
    model: PreTrainedModel
    tokenizer: Any
    family: Family
    source_language: str | None
    target_language: str | None
    template: Template
    preset: AttentionChoice
    folder: Path
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    source_prefix: str = ""
    language_notes: tuple[str, ...] = ()
    setting_notes: tuple[str, ...] = ()
    tied: bool = False
    allow_pickle: bool = False
    revision: str | None = None
    longest: int | None = None
    decoder: Decoder | None = None
    precision: str = "float32"

    @property
    def device(self) -> torch.device:
        return self.model.device

    @property
    def dtype(self) -> str:
        return str(self.model.dtype).removeprefix("torch.")

    @property
    def anatomy(self) -> Anatomy:
        return self.family.anatomy

    @property
    def layers(self) -> int:
        """Of the decoder."""
        return self.depth("decoder")

    @property
    def heads(self) -> int:
        """Of the decoder."""
        return self.heads_of("decoder")

    def depth(self, block: Block) -> int:
        return sum(name == block for name, _ in self.sublayers)

    def heads_of(self, block: Block) -> int:
        return self.sublayers[block, 0].heads

    def check(self, choice: AttentionChoice) -> AttentionChoice:
        """``choice``; raises `ModelError` for a layer, head or row that the model does not have."""
        return choice.check(self.depth(choice.block), self.heads_of(choice.block))

    @cached_property
    def positions(self) -> int:
        """The longest sequence, special tokens included, that the model reads.

        That is what it has positions for, or what was asked for as ``longest``: less, or more where positions have no
        end. Raises `ModelError` for more than there are.
        """
        own = self.anatomy.positions(self.model)
        if self.longest is None:
            return own
        if self.longest < SHORTEST_LIMIT:
            raise ModelError(f"longest {self.longest} asked for; at least {SHORTEST_LIMIT} tokens are expected")
        if self.longest > own and not self.anatomy.endless:
            raise ModelError(f"longest {self.longest} asked for; {self.name} has positions for {own} tokens")
        return self.longest

    @cached_property
    def sublayers(self) -> Mapping[tuple[Block, int], Sublayer]:
        return self.anatomy.sublayers(self.model)

    def attention_modules(self, block: Block = "cross") -> dict[int, torch.nn.Module]:
        """Layer → attention module of one block."""
        return {layer: found.attention for (name, layer), found in self.sublayers.items() if name == block}

    @cached_property
    def weights_hash(self) -> str:
        """SHA-256 over names, shapes and values of all parameters, whatever files they came from."""
        digest = hashlib.sha256()
        for name, value in sorted(self.model.state_dict().items()):
            digest.update(f"{name}{tuple(value.shape)}{value.dtype}".encode())
            digest.update(value.detach().cpu().contiguous().view(torch.uint8).numpy().tobytes())
        return digest.hexdigest()

    @property
    def vocabulary(self) -> Vocabulary | None:
        """The words that it has seen, where they were counted and lie beside it."""
        return Vocabulary.beside(self.folder)

    def signature(self) -> dict[str, object]:
        """What of the model goes into the signature of a number."""
        return {
            "model": self.name,
            "weights": self.weights_hash[:16],
            "source_language": self.source_language,
            "target_language": self.target_language,
            "dtype": self.dtype,
            "device": self.device.type,
            **({"revision": self.revision} if self.revision else {}),
            **({"source_prefix": self.source_prefix} if self.source_prefix else {}),
            **({"longest": self.longest} if self.longest else {}),
            **({"tie_embeddings": True} if self.tied else {}),
            **({"decoder": self.decoder.signature()} if self.decoder else {}),
            **({} if self.precision == "float32" else {"precision": self.precision, "processor": processor()}),
            "generation": settings_of(self.model.generation_config),
        }

    def encode_sources(self, texts: Sequence[str], pretokenized: bool = False) -> list[Encoded]:
        """``pretokenized`` takes the words between white space as they are. The words before each source that tell the
        model its task are cut together with it, as in the documented use."""
        told = self.source_prefix
        encode, embedding = self.family.text.encode_source, self.anatomy.embed_source
        if not told:
            return self._encoded(texts, encode, embedding, pretokenized)
        prefixes: list[tuple[int, ...]] = []

        def apart(tokenizer: Any, texts: Sequence[str]) -> list[Pieces]:
            both = [behind(len(told), found) for found in encode(tokenizer, [told + text for text in texts])]
            prefixes.extend(prefix for prefix, _ in both)
            return [own for _, own in both]

        found = self._encoded(texts, apart, embedding, pretokenized)
        return [replace(one, prefix=prefix) for one, prefix in zip(found, prefixes, strict=True)]

    def encode_targets(
        self, texts: Sequence[str], pretokenized: bool = False, written: Sequence[Sequence[int] | None] = ()
    ) -> list[Encoded]:
        """``written``: the ids that the model generated each text by, None for a text of somebody else's."""
        encode = self.family.text.encode_target
        return self._encoded(texts, encode, self.anatomy.embed_target, pretokenized, written)

    def irreplaceable(self, texts: Sequence[str], ids: Sequence[Sequence[int] | None]) -> list[Sequence[int] | None]:
        """The ids that the model generated, of those texts that are another text to the tokenizer; None for the rest.

        A beam that spells a word in an unusual way finds it likely. Read as everybody's text is cut, it is as unlikely
        as a planted fault is: all that was measured of suspicion rests on that, and it shows words that are none.
        """
        kept: list[Sequence[int] | None] = [None] * len(texts)
        own = {place: given for place, given in enumerate(ids) if given is not None}
        cut = self.encode_targets([texts[place] for place in own])
        for (place, given), encoded in zip(own.items(), cut, strict=True):
            if encoded.ids != [*given] and self.decode([encoded.ids]) != [texts[place]]:
                kept[place] = given
        return kept

    def _encoded(
        self,
        texts: Sequence[str],
        encode: Callable[[Any, Sequence[str]], list[Pieces]],
        embedding: Embedding,
        pretokenized: bool,
        written: Sequence[Sequence[int] | None] = (),
    ) -> list[Encoded]:
        for text in texts:
            if (wrong := unfit(text)) and wrong.character != "\0":
                raise ModelError(wrong.told)
        rows = len(embedding.table(self.model).weight)
        found = []
        known = encode(self.tokenizer, texts)
        for text, (ids, pieces, offsets), own in zip(texts, known, written or [None] * len(texts), strict=True):
            if own is not None and [*own] != ids:
                ids, pieces = [*own], self.piece_names(own)
                offsets = spans_of(text, ids, pieces, partial(self.family.text.decode, self.tokenizer))
            if ids and max(ids) >= rows:
                raise ModelError(
                    f"{self.name}: the tokenizer cuts {pieces[ids.index(max(ids))]!r} out of a text, id {max(ids)}, "
                    f"and the embeddings have {rows} rows: it belongs to another model; take all files from one place"
                )
            found.append(Encoded(ids, Tokens.from_offsets(text, pieces, offsets, pretokenized)))
        return found

    def encode_pairs(
        self,
        sources: Sequence[str],
        targets: Sequence[str],
        pretokenized: bool = False,
        written: Sequence[Sequence[int] | None] = (),
    ) -> list[Pair]:
        """Pairs for a forced pass; ask `fits` before running one. ``written``: see `encode_targets`."""
        read = self.encode_sources(sources, pretokenized)
        encoded = zip(read, self.encode_targets(targets, pretokenized, written), strict=True)
        return [Pair(source, target) for source, target in encoded]

    def fits_source(self, source: Encoded) -> bool:
        """Whether the model has positions for the source with its special tokens."""
        return len(self.template.source(source.ids, source.prefix)) <= self.positions

    def fits(self, pair: Pair) -> bool:
        return self.fits_source(pair.source) and len(self.template.fed(pair.target.ids)) <= self.positions

    def longest_target(self, asked: int | None = None) -> int:
        """The limit that translations are cut at, in tokens with what the decoder is fed before them.

        ``asked`` counts tokens of text: where the model is made to end what is cut, its end token comes on top.
        """
        stored = self.model.generation_config
        around = len(self.template.before_target) + (stored.forced_eos_token_id is not None)
        own = stored.max_new_tokens + 1 if stored.max_new_tokens else stored.max_length or self.positions
        return min(self.positions, own if asked is None else asked + around)

    def piece_names(self, ids: Sequence[int]) -> list[str]:
        return self.family.text.names(self.tokenizer, ids)

    def piece_id(self, name: str) -> int | None:
        """None where the vocabulary has no such piece."""
        return self.family.text.id_of(self.tokenizer, name)

    def own_ids(self, sequence: Sequence[int]) -> tuple[int, ...]:
        """Of what was generated, the text's own: none of the template, nothing from a token on that ends it."""
        first = len(self.template.before_target)
        _, ends = self.family.ends(self.tokenizer, self.model)
        ends = ends | {self.template.end}
        return tuple(itertools.takewhile(lambda i: i not in ends, sequence[first:]))

    def decode(self, sequences: Sequence[Sequence[int]]) -> list[str]:
        return [self.family.text.decode(self.tokenizer, ids) for ids in sequences]

    def encoder_states(self, mask: torch.Tensor, **source: torch.Tensor) -> torch.Tensor:
        """``[batch src width]`` of ``input_ids`` or ``inputs_embeds``; ``mask[batch src]``: 1 where they count."""
        return self.anatomy.encoder(self.model)(attention_mask=mask, **source).last_hidden_state

    def decoder_states(self, encoded: torch.Tensor, mask: torch.Tensor, **target: torch.Tensor) -> torch.Tensor:
        """``[batch tgt width]`` of ``input_ids`` or ``inputs_embeds``, at the top of the decoder.

        ``encoded[batch src width]``: what `encoder_states` made of the source under the same ``mask``.
        """
        decoder = self.anatomy.decoder(self.model)
        read = decoder(encoder_hidden_states=encoded, encoder_attention_mask=mask, use_cache=False, **target)
        return read.last_hidden_state

    def choose(
        self,
        layer: Layer | None = None,
        heads: Sequence[int | str] | str | None = None,
        row: str | None = None,
        block: Block = "cross",
    ) -> AttentionChoice:
        """The preset with what a person asked for in its place: ``layer`` a number or ``all``, ``heads`` as `heads_of`
        takes them. Raises `ModelError` for what the model has not.

        The preset is one of cross-attention; self-attention starts from the last layer but one, all heads.
        """
        if block not in BLOCKS:
            raise UnknownNameError("block", block, BLOCKS)
        start = self.preset if block == "cross" else replace(unmeasured_default(self.depth(block)), block=block)
        if block == "encoder" and row is not None:
            raise ModelError(f"row {row!r} asked of the encoder, which has no decoder steps; leave the row out")
        if layer is None and not heads and row is None:
            return start
        return self.check(
            AttentionChoice(
                layer=start.layer if layer is None else layer,
                # Heads belong to a layer: another layer starts from all of its heads.
                heads=heads_of(heads) if heads else start.heads if layer in (None, start.layer) else None,
                row=start.row if row is None else row,  # type: ignore[arg-type]
                block=block,
                view=start.view,
            )
        )
