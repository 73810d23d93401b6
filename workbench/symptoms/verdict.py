"""Whose fault: the model's, the corpus's, both sides', or nobody's."""

from __future__ import annotations

SUSPECTED = 0.5
VERDICTS = ("model error", "reference error", "both", "source noise", "fine")


def verdict(hypothesis: float | None, reference: float | None, noisy_source: bool = False) -> str | None:
    """One of `VERDICTS` from the suspicion of both sides; None without either.

    A side that was not scored accuses nobody. Where both are suspected and the source is no sentence of its language,
    the source is to blame.
    """
    if hypothesis is None and reference is None:
        return None
    model, corpus = (side is not None and side >= SUSPECTED for side in (hypothesis, reference))
    if model and corpus:
        return "source noise" if noisy_source else "both"
    return "model error" if model else "reference error" if corpus else "fine"
