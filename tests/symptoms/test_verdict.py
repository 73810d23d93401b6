from __future__ import annotations

import pytest

from workbench.symptoms.verdict import VERDICTS, verdict, why


@pytest.mark.parametrize(
    ("hypothesis", "reference", "noisy_source", "expected"),
    [
        (0.1, 0.1, False, "fine"),
        (0.9, 0.1, False, "model error"),
        (0.1, 0.9, False, "reference error"),
        (0.9, 0.9, False, "both"),
        (0.9, 0.9, True, "source noise"),
        (0.9, 0.1, True, "model error"),
        (0.1, 0.9, True, "reference error"),
        (0.1, 0.1, True, "fine"),
        (0.5, 0.4999, False, "model error"),
        (0.4999, 0.5, False, "reference error"),
        (0.9, None, False, "model error"),
        (0.1, None, False, "fine"),
        (None, 0.9, False, "reference error"),
        (None, 0.1, True, "fine"),
        (None, None, False, None),
        (None, None, True, None),
        (0.0, 0.0, False, "fine"),
    ],
)
def test_whose_fault_it_is(hypothesis, reference, noisy_source, expected):
    assert verdict(hypothesis, reference, noisy_source) == expected
    assert expected is None or expected in VERDICTS


@pytest.mark.parametrize(
    ("hypothesis", "reference", "noisy", "told"),
    [
        (0.9, 0.02, False, "model error: the hypothesis (0.90) is suspected, the reference is not (0.02)"),
        (0.1, 0.7, False, "reference error: the reference (0.70) is suspected, the hypothesis is not (0.10)"),
        (0.9, 0.7, False, "both: the hypothesis (0.90) and the reference (0.70) are suspected"),
        (
            0.9,
            0.7,
            True,
            "source noise: the hypothesis (0.90) and the reference (0.70) are suspected, and the source is empty, "
            "repeats itself or is in another language",
        ),
        (0.1, 0.2, False, "fine: the hypothesis is not suspected (0.10), the reference is not suspected (0.20)"),
        (None, 0.7, False, "reference error: the reference (0.70) is suspected; the hypothesis was not scored"),
        (0.2, None, False, "fine: the hypothesis is not suspected (0.20); the reference was not scored"),
    ],
)
def test_a_verdict_has_its_reason(hypothesis, reference, noisy, told):
    found = verdict(hypothesis, reference, noisy)
    assert f"{found}: {why(found, hypothesis, reference)}" == told
