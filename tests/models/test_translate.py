from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import torch

from tests.conftest import ENGLISH, GERMAN
from workbench.errors import ModelError
from workbench.models import BeamSettings, Translator, translate

# Known by heart, and never seen: other lengths, other orders.
TEXTS = (*ENGLISH, "my dog sits on the market", "a", "the old cat who bought apples runs home", "six")


def plain_generate(translator: Translator, text: str, **options: Any) -> tuple[list[str], list[float] | None]:
    """One text alone through transformers' own generate and decode."""
    source = translator.encode_sources([text])[0].ids
    with torch.inference_mode():
        output = translator.model.generate(
            torch.tensor([[*translator.template.before_source, *source, translator.template.end]]),
            return_dict_in_generate=True,
            output_scores=True,
            **options,
        )
    texts = translator.tokenizer.batch_decode(output.sequences, skip_special_tokens=True)
    return texts, output.sequences_scores.tolist() if options["num_beams"] > 1 else None


@pytest.fixture
def seen_by_generate(translator, monkeypatch) -> list[dict[str, Any]]:
    """The arguments of each call of the model's generate."""
    calls, generate = [], translator.model.generate

    def spy(**options: Any) -> Any:
        calls.append(options)
        return generate(**options)

    monkeypatch.setattr(translator.model, "generate", spy)
    return calls


@pytest.fixture
def seen_by_encoder(translator) -> Iterator[list[torch.Tensor]]:
    """The ids ``[batch src+specials]`` of each call of the model's encoder."""
    calls: list[torch.Tensor] = []
    hook = translator.model.get_encoder().register_forward_pre_hook(
        lambda _module, _args, options: calls.append(options["input_ids"]), with_kwargs=True
    )
    yield calls
    hook.remove()


@pytest.mark.parametrize("beams", [1, 4])
def test_translations_equal_plain_generate_in_order_however_they_are_batched(translator, beams):
    expected = [plain_generate(translator, text, num_beams=beams, max_length=42) for text in TEXTS]
    for batch_size in (1, 3, 32):
        found = translate(translator, TEXTS, BeamSettings(beams, max_length=40, batch_size=batch_size))
        assert [t.text for t in found][: len(GERMAN)] == list(GERMAN)
        for translation, (texts, scores) in zip(found, expected, strict=True):
            assert translation.status == "ok"
            assert [candidate.text for candidate in translation.candidates] == texts
            if scores is None:
                assert math.isnan(translation.candidates[0].score)
            else:
                assert translation.candidates[0].score == pytest.approx(scores[0], abs=1e-4)


@pytest.mark.parametrize("n_best", [2, 4])
def test_the_n_best_are_those_of_plain_generate_best_first(translator, n_best):
    found = translate(translator, TEXTS, BeamSettings(4, n_best, max_length=20))
    for text, translation in zip(TEXTS, found, strict=True):
        texts, scores = plain_generate(translator, text, num_beams=4, num_return_sequences=n_best, max_length=22)
        assert [candidate.text for candidate in translation.candidates] == texts
        assert [candidate.score for candidate in translation.candidates] == pytest.approx(scores, abs=1e-4)
        assert all(one.score >= other.score for one, other in pairwise(translation.candidates))
        assert translation.text == texts[0]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"beam_size": 0}, "beam size 0 with 1 best asked for; beam size must be at least 1"),
        ({"beam_size": -2}, "beam size -2"),
        ({"beam_size": 2, "n_best": 3}, "beam size 2 with 3 best .* n-best between 1 and the beam size"),
        ({"n_best": 0}, "beam size 4 with 0 best"),
        ({"max_length": 0}, "max_length 0 asked for; it must be at least 1 token"),
        ({"max_length": -1}, "max_length -1 asked for"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings, says):
    with pytest.raises(ModelError, match=says):
        BeamSettings(**settings)


@pytest.mark.parametrize("beams", [1, 4])
@pytest.mark.parametrize("prefix", ["die", "ein kleiner Hund", "wir weiß", "zw"])
def test_every_candidate_begins_with_the_forced_prefix(translator, prefix, beams):
    found = translate(translator, TEXTS, BeamSettings(beams, beams, max_length=12), prefix=prefix)
    for translation in found:
        assert len(translation.candidates) == beams
        assert all(candidate.text.startswith(prefix) for candidate in translation.candidates)


def test_a_forced_prefix_that_the_model_would_have_written_changes_nothing(translator):
    found = translate(translator, ENGLISH[:1], prefix="die Katze sitzt")
    assert found[0].text == GERMAN[0]


