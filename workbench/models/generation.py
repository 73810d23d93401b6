"""Translating: beam search over batches of like length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from transformers.modeling_outputs import BaseModelOutput

from workbench import work
from workbench.errors import ModelError
from workbench.models.batching import length_batches, padded_size
from workbench.models.beam import BeamSettings
from workbench.models.forced import padded, real_positions
from workbench.models.memory import batch_tokens, in_halves

if TYPE_CHECKING:
    from workbench.models.network import Network
    from workbench.models.pair import Encoded


@dataclass(frozen=True)
class Candidate:
    """``score``: the beam's own, log-probability per token under the model's length penalty; NaN if not asked for.

    ``ids``: what the model wrote the text by, special tokens around it left out; None for a text of somebody else's.
    """

    text: str
    score: float
    ids: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Translation:
    """``status``: ``ok``, or ``empty_source``, ``too_long`` or ``out_of_memory`` (then there are no candidates).

    ``candidates``: best first. ``states``: see `Pair`; only when asked for.
    """

    status: str
    candidates: tuple[Candidate, ...] = ()
    states: torch.Tensor | None = field(default=None, repr=False, compare=False)

    @property
    def text(self) -> str | None:
        return self.candidates[0].text if self.candidates else None

    @property
    def ids(self) -> tuple[int, ...] | None:
        """Of the best one, for the forced pass that is to read just these."""
        return self.candidates[0].ids if self.candidates else None


def translate(
    network: Network,
    texts: Sequence[str],
    settings: BeamSettings | None = None,
    prefix: str = "",
    progress: Callable[[int], None] | None = None,
) -> list[Translation]:
    """Translate ``texts``, in order. ``prefix`` is target text that every translation must begin with.

    ``progress`` is called with the number of texts done since the last call.
    """
    settings = settings or BeamSettings()
    encoded = network.encode_sources(texts)
    results = [Translation("ok")] * len(texts)
    todo = []
    for place, (text, source) in enumerate(zip(texts, encoded, strict=True)):
        empty = not text.strip() or not source.ids
        status = "empty_source" if empty else "ok" if network.fits_source(source) else "too_long"
        results[place] = Translation(status)
        if status == "ok":
            todo.append(place)
    forced = network.encode_targets([prefix])[0].ids if prefix else []
    if len(network.template.fed(forced)) + 1 > network.positions:
        raise ModelError(f"the forced prefix has {len(forced)} tokens; the model has {network.positions} positions")
    limit = min(network.longest_target(settings.max_length) + len(forced), network.positions)
    rows = [network.template.source(encoded[place].ids, encoded[place].prefix) for place in todo]

    def search(batch: Sequence[int]) -> tuple[list[tuple[Candidate, ...]], torch.Tensor | None]:
        return _searched(network, [rows[i] for i in batch], forced, limit, settings)

    most = batch_tokens(network, settings.beam_size)
    batches = length_batches([len(encoded[place].ids) for place in todo], settings.batch_size, most)
    cost = partial(padded_size, [len(row) for row in rows])
    for batch, made in in_halves(batches, search, cost, sparing=True):
        found, states = made or ([()], None)
        for place, (i, candidates) in enumerate(zip(batch, found, strict=True)):
            if made is None:
                results[todo[i]] = Translation("out_of_memory")
                continue
            # A view would keep the padding of the whole batch alive.
            kept = states[place, : len(rows[i])].clone() if settings.states and states is not None else None
            results[todo[i]] = Translation("ok", candidates, kept)
        if progress:
            progress(len(batch))
    return results


def continued(
    network: Network, source: Encoded, beginning: Sequence[int], settings: BeamSettings | None = None
) -> Candidate:
    """The translation of ``source`` that begins with these ids; by default the likeliest piece each time.

    Raises `ModelError` where the model has no positions for them.
    """
    settings = settings or BeamSettings(beam_size=1, scores=False)
    if not network.fits_source(source) or len(network.template.fed(beginning)) + 1 > network.positions:
        raise ModelError(
            f"{len(source.ids)} source tokens and a beginning of {len(beginning)}; the model has positions for "
            f"{network.positions}; shorten the text"
        )
    row = network.template.source(source.ids, source.prefix)
    limit = min(network.longest_target(settings.max_length) + len(beginning), network.positions)
    (candidates,), _ = _searched(network, [row], [*beginning], limit, settings)
    return candidates[0]


def _searched(
    network: Network, rows: list[list[int]], prefix: list[int], limit: int, settings: BeamSettings
) -> tuple[list[tuple[Candidate, ...]], torch.Tensor | None]:
    """The candidates of each row, and the encoder's states ``[batch src+specials width]`` where the model's own search
    wrote them."""
    states = None
    if network.decoder is None:
        sequences, scores, states = _beam_search(network, rows, prefix, limit, settings)
    else:
        work.spend(sum(map(len, rows)))
        sequences, scores = network.decoder.search(rows, network.template.fed(prefix), limit, settings)
        work.spend(settings.beam_size * sum(map(len, sequences[:: settings.n_best])))
    texts, written = network.decode(sequences), [network.own_ids(one) for one in sequences]
    candidates = [Candidate(*one) for one in zip(texts, scores, written, strict=True)]
    return [tuple(candidates[i : i + settings.n_best]) for i in range(0, len(candidates), settings.n_best)], states


def _beam_search(
    network: Network, rows: list[list[int]], prefix: list[int], limit: int, settings: BeamSettings
) -> tuple[list[list[int]], list[float], torch.Tensor]:
    """transformers' own: ids from the start token on and scores of the ``n_best`` of each row in turn; the encoder's
    states ``[batch src+specials width]``."""
    model, template, device = network.model, network.template, network.device
    mask = real_positions(rows).long().to(device)
    begin = template.fed(prefix)
    # Without a beginning that somebody asks for, what follows the start is forced, and not given: it counts where the
    # length of a translation does, as in the documented use of the families.
    forced = begin[1] if len(begin) == 2 and not prefix else None
    start = torch.tensor([begin[:1] if forced is not None else begin] * len(rows))
    ids = padded(rows, template.pad).to(device)
    scored = settings.scores and settings.beam_size > 1
    work.spend(mask.numel())
    with torch.inference_mode(), network.lock:
        states = network.encoder_states(mask, input_ids=ids)
        output = model.generate(  # type: ignore[operator]
            # Some stored settings forbid to repeat the source, and are passed over where it is not given.
            input_ids=ids,
            encoder_outputs=BaseModelOutput(last_hidden_state=states),
            attention_mask=mask,
            decoder_input_ids=start.to(device),
            num_beams=settings.beam_size,
            num_return_sequences=settings.n_best,
            max_length=limit,
            max_new_tokens=None,  # one stored with the model would take precedence
            # Whatever the model has stored: no other start is put before it, and no other language forced behind it.
            decoder_start_token_id=template.before_target[0],
            forced_bos_token_id=forced,
            do_sample=False,
            return_dict_in_generate=True,
            output_scores=scored,
            stopping_criteria=[partial(_each_step, network)] if work.is_metered() else None,
            **_asked(network, settings, limit),
        )
    sequences = output.sequences.tolist()
    scores = output.sequences_scores.tolist() if scored else [float("nan")] * len(sequences)
    return sequences, scores, states


def _asked(network: Network, settings: BeamSettings, limit: int) -> dict[str, Any]:
    """What overrules the settings stored with the model; nothing is longer than ``limit`` at least."""
    own = network.model.generation_config
    stored = own.suppress_tokens or []
    asked: dict[str, Any] = {
        "min_length": limit if (own.min_length or 0) > limit else None,
        "min_new_tokens": limit - 1 if (own.min_new_tokens or 0) >= limit else None,
        "length_penalty": settings.length_penalty,
        "no_repeat_ngram_size": settings.no_repeat_ngram_size,
        "suppress_tokens": [*stored, network.template.pad] if network.family.never_pads else None,
    }
    return {name: value for name, value in asked.items() if value is not None}


def _each_step(network: Network, ids: torch.Tensor, _scores: object, **_: object) -> torch.Tensor:
    """A stopping criterion that ends nothing: counts a step of the beam, where others are let by.

    Nothing is recorded of a beam, so other passes of the model may come between two of its steps.
    """
    network.lock.release()
    try:
        work.spend(len(ids))
    finally:
        network.lock.acquire()
    return torch.zeros(len(ids), dtype=torch.bool, device=ids.device)
