from __future__ import annotations

from dataclasses import replace

import pytest

from tests.conftest import of_one_direction
from workbench.errors import ModelError
from workbench.models import AttentionChoice, exchanged, load
from workbench.models.presets import forget_preset, preset_file, store_preset

MEASURED = AttentionChoice(2, (1, 3), "input", "by a test", view="attention")

pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def loaded(folder, source="en", target="de"):
    return load(str(folder), source_language=source, target_language=target, device="cpu")


def test_a_stored_preset_is_read_when_the_model_is_loaded_again(taught_marian):
    before = loaded(taught_marian)
    path = store_preset(before, MEASURED)
    assert loaded(taught_marian).preset == MEASURED
    assert loaded(taught_marian, "de", "en").preset == before.preset
    assert exchanged(before).preset == before.preset
    assert [path] == [*path.parent.iterdir()]
    assert forget_preset(before) is True and forget_preset(before) is False
    assert loaded(taught_marian).preset == before.preset


def test_presets_are_kept_by_weights_and_direction(translator, tiny_marian):
    store_preset(translator, MEASURED)
    assert preset_file(exchanged(translator)) != preset_file(translator)
    assert loaded(tiny_marian).preset != MEASURED
    store_preset(exchanged(translator), replace(MEASURED, layer=0))
    assert exchanged(translator).preset.layer == 0


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"layer": 99}',
        '{"heads": [0]}',
        '{"layer": 0, "view": "telepathy"}',
        '{"layer": 1, "block": "encoder"}',
        '{"layer": 1, "block": "middle"}',
    ],
)
def test_a_damaged_preset_is_an_error_that_names_the_file(taught_marian, content):
    path = store_preset(loaded(taught_marian), MEASURED)
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=r"\.de\.json: the preset cannot be used: .*; delete the file"):
        loaded(taught_marian)


def test_nothing_is_hashed_while_nothing_was_ever_measured(taught_marian):
    assert "weights_hash" not in vars(loaded(taught_marian))


def test_the_turned_model_translates_back_with_the_same_weights(translator):
    turned = exchanged(translator)
    assert (turned.source_language, turned.target_language) == ("de", "en")
    assert turned.model is translator.model and turned.lock is translator.lock
    assert turned.template != translator.template
    assert exchanged(turned).template == translator.template


def test_a_model_of_one_direction_says_so(translator):
    with pytest.raises(ModelError, match="translates in one direction alone; give the model of the other one"):
        exchanged(of_one_direction(translator))
