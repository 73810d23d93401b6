"""The app in a real browser: reading a scored corpus."""

from __future__ import annotations

import codecs
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.app.pages import WAIT, identity, settled, text


@pytest.fixture
def page(server, visit):
    return visit(server.url)


def test_the_first_thing_seen_is_a_filled_list_with_its_worst_segment_open(page):
    expect(page.locator(".wb-row")).to_have_count(50)
    assert page.locator(".wb-row").first.get_attribute("data-id") == identity(page)
    expect(page.locator("#summary")).to_contain_text("chrF")
    expect(page.locator("#summary")).to_contain_text("250")
    expect(page.locator("#summary")).to_contain_text("Misses: of the bundled model's own wrong translations")
    settled(page)
    for place in range(3):
        assert page.locator(f"#corpus-map-{place} svg.marks path").count() > 10
        assert re.search(
            "better than chance here|worse than chance here|too short to measure|not measured", text(page, place)
        )
    expect(page.locator("#corpus-trust-2")).to_contain_text("completeness error")


def test_a_row_opens_at_once_and_next_and_previous_go_through_the_ranking_by_key_and_button(page):
    rows = page.locator(".wb-row")
    ids = [rows.nth(place).get_attribute("data-id") for place in range(5)]
    rows.nth(2).click()
    expect(page.locator("#segment h3")).to_contain_text(ids[2])
    expect(rows.nth(2)).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(page.locator("#segment h3")).to_contain_text(ids[3])
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#segment h3")).to_contain_text(ids[2])
    page.locator("#next").click()
    expect(page.locator("#segment h3")).to_contain_text(ids[3])
    page.locator("#previous").click()
    page.keyboard.press("k")
    expect(page.locator("#segment h3")).to_contain_text(ids[1])
    # Typing is no command.
    page.locator("#find textarea, #find input").first.click()
    page.keyboard.type("jk")
    expect(page.locator("#segment h3")).to_contain_text(ids[1])


def test_the_other_side_and_other_views_are_of_the_same_words(page):
    settled(page)
    first = identity(page)
    page.locator("#switch").click()
    expect(page.locator("#segment dt", has_text="reference ◂ looked at")).to_be_visible()
    assert identity(page) == first
    settled(page)
    page.locator("#corpus-view-1 input").click()
    page.get_by_role("option", name="erasure", exact=True).click()
    expect(page.locator("#corpus-map-1")).to_contain_text("erasure")
    page.wait_for_function("location.search.includes('erasure') && location.search.includes('reference')")
    settled(page)


def test_a_single_head_is_warned_of(page):
    settled(page)
    page.get_by_text("Which attention").first.click()
    page.locator("#corpus-layer input").click()
    page.get_by_role("option", name="2", exact=True).click()
    expect(page.locator("#corpus-map-0")).to_contain_text("layer 2")
    page.locator("#corpus-heads input").click()
    page.get_by_role("option", name="1", exact=True).click()
    expect(page.locator("#detail")).to_contain_text("One head alone")
    # Once in twenty times a list that is opened while the views are made anew forgets what is chosen in it.
    expect(page.locator("#corpus-map-0")).to_contain_text("layer 2, heads [1]")
    page.locator("#corpus-layer input").click()
    page.get_by_role("option", name="mean", exact=True).first.click()
    expect(page.locator("#corpus-map-0")).to_contain_text("attention, mean of layers")
    expect(page.locator("#detail")).to_contain_text("A single layer may look elsewhere")
    expect(page.locator("#detail")).not_to_contain_text("One head alone")
    # In the place of head 1, not beside it.
    page.locator("#corpus-heads input").click()
    page.get_by_role("option", name="largest", exact=True).click()
    expect(page.locator("#corpus-map-0")).to_contain_text("attention, mean of layers, max of heads")


def test_a_word_shows_what_the_model_would_rather_have_said_and_why_not(page):
    settled(page)
    page.locator("#corpus-words button.wb-word").nth(1).click()
    pieces = page.locator("#corpus-alternatives button.wb-piece")
    expect(pieces.first).to_be_visible()
    assert pieces.count() == 8
    piece = pieces.nth(1).get_attribute("data-piece")
    pieces.nth(1).click()
    expect(page.locator("#detail")).to_contain_text("Contrast: why")
    expect(page.locator("#corpus-map-2")).to_contain_text(re.compile(r"rather\s*than"))
    assert piece


def test_a_copied_link_opens_the_same_picture(page, visit):
    page.locator(".wb-row").nth(4).click()
    chosen = page.locator(".wb-row").nth(4).get_attribute("data-id")
    expect(page.locator("#segment h3")).to_contain_text(chosen)
    page.wait_for_function(f"location.search.includes('{chosen}')")
    page.locator("#copy").click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert parse_qs(urlsplit(link).query) == {
        "run": ["demo"],
        "segment": [chosen],
        "side": ["hypothesis"],
        "view": ["attention,rollout,integrated_gradients"],
    }
    other = visit(link.replace("rollout", "decomposition").replace("hypothesis", "reference"))
    expect(other.locator("#segment h3")).to_contain_text(chosen)
    expect(other.locator("#segment dt", has_text="reference ◂ looked at")).to_be_visible()
    expect(other.locator("#corpus-map-1")).to_contain_text("decomposition")


