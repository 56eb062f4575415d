"""Influences: what comes from outside the market and changes how people act, by its source.

Each source writes its own row and nobody else's. `World.outside`, which the flow reads, is what all
rows do together, factors multiplied and utils added up; nobody else writes it.
"""

from enum import IntEnum

from sim.flow.world import INFLUENCE, World
from sim.schema import Rows


class Sky(IntEnum):
    """States of the weather; the later the worse."""

    CLEAR = 0
    RAIN = 1
    HEAVY = 2


class Source(IntEnum):
    """Where an influence comes from; its row."""

    WEATHER = 0
    EVENTS = 1


def no_influences() -> Rows:
    """Rows that change nothing, (n_sources,) of INFLUENCE."""
    rows = INFLUENCE.empty(len(Source))
    for name in ("demand_factor", "speed_factor", "attendance_factor"):
        rows[name] = 1.0
    return rows


def set_influence(world: World, source: Source, **values: float) -> None:
    """Write what a source does from now on, with all others."""
    for name, value in values.items():
        world.influences[name][source] = value
    put_together(world)


def put_together(world: World) -> None:
    """Write what all sources do together to where the flow reads it."""
    rows, outside = world.influences, world.outside
    for name in ("demand_factor", "speed_factor", "attendance_factor"):
        outside[name] = rows[name].prod()
    outside["walking_utils"] = rows["walking_utils"].sum()
    outside["min_per_m"] = world.travel["calm_min_per_m"] / outside["speed_factor"]
