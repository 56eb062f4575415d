"""Dispatch: which courier takes which orders, in which sequence.

To add a policy: a subclass of `DispatchPolicy` in a module here, and its name in the record of
`family.py`; it returns offers, the market makes them and applies what couriers accept.
Whoever writes a dispatcher finds all that it needs here: what it returns (`Decision`, and the rows
`OFFER` and `MOVE`), what couriers do, and for a compiled one `Resolved`, which calls a kernel on
`view.columns`, with what kernels ask of orders, couriers and ways.
"""

from sim.agents.courier import MAX_STOPS, Doing, free
from sim.flow.entry import Resolved
from sim.flow.kitchen import known_ready_min
from sim.flow.moves import MOVE
from sim.flow.offers import OFFER
from sim.flow.travel import distance_m
from sim.policies.dispatch.assignment import BatchAssignment
from sim.policies.dispatch.contract import Decision, DispatchPolicy
from sim.policies.dispatch.insertion import BatchInsertion
from sim.policies.dispatch.nearest import NearestIdle
from sim.policies.dispatch.riding import leg_min, pace
from sim.policies.dispatch.rolling_horizon import RollingHorizon

__all__ = [
    "MAX_STOPS",
    "MOVE",
    "OFFER",
    "BatchAssignment",
    "BatchInsertion",
    "Decision",
    "DispatchPolicy",
    "Doing",
    "NearestIdle",
    "Resolved",
    "RollingHorizon",
    "distance_m",
    "free",
    "known_ready_min",
    "leg_min",
    "pace",
]
