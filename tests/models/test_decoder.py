"""Who writes translations: what a decoder in the place of the model's own search is given, and what becomes of it."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from tests.conftest import ENGLISH
from workbench.errors import ModelError, UnknownNameError
from workbench.models import BeamSettings, load, redirected
from workbench.models.fast_decoder import decoder_of

SETTINGS = BeamSettings(2, 2, max_length=4, batch_size=2)


@dataclass
class Parrot:
    """Says the source, its length for a score; the second best is its first piece."""

    end: int
    asked: list[tuple[list[Sequence[int]], list[int], int]] = field(default_factory=list)

    def signature(self) -> dict[str, object]:
        return {"name": "parrot"}

    def search(
        self, rows: Sequence[Sequence[int]], begin: Sequence[int], limit: int, settings: BeamSettings
    ) -> tuple[list[list[int]], list[float]]:
        assert settings == SETTINGS
        self.asked.append(([*rows], [*begin], limit))
        own = [list(row[1:-1]) for row in rows]
        ids = [[*begin, *found, self.end] for one in own for found in (one, one[:1])]
        return ids, [float(len(found)) for one in own for found in (one, one[:1])]


@pytest.fixture
def parrot(translator):
    return replace(translator, decoder=Parrot(translator.template.end))


def test_it_is_given_whole_sources_in_batches_and_its_ids_become_candidates_in_order(parrot):
    found = parrot.translate([*ENGLISH, ""], settings=SETTINGS)
    sources = [one.ids for one in parrot.encode_sources(ENGLISH)]
    assert [one.status for one in found] == ["ok"] * len(ENGLISH) + ["empty_source"]
    for one, ids in zip(found, sources, strict=False):
        assert [candidate.ids for candidate in one.candidates] == [tuple(ids), tuple(ids[:1])]
        assert [candidate.score for candidate in one.candidates] == [len(ids), 1]
        assert [candidate.text for candidate in one.candidates] == parrot.decode([ids, ids[:1]])
        assert one.states is None
    asked = parrot.decoder.asked
    assert [len(rows) for rows, *_ in asked] == [2, 2, 1]
    assert sorted(row for rows, *_ in asked for row in rows) == sorted(map(parrot.template.source, sources))
    start = parrot.template.before_target
    assert {(tuple(begin), limit) for _, begin, limit in asked} == {(start, len(start) + 4 + 1)}


def test_a_prefix_is_what_it_must_begin_with(parrot):
    prefix = parrot.encode_targets(["die Katze"])[0].ids
    parrot.translate(ENGLISH[:1], settings=SETTINGS, prefix="die Katze")
    ((_, begin, limit),) = parrot.decoder.asked
    assert begin == [*parrot.template.before_target, *prefix]
    assert limit == len(begin) + 4 + 1


def test_it_goes_with_the_model_into_another_direction_and_into_the_signature(parrot, translator):
    turned = redirected(parrot, "de", "en")
    assert turned.decoder is parrot.decoder
    assert turned.signature()["decoder"] == {"name": "parrot"}
    assert "decoder" not in translator.signature()


def test_transformers_is_the_default_and_needs_nothing(tiny_marian, monkeypatch):
    monkeypatch.setitem(sys.modules, "ctranslate2", None)
    found = load(str(tiny_marian), source_language="en", target_language="de", device="cpu")
    assert found.decoder is None and not found.setting_notes
    assert decoder_of(found, "transformers") == (None, ())
    greedy = found.translate(ENGLISH[:1], settings=BeamSettings(1, max_length=3))
    assert math.isnan(greedy[0].candidates[0].score)


def test_an_unknown_decoder_is_refused(translator):
    with pytest.raises(UnknownNameError, match="decoder 'quick'"):
        decoder_of(translator, "quick")


def test_without_the_extra_it_says_what_to_install(translator, monkeypatch):
    monkeypatch.setitem(sys.modules, "ctranslate2", None)
    with pytest.raises(ModelError, match=r"pip install 'translation-workbench\[fast\]'"):
        decoder_of(translator, "ctranslate2")
    assert decoder_of(translator, "auto")[0] is None
