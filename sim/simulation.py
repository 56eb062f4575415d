"""One run: build a market, live through its days, hand over its tables."""

import gc
import time
from collections.abc import Callable

import numpy as np

from sim.flow.campaigns import campaign_days
from sim.flow.parts import Parts, Taker
from sim.kernels import compile_kernels
from sim.market import Market
from sim.processes import start
from sim.recording import Recording
from sim.result import RunResult
from sim.scenario import Scenario
from sim.schema import Rows
from sim.snapshot import Snapshot
from sim.standard import STANDARD
from sim.warm_up import can_share, count_from_now, live_through


def run(
    scenario: Scenario,
    seed: int,
    recording: Recording | None = None,
    progress: Callable[[float], None] | None = None,
    warm: Snapshot | None = None,
) -> RunResult:
    """The tables of `scenario` under the luck of `seed`; a pure function.

    Parameters
    ----------
    scenario, seed
        What is run.
    recording
        Takes the place of synthetic demand; its settings must be in the scenario.
    progress
        Hears the share of the run lived through.
    warm
        What `sim.warm_up.warm_up` left, of this seed and of a scenario that differs in policies
        alone; then the run begins there, and has no warm-up of its own.
    """
    compile_cpu_s = compile_kernels(scenario)
    begun = time.process_time()
    market = _built(scenario, seed, recording, STANDARD, warm)
    built = time.process_time()
    try:
        _begin(market)
        warmed = time.process_time()
        market.live(progress)
        lived = time.process_time()
        result = result_of(market)
    finally:
        market.dissolve()
        gc.collect(1)  # processes and their events, which hold each other: young, and soon found
    result.timing.update(
        build_cpu_s=built - begun,
        compile_cpu_s=compile_cpu_s,
        warmup_cpu_s=warmed - built,
        simulate_cpu_s=lived - warmed,
    )
    return result


def alive(
    scenario: Scenario,
    seed: int = 0,
    recording: Recording | None = None,
    parts: Parts = STANDARD,
    *,
    warm: Snapshot | None = None,
) -> Market:
    """A market at minute 0, its warm-up behind it, in which everything has begun."""
    return _begin(_built(scenario, seed, recording, parts, warm))


def result_of(market: Market) -> RunResult:
    """The tables of a market that has lived."""
    world = market.world
    orders, stores = _measured(world.orders[: world.state["n_orders"][0]], world.stores)
    return RunResult(
        scenario=market.scenario,
        seed=market.seed,
        days=market.n_days,
        n_zones_x=market.city.n_zones_x,
        n_zones_y=market.city.n_zones_y,
        segments=market.view.segments,
        orders=orders,
        consumers=world.consumers,
        stores=stores,
        couriers=world.couriers,
        funnel=world.funnel,
        book=world.book[:-1],
        timeline=market.timeline(),
        timing={},
        parts=market.parts,
        own=dict(zip((part.name for part in market.parts.owners), world.own, strict=True)),
        moves=market.moves,
        campaigns=campaign_days(
            market.agenda.offered,
            orders[market.parts.takers[orders["channel"]] == Taker.PLATFORM],
            market.scenario.policies.pickup_discount_cents,
            market.agenda.sent,
        ),
    )


def _built(
    scenario: Scenario,
    seed: int,
    recording: Recording | None,
    parts: Parts,
    warm: Snapshot | None,
) -> Market:
    if warm is None:
        return Market(scenario, seed, recording, parts)
    if recording is not None or seed != warm.seed or not can_share(scenario, warm.scenario):
        raise ValueError(
            f"the warm-up of '{warm.scenario.title}' and seed {warm.seed} is none of"
            f" '{scenario.title}' and seed {seed}: all but policies must be the same"
        )
    return Market(scenario, seed, parts=parts, past=warm)


def _begin(market: Market) -> Market:
    live_through(market)
    count_from_now(market)
    return start(market)


def _measured(orders: Rows, stores: Rows) -> tuple[Rows, Rows]:
    """Orders from minute 0 on, and stores whose queues count in these rows."""
    n_before = int(np.searchsorted(orders["placed_min"], 0.0))
    if n_before > 0:
        orders, stores = orders[n_before:].copy(), stores.copy()
        for rows, name in (
            (orders, "next_in_queue"),
            (stores, "queue_first"),
            (stores, "queue_last"),
        ):
            rows[name] = np.maximum(rows[name] - n_before, -1)
    return orders, stores
