"""What a run leaves in memory: its tables, before anything is computed from them."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.flow.campaigns import CAMPAIGN_DAY
from sim.flow.parts import Parts
from sim.flow.requests import MOVED
from sim.scenario import Scenario
from sim.schema import Rows
from sim.standard import STANDARD


@dataclass(frozen=True)
class RunResult:
    """The tables of one run. Times are minutes from the run's first midnight."""

    scenario: Scenario
    seed: int
    days: int
    n_zones_x: int
    n_zones_y: int
    segments: tuple[str, ...]
    orders: Rows  # (n_orders,) sim.order.ORDER, in the order of placement
    consumers: Rows  # (n_consumers,) sim.agents.consumer.CONSUMER, as the run left them
    stores: Rows  # (n_stores,) sim.agents.store.STORE
    couriers: Rows  # (n_couriers,) sim.agents.courier.COURIER
    funnel: NDArray[np.int64]  # (n_segments, 24, n_zones, n_steps) counts, by hour of the need
    book: NDArray[np.int64]  # (n_days + 1, n_kinds, n_accounts) cents gained; sim.ledger
    timeline: pd.DataFrame  # a row for each sample and zone, see Market
    timing: dict[str, float]  # build_cpu_s, compile_cpu_s, simulate_cpu_s
    parts: Parts = field(  # what the market was made of
        default_factory=lambda: STANDARD.switched({})
    )
    own: dict[str, Rows] = field(default_factory=dict)  # rows of the parts that have some, by name
    moves: Rows = field(  # (n_moves,) sim.flow.requests.MOVED, in order of rounds
        default_factory=lambda: MOVED.empty(0)
    )
    campaigns: Rows = field(  # (n_days * n_campaigns,) sim.flow.campaigns.CAMPAIGN_DAY, by day
        default_factory=lambda: CAMPAIGN_DAY.empty(0)
    )

    @property
    def has_needs(self) -> bool:
        """Whether anybody needed anything; where orders are recorded nobody does, or chooses."""
        return bool(self.funnel.any())
