"""Translations written by CTranslate2: the same weights and beam search in another engine, for speed.

Ids go in and ids come out; everything that is told of a translation is read by the model itself, in the forced pass
over these ids. Before it is used it must agree with the model on `CHECKED` pairs: conversion goes wrong in silence.

It searches as transformers does but for the end: transformers goes on (``early_stopping`` False) while a running beam
might still become better than those that have ended, this until as many have ended as there are beams. So a share of
translations differs, as it does between near ties.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import torch

from workbench import work
from workbench.errors import ModelError, UnknownNameError, first_line
from workbench.models.conversion import PRECISION, CannotConvert, converted, rows_of
from workbench.models.forced import padded, real_positions
from workbench.models.stored_generation import settings_of

if TYPE_CHECKING:
    from workbench.models.generation import BeamSettings
    from workbench.models.network import Network

Decoder = Literal["transformers", "ctranslate2", "auto"]
DECODERS: tuple[Decoder, ...] = get_args(Decoder)
CHECKED = 10
LONGEST_CHECKED = 32
TOLERANCE = 1e-3
"""Nats, of the log-probability of any token; float32 alone makes 1e-4."""
HEEDED = frozenset(
    ("max_length", "max_new_tokens", "length_penalty", "no_repeat_ngram_size", "early_stopping", "bad_words_ids")
    + ("suppress_tokens", "eos_token_id", "forced_eos_token_id")
)
"""Of the settings stored with a model, those that are kept here too."""


@dataclass(frozen=True, eq=False)
class FastDecoder:
    """``engine``: CTranslate2's translator."""

    engine: Any
    version: str

    def signature(self) -> dict[str, object]:
        return {"name": "ctranslate2", "version": self.version, "compute_type": PRECISION}

    def search(
        self, network: Network, rows: Sequence[Sequence[int]], prefix: Sequence[int], limit: int, settings: BeamSettings
    ) -> list[tuple[list[int], float]]:
        """The ``n_best`` of each source in turn: ids as the model's own search writes them, from the start token on,
        and the score, NaN if not asked for.

        ``rows``: sources with their special tokens. ``limit``: of the ids of a translation, start and end included.
        """
        stored = network.model.generation_config
        begin = [str(i) for i in network.template.fed(prefix)[1:]]
        room = limit - 1 - (stored.forced_eos_token_id is not None)
        penalty, apart = settings.length_penalty, settings.no_repeat_ngram_size
        work.spend(len(rows) * max(map(len, rows)))
        found = self.engine.translate_batch(
            [[str(i) for i in row] for row in rows],
            target_prefix=[begin] * len(rows) if begin else None,
            beam_size=settings.beam_size,
            num_hypotheses=settings.n_best,
            length_penalty=(1.0 if stored.length_penalty is None else stored.length_penalty)
            if penalty is None
            else penalty,
            no_repeat_ngram_size=(stored.no_repeat_ngram_size or 0) if apart is None else apart,
            suppress_sequences=_barred(network) or None,
            max_decoding_length=room,
            # 1, the default, bars the end token from the first step, which a model may well choose.
            min_decoding_length=0,
            max_input_length=0,
            return_scores=settings.scores,
        )
        start = network.template.before_target[0]
        best = []
        for one in found:
            scores = one.scores if settings.scores and settings.beam_size > 1 else [float("nan")] * settings.n_best
            for names, score in zip(one.hypotheses, scores, strict=True):
                best.append(([start, *(int(name) for name in names)], score))
        work.spend(sum(settings.beam_size * len(ids) for ids, _ in best[:: settings.n_best]))
        return best


def decoder_of(network: Network, asked: str) -> tuple[FastDecoder | None, str | None]:
    """Who writes the translations, None for transformers, and a sentence on why it is not CTranslate2 where ``auto``
    could not have it.

    Raises `ModelError` where ``ctranslate2`` is asked for and cannot be had, `UnknownNameError` for another name.
    """
    if asked not in DECODERS:
        raise UnknownNameError("decoder", asked, DECODERS)
    if asked == "transformers":
        return None, None
    try:
        return _opened(network), None
    except CannotConvert as error:
        if asked == "auto":
            return None, f"{error}; transformers writes the translations"
        raise ModelError(f"{error}; give --decoder transformers, or auto to have that by itself") from error


def _opened(network: Network) -> FastDecoder:
    try:
        import ctranslate2
    except ImportError as error:
        raise CannotConvert(
            "CTranslate2 is not installed: pip install 'translation-workbench[fast]'"
            if error.name == "ctranslate2"
            else f"CTranslate2 cannot be imported: {first_line(error)}"
        ) from error
    if left := [name for name in settings_of(network.model.generation_config) if name not in HEEDED]:
        raise CannotConvert(
            f"{network.name}: {', '.join(left)}, stored with the model, cannot be kept to in CTranslate2"
        )
    ends = network.family.ends(network.tokenizer, network.model)[1] - {network.template.end}
    if ends:
        raise CannotConvert(f"{network.name}: it stops at {1 + len(ends)} tokens, in CTranslate2 it would at one")
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
            return FastDecoder(engine, ctranslate2.__version__)
        reason = f"log-probabilities of {CHECKED} pairs are up to {off:.2g} nats off, {TOLERANCE} is allowed"
    raise CannotConvert(
        f"{network.name}: what CTranslate2 makes of the family {network.family.name} is another model: {reason}"
    )


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
    scored = engine.score_batch(
        [[str(i) for i in row] for row in rows],
        [[str(i) for i in row[1:]] for row in read],
        max_input_length=0,
    )
    # The end token is scored without being given.
    told = [value for one in scored for value in one.log_probs[template.first_step :]]
    off = (expected - torch.tensor(told)).abs()
    return float(off.max()) if bool(off.isfinite().all()) else float("inf")


def _drawn(network: Network) -> tuple[list[list[int]], list[list[int]]]:
    """Own ids of sources and targets, the same each time."""
    drawing, special = random.Random(0), network.family.special_ids(network.tokenizer)
    barred = {*special, network.template.pad, network.template.end, network.template.unknown, *network.template.tags}
    ids = [i for i in range(rows_of(network)) if i not in barred]
    room = network.positions - max(len(network.template.source([])), len(network.template.fed([]))) - 1
    most = max(1, min(LONGEST_CHECKED, room))
    lengths = [1 + place * (most - 1) // (CHECKED - 1) for place in range(CHECKED)]
    drawn = [[drawing.choice(ids) for _ in range(length)] for length in lengths]
    return drawn, [[drawing.choice(ids) for _ in range(length)] for length in reversed(lengths)]


def _barred(network: Network) -> list[list[str]]:
    """Sequences that are never generated."""
    stored, pad = network.model.generation_config, network.template.pad
    single = [[i] for i in (*(stored.suppress_tokens or ()), *([pad] if network.family.never_pads else ()))]
    return [[str(i) for i in ids] for ids in (*(stored.bad_words_ids or ()), *single)]