def test_a_forced_prefix_leaves_room_for_as_many_tokens_as_without_it(translator, seen_by_generate, monkeypatch):
    translate(translator, ["a"], BeamSettings(1, max_length=5), prefix="die Katze")
    prefix = translator.encode_targets(["die Katze"])[0].ids
    assert seen_by_generate[0]["decoder_input_ids"].tolist() == [
        [translator.model.config.decoder_start_token_id, *prefix]
    ]
    assert seen_by_generate[0]["max_length"] == 1 + len(prefix) + 5 + 1
    # As many published models have it: their own limit is the number of positions.
    monkeypatch.setattr(translator.model.generation_config, "max_length", translator.positions)
    translate(translator, ["a"], BeamSettings(1), prefix="die Katze")
    assert seen_by_generate[1]["max_length"] == translator.positions


def test_a_forced_prefix_without_room_for_a_translation_is_refused(translator):
    with pytest.raises(ModelError, match=r"forced prefix has \d{3} tokens; the model has 256 positions"):
        translate(translator, ["a"], prefix="Hund " * 300)


@pytest.mark.parametrize("forced_end", [True, False])
@pytest.mark.parametrize("stored", [None, 3])
@pytest.mark.parametrize("limit", [1, 2, 7])
def test_translations_have_at_most_max_length_tokens_of_text(translator, monkeypatch, limit, stored, forced_end):
    monkeypatch.setattr(translator.model.generation_config, "max_new_tokens", stored)
    if not forced_end:
        monkeypatch.setattr(translator.model.generation_config, "forced_eos_token_id", None)
    settings = BeamSettings(1, max_length=limit)
    for text, translation in zip(ENGLISH, translate(translator, ENGLISH, settings), strict=True):
        whole = translator.encode_targets([GERMAN[ENGLISH.index(text)]])[0].ids
        assert len(whole) > limit
        assert translation.text == translator.decode([whole[:limit]])[0]


def test_without_max_length_a_limit_stored_with_the_model_holds(translator, monkeypatch):
    monkeypatch.setattr(translator.model.generation_config, "max_new_tokens", 4)
    found = [t.text for t in translate(translator, ENGLISH, BeamSettings(1))]
    assert found == [t.text for t in translate(translator, ENGLISH, BeamSettings(1, max_length=3))]


@pytest.mark.parametrize("empty", ["", " ", "\n\t ", "\u00a0", "\u3000", "\u200b"])
def test_a_source_without_anything_to_translate_is_told_and_not_translated(translator, empty, seen_by_encoder):
    (translation,) = translate(translator, [empty])
    assert translation.status == "empty_source"
    assert translation.candidates == () and translation.text is None
    assert not seen_by_encoder


def test_a_source_longer_than_the_positions_is_told_and_nothing_is_cut(translator, seen_by_encoder):
    (one,) = translator.encode_sources(["a a"])
    each = len(one.ids) // 2
    fits = (translator.positions - len(translator.template.before_source) - 1) // each
    texts = [" ".join(["a"] * n) for n in (fits, fits + 1)]
    longest, too_long = translate(translator, texts, BeamSettings(1, max_length=2))
    assert longest.status == "ok"
    assert (too_long.status, too_long.candidates, too_long.text) == ("too_long", (), None)
    (call,) = seen_by_encoder
    assert call.shape == (1, len(translator.template.before_source) + fits * each + 1)
    assert call.shape[1] <= translator.positions


def test_progress_adds_up_to_the_texts_that_were_translated(translator):
    done: list[int] = []
    texts = [*ENGLISH, "", "a " * 400, "a dog", "\u200b"]
    found = translate(translator, texts, BeamSettings(1, max_length=3, batch_size=2), progress=done.append)
    assert [t.status for t in found] == ["ok"] * 5 + ["empty_source", "too_long", "ok", "empty_source"]
    assert len(done) == 3
    assert sum(done) == 6


def test_no_texts_no_translations(translator, seen_by_encoder):
    assert translate(translator, []) == []
    assert not seen_by_encoder


@pytest.mark.parametrize("text", [">>fr<< the cat", ">>de<< the cat", ">>en<< the cat", ">>de<<", ">> the <<"])
def test_what_looks_like_a_tag_is_text_and_the_tag_is_put_in_front_by_us(translator, text, seen_by_encoder):
    tags = translator.family.text.tags(translator.tokenizer)
    (source,) = translator.encode_sources([text])
    assert not {(i,) for i in source.ids} & set(tags.values())
    covered = {place for start, end in source.tokens.offsets for place in range(start, end)}
    assert covered >= {place for place, character in enumerate(text) if character != " "}
    assert "".join(source.tokens.words) == text.replace(" ", "")
    translate(translator, [text], BeamSettings(1, max_length=2))
    assert seen_by_encoder[0].tolist() == [[*tags["de"], *source.ids, translator.template.end]]
