"""What several tests of the app do with a page in a browser."""

from __future__ import annotations

from playwright.sync_api import expect

WAIT = 60_000
expect.set_options(timeout=WAIT)


def rows(page):
    """Of the list."""
    return page.locator("#list tbody tr")


def opened(page):
    """The id of the segment that is open."""
    return page.locator("#list tbody tr[aria-selected=true]").get_attribute("data-id")


def expect_open(page, id):
    """Marked in the list, told by the address, and shown."""
    expect(page.locator("#list tbody tr[aria-selected=true]")).to_have_attribute("data-id", id)
    page.wait_for_function("id => new URLSearchParams(location.search).get('segment') === id", arg=id)
    page.wait_for_function(
        "id => document.querySelector('#corpus-why')?.textContent.trim().endsWith('Segment ' + id)", arg=id
    )


def settled(page, name="corpus"):
    """Until every picture is there and measured."""
    picture = page.locator(f"#{name}-picture")
    expect(picture.locator("canvas").first).to_be_visible()
    expect(picture.get_by_text("computing …")).to_have_count(0)
    expect(picture.get_by_text("measuring …")).to_have_count(0)


def asked(page):
    """What the address asks for, by name."""
    return page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")


def bring(page, *files):
    """Into the sheet, until it says how they will be read or what is wrong with them."""
    page.locator("#check-own").click()
    page.locator("#files input[type=file]").set_input_files([str(path) for path in files])
    expect(page.locator("#preview .wb-preview, #check-wrong .wb-fault").first).to_be_visible()


def check_files(page, *files, model=False):
    """Files that somebody brings, until their check has begun."""
    bring(page, *files)
    if model:
        page.get_by_text("Check a model on these sources").click()
    page.locator("#start-check").click()
