"""Repositioning by hand: who waits where, and by which rides."""

import numpy as np
import pytest
from scipy.optimize import linprog

from sim.agents.courier import Doing
from sim.flow.requests import MOVE
from sim.order import Channel
from sim.policies.imbalance import Imbalance, least_riding, shares
from sim.policies.repositioning import Balance, DemandWeighted, Stay
from sim.simulation import alive
from tests.cities import CALM, SMALL, scenario
from tests.sim.worlds import Town

BOTH = pytest.mark.parametrize("policy", [DemandWeighted, Balance])

# Two zones of a kilometre, with stores in both.
STORES = ({"x_m": 100}, {"x_m": 1100}, {"x_m": 1300}, {"x_m": 1900})


def town_of(*placed, couriers, stores=STORES, since_min=-60, until_min=600.0):
    """Orders (store, minute) placed before 0, and couriers idle for an hour."""
    town = Town(couriers=couriers, stores=stores)
    for row, (store, placed_min) in enumerate(sorted(placed, key=lambda order: order[1])):
        order = town.world.orders[row]
        order.store, order.placed_min = store, placed_min
    town.world.state["n_orders"] = len(placed)
    rows = town.world.couriers
    rows["doing"], rows["until_min"], rows["arrive_min"] = Doing.IDLE, until_min, since_min
    return town


def moves_of(policy, town, now_min=0.0):
    return [tuple(move) for move in policy(town.view(now_min)).tolist()]


def test_who_stays_stays():
    assert moves_of(Stay(), town_of((1, -1), couriers=[(0, 0)])) == []


@BOTH
def test_idle_couriers_are_shared_out_by_the_demand_of_zones(policy):
    """One order in the west, three in the east: of four couriers in the west the nearest three go.

    The middle of the demand in the east is at 1300 m.
    """
    town = town_of(
        (0, -1), (1, -1), (2, -1), (2, -1), couriers=[(800, 0), (100, 0), (900, 0), (600, 0)]
    )
    town.world.orders["placed_min"][:4] = -1
    assert moves_of(policy(), town) == [(0, 1300, 0), (2, 1300, 0), (3, 1300, 0)]


@BOTH
def test_nobody_moves_without_orders_couriers_or_need(policy):
    assert moves_of(policy(), town_of(couriers=[(0, 0)])) == []
    assert moves_of(policy(), town_of((1, -1), couriers=[])) == []
    assert moves_of(policy(), town_of((1, -1), couriers=[(1500, 0)])) == []
    pickup = town_of((1, -1), couriers=[(0, 0)])
    pickup.world.orders["channel"][0] = Channel.PICKUP
    assert moves_of(policy(), pickup) == []


@BOTH
def test_older_orders_count_less(policy):
    """Three orders an hour ago in the west weigh less than two now in the east."""
    placed = [(0, -60), (0, -60), (0, -60), (1, 0), (1, 0)]
    assert len(moves_of(policy(half_life_min=60), town_of(*placed, couriers=[(0, 0)]))) == 1
    assert len(moves_of(policy(half_life_min=600), town_of(*placed, couriers=[(0, 0)]))) == 0
    assert moves_of(policy(half_life_min=1), town_of((1, -11), couriers=[(0, 0)])) == []


@BOTH
def test_who_is_busy_off_duty_too_far_just_there_or_nearly_off_stays(policy):
    """A hundred metres are a minute, and the store in the east is 1000 m away."""

    def moved(policy, **changes):
        town = town_of((1, -1), couriers=[(100, 0)])
        for name, value in changes.items():
            town.world.couriers[name] = value
        return len(moves_of(policy, town))

    assert moved(policy()) == 1
    assert moved(policy(), doing=Doing.OFF) == 0
    assert moved(policy(radius_m=1000)) == 1
    assert moved(policy(radius_m=999)) == 0
    assert moved(policy(least_stay_min=3), arrive_min=-3) == 1
    assert moved(policy(least_stay_min=3), arrive_min=-2) == 0
    assert moved(policy(least_stay_min=0), arrive_min=1, moving=1) == 0
    assert moved(policy(), until_min=10) == 1
    assert moved(policy(), until_min=9.9) == 0


def test_shares_are_whole_and_ties_go_to_the_first():
    assert shares(np.array([1.0, 1.0, 1.0]), 4).tolist() == [2, 1, 1]
    assert shares(np.array([0.0, 1.0, 3.0]), 6).tolist() == [0, 2, 4]
    assert shares(np.array([0.3, 0.0, 0.7]), 1).tolist() == [0, 0, 1]


