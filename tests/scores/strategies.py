"""Maps that the figures are tried on."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens

NAN = float("nan")


def a_map(weights, source=None, target=None, dropped=None) -> AlignmentMap:
    weights = np.array(weights, dtype=np.float32)
    height, width = weights.shape
    return AlignmentMap(
        Tokens.of_words(source or [f"wort{i}" for i in range(width)]),
        Tokens.of_words(target or [f"word{i}" for i in range(height)]),
        weights,
        np.zeros(height) if dropped is None else np.array(dropped),
    )


WORDS = st.sampled_from(["Hund", "der", "the", "dog", ".", "10", "Haus", "in", "—", "l'eau", "schläft"])


@st.composite
def maps_of_any_shape(draw) -> AlignmentMap:
    height, width = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows = []
    for kind in draw(
        st.lists(
            st.sampled_from(["soft", "sharp", "hot", "uniform", "nan", "zero", "sparse"]),
            min_size=height,
            max_size=height,
        )
    ):
        hot = np.eye(width)[rng.integers(width)]
        rows.append(
            {
                "soft": rng.dirichlet(np.ones(width)),
                "sharp": rng.dirichlet(np.full(width, 0.05)),
                "hot": hot,
                "uniform": np.full(width, 1 / width),
                "nan": np.full(width, NAN),
                "zero": np.zeros(width),
                "sparse": (hot + np.eye(width)[0]) / 2,
            }[kind]
        )
    return a_map(
        rows,
        draw(st.lists(WORDS, min_size=width, max_size=width)),
        draw(st.lists(WORDS, min_size=height, max_size=height)),
        rng.random(height),
    )
