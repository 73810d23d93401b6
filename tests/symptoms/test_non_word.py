"""Words that a model makes up are accused; rare ones, names and what stands in the source are not."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.symptoms.observed import observed
from workbench.bundled import model_folder
from workbench.language.vocabulary import Vocabulary
from workbench.symptoms import SYMPTOMS, known

NON_WORD = SYMPTOMS["non_word"]
OWN, BETWEEN, STRANGE = -3.0, -8.5, -20.0
SURE, LIKELY, EVEN, WEAK = 0.95, 0.75, 0.5, 0.35

# Source, target, languages, severity where the model writes every word of the target readily.
ACCUSED = [
    ("The baker sweeps his shop.", "Der Brotmuffel flinzt seinen Laden.", "en-de", SURE),
    ("She wore a green hat.", "Sie trug einen grünen Schnorbst.", "en-de", SURE),
    ("The children were laughing loudly.", "Die Kinder kwalmerten laut.", "en-de", SURE),
    ("Our neighbour mows the lawn.", "Unser Nachbar blomt den Graswuckel.", "en-de", SURE),
    ("The blacksmith makes a horseshoe.", "Die Tasmith macht ein Pferdehoe.", "en-de", SURE),
    ("We sleep in a hammock.", "Wir schlafen in einem Hamock.", "en-de", LIKELY),
    ("The bakery is closed.", "Der Bakerie ist geschlossen.", "en-de", WEAK),
    ("the perioperative phase", "die perioperativen Stunden", "en-de", WEAK),
    ("a transhepatic catheter", "ein transhepatischer Schlauch", "en-de", WEAK),
    ("an alluvial plain", "eine alluviale Ebene", "en-de", WEAK),
    ("eine gute Prognose", "a good prognosis", "de-en", WEAK),
    ("The acrobat fell.", "Der Krobat fiel.", "en-de", LIKELY),
    ("The cherries are ripe.", "Die Kirries sind reif.", "en-de", LIKELY),
    ("We took the tram.", "Wir nahmen den Gtram.", "en-de", EVEN),
    ("Der Nachbar mäht den Rasen.", "The neighbour is sprindling the lawn.", "de-en", SURE),
    ("Wir gingen langsam nach Hause.", "We walked home quorbly.", "de-en", SURE),
    ("Das Bild hängt schief.", "The picture hangs frumpled.", "de-en", SURE),
    ("Ich mag die Trommel.", "I like the trummel.", "de-en", LIKELY),
    ("Die Suppe ist heiß.", "The Drimful is hot.", "de-en", EVEN),
    ("He met Wilhelmine in Cromwell Street.", "Er traf Wilhelmine in der Kromwells Straße.", "en-de", WEAK),
]
SILENT = [
    ("The garden fence is green.", "Der Gartenzaun ist grün.", "en-de"),
    ("The hook of the dog leash broke.", "Der Hundeleinenhaken ist gebrochen.", "en-de"),
    ("He hiked on and swam back.", "Er ist weitergewandert und zurückgeschwommen.", "en-de"),
    ("The editor uses Frobnix.", "Der Redakteur benutzt Frobnix.", "en-de"),
    ("This is Zorbax's house.", "Das ist Zorbaxs Haus.", "en-de"),
    ("Brumwick's coat is red.", "Brumwicks Mantel ist rot.", "en-de"),
    ("She calls it a blorp.", "Sie nennt es „Blorpel“.", "en-de"),
    ("The OECDZ and NATOW met.", "Die OEZDX und NATOQ trafen sich.", "en-de"),
    ("Ow, that hurts!", "Aaaauaaa, das tut weh!", "en-de"),
    ("He wrote xq7zt.", "Er schrieb xq7zw.", "en-de"),
    ("Go to www.blorp.example now.", "Geh jetzt zu www.blorpel.example.", "en-de"),
    ("He said hi.", "Er sagte Хрюндель.", "en-de"),
    ("Ich wäre nicht gekommen.", "I wouldn't have come, you weren’t there.", "de-en"),
    ("Die Fenster waren schmutzig.", "The rewashed windowless dishwashers.", "de-en"),
    ("Das weitergereichte Buch.", "The well-thumbed hand-me-down book.", "de-en"),
    ("", "", "en-de"),
]


@pytest.fixture(scope="module")
def vocabulary():
    return Vocabulary.beside(model_folder())


def seen(source, target, languages, vocabulary, logprob=OWN, **more):
    one = observed(source, target, languages, **more)
    return replace(one, vocabulary=vocabulary, logprobs=np.full(len(one.target), logprob))


@pytest.mark.parametrize(("source", "target", "languages", "severity"), ACCUSED)
def test_made_up_words_are_accused_as_far_as_they_are_sure(vocabulary, source, target, languages, severity):
    found = NON_WORD.find(seen(source, target, languages, vocabulary))
    assert found is not None and found.severity == pytest.approx(severity)
    assert all(target_word in found.message for target_word in [target.split()[found.target_words[0]].strip(".!")])


@pytest.mark.parametrize(("source", "target", "languages"), SILENT)
def test_known_formed_copied_and_other_words_are_not(vocabulary, source, target, languages):
    assert NON_WORD.find(seen(source, target, languages, vocabulary)) is None


@pytest.mark.parametrize(
    ("logprob", "severity"), [(0.0, SURE), (-6.0, SURE), (BETWEEN, 0.55), (-11.0, 0.15), (STRANGE, 0.15)]
)
def test_what_the_model_would_not_write_is_a_rare_word(vocabulary, logprob, severity):
    found = NON_WORD.find(seen("She wore a green hat.", "Sie trug einen Schnorbst.", "en-de", vocabulary, logprob))
    assert found is not None and found.severity == pytest.approx(severity)


def test_without_a_reading_by_the_model_it_is_a_hint(vocabulary):
    one = seen("She wore a green hat.", "Sie trug einen Schnorbst.", "en-de", vocabulary, math.nan)
    assert NON_WORD.find(one).severity == pytest.approx(0.15)


def test_the_surest_of_several_words_counts_and_all_are_named(vocabulary):
    text = "Der Wirmel und der Schnorbst."
    one = seen("The hat and the coat.", text, "en-de", vocabulary)
    logprobs = one.logprobs.copy()
    logprobs[1] = STRANGE
    found = NON_WORD.find(replace(one, logprobs=logprobs))
    assert found.severity == pytest.approx(SURE) and found.target_words == (1, 4)
    assert found.figures == {"words": 2, "likely": 1}


def test_a_word_linked_to_a_name_is_the_business_of_names(vocabulary):
    links = [(0, 0), (1, 1), (2, 2)]
    source, target = "We visited Oxbury.", "Wir besuchten Wirmel."
    assert NON_WORD.find(seen(source, target, "en-de", vocabulary, links=links)).severity == pytest.approx(WEAK)


def test_without_counted_words_it_is_null_and_silent(vocabulary):
    assert "non_word" in known(("en", "de"), vocabulary) and "non_word" in known((None, "de"), vocabulary)
    assert "non_word" not in known(("en", "de")) and "non_word" not in known(("en", "fr"), vocabulary)
    assert NON_WORD.find(seen("A hat.", "Ein Schnorbst.", "en-de", None)) is None
    only_english = Vocabulary({"en": vocabulary.counts["en"]})
    assert "non_word" not in known(("en", "de"), only_english) and "non_word" in known(("de", "en"), only_english)
    assert NON_WORD.find(seen("A hat.", "Ein Schnorbst.", "en-de", only_english)) is None


def test_words_are_judged_without_the_sources_language_too(vocabulary):
    only_german = Vocabulary({"de": vocabulary.counts["de"]})
    for languages in (("en", "de"), (None, "de"), ("fr", "de")):
        found = NON_WORD.find(seen("on the lawn", "auf dem Graswuckel", languages, only_german))
        assert found is not None and found.severity == pytest.approx(SURE), languages
