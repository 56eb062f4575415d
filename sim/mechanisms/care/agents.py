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

from sim.daytime import DAY_HOURS, HOUR_MIN
from sim.schema import Rows, Schema

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


def begins_min(
    free_min: Rows, until_duty: Any, at_min: float, patience_min: float, handle_min: float
) -> float:
    """When a contact is answered; inf: who waits has left before. An agent who does is taken.

    Parameters
    ----------
    free_min
        When each server of the desk is free again, (n_servers,), which is changed.
    until_duty
        See `hours_until_duty`.
    at_min
        When the contact comes, not before the one before it.
    patience_min
        For how long is waited.
    handle_min
        For how long the agent is busy with it.
    """
    if not len(free_min):
        return math.inf
    begin = np.maximum(free_min, at_min)
    hour = np.floor(begin / HOUR_MIN)
    until = until_duty[hour.astype(np.int64) % DAY_HOURS, np.arange(len(begin))]
    begin = np.where(until > 0, (hour + until) * HOUR_MIN, begin)
    first = int(begin.argmin())
    if begin[first] - at_min > patience_min:
        return math.inf
    free_min[first] = begin[first] + handle_min
    return float(begin[first])
