"""The Try page without a browser: its parts, and what its handlers make of what somebody asks for."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import gradio as gr
import pytest

from workbench import bundled
from workbench.app.desk import Desk
from workbench.app.pages.try_out import TryPage
from workbench.app.parts.address import Address
from workbench.app.parts.attempts import MOST, Attempt, added, column
from workbench.app.parts.comparison import Side, compared
from workbench.app.parts.controls import Chosen
from workbench.app.parts.differences import marked
from workbench.app.parts.direction import directions, read_direction, turned, written
from workbench.app.parts.examples import chips, examples, opening
from workbench.app.parts.grid import grid
from workbench.app.parts.picks import picks
from workbench.app.parts.router import router
from workbench.app.parts.why_not import PinnedWord, pin, question
from workbench.app.serving.hosting import Limits
from workbench.app.serving.judgements import Tried
from workbench.app.serving.library import Library
from workbench.app.subject import Asked, Subject
from workbench.app.trying import Wish
from workbench.errors import LanguageError, WorkbenchError
from workbench.explanation.rivals import Rivals, rivals
from workbench.jobs.judge import judge
from workbench.models import Candidate

EVIL = '<img src=x onerror="alert(1)">'
SHED = Tried("demo", ("en", "de"), "Did you lock up the shed?")
REQUEST = SimpleNamespace(session_hash="somebody")


@pytest.fixture(scope="module")
def translator(bundled_model):
    return bundled_model("en", "de")


@pytest.fixture(scope="module")
def page():
    with gr.Blocks():
        return TryPage(Desk.of(Limits(), Library()), router())


def given(page, **changed):
    """Values of all components of a page that was opened just now."""
    boxes = {"model": "demo", "direction": "en → de", "source_prefix": "", "source": "", "target": "", "prefix": ""}
    values = {page.wish: None, page.attempts: (), page.detail.looked: None, page.place: ""}
    values |= {getattr(page, name): value for name, value in (boxes | changed).items()}
    return {**values, **page.detail.choose(Chosen())}


def event(**data):
    return SimpleNamespace(_data=data)


# Parts.


def test_the_words_to_look_at_are_in_what_the_model_makes_of_the_examples(translator):
    found = examples()
    assert len(found) == 6 and opening().id == "bank" and "money" in opening().source
    for one, made in zip(found.values(), translator.translate([one.source for one in found.values()]), strict=True):
        assert one.word in made.text, one.id
    assert len(found["long"].source.split()) >= 30
    shown = chips(found["idiom"].source)
    assert re.findall(r'data-example="(\w+)"', shown) == [*found, "tour"] and shown.count('aria-pressed="true"') == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [("en → de", ("en", "de")), ("en->de", ("en", "de")), ("French to  Japanese", ("French", "Japanese")),
     (" de > en ", ("de", "en")), ("", (None, None)), (None, (None, None))],
)  # fmt: skip
def test_a_direction_is_two_languages(text, found):
    assert read_direction(text) == found
    assert read_direction(written(found)) == found


@pytest.mark.parametrize("text", ["en", "→", "en → ", "a → b → c", EVIL, "x" * 50 + " → " + "y" * 90])
def test_what_is_no_direction_is_told(text):
    with pytest.raises(LanguageError, match=r"expected two languages with an arrow: 'en → de'"):
        read_direction(text)


def test_a_direction_is_turned_with_the_model_where_that_has_but_one():
    assert directions("demo") == [("English → German", "en → de"), ("German → English", "de → en")]
    assert directions("Helsinki-NLP/opus-mt-en-fr") == [("English → French", "en → fr")]
    assert directions("somebody/else") == []
    assert turned("demo", ("en", "de")) == ("demo", ("de", "en"))
    assert turned("Helsinki-NLP/opus-mt-en-fr", (None, None)) == ("Helsinki-NLP/opus-mt-fr-en", ("fr", "en"))


def attempt(number, source, suspicion=0.1):
    when = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    return Attempt(number, Tried("demo", ("en", "de"), source), "Etwas.", suspicion, -3.0, when)


def test_the_column_has_the_newest_first_and_each_attempt_once():
    tried = ()
    for number in range(1, MOST + 6):
        tried = added(tried, attempt(number, f"Sentence {number}."))
    tried = added(tried, attempt(99, "Sentence 20."))
    assert len(tried) == MOST and tried[-1].number == 99
    assert [one.tried.source for one in tried].count("Sentence 20.") == 1
    shown = column((attempt(1, EVIL, 0.9), attempt(2, "two", None)), here=2, ticked=(1,))
    numbers = re.findall(r'<button[^>]* data-attempt="(\d)"', shown)
    assert numbers == ["2", "1"] and EVIL not in shown
    assert shown.count('aria-current="true"') == 1 and shown.count(" checked") == 1
    assert "suspicion 0.90" in shown and "not read" in shown and "2026-01-02T03:04:00+00:00" in shown
    assert "stands here" in column(())


def test_the_n_best_are_buttons_and_the_judged_one_is_pressed():
    shown = picks([Candidate(EVIL, -0.3), Candidate("zwei", -0.4), Candidate("zwei", -0.5)], 1)
    assert shown.count("<button") == 2 and EVIL not in shown and "2 best" in shown
    assert shown.index('aria-pressed="true"') > shown.index('aria-pressed="false"')
    assert 'aria-pressed="true"' not in picks([Candidate("eins", -0.3)], None)


def test_two_attempts_are_compared_word_by_word(translator, tmp_path):
    made = [
        judge(translator, f"The bank approved the loan because {who} had money.", None, "", tmp_path / who)
        for who in ("it", "he")
    ]
    before, after = (Side(one.run, one.row) for one in made)
    shown = compared(before, after)
    assert "<del>it</del>" in shown and "<ins>he</ins>" in shown and "<del>es</del>" in shown
    assert f"{after.logprob - before.logprob:+.2f} nats" in shown
    assert re.search(r"hatte</th><td>\d+%</td><td>\d+%</td><td><b>[+]\d+</b>", shown)
    assert marked([EVIL, "b"], ["b", EVIL])[0].count("<img") == 0


def test_why_not_takes_any_word_and_tells_how_likely_both_are(translator):
    (pair,) = translator.encode_pairs(["The spring was broken."], ["Der Frühling war kaputt."])
    text, piece = rivals(translator, pair, 1, "Feder"), rivals(translator, pair, 1, "▁Frühling")
    assert text.word > -0.1 and text.other < -5 and piece.other == pytest.approx(piece.word, abs=1e-4)
    phrase = rivals(translator, pair, 1, "alte Frühling")
    assert phrase.other < text.word
    shown = question(PinnedWord(1, EVIL, -0.1, (("▁Früh", -0.1), ("s", -9.0)), 'Feder"', text))
    assert EVIL not in shown and 'data-word="1"' in shown and "All pieces" in shown and "wb-leave" in shown
    assert 'data-piece="▁Früh"' in shown and ">Früh<" in shown and 'value="Feder&quot;"' in shown
    assert "over a million times likelier" in shown
    assert "The first piece" not in shown and "The first piece" in question(
        PinnedWord(1, "a", -1.0, (), "▁b", Rivals(-1.0, -2.0))
    )
    bare = question(PinnedWord(1, "2011", -0.1, (("▁", -1.0),), "▁", Rivals(-1.0, -2.0), "▁im"))
    assert ">▁<" not in bare and 'value=""' in bare and bare.count(">a space<") == 2 and 'data-piece="▁"' in bare
    alone = question(PinnedWord(0, "Der", -0.1))
    assert 'data-leave="word"' in alone and "wb-why-answer" not in alone and "(90%)" in alone
    assert 'data-leave="question"' in shown


# Handlers.


def test_the_page_opens_with_an_example_and_a_link_opens_what_it_says(page):
    changes = page._routed(REQUEST, event(query="at=try"), given(page))
    assert changes[page.source] == opening().source and changes[page.target] == ""
    assert {*changes} <= {*page.outputs}
    full = Address(
        page="try", source="Ein Satz.", target="A sentence.", from_language="de", to_language="en", word=1,
        instead_of="phrase", view="erasure", side_views=True, layer=2,
    )  # fmt: skip
    gone = page.go("somebody", full)
    assert page.address({**given(page), **gone}) == full
    assert gone[page.wish].asked == Asked(word=1, instead_of="phrase")
    begun = Address(page="try", source="Ein Satz.", prefix="A", source_prefix=">>en<< ")
    forced = page.go("somebody", begun)
    assert (forced[page.prefix], forced[page.source_prefix]) == ("A", ">>en<< ")
    assert page.address({**given(page), **forced}) == begun
    toured = page.go("somebody", Address(page="try", tour=4))
    assert "step 4 of 5" in toured[page.tour] and toured[page.source].startswith("She gave up")
    assert page.address({**given(page), **toured}) == Address(page="try", tour=4)
    elsewhere = replace(page.address({**given(page), **toured}), view="erasure")
    assert page.address({**given(page), **page.go("somebody", elsewhere)}).view == "erasure"
    assert page.address({**given(page), **changes}) == Address(page="try") == page.address(given(page))


@pytest.mark.bundled_model
def test_what_somebody_wishes_clears_what_was_shown_and_stops_who_made_it(page):
    first = page._typed(REQUEST, event(source="A cat.", target="", prefix=""), given(page))
    assert first[page.detail.texts] == "" and first[page.detail.looked] is None and "translating" in first[page.told]
    assert first[page.detail.picture] == grid({})
    page._typed(REQUEST, event(source="A dog.", target="", prefix=""), given(page))
    # Of the first nothing comes any more.
    assert page._explain(REQUEST, {**given(page), page.wish: first[page.wish]}) == gr.skip()


@pytest.mark.bundled_model
def test_a_sentence_is_judged_remembered_and_gone_back_to(page):
    begun = page._begin("somebody", Wish(SHED))
    made = page._explain(REQUEST, {**given(page), page.wish: begun[page.wish]})
    assert {*made} <= {page.attempts, page.column, *page.outputs}
    (one,) = made[page.attempts]
    assert one.target.startswith("Haben Sie die Schafe") and one.suspicion > 0.5
    assert "model error" in made[page.detail.why] and "Schafe" in made[page.detail.texts]
    assert made[page.detail.looked].subject.stored is not None
    back = page._gone_back(REQUEST, event(attempt=1), {**given(page), page.attempts: made[page.attempts]})
    assert back[page.source] == SHED.source
    again = page._explain(REQUEST, {**given(page), page.wish: back[page.wish], page.attempts: made[page.attempts]})
    assert again[page.attempts] == made[page.attempts]
    assert page._gone_back(REQUEST, event(attempt=7), given(page)) == gr.skip()
    both = (one, replace(one, number=2, tried=replace(SHED, target="Hast du den Schuppen abgeschlossen?")))
    shown = page._compare(event(attempts=[1, 2]), {**given(page), page.attempts: both})
    assert "Schuppen</ins>" in shown[page.comparison.table] or "<ins>" in shown[page.comparison.table]
    assert shown[page.comparison.before] != grid({}) != shown[page.comparison.after]
    assert page._compare(event(attempts=[]), given(page))[page.comparison.table] == ""


def test_turning_translates_the_models_words_back_and_exchanges_those_of_a_person(page):
    shown = {**given(page, source=SHED.source), page.wish: Wish(SHED), page.attempts: (attempt(1, SHED.source),)}
    back = page._turned(REQUEST, shown)
    assert (back[page.source], back[page.target]) == ("Etwas.", "")
    assert back[page.wish].tried.languages == ("de", "en")
    mine = page._turned(REQUEST, given(page, source="One.", target="Eins."))
    assert (mine[page.source], mine[page.target]) == ("Eins.", "One.")


def test_another_model_brings_its_directions(page):
    changes = page._remodelled(REQUEST, given(page, model="Helsinki-NLP/opus-mt-en-fr", source="A cat."))
    assert changes[page.direction]["value"] == "en → fr"
    assert changes[page.wish].tried.languages == ("en", "fr")


def test_a_text_of_another_language_is_told_before_any_picture(page):
    begun = page._begin("somebody", Wish(replace(SHED, source="الولد يلعب في الحديقة مع الكلب")))
    assert begun[page.told].index("wb-foreign") < begun[page.told].index("wb-busy") and "Arabic" in begun[page.told]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"source": " "}, "type a sentence"),
        ({"source": "A.", "target": "B.", "prefix": "C"}, "leave one out"),
        ({"source": "A.", "direction": "en"}, "expected two languages"),
        ({"source": "A.", "model": "nobody/nothing-at-all"}, "nobody/nothing-at-all"),
    ],
)
def test_what_cannot_be_tried_is_told_in_place_of_the_pictures(page, changed, message):
    begun = page._wished(REQUEST, given(page, **changed))
    told = begun if begun[page.wish] is None else page._explain(REQUEST, {**given(page), page.wish: begun[page.wish]})
    assert message in told[page.told] and "wb-fault" in told[page.told]
    assert told[page.detail.looked] is None and "Traceback" not in json.dumps(told[page.told])


def test_a_question_is_asked_and_left_and_the_word_stays(page):
    wish = Wish(SHED, Asked(word=3))
    made = page._explain(REQUEST, {**given(page), page.wish: page._begin("somebody", wish)[page.wish]})
    detail = page.detail
    now = {**given(page), detail.looked: made[detail.looked]}
    asked = detail._contrast(event(word=3, instead_of="Schuppen"), now)
    assert "Schuppen" in asked[detail.choices] and asked[detail.looked].asked.instead_of == "Schuppen"
    assert asked[detail.view] == "integrated_gradients"
    left = detail._leave(event(word=3), {**now, detail.looked: asked[detail.looked]})
    assert left[detail.looked].asked == Asked(word=3) and "Schafe" in left[detail.choices]
    gone = detail._leave(event(word=None), now)
    assert gone[detail.looked].asked == Asked() and gone[detail.choices] == ""
    subject = made[detail.looked].subject
    assert pin(page._desk, subject, Asked(word=3, instead_of="Schuppen")).rivals.other < -5
    assert pin(page._desk, subject, Asked(word=50)) is None and pin(page._desk, subject, Asked()) is None
    with pytest.raises(WorkbenchError, match="not a piece of this model"):
        pin(page._desk, subject, Asked(word=3, instead_of="▁no such piece"))


@pytest.mark.parametrize(
    ("word", "own"),
    [(0, "▁Hab"), (3, "▁Scha"), (5, "?")],
)
def test_neither_the_words_own_beginning_nor_the_end_is_offered_in_its_place(page, word, own):
    target = "Haben Sie die Schafe aufgeschlossen?"
    subject = Subject(model="demo", languages=("en", "de"), source="Did you lock up the shed?", target=target)
    found = pin(page._desk, subject, Asked(word=word))
    offered = [piece for piece, _ in found.likeliest]
    assert found.begins == own and not {own, "</s>"} & {*offered} and len(offered) == 8
    for itself in (found.text, own):
        asked = pin(page._desk, subject, Asked(word=word, instead_of=itself))
        assert asked.rivals is None and "That is what stands there" in question(asked)
    assert "That is what stands there" not in question(found)


def test_who_has_gone_to_another_page_is_not_taken_back(page):
    page._routed(REQUEST, event(query="at=try&source=A+cat."), given(page))
    wish = {**given(page), page.wish: Wish(replace(SHED, source="A cat."))}
    assert page._relink(REQUEST, wish) == {page.place: "at=try&source=A+cat."}
    assert page._routed(REQUEST, event(query="at=try&source=A+cat."), wish) == gr.skip()
    page._routed(REQUEST, event(query="run=demo"), wish)
    assert page._relink(REQUEST, wish) == gr.skip()


def test_the_same_sentence_is_judged_once_and_in_a_folder_of_its_own(page, monkeypatch):
    calls = []
    monkeypatch.setattr("workbench.jobs.judge.judge", lambda *args: calls.append(args) or judge(*args))
    tried = replace(SHED, source="The cat sleeps.")
    first = page._desk.judgements(tried)
    assert page._desk.judgements(tried) is first and len(calls) == 1
    assert str(page._desk.library.temporary) in str(first.run.folder)
    assert tried.model == bundled.MODEL_NAME
