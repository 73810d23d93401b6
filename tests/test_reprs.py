"""What Python shows of our objects: what a thing is, and what to do with it next."""

from __future__ import annotations

import workbench
from workbench.runs.demo import scored_demo


def test_a_run_a_corpus_a_model_and_an_explanation_say_what_they_are_and_what_is_next(translator):
    corpus = workbench.read("demo", limit=2)
    assert repr(corpus).endswith("demo.en-de.tsv (tsv), the first 2 segments; iterate for segments, or survey()>")
    run = scored_demo()
    assert repr(run) == (
        f"<Run {run.folder}: 250 segments, hypothesis and reference, scored with demo (en-de); "
        "worst(), records(), segment(id), frame()>"
    )
    assert repr(translator).startswith(f"<Translator {translator.name} (en-de): ") and "forced_pass" in repr(translator)
    found = workbench.explain("the cat sits", translator, target="die Katze sitzt", views=["attention"], measure=False)
    assert repr(found) == (
        "<Explanation of 'die Katze sitzt' for 'the cat sits': views attention; "
        "views[name].weights, logprobs, alternatives, faithfulness, attentions, record()>"
    )
