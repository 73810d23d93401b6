"""Whose fault: the model's, the corpus's, both sides', or nothing was found. Nobody is ever acquitted."""

from __future__ import annotations

SUSPECTED = 0.5
NOTHING = "nothing found"
NOT_READ = "not read"
"""Longer than the model reads, and nothing in the texts by themselves speaks against it."""
VERDICTS = ("model error", "reference error", "both", "source noise", NOT_READ, NOTHING)
_FORMER = {"fine": NOTHING}
"""Words of runs that are still on people's disks → what they are called now."""
_ACCUSED = {"model error": ("hypothesis",), "reference error": ("reference",), NOT_READ: (), NOTHING: ()}


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
    return "model error" if model else "reference error" if corpus else NOTHING


def current(told: str | None) -> str | None:
    """A stored verdict in the words of today."""
    return None if told is None else _FORMER.get(told, told)


def unsuspected(hypothesis: float | None, reference: float | None) -> list[str]:
    """The sides in which nothing was found."""
    return [side for side, value in _scored(hypothesis, reference).items() if value < SUSPECTED]


def sentence(told: str, hypothesis: float | None, reference: float | None) -> str:
    """A verdict with its reason, for people. A side that is not suspected is not said to be right."""
    sides = _scored(hypothesis, reference)
    high = [side for side, value in sides.items() if value >= SUSPECTED]
    accused = [f"the {side} ({sides[side]:.2f})" for side in high if side in _ACCUSED.get(told, high)]
    unread = [f"the {side}" for side in high if side not in _ACCUSED.get(told, high)]
    others = [f"the {side} ({sides[side]:.2f})" for side in unsuspected(hypothesis, reference)]
    parts = [" and ".join(accused) + (" are suspected" if len(accused) > 1 else " is suspected")] if accused else []
    if told == "source noise":
        parts.append("the source is empty, repeats itself or is in another language")
    if unread:
        parts.append(f"{' and '.join(unread)}: longer than the model reads, and the text by itself shows nothing")
    if others:
        no_acquittal = "which is no acquittal" if len(others) == 1 else "which acquits neither"
        parts.append(f"{NOTHING} in {' or '.join(others)}, {no_acquittal}")
    parts += [f"the {side} was not scored" for side in ("hypothesis", "reference") if side not in sides]
    return ("" if told == NOTHING else f"{told}: ") + "; ".join(parts)


def _scored(hypothesis: float | None, reference: float | None) -> dict[str, float]:
    sides = {"hypothesis": hypothesis, "reference": reference}
    return {side: value for side, value in sides.items() if value is not None}
