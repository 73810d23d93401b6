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


def read_card(folder: Path) -> Mapping[str, Any]:
    """What this project keeps beside a checkpoint: ``languages``, two of them, and a measured ``preset``."""
    path = folder / CARD_FILE
    if not path.is_file():
        return {}
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: not valid JSON ({error}); mend or delete the file") from error
    if not isinstance(card, dict):
        raise ModelError(f"{path}: an object with languages and preset expected; mend or delete the file")
    languages = card.get("languages", ["source", "target"])
    if not _are_two(languages):
        raise ModelError(
            f"{path}: languages {languages!r}; a list of two different codes is expected, source and target; mend or "
            "delete the file"
        )
    return card


def _are_two(languages: object) -> bool:
    if not isinstance(languages, list) or len(languages) != 2:
        return False
    return all(isinstance(code, str) and code for code in languages) and languages[0] != languages[1]


def preset_of(folder: Path, card: Mapping[str, Any], network: Network) -> AttentionChoice:
    """The measured choice in the card, or the default."""
    if "preset" not in card:
        return unmeasured_default(network.layers)
    try:
        return AttentionChoice.from_record(card["preset"]).check(network.layers, network.heads)
    except (ModelError, AttributeError, KeyError, TypeError, ValueError) as error:
        reason = error if isinstance(error, ModelError) else "a layer, heads and a row expected"
        raise ModelError(f"{folder / CARD_FILE}: preset cannot be used: {reason}; mend or delete it") from error
