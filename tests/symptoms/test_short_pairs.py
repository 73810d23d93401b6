"""What is short and right raises no symptom that people see, on either side of the bundled model."""

from __future__ import annotations

import pytest

from tests.symptoms.short_pairs import PAIRS, WRONG
from workbench.jobs.signals import SignalReader
from workbench.symptoms import LEAST_TAG


@pytest.fixture(scope="module")
def readers(bundled_model):
    made = {}
    for languages in (("en", "de"), ("de", "en")):
        translator = bundled_model(*languages)
        made[languages] = SignalReader(translator, translator.preset, 32)
    return made


def shown(reader, pairs):
    """Pair → the symptoms of it that people see."""
    read = reader.read(reader.translator.encode_pairs(*map(list, zip(*pairs, strict=True))))
    found = {}
    for pair, reading in zip(pairs, read, strict=True):
        found[pair] = {name for name, one in reading.symptoms.items() if one.severity >= LEAST_TAG}
    return found


@pytest.mark.parametrize("languages", [("en", "de"), ("de", "en")], ids="-".join)
def test_short_text_that_is_right_raises_no_symptom(readers, languages):
    pairs = PAIRS if languages[0] == "en" else [pair[::-1] for pair in PAIRS]
    assert {pair: names for pair, names in shown(readers[languages], pairs).items() if names} == {}


def test_the_models_own_translation_that_is_right_raises_no_symptom(readers):
    reader = readers["en", "de"]
    made = [one.text or "" for one in reader.translator.translate([source for source, _ in PAIRS])]
    right = [(source, own) for (source, _), own in zip(PAIRS, made, strict=True) if (source, own) in {*PAIRS}]
    assert len(right) >= 20
    assert {pair: names for pair, names in shown(reader, right).items() if names} == {}


def test_short_text_that_is_plainly_wrong_still_does(readers):
    found = shown(readers["en", "de"], [pair for pair, _ in WRONG])
    assert {pair: found[pair] & {name} for pair, name in WRONG} == {pair: {name} for pair, name in WRONG}
