"""Gaussian-process regression of noisy means: what is expected between the points tried.

Rasmussen and Williams (2006), ch. 2 and 5, with a Matern kernel of 5/2 and a length scale for each
axis. How noisy each value is, is known from its replications.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.optimize import minimize

Floats = NDArray[np.float64]

# Of logarithms: what a length scale is thought to be before anything is known, and how surely.
_USUAL_LENGTH, _LENGTH_SD = np.log(0.6), 0.8
_BOUNDS_LENGTH, _BOUNDS_SIZE = (np.log(0.03), np.log(20.0)), (np.log(0.02), np.log(50.0))
_JITTER = 1e-8


@dataclass(frozen=True, eq=False)
class Surface:
    """A fitted surface, from which values at other points follow with their uncertainty."""

    x: Floats  # (n, n_axes)
    lengths: Floats  # (n_axes,)
    size: float  # variance of the surface, of standardised values
    level: float
    scale: float
    lower: Floats  # (n, n) Cholesky factor
    weights: Floats  # (n,)

    def at(self, x: Floats) -> tuple[Floats, Floats]:
        """Mean and standard deviation of the surface at (m, n_axes) points, (m,) each."""
        cross = self.size * _matern(x, self.x, self.lengths)
        mean = cross @ self.weights
        inner = solve_triangular(self.lower, cross.T, lower=True, check_finite=False)
        variance = np.maximum(self.size - (inner**2).sum(axis=0), 1e-12)
        return self.level + self.scale * mean, self.scale * np.sqrt(variance)


def fitted(x: Floats, y: Floats, noise_variance: Floats, like: Surface | None = None) -> Surface:
    """The most plausible surface through noisy values.

    Parameters
    ----------
    x
        Points of the unit cube, (n, n_axes).
    y
        Values, (n,).
    noise_variance
        Of each value, in its unit squared, (n,).
    like
        A surface that was fitted to most of these values: this one bends as that does.
    """
    level, scale = float(y.mean()), float(y.std()) or 1.0
    told, noise = (y - level) / scale, noise_variance / scale**2 + _JITTER
    lengths, size = (like.lengths, like.size) if like else _bend(x, told, noise)
    covariance = size * _matern(x, x, lengths) + np.diag(noise)
    lower = cholesky(covariance, lower=True, check_finite=False)
    weights = cho_solve((lower, True), told, check_finite=False)
    return Surface(x, lengths, size, level, scale, lower, weights)


def _bend(x: Floats, told: Floats, noise: Floats) -> tuple[Floats, float]:
    """The most plausible length scales and size, of standardised values."""
    n_axes = x.shape[1]
    squares = (x[:, None, :] - x[None, :, :]) ** 2

    def loss(logs: Floats) -> tuple[float, Floats]:
        """Minus the log posterior, and its slope (Rasmussen and Williams 2006, eq. 5.9)."""
        shrunk = squares * np.exp(-2 * logs[:-1])  # (n, n, n_axes)
        root = np.sqrt(5 * shrunk.sum(axis=2))
        decay = np.exp(logs[-1] - root)
        signal = (1 + root + root**2 / 3) * decay
        try:
            lower = cholesky(signal + np.diag(noise), lower=True, check_finite=False)
        except np.linalg.LinAlgError:
            return 1e10, np.zeros_like(logs)
        weights = cho_solve((lower, True), told, check_finite=False)
        inverse = cho_solve((lower, True), np.eye(len(told)), check_finite=False)
        off = (logs[:-1] - _USUAL_LENGTH) / _LENGTH_SD
        value = 0.5 * told @ weights + np.log(np.diag(lower)).sum() + 0.5 * off @ off
        slope = np.empty_like(logs)
        spare = 0.5 * (inverse - np.outer(weights, weights))
        slope[:-1] = np.tensordot(spare * (5 / 3) * (1 + root) * decay, shrunk, axes=2)
        slope[:-1] += off / _LENGTH_SD
        slope[-1] = (spare * signal).sum()
        return float(value), slope

    start = np.full(n_axes + 1, _USUAL_LENGTH)
    start[-1] = 0.0
    bounds = [_BOUNDS_LENGTH] * n_axes + [_BOUNDS_SIZE]
    search = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 40}
    )
    best = search.x
    return np.exp(best[:-1]), float(np.exp(best[-1]))


def _matern(a: Floats, b: Floats, lengths: Floats) -> Floats:
    """Correlations of points, (len(a), len(b))."""
    squared = (a**2) @ lengths[:, None] ** -2 + ((b**2) @ lengths**-2) - 2 * (a / lengths**2) @ b.T
    root = np.sqrt(5 * np.maximum(squared, 0.0))
    found: Floats = (1 + root + root**2 / 3) * np.exp(-root)
    return found
