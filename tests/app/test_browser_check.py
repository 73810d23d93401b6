"""The sheet in a real browser: texts that somebody brings, looked at, checked, stopped, and seen by nobody else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.app.pages import asked, bring, check_files, rows, settled
from workbench.corpus import read

HOSTILE = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "javascript:document.title='owned'",
    "=1+1 and {{value}} and ${document.title='owned'} and `x`",
    "abc \u202e reversed",
    '" onmouseover="document.title=\'owned\'" x="',
    "x" * 10_000,
)


def written(path, rows, head="source\treference\n"):
    path.write_text(head + "".join(f"{source}\t{target}\n" for source, target in rows), encoding="utf-8")
    return path


def demo(count):
    """Rows of the bundled corpus, as many as wanted, none twice."""
    found = [*read("demo")]
    return [
        (f"{one.source}{' again' * (place // len(found))}", one.references[0])
        for place, one in ((place, found[place % len(found)]) for place in range(count))
    ]


def test_hostile_text_is_shown_as_text_and_runs_nothing(server, visit, tmp_path):
    page = visit(server.url)
    path = tmp_path / "hostile.en-de.tsv"
    lines = [f"{number}<b>\t{text}\tEin Satz. {text}" for number, text in enumerate(HOSTILE)]
    path.write_text("\n".join(["id\tsource\treference\t<i>", *lines]) + "\n", encoding="utf-8")
    check_files(page, path)
    assert page.locator("#preview img, #preview script, #preview i:has-text('x')").count() == 0
    expect(page.locator("#check-status")).to_contain_text("Checked 7 rows")
    expect(rows(page)).to_have_count(len(HOSTILE))
    listed = page.locator("#list").inner_text()
    assert "<script>" in listed and "\\u202e" in listed and "\u202e" not in listed
    assert page.locator("#list img, #list script, #detail img, #list b:has-text('x')").count() == 0
    settled(page)
    assert page.title() == "Translation Workbench"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_what_one_person_brings_another_does_not_see(server, visit, tmp_path):
    mine, theirs = visit(server.url), visit(server.url)
    path = written(tmp_path / "secret.en-de.tsv", [("The secret is blue.", "Das Geheimnis ist blau.")])
    check_files(mine, path)
    expect(rows(mine)).to_have_count(1)
    expect(rows(mine)).to_contain_text("The secret is blue.")
    mine.wait_for_function("location.search.includes('run=mine-')")
    # The sheet is gone, and the keyboard is where the result is.
    expect(mine.locator("#check")).to_be_hidden()
    mine.wait_for_function("document.activeElement.closest('#list') !== null")
    assert asked(mine)["side"] == "reference"
    link = mine.url
    theirs.goto(link)
    expect(theirs.locator(".wb-fault").first).to_contain_text("open for them alone")
    assert "The secret is blue" not in theirs.content()
    # In the browser that made it, it opens again.
    mine.goto(link)
    expect(rows(mine)).to_contain_text("The secret is blue.")


def test_a_long_file_shows_its_first_rows_is_stopped_and_goes_on(server, visit, tmp_path):
    page = visit(server.url)
    path = written(tmp_path / "long.en-de.tsv", demo(320))
    check_files(page, path)
    status = page.locator("#check-status")
    expect(status.locator("li[aria-current=step]").first).to_be_visible()
    # The first rows are there while the rest is to come.
    page.wait_for_function("location.search.includes('run=mine-')", timeout=60_000)
    expect(status).to_contain_text("You look at the first 100 rows")
    expect(status.locator("li").filter(has_text="summing up")).to_contain_text("to come")
    expect(page.locator("#run input")).to_have_value(re.compile("100 segments"))
    page.locator("#cancel").click()
    expect(status).to_contain_text("Stopped")
    expect(status).to_contain_text("kept and shown")
    expect(page.locator("#cancel")).to_be_hidden()
    page.locator("#check-own").click()
    expect(page.locator("#start-check")).to_be_enabled()


def test_columns_header_and_languages_are_chosen_and_the_rows_follow(server, visit, tmp_path):
    page = visit(server.url)
    pairs = [(target, source) for source, target in demo(9)]
    bring(page, written(tmp_path / "own.tsv", pairs, head="Ergebnis\tUrsprung\n"))
    preview = page.locator("#preview")
    expect(preview).to_contain_text("9 rows")
    expect(preview.locator("input[name=header]")).to_be_checked()
    first, second = (preview.locator(f"select[data-column='{place}']") for place in (0, 1))
    expect(first).to_have_value("source")
    second.focus()
    second.select_option("source")
    # There is one source: who was it becomes what the other was.
    expect(first).to_have_value("reference")
    expect(preview).to_contain_text("English, guessed from the texts")
    page.wait_for_function("document.activeElement.dataset.column === '1'")
    # What was guessed comes in a second answer; a box that is pressed while it is drawn anew is not pressed.
    page.wait_for_timeout(1000)
    preview.locator("input[name=header]").uncheck()
    expect(preview).to_contain_text("10 rows")
    expect(first).to_have_value("reference")
    preview.locator("input[name=to]").fill("nl")
    preview.locator("input[name=to]").blur()
    expect(preview).to_contain_text("as you said · reads like German")
    page.locator("#start-check").click()
    expect(page.locator("#check-wrong .wb-fault")).to_contain_text("Dutch, is none of its languages")
    expect(page.locator("#check")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.tsv", b"", "no segments"),
        ("holiday.png", b"\x89PNG\r\n\x1a\n\0\0", "holiday.png is a picture, not a text file"),
    ],
)
def test_a_bad_file_is_told_and_the_page_stays(server, visit, tmp_path, name, content, message):
    page = visit(server.url)
    path = tmp_path / name
    path.write_bytes(content)
    bring(page, path)
    fault = page.locator("#check-wrong .wb-fault")
    expect(fault).to_contain_text(message)
    assert "Traceback" not in page.content() and "/tmp" not in fault.inner_text()
    expect(page.locator("#start-check")).to_have_count(0)
    expect(rows(page).first).to_be_attached()


def test_pasted_lines_are_looked_at_as_they_come_and_a_model_is_checked_on_them(server, visit):
    page = visit(server.url)
    page.locator("#check-own").click()
    page.locator("#pasted-source textarea").fill("The train is late.\n\nThe house is red.")
    expect(page.locator("#preview")).to_contain_text("1 blank line is left out")
    expect(page.locator("#preview")).to_contain_text("no translations in it")
    expect(page.locator("#question label")).to_have_count(1)
    page.locator("#start-check").click()
    expect(rows(page)).to_have_count(2)
    assert asked(page)["side"] == "hypothesis"
