"""What each view shows, hides and costs, all of them in `VIEWS`; how it is made is in the file of its name.

A further view is a file with its declaration and one line here, or an entry point of another package, see
`workbench.plugins`. Where the file needs torch as soon as it is read, its declaration stands here and names the
function.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench import plugins
from workbench.errors import ModelError, UnknownNameError
from workbench.plugins import Registry
from workbench.views.view import OF_CHOICE, View

ATTENTION = View(
    name="attention",
    shows="where one layer looked, or all on average, in cross-attention or self-attention",
    hides="what moved the model",
    source="Bahdanau et al. 2015; Vaswani et al. 2017; against it as an explanation Jain & Wallace 2019, "
    "https://arxiv.org/abs/1902.10186",
    cost="one forced pass",
    signed=False,
    options=("choice", "batch_size", "by_word"),
    function="workbench.views.attention:attention",
)
VALUE_ATTENTION = View(
    name="value_attention",
    shows="attention times the length of what it carries",
    hides="what the layers above make of it",
    source="Kobayashi et al. 2020, https://arxiv.org/abs/2004.10102",
    cost="one forced pass",
    signed=False,
    options=("choice", "batch_size", "by_word"),
    function="workbench.views.value_attention:value_attention",
)
ROLLOUT = View(
    name="rollout",
    shows="attention through all layers, on source and earlier target words",
    hides="values and feed-forward layers; evens out with depth",
    source="Abnar & Zuidema 2020, https://arxiv.org/abs/2005.00928, for encoder and decoder together",
    cost="one forced pass",
    signed=False,
    options=("block", "layer", "row", "batch_size", "by_word"),
    function="workbench.views.rollout:rollout",
)
DECOMPOSITION = View(
    name="decomposition",
    shows="contributions through all layers (ALTI+), and the source's share of the whole",
    hides="whether for or against a word",
    source="Ferrando et al. 2022, https://arxiv.org/abs/2205.11631",
    cost="one forced pass, every sub-layer of it taken apart",
    signed=False,
    options=("row", "batch_size", "by_word"),
    function="workbench.views.decomposition:decomposition",
)
VALUE_ZEROING = View(
    name="value_zeroing",
    shows="how far a layer's output turns when a source position hands over nothing",
    hides="what later layers make of it, nor whether for or against a word",
    source="Mohebbi et al. 2023, https://arxiv.org/abs/2301.12971, here of cross-attention too",
    cost="a decoder pass for each source piece",
    signed=False,
    options=("block", "layer", "row", "by_word"),
    function="workbench.views.value_zeroing:value_zeroing",
)
ENCODER_SIMILARITY = View(
    name="encoder_similarity",
    shows="which words the encoder takes to be alike, reading either text by itself",
    hides="how the translation came about",
    source="Ebing et al. 2025 (TransAlign), https://arxiv.org/abs/2510.27337",
    cost="two encoder passes, no decoder",
    signed=False,
    options=("batch_size", "by_word"),
    function="workbench.views.encoder_similarity:encoder_similarity",
    refusal="workbench.views.encoder_similarity:refusal",
)
GRADIENT_X_INPUT = View(
    name="gradient_x_input",
    shows="the slope at the sentence itself",
    hides="what would happen without a word",
    source="Denil et al. 2014, https://arxiv.org/abs/1412.6815",
    cost="a gradient for each target word",
    signed=True,
    options=("words", "instead_of", "by_word"),
    function="workbench.views.gradient_x_input:gradient_x_input",
)
LAYER_GRADIENT_X_ACTIVATION = View(
    name="layer_gradient_x_activation",
    shows="the slope at what the decoder reads, the encoder's output",
    hides="what words a state was made of",
    source="Shrikumar et al. 2017, https://arxiv.org/abs/1704.02685, of a layer's activations",
    cost="a gradient for each target word, through the decoder alone",
    signed=True,
    options=("words", "instead_of", "layer", "by_word"),
    function="workbench.views.layer_gradient_x_activation:layer_gradient_x_activation",
)
INTEGRATED_GRADIENTS = View(
    name="integrated_gradients",
    shows="the gain in log-probability, divided among source words, with its completeness error",
    hides="what one word does alone",
    source="Sundararajan, Taly & Yan 2017, https://arxiv.org/abs/1703.01365",
    cost="gradients at up to 128 points for each target word",
    signed=True,
    options=(
        *("words", "instead_of", "baseline", "prefix", "tolerance", "limit", "steps"),
        *("rounded", "by_word"),
    ),
    function="workbench.views.integrated_gradients:integrated_gradients",
)
ERASURE = View(
    name="erasure",
    shows="the fall in log-probability when a source word goes, measured",
    hides="words that cover for each other",
    source="Li, Monroe & Jurafsky 2016, https://arxiv.org/abs/1612.08220",
    cost="a pass for each source word",
    signed=True,
    options=("words", "instead_of", "erasing", "by_word"),
    function="workbench.views.erasure:erasure",
)

VIEWS: Registry[View] = Registry(
    plugins.VIEWS,
    View,
    (
        *(ATTENTION, VALUE_ATTENTION, ROLLOUT, DECOMPOSITION, VALUE_ZEROING, ENCODER_SIMILARITY),
        *(GRADIENT_X_INPUT, LAYER_GRADIENT_X_ACTIVATION, INTEGRATED_GRADIENTS, ERASURE),
    ),
)


def check_options(given: Iterable[str], views: Sequence[str]) -> None:
    """Raise `UnknownNameError` for a view that does not exist, and `ModelError` for an option that none of the views
    has: it would be ignored without a word."""
    for name in views:
        if name not in VIEWS:
            raise UnknownNameError("view", name, VIEWS)
    for option in given:
        if views and not any(VIEWS[view].takes(option) for view in views):
            able = [name for name, view in VIEWS.items() if view.takes(option)]
            raise ModelError(
                f"{option.replace('_', '-')} asked for, which {' and '.join(views)} cannot be asked; "
                f"views that can: {', '.join(able)}"
            )


__all__ = ["OF_CHOICE", "VIEWS", "View", "check_options"]
