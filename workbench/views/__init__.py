"""One file per view: ``(translator, pairs, …) -> iterator of AlignmentMap``, in order of the pairs."""

from collections.abc import Callable, Iterator

from workbench.alignment.map import AlignmentMap
from workbench.views.attention import attention

View = Callable[..., Iterator[AlignmentMap]]

VIEWS: dict[str, View] = {
    "attention": attention,
}
