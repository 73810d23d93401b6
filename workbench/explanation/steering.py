"""What a model would have written at one word, had it looked somewhere else.

At the steps that predict the pieces of one target word, and at no others, chosen heads of cross-attention put all their
mass evenly on the pieces of one source word. Beside it stands the same with every other source word, since almost any
push moves a model. Shows what those heads, at those steps, can do to the word; not why the model chose it: all other
heads, the words before and what the encoder has mixed into every position stay as they are, and a head that is forced
reads what the model was never trained on.

Measured in 100 places of the demo where the bundled model has another word than the reference
(tests/benchmarks/README.md, "Steering"): all heads of the last layer made to look at the right source word bring the
reference's word forward in 49, other source words in 11; first choice it becomes in 29, after 16. The one head of the
preset, which aligns best, does no better than other words do, as it looks at the source of a word after that is
written. Hence the default here, which is not the preset.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import ModelError
from workbench.explanation.explanation import check_characters, pair_of
from workbench.language.display import probability
from workbench.language.markup import whole_words
from workbench.language.segmentation import is_punctuation, word_spans
from workbench.models.generation import continued
from workbench.models.looks import Places, Reader, heads_read_by

if TYPE_CHECKING:
    from workbench.alignment.tokens import Tokens
    from workbench.models import Pair, Translator
    from workbench.models.choice import Layer

Likeliest = tuple[tuple[str, float], ...]
TOP_K = 5
MOST_PIECES = 16
"""Of a word that is written; what goes on and on is cut there, and continued as the model likes."""


@dataclass(frozen=True)
class Outcome:
    """What becomes of the word while the heads look at ``source_word``, None for as they look by themselves.

    ``probability``: of the word as it stands, all its pieces. ``likeliest``: pieces where it begins, with their
    probabilities. ``written``: the word that the model puts there, its likeliest piece each time; ``text``: the whole
    translation with it, None where nobody continued it.
    """

    source_word: int | None
    probability: float
    likeliest: Likeliest
    written: str = ""
    text: str | None = None

    def record(self) -> dict[str, Any]:
        return {
            "source_word": self.source_word,
            "probability": round(self.probability, 6),
            "likeliest": [[piece, round(value, 6)] for piece, value in self.likeliest],
            "written": self.written,
            "text": self.text,
        }


@dataclass(frozen=True)
class Steered:
    """What `steer` finds. ``word``: the number of the target word; ``heads``: layer → heads that were forced, of
    ``of_heads`` in all. ``plain``: nothing forced; ``looked``: on the word asked for. ``others``: on every other source
    word, punctuation aside; ``drawn``: the one of these, picked at random, that was continued too (None without any).
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    target_text: str
    word: int
    heads: Mapping[int, tuple[int, ...]]
    of_heads: int
    plain: Outcome
    looked: Outcome
    others: tuple[Outcome, ...]
    drawn: Outcome | None

    @property
    def others_range(self) -> tuple[float, float, float] | None:
        """Least, median and greatest probability of the word with the others; None without any."""
        found = [one.probability for one in self.others]
        return (min(found), median(found), max(found)) if found else None

    @property
    def likelier_than(self) -> int:
        """With how many of the others the word is less likely than with the word asked for."""
        return sum(one.probability < self.looked.probability for one in self.others)

    def name_of(self, outcome: Outcome) -> str:
        """The source word that was looked at."""
        return "" if outcome.source_word is None else self.source[outcome.source_word]

    @property
    def forced(self) -> str:
        """Which heads, in words."""
        count = sum(map(len, self.heads.values()))
        if count == self.of_heads:
            return f"all {count} heads of all layers"
        named = (f"layer {layer}, head{'s' * (len(own) > 1)} {_listed(own)}" for layer, own in self.heads.items())
        return f"{'; '.join(named)}: {count} of {self.of_heads} heads"

    def record(self) -> dict[str, Any]:
        """The object that ``explain --look-at --json`` prints."""
        return {
            "source": list(self.source),
            "target": list(self.target),
            "word": self.word,
            "heads": {str(layer): list(heads) for layer, heads in self.heads.items()},
            "of_heads": self.of_heads,
            "plain": self.plain.record(),
            "looked": self.looked.record(),
            "others": [one.record() for one in self.others],
            "drawn": None if self.drawn is None else self.drawn.record(),
            "likelier_than": self.likelier_than,
        }

    def told(self) -> list[str]:
        """The finding in sentences, without what the texts say: before and after, the same for the others, how much to
        make of it."""
        word, looked = self.target[self.word], self.name_of(self.looked)
        lines = [
            f"Had it looked at ‘{looked}’ while writing ‘{word}’, it would have given that word "
            f"{probability(self.looked.probability)} instead of {probability(self.plain.probability)}, and written "
            f"{_wrote(self.looked, self.plain)}."
        ]
        if self.others_range is None:
            return [*lines, "There is no other source word to compare that with."]
        least, middle, most = map(probability, self.others_range)
        count, above = len(self.others), self.likelier_than
        spread = most if least == most else f"{least} to {most}, {middle} in the middle"
        lines.append(f"Made to look at {'the other word' if count == 1 else f'each of the {count} others'}: {spread}.")
        if above == count:
            chance = f"by chance that is so for one word in {count + 1}"
            lines.append(f"With none of them is it as likely as with ‘{looked}’; {chance}.")
        else:
            lines.append(f"With {count - above} of them it is at least as likely as with ‘{looked}’.")
        falls = sum(one.probability < self.plain.probability for one in self.others)
        if self.looked.probability < self.plain.probability and falls:
            lines.append(f"That it falls says little: with {falls} of {count} others it falls too.")
        return lines


