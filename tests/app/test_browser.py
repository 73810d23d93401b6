"""The app in a real browser: reading a scored corpus."""

from __future__ import annotations

import codecs
import re

import pytest
from playwright.sync_api import expect

from tests.app.pages import WAIT, asked, expect_open, opened, rows, settled
from workbench.runs import Filter
from workbench.runs.demo import scored_demo


@pytest.fixture
def page(server, visit):
    return visit(server.url)


def test_the_first_thing_seen_is_what_needs_a_look_and_the_worst_of_it_with_its_words_marked(page):
    expect(rows(page)).to_have_count(50)
    assert rows(page).first.get_attribute("data-id") == opened(page) == scored_demo().ranking()[0]
    expect(page.locator("#list")).to_contain_text("96 of 250 translations need a look.")
    expect(page.locator("#corpus-line")).to_contain_text("‘Flamarkt’: no word.")
    expect(page.locator("#corpus-texts .wb-symptom")).to_have_text("Flamarkt")
    expect(page.locator("#corpus-texts .wb-ribbons path")).to_have_count(6)
    settled(page)
    # All of it, the picture too, without scrolling.
    assert page.locator("#corpus-picture [role=application]").bounding_box()["y"] < 900
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_keys_and_pointer_go_through_the_list_and_typing_is_no_command(page):
    ids = scored_demo().ranking()
    rows(page).nth(2).click()
    expect_open(page, ids[2])
    page.keyboard.press("j")
    expect_open(page, ids[3])
    page.keyboard.press("ArrowLeft")
    expect_open(page, ids[2])
    # In a hurry: nobody is taken back by an answer that comes late.
    for _ in range(6):
        page.keyboard.press("j")
    expect_open(page, ids[8])
    page.keyboard.press("k")
    expect_open(page, ids[7])
    rows(page).nth(7).focus()
    page.keyboard.press("ArrowDown")
    expect_open(page, ids[8])
    page.locator("#find input, #find textarea").first.click()
    page.keyboard.type("jk")
    assert opened(page) == ids[8]


def test_the_list_goes_on_over_the_end_of_its_page_and_the_minimap_jumps(page):
    ids = scored_demo().ranking()
    rows(page).nth(49).click()
    expect_open(page, ids[49])
    page.keyboard.press("j")
    expect_open(page, ids[50])
    expect(page.locator(".wb-pages")).to_contain_text("51–100 of 250")
    page.keyboard.press("k")
    expect_open(page, ids[49])
    box = page.locator(".wb-minimap").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.502, box["y"] + 5)
    expect_open(page, ids[125])


def test_facets_orders_and_sides_narrow_the_list_and_open_its_first(page):
    run = scored_demo()
    page.locator("#facets button", has_text="numbers").click()
    where = Filter(symptom="numbers")
    expect_open(page, run.ranking(where=where)[0])
    expect(rows(page)).to_have_count(len(run.ranking(where=where)))
    page.locator(".wb-headline button", has_text="References").click()
    expect_open(page, run.ranking(side="reference", where=where)[0])
    page.locator("button", has_text="Worst aligned").click()
    expect_open(page, run.ranking("scatter", "reference", where=where)[0])
    page.locator(".wb-narrowed button").click()
    expect_open(page, run.ranking("scatter", "reference")[0])
    page.locator("th button", has_text="BLEU").click()
    expect(page.locator("th[aria-sort=other]")).to_have_text("BLEU")
    page.locator("#find input, #find textarea").first.fill("no such words")
    page.keyboard.press("Enter")
    expect(page.locator("#list .wb-empty")).to_contain_text("No segment is “no such words”.")
    expect(page.locator("#corpus-line")).to_contain_text("Nothing is open.")


def test_back_and_forward_go_through_what_was_seen(page):
    ids = scored_demo().ranking()
    rows(page).nth(3).click()
    expect_open(page, ids[3])
    page.locator("#facets button", has_text="omission").click()
    first = scored_demo().ranking(where=Filter(symptom="omission"))[0]
    expect_open(page, first)
    page.locator("#corpus-view").get_by_text("Erasure").click()
    page.wait_for_function("location.search.includes('view=erasure')")
    page.go_back()
    page.wait_for_function("!location.search.includes('view=erasure')")
    expect(page.locator("#corpus-picture")).not_to_contain_text("Erasure")
    page.go_back()
    expect_open(page, ids[3])
    expect(rows(page)).to_have_count(50)
    page.go_forward()
    expect_open(page, first)
    page.get_by_role("link", name="Model").click()
    expect(page.locator("#page-review")).to_be_hidden()
    page.go_back()
    expect(page.locator("#page-review")).to_be_visible()


