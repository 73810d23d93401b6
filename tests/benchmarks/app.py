"""How fast the app is in a real browser: start, click to marked text, pictures, bytes of a step, many people at once, a
long sentence beside another user's, and a run of a million segments.

Run: ``python -m tests.benchmarks.app``, with nothing else running. Needs Chromium. ``--quick`` leaves the crowd and the
million out. Five tasks are in ``python -m tests.benchmarks.tasks``.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from tests.app.conftest import FLAGS, Server
from tests.benchmarks.common import LINES, finish, load_translator, machine, model_parser, tell

CLIENTS = 10
SECONDS = 60.0
MILLION = 1_000_000
FILLED = "#list tbody tr"
MADE = "#corpus-picture .wb-grid-map:not(.wb-grid-wait)"
# From the click until the words of another sentence stand there, marked, and a frame has been drawn after it.
MARKED = """id => new Promise(done => {
  // Not the element: Gradio changes in place what another segment has too.
  const find = () => document.querySelector('#corpus-texts .wb-sentences')?.outerHTML, before = find();
  const start = performance.now();
  const look = () => {
    const here = document.querySelector('#corpus-why')?.textContent.trim().endsWith('Segment ' + id);
    if (here && find() && find() !== before) requestAnimationFrame(() => done(performance.now() - start));
    else setTimeout(look, 5);
  };
  document.querySelector(`#list tbody tr[data-id="${id}"] td`).click();
  look();
})"""
LONG = " ".join(4 * ["the old man who lives near the harbour sold his boat to a young woman from the next village and"])
"""76 words."""


def p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]


def starts(playwright, path: str) -> None:
    for name, repetitions in (("first start, empty cache", 1), ("further starts", 3)):
        took = []
        cache = Path(tempfile.mkdtemp())
        for _ in range(repetitions):
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
            page = browser.new_page()
            began = time.perf_counter()
            server = Server(cache, "app.py")
            page.goto(server.url)
            page.wait_for_selector(FILLED)
            took.append(time.perf_counter() - began)
            server.stop()
            browser.close()
        tell(f"{name}: {median(took):.1f} s to a filled list ({', '.join(f'{one:.1f}' for one in took)})")


def ids(page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('#list tbody tr')].map(row => row.dataset.id)")


def clicks(page, pause: int, count: int) -> None:
    """``pause``: milliseconds between a marked text and the next click."""
    sizes: list[int] = []

    def finished(request) -> None:
        if "gradio_api" in request.url:
            sizes.append(request.sizes()["responseBodySize"])

    took = []
    page.on("requestfinished", finished)
    for id in random.Random(pause).sample(ids(page)[1:], count):
        took.append(page.evaluate(MARKED, id))
        page.wait_for_timeout(pause)
    page.wait_for_timeout(2000)
    page.remove_listener("requestfinished", finished)
    tell(
        f"click to marked text, {pause} ms after the last: median {median(took):.0f} ms, p95 {p95(took):.0f} ms of "
        f"{len(took)} clicks; {sum(sizes) / len(took) / 1000:.1f} kB a step, pictures and all"
    )


def long_sentence(browser, server: Server) -> None:
    """On the Try page: alone, and beside another user's 83 words."""
    sentence = "The cat sleeps very deeply."

    def tried(page, source: str) -> float:
        began = time.perf_counter()
        page.goto(f"{server.url}/?at=try&source={source.replace(' ', '+')}")
        page.wait_for_selector("#page-try .wb-sentences", timeout=120_000)
        page.wait_for_selector("#page-try .wb-grid-map:not(.wb-grid-wait)", timeout=120_000)
        return time.perf_counter() - began

    mine, other = browser.new_page(), browser.new_page()
    tried(mine, "Warm up first.")
    alone = median([tried(mine, f"{sentence} {number}") for number in range(5)])
    usable = median([tried(mine, f"{LONG} {number}") for number in range(3)])
    beside = []
    for number in range(5):
        other.goto(f"{server.url}/?at=try&side_views=1&source={LONG.replace(' ', '+')}+x{number}")
        beside.append(tried(mine, f"{sentence} b{number}"))
    tell(
        f"Try page, from opening a link to the picture: 5 words {alone:.2f} s, {len(LONG.split())} words "
        f"{usable:.2f} s; 5 words beside another user's {len(LONG.split())} with three views {median(beside):.2f} s, "
        f"{median(beside) / alone:.2f} × alone"
    )
    mine.close()
    other.close()


