"""Terms of the trade behind plain words: their meaning shows on hover and when the keyboard comes to them."""

from __future__ import annotations

from itertools import count

from workbench.app.parts.markup import safe

MEANINGS = {
    "attention": "Cross-attention: for each word that it writes, the model spreads 100 % over the source. Here as the "
    "layer and heads read it that align best.",
    "special tokens": "Marks that the model reads around every source: for this one a tag that names the language, and "
    "an end. Attention that is of no use often rests there; it is taken off the picture, and how much that was is "
    "told.",
    "gradients": "Integrated gradients: how much each source word raised the log-probability of a word, summed on the "
    "way from an empty source to this one.",
    "erasure": "Each source word is taken out in turn, and the word's log-probability read again. Slow, and the "
    "yardstick of the others.",
    "rollout": "Attention rollout: the attention of all layers multiplied, with what each layer hands on unchanged.",
    "nats": "Natural units of log-probability: 1 nat less is 2.7 times less likely, 2.3 nats are ten times.",
    "suspicion": "How likely the translation is faulty, by what the model shows while it reads it. It misses much.",
    "contrast": "Log-probability of the word less that of another in its place, and what in the source made the "
    "difference.",
}
_numbers = count()


def term(name: str, shown: str | None = None) -> str:
    """HTML for plain words (the term itself unless ``shown``), with the meaning of the term beside them."""
    number = next(_numbers)
    return (
        f'<span class="wb-term" tabindex="0" aria-describedby="wb-meaning-{number}">{safe(shown or name)}'
        f'<span class="wb-meaning" role="tooltip" id="wb-meaning-{number}"><b>{safe(name)}</b> '
        f"{safe(MEANINGS[name])}</span></span>"
    )
