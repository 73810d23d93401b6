"""The app in a real browser."""

from __future__ import annotations

import codecs
import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.app.conftest import Server

pytestmark = pytest.mark.xdist_group("browser")
# Those that wait for a corpus to be scored or a server to start: with a server of their own, beside the others.
long = pytest.mark.xdist_group("long")

WAIT = 15_000
expect.set_options(timeout=WAIT)
HOSTILE = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "javascript:document.title='owned'",
    "=1+1 and {{value}} and ${document.title='owned'} and `x`",
    "abc \u202e reversed",
    '" onmouseover="document.title=\'owned\'" x="',
    "x" * 10_000,
)


@pytest.fixture
def page(server, visit):
    return visit(server.url)


def settled(page, name="corpus"):
    """Until every view is there and measured."""
    page.wait_for_selector(f"#{name}-map-2 svg.marks", timeout=WAIT)
    expect(page.locator(f"#{name}-trust-2")).to_contain_text(re.compile("here|too short to measure"))
    expect(page.locator(".wb-busy")).to_have_count(0)


def identity(page):
    return page.locator("#segment h3").inner_text().split()[0]


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


def text(page, place):
    return page.locator(f"#corpus-trust-{place}").inner_text()


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
    expect(page.locator("#detail")).to_contain_text("Contrast: why word 1 and not")
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


def score_files(page, *files, kind=None, side=None, own=False):
    page.get_by_text("Score another corpus").click()
    if own:
        page.locator("#own input").check()
    if side:
        page.get_by_text(side).click()
    if kind:
        page.locator("#kind").get_by_text(kind).click()
    else:
        page.locator("#files input[type=file]").set_input_files([str(path) for path in files])
        for path in files:
            expect(page.locator("#files")).to_contain_text(path.name.split(".")[0])
    page.locator("#score").click()


def hostile_corpus(folder):
    path = folder / "hostile.en-de.tsv"
    lines = [f"{number}<b>\t{text}\tEin Satz. {text}" for number, text in enumerate(HOSTILE)]
    path.write_text("\n".join(["id\tsource\treference", *lines]) + "\n", encoding="utf-8")
    return path


@long
def test_hostile_text_is_shown_as_text_and_runs_nothing(server, visit, tmp_path):
    page = visit(server.url)
    score_files(page, hostile_corpus(tmp_path))
    expect(page.locator("#score-status")).to_contain_text("Scored 7 segments")
    expect(page.locator(".wb-row")).to_have_count(len(HOSTILE))
    listed = page.locator("#worst").inner_text()
    for hostile in HOSTILE[:4]:
        assert hostile in listed
    assert "\\u202e" in listed and "\u202e" not in listed
    assert page.locator("#worst img, #worst script, #segment img, #worst b:has-text('x')").count() == 0
    for place in range(len(HOSTILE)):
        page.locator(".wb-row").nth(place).click()
        name = page.locator(".wb-row").nth(place).get_attribute("data-id")
        expect(page.locator("#segment h3")).to_contain_text(name)
    page.locator('.wb-row[data-id^="0"]').click()
    settled(page)
    page.locator("#corpus-words button.wb-word").first.click()
    expect(page.locator("#corpus-alternatives button").first).to_be_visible()
    assert page.title() == "Translation Workbench"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


@long
def test_what_one_person_uploads_another_does_not_see(server, visit, tmp_path):
    mine, theirs = visit(server.url), visit(server.url)
    path = tmp_path / "secret.en-de.tsv"
    path.write_text("source\treference\nThe secret is blue.\tDas Geheimnis ist blau.\n", encoding="utf-8")
    score_files(mine, path, own=True, side="score the references")
    expect(mine.locator("#worst")).to_contain_text("The secret is blue.")
    mine.get_by_text("All figures").click()
    expect(mine.locator("#segment tr", has_text="own_chrf").locator("td")).to_have_text(re.compile(r"\d"))
    mine.wait_for_function("location.search.includes('run=mine-')")
    link = mine.url
    theirs.goto(link)
    expect(theirs.locator("#segment .wb-fault")).to_contain_text("open for them alone")
    assert "The secret is blue" not in theirs.content()
    # In the browser that made it, it opens again.
    mine.goto(link)
    expect(mine.locator("#worst")).to_contain_text("The secret is blue.")


