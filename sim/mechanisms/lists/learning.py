"""What lists know of stores and people: as the run begins, and at each midnight after."""

import math
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim import luck
from sim.city import LOCAL_TASTE
from sim.daytime import DAY_MIN
from sim.flow.composed import has, own
from sim.flow.world import World
from sim.mechanisms.lists.columns import (
    CANDIDATE,
    CANDIDATES,
    COUNTS,
    NAME,
    PEOPLE,
    PERSON,
    PLACE,
    RULES,
    RULES_ROW,
    STORE,
    STORES,
)
from sim.mechanisms.trust import everybody
from sim.mechanisms.trust.stock import NAME as TRUST
from sim.ranking import KM_WEIGHT, STAR_WEIGHT, centre_m
from sim.schema import Rows
from sim.settings.lists import Lists
from sim.turns import Process, Turn, at_each, midnights


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Places, stores and people of whom nothing is known yet, and rules that leave lists alone."""
    settings: Lists = scenario.mechanisms.lists
    places = PLACE.empty(settings.n_listed)
    places["share"] = np.arange(1.0, settings.n_listed + 1) ** -settings.position_exponent
    places["log_share"] = [math.log(share) for share in places["share"]]
    places["store"] = -1
    stores = STORE.empty(scenario.stores.count)
    draws = luck.uniforms(scenario.city.seed, luck.SPONSORS, len(stores))
    stores["sponsor_draw"] = draws[:, 0]
    taste = scenario.mechanisms.lasting_taste
    sd = scenario.choice.nest_scale * math.sqrt(taste.lasting_share)
    rules = RULES.empty(1)
    rules["taste_weight"] = 1 / sd if taste.enabled and sd > 0 else 0.0
    rules["trained_min"] = -scenario.warmup_days * DAY_MIN
    rules["retrain_days"] = 1.0
    candidates = np.zeros((scenario.city.n_cells, settings.n_listed), CANDIDATE.dtype)
    people = PERSON.empty(scenario.consumers.count)
    return places, stores, COUNTS.empty(1), people, rules, candidates


def live_past(world: World, scenario: Any) -> None:
    """What lists were drawn by; and who ordered before the run, which the platform has seen."""
    tables = own(world, NAME)
    relisted(world, scenario, world.stores)
    tables[PEOPLE]["n_seen"][np.isinf(world.consumers["last_order_min"])] = 0  # never had the app
    tables[PEOPLE]["opted_in"] = opted_in(world, scenario, -scenario.warmup_days * DAY_MIN)
    learn(world, -scenario.warmup_days * DAY_MIN)


def relisted(world: World, scenario: Any, stores: Rows) -> None:
    """By what each store won its place on the lists there are now."""
    grid = world.grid[0]
    _candidates(
        world.shown,
        stores,
        int(scenario.city.seed),
        float(grid.cell_m),
        int(grid.n_cells_x),
        own(world, NAME)[CANDIDATES],
    )


@njit(cache=True)
def _candidates(shown, stores, seed, cell_m, n_cells_x, candidates):
    """Take apart by what each store won its place, see `sim.ranking`.

    Parameters
    ----------
    shown : (n_cells, n_listed) int
        Rows of stores; -1: no more.
    stores
        Rows of STORE, (n_stores,).
    seed : int
        The city's.
    cell_m, n_cells_x
        Width of a cell, metres, and cells of a row of the grid.
    candidates
        Rows of CANDIDATE, (n_cells, n_listed), to be filled.
    """
    for cell in range(len(shown)):
        centre_x, centre_y = centre_m(cell, n_cells_x, cell_m)
        for rank in range(min(shown.shape[1], candidates.shape[1])):
            store_id = shown[cell, rank]
            if store_id < 0:
                break
            store = stores[store_id]
            km = math.hypot(store.x_m - centre_x, store.y_m - centre_y) / 1000.0
            candidate = candidates[cell, rank]
            candidate.pull = (
                math.log(store.popularity) + STAR_WEIGHT * store.shown_quality - KM_WEIGHT * km
            )
            time = luck.exponential(seed, luck.CITY, cell, LOCAL_TASTE, store_id)
            candidate.local = -math.log(time)


@njit
def lived(world, consumer_id, _nth, _days_ago, _felt):
    """The platform has seen an order of somebody's past.

    Parameters
    ----------
    world
        The columns.
    consumer_id : int
        Whose order it was.
    _nth, _days_ago, _felt
        Which one, when it was and how it was felt: it is counted.
    """
    own(world, NAME)[PEOPLE][consumer_id].n_seen += 1


def opted_in(world: World, scenario: Any, now_min: float) -> NDArray[np.bool_]:  # (n_consumers,)
    """Who lets the platform use their data: everybody where trust in it is not told of."""
    if not has(world, TRUST):
        return np.ones(len(world.consumers), np.bool_)
    return everybody.opted_in(world, scenario, now_min)


def learn(world: World, now_min: float) -> None:
    """People are known as they are now: by what was seen of them, and with the tastes of today."""
    tables = own(world, NAME)
    tables[PEOPLE]["n_known"] = tables[PEOPLE]["n_seen"]
    tables[RULES_ROW]["trained_min"] = now_min


def process(market: Any) -> Process | None:
    """At midnight: who lets his data be used, new budgets of sponsors, and people learnt anew."""
    if market.recording is not None:
        return None

    def midnight(_nth: int) -> None:
        world, now_min = market.world, market.now_min
        tables = own(world, NAME)
        tables[STORES]["spent_cents"] = 0
        tables[PEOPLE]["opted_in"] = opted_in(world, market.scenario, now_min)
        rules = tables[RULES_ROW][0]
        if now_min - rules.trained_min >= rules.retrain_days * DAY_MIN:
            learn(world, now_min)

    return Process(NAME, Turn.STOCK, at_each(midnights(market.first_day, market.n_days)), midnight)
