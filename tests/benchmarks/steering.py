"""What making a model look somewhere is worth: does looking at the right word bring the right word forward?

The segments of the bundled corpus whose reference nobody spoilt, with the model's own translations, in the order of the
corpus, until ``--count`` of them gave a place. ``wrong``: the first word that stands where the reference, with as many
words between the same neighbours, has another (some are as good); asked is how likely the reference's word becomes
there, after the words that the model itself wrote before. ``right``: the first content word that both share, for
comparison. The source word to look at is the one that the model's preset links the reference's word to. Beside it every
other source word, punctuation aside, stands for a word taken at random.

For each choice of heads, over places:

- ``raised``: share where the word becomes likelier than with nothing forced; ``others_raised``: the same, mean over the
  other source words.
- ``rank``: mean share of the other words that leave the word less likely than the linked one does (a half by chance),
  with a 95 % bootstrap interval over places.
- ``first``: share where the word's first piece is the likeliest; ``others_first``, and ``plain_first`` with nothing
  forced.
- ``moved``: median change of the word's log-probability in nats; ``others_moved``: the same over other words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from statistics import mean, median
from typing import Any

import numpy as np

from tests.benchmarks.common import finish, grid, load_translator, machine, model_parser, say
from workbench.corpus import read
from workbench.corpus.segment import first_reference
from workbench.explanation.faithfulness import bootstrap_interval
from workbench.explanation.steering import Outcome, outcomes
from workbench.language.segmentation import is_punctuation, word_spans
from workbench.language.stopwords import is_content
from workbench.models import Pair, Translator
from workbench.models.choice import AttentionChoice
from workbench.models.looks import heads_read_by
from workbench.views import VIEWS


@dataclass(frozen=True, eq=False)
class Place:
    """``word``: of the target of ``pair``, the reference's word in its place; ``linked``: the source word of it."""

    pair: Pair
    word: int
    linked: int
    others: tuple[int, ...]


def places(translator: Translator, kind: str, count: int) -> Iterator[Place]:
    segments = [one for one in read("demo") if first_reference(one.references) and not one.metadata["planted"]]
    for segment, translation in zip(segments, translator.translate([one.source for one in segments]), strict=True):
        reference = first_reference(segment.references)
        found = _texts(translation.text or "", reference or "", kind, translator.target_language)
        for text, start in [found] if found else []:
            place = _place(translator, segment.source, text, start)
            if place is not None:
                count -= 1
                yield place
        if not count:
            return


def _texts(own: str, reference: str, kind: str, language: str | None) -> tuple[str, int] | None:
    """The model's translation with the reference's word in its place, and the character where it stands."""
    spans, theirs = word_spans(own), word_spans(reference)
    words, wanted = ([text[a:b] for a, b in those] for text, those in ((own, spans), (reference, theirs)))
    for tag, first, last, other, end in SequenceMatcher(None, words, wanted, autojunk=False).get_opcodes():
        if tag != ("replace" if kind == "wrong" else "equal") or last - first != end - other:
            continue
        for at, to in zip(range(first, last), range(other, end), strict=True):
            if is_punctuation(words[at]) or is_punctuation(wanted[to]):
                continue
            if kind == "right" and not is_content(words[at], language):
                continue
            start, stop = spans[at]
            return own[:start] + wanted[to] + own[stop:], start
    return None


def _place(translator: Translator, source: str, text: str, start: int) -> Place | None:
    (pair,) = translator.encode_pairs([source], [text])
    tokens = pair.target.tokens
    word = next((place for place, (begin, _) in enumerate(tokens.spans) if begin == start), None)
    words = [place for place, one in enumerate(pair.source.tokens.words) if not is_punctuation(one)]
    (found,) = VIEWS["attention"](translator, [pair])
    if word is None or not translator.fits(pair) or len(words) < 3 or np.isnan(found.weights[word]).any():
        return None
    linked = max(words, key=lambda place: found.weights[word, place])
    return Place(pair, word, linked, tuple(one for one in words if one != linked))


def choices(translator: Translator) -> dict[str, AttentionChoice]:
    by_layer = {f"all heads of layer {layer}": AttentionChoice(layer) for layer in range(translator.layers)}
    return {"the preset's": translator.preset, **by_layer, "all heads of all layers": AttentionChoice("all")}


def figures(translator: Translator, found: Sequence[Place], choice: AttentionChoice) -> dict[str, Any]:
    heads = heads_read_by(translator, choice)
    rows: dict[str, list[float]] = {}
    for place in found:
        asked = [None, place.linked, *place.others]
        plain, linked, *others = outcomes(translator, place.pair, place.word, asked, heads)
        first = translator.piece_names([place.pair.target.ids[_first(place)]])[0]
        row = {
            "raised": linked.probability > plain.probability,
            "others_raised": mean(one.probability > plain.probability for one in others),
            "rank": mean(one.probability < linked.probability for one in others),
            "first": linked.likeliest[0][0] == first,
            "others_first": mean(one.likeliest[0][0] == first for one in others),
            "plain_first": plain.likeliest[0][0] == first,
            "moved": _moved(linked, plain),
            "others_moved": median(_moved(one, plain) for one in others),
        }
        for name, value in row.items():
            rows.setdefault(name, []).append(float(value))
    told: dict[str, Any] = {name: round(mean(values), 4) for name, values in rows.items()}
    told |= {name: round(median(rows[name]), 3) for name in ("moved", "others_moved")}
    told["rank_interval"] = [round(value, 3) for value in bootstrap_interval(np.array(rows["rank"]))]
    return told


def _first(place: Place) -> int:
    return place.pair.target.tokens.word_index.index(place.word)


def _moved(outcome: Outcome, plain: Outcome) -> float:
    return math.log(max(outcome.probability, 1e-30)) - math.log(max(plain.probability, 1e-30))


def markdown(result: Mapping[str, Any]) -> str:
    head = ["heads", "raised", "by others", "rank", "95 %", "first", "with others", "nothing forced", "nats", "others"]
    tables = []
    for kind, told in (("wrong", "Where the translation is wrong"), ("right", "Where it is right")):
        rows = []
        for name, of in result[kind]["heads"].items():
            low, high = of["rank_interval"]
            shares = [f"{of[one]:.0%}" for one in ("raised", "others_raised")]
            firsts = [f"{of[one]:.0%}" for one in ("first", "others_first", "plain_first")]
            moved = [f"{of[one]:+.2f}" for one in ("moved", "others_moved")]
            rows.append([name, *shares, f"{of['rank']:.2f}", f"{low:.2f}–{high:.2f}", *firsts, *moved])
        tables.append(f"{told}, {result[kind]['places']} places:\n\n{grid(head, rows)}")
    return "\n\n".join(tables)


def main() -> None:
    options_of = model_parser(__doc__)
    options_of.add_argument("--count", type=int, default=100, help="places of each kind (%(default)s)")
    options = options_of.parse_args()
    translator = load_translator(options)
    told: dict[str, Any] = {}
    for kind in ("wrong", "right"):
        found = list(places(translator, kind, options.count))
        told[kind] = {"places": len(found), "heads": {}}
        for name, choice in choices(translator).items():
            told[kind]["heads"][name] = figures(translator, found, choice)
            say(f"{kind}, {name}: {told[kind]['heads'][name]}")
    finish({"benchmark": "steering", **told, "machine": machine(translator)})


if __name__ == "__main__":
    main()