def random_imbalance(seed, n=60, n_zones=9, radius_m=1500.0):
    """Couriers anywhere in nine zones, the targets at random, all rides within a radius."""
    rng = np.random.default_rng(seed)
    zone = rng.integers(n_zones, size=n)
    gap = np.bincount(zone, minlength=n_zones) - rng.multinomial(n, np.full(n_zones, 1 / n_zones))
    leavers = np.flatnonzero(gap[zone] > 0)
    metres = rng.uniform(0, 3000, (len(leavers), n_zones))
    metres[:, gap >= 0] = np.inf
    leaver, goal = np.nonzero(metres <= radius_m)
    return Imbalance(
        courier=leavers,
        origin=zone[leavers],
        surplus=np.maximum(gap, 0),
        deficit=np.maximum(-gap, 0),
        place=np.arange(n_zones),
        leaver=leaver,
        goal=goal,
        metres=metres[leaver, goal],
    )


def keeps_the_bounds(found, taken):
    leaver, n_zones = found.leaver[taken], len(found.deficit)
    left = np.bincount(found.origin[leaver], minlength=n_zones)
    came = np.bincount(found.goal[taken], minlength=n_zones)
    once = len(set(leaver.tolist())) == len(taken)
    return once and (left <= found.surplus).all() and (came <= found.deficit).all()


@pytest.mark.parametrize("seed", range(20))
def test_balance_is_the_optimum_of_the_transportation_problem(seed):
    """Most moves, and of those the fewest metres; greedy never does better."""
    found = random_imbalance(seed)
    taken = least_riding(found)
    assert keeps_the_bounds(found, taken)
    n, n_rides = len(found.courier), len(found.metres)
    n_zones = len(found.deficit)
    limits = np.zeros((n + 2 * n_zones, n_rides))
    rides = np.arange(n_rides)
    limits[found.leaver, rides] = 1
    limits[n + found.origin[found.leaver], rides] = 1
    limits[n + n_zones + found.goal, rides] = 1
    bounds = np.concatenate([np.ones(n), found.surplus, found.deficit])
    best = linprog(found.metres - 1e6, A_ub=limits, b_ub=bounds, method="highs")
    assert (found.metres[taken] - 1e6).sum() == pytest.approx(best.fun, abs=1e-3)

    greedy = DemandWeighted()._choose(found)
    assert keeps_the_bounds(found, greedy)
    assert len(greedy) <= len(taken)


def test_the_shortest_ride_is_taken_first_by_greed_and_not_by_balance():
    """Two couriers, two zones: 100 + 900 m by greed, 300 + 200 m in the least."""
    found = Imbalance(
        courier=np.array([4, 7]),
        origin=np.array([0, 0]),
        surplus=np.array([2, 0, 0]),
        deficit=np.array([0, 1, 1]),
        place=np.array([-1, 0, 1]),
        leaver=np.array([0, 0, 1, 1]),
        goal=np.array([1, 2, 1, 2]),
        metres=np.array([100.0, 300.0, 200.0, 900.0]),
    )
    assert DemandWeighted()._choose(found).tolist() == [0, 3]
    assert least_riding(found).tolist() == [1, 2]


@BOTH
def test_in_a_run_couriers_move_to_stores_and_the_runs_differ(policy):
    city = scenario(SMALL, CALM, {"city": {"zone_m": 300}})
    moving = city.policies.model_copy(update={"repositioning": policy()})
    stay, move = alive(city), alive(city.model_copy(update={"policies": moving}))
    for market in (stay, move):
        market.live()
    assert len(stay.moves) == 0
    assert len(move.moves) > 20
    assert (np.diff(move.moves["depart_min"]) >= 0).any()
    stores = move.world.stores
    places = set(zip(stores["x_m"].tolist(), stores["y_m"].tolist(), strict=True))
    goals = zip(move.moves["x_m"].tolist(), move.moves["y_m"].tolist(), strict=True)
    assert set(goals) <= places
    assert move.world.couriers["empty_m"].sum() > stay.world.couriers["empty_m"].sum()


def test_moves_stand_in_the_sequence_of_couriers():
    view = town_of((1, -1), couriers=[(x_m, 0) for x_m in (900, 100, 500, 300)]).view(0.0)
    for policy in (DemandWeighted(), Balance()):
        moves = policy(view)
        assert moves.dtype == MOVE.dtype
        assert moves["courier"].tolist() == [0, 1, 2, 3]
