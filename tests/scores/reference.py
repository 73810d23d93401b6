"""The scatter, link and likelihood figures once more, slow and obvious: loops, written from the formulas alone."""

from __future__ import annotations

import math
from collections.abc import Sequence

from workbench.language.stopwords import is_content, stop_words

NULL = math.nan
TIED = 1e-5


def entropy(probabilities: Sequence[float]) -> float:
    return -sum(x * math.log(x) for x in probabilities if x > 0)


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else NULL


def kendall_tau_b(values: Sequence[float]) -> float:
    """Between 0, 1, 2, … and the values."""
    concordant = discordant = pairs = 0
    for i in range(len(values)):
        for j in range(i + 1, len(values)):
            pairs += 1
            concordant += values[j] - values[i] > TIED
            discordant += values[i] - values[j] > TIED
    untied = concordant + discordant
    return (concordant - discordant) / math.sqrt(pairs * untied) if untied else NULL


def figures(
    weights: Sequence[Sequence[float]],
    dropped: Sequence[float],
    source_words: Sequence[str],
    target_words: Sequence[str],
    source_language: str | None,
    target_language: str | None,
    p: float = 2.0,
) -> dict[str, float]:
    """``weights``: rows target, columns source."""
    width = len(source_words)
    rows, row_words = [], []
    for row, word in zip(weights, target_words, strict=True):
        total = sum(row)
        if total > 0:
            rows.append([x / total for x in row])
            row_words.append(word)
    names = "scatter spread target_entropy source_entropy coverage_deviation confidence uncovered"
    found = dict.fromkeys(f"{names} wasserstein_uniform stray monotonicity".split(), NULL)
    found["sink"] = mean(list(dropped))
    if not rows:
        return found

    found["target_entropy"] = mean([entropy(row) for row in rows])
    expected = [sum(i * x for i, x in enumerate(row)) for row in rows]
    if width > 1:
        found["scatter"] = mean([entropy(row) / math.log(width) for row in rows])
        uniform = math.sqrt((width**2 - 1) / 12)
        deviations = [
            math.sqrt(sum(x * (i - at) ** 2 for i, x in enumerate(row))) for row, at in zip(rows, expected, strict=True)
        ]
        found["spread"] = mean([deviation / uniform for deviation in deviations])

    coverage = [sum(row[i] for row in rows) for i in range(width)]
    if all(coverage):
        columns = [[row[i] / coverage[i] for row in rows] for i in range(width)]
        found["source_entropy"] = mean([entropy(column) for column in columns])
    found["coverage_deviation"] = mean([math.log(1 + abs(1 - c) ** p) for c in coverage])
    total = found["coverage_deviation"] + found["target_entropy"] + found["source_entropy"]
    found["confidence"] = 100 * math.exp(-0.05 * total**2)
    found["wasserstein_uniform"] = sum(abs(c / len(rows) - 1 / width) for c in coverage) / 2
    found["monotonicity"] = kendall_tau_b(expected)

    if stop_words(source_language) is None:
        return found
    content = [is_content(word, source_language) for word in source_words]
    found["uncovered"] = mean([float(c < 0.1) for c, is_it in zip(coverage, content, strict=True) if is_it])
    if stop_words(target_language) is not None:
        found["stray"] = mean(
            [
                sum(x for x, is_it in zip(row, content, strict=True) if not is_it)
                for row, word in zip(rows, row_words, strict=True)
                if is_content(word, target_language)
            ]
        )
    return found


def link_figures(weights: Sequence[Sequence[float]]) -> dict[str, float]:
    """``weights``: rows target, columns source."""
    found = dict.fromkeys(["crossings", "jumps", "unlinked_source", "unlinked_target", "direction_agreement"], NULL)
    rows = [[0.0 if math.isnan(x) else x for x in row] for row in weights]
    columns = [list(column) for column in zip(*rows, strict=True)]
    forward = [(row.index(max(row)), t) for t, row in enumerate(rows) if row and max(row) > 0]
    backward = [(s, column.index(max(column))) for s, column in enumerate(columns) if max(column) > 0]
    if not forward:
        return found
    mutual = [link for link in forward if link in backward]
    found["unlinked_source"] = mean([float(s not in [i for i, _ in mutual]) for s in range(len(columns))])
    found["unlinked_target"] = mean([float(t not in [j for _, j in mutual]) for t in range(len(rows))])
    found["direction_agreement"] = 2 * len(mutual) / (len(forward) + len(backward))
    pairs = [(one, other) for one in forward for other in forward if one[1] < other[1]]
    found["crossings"] = mean([float(one[0] > other[0]) for one, other in pairs])
    found["jumps"] = mean([abs(forward[k][0] - forward[k - 1][0] - 1) for k in range(1, len(forward))])
    return found


def likelihood_figures(logprobs: Sequence[float], gains: Sequence[float], window: int = 4) -> dict[str, float]:
    """``logprobs`` and ``gains``: of each piece, the end token last."""
    return {
        "logprob": mean(logprobs),
        "sequence_logprob": sum(logprobs) if logprobs else NULL,
        "worst_token_logprob": min(logprobs[:-1], default=NULL),
        "weakest_phrase": least_mean(logprobs[:-1], window),
        "end_logprob": logprobs[-1] if logprobs else NULL,
        "source_gain": mean(gains),
        "least_gain": least_mean(gains[:-1], window),
    }


def least_mean(values: Sequence[float], window: int) -> float:
    """Of so many successive values, or of all where there are fewer."""
    size = min(window, len(values))
    return min((mean(values[i : i + size]) for i in range(len(values) - size + 1) if size), default=NULL)
