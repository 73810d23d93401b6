"""Tokenised parallel text back to running text: Moses tokens joined, ``&apos;`` and its kin resolved."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

from sacremoses import MosesDetokenizer

from workbench.recipe.examples import TextPair

LONGEST = 80


def detokenized(source: Path, target: Path, languages: tuple[str, str]) -> Iterator[TextPair]:
    """Pairs of two line-aligned tokenised files, each once.

    Pairs over ``LONGEST`` words, or with one side more than two and a half times the other, are left out: they are
    mostly misaligned, and the bundled model has positions for 256 pieces only.
    """
    join = [MosesDetokenizer(lang=code) for code in languages]
    seen = set()
    with open(source, encoding="utf-8", newline="\n") as left, open(target, encoding="utf-8", newline="\n") as right:
        for lines in zip(left, right, strict=True):
            pair = tuple(_running(detokenizer, line) for detokenizer, line in zip(join, lines, strict=True))
            short, long = sorted(len(text.split()) for text in pair)
            if short and long <= min(LONGEST, 2.5 * short + 3) and pair not in seen:
                seen.add(pair)
                yield pair[0], pair[1]


def _running(detokenizer: MosesDetokenizer, line: str) -> str:
    # Entities are escaped twice in some of the public corpora.
    return " ".join(detokenizer.detokenize(html.unescape(html.unescape(line)).split()).split())
