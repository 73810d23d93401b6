"""The cross-attention of every head over one sentence, with what each head does over many: pictures to choose from.

Of the bundled model it comes along, in ``heads.json`` beside it, so that nothing has to be computed to look at it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench import bundled
from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens

if TYPE_CHECKING:
    from workbench.alignment.gold import GoldPair
    from workbench.calibration.head import HeadProfile
    from workbench.models import AttentionChoice, Translator

STORED = "heads.json"
DIGITS = 3
"""Of a stored weight."""


@dataclass(frozen=True)
class HeadPicture:
    """``layer`` ``all`` and ``head`` None: the mean over all. ``row``: the decoder step that is read. ``label``: the
    role, None for a mean. ``figures``: of `HeadProfile.record`, without importance; empty for a mean."""

    layer: int | str
    head: int | None
    row: str
    label: str | None
    figures: Mapping[str, Any]
    map: AlignmentMap

    @property
    def name(self) -> str:
        if self.layer == "all":
            return "All layers"
        return f"Layer {self.layer}, " + ("all heads" if self.head is None else f"head {self.head}")


@dataclass(frozen=True)
class HeadGallery:
    """``pictures``: the mean over all layers, then each layer's mean and its heads. ``measured``: what the figures are
    means over. ``weights``: what tells the model's weights apart, 16 hexadecimal digits."""

    model: str
    weights: str
    languages: tuple[str | None, str | None]
    source: str
    target: str
    measured: str
    pictures: tuple[HeadPicture, ...]

    def record(self) -> dict[str, Any]:
        """As JSON has it, weights rounded; `from_record` reads it."""
        first = self.pictures[0].map
        return {
            "model": self.model,
            "weights": self.weights,
            "languages": list(self.languages),
            "source": self.source,
            "target": self.target,
            "source_words": list(first.source.words),
            "target_words": list(first.target.words),
            "measured": self.measured,
            "pictures": [
                {
                    "layer": one.layer,
                    "head": one.head,
                    "row": one.row,
                    "label": one.label,
                    "figures": dict(one.figures),
                    "cells": [_rounded(row) for row in one.map.weights],
                    "dropped": _rounded(one.map.dropped),
                }
                for one in self.pictures
            ],
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> HeadGallery:
        source, target = (Tokens.of_words(record[f"{side}_words"]) for side in ("source", "target"))
        pictures = []
        for one in record["pictures"]:
            weights = np.array(one["cells"], dtype=np.float32).reshape(len(target), len(source))
            provenance = _provenance(one["layer"], one["head"], one["row"])
            dropped = np.array(one["dropped"], dtype=np.float32)
            found = AlignmentMap(source, target, weights=weights, dropped=dropped, provenance=provenance)
            told = {name: one[name] for name in ("layer", "head", "row", "label", "figures")}
            pictures.append(HeadPicture(**told, map=found))
        told = {name: record[name] for name in ("model", "weights", "source", "target", "measured")}
        return cls(**told, languages=tuple(record["languages"]), pictures=tuple(pictures))


def stored_gallery() -> HeadGallery:
    """Of the bundled model. Raises `WorkbenchError` where it is missing."""
    return HeadGallery.from_record(json.loads((bundled.model_folder() / STORED).read_text(encoding="utf-8")))


def head_gallery(
    translator: Translator, source: str, target: str, profiles: Sequence[HeadProfile], measured: str
) -> HeadGallery:
    """One forced pass over a pair that fits the model; ``profiles``: see `head_profiles`, those of other blocks than
    cross-attention take no part. ``measured``: what they are means over."""
    from workbench.models.attentions import attentions
    from workbench.models.forced import map_of

    pair = translator.encode_pairs([source], [target])[0]
    every = attentions(translator, pair).cross
    pictures = []
    for choice, profile in _choices(translator, profiles):
        layers = every if choice.layer == "all" else every[[choice.layer]]
        weights = (layers if profile is None else layers[:, [profile.head]]).mean(axis=(0, 1))
        figures = {} if profile is None else _figures(profile)
        pictures.append(
            HeadPicture(
                layer=choice.layer,
                head=None if profile is None else profile.head,
                row=choice.row,
                label=None if profile is None else profile.label,
                figures=figures,
                map=map_of(translator, weights, pair, choice).by_word(),
            )
        )
    languages = translator.source_language, translator.target_language
    return HeadGallery(
        model=translator.name,
        weights=translator.weights_hash[:16],
        languages=languages,
        source=source,
        target=target,
        measured=measured,
        pictures=tuple(pictures),
    )


def gallery_of_bundled(translator: Translator, source: str, gold: Sequence[GoldPair], name: str) -> HeadGallery:
    """What `stored_gallery` reads: the model's own translation of ``source``, figures over ``gold`` of that name."""
    from workbench.calibration.head_profile import head_profiles
    from workbench.calibration.sample import Sample

    pairs = Sample.of_gold(name, gold).fitting(translator).pairs(translator)
    profiles = head_profiles(translator, pairs, ["cross"], gold)
    target = translator.translate([source])[0].text or ""
    return head_gallery(translator, source, target, profiles, f"{len(pairs)} pairs of {name}")


def _choices(
    translator: Translator, profiles: Sequence[HeadProfile]
) -> Iterator[tuple[AttentionChoice, HeadProfile | None]]:
    from workbench.models import AttentionChoice

    yield AttentionChoice("all"), None
    crossing = [one for one in profiles if one.block == "cross"]
    for layer in range(translator.depth("cross")):
        yield AttentionChoice(layer), None
        for one in crossing:
            if one.layer == layer:
                yield AttentionChoice(layer=layer, heads=(one.head,), row=one.row or "output"), one


def _figures(profile: HeadProfile) -> dict[str, Any]:
    unsaid = ("block", "layer", "head", "row", "label", "importance")
    return {name: value for name, value in profile.record().items() if name not in unsaid and value is not None}


def _provenance(layer: int | str, head: int | None, row: str) -> dict[str, object]:
    heads: object = "all" if head is None else [head]
    return {"view": "attention", "block": "cross", "layer": layer, "heads": heads, "row": row}


def _rounded(values: np.ndarray) -> list[float | None]:
    return [round(float(value), DIGITS) if np.isfinite(value) else None for value in values]
