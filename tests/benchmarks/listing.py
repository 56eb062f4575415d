"""What it costs to draw the lists of stores, and to weigh them anew while a run lasts."""

import time
from collections.abc import Callable

import numpy as np

from sim.agents.population import draw_stores
from sim.city import draw_city
from sim.ranking import N_CANDIDATES, draw_shortlist, rank_stores
from sim.scenario import Scenario

REPEATS = 20


def listing_ms() -> dict[str, float]:
    """CPU milliseconds for all cells of the baseline's city, the least of a few repeats."""
    scenario = Scenario(title="listing")
    n_examined, radius_m = scenario.choice.n_examined, scenario.choice.radius_m
    city = draw_city(scenario.city, scenario.consumers.count)
    stores = draw_stores(scenario, city)
    shortlist = draw_shortlist(city, stores, N_CANDIDATES, radius_m)
    boost = np.random.default_rng(0).uniform(0.5, 2.0, len(stores))
    return {
        "draw_lists": _least_ms(lambda: rank_stores(city, stores, n_examined, radius_m)),
        "draw_candidates": _least_ms(lambda: draw_shortlist(city, stores, N_CANDIDATES, radius_m)),
        "weigh_anew": _least_ms(lambda: shortlist.ranked(boost, n_examined)),
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
