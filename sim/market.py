"""The market: a Mesa model whose clock is SimPy's and whose orders live in compiled columns."""

from collections.abc import Callable
from copy import deepcopy
from functools import cached_property
from typing import Any, Self

import mesa
import numpy as np
import pandas as pd
from mesa.discrete_space import OrthogonalMooreGrid
from numpy.typing import NDArray

from sim.agenda import Agenda
from sim.agents import population, recorded
from sim.agents.courier import Doing
from sim.agents.person import Consumer, Courier, Store
from sim.build import build_world
from sim.city import draw_city
from sim.clock import Clock
from sim.daytime import DAY_MIN
from sim.flow.flow import Flow, without_parts
from sim.flow.parts import Parts, Taker
from sim.flow.past import live_past
from sim.flow.requests import MOVED
from sim.flow.sample import SAMPLED
from sim.flow.table import know_rows
from sim.flow.world import OFFERED, World
from sim.order import Cause, is_open
from sim.policies.asking import decided
from sim.policies.staffing import STAFFING
from sim.policies.view import MarketView, read_only
from sim.ranking import Races, rank_stores
from sim.recording import Recording
from sim.scenario import Scenario
from sim.schema import Rows
from sim.snapshot import Columns, Snapshot
from sim.standard import STANDARD

# How long after the last midnight open orders are followed before they count as undelivered.
_DRAIN_MIN = 360.0