def test_a_copied_link_is_the_same_screen_elsewhere_contrast_and_all(page, visit):
    page.locator("#facets button", has_text="Needs a look").click()
    page.wait_for_function("location.search.includes('where')")
    page.locator("button", has_text="Worst BLEU").click()
    page.wait_for_function("location.search.includes('by=bleu')")
    rows(page).nth(1).click()
    expect_open(page, rows(page).nth(1).get_attribute("data-id"))
    page.locator("#corpus-texts button[data-t='1']").click()
    page.locator("#corpus-alternatives button.wb-piece").nth(1).click()
    page.wait_for_function("location.search.includes('instead_of')")
    page.locator("#corpus-side-views input").check()
    page.wait_for_function("location.search.includes('side_views') && location.search.includes('instead_of')")
    settled(page)
    page.locator("#share").click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    other = visit(link)
    expect_open(other, opened(page))
    settled(other)
    for part in (
        "#list",
        "#facets",
        "#corpus-line",
        "#corpus-texts .wb-target",
        "#corpus-alternatives",
        "#corpus-picture",
    ):
        expect(other.locator(part)).to_have_text(page.locator(part).inner_text(), use_inner_text=True)
    other.get_by_role("button", name="Leave the question").click()
    other.wait_for_function("!location.search.includes('instead_of')")
    other.get_by_role("button", name="Leave the word").click()
    other.wait_for_function("!location.search.includes('word=')")
    expect(other.locator("#corpus-alternatives")).to_have_text("")
    expect(other.locator("#corpus-texts [aria-pressed=true]")).to_have_count(0)


def test_what_is_told_of_a_corpus_comes_with_it_and_with_its_other_side(page):
    budget, reviewers = page.locator("#budget"), page.locator("#reviewers")
    for part in (budget, reviewers):
        part.locator("button").first.click()
    expect(budget).to_contain_text("Give each a verdict above")
    expect(reviewers).to_contain_text("Nobody has given a verdict here yet.")
    first = budget.inner_text()
    page.locator(".wb-headline [data-side=reference]").click()
    page.wait_for_function("location.search.includes('side=reference')")
    expect(budget).not_to_have_text(first, use_inner_text=True)


