"""The Try page in a real browser."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.app.pages import WAIT


@pytest.fixture
def page(server, visit):
    page = visit(f"{server.url}/?at=try")
    page.wait_for_selector("#sentence-texts [data-t]", timeout=WAIT)
    return page


def query(page):
    return {name: value for name, (value,) in parse_qs(urlsplit(page.url).query).items()}


def source(page):
    return page.locator("#sentence-source textarea")


def test_it_opens_explained_and_an_edit_runs_again_after_a_pause(page):
    expect(source(page)).to_have_value(re.compile("bank .* money"))
    expect(page.locator("#sentence-texts")).to_contain_text("Geld")
    expect(page.locator("#sentence-line")).to_contain_text("Nothing found")
    expect(page.locator("#sentence-picture")).to_contain_text("Kredit")
    assert query(page) == {"at": "try"}
    source(page).fill("The bank approved the loan because he had money.")
    # At once, not when the answer comes.
    expect(page.locator("#sentence-shown")).to_have_class(re.compile("wb-stale"), timeout=500)
    expect(page.locator("#sentence-texts")).to_contain_text(re.compile(r"er\s+Geld"))
    expect(page.locator("#sentence-shown")).not_to_have_class(re.compile("wb-stale"))
    page.wait_for_function("location.search.includes('because+he')")
    source(page).press_sequentially(" It", delay=30)
    source(page).press_sequentially(" was late.", delay=30)
    expect(page.locator("#attempts button")).to_have_count(3)
    expect(page.locator("#attempts button").first).to_contain_text("It was late.")
    assert page.locator("#sentence-source textarea").evaluate("box => box === document.activeElement")


def test_attempts_are_gone_back_to_and_any_two_compared(page):
    page.get_by_role("button", name="wrong translation").click()
    expect(page.locator("#sentence-texts")).to_contain_text("Schafe")
    page.get_by_role("button", name="ambiguous word").click()
    expect(page.locator("#sentence-texts")).to_contain_text("Stuhl")
    attempts, ticks = page.locator("#attempts button"), page.locator("#attempts input")
    expect(attempts).to_have_count(3)
    expect(page.locator("#attempts [aria-label*='suspicion 0.']")).to_have_count(1)
    attempts.nth(1).click()
    expect(source(page)).to_have_value(re.compile("shed"))
    expect(page.locator("#sentence-texts")).to_contain_text("Schafe")
    expect(attempts).to_have_count(3)
    ticks.nth(0).check()
    ticks.nth(1).check()
    expect(page.locator("#compared")).to_contain_text("nats")
    expect(page.locator("#compared ins").first).to_be_visible()
    expect(page.locator("#map-before")).to_contain_text("Schafe")
    expect(page.locator("#map-after")).to_contain_text("Stuhl")
    ticks.nth(2).check()
    expect(page.locator("#attempts input:checked")).to_have_count(2)
    expect(page.locator("#compared")).to_contain_text("money")
    page.get_by_label("leave the comparison").click()
    expect(page.locator("#compared")).not_to_be_visible()
    expect(page.locator("#attempts input:checked")).to_have_count(0)


def test_any_word_is_asked_for_and_the_question_is_left_and_linked_to(page, visit):
    page.get_by_role("button", name="wrong translation").click()
    page.locator("#sentence-texts [data-t]", has_text="Schafe").click()
    box = page.locator("#sentence-alternatives input")
    box.fill("Schuppen <b>")
    box.press("Enter")
    expect(page.locator(".wb-why-answer")).to_contain_text("Schuppen <b> under 0.1%")
    page.wait_for_function("location.search.includes('instead_of=Schuppen')")
    assert query(page)["view"] == "integrated_gradients" and query(page)["word"] == "3"
    other = visit(page.url)
    expect(other.locator(".wb-why-answer")).to_contain_text("Schuppen <b> under 0.1%")
    expect(other.locator("#sentence-texts [aria-pressed=true]")).to_have_text("Schafe")
    page.get_by_label("Leave the question").click()
    expect(page.locator(".wb-why-answer")).to_have_count(0)
    page.wait_for_function("!location.search.includes('instead_of')")
    assert query(page)["word"] == "3"
    page.go_back()
    expect(page.locator(".wb-why-answer")).to_contain_text("Schuppen")
    page.get_by_role("link", name="Review").click()
    page.wait_for_function("location.search.includes('segment=')")
    page.go_back()
    expect(page.locator(".wb-why-answer")).to_contain_text("Schuppen")


def test_the_direction_is_turned_and_a_foreign_text_is_told(page):
    page.locator("#turn").click()
    expect(source(page)).to_have_value(re.compile("^Die Bank"))
    expect(page.locator("#sentence-texts .wb-target")).to_contain_text("because it had money")
    page.wait_for_function("location.search.includes('from_language=de')")
    source(page).fill("الولد يلعب في الحديقة")
    expect(page.locator("#sentence-told .wb-foreign")).to_contain_text("Arabic")
    assert source(page).get_attribute("dir") == "auto"
    page.locator("#direction input").fill("nonsense")
    page.locator("#direction input").press("Enter")
    expect(page.locator("#sentence-told .wb-fault")).to_contain_text("two languages")


def test_the_tour_goes_on_by_keyboard_and_each_step_has_an_address(page, visit):
    page.get_by_role("button", name="Tour in five steps").click()
    expect(page.locator("#tour")).to_contain_text("step 1 of 5")
    expect(page.locator(".wb-why-answer")).to_contain_text("Ufer")
    page.locator(".wb-tour-next").press("Enter")
    expect(page.locator("#tour")).to_contain_text("step 2 of 5")
    expect(page.locator("#wb-tour-title")).to_be_focused()
    expect(page.locator("#sentence-texts [aria-pressed=true]")).to_have_text("lieh")
    page.wait_for_function("location.search === '?at=try&tour=2'")
    term = page.locator(".wb-tour .wb-term").first
    expect(term.locator(".wb-meaning")).to_be_hidden()
    term.focus()
    expect(term.locator(".wb-meaning")).to_be_visible()
    page.go_back()
    expect(page.locator("#tour")).to_contain_text("step 1 of 5")
    page.get_by_role("button", name="Leave the tour").click()
    expect(page.locator(".wb-tour")).to_have_count(0)
    expect(source(page)).to_be_visible()
    other = visit(page.url.split("?")[0] + "?at=try&tour=5")
    expect(other.locator("#tour")).to_contain_text("step 5 of 5")
    expect(other.locator("#sentence-picture")).to_contain_text("Rollout")


def test_somebodys_translation_is_judged_and_one_of_the_n_best_can_be_picked(page):
    source(page).fill("The ticket costs 24 euros.")
    page.locator("#sentence-target textarea").fill("Die Fahrkarte kostet 42 Euro.")
    expect(page.locator("#sentence-line .wb-alarm")).to_contain_text("42")
    page.locator("#picks summary").click()
    page.locator("#picks button").first.click()
    expect(page.locator("#picks button[aria-pressed=true]")).to_have_count(1)
    expect(page.locator("#sentence-texts")).to_contain_text("24 Euro")
    source(page).fill(" ")
    expect(page.locator("#sentence-told .wb-fault")).to_contain_text("type a sentence")
