"""The drawer of all figures: names in words, where each stands in its corpus, formulas where they are asked for."""

from __future__ import annotations

import json
import re

import pytest

from tests.runs.made import make, row
from workbench.app.assets import head, styles
from workbench.app.parts.drawer import drawer, drawer_box, formulas
from workbench.runs.demo import scored_demo
from workbench.scores import SCORES

CHRF = "letters in common with the reference (chrF)"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    rows = [
        row(f"s{place:03}", place, chrf=float(place), scatter=place / 200, length_ratio=1 + place / 100, sink=0.5)
        for place in range(200)
    ]
    rows[7] |= {"chrf": None, "nulls": json.dumps({"chrf": "no <reference>"})}
    return make(tmp_path_factory.mktemp("runs") / "run", rows, shard_size=100)


def told(html: str, label: str) -> str:
    found = re.search(rf"<li><button[^>]*>{re.escape(label)}</button>(.*?)</li>", html)
    assert found, label
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


@pytest.mark.parametrize(
    ("id", "label", "says"),
    [
        ("s190", CHRF, "190.0 better than 94 %"),
        ("s010", CHRF, "10.0 worse than 94 %"),
        ("s000", CHRF, "0.0 worse than 99 %"),
        ("s007", CHRF, "– no value: no &lt;reference&gt;"),
        ("s190", "how scattered attention is", "0.95 worse than 95 %"),
        ("s010", "how scattered attention is", "0.05 better than 94 %"),
        ("s190", "target words for each source word", "2.90 more than 95 %"),
        ("s010", "attention on the end token and tags", "0.50 the same everywhere"),
    ],
)
def test_a_figure_stands_somewhere_in_its_corpus(run, id, label, says):
    assert told(drawer(run, run.segment(id)), label) == says


def test_figures_are_grouped_and_those_of_no_segment_are_named_once(run):
    html = drawer(run, run.segment("s010"))
    assert re.findall(r"<h2>(\w+)</h2>", html) == ["Quality", "Alignment", "Length"]
    missing = html.split("Not in this run: ")[1]
    assert "how sure the model is, on average" in missing and html.count("<li>") == 4


def test_every_figure_of_the_bundled_run_is_there_within_a_few_kilobytes():
    run = scored_demo()
    html = drawer(run, run.segment("demo-054", "hypothesis"))
    assert re.findall(r"<h2>(\w+)</h2>", html) == ["Quality", "Confidence", "Alignment", "Length"]
    assert html.count("<li>") > 25 and len(html.encode()) < 9_000
    shown = {*re.findall(r'data-score="(\w+)"', html)}
    assert shown <= {*SCORES} and "worse than 98 %" in told(html, "how scattered attention is")


def test_in_the_browser_a_formula_shows_by_pointer_and_by_key_and_goes_again(browser, run):
    page = browser.new_page()
    scripts = head({"drawer": formulas()})
    page.set_content(f"<style>{styles()}</style>{scripts}<main id=part>{drawer(run, run.segment('s010'))}</main>")
    page.evaluate(
        "js => new Function('element', 'props', 'trigger', 'watch', js)(document.getElementById('part'), {}, () => {})",
        drawer_box("drawer").js_on_load,
    )
    page.get_by_text("All figures").click()
    tip = page.get_by_role("tooltip")
    assert tip.count() == 0
    page.get_by_role("button", name=CHRF).hover()
    assert "F₂ of character n-gram" in tip.inner_text()
    page.mouse.move(0, 0)
    assert tip.count() == 0
    page.get_by_role("button", name="how scattered attention is").focus()
    assert tip.inner_text().startswith("scatter: (1/T)")
    assert page.get_by_role("button", name="scattered").get_attribute("aria-describedby") == tip.get_attribute("id")
    page.keyboard.press("Escape")
    assert tip.count() == 0
    page.close()
