"""A snapshot: a market at one moment as data, enough to go on from there as if never stopped."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Self

from sim.agenda import Agenda
from sim.city import CityPlan
from sim.flow.parts import Parts
from sim.flow.world import World
from sim.recording import Recording
from sim.scenario import Scenario
from sim.schema import Rows, grown


@dataclass(frozen=True, eq=False)
class Columns:
    """A copy of the columns, without the rows of growing tables that are not in use."""

    tables: dict[str, Any]  # by the names of World, but for its parts
    capacity: dict[str, int]  # rows of each growing table, those not in use included

    @classmethod
    def of(cls, world: World) -> Self:
        """The columns of a world, now."""
        state = world.state[0]
        in_use = {
            "orders": int(state.n_orders),
            "heap": int(state.heap_size),
            "waiting": int(state.n_waiting),
        }
        capacity = {name: len(getattr(world, name)) for name in in_use}
        tables = {name: table for name, table in world._asdict().items() if name != "parts"}
        for name, n_rows in in_use.items():
            tables[name] = tables[name][:n_rows]
        return cls(deepcopy(tables), capacity)

    def again(self, parts: Parts) -> World:
        """A world of its own with these columns."""
        tables = deepcopy(self.tables)
        for name, n_rows in self.capacity.items():
            tables[name] = grown(tables[name], n_rows)
        return World(**tables, parts=parts)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A market at one moment; it can be pickled, and gone on from in another process.

    `sim.market.Market.snapshot` takes it between two steps. Agents of the user's own are not in it.
    """

    scenario: Scenario
    seed: int
    recording: Recording | None
    city: CityPlan
    columns: Columns
    now_min: float
    running: bool
    agenda: Agenda
    n_steps: int
    samples: dict[str, list[Any]]  # what the data collector holds
    moves: Rows  # (n_moves,) sim.flow.requests.MOVED
