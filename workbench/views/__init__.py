"""One file per view: ``(translator, pairs, …) -> iterator of AlignmentMap``, in order of the pairs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from inspect import signature

from workbench.alignment.map import AlignmentMap
from workbench.errors import ModelError, UnknownNameError
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

OF_CHOICE = frozenset({"block", "layer", "heads", "row"})
"""What a person may set of the attention that is read; views take these one by one, or all as a ``choice``."""


def options_of(view: str) -> frozenset[str]:
    """Which of its options a view has: names of its keyword parameters, those of `OF_CHOICE` for a ``choice``."""
    own = frozenset(signature(VIEWS[view]).parameters)
    return own | OF_CHOICE if "choice" in own else own


def check_options(given: Iterable[str], views: Sequence[str]) -> None:
    """Raise `UnknownNameError` for a view that does not exist, and `ModelError` for an option that none of the views
    has: it would be ignored without a word."""
    for name in views:
        if name not in VIEWS:
            raise UnknownNameError("view", name, VIEWS)
    for option in given:
        if views and not any(option in options_of(view) for view in views):
            able = [name for name in VIEWS if option in options_of(name)]
            raise ModelError(
                f"{option.replace('_', '-')} asked for, which {' and '.join(views)} cannot be asked; "
                f"views that can: {', '.join(able)}"
            )


ANSWER_CONTRAST = frozenset(name for name in VIEWS if "instead_of" in options_of(name))
"""Views that take ``words`` and ``instead_of``: why this word, and not that one."""