def test_opening_a_segment_asks_the_server_twice(page):
    settled(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    id = rows(page).nth(3).get_attribute("data-id")
    rows(page).nth(3).click()
    expect_open(page, id)
    settled(page)
    page.wait_for_timeout(500)
    assert [url.split("/gradio_api/")[1].split("?")[0] for url in asked] == ["run/predict", "queue/join"]


def test_words_and_picture_light_up_together_and_a_word_says_what_else_was_likely(page):
    settled(page)
    page.locator("#corpus-texts [data-s='3']").hover()
    expect(page.locator("#corpus-texts .wb-lit")).to_have_count(3)  # both words, and their ribbon
    page.locator("#corpus-texts button[data-t='3']").click()
    expect(page.locator("#corpus-alternatives")).to_contain_text("Why Flamarkt")
    expect(page.locator("#corpus-alternatives button.wb-piece")).to_have_count(8)
    page.wait_for_function("location.search.includes('word=3')")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#corpus-texts button[data-t='2']")).to_be_focused()


def test_the_other_side_is_the_same_segment_and_the_tab_that_side(page):
    id = opened(page)
    page.locator("#corpus-texts button", has_text="judge this").click()
    page.wait_for_function("location.search.includes('side=reference')")
    expect(page.locator(".wb-headline [aria-selected=true]")).to_contain_text("References")
    expect_open(page, id)
    expect(page.locator("#corpus-texts .wb-target")).to_contain_text("Flohmarkt")


def test_other_views_and_side_views_are_of_the_same_words_and_one_head_is_warned_of(page):
    settled(page)
    page.locator("#corpus-side-views input").check()
    settled(page)
    expect(page.locator("#corpus-picture [role=application]")).to_have_count(3)
    tops = {
        box["y"] for box in (one.bounding_box() for one in page.locator("#corpus-picture [role=application]").all())
    }
    assert len(tops) == 1
    page.locator("#corpus-side-views input").uncheck()
    page.get_by_text("Which attention").first.click()
    page.locator("#corpus-layer input").click()
    page.get_by_role("option", name="2", exact=True).click()
    page.wait_for_function("location.search.includes('layer=2')")
    settled(page)
    page.locator("#corpus-heads input").click()
    page.get_by_role("option", name="1", exact=True).click()
    expect(page.locator("#detail")).to_contain_text("One head alone")
    page.locator("#corpus-layer input").click()
    page.get_by_role("option", name="mean", exact=True).first.click()
    expect(page.locator("#detail")).to_contain_text("A single layer may look elsewhere")


def test_a_link_with_layer_and_heads_opens_and_goes_on(server, visit):
    page = visit(f"{server.url}/?run=demo&layer=2&heads=1,3,²,99&row=output&transposed=1")
    settled(page)
    rows(page).nth(2).click()
    expect_open(page, rows(page).nth(2).get_attribute("data-id"))
    assert asked(page)["heads"] == "1,3"
    page.get_by_text("Which attention").first.click()
    page.get_by_role("button", name="Back to the measured choice").click()
    page.wait_for_function("!location.search.includes('heads')")


@pytest.mark.parametrize(
    "query", ["run=nobody", "run=../../etc", "segment=nothing", "view=%3Cscript%3E&layer=²&heads=x", "by=beauty"]
)
def test_a_link_to_what_is_not_there_says_so_and_shows_the_list(server, visit, query):
    page = visit(f"{server.url}/?{query}")
    expect(rows(page).first).to_be_visible()
    if not query.startswith("view"):
        expect(page.locator("#corpus-line .wb-fault")).to_be_visible()


def test_conditions_flags_and_download(server, visit, tmp_path):
    page = visit(server.url)
    page.get_by_text("More", exact=True).click()
    page.locator("#where textarea").fill("phenomenon=idiom\nchrf<=40")
    page.locator("#where textarea").blur()
    expect(page.locator(".wb-narrowed")).to_contain_text("phenomenon=idiom")
    assert 0 < rows(page).count() < 20
    page.locator("#by input").fill("no such column")
    page.keyboard.press("Enter")
    expect(page.locator("#list .wb-fault")).to_contain_text("no such column")
    page.locator("#by input").fill("chrf")
    page.keyboard.press("Enter")
    expect(page.locator(".wb-by")).to_contain_text("by chrf")
    page.locator("#where textarea").fill("beauty>=1")
    page.locator("#where textarea").blur()
    expect(page.locator("#list .wb-fault")).to_contain_text("beauty")
    page.locator("#where textarea").fill("")
    page.locator("#where textarea").blur()
    expect(rows(page)).to_have_count(50)
    page.locator("button", has_text="Most suspicious").click()
    page.wait_for_function("!location.search.includes('by=')")
    page.locator("body").press("2")
    expect(page.locator("#list tbody .wb-review").first).to_have_text("✗")
    page.get_by_text("How much of it is wrong").click()
    expect(page.locator("#budget")).to_contain_text("1 wrong: 1 of the 1 worst, 0 of 0 at random")
    read = opened(page)
    page.locator("#read-next").click()
    page.wait_for_function("id => !location.search.includes(id)", arg=read)
    with page.expect_download(timeout=WAIT) as started:
        page.locator("#download").click()
    saved = tmp_path / "list.csv"
    started.value.save_as(saved)
    assert saved.read_bytes().startswith(codecs.BOM_UTF8)  # without it, Excel reads another encoding
    lines = saved.read_bytes().decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("id,side,status") and len(lines) == 252 and "model error" in lines[1]


def test_on_a_phone_the_segment_is_a_second_screen_and_nothing_is_cut_off(server, visit):
    page = visit(server.url, viewport={"width": 390, "height": 844}, color_scheme="dark")
    expect(page.locator("#detail")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    rows(page).nth(1).click()
    expect(page.locator("#detail")).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#back").click()
    expect(page.locator("#list")).to_be_visible()


def test_buttons_have_names_and_words_are_large_enough_to_read(page):
    settled(page)
    names = page.evaluate(
        "[...document.querySelectorAll('button')].filter(b => b.checkVisibility() && "
        "!(b.textContent.trim() || b.getAttribute('aria-label') || b.title)).map(b => b.outerHTML)"
    )
    assert names == []
    small = page.evaluate(
        """[...document.querySelectorAll('#page-review *, #header *')].filter(one => one.checkVisibility() &&
        [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()) &&
        parseFloat(getComputedStyle(one).fontSize) < 12).map(one => one.outerHTML.slice(0, 100))"""
    )
    assert small == []


def test_the_whole_corpus_is_told_in_figures_and_pictures_of_its_side(server, visit):
    page = visit(f"{server.url}/?side=reference")
    page.get_by_text("The whole corpus in figures").click()
    expect(page.locator("#summary")).to_contain_text("chrF")
    missed = re.search(r"\d+ of 250 \(\d+%\)", page.locator("#summary").inner_text())
    assert missed is not None
    expect(page.locator("#reliability")).to_contain_text(missed[0])
