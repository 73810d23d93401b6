"""The stored models of the toy language, see `tests/models/toy/README.md`."""

from __future__ import annotations

from pathlib import Path

from workbench.alignment.gold import GoldPair, read_gold
from workbench.models import Translator, load

FOLDER = Path(__file__).parent / "models" / "toy"
KINDS = ("m2m100", "t5")
GOLD = "gold.en-de.tsv"


def toy_model(kind: str) -> Translator:
    return load(str(FOLDER / kind), source_language="en", target_language="de", device="cpu")


def toy_gold(kind: str) -> list[GoldPair]:
    """Sentences that it was not trained on."""
    return list(read_gold(FOLDER / kind / GOLD).pairs)
