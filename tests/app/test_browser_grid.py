"""The picture of alignment maps in a real browser: what it shows, and what it says when it is pointed at."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.app.conftest import free_port
from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.app.assets import head, styles
from workbench.app.parts.grid import grid, grid_box
from workbench.app.subject import ShownView

SOURCE, TARGET = ("Close", "the", "shed", "."), ("Schließe", "den", "Schuppen", ".")
VIEWS = ("attention", "rollout", "integrated_gradients")
CODE = "import workbench\n<b>not markup</b>"


def of(weights, source=SOURCE, target=TARGET, signed=False):
    words = Tokens.of_words(source), Tokens.of_words(target)
    return ShownView(AlignmentMap(*words, np.array(weights, np.float32), np.zeros(len(target)), signed))


def values():
    diagonal = np.eye(4) * 0.6 + 0.1
    hole = diagonal.copy()
    hole[1] = np.nan
    one, signed = of(diagonal), of(np.eye(4) * 2 - 0.5, signed=True)
    many = tuple(f"word{place}" for place in range(83))
    return {
        "one": grid({"attention": one}, pinned=2, snippets={"attention": CODE}),
        "waiting": grid(dict.fromkeys(VIEWS), SOURCE, TARGET),
        "some": grid({"attention": one, "rollout": None, "integrated_gradients": None}),
        "all": grid({"attention": one, "rollout": of(np.full((4, 4), 0.25)), "integrated_gradients": signed}),
        "turned": grid({"attention": one}, transposed=True),
        "hole": grid({"attention": of(hole)}),
        "long": grid({"attention": of(np.eye(83), many, many)}),
        "arabic": grid({"attention": of(diagonal, ("أغلق", "باب", "السقيفة", "."))}),
        "hostile": grid({"attention": of(diagonal, ("<img src=x onerror=alert(1)>", "the", "shed", "."))}),
        "nothing": None,
    }


@pytest.fixture(scope="module")
def address():
    found = values()
    with gr.Blocks() as app:
        which = gr.Radio([*found], elem_id="which")
        box = grid_box("picture")
        said = gr.Textbox(elem_id="said")

        def select(event: gr.EventData):
            return repr(event._data)

        which.input(lambda name: found[name], which, box, show_progress="hidden")
        box.select(select, None, said)
    port = free_port()
    app.launch(server_port=port, css=styles(), head=head({}), prevent_thread_lock=True, quiet=True)
    yield f"http://127.0.0.1:{port}"
    app.close()


@pytest.fixture
def page(browser, address):
    page = browser.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    page.goto(address)
    page.evaluate("""() => {
      window.heard = [];
      for (const name of ['wb-hover', 'wb-pin']) document.addEventListener(name, event => heard.push(event.detail));
    }""")
    yield page
    page.close()
    assert faults == []


def show(page, name):
    page.locator(f"#which input[value={name}]").check()
    maps = page.locator("#picture .wb-grid-map")
    expect(maps).to_have_count(3 if name in ("waiting", "some", "all") else 0 if name == "nothing" else 1)
    return maps


def middle(maps, row, column):
    """Of a cell in the first map of four words."""
    box = maps.first.bounding_box()
    return {"x": (column + 0.5) * box["width"] / 4, "y": (row + 0.5) * box["height"] / 4}


def colour(page, row, column, of=4):
    return page.evaluate(
        """([row, column, of]) => {
          const canvas = document.querySelector('#picture .wb-grid-map canvas'), pen = canvas.getContext('2d');
          const [x, y] = [(column + .2) * canvas.width / of, (row + .2) * canvas.height / of];
          return [...pen.getImageData(x, y, 1, 1).data];
        }""",
        [row, column, of],
    )


def test_the_picture_its_finding_and_the_pinned_word(page):
    maps = show(page, "one")
    assert "‘Schuppen’ looks mostly at ‘shed’ (0.70)" in maps.get_attribute("aria-label")
    expect(page.locator(".wb-grid-readout")).to_contain_text("‘Schuppen’ looks mostly at ‘shed’ (0.70)")
    expect(page.locator("button.wb-grid-label[aria-pressed=true]")).to_have_text("Schuppen")
    # Target words stand on top, and the darker cell is the larger weight.
    assert sum(colour(page, 1, 1)) < sum(colour(page, 1, 0)) - 100
    show(page, "turned")
    expect(page.locator(".wb-grid-side button")).to_have_text([*TARGET])


def test_pointing_names_both_words_and_lights_them_here_and_elsewhere(page):
    maps = show(page, "all")
    maps.first.hover(position=middle(maps, 2, 2))
    told = "‘Schuppen’ · ‘shed’: Attention 0.70 · Rollout 0.25 · Integrated gradients +1.50"
    expect(page.locator(".wb-grid-readout")).to_have_text(told)
    assert page.evaluate("heard.at(-1)") == {"source": 2, "target": 2}
    expect(page.locator(".wb-lit")).to_have_count(4)  # the source word once, the target word over each map
    page.locator("#which").hover()
    assert page.evaluate("heard.at(-1)") == {"source": None, "target": None}
    # What is pointed at elsewhere is lit here.
    page.evaluate("document.dispatchEvent(new CustomEvent('wb-hover', {detail: {source: null, target: 1}}))")
    expect(page.locator(".wb-lit")).to_have_text(["den"] * 3)
    expect(page.locator(".wb-grid-readout")).to_contain_text("‘den’ · ‘the’: 0.70, the most")
    page.evaluate("document.dispatchEvent(new CustomEvent('wb-pin', {detail: {target: 1}}))")
    expect(page.locator("[aria-pressed=true]")).to_have_text(["den"] * 3)


def test_pressing_a_cell_or_a_target_word_selects_it_and_pressing_it_again_lets_it_go(page):
    maps = show(page, "one")
    said = page.locator("#said textarea")
    maps.click(position=middle(maps, 0, 1))
    expect(said).to_have_value("{'word': 1}")
    page.locator("button.wb-grid-label", has_text="Schließe").click()
    expect(said).to_have_value("{'word': 0}")
    page.locator("button.wb-grid-label", has_text="Schließe").click()
    expect(said).to_have_value("{'word': None}")
    assert [one["target"] for one in page.evaluate("heard") if "source" not in one] == [1, 0, None]


def test_arrow_keys_move_from_cell_to_cell_and_enter_pins(page):
    maps = show(page, "one")
    page.evaluate("window.elsewhere = 0; document.addEventListener('keydown', () => { window.elsewhere++; })")
    maps.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".wb-grid-readout")).to_have_text("‘Schließe’ · ‘the’: 0.10")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.locator("#said textarea")).to_have_value("{'word': 3}")
    assert page.evaluate("elsewhere") == 0


def test_maps_that_are_not_there_yet_have_their_place_and_nothing_moves_when_they_come(page):
    def places():
        return page.evaluate(
            "[...document.querySelectorAll('#picture .wb-grid-map, #picture .wb-grid-foot, #said')]"
            ".map(one => { const {x, y, width, height} = one.getBoundingClientRect(); return [x, y, width, height]; })"
        )

    show(page, "waiting")
    expect(page.locator(".wb-grid-wait")).to_have_count(3)
    before = places()
    tops = {place[1] for place in before[:3]}
    assert len(tops) == 1, "maps stand at one height"
    show(page, "some")
    expect(page.locator(".wb-grid-wait")).to_have_count(2)
    show(page, "all")
    expect(page.locator(".wb-grid-wait")).to_have_count(0)
    assert places() == before
    show(page, "nothing")
    expect(page.locator("#picture canvas")).to_have_count(0)


def test_a_long_sentence_scrolls_in_its_box_under_labels_that_stay(page):
    maps = show(page, "long")
    box = page.locator(".wb-grid-box")
    size = maps.bounding_box()
    assert (size["width"], size["height"]) == (83 * 14, 83 * 14)
    top, left = (page.locator(where).bounding_box() for where in (".wb-grid-top", ".wb-grid-side"))
    box.evaluate("box => box.scrollTo(300, 400)")
    assert page.locator(".wb-grid-top").bounding_box()["y"] == top["y"]
    assert page.locator(".wb-grid-side").bounding_box()["x"] == left["x"]
    fonts = page.evaluate(
        "[...document.querySelectorAll('.wb-grid *')].map(o => parseFloat(getComputedStyle(o).fontSize))"
    )
    assert min(fonts) >= 12
    # The keys bring the cell into sight.
    maps.focus()
    for key in ("End", "ArrowDown"):
        page.keyboard.press(key)
    at, frame = maps.locator(".wb-grid-at").bounding_box(), box.bounding_box()
    assert frame["x"] < at["x"] < frame["x"] + frame["width"]
    assert frame["y"] + top["height"] <= at["y"] + 1 < frame["y"] + frame["height"]


def test_a_row_of_nothing_is_hatched_and_says_so(page):
    maps = show(page, "hole")
    expect(page.locator(".wb-grid-legend")).to_contain_text("nothing kept")
    maps.hover(position=middle(maps, 0, 1))
    expect(page.locator(".wb-grid-readout")).to_have_text("‘den’ · ‘Close’: no value")


def test_dark_ground_has_its_own_colours(page):
    show(page, "one")
    light = colour(page, 1, 0)
    page.evaluate("document.body.classList.add('dark')")
    page.wait_for_timeout(100)
    assert sum(light[:3]) > 600
    assert sum(colour(page, 1, 0)[:3]) < 250
    assert sum(colour(page, 1, 1)[:3]) > sum(colour(page, 1, 0)[:3]) + 100


def test_words_are_text_and_bring_their_direction(page):
    show(page, "hostile")
    expect(page.locator(".wb-grid-side")).to_contain_text("<img src=x onerror=alert(1)>")
    show(page, "arabic")
    expect(page.locator(".wb-grid-side span").first).to_have_css("direction", "rtl")


def test_figures_python_and_files_are_behind_the_sign(page):
    show(page, "one")
    page.locator(".wb-grid-info").click()
    panel = page.get_by_role("dialog", name="About Attention")
    expect(panel).to_contain_text("where one layer looked")
    panel.get_by_text("This picture in Python").click()
    expect(panel.locator("code")).to_have_text(CODE)
    for kind, begins in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with page.expect_download() as saved:
            panel.get_by_text(f"Save as {kind}").click()
        assert saved.value.suggested_filename == f"attention.{kind.lower()}"
        assert Path(saved.value.path()).read_bytes().startswith(begins)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(page.locator(".wb-grid-info")).to_be_focused()
