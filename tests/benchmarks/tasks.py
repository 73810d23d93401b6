"""Five tasks as people have them, done in a real browser: how many steps and how many seconds each takes.

Run: ``python -m tests.benchmarks.tasks``, with nothing else running. Needs Chromium. A step is one press, or one thing
that is typed or dropped. Seconds run from the first step until the answer stands on the screen; nobody thinks or reads
in between, so what is told is the app's part. The server is warm: one task of each kind was done before.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.app.conftest import FLAGS, SCREEN, Server
from tests.benchmarks.common import finish, grid, load_translator, machine, model_parser, say

BEFORE = "0eee33b"
"""The last commit with the app as it was: pages Corpus, Sentence and Heads."""
REPETITIONS = 3
NUMBER, WORD, TEN, LINK, UNSEEN = TASKS = (
    "find the worst number error of an uploaded file",
    "say why one word was chosen",
    "mark ten segments",
    "send a link to a contrast",
    "find what the list cannot see",
)
BEFORE_STEPS: Mapping[str, tuple[int, str, str]] = {
    NUMBER: (
        8,
        "24.4",
        "open the form, give the file, Score, choose the references, open More conditions, Symptom, numbers; the "
        "segment does not follow the list, so its first row is pressed",
    ),
    WORD: (2, "1.1", "word, alternative; three pictures come, of which the third is the contrast"),
    TEN: (
        41,
        "13.2",
        "open the box once; for each segment the list of verdicts, one of them, Keep, next; none of it has a key but "
        "next",
    ),
    LINK: (3, "fails", "word, alternative, Copy link; who opens it finds the segment without word and contrast"),
    UNSEEN: (
        1,
        "–",
        "open the pictures of the whole corpus: the last of three has the shares by kind; translations and references "
        "only on their own side",
    ),
}
"""With the app of `BEFORE`: steps, seconds as its server and page took them in the same way on 2026-11-30 (load average
about 6 on 2 CPUs), and what the steps were. They were driven there once and are not repeated."""


class Steps:
    """Counts what a person does."""

    def __init__(self, page: Any):
        self.page, self.count = page, 0

    def press(self, where: Any) -> None:
        self.count += 1
        (self.page.locator(where) if isinstance(where, str) else where).first.click()

    def key(self, name: str) -> None:
        self.count += 1
        self.page.keyboard.press(name)

    def drop(self, where: str, path: Path) -> None:
        self.count += 1
        self.page.locator(where).set_input_files(path)


@contextmanager
def opened(browser: Any, url: str) -> Iterator[Steps]:
    context = browser.new_context(**SCREEN, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(url)
    page.wait_for_selector("#list tbody tr")
    page.wait_for_selector("#corpus-picture canvas")
    page.wait_for_timeout(1000)
    yield Steps(page)
    context.close()


def uploaded(folder: Path) -> Path:
    """A hundred pairs with three wrong numbers, and what else is wrong with the references of the bundled corpus."""
    from workbench.corpus import read

    pairs = [(one.source, one.references[0]) for one in read("demo", limit=97)]
    wrong = [
        ("The ticket costs 24 euros.", "Die Fahrkarte kostet 42 Euro."),
        ("He was born in 1968.", "Er wurde 1986 geboren."),
        ("Platform 7 is closed.", "Gleis 9 ist gesperrt."),
    ]
    for place, pair in zip((20, 50, 80), wrong, strict=True):
        pairs.insert(place, pair)
    path = folder / "mine.en-de.tsv"
    lines = ["source\treference", *(f"{source}\t{target}" for source, target in pairs)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def number_error(steps: Steps, path: Path) -> str:
    page = steps.page
    steps.press("#check-own")
    steps.drop("#files input[type=file]", path)
    page.wait_for_selector("#start-check:visible")
    steps.press("#start-check")
    numbers = page.locator("#facets button", has_text="numbers")
    page.wait_for_function("location.search.includes('run=mine')")
    steps.press(numbers)
    page.wait_for_function("location.search.includes('symptom=numbers')")
    page.wait_for_function(FRESH)
    return str(page.locator("#corpus-line .wb-said span").inner_text())


FRESH = """() => {
  const id = new URLSearchParams(location.search).get('segment');
  return id && document.querySelector('#corpus-why')?.textContent.trim().endsWith('Segment ' + id);
}"""


def contrast(steps: Steps) -> None:
    """A word and one that was likely too, to the picture of what spoke for the one."""
    page = steps.page
    steps.press("#corpus-texts button[data-t='3']")
    page.wait_for_selector("#corpus-alternatives button.wb-piece:nth-of-type(2)")
    steps.press(page.locator("#corpus-alternatives button.wb-piece").first)
    page.get_by_text("and not").first.wait_for()
    page.wait_for_function("location.search.includes('instead_of')")
    page.wait_for_function(DRAWN)


DRAWN = """() => {
  const box = document.querySelector('#corpus-picture');
  return box?.querySelector('canvas') && !/computing …|measuring …/.test(box.textContent);
}"""


def why_one_word(steps: Steps) -> str:
    contrast(steps)
    picture = steps.page.locator("#corpus-picture .wb-grid-readout").inner_text()
    return f"{steps.page.locator('#corpus-alternatives').inner_text()} {picture}"


def ten_segments(steps: Steps) -> str:
    page = steps.page
    for place in range(10):
        page.evaluate("window.judged = 0; document.addEventListener('wb-judged', () => judged++, {once: true})")
        steps.key("1234"[place % 4])
        page.wait_for_function("window.judged === 1")
        page.wait_for_function("!document.querySelector('.wb-verdicts[aria-busy]')")
    return str(page.locator(".wb-v-reviewed").inner_text())


def link(steps: Steps, other: Callable[[str], Any]) -> str:
    """Opened by somebody else, the same is on the screen."""
    page = steps.page
    contrast(steps)
    steps.press("#share")
    copied = page.evaluate("navigator.clipboard.readText()")
    there = other(copied)
    there.wait_for_selector("#corpus-alternatives button.wb-piece:nth-of-type(2)")
    there.get_by_text("and not").first.wait_for()
    there.wait_for_function(DRAWN)
    for part in ("#corpus-line", "#corpus-texts", "#corpus-alternatives", "#corpus-picture"):
        here, elsewhere = (one.locator(part).inner_text() for one in (page, there))
        assert here == elsewhere, f"{part}: {here!r} here, {elsewhere!r} there"
    return ", ".join(f"{name} {value[0]}" for name, value in parse_qs(urlsplit(copied).query).items())


def unseen(steps: Steps) -> str:
    steps.press("a[data-page=model]")
    told = steps.page.locator("#trust-told")
    told.wait_for()
    steps.page.wait_for_selector("#trust-chart .vega-embed svg")
    # In sight without scrolling, or one more step.
    if told.bounding_box()["y"] > SCREEN["viewport"]["height"]:
        steps.count += 1
        told.scroll_into_view_if_needed()
    return str(told.inner_text())


def done(browser: Any, server: Server, path: Path) -> dict[str, dict[str, Any]]:
    """Steps, seconds and the answer of each task."""
    contexts: list[Any] = []

    def other(url: str) -> Any:
        contexts.append(browser.new_context(**SCREEN))
        page = contexts[-1].new_page()
        page.set_default_timeout(120_000)
        page.goto(url)
        return page

    tasks: dict[str, Callable[[Steps], str]] = {
        NUMBER: lambda steps: number_error(steps, path),
        WORD: why_one_word,
        TEN: ten_segments,
        LINK: lambda steps: link(steps, other),
        UNSEEN: unseen,
    }
    found: dict[str, dict[str, Any]] = {}
    for name, task in tasks.items():
        with opened(browser, f"{server.url}/?run=demo") as steps:
            began = time.perf_counter()
            answer = task(steps)
            took = time.perf_counter() - began
        say(f"{name}: {steps.count} steps, {took:.2f} s: {answer[:200]!r}")
        found[name] = {"steps": steps.count, "seconds": round(took, 2), "answer": answer}
    for context in contexts:
        context.close()
    return found


def repeated(rounds: Sequence[Mapping[str, Mapping[str, Any]]]) -> dict[str, Any]:
    return {
        name: {
            "steps": rounds[0][name]["steps"],
            "seconds": [one[name]["seconds"] for one in rounds],
            "answer": rounds[0][name]["answer"],
        }
        for name in TASKS
    }


def markdown(result: Mapping[str, Any]) -> str:
    load = result["machine"]["load_average_at_end"][0]
    rows = [
        (name, BEFORE_STEPS[name][0], one["steps"], BEFORE_STEPS[name][1], f"{median(one['seconds']):.1f}")
        for name, one in result["tasks"].items()
    ]
    rounds = [len(one["seconds"]) for one in result["tasks"].values()]
    told = "\n".join(f"- {name}: {what}" for name, (_, _, what) in BEFORE_STEPS.items())
    return (
        grid(["task", f"steps at {BEFORE}", "steps", f"seconds at {BEFORE}", "seconds"], rows)
        + f"\n\nMedians of {rounds[0]}; load average at the end {load:.1f} on {result['machine']['cpus']} CPUs: where "
        f"that is over 2, other work ran beside, and seconds are upper bounds. The steps at {BEFORE}:\n\n{told}"
    )


def main() -> None:
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or sys.exit("Chromium is not installed")
    folder = Path(tempfile.mkdtemp())
    server = Server(folder / "app", "app.py")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        file = uploaded(folder)
        say("once, to warm up")
        done(browser, server, file)
        rounds = [done(browser, server, file) for _ in range(REPETITIONS)]
        browser.close()
    server.stop()
    translator = load_translator(model_parser(None).parse_args([]))
    finish({"benchmark": "tasks", "tasks": repeated(rounds), "machine": machine(translator)})


if __name__ == "__main__":
    main()
