"""Ridge logistic regression with bounds on the weights, small enough to be fitted while a person waits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Bound = tuple[float | None, float | None]
NEVER: Bound = (0, 0)
RISING: Bound = (0, None)
FALLING: Bound = (None, 0)


def probability(log_odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-log_odds))


def log_odds(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


def fit_logistic(
    rows: np.ndarray,
    labels: np.ndarray,
    importance: np.ndarray,
    bounds: Sequence[Bound],
    penalty: float,
    given: np.ndarray | float = 0.0,
) -> tuple[np.ndarray, float]:
    """``float64[column]`` weights, and the bias: log-odds of the label 1 are ``rows @ weights + bias + given``.

    ``rows``: ``float64[row column]``. ``labels``: 0 or 1 per row. ``importance``: what each row counts. ``bounds``: of
    each weight: `RISING` or `FALLING` for a signal that may speak in one direction alone. Without them a signal that is
    rare among the rows is turned round to make up for another. ``penalty``: of half the squared weights. ``given``:
    log-odds of each row that are known already.
    """
    # Half a second that `import workbench` must not pay.
    from scipy.optimize import minimize
    from scipy.special import expit

    sign = np.where(labels > 0, 1.0, -1.0)

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = parameters[:-1], parameters[-1]
        margin = sign * (rows @ weights + bias + given)
        slope = -sign * importance * expit(-margin)
        value = (importance * np.logaddexp(0, -margin)).sum() + 0.5 * penalty * (weights**2).sum()
        return value, np.r_[rows.T @ slope + penalty * weights, slope.sum()]

    start = np.zeros(rows.shape[1] + 1)
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)], options={"maxiter": 2000}
    )
    return found.x[:-1], float(found.x[-1])
