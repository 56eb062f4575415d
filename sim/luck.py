"""Luck: common random numbers, every draw as a pure function of who draws it and why.

Scenarios that are compared meet the same draws (common random numbers in the textbooks, such as Law
2015, ch. 11), so that a difference between them is what the policies did.

Philox4x32-7 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as
1, 2, 3"), a counter-based generator: no state, no stream, no order. Its authors found seven
rounds to pass all of BigCrush; ten, their default, would only add to that margin. The key is the
seed, the counter says who draws, for what purpose, on which occasion and for which item, so that
consumer 17's third session meets the same taste for store 5 under every policy.
"""

import math
from typing import Any

import numpy as np
from numba import config, njit

# Purposes. A new one takes the next number; a number is never given twice.
CITY = 1
POPULATION = 2
NEEDS = 3
NEED_TIME = 4
OPENING = 5
BASKET = 6
TASTE = 7
NEST = 8
PREPARATION = 11
PREDICTION = 12
PATIENCE = 13
ACCEPTANCE = 14
ATTENDANCE = 15
WEATHER = 16
STOCK = 17
COLLECTION = 18
AUDIENCE = 19
PAST = 20
CLAIM = 21
REVIEW = 22
NETWORK = 23
WITHOUT_APP = 24
TALK = 25
OPT_IN = 26
TASTE_BEYOND = 27
RESERVATION = 28
JOINING = 29
RENEWAL = 30
MEMBERS = 31
POINTS = 32
RIVAL = 33
LAST_CHANNEL = 34
FORESIGHT = 35
CLAIMED_COUPON = 36
MISREAD_COUPON = 37
FOOT_TRAFFIC = 38
MENUS = 40
PAYMENT_METHOD = 41
DISABLED = 42
IMPATIENT = 43
LIKING = 50
LIKING_OF_NEST = 51
LOOKING = 52
SPONSORS = 53
TARGETING = 60
PARTNERS = 61
MESSAGES = 44
REACHED = 45
VISITORS = 46
ADVERTISED = 47
SHELF = 70
ITEMS = 71
FORECAST = 72
KINDS = 73
REFUSALS_BY_ORDER = 80
REFUSALS_BY_STORE = 81
REFUSALS_BY_COURIER = 82
CROWD = 83
DRIFT = 84
CARE = 90
EVENTS = 95
EVENTS_NEEDS = 96
EVENTS_AGAIN = 97
CONFIRMATION = 100
PICKING = 105
MACHINES = 106
ADDRESSES = 110
RETURNS = 111
OWNERS = 120
VETTING = 125
ADDONS = 126

# Words stand in 64 bits, whose upper half a product of two of them needs. Uncompiled they are
# Python's own whole numbers, of which the same comes in half of the time.
_IS_PLAIN = bool(vars(config)["DISABLE_JIT"])
_wide: Any = int if _IS_PLAIN else np.uint64
_signed: Any = int if _IS_PLAIN else np.int64

_MULTIPLIER_0 = _wide(0xD2511F53)
_MULTIPLIER_1 = _wide(0xCD9E8D57)
_WEYL_0 = _wide(0x9E3779B9)
_WEYL_1 = _wide(0xBB67AE85)
_LOW = _wide(0xFFFFFFFF)
_WORD = _signed(0xFFFFFFFF)
_HALF = _wide(32)
_TO_UNIT = 1.0 / 4294967296.0


@njit(cache=True, forceinline=True)
def philox(c0, c1, c2, c3, k0, k1):
    """Four 32-bit words from a 128-bit counter and a 64-bit key, seven rounds.

    Parameters
    ----------
    c0, c1, c2, c3 : uint64, int uncompiled
        The counter, 32 bits each.
    k0, k1 : uint64, int uncompiled
        The key, 32 bits each.
    """
    for _ in range(7):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            (product_1 >> _HALF) ^ c1 ^ k0,
            product_1 & _LOW,
            (product_0 >> _HALF) ^ c3 ^ k1,
            product_0 & _LOW,
        )
        k0 = (k0 + _WEYL_0) & _LOW
        k1 = (k1 + _WEYL_1) & _LOW
    return c0, c1, c2, c3


@njit(cache=True, forceinline=True)
def _word(number):
    """The lowest 32 bits of a whole number; days before the first one are negative."""
    return _wide(_signed(number) & _WORD)


@njit(cache=True, forceinline=True)
def unit(word):
    """A 32-bit word as a number strictly between 0 and 1."""
    return (float(word) + 0.5) * _TO_UNIT


@njit(cache=True, forceinline=True)
def four(seed, purpose, who, nth, item):
    """Four independent uniforms in (0, 1) for one draw.

    Parameters
    ----------
    seed : int
        Of the run, or of the city.
    purpose : int
        One of the constants of this module.
    who : int
        An entity that exists before the run.
    nth : int
        Number of the occasion on which it draws for this purpose, from 0.
    item : int
        What is judged, such as a store or an attempt; 0 where there is one draw only.
    """
    low = _wide(seed) & _LOW
    high = _wide(seed) >> _HALF
    w0, w1, w2, w3 = philox(
        _word(who),
        _word(nth),
        _word(item),
        _wide(purpose),
        low,
        high,
    )
    return unit(w0), unit(w1), unit(w2), unit(w3)


@njit(cache=True)
def luck(seed, purpose, who, nth, item=0):
    """One uniform in (0, 1).

    Parameters
    ----------
    seed : int
        Of the run, or of the city.
    purpose, who, nth, item : int
        As in `four`.
    """
    return four(seed, purpose, who, nth, item)[0]


@njit(cache=True)
def exponential(seed, purpose, who, nth, item=0):
    """One draw from the exponential distribution with mean 1.

    Parameters
    ----------
    seed : int
        Of the run, or of the city.
    purpose, who, nth, item : int
        As in `four`.
    """
    return -math.log(four(seed, purpose, who, nth, item)[0])


@njit(cache=True)
def normal(seed, purpose, who, nth, item=0):
    """One draw from the standard normal distribution (Box and Muller 1958).

    Parameters
    ----------
    seed : int
        Of the run, or of the city.
    purpose, who, nth, item : int
        As in `four`.
    """
    u, v, _, _ = four(seed, purpose, who, nth, item)
    return standard_normal(u, v)


@njit(cache=True)
def standard_normal(u, v):
    """A draw from the standard normal distribution by two uniforms."""
    return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)


@njit(cache=True)
def lognormal(sigma, z):
    """A factor of mean 1 by a draw from the standard normal distribution."""
    return math.exp(sigma * z - 0.5 * sigma * sigma)


@njit(cache=True)
def poisson(mean, uniform):
    """The Poisson quantile of a uniform, by summing probabilities; for means below 700."""
    probability = math.exp(-mean)
    total = probability
    count = 0
    while uniform > total and count < 100_000:
        count += 1
        probability *= mean / count
        total += probability
        if probability < 1e-300:
            break
    return count


@njit(cache=True)
def uniforms(seed, purpose, count, nth=0):
    """Uniforms for entities 0..count-1, four each: (count, 4)."""
    out = np.empty((count, 4))
    for who in range(count):
        out[who, 0], out[who, 1], out[who, 2], out[who, 3] = four(seed, purpose, who, nth, 0)
    return out
