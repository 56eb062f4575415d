"""Dispatch: which courier takes which orders, in which sequence.

To add a policy: a subclass of `DispatchPolicy` in a module here, and its name in the record of
`family.py`; it returns offers, the market makes them and applies what couriers accept.
Whoever writes a dispatcher finds all that it needs here: what it returns (`Decision`, and the rows
`OFFER` and `MOVE`), what couriers do, and for a compiled one `Resolved`, which calls a kernel on
`view.columns`, with what kernels ask of orders, couriers and ways.

A name is imported when it is first asked for: who reads a scenario needs no compiled code.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.agents.courier import MAX_STOPS, Doing, free
    from sim.flow.entry import Resolved
    from sim.flow.kitchen import known_ready_min
    from sim.flow.requests import MOVE, OFFER
    from sim.flow.travel import distance_m
    from sim.policies.dispatch.contract import Decision, DispatchPolicy
    from sim.policies.dispatch.policies import BatchAssignment, BatchInsertion, NearestIdle
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

# Where each name is at home.
_HOMES = {
    "sim.agents.courier": ("MAX_STOPS", "Doing", "free"),
    "sim.flow.entry": ("Resolved",),
    "sim.flow.kitchen": ("known_ready_min",),
    "sim.flow.requests": ("MOVE", "OFFER"),
    "sim.flow.travel": ("distance_m",),
    "sim.policies.dispatch.contract": ("Decision", "DispatchPolicy"),
    "sim.policies.dispatch.policies": ("BatchAssignment", "BatchInsertion", "NearestIdle"),
    "sim.policies.dispatch.riding": ("leg_min", "pace"),
    "sim.policies.dispatch.rolling_horizon": ("RollingHorizon",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """A public name, imported now."""
    if name not in _HOME:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    found: object = getattr(import_module(_HOME[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
