"""One sentence under every view, with how far each view holds there, coverage by contrast, and looking elsewhere.

``steer`` and what it finds, `Steered`, can be taken from here; they are resolved when first used, as they need torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.explanation.steering import Steered as Steered
    from workbench.explanation.steering import steer as steer

__all__ = ["Steered", "steer"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'workbench.explanation' has no attribute {name!r}")
    return getattr(import_module("workbench.explanation.steering"), name)