class Market(mesa.Model):  # type: ignore[misc]
    """A city under one scenario and one seed, in which orders live and nothing is decided.

    `sim.processes.start` makes it decide. `step()` lives through one sample interval and collects
    the timeline; `live()` steps to the end. Stores and couriers are Mesa agents over rows of
    `world`, made with the grid that stores stand on when they are first asked for: in a large city
    that takes longer than to draw its people. `consumer(row)` makes one.
    """

    # What orders live in; the oracle of the tests puts its own here.
    flow_type: type[Flow] = Flow
    _viewed: World  # the one whose columns the view shows

    def __init__(
        self,
        scenario: Scenario,
        seed: int = 0,
        recording: Recording | None = None,
        parts: Parts = STANDARD,
        *,
        past: Snapshot | None = None,
    ) -> None:
        super().__init__(rng=seed)
        if recording is not None:
            scenario = recording.counted(scenario)
        self.scenario = scenario
        self.seed = seed
        self.recording = recording
        self.parts = parts.switched(scenario.mechanisms.tables())
        self.n_days = scenario.days
        self.first_day = -scenario.warmup_days if recording is None else 0
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "zones": lambda market: market.flow.sample(),
                "weather": lambda market: market.weather,
            }
        )
        self.agenda = Agenda(policies_from_min=self.start_min, offered=self.nothing_offered())
        self.moved: list[Rows] = []  # of each round of repositioning, (n_made,) of MOVED
        now_min = self.start_min
        if past is None:
            _check_files(scenario)
            self.city = draw_city(scenario.city, scenario.consumers.count)
            self.flow = self.flow_type(self._draw_world())
        else:
            self.city = past.city
            know_rows(self.parts, scenario)
            self.flow = self.flow_type(past.columns.again(self.parts))
            self.agenda = deepcopy(past.agenda)
            self.moved.append(past.moves)
            self.steps, self.running = past.n_steps, past.running
            self.datacollector.model_vars = deepcopy(past.samples)
            now_min = past.now_min
        self.clock = Clock(self.flow, now_min)
        self._view = self._view_of_world()

    @classmethod
    def restore(cls, snapshot: Snapshot, parts: Parts = STANDARD) -> Self:
        """The market of a snapshot, which `sim.processes.start` makes go on as if never stopped.

        Its parts are code and not in the snapshot; those it had are to be handed over.
        """
        return cls(snapshot.scenario, snapshot.seed, snapshot.recording, parts, past=snapshot)

    def snapshot(self) -> Snapshot:
        """All there is to know of the market, now; between two steps."""
        return Snapshot(
            scenario=self.scenario,
            seed=self.seed,
            recording=self.recording,
            city=self.city,
            columns=Columns.of(self.world),
            now_min=self.now_min,
            running=self.running,
            agenda=deepcopy(self.agenda),
            n_steps=self.steps,
            samples=deepcopy(self.datacollector.model_vars),
            moves=self.moves,
        )

    def nothing_offered(self) -> Rows:  # (n_days, n_campaigns)
        """What campaigns have offered before the first day that counts."""
        return np.zeros((self.n_days, len(self.scenario.policies.coupons)), OFFERED.dtype)

    def begin_anew(self, agenda: Agenda, **tables: Rows) -> None:
        """Put such tables and such an agenda in place, and a clock that no process waits on."""
        self.flow.put(**tables)
        self.agenda = agenda
        self.clock = Clock(self.flow, self.now_min)
        self._view = self._view_of_world()

    def list_within(self, radius_m: NDArray[np.float64]) -> None:
        """Let lists hold who delivers to a cell, by the radius of each zone, or is near on foot."""
        scenario, stores, races = self.scenario, self._first_stores, self._races
        reach_m = np.maximum(radius_m[stores["zone"]], scenario.choice.walk_radius_m)
        rivals = any(channel.taker is Taker.RIVAL for channel in self.parts.channels)
        shown = races.within(reach_m, scenario.n_listed, others=rivals)
        self.flow.put(shown=shown)
        for mechanism in self.parts.mechanisms:
            if mechanism.relisted is not None:
                mechanism.relisted(self.world, scenario, stores)

    @property
    def world(self) -> World:
        """The columns of everyone and everything."""
        return self.flow.world

    @property
    def now_min(self) -> float:
        """Minutes since the run's first midnight that counts."""
        return float(self.clock.now)

    @property
    def start_min(self) -> float:
        """When the run begins; below 0, its first midnight that counts, if it has a warm-up."""
        return self.first_day * DAY_MIN

    @property
    def weather(self) -> int:
        """Now, 0 clear, 1 rain, 2 heavy rain."""
        return int(self.world.state["weather"][0])

    @property
    def weekday(self) -> int:
        """Today's weekday, 0 Monday."""
        return self.scenario.weekday(int(self.world.state["day"][0]))

    @property
    def with_shifts(self) -> Rows:
        """Rows of the couriers who keep shifts; those of a crowd come after them."""
        return self.world.couriers[: self._fleet()[0]]

    @property
    def view(self) -> MarketView:
        """What policies see, now."""
        view = self._view
        view.put(now_min=self.now_min)
        if self._viewed is not self.world:  # tables have grown
            self._viewed = self.world
            view.put(
                columns=without_parts(self.world),
                orders=read_only(self.world.orders),
                waiting_rows=read_only(self.world.waiting),
            )
        return view

    @property
    def moves(self) -> Rows:
        """The moves that idle couriers made so far, (n_moves,) of MOVED in order of rounds."""
        return np.concatenate([MOVED.empty(0), *self.moved])

    @cached_property
    def grid(self) -> OrthogonalMooreGrid:
        """Mesa's grid of the city's cells, each store on its own; couriers ride between cells."""
        city, world = self.city, self.world
        grid = OrthogonalMooreGrid(
            (city.n_cells_x, city.n_cells_y), torus=False, random=self.random
        )
        for row, cell in enumerate(world.stores["cell"].tolist()):
            y, x = divmod(cell, city.n_cells_x)
            Store(self, row, grid[x, y])
        for row in range(len(world.couriers)):
            Courier(self, row)
        return grid

    @property
    def agents(self) -> Any:
        """Mesa's set of all agents: stores, couriers and the user's own."""
        return self._with_agents().agents

    @property
    def agents_by_type(self) -> Any:
        """Mesa's sets of agents by their class."""
        return self._with_agents().agents_by_type

    @property
    def agent_types(self) -> Any:
        """Classes of which there are agents."""
        return self._with_agents().agent_types

    def consumer(self, row: int) -> Consumer:
        """The consumer of a row, as an agent."""
        return Consumer(self, row)

    def step(self) -> None:
        """Live through one sample interval; past the last day, until no order is open."""
        self.clock.run(until=self.steps * self.scenario.sample_min)
        self.datacollector.collect(self)
        horizon = self.n_days * DAY_MIN
        over = self.clock.now >= horizon and self.world.state["n_open"][0] == 0
        if over or self.clock.now >= horizon + _DRAIN_MIN:
            self._close()
            self.running = False

    def live(self, progress: Callable[[float], None] | None = None) -> None:
        """Step to the end of the run; `progress` hears the share lived through."""
        horizon = self.n_days * DAY_MIN
        while self.running:
            self.step()
            if progress is not None:
                progress(min(1.0, self.clock.now / horizon))

    def dissolve(self) -> None:
        """Let go of everything at once, so that many runs need no more memory than one.

        Mesa counts agents in a table of models that keeps each alive; and the clock and its
        processes hold each other, and all columns with them, until garbage is collected. So do
        neighbouring cells of the grid: 3 MB a market, which is seldom looked for.
        """
        self.remove_all_agents()
        mesa.Agent._ids.pop(self, None)
        if "grid" in vars(self):
            for cell in self.grid:
                cell.connections.clear()
        for part in (self.flow, self.clock, self):
            vars(part).clear()

    def timeline(self) -> pd.DataFrame:
        """The samples of the days, a row for each moment and zone: counts at that moment."""
        samples = self.datacollector.model_vars
        at_min = (np.arange(len(samples["zones"])) + 1) * self.scenario.sample_min
        at_min = at_min[at_min <= self.n_days * DAY_MIN]
        zones = np.array(samples["zones"][: len(at_min)])  # (n_samples, n_zones, n)
        weather = samples["weather"][: len(at_min)]
        n_samples, n_zones, _ = zones.shape
        return pd.DataFrame(
            {
                "at_min": np.repeat(at_min, n_zones),
                "zone": np.tile(np.arange(n_zones), n_samples),
                "weather": np.repeat(weather, n_zones),
                **{name: zones[:, :, i].ravel() for i, name in enumerate(SAMPLED)},
            }
        )

    def _draw_world(self) -> World:
        scenario, city, stores = self.scenario, self.city, self._draw_stores()
        world = build_world(
            scenario,
            self.seed,
            city,
            consumers=self._draw_consumers(),
            stores=stores,
            couriers=self._draw_couriers(),
            shown=rank_stores(city, stores, scenario.n_listed, scenario.choice.radius_m),
            recording=self.recording,
            parts=self.parts,
        )
        if self.recording is None:
            live_past(world, scenario)
            for mechanism in self.parts.mechanisms:
                if mechanism.past is not None:
                    mechanism.past(world, scenario)
        return world

    def _draw_consumers(self) -> Rows:
        """Those who may order; of a recording, one for each order."""
        if self.recording is None:
            return population.draw_consumers(self.scenario, self.city, self.seed)
        return recorded.recorded_consumers(self.recording, self.scenario, self.city.cell_of)

    def _draw_couriers(self) -> Rows:
        """The fleet with its shifts, and a crowd behind it; or those on record."""
        scenario, city = self.scenario, self.city
        if self.recording is None or self.recording.couriers is None:
            roster = decided(scenario.policies.staffing, STAFFING, scenario)
            return population.draw_couriers(scenario, city, roster, self.seed, self._fleet())
        return recorded.recorded_couriers(self.recording, scenario, city.cell_of, city.cell_zone)

    def _draw_stores(self) -> Rows:
        """The stores as they are before anything happens; the same whenever it is asked."""
        if self.recording is None:
            return population.draw_stores(self.scenario, self.city)
        return recorded.recorded_stores(
            self.recording, self.scenario, self.city.cell_of, self.city.cell_zone
        )

    @cached_property
    def _first_stores(self) -> Rows:
        """The stores as they were when the run began, which lists go by."""
        return self._draw_stores()

    @cached_property
    def _races(self) -> Races:
        """Drawn where some stores deliver less far than others for a while."""
        return Races.of(self.city, self._first_stores, self.scenario.choice.radius_m)

    def _fleet(self) -> tuple[int, int]:
        """How many couriers keep shifts, and how many come after them who do not."""
        return self.scenario.mechanisms.crowd.fleet(self.scenario.couriers.count)

    def _view_of_world(self) -> MarketView:
        self._viewed = self.world
        return MarketView.of(
            self.world,
            without_parts(self.world),
            self.city,
            self.scenario,
            seed=self.seed,
            offered=self.agenda.offered,
        )

    def _with_agents(self) -> Any:
        """The Mesa model, in which stores and couriers are agents from now on."""
        _ = self.grid
        return super()

    def _close(self) -> None:
        """End what is still open: running shifts are paid, orders are undelivered."""
        now = self.clock.now
        for courier in np.flatnonzero(self.world.couriers["doing"] != Doing.OFF):
            self.flow.close_shift(int(courier), now)
        placed = self.world.orders[: self.world.state["n_orders"][0]]
        for order in np.flatnonzero(is_open(placed["state"])):
            self.flow.strand(int(order), Cause.NO_COURIER, now)


def _check_files(scenario: Scenario) -> None:
    """Refuse a city that names files which nobody has read."""
    city = scenario.city
    named = [name for name in ("stores", "zones", "demand") if getattr(city, name) is not None]
    if named and city.town is None:
        raise ValueError(f"city.{named[0]}: its file has not been read; load by analysis.load")