def many(page, server: Server) -> None:
    from gradio_client import Client

    from workbench.runs.demo import scored_demo

    run = scored_demo()
    texts = {record["id"]: record["source"] for record in run.records()}
    took: list[float] = []
    faults: list[str] = []
    end = time.monotonic() + SECONDS

    def client(seed: int) -> None:
        draw = random.Random(seed)
        called = Client(server.url, verbose=False)
        while time.monotonic() < end:
            id, side = draw.choice(list(texts)), draw.choice(("hypothesis", "reference"))
            began = time.perf_counter()
            try:
                found = called.predict(run="demo", id=id, side=side, api_name="/segment")
            except Exception as error:
                faults.append(repr(error))
                continue
            took.append(time.perf_counter() - began)
            if found["id"] != id or found["side"] != side or found["source_words"][0] not in texts[id]:
                faults.append(f"{id} asked, {found['id']} received")

    page.goto(server.url)
    page.wait_for_selector(MADE)
    listed = ids(page)
    threads = [threading.Thread(target=client, args=(seed,)) for seed in range(CLIENTS)]
    for thread in threads:
        thread.start()
    marked, draw, here = [], random.Random(99), ""
    while time.monotonic() < end:
        id = draw.choice([one for one in listed[1:] if one != here])
        marked.append(page.evaluate(MARKED, id))
        here = id
        page.wait_for_timeout(300)
    for thread in threads:
        thread.join()
    tell(
        f"{CLIENTS} clients and a browser for {SECONDS:.0f} s: {len(took)} answers, p95 {p95(took):.2f} s; "
        f"{len(marked)} clicks, p95 {p95(marked) / 1000:.2f} s; faults: {len(faults)} {json.dumps(faults[:3])}"
    )


def million(browser) -> None:
    from tests.large_run import made

    folder = Path(tempfile.mkdtemp())
    run = folder / "million"
    made(run, MILLION)
    server = Server(folder / "cache", "-m", "workbench", "app", "--run", str(run))
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    took = []
    for _ in range(3):
        began = time.perf_counter()
        page.goto(server.url)
        page.wait_for_selector(FILLED, timeout=60_000)
        took.append(time.perf_counter() - began)
    began = time.perf_counter()
    page.get_by_role("button", name="Worst aligned").click()
    page.wait_for_selector(".wb-orders [data-by=scatter][aria-pressed=true]", timeout=60_000)
    ordered = time.perf_counter() - began
    listed = ids(page)
    marked = [page.evaluate(MARKED, id) for id in listed[1:21]]
    server.stop()
    shutil.rmtree(folder)
    tell(
        f"{MILLION:,} segments: a filled list after {', '.join(f'{one:.1f}' for one in took)} s, another order "
        f"{ordered:.1f} s, click to marked text p95 {p95(marked):.0f} ms"
    )


def markdown(result: Mapping[str, Any]) -> str:
    return "\n".join(f"- {line}" for line in result["lines"])


def main() -> None:
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or sys.exit("Chromium is not installed")
    with sync_playwright() as playwright:
        starts(playwright, path)
        server = Server(Path(tempfile.mkdtemp()), "app.py")
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(60_000)
        page.goto(server.url)
        page.wait_for_selector(MADE)
        page.wait_for_timeout(3000)
        clicks(page, 1500, 40)
        clicks(page, 300, 40)
        long_sentence(browser, server)
        if "--quick" not in sys.argv:
            many(page, server)
            server.stop()
            million(browser)
        browser.close()
        server.stop()
    translator = load_translator(model_parser(None).parse_args([]))
    finish({"benchmark": "app", "lines": LINES, "machine": machine(translator)})


if __name__ == "__main__":
    main()
