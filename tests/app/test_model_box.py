from __future__ import annotations

import pytest

from workbench import bundled, hub
from workbench.app.parts.model_box import model_box
from workbench.app.serving.hosting import KNOWN_MODELS, SHARED, Limits


@pytest.mark.parametrize(
    ("cached", "first"),
    [
        ([], [bundled.MODEL_NAME, *KNOWN_MODELS[1:]]),
        (["lab/nllb"], [bundled.MODEL_NAME, "lab/nllb", *KNOWN_MODELS[1:]]),
        ([KNOWN_MODELS[3]], [bundled.MODEL_NAME, KNOWN_MODELS[3], *KNOWN_MODELS[1:3], *KNOWN_MODELS[4:]]),
    ],
    ids=["an empty cache", "a model in the cache", "a known model in the cache"],
)
def test_the_model_box_lists_what_lies_in_the_cache_before_what_would_be_fetched(monkeypatch, cached, first):
    monkeypatch.setattr(hub, "cached", lambda: cached)
    box = model_box(Limits())
    assert [value for _, value in box.choices] == first
    assert box.allow_custom_value


def test_on_a_shared_machine_the_cache_is_nobodys_business(monkeypatch):
    monkeypatch.setattr(hub, "cached", lambda: ["somebody/private"])
    box = model_box(SHARED)
    assert [value for _, value in box.choices] == list(KNOWN_MODELS)
    assert not box.allow_custom_value
