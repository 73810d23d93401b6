"""One file per view: ``(translator, pairs, …) -> iterator of AlignmentMap``, in order of the pairs."""

from collections.abc import Callable, Iterator

from workbench.alignment.map import AlignmentMap
from workbench.views.attention import attention
from workbench.views.decomposition import decomposition
from workbench.views.erasure import erasure
from workbench.views.gradient_x_input import gradient_x_input
from workbench.views.integrated_gradients import integrated_gradients
from workbench.views.rollout import rollout
from workbench.views.value_attention import value_attention

View = Callable[..., Iterator[AlignmentMap]]

VIEWS: dict[str, View] = {
    "attention": attention,
    "value_attention": value_attention,
    "rollout": rollout,
    "decomposition": decomposition,
    "gradient_x_input": gradient_x_input,
    "integrated_gradients": integrated_gradients,
    "erasure": erasure,
}

READ_ATTENTION = frozenset({"attention", "value_attention"})
"""Views that take a ``choice`` of block, layer, heads and row."""

ANSWER_CONTRAST = frozenset({"gradient_x_input", "integrated_gradients", "erasure"})
"""Views that take ``words`` and ``instead_of``: why this word, and not that one."""
