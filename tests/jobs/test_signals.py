"""What is read of a pair, against two plain passes through the model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.conftest import ENGLISH, GERMAN
from workbench.jobs.signals import SignalReader, observe
from workbench.language.vocabulary import Vocabulary
from workbench.scores import SCORES
from workbench.symptoms import SYMPTOMS, known

# What needs a reference, or all the others.
ELSEWHERE = {"bleu", "chrf", "ter", "suspicion", "beside_reference"}
TARGETS = (*GERMAN[:3], "sie weiß nicht, wer am Montag angerufen hat und und und und", "kaufte 12 Äpfel!")
UNKNOWN = ("xx", "yy")


@pytest.fixture(scope="module")
def reader(translator):
    return SignalReader(translator, translator.preset, 2)


@pytest.fixture(scope="module")
def readings(reader, translator):
    return reader.read(translator.encode_pairs(ENGLISH, TARGETS))


def plain_logprobs(translator, source_ids, target_ids):
    """``float64[tgt+1]``, the end token last: one pair, no padding, no batch."""
    start, end = translator.model.config.decoder_start_token_id, translator.template.end
    with torch.inference_mode():
        logits = translator.model(
            input_ids=torch.tensor([[*translator.template.before_source, *source_ids, end]]),
            decoder_input_ids=torch.tensor([[start, *target_ids]]),
        ).logits[0]
    return logits.log_softmax(-1)[range(len(target_ids) + 1), [*target_ids, end]].double().numpy()


def test_gains_are_the_difference_of_a_plain_pass_with_the_source_and_one_without(translator, readings):
    for reading in readings:
        pair = reading.pair
        with_source = plain_logprobs(translator, pair.source.ids, pair.target.ids)
        without = plain_logprobs(translator, [], pair.target.ids)
        assert reading.forced.logprobs == pytest.approx(with_source, abs=1e-4)
        assert reading.gains == pytest.approx(with_source - without, abs=1e-4)


def test_a_word_has_the_sum_over_its_pieces_and_the_end_token_belongs_to_none(readings):
    assert any(len(reading.pair.target.ids) > len(reading.map.target) for reading in readings), (
        "words of several pieces"
    )
    for reading in readings:
        of_words = reading.pair.target.tokens.word_index
        for by_word, by_piece in (
            (reading.word_logprobs, reading.forced.logprobs),
            (reading.word_gains, reading.gains),
        ):
            assert len(by_word) == len(reading.map.target)
            for word, value in enumerate(by_word):
                pieces = [by_piece[i] for i, other in enumerate(of_words) if other == word]
                assert value == pytest.approx(sum(pieces), abs=1e-5) if pieces else np.isnan(value)


def test_pairs_are_read_the_same_in_whatever_batches(translator, readings):
    alone = SignalReader(translator, translator.preset, 1)
    for reading in readings:
        (again,) = alone.read([reading.pair])
        assert again.figures == pytest.approx(reading.figures, abs=1e-4, nan_ok=True)
        assert {*again.symptoms} == {*reading.symptoms}


def test_every_score_is_a_figure_or_has_a_reason(readings):
    for reading in readings:
        assert {*reading.figures} == {*SCORES} - ELSEWHERE
        assert {*reading.nulls} == {name for name, value in reading.figures.items() if value is None}
        assert all(reading.nulls.values())


def test_no_pairs_are_no_readings(reader):
    assert reader.read([]) == []


def test_symptoms_are_those_of_what_was_observed(reader, readings):
    found = [name for reading in readings for name in reading.symptoms]
    assert "repetition" in found and "numbers" in found
    for reading in readings:
        observed = observe(reading, reader.languages)
        for name, symptom in SYMPTOMS.items():
            expected, kept = symptom.find(observed), reading.symptoms.get(name)
            assert (kept and kept.message) == (expected and expected.message)
            assert kept is None or kept.severity == pytest.approx(expected.severity, abs=5e-5)


def test_signals_are_figures_and_severities_0_where_nothing_was_found(reader, readings):
    for reading in readings:
        signals = reading.by_name
        assert {*signals} == {*reading.figures, *SYMPTOMS}
        assert {name: signals[name] for name in reading.figures} == reading.figures
        for name in known(reader.languages):
            assert signals[name] == (reading.symptoms[name].severity if name in reading.symptoms else 0)
        assert all(signals[name] is None for name in {*SYMPTOMS}.difference(known(reader.languages)))


def test_words_counted_beside_the_model_reach_their_symptom(translator, tmp_path):
    Vocabulary.of([("de", GERMAN[0])]).save(tmp_path)
    counted = replace(translator, folder=tmp_path)
    reader, pairs = SignalReader(counted, translator.preset, 2), counted.encode_pairs(ENGLISH[:1], GERMAN[:1])
    (found,) = reader.read(pairs)
    assert found.by_name["non_word"] == 0
    Vocabulary.of([("de", "Mond")]).save(tmp_path)
    (found,) = reader.read(pairs)
    assert found.by_name["non_word"] == found.symptoms["non_word"].severity > 0


def test_a_symptom_that_does_not_know_the_languages_is_null_and_silent(translator):
    stranger = replace(translator, source_language=UNKNOWN[0], target_language=UNKNOWN[1])
    reader = SignalReader(stranger, translator.preset, 2)
    silent = {name for name, symptom in SYMPTOMS.items() if not symptom.knows(UNKNOWN)}
    assert silent and silent != {*SYMPTOMS}
    for reading in reader.read(translator.encode_pairs(ENGLISH, TARGETS)):
        assert not silent & {*reading.symptoms}
        signals = reading.by_name
        assert {name for name in SYMPTOMS if signals[name] is None} == silent


@pytest.mark.parametrize("languages", [("eng_Latn", "deu_Latn"), ("en_XX", "de_DE")])
def test_languages_are_known_by_whatever_code_a_model_has_for_them(translator, reader, readings, languages):
    other = SignalReader(
        replace(translator, source_language=languages[0], target_language=languages[1]), reader.choice, 2
    )
    found = other.read([reading.pair for reading in readings])
    assert any(reading.symptoms for reading in readings)
    for reading, again in zip(readings, found, strict=True):
        assert again.symptoms == reading.symptoms
        assert again.nulls == reading.nulls
        assert again.by_name == pytest.approx(reading.by_name, abs=1e-4)


def test_the_glossary_reaches_its_symptom(translator):
    pairs = translator.encode_pairs(ENGLISH[:1], GERMAN[:1])
    for term, expected in ((("cat", "Kater"), True), (("cat", "Katze"), False), (("dog", "Hund"), False)):
        (reading,) = SignalReader(translator, translator.preset, 2, (term,)).read(pairs)
        assert ("glossary" in reading.symptoms) == expected, term
