"""What is tried on a model when it is loaded: nothing that it says later should be silently wrong."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from workbench.errors import ModelError, first_line
from workbench.models.beam import BeamSettings
from workbench.models.capture import Recorder
from workbench.models.families.added import added_text
from workbench.models.forced import run_batches
from workbench.models.generation import translate
from workbench.models.network import Network
from workbench.models.stored_generation import check_ids

_LIKE_SPECIAL = re.compile(r"▁?(<.*>|\[.*\]|>>.*<<|__.*__)")
_BYTE = re.compile(r"<0x[0-9A-F]{2}>")

TRIAL = "Anna 2024"
"""A text that most vocabularies have, for trying whether a model computes at all."""


def check(network: Network) -> None:
    """Raises `ModelError` for the first thing that is wrong, with its cause and what to do."""
    _check_values(network)
    check_ties(network)
    _check_vocabulary(network)
    _check_specials(network)
    check_attention(network)
    _check_generation(network)


def check_ties(network: Network) -> None:
    for one, other in _broken_ties(network)[:1]:
        with tied(network):
            as_told = _said(network)
        raise ModelError(
            f"{network.name}: the configuration ties input and output embeddings, but {one} and {other} differ after "
            f"loading; its translations would be garbage if they should be one. Of {TRIAL!r} it makes "
            f"{_said(network)!r}, and {as_told!r} with embeddings tied as the configuration says. If that is better, "
            "pass tie_embeddings=True (--tie-embeddings); else set tie_word_embeddings to false in config.json"
        )


def tie(network: Network) -> None:
    """Make embeddings one that the configuration says are one, whatever the files say."""
    for one, other in _broken_ties(network):
        _set(network.model, one, network.model.get_parameter(other))


@contextmanager
def tied(network: Network) -> Iterator[None]:
    """As `tie` makes it, until the block ends."""
    before = {one: network.model.get_parameter(one) for one, _ in _broken_ties(network)}
    tie(network)
    try:
        yield
    finally:
        for name, weights in before.items():
            _set(network.model, name, weights)


def _broken_ties(network: Network) -> list[tuple[str, str]]:
    weights, ties = network.model.get_parameter, network.anatomy.ties(network.model)
    return [(one, other) for one, other in ties.items() if not torch.equal(weights(one), weights(other))]


def _set(model: nn.Module, name: str, weights: nn.Parameter) -> None:
    module, _, attribute = name.rpartition(".")
    setattr(model.get_submodule(module), attribute, weights)


def _said(network: Network) -> str:
    (found,) = translate(network, [TRIAL], BeamSettings(1, max_length=8, scores=False))
    return found.text or ""


def _check_values(network: Network) -> None:
    """Weights must be finite, and a table of them not all zero, as one that was never filled is."""
    for name, weights in network.model.named_parameters():
        if not weights.numel():
            raise ModelError(f"{network.name}: {name} is empty; download or save the checkpoint again")
        least, most = (value.item() for value in torch.aminmax(weights))
        if not -float("inf") < least <= most < float("inf"):
            raise ModelError(
                f"{network.name}: {name} has values that are not finite in {network.dtype}; the checkpoint is damaged"
                + ("" if network.dtype == "float32" else ", or its numbers are too large: try dtype float32")
                + "; download it again, or take one from before training went wrong"
            )
        if weights.dim() > 1 and least == most == 0:
            raise ModelError(
                f"{network.name}: {name} is all zero, as if it had never been filled; download or save the checkpoint "
                "again"
            )


def _check_specials(network: Network) -> None:
    """Every id around a text must have a row, and the decoder must not start from a word."""
    template, anatomy, model = network.template, network.anatomy, network.model
    around = {
        "source": (anatomy.embed_source.table(model), (*template.before_source, *template.after_source, template.pad)),
        "target": (anatomy.embed_target.table(model), (*template.before_target, template.pad)),
        "output": (anatomy.head(model), (template.end,)),
    }
    for side, (table, ids) in around.items():
        rows = len(table.weight)
        for i in ids:
            if not isinstance(i, int) or not 0 <= i < rows:
                raise ModelError(
                    f"{network.name}: special token {i} around the {side} is not among the {rows} rows of its "
                    "embeddings: tokenizer or configuration belong to another model; take all files from one place"
                )
    start = template.before_target[0]
    if start not in template.tags and _is_a_word(network, start):
        (piece,) = network.piece_names([start])
        likely = f"; most models of its family start from {template.pad} or {template.end}"
        raise ModelError(
            f"{network.name}: the decoder would start from {piece!r}, id {start}, which is a piece of words: "
            "decoder_start_token_id in config.json or generation_config.json is wrong, or belongs to another model; "
            f"mend it, or take all files from one place{likely}"
        )


def _is_a_word(network: Network, i: int) -> bool:
    """Whether an id stands for a part of texts, as far as it is not called special or named like ``<s>``."""
    tags = {one for ids in network.family.text.tags(network.tokenizer).values() for one in ids}
    if i in network.family.special_ids(network.tokenizer) | tags:
        return False
    (piece,) = network.piece_names([i])
    return _BYTE.fullmatch(piece) is not None or not _LIKE_SPECIAL.fullmatch(piece)


def _check_vocabulary(network: Network) -> None:
    """Whether tokenizer and embeddings were made for each other, as far as sizes and special tokens tell."""
    tokenizer, model = network.tokenizer, network.model
    rows = len(network.anatomy.embed_source.table(model).weight)
    special = network.family.special_ids(tokenizer)
    # Some tokenizers add tokens behind their pieces that no model was trained with and no text is cut into.
    most = max((i for i in tokenizer.get_vocab().values() if i not in special), default=0)
    remedy = "the tokenizer belongs to another model, or was changed after training; take all files from one place"
    if most >= rows:
        raise ModelError(f"{network.name}: the tokenizer has ids up to {most}, the embeddings {rows} rows: {remedy}")
    _check_added(network, rows)
    unused = rows - 1 - max(most, *special) if special else rows - 1 - most
    if unused > max(1024, rows // 20):
        raise ModelError(f"{network.name}: {unused} of {rows} rows of the embeddings are no token's: {remedy}")
    if _has_two_vocabularies(network):
        return  # Of two vocabularies each has special tokens of its own, and the configuration speaks of one.
    told = {"end": network.family.ends(tokenizer, model), "pad": network.family.pads(tokenizer, model)}
    for what, (ours, theirs) in told.items():
        if ours is None or not theirs or ours in theirs:
            continue
        # Which token fills up rows makes no difference where it is masked: alone, another one is no sign, unless it is
        # a word, or positions are counted from it.
        if what == "end" or unused or network.anatomy.counts_from_pad or not special.issuperset(theirs):
            raise ModelError(
                f"{network.name}: the tokenizer's {what} token is {ours}, the configuration's is "
                f"{', '.join(map(str, sorted(theirs)))}: {remedy}"
            )


def _check_added(network: Network, rows: int) -> None:
    """Tokens that somebody added are cut out of texts: each must have been made a row, of the one vocabulary."""
    tags = {i for ids in network.family.text.tags(network.tokenizer).values() for i in ids}
    for i, token in sorted(added_text(network.tokenizer).items(), key=lambda one: one[0]):
        if i >= rows:
            raise ModelError(
                f"{network.name}: {token.content!r} was added to the tokenizer as id {i}, and the embeddings have "
                f"{rows} rows: the model was never resized for it. Take the token out of added_tokens.json, "
                "tokenizer.json and tokenizer_config.json, or take the model that was trained with it"
            )
        if i not in tags and _has_two_vocabularies(network):
            raise ModelError(
                f"{network.name}: {token.content!r} was added to a tokenizer with a vocabulary for each side, and no "
                "file says which of them has it; take it out of added_tokens.json and tokenizer_config.json"
            )


def _has_two_vocabularies(network: Network) -> bool:
    anatomy, model = network.anatomy, network.model
    return anatomy.embed_target.table(model).weight is not anatomy.embed_source.table(model).weight


def check_attention(network: Network) -> None:
    """One tiny forced pass: every captured row must be a distribution, every log-probability finite."""
    pair = network.encode_pairs(["a"], ["a"])[0]
    batch = next(run_batches(network, [pair], lambda: Recorder(network.attention_modules())))
    if len(batch.weights) != network.layers:
        raise ModelError(
            f"{network.name}: attention of {len(batch.weights)} of {network.layers} decoder layers was seen; "
            "this architecture does not use the attention interface as expected, and its maps cannot be had"
        )
    for layer, weights in batch.weights.items():
        off = (weights.sum(-1) - 1).abs().max().item()
        if not off < 1e-2:
            raise ModelError(
                f"{network.name}: attention rows of layer {layer} do not sum to one (off by {off:.2f}); the layer "
                "computes something else than attention, and its maps would mean nothing"
            )
    if batch.token_logprobs is None or not torch.isfinite(batch.token_logprobs).all():
        raise ModelError(f"{network.name}: log-probabilities are not finite in {network.dtype}; try dtype float32")


def _check_generation(network: Network) -> None:
    """The stored settings must fit the model, and a few steps with them must run."""
    stored = network.model.generation_config
    where = f"{network.name}: generation_config.json"
    check_ids(where, stored.to_dict(), len(network.anatomy.head(network.model).weight))
    try:
        with warnings.catch_warnings():
            # Of a least length beyond these two steps.
            warnings.simplefilter("ignore")
            translate(network, [TRIAL], BeamSettings(2, max_length=2))
    except ModelError:
        raise
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, RuntimeError) as error:
        raise ModelError(
            f"{where}: no translation can be made with these settings: {first_line(error)}; mend or delete the file"
        ) from error
