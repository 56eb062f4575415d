"""Mesa agents over rows: an agent's attributes are the columns of its row."""

from typing import Any

import mesa
from mesa.discrete_space import Cell, FixedAgent

from sim.agents import courier as courier_rules
from sim.agents.consumer import CONSUMER
from sim.agents.courier import COURIER
from sim.agents.store import STORE
from sim.schema import Rows


class RowAgent(mesa.Agent):  # type: ignore[misc]
    """An agent that lives in one row of a population's columns.

    Reading and writing `agent.satisfaction` reads and writes the column; nothing is stored twice.
    """

    population: str
    names: frozenset[str]  # of the columns

    def __init__(self, model: mesa.Model, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def columns(self) -> Any:
        """The agent's row: a record whose fields are its columns."""
        rows: Rows = getattr(self.model.world, self.population)
        return rows[self.row]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in ("row", "model"):
            raise AttributeError(name)
        return getattr(self.columns, name)

    def __setattr__(self, name: str, value: Any) -> None:
        # Mesa has attributes of its own, such as the cell of an agent that stands on the grid.
        if name in self.names and not hasattr(type(self), name):
            setattr(self.columns, name, value)
        else:
            super().__setattr__(name, value)


class Consumer(RowAgent):
    """One consumer; made when asked for, since a city has millions."""

    population = "consumers"
    names = frozenset(CONSUMER.dtype.names or ())


class Store(RowAgent, FixedAgent):  # type: ignore[misc]
    """One store, fixed to its cell of the grid."""

    population = "stores"
    names = frozenset(STORE.dtype.names or ())

    def __init__(self, model: mesa.Model, row: int, cell: Cell) -> None:
        super().__init__(model, row)
        self.cell = cell


class Courier(RowAgent):
    """One courier, with a position at all times."""

    population = "couriers"
    names = frozenset(COURIER.dtype.names or ())

    @property
    def position(self) -> tuple[float, float]:
        """Where the courier is now, metres east and north."""
        x, y = courier_rules.position(self.columns, self.model.now_min)
        return float(x), float(y)
