"""A translator in another process: loaded again there, from where it was loaded here, and found to be the same."""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakValueDictionary

from workbench import bundled, provenance
from workbench.errors import ModelError
from workbench.models.checkpoint import load, redirected
from workbench.models.translator import Translator

_LOADED: WeakValueDictionary[tuple[object, ...], Translator] = WeakValueDictionary()
"""What was loaded in this process for others: several directions of a model share one."""


def _ticket(translator: Translator) -> tuple[Callable[..., Translator], tuple[Any, ...]]:
    """What a pickle holds of a translator: not its weights, which may be gigabytes, but where they are found again.

    A hub name or ``demo`` is found by that, a folder by its path from the root.
    """
    anywhere = translator.revision or translator.name == bundled.MODEL_NAME
    place = {
        "name": translator.name if anywhere else str(translator.folder.absolute()),
        "revision": translator.revision,
        "device": translator.device.type,
        "dtype": translator.dtype,
        "longest": translator.longest,
        "allow_pickle": translator.allow_pickle,
        "tie_embeddings": translator.tied,
        "decoder": "ctranslate2" if translator.decoder else "transformers",
        "precision": translator.precision,
    }
    direction = translator.source_language, translator.target_language, translator.source_prefix
    kept = {name: getattr(translator, name) for name in ("name", "preset", "language_notes")}
    return reopened, (place, direction, kept, translator.signature())


def reopened(
    place: Mapping[str, Any],
    direction: tuple[str | None, str | None, str],
    kept: Mapping[str, Any],
    signature: Mapping[str, object],
) -> Translator:
    """Raises `ModelError` as `load` does, and where what lies there is another model."""
    source, target, prefix = direction
    loaded = _LOADED.get(key := tuple(place.values()))
    if loaded is None:
        found = load(**place, source_language=source, target_language=target, source_prefix=prefix)
        _LOADED[key] = found
    else:
        found = redirected(loaded, source, target, prefix)
    for name, value in kept.items():
        setattr(found, name, value)
    if changed := provenance.differences(signature, found.signature()):
        raise ModelError(
            f"{place['name']}: another model than the one that was asked for lies there:\n  "
            + "\n  ".join(changed)
            + "\nput the same files there on every machine"
        )
    return found


copyreg.pickle(Translator, _ticket)
