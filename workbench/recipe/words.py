"""The words that a model has seen, counted from its training text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from workbench.language.vocabulary import Vocabulary
from workbench.recipe.examples import read_pairs


def count_words(files: Iterable[Path], languages: tuple[str, str]) -> Vocabulary:
    """Of both columns of files of sentence pairs, one language each."""
    pairs = (pair for path in files for pair in read_pairs(path))
    return Vocabulary.of((language, text) for pair in pairs for language, text in zip(languages, pair, strict=True))