def steer(
    translator: Translator,
    source: str,
    target: str | None,
    word: int,
    source_word: int,
    layer: Layer | None = None,
    heads: Sequence[int | str] | str | None = None,
    written: Sequence[int] | None = None,
    top_k: int = TOP_K,
) -> Steered:
    """Make heads look at ``source_word`` while the model writes ``word`` of ``target``, both numbers of words from 0.

    ``target`` None is the model's own translation; ``written``: the ids that it generated ``target`` by. ``layer``: a
    number, ``all``, or None for the last one; ``heads``: numbers, or None for all. Words before ``word`` stay; from it
    on the likeliest piece is taken each time, forced as long as it is the same word that is written, and left alone
    from there on. Of a translation that is not the model's own, or that a beam found, that makes another one even where
    nothing is forced: compare ``looked`` with ``plain``.

    Raises `ModelError` for words, layers or heads that are not there, and for texts that are empty or longer than the
    model's positions.
    """
    for given in (source, target or ""):
        check_characters(given)
    choice = translator.choose(translator.layers - 1 if layer is None else layer, heads or "all")
    pair = pair_of(source, translator, target, written=written)
    read, told = pair.source.tokens, pair.target.tokens
    _check(word, told, "target")
    _check(source_word, read, "source")
    forced = heads_read_by(translator, choice)
    others = [place for place, one in enumerate(read.words) if place != source_word and not is_punctuation(one)]
    others = [place for place in others if _pieces(read, place)]
    [plain, looked, *rest] = outcomes(translator, pair, word, [None, source_word, *others], forced, top_k)
    drawn = random.Random(f"{source}\n{told.text}\n{word}").randrange(len(rest)) if rest else None
    whole = _Writer(translator, pair, word, forced).continued(
        [plain, looked, *([] if drawn is None else [rest[drawn]])]
    )
    if drawn is not None:
        rest[drawn] = whole[2]
    return Steered(
        source=read.words,
        target=told.words,
        target_text=told.text,
        word=word,
        heads={one: tuple(range(translator.heads)) if own is None else own for one, own in forced.items()},
        of_heads=translator.layers * translator.heads,
        plain=whole[0],
        looked=whole[1],
        others=tuple(rest),
        drawn=None if drawn is None else rest[drawn],
    )


