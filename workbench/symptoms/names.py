"""Names of the source that the target has nothing like."""

from __future__ import annotations

from workbench.language.folding import folded
from workbench.language.markup import without_markup
from workbench.language.names import CAPITAL_NOUNS, COMPARED, MARKED_BY_CAPITALS, alike, has_capital, has_name, names
from workbench.language.scripts import script_of
from workbench.language.stopwords import is_content
from workbench.symptoms.evidence import quoted, together
from workbench.symptoms.symptom import Found, Observed, Symptom

MISSING, REPLACED, REPLACED_BY_NOUN = 0.2, 0.6, 0.4


def _find(observed: Observed) -> Found | None:
    source, target = observed.languages
    if source not in MARKED_BY_CAPITALS or target is None:
        return None
    text = without_markup(observed.source.text)
    named = names([text[start:end] for start, end in observed.source.spans], source)
    words = dict.fromkeys(observed.target.words)
    missed: dict[int, int | None] = {}
    for i in named:
        name = observed.source.words[i]
        if name in words:
            continue
        # Names that were transliterated are not looked for.
        readable = [word for word in words if script_of(word) == script_of(name)]
        if readable and not has_name(readable, name, source, target):
            missed[i] = _instead(observed, i)
    if not missed:
        return None
    replaced = REPLACED_BY_NOUN if target in CAPITAL_NOUNS else REPLACED
    # Words in a row are one name ("Judiciary Committee").
    signs = [MISSING if at is None else replaced for i, at in missed.items() if at is not None or i - 1 not in missed]
    instead = [at for at in missed.values() if at is not None]
    message = f"the target has nothing like {quoted([observed.source.words[i] for i in missed])}"
    if instead:
        message += f", and {quoted([observed.target.words[at] for at in instead])} in that place"
    return Found(
        severity=together(signs),
        message=message,
        source_words=tuple(missed),
        target_words=tuple(sorted({*instead})),
        figures={"names": len(named), "missing": len(missed), "replaced": len(instead)},
    )


def _instead(observed: Observed, at: int) -> int | None:
    """The target word that is linked to a name both ways, where it may be a name itself that the source lacks."""
    place = observed.target_of.get(at)
    if not place or observed.source_of.get(place) != at:
        return None
    word = observed.target.words[place]
    if not has_capital(word) or not is_content(word, observed.languages[1]):
        return None
    others = filter(has_capital, observed.source.words[:COMPARED])
    return None if any(alike(folded(other), folded(word)) for other in others) else place


SYMPTOM = Symptom(
    name="names",
    meaning="A name of the source has no counterpart in the target that is spelt like it.",
    formula=(
        "1 − Π(1 − weight) over names, words with a capital within a sentence, that no target word resembles (half of "
        "the letters in common, in order; nor a name of the same country or language): 0.2 each, 0.6 where a word "
        "with a capital is linked to it instead (0.4 in German, whose nouns all have one)"
    ),
    source="this project",
    hypothesis="The model lost, translated or exchanged a name.",
    reference="The translation has another name, or none: a pronoun, or the place's name in this language.",
    find=_find,
    its="inconsistent-entities",
    languages=MARKED_BY_CAPITALS,
    sides=("source",),
)
