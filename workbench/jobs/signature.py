"""Everything outside the corpus and the settings that figures depend on, here and where others compute them."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from typing import TYPE_CHECKING

from workbench import plugins, provenance
from workbench.errors import RunError

if TYPE_CHECKING:
    from workbench.models import Translator

SHAPING = (plugins.FAMILIES, plugins.FORMATS, plugins.SCORES, plugins.SYMPTOMS)
"""What other packages may add that a run depends on."""


def run_signature(translator: Translator) -> dict[str, object]:
    import torch

    return translator.signature() | {
        "preset": translator.preset.record(),
        **({"words": counted.fingerprint[:16]} if (counted := translator.vocabulary) else {}),
        "threads": torch.get_num_threads(),
        "versions": provenance.versions(),
        **({"plugins": others} if (others := plugins.installed(SHAPING)) else {}),
    }


def worker_signature(translator: Translator) -> dict[str, object]:
    """The same with what one machine alone need not tell: which instructions its processor has."""
    import torch

    return run_signature(translator) | {"processor": torch.backends.cpu.get_cpu_capability()}


def refuse_unlike(wanted: Mapping[str, object], translator: Translator) -> None:
    """Raises `RunError` where a worker would not compute what the process computes that plans, to the byte."""
    if changed := provenance.differences(wanted, worker_signature(translator)):
        raise RunError(
            f"the worker on {platform.node()} would not compute the same as this process:\n  "
            + "\n  ".join(changed)
            + "\ngive all machines the same versions and model, and take those with one type of processor"
        )
