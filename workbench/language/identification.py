"""Which language a text reads like: told by its letters, and among languages that share them by py3langid.

After Lui and Baldwin 2012 (https://aclanthology.org/P12-3005). Its guesses for names, figures and code are as firm as
those for sentences, so `foreign` asks for words of the other language too before it speaks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Any

import langcodes
import regex

from workbench.language.folding import listed
from workbench.language.markup import without_markup
from workbench.language.scripts import letters, letters_of, reads_as, script_of
from workbench.language.segmentation import word_spans
from workbench.language.stopwords import stop_words

# Longer texts are told by their beginning.
ENOUGH = 2000
SURE = 2.5
"""Margin from which on another language is said to be read; the right one seldom falls behind so far."""
LEAST_WORDS = 2
SURER = 5.0
"""The same where the other language's commonest words are not seen: of the words without a capital by themselves."""
LEAST_LETTERS = 12
"""What these need: of shorter ones many are borrowed ("café au lait")."""
AGAINST = 0.25
"""Share of them that may be among the commonest of the language expected and not of the other."""
ANOTHER_SCRIPT = 0.5

KNOWN = listed(
    "ace af am an ar ary arz as az ba bcl be bg bn br bs ca crh cs cy da de dz el en eo es et eu ext fa fi fo fr fuv "
    "fy ga gcf gcr gd gl gom grc gu gug guw ha hbo he hi hr ht hu hy id ig is it ja jv ka kab kik kk km kn ko ku ky la "
    "lb lg lij ln lo lt ltg lv mg mk ml mn mr ms mt my ne nl nn no nso oc om or pa pcm pl ps pt qu ro ru rw sa sdh se "
    "si sk sl sn so sq sr st sv sw ta te tg th tk tl tr tt ug uk ur uz uzs vec vi vo wa wuu xh yo yue zh zu"
)
"""Languages that py3langid 0.3 tells from each other, without its "no language"."""

