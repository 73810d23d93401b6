"""The app for people who cannot see it, or do not use a mouse: what axe finds, the keyboard, what moves, what the
console says, and texts that are written from right to left.

Wherever the scheme changes alone, axe looks at contrast alone: nothing else depends on it.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.app.conftest import SCREEN
from tests.app.pages import expect_open, rows, settled

GRADIO = {
    # Of Gradio 6.31, in parts of its own that take no attributes from outside.
    "nested-interactive": ('button[aria-label="common.upload"]',),  # the file input inside of its button
    "aria-prohibited-attr": (".empty",),  # a plot without a picture has a name, and no role
}
"""Rule of axe to the elements in which it is not ours to keep."""
LIGHT = ("light",)
"""For what is told in colours that were looked at elsewhere."""
PHONE = {"width": 390, "height": 844}
MOVED = """() => {
  window.moved = 0;
  new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.moved += one.value;
  }).observe({type: 'layout-shift', buffered: true});
}"""
SOURCES = ("أغلق باب السقيفة.", "الكتاب على الطاولة.", "الولد يلعب في الحديقة.")
TARGETS = ("סגור את דלת המחסן.", "הספר על השולחן.", "הילד משחק בגן.")


@pytest.fixture(scope="module")
def axe():
    from axe_playwright_python.base import AXE_SCRIPT

    return AXE_SCRIPT


@pytest.fixture
def page(browser, server):
    """The bundled run, with what the console says and how far things moved."""
    context = browser.browser.new_context(**SCREEN)
    page = context.new_page()
    page.said = []
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("console", lambda message: page.said.append(f"{message.type}: {message.text}"))
    page.add_init_script(f"({MOVED})()")
    page.goto(f"{server.url}/?run=demo")
    expect(rows(page)).to_have_count(50)
    settled(page)
    yield page
    context.close()


def faults(page, *rules):
    """Serious ones, as rule and element; of ``rules`` alone, if there are any."""
    told = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found = page.evaluate("told => axe.run(document, told)", told)["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
        if not any(page.locator(of).and_(page.locator(node["target"][-1])).count() for of in GRADIO.get(one["id"], ()))
    ]


def looked_at(page, state, schemes=("light", "dark")):
    """What axe finds in both schemes."""
    found = []
    for scheme in schemes:
        page.evaluate("dark => document.body.classList.toggle('dark', dark)", scheme == "dark")
        rules = () if scheme == "light" else ("color-contrast",)
        found += [f"{state}, {scheme}: {fault}" for fault in faults(page, *rules)]
    page.evaluate("document.body.classList.remove('dark')")
    return found


def test_axe_finds_nothing_serious_in_light_and_dark_wide_and_narrow(page, axe, tmp_path):
    page.evaluate(axe)
    # Colours are looked at, not their changes.
    page.add_style_tag(content="* { transition: none !important; animation: none !important; }")
    page.locator("#corpus-texts button[data-t='1']").click()
    page.locator("#corpus-alternatives button.wb-piece").nth(1).click()
    expect(page.locator("#corpus-alternatives")).to_contain_text("and not")
    page.locator("#corpus-side-views input").check()
    page.locator("#facets button", has_text="numbers").click()
    page.get_by_text("Which attention").first.click()
    for summary in page.locator("#corpus-why summary, #corpus-figures summary").all():
        summary.click()
    page.locator(".wb-v-more").click()
    settled(page)
    found = looked_at(page, "Review")
    page.locator("#find textarea, #find input").first.fill("no such words")
    page.keyboard.press("Enter")
    expect(page.locator("#list .wb-empty")).to_be_visible()
    found += looked_at(page, "an empty list", LIGHT)
    page.locator("#check-own").click()
    path = tmp_path / "mine.en-de.tsv"
    path.write_text("source\ttarget\nThe ticket costs 24 euros.\tDie Fahrkarte kostet 42 Euro.\n", encoding="utf-8")
    page.locator("#files input[type=file]").set_input_files(path)
    expect(page.locator("#preview table")).to_be_visible()
    expect(page.locator("#start-check")).to_be_visible()
    found += looked_at(page, "Check")
    page.locator("#check-close").click()
    page.locator("a[data-page=try]").click()
    page.locator("#sentence-texts [data-t='1']").click()
    expect(page.locator("#sentence-alternatives .wb-piece").first).to_be_visible()
    found += looked_at(page, "Try")
    page.locator("a[data-page=model]").click()
    page.locator(".wb-thumb").nth(9).click()
    page.locator("#read-head").click()
    expect(page.locator("#preset .wb-ask")).to_be_visible()
    found += looked_at(page, "Model")
    page.set_viewport_size(PHONE)
    found += looked_at(page, "Model, narrow", LIGHT)
    for name in ("try", "review"):
        page.locator(f"a[data-page={name}]").click()
        found += looked_at(page, f"{name}, narrow", LIGHT)
    page.locator(".wb-narrowed button").last.click()
    rows(page).nth(1).click()
    expect(page.locator("#detail")).to_be_visible()
    page.wait_for_function("!document.querySelector('.wb-stale')")
    found += looked_at(page, "one segment, narrow", LIGHT)
    assert found == []


def test_nothing_moves_and_the_console_is_quiet_while_somebody_looks_around(page):
    assert page.evaluate("moved") < 0.05
    page.evaluate("window.moved = 0")
    for place in (3, 7):
        id = rows(page).nth(place).get_attribute("data-id")
        rows(page).nth(place).click()
        expect_open(page, id)
        settled(page)
    page.keyboard.press("j")
    expect_open(page, rows(page).nth(8).get_attribute("data-id"))
    settled(page)
    assert page.evaluate("moved") < 0.05
    page.locator("#corpus-texts button[data-t='1']").click()
    page.locator("#corpus-alternatives button.wb-piece").nth(1).click()
    page.locator("#corpus-side-views input").check()
    expect(page.locator("#corpus-picture [role=application]")).to_have_count(3)
    settled(page)
    assert page.said == []


def focused(page):
    """Whether a ring is seen around what has the focus, which is told in words."""
    return page.evaluate(
        """() => {
          const one = document.activeElement, {outlineStyle, outlineWidth} = getComputedStyle(one);
          return [outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2, one.outerHTML.slice(0, 120)];
        }"""
    )


def test_there_is_a_way_past_the_header_and_what_has_the_focus_is_seen(page):
    page.keyboard.press("Tab")
    expect(page.locator(".wb-skip")).to_be_focused()
    box = page.locator(".wb-skip").bounding_box()
    assert box["x"] >= 0 and box["y"] >= 0
    unseen = []
    for _ in range(62):
        seen, told = focused(page)
        if not seen:
            unseen.append(told)
        page.keyboard.press("Tab")
    assert unseen == []
    page.locator(".wb-skip").press("Enter")
    expect(page.locator("#detail")).to_be_focused()
    assert "#" not in page.url
    page.locator("a[data-page=model]").press("Enter")
    page.locator(".wb-skip").press("Enter")
    expect(page.locator("#page-model")).to_be_focused()


def test_right_to_left_texts_stand_on_the_right_and_are_reviewed_by_keyboard_alone(page, tmp_path):
    path = tmp_path / "own.en-de.tsv"  # The model knows neither language, and refuses what it is told it cannot read.
    pairs = [f"{source}\t{target}" for source, target in zip(SOURCES, TARGETS, strict=True)]
    path.write_text("\n".join(["source\treference", *pairs]) + "\n", encoding="utf-8")
    page.locator("#check-own").click()
    page.locator("#files input[type=file]").set_input_files(path)
    page.locator("#start-check").click()
    expect(page.locator("#check-status")).to_contain_text("Checked 3 rows")
    expect(rows(page)).to_have_count(3)
    page.wait_for_function("location.search.includes('side=reference')")
    settled(page)
    # Where the ink of each text ends, against the box that it stands in.
    places = page.evaluate(
        """() => {
          const cells = '#list tbody td:is(:nth-child(2), :nth-child(3))';
          const lines = '#corpus-texts .wb-line:not(.wb-beside)';
          return [...document.querySelectorAll(`${cells}, ${lines}`)].map(one => {
            const ink = document.createRange();
            ink.selectNodeContents(one);
            const [text, box] = [ink.getBoundingClientRect(), one.getBoundingClientRect()];
            return [getComputedStyle(one).direction, text.right > box.right - 12, text.left > box.left + 12];
          });
        }"""
    )
    assert places == [["rtl", True, True]] * 8
    for told in ("#corpus-line .wb-said span", "#corpus-picture .wb-grid-readout"):
        quoted = page.locator(f"{told} bdi")
        assert quoted.count() and page.locator(told).evaluate("one => getComputedStyle(one).direction") == "ltr"
        # The words that it begins with stand at its left.
        edges = [page.locator(told).bounding_box()["x"], quoted.first.bounding_box()["x"]]
        assert abs(edges[0] - edges[1]) < 3
    words = page.locator("#corpus-picture .wb-grid-label")
    directions = words.evaluate_all(
        "all => all.map(one => [/[\u0590-\u06ff]/.test(one.textContent), getComputedStyle(one).direction])"
    )
    assert {direction for letters, direction in directions if letters} == {"rtl"} and len(directions) >= 6
    ids = [row.get_attribute("data-id") for row in rows(page).all()]
    page.locator("#corpus-texts button[data-t='0']").focus()
    page.keyboard.press("ArrowLeft")  # where the next word stands
    expect(page.locator("#corpus-texts button[data-t='1']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#corpus-alternatives .wb-piece").first).to_be_visible()
    page.keyboard.press("j")
    expect_open(page, ids[1])
    page.keyboard.press("n")
    page.keyboard.type("a word is lost")
    page.keyboard.press("Enter")
    expect(page.locator(".wb-v-told")).to_have_text("Note kept. Now a verdict: 1 to 4.")
    page.keyboard.press("3")
    expect(page.locator("#list tbody .wb-review").nth(1)).to_have_text("✗")
    expect_open(page, ids[2])
    page.keyboard.press("u")
    expect_open(page, ids[1])
    expect(page.locator("#list tbody .wb-review").nth(1)).to_have_text("")
