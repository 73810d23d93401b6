"""The app in a real browser: scoring, explaining, measuring, and a server that goes and comes."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.app.conftest import Server
from tests.app.pages import score_files, settled

HOSTILE = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "javascript:document.title='owned'",
    "=1+1 and {{value}} and ${document.title='owned'} and `x`",
    "abc \u202e reversed",
    '" onmouseover="document.title=\'owned\'" x="',
    "x" * 10_000,
)


def hostile_corpus(folder):
    path = folder / "hostile.en-de.tsv"
    lines = [f"{number}<b>\t{text}\tEin Satz. {text}" for number, text in enumerate(HOSTILE)]
    path.write_text("\n".join(["id\tsource\treference", *lines]) + "\n", encoding="utf-8")
    return path


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
        row = page.locator(".wb-row").nth(place)
        row.click()
        expect(page.locator("#segment h3")).to_contain_text(row.get_attribute("data-id"))
        # Marked, the row is scrolled into sight: the next one must not move away under the pointer.
        expect(row).to_have_attribute("aria-current", "true")
    page.locator('.wb-row[data-id^="0"]').click()
    settled(page)
    page.locator("#corpus-words button.wb-word").first.click()
    expect(page.locator("#corpus-alternatives button").first).to_be_visible()
    assert page.title() == "Translation Workbench"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


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


def test_heads_are_profiled_and_coloured_by_another_figure(server, visit):
    page = visit(server.url)
    page.get_by_role("tab", name="Heads").click()
    page.locator("#profile").click()
    expect(page.locator("#heads-map")).to_contain_text("aligner")
    expect(page.locator("#heads-table")).to_contain_text("cross")
    expect(page.locator("#heads-status")).to_contain_text("50 pairs")


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
