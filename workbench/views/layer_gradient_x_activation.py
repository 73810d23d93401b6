"""Layer gradient × activation: how each source position's state in a layer, as it is, pushes each target word.

Shows a first-order estimate at one point, as gradient × input does, of what the decoder reads (or of a lower encoder
layer): what the layers below bend stays out of it. Does not show where a state came from: an encoder's state at a word
has taken in its neighbours, and the share of a word is that of its position. Shrikumar et al. 2017,
https://arxiv.org/abs/1704.02685 (gradient × activation); of layers as in Captum, https://arxiv.org/abs/2009.07896.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch

from workbench.alignment.map import AlignmentMap
from workbench.errors import ModelError
from workbench.models.choice import AttentionChoice
from workbench.models.objective import Tap
from workbench.views.path import check_embeddings
from workbench.views.question import ask

if TYPE_CHECKING:
    from workbench.models import Pair, Translator
    from workbench.models.choice import Layer


def layer_gradient_x_activation(
    translator: Translator,
    pairs: Sequence[Pair],
    *,
    words: Sequence[int] | None = None,
    instead_of: str | None = None,
    layer: Layer | None = None,
    by_word: bool = True,
) -> Iterator[AlignmentMap]:
    """One signed map per pair, in order: ``weights[tgt src]`` in nats; ``dropped[tgt]`` of tags and end token.

    ``words``, ``instead_of``: see `workbench.views.question.ask`. ``layer``: of the encoder, from 0; None takes its
    output, after whatever norm ends it. Raises `ModelError` for a layer or word that is not there.
    """
    module = _module(translator, layer)
    check_embeddings(translator)
    where = "output of the encoder" if layer is None else f"encoder layer {layer}"
    for pair in pairs:
        question = ask(translator, pair, words, instead_of, by_word)
        template = translator.template
        ids = torch.tensor([template.source(pair.source.ids, pair.source.prefix)], device=translator.device)
        with torch.no_grad():
            source = translator.anatomy.embed_source(translator.model, ids)
        tap = Tap(module)
        along = [np.zeros((0, ids.shape[1]))] if not question.objective.goals else []
        for _, (slope,) in question.objective.gradients(source, tap=tap) if question.objective.goals else ():
            along.append((slope.double() * tap.taken.detach().double()).sum(-1).cpu().numpy())
        slopes = np.concatenate(along)
        own = slopes[:, template.own(pair.source.ids, pair.source.prefix)]
        provenance: dict[str, object] = {"view": "layer_gradient_x_activation", "activations": where, "unit": "nat"}
        yield question.map(question.by_source(own), question.on_specials(slopes), provenance)


def _module(translator: Translator, layer: Layer | None) -> torch.nn.Module:
    if layer is None:
        return translator.anatomy.encoder(translator.model)
    if layer == "all":
        raise ModelError("layer 'all' asked for; a gradient is taken by the activations of one layer: give its number")
    translator.check(AttentionChoice(layer, block="encoder"))
    return translator.sublayers["encoder", layer].layer
