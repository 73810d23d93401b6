"""Translations written by CTranslate2: the same weights and beam search in another engine, for speed.

Ids go in and ids come out; everything that is told of a translation is read by the model itself, in the forced pass
over these ids. Before it is used it must agree with the model on `CHECKED` pairs: conversion goes wrong in silence.

Its beam search differs from transformers' in when it ends: at so many ended translations as ``patience`` times the
beams. At one that is ``early_stopping`` of transformers; without it, transformers goes on while a running beam might
still become better, which at `PATIENCE` comes to the same translations but for rare ones.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from workbench.errors import ModelError, UnknownNameError, first_line
from workbench.models.beam import BeamSettings
from workbench.models.conversion import PRECISION, CannotConvert, converted
from workbench.models.forced import padded, real_positions
from workbench.models.stored_generation import settings_of

if TYPE_CHECKING:
    from workbench.models.decoder import Decoder
    from workbench.models.network import Network

DECODERS = ("transformers", "ctranslate2", "auto")
CHECKED = 10
LONGEST_CHECKED = 32
TOLERANCE = 1e-3
"""Nats, of the log-probability of any token; float32 alone makes 1e-5."""
PATIENCE = 2.0
"""At 1 one translation in ten differs, at 1.5 one in twenty (tests/benchmarks/README.md)."""
HEEDED = frozenset(
    (
        *("max_length", "max_new_tokens", "length_penalty", "no_repeat_ngram_size", "early_stopping"),
        *("bad_words_ids", "suppress_tokens", "eos_token_id", "forced_eos_token_id"),
    )
)
"""Of the settings stored with a model, those that are kept to."""


@dataclass(frozen=True, eq=False)
class FastDecoder:
    """``engine``: CTranslate2's translator. ``length_penalty``, ``no_repeat_ngram_size``: where a search asks for no
    others. ``patience``: see above. ``barred``: sequences that are never generated. ``ends``: the end token is forced
    at the limit."""

    engine: Any
    version: str
    patience: float
    length_penalty: float
    no_repeat_ngram_size: int
    barred: list[list[str]]
    ends: bool

    def signature(self) -> dict[str, object]:
        return {
            "name": "ctranslate2",
            "version": self.version,
            "compute_type": PRECISION,
            "patience": self.patience,
        }

    def search(
        self, rows: Sequence[Sequence[int]], begin: Sequence[int], limit: int, settings: BeamSettings
    ) -> tuple[list[list[int]], list[float]]:
        """See `Decoder`."""
        start, *given = begin
        penalty, apart = settings.length_penalty, settings.no_repeat_ngram_size
        found = self.engine.translate_batch(
            _named(rows),
            target_prefix=_named([given] * len(rows)) if given else None,
            beam_size=settings.beam_size,
            patience=self.patience if settings.beam_size > 1 else 1,
            num_hypotheses=settings.n_best,
            length_penalty=self.length_penalty if penalty is None else penalty,
            no_repeat_ngram_size=self.no_repeat_ngram_size if apart is None else apart,
            suppress_sequences=self.barred or None,
            max_decoding_length=limit - 1 - self.ends,
            # 1, the default, bars the end token from the first step, which a model may well choose.
            min_decoding_length=0,
            max_input_length=0,
            return_scores=settings.scores,
        )
        ids = [[start, *map(int, names)] for one in found for names in one.hypotheses]
        scored = settings.scores and settings.beam_size > 1
        return ids, [score for one in found for score in one.scores] if scored else [float("nan")] * len(ids)


def decoder_of(network: Network, asked: str) -> tuple[Decoder | None, tuple[str, ...]]:
    """Who writes the translations, None for transformers, and why that is so where ``auto`` asked for better.

    Raises `ModelError` where ``ctranslate2`` is asked for and cannot be had, `UnknownNameError` for another name.
    """
    if asked not in DECODERS:
        raise UnknownNameError("decoder", asked, DECODERS)
    if asked == "transformers":
        return None, ()
    try:
        return _opened(network), ()
    except CannotConvert as error:
        if asked == "auto":
            return None, (f"{error}; transformers writes the translations",)
        raise ModelError(
            f"{network.name}: {error}; give --decoder transformers, or auto to have that by itself"
        ) from error


def _opened(network: Network) -> FastDecoder:
    try:
        import ctranslate2
    except ImportError as error:
        absent = error.name == "ctranslate2"
        raise CannotConvert(
            "CTranslate2 is not installed (pip install 'translation-workbench[fast]')"
            if absent
            else f"CTranslate2 cannot be imported: {first_line(error)}"
        ) from error
    stored = network.model.generation_config
    if left := [name for name in settings_of(stored) if name not in HEEDED]:
        raise CannotConvert(f"{', '.join(left)}, stored with the model, cannot be kept to in CTranslate2")
    if ends := network.family.ends(network.tokenizer, network.model)[1] - {network.template.end}:
        raise CannotConvert(f"the model stops at {1 + len(ends)} tokens, and CTranslate2 would at one")
    reason = ""
    for anew in (False, True):
        # What lies in the cache may have been damaged there.
        with converted(network, anew) as folder:
            try:
                engine = ctranslate2.Translator(
                    str(folder), device="cpu", compute_type=PRECISION, intra_threads=torch.get_num_threads()
                )
            except (RuntimeError, ValueError) as error:
                reason = first_line(error)
                continue
        if (off := difference(network, engine)) <= TOLERANCE:
            return FastDecoder(
                engine=engine,
                version=ctranslate2.__version__,
                patience=1.0 if stored.early_stopping is True else PATIENCE,
                length_penalty=1.0 if stored.length_penalty is None else stored.length_penalty,
                no_repeat_ngram_size=stored.no_repeat_ngram_size or 0,
                barred=_barred(network),
                ends=stored.forced_eos_token_id is not None,
            )
        reason = f"log-probabilities of {CHECKED} pairs are up to {off:.2g} nats off, and {TOLERANCE} is allowed"
    raise CannotConvert(f"what CTranslate2 makes of the family {network.family.name} is another model: {reason}")


def difference(network: Network, engine: Any) -> float:
    """The largest one between log-probabilities that the model and its conversion give to tokens of `CHECKED` pairs.

    The pairs are of pieces drawn from the whole vocabulary, of unlike lengths, so that batches are padded.
    """
    template = network.template
    sources, targets = _drawn(network)
    rows, read = [template.source(ids) for ids in sources], [template.fed(ids) for ids in targets]
    with torch.inference_mode(), network.lock:
        mask = real_positions(rows).long()
        encoded = network.encoder_states(mask, input_ids=padded(rows, template.pad))
        states = network.decoder_states(encoded, mask, input_ids=padded(read, template.pad))
        logits = network.anatomy.project(network.model, states[template.labelled(real_positions(read))]).float()
    labels = torch.tensor([label for ids in targets for label in template.labels(ids)])
    expected = logits.log_softmax(-1).gather(1, labels[:, None])[:, 0]
    # The end token is scored without being given.
    scored = engine.score_batch(_named(rows), _named([row[1:] for row in read]), max_input_length=0)
    told = torch.tensor([value for one in scored for value in one.log_probs[template.first_step :]])
    off = (expected - told).abs()
    return float(off.max()) if bool(off.isfinite().all()) else float("inf")


def _drawn(network: Network) -> tuple[list[list[int]], list[list[int]]]:
    """Own ids of sources and targets, the same each time; the longest sources with the shortest targets."""
    template, drawing = network.template, random.Random(0)
    room = network.positions - max(len(template.source([])), len(template.fed([]))) - 1
    most = max(1, min(LONGEST_CHECKED, room))
    lengths = [1 + place * (most - 1) // (CHECKED - 1) for place in range(CHECKED)]
    barred = {*network.family.special_ids(network.tokenizer), template.pad, template.end, template.unknown}
    tables = network.anatomy.embed_source.table(network.model), network.anatomy.embed_target.table(network.model)
    known = [[i for i in range(len(table.weight)) if i not in barred | template.tags] for table in tables]
    sources, targets = (
        [[drawing.choice(ids) for _ in range(length)] for length in order]
        for ids, order in zip(known, (lengths, lengths[::-1]), strict=True)
    )
    return sources, targets


def _barred(network: Network) -> list[list[str]]:
    """Sequences that are never generated."""
    stored, pad = network.model.generation_config, network.template.pad
    single = [[i] for i in (*(stored.suppress_tokens or ()), *([pad] if network.family.never_pads else ()))]
    return _named([*(stored.bad_words_ids or ()), *single])


def _named(rows: Sequence[Sequence[int]]) -> list[list[str]]:
    """As a conversion calls them."""
    return [[*map(str, row)] for row in rows]
