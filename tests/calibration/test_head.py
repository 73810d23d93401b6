from __future__ import annotations

import pytest

from workbench.calibration.head import LABELS, HeadProfile


def head(block: str = "encoder", **figures: float) -> HeadProfile:
    return HeadProfile(block, 0, 0, None, **figures)


@pytest.mark.parametrize(
    ("profile", "label"),
    [
        (head("cross", aer=0.2, agreement=-0.1), "aligner"),
        (head("cross", aer=0.6, agreement=0.9), "mixed"),
        (head("cross", agreement=0.4), "aligner"),
        (head("cross", agreement=0.24, entropy=0.5), "mixed"),
        # What it leaves for words aligns, however little that is.
        (head("cross", aer=0.2, end_mass=0.75), "aligner"),
        (head("cross", aer=0.8, end_mass=0.75), "end-of-sentence sink"),
        (head(end_mass=0.5, entropy=0.9), "end-of-sentence sink"),
        (head(start_mass=0.9, end_mass=0.0), "start-of-sentence sink"),
        (head(end_mass=0.4, punctuation_mass=0.3), "punctuation"),
        (head(punctuation_mass=0.3), "mixed"),
        (head(previous_word_mass=0.5), "previous word"),
        (head(next_word_mass=0.4, end_mass=0.1, start_mass=0.1), "next word"),
        (head(same_word_mass=0.6), "same word"),
        (head(end_mass=0.45, entropy=0.7), "broad"),
        (head(entropy=0.69), "mixed"),
        (head(), "mixed"),
    ],
)
def test_a_head_is_called_after_the_first_test_it_passes(profile, label):
    assert profile.label == profile.record()["label"] == label


def test_every_label_has_a_meaning_and_the_last_takes_all():
    assert len({label.name for label in LABELS}) == len(LABELS)
    assert all(label.meaning for label in LABELS)
    assert LABELS[-1].test(head())
