"""The signature of a number: model, weights, settings and versions that make it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

LIBRARIES = ("torch", "transformers", "sentencepiece", "sacrebleu", "numpy", "pyarrow")


def versions() -> dict[str, str]:
    """Versions of this package and of the libraries that a figure can depend on."""
    return {name: found for name in ("translation-workbench", *LIBRARIES) if (found := _version(name))}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def differences(old: Mapping[str, object], new: Mapping[str, object], prefix: str = "") -> list[str]:
    """Fields in which two signatures differ, as ``name: old → new``, nested names joined by dots."""
    found = []
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            found += differences(before, after, f"{prefix}{name}.")
        elif json.dumps(before, sort_keys=True) != json.dumps(after, sort_keys=True):
            found.append(f"{prefix}{name}: {before!r} → {after!r}")
    return found


def line(signature: Mapping[str, object]) -> str:
    """A signature as one line: ``name:value`` joined by ``|``, as sacrebleu writes its own."""
    parts = []
    for name, value in signature.items():
        if isinstance(value, Mapping):
            parts += [f"{name}.{key}:{inner}" for key, inner in value.items()]
        else:
            parts.append(f"{name}:{value}")
    return "|".join(parts)


def method_line(provenance: Mapping[str, object]) -> str:
    """How a map was made, as it stands beneath every picture of it: ``name value, …``."""
    return ", ".join(f"{name} {value}" for name, value in provenance.items())
