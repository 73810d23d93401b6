"""The signature of a number: model, weights, settings and versions that make it again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
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


def whole_model(record: Mapping[str, object]) -> str:
    """How the layers and heads of a choice are made one where that is not by the mean over heads of one layer, which
    goes without saying: ``mean over all layers``, ``largest over heads, renormalised``. Empty where it is."""
    layers = "mean over all layers" if record.get("layer") == "all" else ""
    heads = "largest over heads, renormalised" if record.get("heads") == "max" else ""
    return " of the ".join(filter(None, (layers, heads)))


def layer_and_heads(record: Mapping[str, object]) -> str:
    """Which attention a choice reads, in words: ``layer 3, heads 1,2``."""
    layer, heads = record["layer"], record["heads"]
    everywhere = layer == "all"
    which = "mean over all layers" if everywhere else f"layer {layer}"
    if heads == "max":
        return f"{which}, largest over heads"
    if not isinstance(heads, Sequence) or isinstance(heads, str):
        return f"{which}, all heads"
    return f"{which}, heads {','.join(map(str, heads))}{' of each' if everywhere else ''}"


def titled(name: str, provenance: Mapping[str, object]) -> str:
    """The title of a picture: the name of its view, and shortly what `whole_model` says."""
    layers = "mean of layers" if provenance.get("layer") == "all" else ""
    heads = "max of heads" if provenance.get("heads") == "max" else ""
    return ", ".join(filter(None, (name, layers, heads)))


def method_line(provenance: Mapping[str, object]) -> str:
    """How a map was made, as it stands beneath every picture of it: ``name value, …``."""
    return ", ".join(f"{name} {value}" for name, value in provenance.items())
