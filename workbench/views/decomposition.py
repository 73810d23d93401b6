"""Contributions (ALTI+): how much of each sub-layer's output vector came from which position, chained over layers.

Shows, per target word, which source words and which earlier target words its representation was built from, and how
much the source had of the whole (``source_share``: low where a translation has lost touch with its source). Does not
show feed-forward layers, which mix no positions, nor whether a contribution made the word more or less likely.
Ferrando et al. 2022, https://arxiv.org/abs/2205.11631 (ALTI+), after https://arxiv.org/abs/2203.04212 (ALTI).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from workbench import work
from workbench.alignment.map import AlignmentMap
from workbench.models.batching import BATCH_SIZE
from workbench.models.capture import Recorder
from workbench.models.choice import AttentionChoice
from workbench.models.sublayer import Block, Sublayer
from workbench.views.batches import in_order
from workbench.views.layer_mixing import DecoderMixing, chain_decoder, chain_encoder, source_and_prefix_maps

if TYPE_CHECKING:
    from workbench.models import Pair, Translator
    from workbench.models.choice import Row

CELLS_AT_ONCE = 400_000


def decomposition(
    translator: Translator,
    pairs: Sequence[Pair],
    *,
    row: Row = "output",
    batch_size: int = BATCH_SIZE,
    by_word: bool = True,
) -> Iterator[AlignmentMap]:
    """One unsigned map per pair, in order: ``weights[tgt src]``, ``prefix[tgt tgt]``, rows of each adding up to 1,
    and ``source_share[tgt]``. Raises `ModelError` for a row that does not exist."""
    translator.check(AttentionChoice(0, row=row))
    provenance: dict[str, object] = {"view": "decomposition", "block": "cross", "layers": "all", "row": row}

    def make(batch: Sequence[Pair], recorder: TermRecorder) -> list[AlignmentMap]:
        chained = decomposed(translator.sublayers, recorder)
        return source_and_prefix_maps(translator, batch, chained, row, provenance)

    for found in in_order(translator, pairs, lambda: TermRecorder(translator.sublayers), make, batch_size):
        yield found.by_word() if by_word else found


@dataclass(frozen=True)
class Terms:
    """A sub-layer's output ``output[batch tgt width]`` taken apart, term by term.

    Position s adds ``(weights · carried)[t, s] / scale[t]`` with ``weights[batch head tgt src]`` and
    ``carried[batch head src width]``; the residual adds ``residual[batch tgt width]``, and biases, which belong to no
    position, the rest.
    """

    output: torch.Tensor
    weights: torch.Tensor
    carried: torch.Tensor
    residual: torch.Tensor
    scale: torch.Tensor

    def of_positions(self) -> torch.Tensor:
        """``[batch tgt src width]``, large: for tests and small inputs."""
        return torch.einsum("bhts,bhsd->btsd", self.weights, self.carried) / self.scale[:, :, None]


class TermRecorder(Recorder):
    """Keeps attention, values and what entered each norm."""

    def __init__(self, sublayers: Mapping[tuple[Block, int], Sublayer]):
        self.values: dict[Hashable, torch.Tensor] = {}
        super().__init__(
            {key: sublayer.attention for key, sublayer in sublayers.items()},
            reduce=self._keep,
            watched={key: sublayer.norm for key, sublayer in sublayers.items()},
        )

    def _keep(self, key: Hashable, weights: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        self.values[key] = value
        return weights


def terms(sublayer: Sublayer, weights: torch.Tensor, value: torch.Tensor, entered: torch.Tensor) -> Terms:
    """``weights[batch head tgt src]``, ``value[batch head src head_width]``; ``entered[batch tgt width]``: what the
    norm was given.

    Post-norm: output = norm(residual + attention), and the norm is linear once its scale is known. Pre-norm: output =
    residual + attention, as it is.
    """
    norm = sublayer.norm
    weights, value, entered = weights.float(), value.float(), entered.float()
    projection = sublayer.output.weight.float().T
    bias = projection.new_zeros(1) if sublayer.output.bias is None else sublayer.output.bias.float()
    if not sublayer.norm_first:
        # Centred once for all that the projection makes, not term by term.
        projection, bias = _centred(norm, projection), _centred(norm, bias)
    carried = value @ projection.unflatten(0, (value.shape[1], -1))
    attended = (weights @ value).transpose(1, 2).flatten(2) @ projection + bias
    if sublayer.norm_first:
        return Terms(
            output=entered + attended,
            weights=weights,
            carried=carried,
            residual=entered,
            scale=torch.ones_like(entered[..., :1]),
        )
    scale = _scale(norm, entered)
    shift: torch.Tensor | None = getattr(norm, "bias", None)
    centred = _centred(norm, entered)
    output = centred / scale + (0 if shift is None else shift)
    return Terms(output=output, weights=weights, carried=carried, residual=(centred - attended) / scale, scale=scale)


def _scale(norm: Any, entered: torch.Tensor) -> torch.Tensor:
    """``[… 1]``: what the norm divides by. Biased variance, eps inside the root; RMSNorm does not centre."""
    if isinstance(norm, nn.LayerNorm):
        return (entered.var(-1, unbiased=False, keepdim=True) + norm.eps).sqrt()
    return (entered.pow(2).mean(-1, keepdim=True) + norm.variance_epsilon).sqrt()


def _centred(norm: Any, vectors: torch.Tensor) -> torch.Tensor:
    """The linear part of the norm, but for its scale."""
    if isinstance(norm, nn.LayerNorm):
        vectors = vectors - vectors.mean(-1, keepdim=True)
    return vectors * norm.weight


def contributions(found: Terms, residual_to_self: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Shares ``[batch tgt src]`` of the positions and ``[batch tgt]`` of the residual; together rows add up to 1.

    A term's contribution is how much nearer (in L1) it brings the sum to the output: max(0, ‖y‖ - ‖y - T‖).
    ``residual_to_self``: in self-attention the residual is part of a position's own term, and its share is 0.
    """
    norms = found.output.abs().sum(-1)
    distances = _distances(found, norms, residual_to_self)
    shares = (norms[:, :, None] - distances).clamp(min=0)
    residual = torch.zeros_like(norms)
    if not residual_to_self:
        residual = (norms - (found.output - found.residual).abs().sum(-1)).clamp(min=0)
    total = (shares.sum(-1) + residual).clamp(min=1e-12)
    return shares / total[:, :, None], residual / total


