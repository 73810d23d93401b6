"""A target that is not in the target language."""

from __future__ import annotations

from functools import lru_cache
from math import sqrt
from typing import Any

import langcodes

from workbench.language.folding import listed
from workbench.language.markup import without_markup
from workbench.language.scripts import letters, letters_of
from workbench.symptoms.evidence import share_between
from workbench.symptoms.symptom import Found, Observed, Symptom

UNSURE, SURE = 0.5, 5.0
# With this many letters the language of a text is told half as surely as it ever is.
FEW = 5
# Longer texts are told by their beginning.
ENOUGH = 2000
ANOTHER_SCRIPT = 0.5

KNOWN = listed(
    "ace af am an ar ary arz as az ba bcl be bg bn br bs ca crh cs cy da de dz el en eo es et eu ext fa fi fo fr fuv "
    "fy ga gcf gcr gd gl gom grc gu gug guw ha hbo he hi hr ht hu hy id ig is it ja jv ka kab kik kk km kn ko ku ky la "
    "lb lg lij ln lo lt ltg lv mg mk ml mn mr ms mt my ne nl nn no nso oc om or pa pcm pl ps pt qu ro ru rw sa sdh se "
    "si sk sl sn so sq sr st sv sw ta te tg th tk tl tr tt ug uk ur uz uzs vec vi vo wa wuu xh yo yue zh zu"
)
"""Languages that py3langid 0.3 tells from each other, without its "no language"."""

# What a target may turn out to be, beside the languages of the pair: rare languages are guessed for short texts.
_USUAL = listed(
    "ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv mk nl no pl pt ro ru sk sl sq sr sv sw ta "
    "te th tr uk ur vi zh"
)
# Not told apart by a sentence, so neither counts against the other.
_TWINS = ("da no nn", "hr bs sr", "id ms", "pt gl", "zh yue wuu", "ar ary arz", "af nl", "ur hi", "cs sk", "bg mk")
_TWINS_OF = {code: listed(twins) for twins in _TWINS for code in listed(twins)}
_LISTED_AS = {"nb": "no"}


@lru_cache(maxsize=64)
def _identifier(languages: frozenset[str]) -> Any:
    # Unpacking its model takes a second or two: not before somebody asks.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(languages)
    return identifier


def _find(observed: Observed) -> Found | None:
    text = without_markup(observed.target.text[:ENOUGH])
    there = letters(text)
    wanted = observed.languages[1]
    if not there or wanted is None:
        return None
    if found := _script(observed, text, wanted):
        return found
    source, target = (_LISTED_AS.get(code or "", code) for code in observed.languages)
    asked = (_USUAL | ({source} & KNOWN) | {target}) - _TWINS_OF.get(target or "", frozenset()) | {target}
    scores = dict(_identifier(frozenset(asked)).rank(text))
    best = max((code for code in scores if code != target), key=scores.__getitem__)
    margin = (scores[best] - scores[target]) / sqrt(len(text.encode(errors="surrogatepass")))
    severity = share_between(margin, UNSURE, SURE) * there / (there + FEW)
    if not severity:
        return None
    message = f"the target reads like {_name(best)}, not like {_name(wanted)}"
    return Found(severity, message, (), tuple(range(len(observed.target))), {"letters": there, "margin": margin})


def _script(observed: Observed, text: str, wanted: str) -> Found | None:
    own = letters_of(wanted, text)
    if own is None or own >= (1 - ANOTHER_SCRIPT) * letters(text):
        return None
    # Names and brands keep their script.
    kept = {word for word in observed.source.words if word != word.lower()}
    places = tuple(i for i, word in enumerate(observed.target.words) if word not in kept)
    text = " ".join(observed.target.words[i] for i in places)[:ENOUGH]
    there = letters(text)
    foreign = 1 - (letters_of(wanted, text) or 0) / max(there, 1)
    if not there or foreign <= ANOTHER_SCRIPT:
        return None
    message = f"{foreign:.0%} of the target's letters are of another script than {_name(wanted)} is written in"
    return Found(foreign * there / (there + 1), message, (), places, {"letters": there, "another_script": foreign})


def _name(language: str) -> str:
    return langcodes.get(language).display_name()


SYMPTOM = Symptom(
    name="wrong_language",
    meaning="The target is in another language, or in another script, than the one asked for.",
    formula=(
        "(m − 0.5)/4.5 · n/(n + 5), m = (score of the likeliest other language − score of the target language)/√bytes "
        "by py3langid, n letters, no markup; where most letters are of another script than the language's, names left "
        "out: their share · n/(n + 1). Near twins (Danish and Norwegian, Croatian and Serbian) are no others"
    ),
    source="py3langid, after Lui and Baldwin 2012",
    hypothesis="The model translates into another language, or not at all.",
    reference="The corpus has lines in another language.",
    find=_find,
    languages=KNOWN | frozenset(_LISTED_AS),
    sides=("target",),
    of_texts=True,
)