# What a text may turn out to be, beside the languages of the pair: rare languages are guessed for short texts.
_USUAL = listed(
    "ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv mk nl no pl pt ro ru sk sl sq sr sv sw ta "
    "te th tr uk ur vi zh"
)
# Not told apart by a sentence, so neither counts against the other.
_TWINS = ("da no nn", "hr bs sr", "id ms", "pt gl", "zh yue wuu", "ar ary arz", "af nl", "ur hi", "cs sk", "bg mk")
_TWINS_OF = {code: listed(twins) for twins in _TWINS for code in listed(twins)}
# By what the codes of `language_code` go here.
LISTED_AS = {"nb": "no", "fil": "tl", "gn": "gug", "ki": "kik"}
_BESIDE_HAN = ("HIRAGANA", "KATAKANA", "HANGUL")
# Two letters in a row make a word; a lone one of another script may be a symbol. A character of these is a word itself.
_WORD = regex.compile(r"\p{L}\p{M}*\p{L}|[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
# Without capitals, as names have them, and without the figures and the low lines of code.
_PLAIN = regex.compile(r"[[\p{L}\p{M}]--\p{Lu}]+(?:['’\-][[\p{L}\p{M}]--\p{Lu}]+)*", regex.VERSION1)


@dataclass(frozen=True)
class Likelier:
    """``language``: the likeliest other one. ``margin``: by how much its score is above that of the one expected, per
    root of a byte; below 0 where the text reads like what was expected."""

    language: str
    margin: float


@dataclass(frozen=True)
class Foreign:
    """A text that is not in the language expected of it, beyond doubt. ``reads_like``: code of the language that it
    reads like, None where its letters alone are known; ``script``: name of these where they are another script's."""

    expected: str
    reads_like: str | None
    script: str | None

    @property
    def told(self) -> str:
        """``reads like Arabic``, ``is written in Cyrillic letters``."""
        if self.reads_like is not None:
            return f"reads like {name_of(self.reads_like)}"
        return f"is written in {self.script} letters"

    def record(self) -> dict[str, str | None]:
        """As JSON has it."""
        return {"expected": self.expected, "reads_like": self.reads_like, "script": self.script, "told": self.told}


def are_twins(one: str | None, other: str | None) -> bool:
    """Whether a sentence may be one of either of two languages, so near are they."""
    return one is not None and other in _TWINS_OF.get(one, ())


def name_of(language: str) -> str:
    """In English."""
    return langcodes.get(language).display_name()


def likelier(text: str, expected: str, also: str | None = None) -> Likelier:
    """Of the usual languages and ``also``, which one a text reads like that is not the one ``expected``, nor so near to
    it that a sentence does not tell; ``expected`` is one of `KNOWN`, and the text has letters."""
    own = LISTED_AS.get(expected, expected)
    other = LISTED_AS.get(also or "", also or "")
    asked = (_USUAL | ({other} & KNOWN) | {own}) - _TWINS_OF.get(own, frozenset()) | {own}
    scores = _scores(text, asked)
    best = max((code for code in scores if code != own), key=scores.__getitem__)
    return Likelier(best, (scores[best] - scores[own]) / _size(text))


def likeliest(texts: Iterable[str]) -> str | None:
    """The language that texts read like together; None where they have too few letters, or another one is as likely."""
    text = " ".join(without_markup(one[:ENOUGH]) for one in texts)[: 4 * ENOUGH]
    if letters(text) < LEAST_LETTERS:
        return None
    ranked = sorted(_scores(text, KNOWN).items(), key=lambda item: -item[1])
    best, score = ranked[0]
    others = (value for code, value in ranked[1:] if code not in _TWINS_OF.get(best, ()))
    return best if (score - next(others)) / _size(text) >= SURE else None


def nearer(text: str, one: str, other: str) -> float:
    """How much more a text reads like the first of two languages than like the second; 0 where nothing tells."""
    text = without_markup(text[:ENOUGH])
    pair = [reads_as(language) or language for language in (one, other)]
    there = letters(text)
    if not there:
        return 0.0
    own = [letters_of(code, text) for code in pair]
    if own[0] is not None and own[1] is not None and abs(own[0] - own[1]) > there / 2:
        return float(own[0] - own[1])
    listed_as = [LISTED_AS.get(code, code) for code in pair]
    if listed_as[0] == listed_as[1] or not set(listed_as) <= KNOWN or listed_as[1] in _TWINS_OF.get(listed_as[0], ()):
        return 0.0
    scores = _scores(text, frozenset(listed_as))
    return (scores[listed_as[0]] - scores[listed_as[1]]) / _size(text)


def foreign(text: str, expected: str | None, also: str | None = None) -> Foreign | None:
    """What a text reads like if it is surely not in the language ``expected``; ``also``: a language that it may be in
    however rare it is.

    A script that the language is not written in is sure from one word on. Between languages of one script the other
    one must be likelier by `SURE`, and `LEAST_WORDS` of the words must be among its commonest and not among those of
    the language expected, more than the other way round: names, figures and code have none. Or it must be likelier by
    `SURER`, and by as much where all words that may be names or code are left out, if few of the rest are among the
    commonest of the language expected alone.
    """
    expected = reads_as(expected)
    text = without_markup(text[:ENOUGH])
    there = letters(text)
    if expected is None or not there:
        return None
    own = letters_of(expected, text)
    if own is not None and own < (1 - ANOTHER_SCRIPT) * there:
        return _of_another_script(text, expected) if _WORD.search(text) else None
    if LISTED_AS.get(expected, expected) not in KNOWN:
        return None
    words, common = [*dict.fromkeys(_words(text))], stop_words(expected)
    folded = {word.casefold() for word in words}
    if common is None or len(folded) < LEAST_WORDS or len(folded & common) > len(folded) / 2:
        return None
    found = likelier(text, expected, reads_as(also))
    of_other = stop_words(found.language) or frozenset()
    telling, against = folded & of_other - common, folded & common - of_other
    sure = found.margin >= SURE and len(telling) >= LEAST_WORDS and len(telling) > len(against)
    if not sure and found.margin >= SURER:
        # Names and code apart, a guess can be trusted.
        plain = [word for word in words if _PLAIN.fullmatch(word)]
        told, few = " ".join(plain), len(against.intersection(plain)) <= AGAINST * len(plain)
        sure = few and letters(told) >= LEAST_LETTERS and likelier(told, expected, found.language).margin >= SURER
    return Foreign(expected, found.language, None) if sure else None


def _of_another_script(text: str, expected: str) -> Foreign:
    names = [script_of(word) for word in _words(text) if not letters_of(expected, word)]
    # Japanese has more Chinese words than others in many a sentence, and Chinese none but its own.
    names = [name for name in names if name in _BESIDE_HAN] or names
    script = max(sorted(filter(None, names)), key=names.count, default="")
    own = {code: share for code in _USUAL | KNOWN if (share := letters_of(code, text)) and share > letters(text) / 2}
    most = max(own.values(), default=0)
    possible = frozenset(code for code, share in own.items() if share == most)
    possible = possible & _USUAL or possible
    ranked = sorted(_scores(text, possible).items(), key=lambda item: -item[1]) if len(possible) > 1 else []
    sure = len(possible) == 1 or (ranked and (ranked[0][1] - ranked[1][1]) / _size(text) >= SURE)
    likeliest = next(iter(possible)) if len(possible) == 1 else ranked[0][0] if ranked else None
    return Foreign(expected, likeliest if sure else None, _name_of_script(script))


def _words(text: str) -> list[str]:
    return [text[start:end] for start, end in word_spans(text)]


def _name_of_script(name: str) -> str:
    return {"CJK": "Chinese"}.get(name, name.capitalize())


def _size(text: str) -> float:
    return sqrt(len(text.encode(errors="surrogatepass")))


def _scores(text: str, languages: frozenset[str]) -> dict[str, float]:
    """Log-probability, up to a constant, of a text in each language."""
    return dict(_identifier(languages).rank(text))


@lru_cache(maxsize=64)
def _identifier(languages: frozenset[str]) -> Any:
    # Unpacking its model takes half a second: not before somebody asks.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(languages)
    return identifier