def _distances(found: Terms, norms: torch.Tensor, residual_to_self: bool) -> torch.Tensor:
    """``[batch tgt src]``: ‖y - T‖ in L1, and ``norms[batch tgt]``, ‖y‖, where nobody looks.

    Taken in units of the scale, which is then divided out, and a few positions at a time: what is worked on stays in
    the processor's cache, and summing absolute values is several times faster than torch's norm.
    """
    steps, positions = found.weights.shape[2:]
    output, residual = found.output * found.scale, found.residual * found.scale
    by_position = found.weights.permute(0, 3, 2, 1).contiguous()
    carried = found.carried.permute(0, 2, 1, 3).contiguous()
    distances = (norms * found.scale[..., 0])[:, None].repeat(1, positions, 1)
    at_once = max(1, CELLS_AT_ONCE // (steps * output.shape[-1]))
    room = output.new_empty(min(at_once, positions), steps, output.shape[-1])
    for row, looked_at in enumerate((found.weights.amax((1, 2)) > 0).cpu()):
        work.check()
        end = int(looked_at.nonzero().max()) + 1  # Padding is further right, and adds nothing.
        for start in range(0, end, at_once):
            part = slice(start, min(start + at_once, end))
            term = torch.bmm(by_position[row, part], carried[row, part], out=room[: part.stop - start])
            if residual_to_self:
                term[:, part].diagonal().add_(residual[row, part].T)
            distances[row, part] = term.sub_(output[row]).abs_().sum(-1)
    return distances.transpose(1, 2) / found.scale


def decomposed(
    sublayers: Mapping[tuple[Block, int], Sublayer], recorder: TermRecorder
) -> tuple[torch.Tensor, torch.Tensor]:
    """``C [batch tgt src]`` and ``D [batch tgt tgt]``, over all decoder positions and source tokens, specials too."""
    shares = {
        key: contributions(
            terms(sublayers[key], recorder.weights[key], recorder.values[key], recorder.inputs[key]), key[0] != "cross"
        )
        for key in recorder.weights
    }
    depth = {block: sum(name == block for name, _ in shares) for block in ("encoder", "decoder")}
    encoder = chain_encoder([shares["encoder", i][0] for i in range(depth["encoder"])])
    layers = [DecoderMixing(shares["decoder", i][0], *shares["cross", i]) for i in range(depth["decoder"])]
    return chain_decoder(layers, encoder)
