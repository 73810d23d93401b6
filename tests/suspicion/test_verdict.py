from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.suspicion.verdict import NOT_READ, NOTHING, VERDICTS, current, sentence, unsuspected, verdict

SUSPICIONS = st.none() | st.floats(0, 1)


@pytest.mark.parametrize(
    ("hypothesis", "reference", "noisy_source", "expected"),
    [
        (0.1, 0.1, False, "nothing found"),
        (0.9, 0.1, False, "model error"),
        (0.1, 0.9, False, "reference error"),
        (0.9, 0.9, False, "both"),
        (0.9, 0.9, True, "source noise"),
        (0.9, 0.1, True, "model error"),
        (0.1, 0.9, True, "reference error"),
        (0.1, 0.1, True, "nothing found"),
        (0.5, 0.4999, False, "model error"),
        (0.4999, 0.5, False, "reference error"),
        (0.9, None, False, "model error"),
        (0.1, None, False, "nothing found"),
        (None, 0.9, False, "reference error"),
        (None, 0.1, True, "nothing found"),
        (None, None, False, None),
        (None, None, True, None),
        (0.0, 0.0, False, "nothing found"),
    ],
)
def test_whose_fault_it_is(hypothesis, reference, noisy_source, expected):
    assert verdict(hypothesis, reference, noisy_source) == expected
    assert expected is None or expected in VERDICTS


@pytest.mark.parametrize(
    ("hypothesis", "reference", "noisy", "told"),
    [
        (
            0.9,
            0.02,
            False,
            "model error: the hypothesis (0.90) is suspected; nothing found in the reference (0.02), "
            "which is no acquittal",
        ),
        (
            0.1,
            0.7,
            False,
            "reference error: the reference (0.70) is suspected; nothing found in the hypothesis (0.10), "
            "which is no acquittal",
        ),
        (0.9, 0.7, False, "both: the hypothesis (0.90) and the reference (0.70) are suspected"),
        (
            0.9,
            0.7,
            True,
            "source noise: the hypothesis (0.90) and the reference (0.70) are suspected; the source is empty, "
            "repeats itself or is in another language",
        ),
        (0.1, 0.2, False, "nothing found in the hypothesis (0.10) or the reference (0.20), which acquits neither"),
        (None, 0.7, False, "reference error: the reference (0.70) is suspected; the hypothesis was not scored"),
        (0.8, None, False, "model error: the hypothesis (0.80) is suspected; the reference was not scored"),
        (
            0.2,
            None,
            False,
            "nothing found in the hypothesis (0.20), which is no acquittal; the reference was not scored",
        ),
        (
            None,
            0.4999,
            False,
            "nothing found in the reference (0.50), which is no acquittal; the hypothesis was not scored",
        ),
    ],
)
def test_a_verdict_has_its_reason(hypothesis, reference, noisy, told):
    assert sentence(verdict(hypothesis, reference, noisy), hypothesis, reference) == told


@given(SUSPICIONS, SUSPICIONS, st.booleans())
def test_no_side_is_ever_acquitted(hypothesis, reference, noisy):
    found = verdict(hypothesis, reference, noisy)
    if found is None:
        return
    told = sentence(found, hypothesis, reference)
    assert "fine" not in told and " is not " not in told
    for side in unsuspected(hypothesis, reference):
        assert f"the {side}" in told.partition(NOTHING)[2]
        assert told.count("no acquittal") + told.count("acquits neither") == 1
    assert (NOTHING in told) == bool(unsuspected(hypothesis, reference))


@pytest.mark.parametrize(
    ("stored", "shown"), [("fine", NOTHING), (NOTHING, NOTHING), ("model error", "model error"), (None, None)]
)
def test_a_verdict_stored_in_older_words_is_told_in_those_of_today(stored, shown):
    assert current(stored) == shown


@pytest.mark.parametrize(
    ("found", "hypothesis", "reference", "told"),
    [
        (
            NOT_READ,
            0.5,
            0.2,
            "not read: the hypothesis: longer than the model reads, and the text by itself shows nothing; nothing "
            "found in the reference (0.20), which is no acquittal",
        ),
        (
            "reference error",
            0.5,
            0.9,
            "reference error: the reference (0.90) is suspected; the hypothesis: longer than the model reads, and the "
            "text by itself shows nothing",
        ),
        (
            NOT_READ,
            0.5,
            0.5,
            "not read: the hypothesis and the reference: longer than the model reads, and the text by itself shows "
            "nothing",
        ),
    ],
)
def test_a_text_that_was_not_read_is_not_called_suspected(found, hypothesis, reference, told):
    assert sentence(found, hypothesis, reference) == told
