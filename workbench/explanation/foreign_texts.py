"""Texts that are in another language than the model was loaded for."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.language.identification import Foreign, foreign, name_of


def foreign_texts(source: str, target: str, languages: tuple[str | None, str | None]) -> dict[str, Foreign]:
    """``source``, ``target`` → what the text reads like, where it is surely not in its language of the two."""
    found = {"source": foreign(source, *languages), "target": foreign(target, *languages[::-1])}
    return {side: one for side, one in found.items() if one is not None}


def foreign_in_words(found: Mapping[str, Foreign]) -> list[str]:
    """A sentence for each side: what it reads like, and what the model was loaded for."""
    return [f"the {side} {one.told}; the model was loaded for {name_of(one.expected)}" for side, one in found.items()]
