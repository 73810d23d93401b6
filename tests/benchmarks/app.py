"""How fast the app is in a real browser: start, click to picture, all views, many people at once, bytes sent.

Run: ``python -m tests.benchmarks.app``, with nothing else running. Needs Chromium. ``--quick`` leaves the crowd out.
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

CLIENTS = 8
SECONDS = 60.0
# From the click until the picture of another sentence stands there and a frame has been drawn after it.
PAINTED = """([id, place]) => new Promise(done => {
  const box = document.querySelector('#corpus-map-' + place), before = box.querySelector('svg.marks');
  const start = performance.now();
  const look = () => {
    const svg = box.querySelector('svg.marks');
    const here = document.querySelector('#segment h3')?.innerText.startsWith(id);
    if (here && svg && svg !== before) requestAnimationFrame(() => done(performance.now() - start));
    else setTimeout(look, 10);
  };
  document.querySelector(`.wb-row[data-id="${id}"]`).click();
  look();
})"""
ALL = """id => new Promise(done => {
  const boxes = [0, 1, 2].map(place => document.querySelector('#corpus-map-' + place));
  const before = boxes.map(box => box.querySelector('svg.marks'));
  const start = performance.now();
  const look = () => {
    const now = boxes.map(box => box.querySelector('svg.marks'));
    if (now.every((svg, place) => svg && svg !== before[place])) {
      requestAnimationFrame(() => done(performance.now() - start));
    } else setTimeout(look, 10);
  };
  document.querySelector(`.wb-row[data-id="${id}"]`).click();
  look();
})"""


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
            page.wait_for_selector(".wb-row")
            took.append(time.perf_counter() - began)
            server.stop()
            browser.close()
        tell(f"{name}: {median(took):.1f} s to a filled list ({', '.join(f'{one:.1f}' for one in took)})")


def clicks(page, pause: int, count: int) -> None:
    """``pause``: milliseconds between a picture and the next click."""
    rows = [row.get_attribute("data-id") for row in page.locator(".wb-row").all()]
    served: list[float] = []

    def finished(request) -> None:
        if "/run/predict" in request.url:
            timing = request.timing
            served.append(timing["responseEnd"] - timing["requestStart"])

    page.on("requestfinished", finished)
    took = []
    for id in random.Random(pause).sample(rows[1:], count):
        took.append(page.evaluate(PAINTED, [id, 0]))
        page.wait_for_timeout(pause)
    page.remove_listener("requestfinished", finished)
    tell(
        f"click to map painted, {pause} ms after the last: median {median(took):.0f} ms, p95 {p95(took):.0f} ms of "
        f"{len(took)} clicks; server's part: median {median(served):.0f} ms, p95 {p95(served):.0f} ms"
    )


def all_views(browser) -> None:
    """On sentences of 20 words: two of 10 joined, as the bundled corpus has none."""
    import workbench
    from workbench.corpus import read

    segments = [segment for segment in read("demo") if len(segment.source.split()) == 10]
    folder = Path(tempfile.mkdtemp())
    pairs = [
        f"{one.source} {two.source}\t{one.references[0]} {two.references[0]}"
        for one, two in zip(segments[::2], segments[1::2], strict=False)
    ]
    (folder / "joined.en-de.tsv").write_text("\n".join(["source\treference", *pairs]) + "\n", encoding="utf-8")
    translator = workbench.load("demo", source_language="en", target_language="de", device="cpu")
    run = workbench.score(workbench.read(folder / "joined.en-de.tsv"), translator, folder / "joined")
    server = Server(folder / "cache", "-m", "workbench", "app", "--run", str(run.folder))
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(server.url)
    page.wait_for_selector("#corpus-map-2 svg.marks", timeout=60_000)
    page.wait_for_timeout(4000)
    own, on_page = [], []
    for id in run.ranking()[1:11]:
        on_page.append(page.evaluate(ALL, id) / 1000)
        page.wait_for_timeout(3000)
        row = run.segment(id)
        began = time.perf_counter()
        views = ["attention", "rollout", "integrated_gradients"]
        workbench.explain(row["source"], translator, target=row["hypothesis"], views=views, measure=False)
        own.append(time.perf_counter() - began)
    server.stop()
    excess = [took - 1.2 * alone for took, alone in zip(on_page, own, strict=True)]
    tell(
        f"all three views of {len(own)} sentences of 20 words: median {median(on_page):.2f} s on the page, "
        f"{median(own):.2f} s the views alone; over 1.2 × their own time: median {median(excess):.2f} s, "
        f"worst {max(excess):.2f} s"
    )


def bytes_sent(page, server: Server) -> None:
    from workbench.runs.demo import scored_demo

    records = [record for record in scored_demo().records() if record["side"] == "hypothesis"]
    longest = max(records, key=lambda record: len(record["source"].split()))
    page.goto(server.url)
    page.wait_for_selector("#corpus-map-2 svg.marks")
    page.wait_for_timeout(2500)
    page.locator("#find textarea, #find input").first.fill(longest["id"])
    page.keyboard.press("Enter")
    page.wait_for_selector(f'.wb-row[data-id="{longest["id"]}"]')
    sizes: list[int] = []
    page.on(
        "requestfinished",
        lambda request: sizes.append(request.sizes()["responseBodySize"]) if "gradio_api" in request.url else None,
    )
    page.locator(".wb-row").first.click()
    page.wait_for_timeout(9000)
    tell(f"sent for a sentence of {len(longest['source'].split())} words, three views: {sum(sizes) / 1000:.0f} kB")


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
    page.wait_for_selector("#corpus-map-2 svg.marks")
    rows = [row.get_attribute("data-id") for row in page.locator(".wb-row").all()]
    threads = [threading.Thread(target=client, args=(seed,)) for seed in range(CLIENTS)]
    for thread in threads:
        thread.start()
    painted = []
    draw = random.Random(99)
    while time.monotonic() < end:
        id = draw.choice(rows)
        if not page.locator("#segment h3").inner_text().startswith(id):
            painted.append(page.evaluate(PAINTED, [id, 0]))
        page.wait_for_timeout(300)
    for thread in threads:
        thread.join()
    tell(
        f"{CLIENTS} clients and a browser for {SECONDS:.0f} s: {len(took)} answers, p95 {p95(took):.2f} s; "
        f"{len(painted)} clicks, p95 {p95(painted) / 1000:.2f} s; faults: {len(faults)} {json.dumps(faults[:3])}"
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
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.set_default_timeout(60_000)
        page.goto(server.url)
        page.wait_for_selector("#corpus-map-2 svg.marks")
        page.wait_for_timeout(3000)
        clicks(page, 1500, 40)
        clicks(page, 300, 40)
        bytes_sent(page, server)
        all_views(browser)
        if "--quick" not in sys.argv:
            many(page, server)
        browser.close()
        server.stop()
    translator = load_translator(model_parser(None).parse_args([]))
    finish({"benchmark": "app", "lines": LINES, "machine": machine(translator)})


if __name__ == "__main__":
    main()
