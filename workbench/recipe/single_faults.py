"""Single faults that nothing is fitted to: planted to see how often a symptom of their kind finds them.

`workbench.suspicion.plant` has the kinds that suspicion is fitted with; these need a name or markup in a pair, which
corpora of everyday sentences seldom have.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from workbench.language.segmentation import word_spans
from workbench.suspicion.plant import Garden, Texts

MARKUP = (
    *(("{user}", "{owner}"), ("%s", "%d"), ("%(count)d", "%(total)d"), ("{0}", "{1}"), ("${total}", "${sum}")),
    *(('<a id="2">', '<a id="3">'), ("<b>", ""), ("<br/>", ""), ("[link]", ""), ("{{ title }}", "{{ name }}")),
    *(("https://example.org/shop", "https://example.com/shop"), ("mara@example.org", "maria@example.org")),
)
"""What stands on both sides, and what becomes of it."""
NAME = re.compile(r"(?<=[a-zäöüß,] )[A-ZÄÖÜ][a-zäöüß]{2,}")
LONG = 6
LETTERS = 3

Fault = Callable[[Garden, int], Texts | None]


def markup(garden: Garden, place: int) -> Texts:
    """A placeholder, tag or address behind both sides, another or none behind the target."""
    source, target = garden.pairs[place]
    right, wrong = garden.chance.choice(MARKUP)
    return f"{source} {right}", f"{target} {wrong}".rstrip()


def name(garden: Garden, place: int) -> Texts | None:
    """A name that both sides have, another in the target."""
    source, target = garden.pairs[place]
    mine = _names(source, target)
    others = {one for at in garden.chance.choices(range(len(garden.pairs)), k=200) for one in _names(*garden.pairs[at])}
    left = sorted(one for one in others - {*mine} if one not in source)
    if not mine or not left:
        return None
    return source, re.sub(rf"\b{mine[0]}\b", garden.chance.choice(left), target)


def non_word(garden: Garden, place: int) -> Texts | None:
    """A long word of the target that ends like another one, as pieces are put together wrongly."""
    source, target = garden.pairs[place]
    words = [span for span in word_spans(target) if span[1] - span[0] >= LONG]
    other = garden.pairs[garden.other(place)][1]
    ends = [other[start:end] for start, end in word_spans(other) if end - start >= LONG]
    if not words or not ends:
        return None
    start, end = garden.chance.choice(words)
    spoilt = target[start : start + (end - start) // 2] + garden.chance.choice(ends)[-LETTERS:]
    return source, target[:start] + spoilt + target[end:]


def _names(source: str, target: str) -> list[str]:
    return [one for one in NAME.findall(source) if one in NAME.findall(target)]


FAULTS: dict[str, Fault] = {"name": name, "markup": markup, "non_word": non_word}
"""``(garden, place)`` to the pair with the fault, None where it does not lend itself to it."""