def outcomes(
    translator: Translator,
    pair: Pair,
    word: int,
    source_words: Sequence[int | None],
    heads: Mapping[int, Sequence[int] | None],
    top_k: int = TOP_K,
) -> list[Outcome]:
    """Of a target word with each of ``source_words`` looked at, nothing continued. ``heads``: layer → heads, None for
    all of the layer."""
    places = _pieces(pair.target.tokens, word)
    before, own = pair.target.ids[: places[-1]], [pair.target.ids[place] for place in places]
    looks = [() if one is None else _pieces(pair.source.tokens, one) for one in source_words]
    reader, count = Reader(translator, pair.source, heads), len(looks)
    found = reader.read(looks, [before] * count, [own] * count, top_k)
    return [
        Outcome(
            source_word=one,
            probability=math.exp(float(found.logprobs[row].sum())),
            likeliest=tuple(
                zip(
                    translator.piece_names(found.ids[row, 0].tolist()),
                    (math.exp(value) for value in found.values[row, 0].tolist()),
                    strict=True,
                )
            ),
        )
        for row, one in enumerate(source_words)
    ]


class _Writer:
    """Writes a target word anew, with a look, and goes on from there without one."""

    def __init__(self, translator: Translator, pair: Pair, word: int, heads: Mapping[int, Sequence[int] | None]):
        self._translator, self._pair = translator, pair
        self._before = pair.target.ids[: _pieces(pair.target.tokens, word)[0]]
        self._reader = Reader(translator, pair.source, heads)
        self._texts: dict[tuple[int, ...], str] = {}

    def continued(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """The outcomes with what is written, and the whole text."""
        found = []
        for outcome in outcomes:
            look = () if outcome.source_word is None else _pieces(self._pair.source.tokens, outcome.source_word)
            ids, ended = self._word(look)
            begin = (*self._before, *ids)
            if ended:
                self._texts.setdefault(begin, self._text(begin))
            elif begin not in self._texts:
                self._texts[begin] = continued(self._translator, self._pair.source, begin).text
            written = "" if ended else self._word_of(self._texts[begin])
            found.append(replace(outcome, written=written, text=self._texts[begin]))
        return found

    def _word(self, look: Places) -> tuple[list[int], bool]:
        """The pieces of one word, and whether the model would rather have ended the text."""
        template, ids = self._translator.template, list[int]()
        room = self._translator.positions - len(template.fed(self._before)) - 1
        while len(ids) < min(MOST_PIECES, room):
            steps = self._reader.read([look], [[*self._before, *ids]], [[*ids, template.end]], top_k=8)
            piece = next(one for one in steps.ids[0, -1].tolist() if one not in self._barred)
            if piece == template.end and not ids:
                return ids, True
            if piece == template.end or (ids and not self._one_word([*ids, piece])):
                break
            ids.append(piece)
        return ids, False

    @property
    def _barred(self) -> set[int]:
        """What no text has."""
        template, stored = self._translator.template, self._translator.model.generation_config
        return ({template.pad, template.unknown} | {*(stored.suppress_tokens or ())} | template.tags) - {template.end}

    def _one_word(self, ids: Sequence[int]) -> bool:
        """Whether these pieces, after what was written before, are of the same word."""
        whole = [*self._before, *ids]
        (read,) = self._translator.encode_targets([self._text(whole)], written=[whole])
        return len({*read.tokens.word_index[len(self._before) :]}) == 1

    def _text(self, ids: Sequence[int]) -> str:
        return self._translator.decode([ids])[0]

    def _word_of(self, text: str) -> str:
        """The word that stands there in a whole text: what was left alone may have gone on with it."""
        start = len(self._text(self._before))
        spans = whole_words(text, word_spans(text))
        return next((text[begin:end] for begin, end in spans if end > start), "")


def _check(word: int, tokens: Tokens, side: str) -> None:
    count = len(tokens.words)
    if 0 <= word < count and _pieces(tokens, word):
        return
    numbered = " ".join(f"{number}:{text}" for number, text in enumerate(tokens.words))
    what = f"{side} word {word} asked for"
    if word == count:
        what += ", which is the end token and no word"
    raise ModelError(f"{what}; there are {count}, from 0: {numbered}")


def _pieces(tokens: Tokens, word: int) -> Places:
    return tuple(np.flatnonzero(np.array(tokens.word_index) == word).tolist())


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _wrote(looked: Outcome, plain: Outcome) -> str:
    if not looked.written:
        return "nothing more" if plain.written else "nothing more, as without that"
    own = f"‘{looked.written}’"
    if looked.written == plain.written:
        return f"{own}, as without that"
    return f"{own} instead of ‘{plain.written}’" if plain.written else own
