"""What a run will take: time, memory and disk, by the size of its scenario, before it begins.

Costs were measured in cities of 20 000 and 400 000 consumers under the policies of the baseline. A
dispatcher that plans far ahead, or a policy of the user's own, may take longer.
"""

import math
from dataclasses import dataclass

from sim.daytime import DAY_MIN
from sim.order import ORDER
from sim.policies.service_area import SERVICE_AREA
from sim.recording import Recording
from sim.scenario import Scenario

_START_S = 4.0  # libraries imported, kernels loaded
_S_PER_CONSUMER = 5e-6
_S_PER_CELL = 1e-5
_S_PER_PAIR = 1.5e-7  # of a cell and a store, where stores deliver less far for a while
_S_PER_NEED = 5.5e-6
_S_PER_ORDER = 2e-5  # measured and written
_S_PER_ROUND = 5e-5  # of a policy that is asked every so often

_START_BYTES = 350e6
_BYTES_PER_CONSUMER = 200.0  # the columns, doors, and counts of the day's needs
_BYTES_PER_NEED = 40.0  # of one day
_BYTES_PER_CELL = 40.0
_BYTES_PER_LISTED = 12.0  # a store in the list of a cell
_BYTES_PER_PAIR = 4.0
_COPIES = 3.0  # of orders, while tables are written

_DISK_PER_CONSUMER = 40.0
_DISK_PER_ORDER = 215.0

_ORDERS_PER_NEED = 0.2


@dataclass(frozen=True)
class Estimate:
    """One run in a process of its own."""

    cpu_s: float
    memory_bytes: float
    disk_bytes: float


def estimate(scenario: Scenario, recording: Recording | None = None) -> Estimate:
    """About what a run takes; right within a factor of two or three, which is what matters."""
    people, city = scenario.consumers, scenario.city
    daily = people.count * sum(part.share * part.needs_per_day for part in people.segments)
    before = scenario.warmup_days
    if recording is not None:
        daily, before = recording.n_orders / _ORDERS_PER_NEED / scenario.days, 0
    needs = daily * (scenario.days + before)
    orders = _ORDERS_PER_NEED * needs
    n_cells = math.ceil(city.width_m / city.cell_m) * math.ceil(city.height_m / city.cell_m)
    listed, pairs = n_cells * scenario.n_listed, _pairs(scenario, n_cells)
    return Estimate(
        cpu_s=_START_S
        + _S_PER_CONSUMER * people.count
        + _S_PER_CELL * n_cells
        + _S_PER_PAIR * pairs
        + _S_PER_NEED * needs
        + _S_PER_ORDER * orders
        + _S_PER_ROUND * _rounds(scenario),
        memory_bytes=_START_BYTES
        + _BYTES_PER_CONSUMER * people.count
        + _BYTES_PER_NEED * daily
        + _BYTES_PER_CELL * n_cells
        + _BYTES_PER_LISTED * listed
        + _BYTES_PER_PAIR * pairs
        + _COPIES * ORDER.dtype.itemsize * orders,
        disk_bytes=_DISK_PER_CONSUMER * people.count + _DISK_PER_ORDER * orders,
    )


def _pairs(scenario: Scenario, n_cells: int) -> float:
    """Cells and stores in reach of them, all of which are ranked for a policy of service area."""
    if scenario.policies.service_area == SERVICE_AREA.default:
        return 0.0
    city = scenario.city
    reached = math.pi * scenario.choice.radius_m**2 / (city.width_m * city.height_m)
    return n_cells * scenario.stores.count * min(1.0, reached)


def _rounds(scenario: Scenario) -> float:
    """How often policies are asked in the whole run."""
    minutes = DAY_MIN * (scenario.days + scenario.warmup_days)
    every = (
        getattr(policy, "every_min", None)
        for family in scenario.policies.families
        for policy in family.policies(scenario.policies)
    )
    return float(sum(minutes / each for each in every if each))
