"""One run: build a market, live through its days, hand over its tables."""

import gc
import time
from collections.abc import Callable

import mesa

from sim import processes
from sim.flow.parts import Parts
from sim.market import Market
from sim.recording import Recording
from sim.result import RunResult
from sim.scenario import Policies, Scenario
from sim.standard import STANDARD


def run(
    scenario: Scenario,
    seed: int,
    recording: Recording | None = None,
    progress: Callable[[float], None] | None = None,
) -> RunResult:
    """The tables of `scenario` under the luck of `seed`; a pure function.

    A `recording` takes the place of synthetic demand; its settings must be in the scenario.
    `progress` hears the share of the run lived through.
    """
    compile_cpu_s = compile_kernels(scenario.policies)
    start = time.process_time()
    market = alive(scenario, seed, recording)
    built = time.process_time()
    gc.freeze()  # what is built now stays for the run: nothing in it is garbage to look for
    try:
        market.live(progress)
        lived = time.process_time()
        result = result_of(market)
    finally:
        gc.unfreeze()
        _forget(market)
    result.timing.update(
        build_cpu_s=built - start, compile_cpu_s=compile_cpu_s, simulate_cpu_s=lived - built
    )
    return result


def alive(
    scenario: Scenario,
    seed: int = 0,
    recording: Recording | None = None,
    parts: Parts = STANDARD,
) -> Market:
    """A market in which everything has begun."""
    return processes.start(Market(scenario, seed, recording, parts))


def result_of(market: Market) -> RunResult:
    """The tables of a market that has lived."""
    world = market.world
    return RunResult(
        scenario=market.scenario,
        seed=market.seed,
        days=market.n_days,
        n_zones_x=market.city.n_zones_x,
        n_zones_y=market.city.n_zones_y,
        segments=market.view.segments,
        orders=world.orders[: world.state["n_orders"][0]],
        consumers=world.consumers,
        stores=world.stores,
        couriers=world.couriers,
        funnel=world.funnel,
        book=world.book,
        timeline=market.timeline(),
        timing={},
        parts=market.parts,
        own=dict(zip((part.name for part in market.parts.owners), world.own, strict=True)),
        moves=market.moves,
    )


_compiled: set[tuple[type, ...]] = set()


def compile_kernels(policies: Policies = Policies()) -> float:  # noqa: B008, it is frozen
    """Compile, or load, the flow and the kernels of such policies; CPU seconds it took.

    Once in a process: a tiny market lives through a day under them.
    """
    families = [family for family in policies.families if family.kernels]
    kinds = tuple(type(policy) for family in families for policy in family.policies(policies))
    if kinds in _compiled:
        return 0.0
    start = time.process_time()
    tiny = {"consumers": {"count": 50}, "stores": {"count": 5}, "couriers": {"count": 5}}
    warm_up = Scenario.model_validate({"title": "warm-up", "days": 1, **tiny})
    decided = type(policies).model_validate(
        {family.name: getattr(policies, family.name) for family in families}
    )
    market = alive(warm_up.model_copy(update={"policies": decided}))
    try:
        market.live()
    finally:
        _forget(market)
    _compiled.add(kinds)
    return time.process_time() - start


def _forget(market: Market) -> None:
    """Let go of a market at once, so that many runs need no more memory than one.

    Mesa counts agents in a table of models that keeps each alive; and the clock and its processes
    hold each other, and all columns with them, until garbage is collected. So do neighbouring
    cells of the grid: 3 MB a market, which is seldom looked for.
    """
    market.remove_all_agents()
    mesa.Agent._ids.pop(market, None)
    for cell in market.grid:
        cell.connections.clear()
    for part in (market.flow, market.clock, market):
        vars(part).clear()
