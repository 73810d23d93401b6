from __future__ import annotations

import json

import numpy as np
import pytest


def test_explain_shows_the_whole_model_and_says_so(taught_marian, here):
    given = ["explain", "the cat", "-m", taught_marian, "--target-lang", "de", "--target", "die Katze"]
    wide = ["--view", "attention", "--layer", "all", "--heads", "max"]
    _, out, _ = here(*given, *wide, "--json")
    view = json.loads(out)["views"]["attention"]
    assert (view["provenance"]["layer"], view["provenance"]["heads"]) == ("all", "max")
    assert view["provenance"]["combined"] == "mean over all layers of the largest over heads, renormalised"
    assert np.sum([*view["dropped_by"].values()], axis=0) == pytest.approx(view["dropped"], abs=2e-6)
    _, out, _ = here(*given, *wide)
    assert "\nattention, mean of layers, max of heads\n" in out
    assert "\ndropped: end 0." in out or "\ndropped: tag 0." in out
