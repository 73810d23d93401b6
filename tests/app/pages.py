"""What several tests of the app do with a page in a browser."""

from __future__ import annotations

import re

from playwright.sync_api import expect

WAIT = 60_000
expect.set_options(timeout=WAIT)


def settled(page, name="corpus"):
    """Until every view is there and measured."""
    page.wait_for_selector(f"#{name}-map-2 svg.marks", timeout=WAIT)
    expect(page.locator(f"#{name}-trust-2")).to_contain_text(re.compile("here|too short to measure"))
    expect(page.locator(".wb-busy")).to_have_count(0)


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


def identity(page):
    return page.locator("#segment h3").inner_text().split()[0]


def text(page, place):
    return page.locator(f"#corpus-trust-{place}").inner_text()
