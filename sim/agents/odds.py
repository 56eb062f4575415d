"""Odds: exponentials and logistics that no utility, however large, makes infinite."""

import math

from numba import njit

# exp(700) is 1e304: the weights of all offers of a session still add up to a finite number.
MOST = 700.0
# Below it exp is 0, which takes the library's long way round to find out.
LEAST = -746.0


@njit(cache=True, forceinline=True)
def exp(utils):
    """exp(utils), of `MOST` at most: beyond it nothing else has a chance anyway."""
    return 0.0 if utils < LEAST else math.exp(min(utils, MOST))


@njit(cache=True, forceinline=True)
def logistic(score):
    """The probability of log-odds."""
    return 1.0 / (1.0 + exp(-score))