def test_a_link_with_layer_and_heads_opens_and_goes_on(server, visit):
    page = visit(f"{server.url}/?run=demo&layer=2&heads=1,3,²,99&row=output&transposed=1")
    expect(page.locator("#corpus-map-0")).to_contain_text("layer 2, heads [1, 3]")
    page.locator(".wb-row").nth(2).click()
    expect(page.locator("#segment h3")).to_contain_text(page.locator(".wb-row").nth(2).get_attribute("data-id"))
    expect(page.locator("#corpus-map-0")).to_contain_text("layer 2, heads [1, 3]")


@pytest.mark.parametrize(
    "query", ["run=nobody", "run=../../etc", "segment=nothing", "view=%3Cscript%3E&layer=²&heads=x"]
)
def test_a_link_to_what_is_not_there_says_so_and_shows_the_list(server, visit, query):
    page = visit(f"{server.url}/?{query}")
    expect(page.locator(".wb-row").first).to_be_visible()
    if not query.startswith("view"):
        expect(page.locator("#segment .wb-fault")).to_be_visible()


def test_conditions_flags_and_download(server, visit, tmp_path):
    page = visit(server.url)
    page.get_by_text("More conditions").click()
    page.locator("#where textarea").fill("phenomenon=idiom\nchrf<=40")
    page.locator("#where textarea").blur()
    expect(page.locator(".wb-count")).not_to_contain_text("of 250")
    count = page.locator(".wb-row").count()
    assert 0 < count < 20
    page.locator("#by input").fill("no such column")
    page.keyboard.press("Enter")
    expect(page.locator("#worst .wb-fault")).to_contain_text("no such column")
    page.locator("#by input").fill("chrf")
    page.keyboard.press("Enter")
    expect(page.locator(".wb-count")).to_contain_text("worst first by chrf")
    page.locator("#by input").fill("suspicion")
    page.keyboard.press("Enter")
    expect(page.locator(".wb-count")).to_contain_text("worst first by suspicion")
    page.locator("#where textarea").fill("beauty>=1")
    page.locator("#where textarea").blur()
    expect(page.locator("#worst .wb-fault")).to_contain_text("beauty")
    page.locator("#where textarea").fill("phenomenon=nothing")
    page.locator("#where textarea").blur()
    expect(page.locator("#worst .wb-empty")).to_be_visible()
    page.locator("#where textarea").fill("")
    page.locator("#where textarea").blur()
    expect(page.locator(".wb-count")).to_contain_text("of 250")
    page.get_by_text("Your verdict").last.click()
    page.locator("#flagging").get_by_label("Verdict").click()
    page.get_by_role("option", name="source noise").click()
    page.locator("#flagging").get_by_label("Note").fill("<i>why</i>")
    page.locator("#flagging").get_by_role("button", name="Keep").click()
    expect(page.locator(".wb-row").first).to_contain_text("⚑ source noise")
    page.get_by_text("How much of it is wrong").click()
    expect(page.locator("#budget")).to_contain_text("1 wrong: 1 of the 1 worst, 0 of 0 at random")
    read = identity(page)
    page.locator("#read-next").click()
    expect(page.locator("#segment h3")).not_to_contain_text(read)
    with page.expect_download(timeout=WAIT) as started:
        page.locator("#download").click()
    saved = tmp_path / "list.csv"
    started.value.save_as(saved)
    assert saved.read_bytes().startswith(codecs.BOM_UTF8)  # without it, Excel reads another encoding
    lines = saved.read_bytes().decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("id,side,status") and len(lines) == 252 and "source noise" in lines[1]


def test_dark_and_narrow_pages_hold_everything(server, visit):
    page = visit(server.url, viewport={"width": 390, "height": 844}, color_scheme="dark")
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    ink = page.evaluate("getComputedStyle(document.querySelector('#corpus-map-0 .role-axis-label text')).fill")
    assert ink == "rgb(232, 235, 240)"


def test_the_keyboard_reaches_the_list_and_buttons_have_names(page):
    names = page.evaluate(
        "[...document.querySelectorAll('button')].filter(b => b.offsetParent && "
        "!(b.innerText.trim() || b.getAttribute('aria-label') || b.title)).length"
    )
    assert names == 0
    row = page.locator(".wb-row").nth(1)
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#segment h3")).to_contain_text(row.get_attribute("data-id"))


def test_a_link_to_the_reference_side_shows_the_pictures_of_that_side(server, visit):
    page = visit(f"{server.url}/?side=reference")
    page.get_by_text("The whole corpus in pictures").click()
    missed = re.search(r"\d+ of 250 \(\d+%\)", page.locator("#summary").inner_text())
    assert missed is not None
    expect(page.locator("#reliability")).to_contain_text(missed[0])
