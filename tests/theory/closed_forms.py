"""Queues that have been solved: what waits are, for Poisson arrivals at a rate (per minute)."""

from typing import NamedTuple

import numpy as np


def erlang_c(servers: int, load: float) -> float:
    """Share of customers who wait in M/M/c (Erlang 1917); `load` is arrival rate * service time.

    By the recursion of Erlang's loss formula, B(k) = a B(k-1) / (k + a B(k-1)).
    """
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked / (1 - load / servers * (1 - blocked))


def mmc_wait_min(rate: float, service_min: float, servers: int) -> float:
    """Mean wait in the queue of M/M/c."""
    return erlang_c(servers, rate * service_min) / (servers / service_min - rate)


def mmc_wait_tail(rate: float, service_min: float, servers: int, longer_than_min: float) -> float:
    """P(wait > t) in M/M/c: C exp(-(c mu - lambda) t)."""
    spare = servers / service_min - rate
    return erlang_c(servers, rate * service_min) * float(np.exp(-spare * longer_than_min))


def mg1_wait_min(rate: float, service_min: float, squared_variation: float) -> float:
    """Mean wait in the queue of M/G/1 (Pollaczek 1930, Khinchine 1932)."""
    second_moment = service_min**2 * (1 + squared_variation)
    return rate * second_moment / (2 * (1 - rate * service_min))


class ErlangA(NamedTuple):
    """What M/M/c with impatient customers comes to in the long run."""

    abandoned_share: float
    wait_min: float  # until service or abandonment, of all


def erlang_a(rate: float, service_min: float, servers: int, patience_min: float) -> ErlangA:
    """M/M/c+M from its stationary birth-death distribution (Palm 1946)."""
    n = np.arange(1, 2000)
    leaving = np.minimum(n, servers) / service_min + np.maximum(n - servers, 0) / patience_min
    weight = np.exp(np.concatenate(([0.0], np.cumsum(np.log(rate / leaving)))))
    probability = weight / weight.sum()
    queue = float(probability @ np.maximum(np.arange(2000) - servers, 0))
    return ErlangA(queue / patience_min / rate, queue / rate)
