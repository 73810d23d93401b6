"""Languages in the app: named as people do, and told as the model has them."""

from __future__ import annotations

import pytest

from workbench.app.hosting import Limits
from workbench.app.markup import language_notice
from workbench.app.subject import Subject
from workbench.app.translators import Translators
from workbench.errors import ModelError
from workbench.runs.demo import scored_demo


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
