from __future__ import annotations

import io

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console

from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.cli.figures import figures
from workbench.cli.terminal import draw_map, texts
from workbench.scores import SCORES

WIDTHS = (40, 60, 80, 120)


def drawn(thing, width):
    console = Console(file=io.StringIO(), width=width)
    console.print(thing(console) if callable(thing) else thing)
    return console.file.getvalue()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("text", ["x" * 300, "質" * 150, "https://example.org/" + "a/" * 90])
def test_a_text_without_spaces_is_folded_and_shown_whole(text, width):
    record = {"source": text, "hypothesis": None, "references": [text], "status": "ok"}
    out = drawn(texts(record), width)
    assert "…" not in out
    shown = "".join(out.split()).removeprefix("source").replace("reference", "")
    assert shown == text * 2
    assert all(cell_len(line) <= width for line in out.splitlines())


@pytest.mark.parametrize(
    ("side", "references", "names"),
    [
        ("reference", ["eins"], ["reference"]),
        ("reference", ["eins", "zwei"], ["reference, read", "reference"]),
        ("reference", [" ", "zwei", "drei"], ["reference", "reference, read", "reference"]),
        ("hypothesis", ["eins", "zwei"], ["reference", "reference"]),
    ],
)
def test_of_several_references_the_one_that_was_read_is_named(side, references, names):
    record = {"source": "one", "hypothesis": None, "references": references, "status": "ok", "side": side}
    shown = [line.rstrip() for line in drawn(texts(record), 60).splitlines() if line.startswith("reference")]
    for line, name, text in zip(shown, names, references, strict=True):
        assert line.split("  ", 1)[0].strip() == name and line.endswith(text.strip())


@pytest.mark.parametrize("width", WIDTHS)
def test_every_figure_is_whole_with_its_formula_at_any_width(width):
    row = dict.fromkeys(SCORES, -12345.678) | {"bleu": None, "nulls": {"bleu": "no reference"}}
    out = drawn(figures(row, width), width)
    assert "…" not in out
    assert out.count("-12345.678") == len(SCORES) - 1
    whole = "".join(out.split())
    words = out.split()
    for name, score in SCORES.items():
        assert name in words
        assert "".join(score.formula.split()) in whole or name == "bleu"
    assert "nullnoreference" in whole.replace(":", "")
    assert all(cell_len(line) <= width for line in out.splitlines())


@pytest.mark.parametrize("width", WIDTHS)
def test_words_of_wide_characters_are_whole_in_a_map(width):
    source, target = Tokens.of_words(["北京大学", "\x1bab"]), Tokens.of_words(["東京", "大学生", "\x1ba", "x"] * 3)
    weights = np.full((12, 2), 0.5, np.float32)
    found = AlignmentMap(source, target, weights, np.zeros(12, np.float32), provenance={"view": "attention"})
    out = drawn(lambda console: draw_map(console, found), width)
    assert "…" not in out
    for word in ("北京大学", "\\x1bab", "東京", "大学生", "\\x1ba"):
        assert word in out
    assert all(cell_len(line) <= width for line in out.splitlines())


def test_a_column_without_a_value_says_why():
    words = Tokens.of_words(["a", "b"])
    weights = np.array([[np.nan, np.nan], [0.25, 0.75]])
    found = AlignmentMap(words, words, weights, np.array([1.0, 0.5]), provenance={"view": "attention"})
    out = " ".join(drawn(lambda console: draw_map(console, found), 200).split())
    assert "–: under 0.1% on the words shown, as good as all on special tokens and tags" in out
    assert "not shown 100 50" in out
    whole = AlignmentMap(words, words, weights[[1, 1]], np.full(2, np.nan), provenance={"view": "attention"})
    out = drawn(lambda console: draw_map(console, whole), 200)
    assert "–" not in out and "not shown  " not in out


@pytest.mark.parametrize(
    ("kinds", "signed", "told"),
    [
        ({"tag": [0.1, 0.14], "end": [0.6, 0.62]}, False, "dropped: end 0.61, tag 0.12 (mean over words)"),
        ({"prefix": [0.25, 0.75]}, False, "dropped: prefix 0.50 (mean over words)"),
        ({"end": [1.5, -0.5], "start": [-1, -1]}, True, "dropped: start -1.00, end +0.50 (nats, mean over words)"),
        ({"end": [0, 0]}, True, None),
        (None, False, None),
    ],
)
def test_what_is_not_shown_is_told_by_kind(kinds, signed, told):
    words = Tokens.of_words(["a", "b"])
    by = kinds and {kind: np.array(mass) for kind, mass in kinds.items()}
    found = AlignmentMap(words, words, np.eye(2), np.array([0.7, 0.76]), signed, dropped_by=by)
    out = drawn(lambda console: draw_map(console, found), 200)
    assert told in out if told else "dropped:" not in out