@long
def test_scoring_shows_progress_is_cancelled_and_goes_on(server, visit, tmp_path):
    from workbench.corpus import read

    page = visit(server.url)
    path = tmp_path / "long.en-de.tsv"
    segments = [segment for _ in range(6) for segment in read("demo", limit=150)]
    lines = [f"{number} {one.source}\t{one.references[0]}" for number, one in enumerate(segments)]
    path.write_text("\n".join(["source\treference", *lines]) + "\n", encoding="utf-8")
    score_files(page, path, side="score the references")
    expect(page.locator("#score-status .wb-progress")).to_be_visible()
    expect(page.locator("#score-status")).to_contain_text("segments a second", timeout=120_000)
    page.locator("#cancel").click()
    expect(page.locator("#score-status")).to_contain_text("Score goes on from there")
    expect(page.locator("#score")).to_be_enabled()
    expect(page.locator("#cancel")).to_be_disabled()


@long
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("bad.tsv", b"\xff\xfe\x00", "NUL|UTF"),
        ("empty.tsv", b"", "no segments"),
        ("table.xlsx", b"PK\x03\x04", "xlsx|UTF|format"),
        ("nul.en-de.tsv", b"source\treference\na\0b\tc\n", "NUL"),
    ],
)
def test_a_bad_file_is_told_and_the_page_stays(server, visit, tmp_path, name, content, message):
    page = visit(server.url)
    path = tmp_path / name
    path.write_bytes(content)
    score_files(page, path)
    fault = page.locator("#score-status .wb-fault")
    expect(fault).to_contain_text(re.compile(message))
    assert "Traceback" not in page.content() and "/tmp" not in fault.inner_text()
    expect(page.locator(".wb-row").first).to_be_visible()


def test_an_unknown_model_is_told(server, visit):
    page = visit(server.url)
    page.get_by_text("Score another corpus").click()
    page.locator("#kind").get_by_text("the bundled demo corpus").click()
    page.locator("#model input").fill("nobody/nothing")
    page.keyboard.press("Enter")
    page.locator("#score").click()
    expect(page.locator("#score-status .wb-fault")).to_contain_text("nobody/nothing")


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
    with page.expect_download(timeout=WAIT) as started:
        page.locator("#download").click()
    saved = tmp_path / "list.csv"
    started.value.save_as(saved)
    assert saved.read_bytes().startswith(codecs.BOM_UTF8)  # without it, Excel reads another encoding
    lines = saved.read_bytes().decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("id,side,status") and len(lines) == 252 and "source noise" in lines[1]


def test_a_sentence_is_explained_edited_and_compared(server, visit):
    page = visit(server.url)
    page.get_by_role("tab", name="Sentence").click()
    page.locator("#explain").click()
    settled(page, "sentence")
    expect(page.locator("#picks button")).to_have_count(5)
    page.locator("#sentence-source textarea").fill("The old man feeds the dogs in the park.")
    page.locator("#explain").click()
    expect(page.locator("#changed ins").first).to_be_visible()
    expect(page.locator("#changed")).to_contain_text("nats")
    expect(page.locator("#map-before")).to_contain_text("before")
    page.locator("#picks button").nth(2).click()
    expect(page.locator("#picks button").nth(2)).to_have_attribute("aria-pressed", "true")
    page.locator("#sentence-prefix textarea").fill("Im Park")
    page.locator("#explain").click()
    expect(page.locator("#sentence-words")).to_contain_text("Im")
    page.locator("#sentence-source textarea").fill(" ")
    page.locator("#explain").click()
    expect(page.locator("#changed .wb-fault")).to_contain_text("type a sentence")


def test_heads_are_profiled_and_coloured_by_another_figure(server, visit):
    page = visit(server.url)
    page.get_by_role("tab", name="Heads").click()
    page.locator("#profile").click()
    expect(page.locator("#heads-map")).to_contain_text("aligner")
    expect(page.locator("#heads-table")).to_contain_text("cross")
    expect(page.locator("#heads-status")).to_contain_text("50 pairs")


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


@long
def test_after_a_restart_of_the_server_an_open_page_works_again(visit, tmp_path):
    server = Server(tmp_path)
    try:
        page = visit(server.url)
        server.stop()
        time.sleep(0.5)
        server.start()
        third = page.locator(".wb-row").nth(3)
        chosen = third.get_attribute("data-id")
        third.click()
        try:
            expect(page.locator("#segment h3")).to_contain_text(chosen, timeout=5_000)
        except AssertionError:
            page.reload()
            page.wait_for_selector(".wb-row", timeout=60_000)
            page.locator(f'.wb-row[data-id="{chosen}"]').click()
            expect(page.locator("#segment h3")).to_contain_text(chosen)
        page.faults.clear()
    finally:
        server.stop()


def test_a_link_to_the_reference_side_shows_the_pictures_of_that_side(server, visit):
    page = visit(f"{server.url}/?side=reference")
    page.get_by_text("The whole corpus in pictures").click()
    missed = re.search(r"\d+ of 250 \(\d+%\)", page.locator("#summary").inner_text())
    assert missed is not None
    expect(page.locator("#reliability")).to_contain_text(missed[0])
