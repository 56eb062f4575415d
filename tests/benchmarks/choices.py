"""What a choice costs: a session of the baseline at noon, from the list of stores to the offer."""

import time

import numpy as np
from numba import njit

from analysis.scenario_file import load_scenario
from sim.flow import kitchen, session
from sim.flow.choosing import Session, place, wide
from sim.flow.world import NEED
from sim.simulation import alive

NOON_MIN = 720.0
SESSIONS = 100_000
REPEATS = 7


def choice_ns() -> dict[str, float]:
    """CPU nanoseconds of a choice, the least of a few repeats, and what was chosen."""
    market = alive(load_scenario("baseline").scenario)
    while market.now_min < NOON_MIN:
        market.step()
    needs = NEED.empty(SESSIONS)
    needs["consumer"] = np.arange(SESSIONS) % len(market.world.consumers)
    needs["nth"] = 1000 + np.arange(SESSIONS) // len(market.world.consumers)
    chosen = _choose_for(market.flow.columns, needs)  # compiled
    spent = []
    for _ in range(REPEATS):
        start = time.process_time()
        _choose_for(market.flow.columns, needs)
        spent.append(time.process_time() - start)
    return {
        "choice": round(1e9 * min(spent) / SESSIONS),
        "sessions": SESSIONS,
        "chose_something": int(chosen),
    }


@njit
def _choose_for(world, needs):
    """Let a consumer at home choose for each need, without an order; how many chose something."""
    n_chosen = 0
    for row in range(len(needs)):
        need = needs[row]
        consumer = world.consumers[need.consumer]
        cell = consumer.home_cell
        at = place(cell, world.cell_zone[cell], consumer.home_x_m, consumer.home_y_m)
        usual = session.basket_cents(world, need.consumer, need.nth)
        work = kitchen.work_factor(world, need.consumer, need.nth)
        error = kitchen.prediction_error_min(world, need.consumer, need.nth)
        who, nth, now = wide(need.consumer), wide(need.nth), NOON_MIN
        looks = Session(who, consumer, nth, now, now, at, 0, usual, work, error, 0.5, 0.5, 0.5)
        n_chosen += session.choose(world, looks).channel >= 0
    return n_chosen
