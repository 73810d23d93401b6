"""Which words of a text are names, and which of another text may be the same name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice

from workbench.language.exonyms import exonyms
from workbench.language.folding import folded, listed
from workbench.language.scripts import script_of
from workbench.language.segmentation import is_punctuation
from workbench.language.stopwords import is_content
from workbench.language.transliteration import sound_alike

MARKED_BY_CAPITALS = listed(
    "af bg bs ca cs cy da el en es et eu fi fr ga gl hr hu id is it lt lv mk ms nb nl nn no pl pt ro ru sk sl sq sr sv "
    "tr uk vi"
)
"""Languages in which a capital within a sentence marks a name, so not German, whose nouns have one."""

CAPITAL_NOUNS = frozenset({"de", "lb"})
"""Languages in which every noun has a capital."""

ALIKE, ALIKE_WITHOUT_CAPITAL = 0.5, 0.65
# Names of so few letters resemble too much.
SHORT = 4
# Where so many words have capitals, capitals mark no names.
HEADLINE = 0.6
# Comparing letter by letter takes time that long texts and words do not repay.
COMPARED, LONGEST = 200, 40

# English writes these with a capital, most other languages do not, or have another word.
_NO_NAMES = listed(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december christmas easter halloween god lord mr mrs ms miss dr sir madam mom mum dad "
    "mommy daddy grandma grandpa aunt uncle professor doctor president king queen prince princess internet earth sun "
    "moon bible ok okay tv cd dvd pc north south east west northern southern eastern western street avenue road river "
    "lake mount university church war world minister department government court house state city"
)
_TITLES = listed(
    "mr mrs ms miss dr prof professor sir lady lord aunt uncle herr herrn frau fräulein doktor onkel tante m mm mme "
    "mlle monsieur madame mademoiselle oncle señor señora señorita sr sra srta don doña tío tía signor signora meneer "
    "mevrouw господин господина госпожа госпожу г-н г-жа дядя тётя"
)
_JOINING = frozenset(",;'’-‐–—&/")


def has_capital(word: str) -> bool:
    """Whether a word begins with one."""
    return word[:1] != word[:1].lower()


def names(words: Sequence[str], language: str | None) -> list[int]:
    """Words that have a capital without standing at a beginning, and words in Latin letters among others.

    Left out are abbreviations, which are others elsewhere (NATO, OTAN), and what English alone takes for a name.
    """
    cased = [i for i, word in enumerate(words) if has_capital(word)]
    found = {i for i in cased if not _begins(words, i) and len(words[i]) > 2 and not words[i].isupper()}
    if script_of(next((word for word in words if word.islower()), "")) not in ("", "LATIN"):
        found |= {i for i, word in enumerate(words) if len(word) > 2 and script_of(word) == "LATIN"}
    spoken = sum(word[:1].isalnum() for word in words) if found else 0
    if spoken > 5 and len(cased) > HEADLINE * spoken:
        return []
    named = (i for i in sorted(found) if is_content(words[i], language))
    return [i for i in named if _NO_NAMES.isdisjoint({plain_name(words[i]), plain_name(words[i]).removesuffix("s")})]


def _begins(words: Sequence[str], i: int) -> bool:
    # After a mark that is no comma a sentence or a quotation may begin.
    return i == 0 or (is_punctuation(words[i - 1]) and words[i - 1] not in _JOINING)


def plain_name(word: str) -> str:
    """Without case, accents and the English genitive."""
    return folded(word.removesuffix("'s").removesuffix("’s"))


def after_title(words: Sequence[str], i: int) -> bool:
    """Whether a word with a capital stands behind a title, as a surname does: "Mr. Brown", "Frau Doktor Weber"."""
    before = i - 2 if i > 1 and words[i - 1] == "." else i - 1
    return before >= 0 and has_capital(words[i]) and words[before].casefold() in _TITLES


def has_name(
    words: Iterable[str], name: str, language: str, other: str, least: float = ALIKE, by_sound: bool = True
) -> bool:
    """Whether any word of a text in the other language may be this name: by its letters, or by its sound where it is in
    other letters, or as another name of the same country or language."""
    plain, script = plain_name(name), script_of(name)
    words = [*islice(words, COMPARED)]
    readable = [word for word in words if script_of(word) == script]
    if _resembles(plain, readable, least):
        return True
    if by_sound and len(readable) < len(words):
        # Where names have capitals, other words are none.
        foreign = (word for word in words if script_of(word) not in (script, "") and len(word) > 1)
        if any(sound_alike(plain, word) for word in foreign if has_capital(word) or word == word.upper()):
            return True
    return any(_resembles(known, words, ALIKE) for known in exonyms(plain, language, other))


def _resembles(name: str, words: Iterable[str], least: float) -> bool:
    for word in words:
        enough = least if has_capital(word) else max(least, ALIKE_WITHOUT_CAPITAL)
        if (enough < ALIKE_WITHOUT_CAPITAL or len(name) > SHORT or has_capital(word)) and alike(
            name, folded(word), enough
        ):
            return True
    return False


@lru_cache(maxsize=1 << 14)
def alike(name: str, word: str, least: float = ALIKE) -> bool:
    """Whether two folded words may be one name in two languages: München and Munich, Florence and Florenz."""
    if name == word or (len(name) > 2 and word.startswith(name)) or (len(word) > 3 and name.startswith(word)):
        return True
    if max(len(name), len(word)) > LONGEST or (min(len(name), len(word)) < SHORT and name[:1] != word[:1]):
        return False
    if 2 * min(len(name), len(word)) < least * (len(name) + len(word)):
        return False
    matcher = SequenceMatcher(None, name, word, autojunk=False)
    return matcher.quick_ratio() >= least and matcher.ratio() >= least
