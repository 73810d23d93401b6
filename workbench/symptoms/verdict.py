"""Whose fault: the model's, the corpus's, both sides', or nobody's."""

from __future__ import annotations

SUSPECTED = 0.5
NOTHING_FOUND = "nothing found"
NOT_READ = "not read"
"""Longer than the model reads, and nothing in the texts by themselves speaks against it."""
VERDICTS = ("model error", "reference error", "both", "source noise", NOT_READ, NOTHING_FOUND)


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
    return "model error" if model else "reference error" if corpus else NOTHING_FOUND


def why(told: str, hypothesis: float | None, reference: float | None) -> str:
    """The reason for a verdict, as a sentence for people."""
    sides = {"hypothesis": hypothesis, "reference": reference}
    scored = {name: value for name, value in sides.items() if value is not None}
    accused = [f"the {name} ({value:.2f})" for name, value in scored.items() if value >= SUSPECTED]
    cleared = [(name, value) for name, value in scored.items() if value < SUSPECTED]
    parts = [" and ".join(accused) + (" are suspected" if len(accused) > 1 else " is suspected")] if accused else []
    parts += [f"the {name} is not {'' if accused else 'suspected '}({value:.2f})" for name, value in cleared]
    reason = ", ".join(parts)
    if told == "source noise":
        reason += ", and the source is empty, repeats itself or is in another language"
    missing = [name for name in sides if name not in scored]
    return reason + "".join(f"; the {name} was not scored" for name in missing)
