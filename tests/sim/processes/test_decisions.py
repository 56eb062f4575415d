"""A policy that remembers: one memory a run, which goes with the run when it is stopped."""

from typing import Any

import numpy as np

from sim import processes
from sim.market import Market
from sim.policies.pricing import PricingPolicy, Tariff
from sim.simulation import alive
from tests.cities import CALM, SMALL, scenario


class RisingFee(PricingPolicy):
    """A cent more each time it is asked."""

    every_min: float = 60

    def begin(self, view: Any) -> list[float]:
        """The minutes at which it was asked."""
        return []

    def __call__(self, view: Any, memory: list[float]) -> Tariff:
        """As many cents as there were decisions."""
        memory.append(view.now_min)
        return Tariff(np.full(view.n_zones, float(len(memory))), np.zeros(view.n_zones))


def rising():
    return scenario(SMALL, CALM, {"consumers": {"count": 60}}).model_copy(
        update={"policies": scenario().policies.model_copy(update={"pricing": RisingFee()})}
    )


def fee(market):
    return market.world.tariff["base_cents"][0]


def test_a_policy_is_called_with_what_it_remembers_of_this_run():
    city = rising()
    for _ in range(2):  # a second run begins anew
        market = alive(city)
        while market.now_min < 120:
            market.step()
        assert market.agenda.memories == {"pricing 0": [0.0, 60.0]}
        market.clock.run(until=121)
        assert fee(market) == 3


def test_what_is_remembered_goes_with_a_run_that_is_stopped():
    market = alive(rising())
    while market.now_min < 180:
        market.step()
    again = processes.start(Market.restore(market.snapshot()))
    for each in (market, again):
        each.step()
    assert fee(again) == fee(market) == 4
    assert again.agenda.memories == market.agenda.memories
    assert again.agenda.memories["pricing 0"] is not market.agenda.memories["pricing 0"]
