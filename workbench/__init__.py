"""Translation Workbench: a debugger for neural machine translation.

``load`` a model, ``read`` a corpus, ``translate`` texts, ``score`` a corpus into a run, ``explain`` a sentence,
``open_run`` a scored corpus. Names are resolved when first used, so importing the package is quick.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.corpus import read as read
    from workbench.explanation.explanation import explain as explain
    from workbench.jobs.score import score as score
    from workbench.models import load as load
    from workbench.models import translate as translate
    from workbench.runs import open_run as open_run

_HOMES = {
    "load": "workbench.models",
    "read": "workbench.corpus",
    "translate": "workbench.models",
    "score": "workbench.jobs.score",
    "explain": "workbench.explanation.explanation",
    "open_run": "workbench.runs",
}

__all__ = ["explain", "load", "open_run", "read", "score", "translate"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'workbench' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})


def load_ipython_extension(shell: Any) -> None:
    """Maps show themselves as heatmaps in ``shell``; nothing is loaded for it before the first is displayed."""

    def bundle(found: Any, include: Any = None, exclude: Any = None) -> Any:
        return import_module("workbench.charts.notebook").bundle(found, include, exclude)

    formatter = shell.display_formatter.mimebundle_formatter
    formatter.for_type_by_name("workbench.alignment.map", "AlignmentMap", bundle)


if "IPython" in sys.modules and (_shell := sys.modules["IPython"].get_ipython()):
    load_ipython_extension(_shell)
