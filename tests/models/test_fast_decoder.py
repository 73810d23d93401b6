"""Decoding with CTranslate2 beside transformers' own search, on tiny random models and the one that learnt by heart."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
import torch

from tests.conftest import ENGLISH, GERMAN
from workbench.errors import ModelError
from workbench.models import BeamSettings, Translator, conversion, load, redirected
from workbench.models.fast_decoder import TOLERANCE, decoder_of, difference

pytest.importorskip("ctranslate2", reason="the extra 'fast'")

TEXTS = (*ENGLISH, "a", "the old cat who bought apples runs home", "six")
CONVERTED = ("m2m100", "nllb", "t5", "t5 with its own head", "mt5", "umt5", "madlad", "byt5")
GREEDY = BeamSettings(1, scores=False, max_length=12)


@pytest.fixture(autouse=True)
def _cache(tmp_path, monkeypatch):
    monkeypatch.setattr(conversion, "user_cache_path", lambda _name: tmp_path / "cache")


@pytest.fixture(params=CONVERTED)
def tiny(request, tiny_folder) -> Translator:
    return load(tiny_folder(request.param), source_language="en", target_language="de", device="cpu")


def fast(translator: Translator) -> Translator:
    decoder, notes = decoder_of(translator, "ctranslate2")
    assert notes == ()
    return replace(translator, decoder=decoder)


def written(translator: Translator, settings: BeamSettings, **options: str) -> list[tuple[tuple[int, ...], ...]]:
    """The ids of all candidates of each of `TEXTS`."""
    made = translator.translate(TEXTS, settings=settings, **options)
    assert [one.status for one in made] == ["ok"] * len(TEXTS)
    return [tuple(candidate.ids or () for candidate in one.candidates) for one in made]


def test_padded_batches_of_every_family_are_written_as_by_its_own_greedy_search(tiny):
    alone = replace(GREEDY, batch_size=1)
    expected = written(tiny, alone)
    assert len({*expected}) > 1
    for settings in (alone, replace(GREEDY, batch_size=3), GREEDY):
        assert written(fast(tiny), settings) == expected


def test_every_family_forces_a_prefix_as_its_own_search_does(tiny):
    expected = written(tiny, GREEDY, prefix="die Katze")
    assert written(fast(tiny), GREEDY, prefix="die Katze") == expected


@pytest.mark.parametrize("early", [True, False])
def test_beams_of_every_family_end_where_its_own_do(tiny, early, monkeypatch):
    monkeypatch.setattr(tiny.model.generation_config, "early_stopping", early)
    settings = BeamSettings(3, max_length=10, scores=False)
    assert written(fast(tiny), settings) == written(tiny, settings)


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_every_family_is_cut_where_its_own_search_is(tiny, limit):
    settings = replace(GREEDY, max_length=limit)
    expected = written(tiny, settings)
    assert written(fast(tiny), settings) == expected
    assert max(len(ids) for (ids,) in expected) == limit


def test_what_was_learnt_by_heart_is_written_by_a_beam_with_its_score(translator):
    settings = BeamSettings(4, max_length=40)
    own, made = (one.translate(ENGLISH, settings=settings) for one in (translator, fast(translator)))
    assert [one.text for one in made] == [*GERMAN]
    assert [one.candidates[0].score for one in made] == pytest.approx(
        [one.candidates[0].score for one in own], abs=1e-3
    )
    assert all(one.states is None for one in made)


def test_the_n_best_come_best_first_and_scores_only_if_asked_for(translator):
    settings = BeamSettings(4, 3, max_length=20)
    for one in fast(translator).translate(TEXTS, settings=settings):
        scores = [candidate.score for candidate in one.candidates]
        assert len(scores) == 3 and scores == sorted(scores, reverse=True)
    for one in fast(translator).translate(TEXTS, settings=replace(settings, scores=False)):
        assert all(math.isnan(candidate.score) for candidate in one.candidates)


def test_what_the_model_bars_is_not_written(translator, monkeypatch):
    (first, *_), *_ = written(translator, GREEDY)[0]
    monkeypatch.setattr(translator.model.generation_config, "suppress_tokens", [first])
    expected = written(translator, GREEDY)
    assert written(fast(translator), GREEDY) == expected
    assert first not in {i for (ids,) in expected for i in ids}


def test_the_same_conversion_serves_another_direction(tiny_folder):
    translator = fast(load(tiny_folder("m2m100"), source_language="en", target_language="de", device="cpu"))
    turned = redirected(translator, "de", "en")
    assert turned.decoder is translator.decoder
    assert written(turned, GREEDY) == written(replace(turned, decoder=None), GREEDY)


def test_log_probabilities_agree_in_every_family(tiny):
    decoder, _ = decoder_of(tiny, "ctranslate2")
    assert difference(tiny, decoder.engine) < TOLERANCE / 10


def test_a_pad_row_that_is_not_zero_is_read_as_the_start_it_is(translator):
    """The converter as it comes starts a Marian model from zero."""
    row = translator.model.get_decoder().embed_tokens.weight[translator.template.pad]
    assert row.abs().max() > 0.01
    assert difference(translator, fast(translator).decoder.engine) < TOLERANCE


def test_a_wrongly_scaled_head_is_caught_and_the_family_named(tiny_folder, monkeypatch):
    monkeypatch.setattr(conversion, "_for_converter", deepcopy)  # the converter as it comes
    translator = load(tiny_folder("t5 with its own head"), device="cpu")
    with pytest.raises(ModelError, match=r"makes of the family t5 is another model: .* nats off, and 0.001 is allowed"):
        decoder_of(translator, "ctranslate2")
    decoder, (note,) = decoder_of(translator, "auto")
    assert decoder is None
    assert "family t5" in note and note.endswith("transformers writes the translations")


@pytest.mark.parametrize("name", ["bart", "mbart50", "pegasus"])
def test_families_that_are_not_converted_are_refused_by_name_or_passed_over(tiny_folder, name):
    place, languages = tiny_folder(name), {"source_language": "en", "target_language": "de"}
    with pytest.raises(ModelError, match=f"not used for models of the family {name} .*give --decoder transformers"):
        load(place, **languages, device="cpu", decoder="ctranslate2")
    found = load(place, **languages, device="cpu", decoder="auto")
    assert found.decoder is None and "decoder" not in found.signature()
    assert any("transformers writes the translations" in note for note in found.setting_notes)


@pytest.mark.parametrize(
    ("stored", "says"),
    [
        ({"repetition_penalty": 1.3}, "repetition_penalty, stored with the model, cannot be kept to"),
        ({"min_length": 5}, "min_length"),
        ({"eos_token_id": [0, 5]}, "stops at 2 tokens"),
    ],
)
def test_settings_that_it_cannot_keep_to_are_refused_by_name(translator, monkeypatch, stored, says):
    for name, value in stored.items():
        monkeypatch.setattr(translator.model.generation_config, name, value)
    with pytest.raises(ModelError, match=says):
        decoder_of(translator, "ctranslate2")


def test_the_signature_names_it_and_stays_as_it_was_without_it(translator):
    assert "decoder" not in translator.signature()
    found = fast(translator).signature()["decoder"]
    assert found["name"] == "ctranslate2" and found["compute_type"] == "float32"


def test_a_conversion_is_used_again_and_a_damaged_one_made_again(translator, tmp_path):
    fast(translator)
    (model,) = tmp_path.glob("cache/ctranslate2/*/model.bin")
    made = model.stat().st_mtime_ns
    fast(translator)
    assert model.stat().st_mtime_ns == made
    whole = model.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[: len(whole) // 2] + bytes(4096) + whole[len(whole) // 2 + 4096 :]):
        model.write_bytes(damaged)
        fast(translator)
        assert model.read_bytes() == whole


def test_a_conversion_that_was_killed_leaves_nothing(translator, tmp_path, monkeypatch):
    from ctranslate2.specs.model_spec import ModelSpec

    def killed(_spec: object, folder: str) -> None:
        (Path(folder) / "model.bin").write_bytes(b"half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(ModelSpec, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            fast(translator)
    assert not [*tmp_path.glob("cache/ctranslate2/*/*")]
    # One that had no time to tidy up.
    name = conversion._name(translator)
    (tmp_path / f"cache/ctranslate2/{name}.abc.partial").mkdir()
    fast(translator)
    assert not [*tmp_path.glob("cache/ctranslate2/*.partial")]


@pytest.mark.parametrize("locks", [True, False])
def test_two_at_once_leave_one_whole_conversion(translator, tmp_path, monkeypatch, locks):
    from ctranslate2.specs.model_spec import ModelSpec

    saved, together, save = [], Barrier(2), ModelSpec.save

    def saves(spec: object, folder: str) -> None:
        saved.append(folder)
        if not locks:
            together.wait(60)
        save(spec, folder)

    monkeypatch.setattr(ModelSpec, "save", saves)
    if not locks:
        monkeypatch.setattr(conversion, "fcntl", None)
    with ThreadPoolExecutor(2) as pool:
        both = [*pool.map(lambda _: fast(translator), range(2))]
    assert len(saved) == (1 if locks else 2)
    assert written(both[0], GREEDY) == written(both[1], GREEDY) == written(translator, GREEDY)
    (folder,) = (path for path in tmp_path.glob("cache/ctranslate2/*") if path.is_dir())
    assert (folder / "model.bin").is_file()


def test_an_unwritable_cache_is_told(translator, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(conversion, "user_cache_path", lambda _name: tmp_path / "file")
    with pytest.raises(ModelError, match="the converted model cannot be kept"):
        decoder_of(translator, "ctranslate2")


def test_the_forced_pass_reads_the_ids_that_were_written(translator):
    found = fast(translator)
    made = found.translate(TEXTS, settings=GREEDY)
    texts = [one.text or "" for one in made]
    pairs = found.encode_pairs(TEXTS, texts, written=[one.ids for one in made])
    assert [pair.target.ids for pair in pairs] == [[*(one.ids or ())] for one in made]
    assert all(torch.isfinite(torch.tensor(one.logprobs)).all() for one in found.forced_pass(pairs))
