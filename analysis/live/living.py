"""Markets that live in small pieces, so that whoever moves a lever is heard between two.

What is done in pieces is what `sim.simulation.run` does at once: the same numbers to the bit.
"""

from collections.abc import Generator, MutableMapping
from typing import TypeVar

from analysis.kpis import Kpis
from analysis.kpis.measure import measuring
from analysis.loading import Arm
from sim.market import Market
from sim.processes import start
from sim.processes.decisions import check_memories
from sim.scenario import Scenario
from sim.simulation import alive, result_of
from sim.snapshot import Snapshot
from sim.warm_up import can_share, count_from_now

T = TypeVar("T")

# Work in pieces of a few hundredths of a second, with something at its end.
Pieces = Generator[None, None, T]

# The base's city at minute 0, by seed.
Warm = MutableMapping[int, Snapshot]

# Minutes of a warm-up that are lived at once.
_PIECE_MIN = 120.0
# Consumers in all warm-ups that are kept: 200 bytes each, and more.
_MOST_KEPT = 1_000_000


def begun(arm: Arm, base: Arm, seed: int, warm: Warm) -> Pieces[Market]:
    """The market of an arm at minute 0, after the warm-up that `o2o compare` would give it.

    Parameters
    ----------
    arm, seed
        What lives.
    base
        Whose warm-up it begins after if they differ in policies alone.
    warm
        What is known of the base's warm-ups; that of the seed is added.
    """
    if arm.recording is not None or arm.scenario.warmup_days == 0:
        yield
        return alive(arm.scenario, seed, arm.recording)
    if can_share(arm.scenario, base.scenario):
        if seed not in warm:
            new = yield from _snapshot(base.scenario, seed)
            if not warm or (len(warm) + 1) * base.scenario.consumers.count <= _MOST_KEPT:
                warm[seed] = new
            return alive(arm.scenario, seed, warm=new)
        return alive(arm.scenario, seed, warm=warm[seed])
    market = yield from _warmed(arm.scenario, seed)
    count_from_now(market)
    return start(market)


def measured(arm: Arm, base: Arm, seed: int, warm: Warm) -> Pieces[Kpis]:
    """The KPIs of a whole run of an arm."""
    market = yield from begun(arm, base, seed, warm)
    try:
        while market.running:
            market.step()
            yield
        result = result_of(market)
        yield
        return (yield from measuring(result))
    finally:
        market.dissolve()


def live_until(market: Market, at_min: float) -> None:
    """Live up to a moment, or to the end of the run, collecting the samples on the way."""
    while market.running and market.now_min < at_min:
        sample_min = (market.steps + 1) * market.scenario.sample_min
        if sample_min <= at_min:
            market.step()
        else:
            market.clock.run(until=at_min)


def _snapshot(scenario: Scenario, seed: int) -> Pieces[Snapshot]:
    """See `sim.warm_up.warm_up`."""
    market = yield from _warmed(scenario, seed)
    try:
        check_memories(market)
        return market.snapshot()
    finally:
        market.dissolve()


def _warmed(scenario: Scenario, seed: int) -> Pieces[Market]:
    """A market at minute 0, before anything of the warm-up is forgotten."""
    market = Market(scenario, seed)
    try:
        yield
        start(market)
        while market.now_min < 0:
            market.clock.run(until=min(0.0, market.now_min + _PIECE_MIN))
            yield
    except BaseException:
        market.dissolve()
        raise
    return market
