"""Languages in the app: named as people do, and told as the model has them."""

from __future__ import annotations

import pytest

from workbench.app.desk import Desk
from workbench.app.parts.markup import language_notice
from workbench.app.serving.hosting import SHARED, Limits
from workbench.app.serving.judgements import Tried
from workbench.app.serving.library import Library
from workbench.app.serving.translators import Pinned, Translators
from workbench.app.subject import Subject
from workbench.app.trying import Wish, find
from workbench.errors import ModelError
from workbench.runs.demo import scored_demo

pytestmark = pytest.mark.bundled_model


@pytest.fixture(scope="module")
def translators() -> Translators:
    return Translators(Limits())


def test_one_model_is_loaded_for_whatever_languages(translators, monkeypatch):
    first = translators("demo", "en", "de")
    monkeypatch.setattr("workbench.models.load", lambda *_, **__: pytest.fail("loaded again"))
    for source, target, own in (("English", "deu_Latn", ("en", "de")), ("German", None, ("de", "en"))):
        other = translators("demo", source, target)
        assert (other.source_language, other.target_language) == own
        assert other.model is first.model and other.lock is first.lock
    told = translators("demo", "en", "de", "To German: ")
    assert told.source_prefix == "To German: " and told.template.prefix_length and not first.template.prefix_length
    assert translators("demo", "en", "de", "") is first


def test_languages_that_a_model_does_not_have_are_told_and_forgotten(translators):
    with pytest.raises(ModelError, match="target language 'fr', French, is none of its languages"):
        translators("demo", "en", "fr")
    assert translators("demo", "en", "de").target_language == "de"


def test_models_stay_within_bounds_and_directions_too(monkeypatch):
    monkeypatch.setattr("workbench.models.load", lambda name, **_: [name])
    monkeypatch.setattr("workbench.models.redirected", lambda loaded, *_: [*loaded])
    found = Translators(Limits(), most=2)
    for name in ("a", "b", "c"):
        for place in range(20):
            found(name, None, str(place))
    assert {name for name, *_ in found._found} == {"b", "c"} and len(found._found) <= 30


def test_the_choice_is_shown_as_text():
    assert language_notice(()) == ""
    assert "target language &lt;b&gt; is de." in language_notice(("target language <b> is de",))


def test_a_runs_segment_is_looked_at_with_the_words_that_its_run_put_before_sources(tmp_path):
    run = scored_demo(tmp_path)
    row = run.segment(next(iter(run.records()))["id"])
    subject = Subject.of(run, row)
    assert subject is not None and subject.asked_of == ("demo", "en", "de", None)
    run.manifest.signature["source_prefix"] = "To German: "
    again = Subject.of(run, row)
    assert again is not None and again.asked_of == ("demo", "en", "de", "To German: ") and again != subject


def test_a_runs_segment_is_looked_at_with_the_commit_and_the_ties_of_its_run(tmp_path, monkeypatch):
    run = scored_demo(tmp_path)
    run.manifest.signature |= {"revision": "4f2c0de", "longest": 900, "tie_embeddings": True}
    subject = Subject.of(run, run.segment(next(iter(run.records()))["id"]))
    assert subject is not None and subject.pinned == Pinned("4f2c0de", 900, True)
    asked = []
    monkeypatch.setattr("workbench.models.load", lambda name, **options: asked.append((name, options)) or object())
    translators = Translators(Limits())
    pinned, plain = translators(*subject.asked_of, subject.pinned), translators(*subject.asked_of)
    assert pinned is not plain and translators(*subject.asked_of, subject.pinned) is pinned
    told = [[options[name] for name in ("revision", "longest", "tie_embeddings")] for _, options in asked]
    assert told == [["4f2c0de", 900, True], [None, None, False]]


def test_a_sentence_that_is_tried_tells_which_of_the_models_languages_were_meant():
    desk = Desk.of(SHARED, Library(limits=SHARED))
    for languages, told in ((("English", "deu_Latn"), True), (("en", "de"), False), ((None, None), False)):
        found = find(desk, Wish(Tried("demo", languages, "The train is late.")))
        assert ("source language English is en; target language deu_Latn is de." in found.notices) is told
        assert found.subject.languages == languages and len(found.judged.row["target_words"]) > 3
