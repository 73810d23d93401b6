"""The app in a real browser: a server that goes and comes."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from tests.app.pages import expect_open, rows


def test_after_a_restart_of_the_server_an_open_page_works_again(serve, visit, tmp_path):
    server = serve(tmp_path)
    try:
        page = visit(server.url)
        server.stop()
        time.sleep(0.5)
        server.start()
        third = rows(page).nth(3)
        chosen = third.get_attribute("data-id")
        third.click()
        try:
            expect(page.locator("#corpus-why")).to_contain_text(f"Segment {chosen}", timeout=5_000)
        except AssertionError:
            page.reload()
            rows(page).nth(3).click()
            expect_open(page, chosen)
        page.faults.clear()
    finally:
        server.stop()
