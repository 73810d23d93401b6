from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.app.parts import markup
from workbench.app.parts.pictures import picture
from workbench.app.parts.why_not import PinnedWord, question
from workbench.charts import heatmap
from workbench.explanation.rivals import Rivals

TAG = re.compile(r"<(/?)([a-z0-9]+)[^<>]*>")
OURS = {"span", "b", "i", "li", "ol", "p", "button", "small", "div", "br", "form", "input"}


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>&\"'`${}\\=/")), max_size=60))
def test_no_text_becomes_a_tag_an_attribute_or_a_template(text):
    made = [
        question(PinnedWord(0, text, -0.5, ((text, -1.0),), text, Rivals(-1.0, -2.0))),
        markup.fault(text),
        markup.empty(text, text),
    ]
    for html in made:
        rest = TAG.sub("", html)
        assert "<" not in rest and ">" not in rest
        assert {name for _, name in TAG.findall(html)} <= OURS
        # Every attribute is one of ours: what a person wrote stays inside its quotes.
        for opened in re.findall(r"<[a-z0-9]+((?:\s+[a-z-]+=\"[^\"<>]*\")*)\s*>", html):
            names = set(re.findall(r"([a-z-]+)=\"", opened))
            assert not {name for name in names if name.startswith("on")}
        assert not re.search(
            r"[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f]", re.sub(r'data-[a-z]+="[^"]*"', "", html)
        )


def test_figures_are_rounded_by_unit():
    assert (markup.rounded("bleu", 12.345), markup.rounded("logprob", -1.234567), markup.rounded("chrf", None)) == (
        "12.3",
        "-1.23",
        "–",
    )


def test_a_shared_machine_keeps_its_paths_to_itself(monkeypatch):
    message = "/tmp/workbench-x/abc/upload-1/0/corpus.tsv:3: bad; see https://example.org/a/b"
    monkeypatch.setenv("SPACE_ID", "a/b")
    assert "corpus.tsv:3: bad" in markup.fault(message) and "/tmp" not in markup.fault(message)
    assert "https://example.org/a/b" in markup.fault(message)
    monkeypatch.delenv("SPACE_ID")
    assert "/tmp/workbench-x" in markup.fault(message)


@pytest.mark.parametrize(("words", "renderer"), [(5, "svg"), (80, "canvas")])
def test_pictures_are_short_and_fetch_nothing_and_open_no_editor(words, renderer):
    tokens = Tokens.of_words([f"w{place}" for place in range(words)])
    found = AlignmentMap(tokens, tokens, np.full((words, words), 1 / words), np.zeros(words))
    made = picture(heatmap(found), found.weights.size)
    assert made.type == "altair"
    assert f'"renderer":"{renderer}"' in made.plot and '"editor":false' in made.plot and '"source":false' in made.plot
    assert len(made.plot) < 12_000 + 8 * words * words
