"""What it costs to draw the lists of stores."""

import time
from collections.abc import Callable

import numpy as np

from sim.agents.population import draw_stores
from sim.city import draw_city
from sim.ranking import Races, rank_stores
from sim.scenario import Scenario

REPEATS = 20


def listing_ms() -> dict[str, float]:
    """CPU milliseconds for all cells of the baseline's city, the least of a few repeats."""
    scenario = Scenario(title="listing")
    n_examined, radius_m = scenario.choice.n_examined, scenario.choice.radius_m
    city = draw_city(scenario.city, scenario.consumers.count)
    stores = draw_stores(scenario, city)
    races = Races.of(city, stores, radius_m)
    nearer_m = np.full(len(stores), radius_m / 2)
    return {
        "draw_lists": _least_ms(lambda: rank_stores(city, stores, n_examined, radius_m)),
        "race_all": _least_ms(lambda: Races.of(city, stores, radius_m)),
        "shrink_lists": _least_ms(lambda: races.within(nearer_m, n_examined, others=False)),
        "cells": float(city.n_cells),
    }


def _least_ms(call: Callable[[], object]) -> float:
    call()  # compiled
    spent = []
    for _ in range(REPEATS):
        start = time.process_time()
        call()
        spent.append(time.process_time() - start)
    return round(1000 * min(spent), 3)
