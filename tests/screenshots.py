"""The README's pictures of the app, taken in a headless Chromium.

    python -m tests.screenshots [FOLDER]

writes them into ``.github`` or FOLDER, in few colours.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from tests.app.conftest import FLAGS, ROOT, Server
from tests.app.pages import settled

COLOURS = 96
WIDE, PHONE = (1440, 900), (390, 844)


def nothing(page: Any) -> None:
    pass


def contrast(page: Any) -> None:
    page.locator("#corpus-texts button[data-t='3']").click()
    page.wait_for_selector("#corpus-alternatives .wb-piece")
    page.locator("#corpus-side-views input").check()


def check(page: Any) -> None:
    page.locator("#check-own").click()
    page.locator("#pasted-source textarea").fill("The flight lasts 90 minutes.\nHe is 24 years old.\nShe gave up.")
    page.locator("#pasted-target textarea").fill("Der Flug dauert 90 Minuten.\nEr ist 42 Jahre alt.\nSie gab auf.")
    page.wait_for_timeout(3000)


PICTURES: list[tuple[str, str, tuple[int, int], str, Callable[[Any], None]]] = [
    ("app", "", WIDE, "light", nothing),
    ("app-why", "?run=demo&segment=demo-141", WIDE, "light", contrast),
    ("app-check", "", WIDE, "light", check),
    ("app-try", "?at=try", WIDE, "dark", nothing),
    ("app-model", "?at=model", WIDE, "light", nothing),
    ("app-phone", "?segment=demo-054", PHONE, "dark", nothing),
]


def main() -> None:
    from playwright.sync_api import sync_playwright

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".github"
    path = shutil.which("chromium") or sys.exit("Chromium is not installed")
    server = Server(Path(tempfile.mkdtemp()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for name, query, (width, height), scheme, prepare in PICTURES:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto(f"{server.url}/{query}")
            page.wait_for_selector("#list tbody tr", state="attached", timeout=60_000)
            if name == "app-phone":
                page.locator("#list tbody tr[aria-selected=true]").click()
            prepare(page)
            settled(page, {"app-try": "sentence", "app-model": "head"}.get(name, "corpus"))
            page.evaluate("scrollTo(0, 0)")
            page.wait_for_timeout(1500)
            image = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
            image.save(folder / f"{name}.png", optimize=True)
            print(f"{name}.png: {(folder / f'{name}.png').stat().st_size / 1000:.0f} kB", flush=True)
            page.close()
        browser.close()
    server.stop()


if __name__ == "__main__":
    main()
