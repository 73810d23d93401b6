"""The Model page in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from workbench.app.parts.address import Address

WAIT = 60_000


@pytest.fixture
def page(browser, server):
    page = browser.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{server.url}/?{Address(page='model').query}")
    yield page
    page.close()
    assert faults == []


def test_all_heads_are_there_at_once_and_one_opens_large(page):
    thumbs = page.locator(".wb-thumb")
    expect(thumbs).to_have_count(21)
    expect(thumbs.first).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#head-told")).to_contain_text("All layers")
    expect(page.locator("#head-picture .wb-grid-map:not(.wb-grid-wait)")).to_have_count(1)
    read = thumbs.filter(has_text="read for this corpus")
    expect(read).to_have_attribute("aria-label", "Layer 0, head 3, aligner, AER 0.09, read for this corpus")
    read.click()
    expect(page.locator("#head-told")).to_contain_text("Layer 0, head 3: aligner")
    expect(page.locator("#head-picture .wb-grid-title")).to_contain_text("Layer 0, head 3")
    expect(page.locator("#head-picture .wb-grid-readout")).to_contain_text("looks mostly at")
    # What the list misses is below it, words at their full size however narrow the screen is.
    expect(page.locator("#trust-chart svg.marks")).to_contain_text("Real mistakes in translations", timeout=WAIT)
    page.set_viewport_size({"width": 390, "height": 844})
    texts = "[...document.querySelectorAll('#trust-chart svg text')].map(one => one.getBoundingClientRect().height)"
    assert min(height for height in page.evaluate(texts) if height) >= 10


def test_another_head_is_read_after_a_question_and_undone(page):
    page.locator(".wb-thumb").nth(13).click()
    expect(page.locator("#head-told")).to_contain_text("Layer 2, head 1")
    page.locator("#read-head").click()
    told = page.locator("#preset")
    expect(told).to_contain_text("Read them from layer 2, heads 1, output row instead?", timeout=WAIT)
    page.locator("#preset-no").click()
    expect(told).to_be_empty()
    page.locator("#read-head").click()
    page.locator("#preset-yes").click()
    expect(told).to_contain_text("Alignments are read from layer 2, heads 1", timeout=WAIT)
    page.locator("#preset-undo").click()
    expect(told).to_contain_text("Undone: alignments are read from layer 0, heads 3", timeout=WAIT)
    expect(page.locator("#preset-undo")).to_be_hidden()


def test_heads_are_profiled_on_the_corpus_and_shown(page):
    page.get_by_text("Profile another model, a corpus or a sentence").click()
    page.locator("#profile").click()
    expect(page.locator("#heads-map")).to_contain_text("aligner", timeout=WAIT)
    expect(page.locator("#heads-table")).to_contain_text("cross")
    expect(page.locator("#heads-status")).to_contain_text("50 pairs")
    expect(page.locator("#heads-title")).not_to_contain_text("In the evening")
    expect(page.locator(".wb-thumb")).to_have_count(21)
