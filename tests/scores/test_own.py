import numpy as np
import pytest
import sacrebleu

from workbench.scores.own import own_figures

NAN = float("nan")


def test_the_mean_log_probability_and_chrf_of_the_models_own_translation():
    targets, own = ["die Katze sitzt", "ein Hund", "nichts"], ["die Katze schläft", "ein Hund", None]
    found = own_figures(targets, own, [np.array([-1.0, -3.0]), np.array([-0.5]), None])
    assert found["own_logprob"] == pytest.approx([-2.0, -0.5, NAN], nan_ok=True)
    expected = [
        sacrebleu.sentence_chrf(target, [text]).score for target, text in zip(targets[:2], own[:2], strict=True)
    ]
    assert found["own_chrf"] == pytest.approx([*expected, NAN], nan_ok=True)
    assert found["own_chrf"][1] == pytest.approx(100)


def test_of_no_segments_there_is_nothing():
    assert {name: len(values) for name, values in own_figures([], [], []).items()} == {"own_logprob": 0, "own_chrf": 0}
