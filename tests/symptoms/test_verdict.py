from __future__ import annotations

import pytest

from workbench.symptoms.verdict import VERDICTS, verdict


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
