import numpy as np
import pytest

from workbench.scores.reverse import reverse_figures

NAN = float("nan")


@pytest.mark.parametrize(
    ("logprobs", "expected"),
    [
        ([], []),
        ([[-1.0, -3.0]], [-2.0]),
        ([[-1.0], None, [0.0, -0.5, -1.0]], [-1.0, NAN, -0.5]),
    ],
)
def test_the_mean_over_pieces_and_end_token_and_nothing_where_it_was_not_read(logprobs, expected):
    found = reverse_figures([one and np.array(one, np.float32) for one in logprobs])["reverse_logprob"]
    assert found == pytest.approx(expected, nan_ok=True)
