"""The file that this project keeps beside a checkpoint: its languages and a measured preset."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import ModelError
from workbench.models.choice import AttentionChoice, unmeasured_default

if TYPE_CHECKING:
    from workbench.models.network import Network

CARD_FILE = "workbench.json"


def read_card(place: str) -> Mapping[str, Any]:
    """What this project keeps beside a checkpoint: ``languages`` and a measured ``preset``."""
    path = Path(place) / CARD_FILE
    if not path.is_file():
        return {}
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelError(f"{path}: not valid JSON ({error}); mend or delete the file") from error
    if not isinstance(card, dict):
        raise ModelError(f"{path}: an object with languages and preset expected; mend or delete the file")
    return card


def preset_of(place: str, card: Mapping[str, Any], network: Network) -> AttentionChoice:
    """The measured choice in the card, or the default."""
    if "preset" not in card:
        return unmeasured_default(network.layers)
    try:
        return AttentionChoice.from_record(card["preset"]).check(network.layers, network.heads)
    except (ModelError, AttributeError, KeyError, TypeError, ValueError) as error:
        reason = error if isinstance(error, ModelError) else "a layer, heads and a row expected"
        raise ModelError(f"{Path(place) / CARD_FILE}: preset cannot be used: {reason}; mend or delete it") from error
