"""The agenda: what a run's processes have done so far, promised to do, and are to remember.

A process keeps nothing in its frame. When it acts next follows from how often it acted, from the
columns and from the clock, so that a run can be stopped and taken up again.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.flow.world import OFFERED, Sent
from sim.schema import Rows


@dataclass
class Pace:
    """What a campaign that is paced remembers of the day before."""

    share: float = 1.0  # of those meant, who got it
    budget_cents: float = 0.0  # that there was for the day
    is_on: bool = False  # whether it held on that day, and had a budget


@dataclass
class Agenda:
    """What there is to remember of processes, beside the columns."""

    acted: dict[str, int] = field(default_factory=dict)  # times each process acted
    policies_from_min: float = 0.0  # when the policies came into force
    delistings: list[tuple[float, int]] = field(  # moment and store, those to come
        default_factory=list
    )
    offered: Rows = field(  # (n_days, n_campaigns) of sim.flow.world.OFFERED, days so far
        default_factory=lambda: OFFERED.empty(0).reshape(0, 0)
    )
    wallets: dict[int, NDArray[np.int64]] = field(  # by campaign: the day each got it last
        default_factory=dict
    )
    paces: dict[int, Pace] = field(default_factory=dict)  # by campaign
    allocation: tuple[int, NDArray[np.int64]] | None = None  # the day, and whose is which campaign
    sent: dict[tuple[int, int], Sent] = field(  # by day and campaign, of those with a hold-out
        default_factory=dict
    )
    memories: dict[str, Any] = field(default_factory=dict)  # of policies that remember something
