"""Review work in a real browser: verdicts by keyboard alone, signed, in the log in their order."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import expect

from tests.app.conftest import SCREEN
from workbench.runs import open_run
from workbench.runs.demo import scored_demo

VERDICTS = {"1": "fine", "2": "model error", "3": "reference error", "4": "unsure"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("reviewed") / "run"
    shutil.copytree(scored_demo().folder, found)
    (found / "log.jsonl").unlink(missing_ok=True)
    return found


@pytest.fixture(scope="module")
def own(serve, tmp_path_factory, folder):
    server = serve(tmp_path_factory.mktemp("app"), "-m", "workbench", "app", "--run", str(folder))
    yield server
    server.stop()


@pytest.fixture
def log(folder):
    """Nobody has said anything yet."""
    run = open_run(folder)
    run.flags.log.path.unlink(missing_ok=True)
    return run.flags.log


@pytest.fixture
def visit(browser, own):
    """A person with a browser of their own, in whose console nothing may go wrong."""
    contexts, faults = [], []

    def opened(query="", **options):
        context = browser.browser.new_context(**SCREEN | options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{own.url}/?{query}")
        # On a narrow screen the list comes first.
        page.locator(".wb-verdicts:not([hidden])").wait_for(state="attached", timeout=60_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def at(page):
    return page.evaluate("document.querySelector('#list tr[aria-selected=true]')?.dataset.id")


def press(page, key):
    """And wait for what it leads to."""
    bar = page.locator(".wb-verdicts")
    page.evaluate("window.judged = 0; document.addEventListener('wb-judged', () => judged++, {once: true})")
    page.keyboard.press(key)
    page.wait_for_function("window.judged === 1")
    expect(bar).not_to_have_attribute("aria-busy", "true")


def told(page):
    return page.locator(".wb-v-told")


def test_ten_segments_are_marked_by_keyboard_alone_and_the_log_has_them_in_order(visit, log):
    page, seen = visit(), []
    ids = page.evaluate("[...document.querySelectorAll('#list tbody tr')].map(row => row.dataset.id)")
    for place, key in enumerate("1234123412"):
        if place in (3, 7):
            page.keyboard.press("n")
            page.keyboard.type(f"<i>note {place} jku")
            page.keyboard.press("Enter")
            expect(told(page)).to_have_text("Note kept. Now a verdict: 1 to 4.")
        seen.append(at(page))
        press(page, key)
    assert seen == ids[:10] and at(page) == ids[10]
    made = [*log.read()]
    assert [(one.segment, one.after.verdict) for one in made] == [
        (id, VERDICTS[key]) for id, key in zip(ids, "1234123412", strict=False)
    ]
    assert [one.after.note for one in made if one.after.note] == ["<i>note 3 jku", "<i>note 7 jku"]
    assert {one.side for one in made} == {"hypothesis"} and len({one.who for one in made}) == 1
    expect(page.locator(".wb-v-reviewed")).to_have_text("10 of 250 reviewed")
    for place in (9, 8):
        press(page, "u")
        assert at(page) == ids[place]
    expect(told(page)).to_have_text(f"taken back: ✓ fine of {ids[8]}")
    expect(page.locator(".wb-v-reviewed")).to_have_text("8 of 250 reviewed")
    assert [one.undoes for one in log.read()][10:] == [made[9].act, made[8].act] and len([*log.read()]) == 12


def test_digits_that_are_typed_are_no_verdicts(visit, log):
    page = visit()
    for field in ("#find textarea, #find input", ".wb-v-own-note"):
        page.locator(field).first.click()
        page.keyboard.type("1234u")
    page.keyboard.press("Escape")
    page.locator("a[data-page=try]").click()
    page.wait_for_function("document.body.dataset.page === 'try'")
    page.keyboard.press("1")
    page.wait_for_timeout(500)
    assert [*log.read()] == []


def test_two_people_sign_with_their_names_see_each_other_and_are_compared(visit, log):
    anna, ben = visit(), visit()
    for page, name in ((anna, "Anna"), (ben, "Ben")):
        page.locator(".wb-v-name").click()
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        expect(page.locator(".wb-v-name")).to_have_text(name)
        page.locator(".wb-v-more").click()
        page.get_by_label("Stay on the segment").check()
    first = at(anna)
    anna.locator(".wb-v-own-note").fill("lost <b>")
    anna.keyboard.press("Enter")
    press(anna, "2")
    expect(anna.locator("[aria-pressed=true][data-verdict='model error']")).to_be_visible()
    press(ben, "1")
    assert at(anna) == at(ben) == first
    expect(ben.locator(".wb-v-given li")).to_have_count(2)
    expect(ben.locator(".wb-v-given")).to_contain_text("Anna")
    expect(ben.locator(".wb-v-given q")).to_have_text("lost <b>")
    expect(ben.locator("[aria-pressed=true][data-verdict]")).to_have_text("1✓\u00a0fine")
    assert [(one.who, one.after.verdict, one.after.note) for one in log.read()] == [
        ("Anna", "model error", "lost <b>"),
        ("Ben", "fine", ""),
    ]
    ben.get_by_text("Who reviewed, and do they agree").click()
    expect(ben.locator("#reviewers")).to_contain_text("Anna and Ben judged 1 both, 0 of them alike (0%)")
    ben.keyboard.press("j")
    ben.wait_for_function("id => document.querySelector('#list tr[aria-selected=true]').dataset.id !== id", arg=first)
    ben.locator("#reviewers button[data-id]").click()
    ben.wait_for_function("id => document.querySelector('#list tr[aria-selected=true]').dataset.id === id", arg=first)
    # A note alone, of a verdict that stands.
    ben.keyboard.press("n")
    ben.keyboard.type("for all I know")
    press(ben, "Enter")
    assert [*log.read()][-1].after.note == "for all I know"
    ben.reload()
    expect(ben.locator(".wb-v-name")).to_have_text("Ben")
    expect(ben.locator(".wb-v-own-note")).to_have_value("for all I know")


def test_what_a_filter_lists_gets_one_verdict_once_the_person_has_said_how_many(visit, log):
    page = visit("symptom=numbers")
    expect(page.locator(".wb-v-reviewed")).to_have_text("0 of 7 reviewed")
    press(page, "4")
    page.locator(".wb-v-more").click()
    page.locator("[data-bulk='model error']").click()
    page.keyboard.press("Escape")
    expect(page.locator(".wb-v-asked")).to_be_hidden()
    page.locator("[data-bulk='model error']").click()
    expect(page.locator("[data-answer=rest]")).to_be_focused()
    press(page, "Enter")
    expect(told(page)).to_have_text("✗ translation wrong: 6 segments")
    expect(page.locator(".wb-v-reviewed")).to_have_text("7 of 7 reviewed")
    made = [*log.read()]
    assert [one.after.verdict for one in made] == ["unsure"] + ["model error"] * 6
    assert len({one.act for one in made}) == 2
    press(page, "u")
    expect(page.locator(".wb-v-reviewed")).to_have_text("1 of 7 reviewed")
    assert len([*log.read()]) == 13


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_bar_stands_at_the_bottom_and_fits(visit, scheme):
    page = visit(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page.locator("#list tbody tr").nth(1).click()
    bar = page.locator(".wb-verdicts")
    expect(bar).to_be_visible()
    box = bar.bounding_box()
    assert (box["x"], box["width"], round(box["y"] + box["height"])) == (0, 390, 844) and box["height"] < 180
    assert bar.evaluate("bar => bar.scrollWidth <= bar.clientWidth")
    sizes = bar.evaluate(
        "bar => [...bar.querySelectorAll('*')].filter(one => one.offsetParent && one.innerText?.trim())"
        ".map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 12
