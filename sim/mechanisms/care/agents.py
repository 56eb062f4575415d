"""Agents: an Erlang-A queue, in which who comes knows at once what will become of him.

Contacts come one after the other and are served in that order, each by the agent who can begin
first; who would have to wait for longer than his patience leaves, and is in nobody's way. So all
there is to remember of the queue is when each agent is free again (Kiefer and Wolfowitz 1955, with
impatience: Baccelli, Boyer and Hebuterne 1984), a column that a run goes on from. Where agents are
the same at all hours, contacts come by a Poisson process and service and patience are exponential,
it is the Erlang-A queue (Palm 1957; Garnett, Mandelbaum and Reiman 2002).
"""

import math
from typing import Any

import numpy as np
from numba import njit

from sim.daytime import DAY_HOURS, HOUR_MIN
from sim.schema import Schema

# A row for each contact that the agents of a desk can have at one time.
SERVER = Schema(("free_min", "f8", "when the latest contact of it is over"))


def hours_until_duty(agents: Any, at_once: int, n_servers: int) -> Any:  # (24, n_servers)
    """Hours from each hour to the next in which each server is on duty; 0: now, inf: never.

    Parameters
    ----------
    agents
        On duty in each hour, (24,). The first ones are those who stay when there are fewer.
    at_once
        Contacts that an agent has at one time.
    n_servers
        Contacts that the desk has at most.
    """
    on_duty = np.arange(n_servers) < at_once * np.asarray(agents)[:, None]
    until = np.where(on_duty, 0.0, math.inf)
    for _ in range(2):  # round the clock, and once more for who waits until tomorrow
        for hour in reversed(range(DAY_HOURS)):
            until[hour] = np.minimum(until[hour], until[(hour + 1) % DAY_HOURS] + 1.0)
    return until


@njit(cache=True)
def begins_min(servers, until_duty, at_min, patience_min, handle_min):
    """When a contact is answered; inf: who waits has left before. An agent who does is taken.

    Parameters
    ----------
    servers
        Rows of SERVER, of a desk, (n_servers,), which are changed.
    until_duty
        See `hours_until_duty`.
    at_min : float
        When the contact comes, not before the one before it.
    patience_min : float
        For how long is waited.
    handle_min : float
        For how long the agent is busy with it.
    """
    first, first_min = -1, math.inf
    for nth in range(len(servers)):
        begin = max(servers[nth].free_min, at_min)
        hour = math.floor(begin / HOUR_MIN)
        until = until_duty[hour % DAY_HOURS, nth]
        if until > 0.0:
            begin = (hour + until) * HOUR_MIN
        if begin < first_min:
            first, first_min = nth, begin
    if first < 0 or first_min - at_min > patience_min:
        return math.inf
    servers[first].free_min = first_min + handle_min
    return first_min
