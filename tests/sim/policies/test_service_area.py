"""Service areas by hand: how far stores deliver, by zone, weather and load, and whom they reach."""

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.kpis.measure import measure
from sim.flow.composed import own
from sim.flow.influences import Sky
from sim.market import Market
from sim.mechanisms.lists.columns import CANDIDATES
from sim.order import ORDER, Channel
from sim.policies.asking import decided
from sim.policies.error import PolicyError
from sim.policies.service_area import (
    SERVICE_AREA,
    FixedRadius,
    RadiusByLoad,
    RadiusByWeather,
    ServiceArea,
)
from sim.simulation import run
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.sim.worlds import PICKUP_ONLY, Town

WIDE = {"choice": {"radius_m": 2000, "walk_radius_m": 900}}


def radii(policy, sky=Sky.CLEAR, pressure=None):
    """In a town of two zones."""
    town = Town(WIDE)
    town.world.state["weather"] = sky
    if pressure is None:
        return policy(town.view()).radius_m.tolist()
    seen = SimpleNamespace(n_zones=2, terms=town.view().terms, pressure=np.array(pressure))
    return policy(seen).radius_m.tolist()


def test_a_fixed_radius_is_a_share_of_the_scenario_s_less_in_some_zones():
    assert radii(FixedRadius()) == [2000, 2000]
    assert radii(FixedRadius(share=0.8, zones=({"zone": 1, "share": 0.5},))) == [1600, 800]


@pytest.mark.parametrize(
    ("sky", "expected"),
    [(Sky.CLEAR, [2000, 500]), (Sky.RAIN, [1200, 300]), (Sky.HEAVY, [800, 200])],
)
def test_rain_makes_the_radius_smaller(sky, expected):
    zones = ({"zone": 1, "share": 0.25},)
    policy = RadiusByWeather(rain_share=0.6, heavy_share=0.4, zones=zones)
    assert radii(policy, sky) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("pressure", "expected"),
    [((0, 2), [2000, 2000]), ((3, 4), [1800, 1600]), ((9, 90), [1000, 1000])],
)
def test_load_makes_it_smaller_down_to_a_least(pressure, expected):
    policy = RadiusByLoad(slope=0.1, threshold=2, least_share=0.5)
    assert radii(policy, pressure=pressure) == pytest.approx(expected)


def test_nothing_is_delivered_farther_than_the_lists_of_stores_reach():
    view = Town(WIDE).view()
    faults = list(SERVICE_AREA.faults(ServiceArea(np.array([2000.0, 2000.5])), view))
    assert faults == [
        "radius_m must hold numbers from 0 to 2000 in every zone, not 2000.5 as in zone 1"
    ]

    class Farther(FixedRadius):
        def __call__(self, view):
            return ServiceArea(2 * self.usual_m(view))

    with pytest.raises(PolicyError, match="must hold numbers from 0 to 2000"):
        decided(Farther(), SERVICE_AREA, view)


def test_a_zone_that_the_city_has_not_is_refused():
    wrong = {"policies": {"service_area": {"use": "fixed", "zones": [{"zone": 4, "share": 0.5}]}}}
    with pytest.raises(ValueError, match="zones: there is no number 4, only 0 to 3"):
        scenario(SMALL, wrong)


@pytest.mark.parametrize(("radius_m", "n_orders"), [(799, 0), (801, 1)])
def test_a_store_delivers_within_its_zone_s_radius_and_no_farther(radius_m, n_orders):
    """Straight, 800 m away, whatever the way ridden."""
    town = Town(WIDE, {"couriers": {"detour": 1.4}}, stores=[{"x_m": 800.0}])
    town.world.tariff["radius_m"] = radius_m
    town.needs((100.0, 0))
    town.advance(200)
    assert len(town.orders) == n_orders


@pytest.mark.parametrize(("shown", "n_orders"), [([0, -1], 1), ([-1, 0], 0)])
def test_who_is_on_a_list_of_others_alone_is_not_sold_here_however_near(shown, n_orders):
    town = Town(WIDE, {"choice": {"n_examined": 1}}, stores=[{"x_m": 300.0}])
    town.put(shown=np.tile(np.array(shown, np.int32), (town.city.n_cells, 1)))
    town.needs((100.0, 0))
    town.advance(200)
    assert len(town.orders) == n_orders


def lists_of(*changes):
    """The lists of a small town, and of the same one where a radius is as small by scenario."""
    village = {"city": {"width_m": 2500, "height_m": 2000, "zone_m": 1300}, "stores": {"count": 12}}
    wide = {"choice": {"radius_m": 2000, "walk_radius_m": 200, "n_examined": 3}}
    narrow = {"choice": {"radius_m": 800}}
    market = Market(scenario(ALIKE, CALM, SMALL, village, wide, *changes))
    near = Market(scenario(ALIKE, CALM, SMALL, village, wide, *changes, narrow))
    return market, near


def decide(market, radius_m, of_the_last_zone_m=None):
    radii_m = np.full(market.city.n_zones, float(radius_m))
    radii_m[-1] = radius_m if of_the_last_zone_m is None else of_the_last_zone_m
    SERVICE_AREA.apply(market, None, ServiceArea(radii_m), 0)


def test_lists_hold_who_delivers_and_are_as_before_when_all_do_again():
    market, near = lists_of()
    before = market.world.shown.copy()
    decide(market, 800)
    assert (market.world.shown == near.world.shown).all()
    assert (market.world.shown != before).any()
    decide(market, 2000)
    assert (market.world.shown == before).all()


def test_only_zones_that_deliver_less_far_lose_their_places():
    market, _ = lists_of()
    zone, cells = market.world.stores["zone"], market.city
    assert (zone == cells.n_zones - 1).any()
    decide(market, 2000, of_the_last_zone_m=200)
    row, column = np.divmod(np.arange(cells.n_cells), cells.n_cells_x)
    for store in np.flatnonzero(zone == cells.n_zones - 1):
        dx = (column + 0.5) * cells.cell_m - market.world.stores["x_m"][store]
        dy = (row + 0.5) * cells.cell_m - market.world.stores["y_m"][store]
        listed = (market.world.shown == store).any(axis=1)
        assert not listed[np.hypot(dx, dy) > 200].any()
    assert (np.sort(market.world.shown)[:, 0] >= 0).mean() > 0.9


def test_what_is_near_on_foot_stays_on_the_list():
    market, near = lists_of({"choice": {"walk_radius_m": 800}})
    decide(market, 0)
    assert (market.world.shown == near.world.shown).all()


@pytest.mark.slow
def test_a_rival_has_the_stores_of_before_on_a_list_of_its_own():
    market, near = lists_of({"mechanisms": {"rival": {"enabled": True}}})
    before = market.world.shown.copy()
    decide(market, 800)
    ours, theirs = np.hsplit(market.world.shown, 2)
    assert (ours == near.world.shown).all()
    gone = ~(before[:, :, None] == ours[:, None, :]).any(axis=2)
    assert (theirs == np.where(gone, before, -1)).all()


@pytest.mark.slow
def test_places_of_long_lists_are_known_by_what_won_them():
    market, near = lists_of({"mechanisms": {"lists": {"enabled": True, "n_listed": 4}}})
    decide(market, 800)
    assert (market.world.shown == near.world.shown).all()
    mine, its = (own(each.world, "lists")[CANDIDATES] for each in (market, near))
    listed = market.world.shown >= 0
    assert listed.any()
    assert (mine[listed] == its[listed]).all()


def test_food_is_fetched_from_where_nothing_is_delivered():
    town = Town(WIDE, PICKUP_ONLY, stores=[{"x_m": 800.0}])
    town.world.tariff["radius_m"] = 0
    town.needs((100.0, 0))
    town.advance(200)
    assert town.orders["channel"].tolist() == [Channel.PICKUP]


def test_figures_are_of_the_way_ridden_and_of_homes_within_the_radius():
    """Half of the time 300 m, which reach two of four homes, then 100 m: one."""
    homes = np.array(
        [(0, 0), (0, 200), (0, 400), (0, 301)], [("home_x_m", "f8"), ("home_y_m", "f8")]
    )
    orders = ORDER.empty(4)
    orders["channel"] = [Channel.DELIVERY, Channel.DELIVERY, Channel.PICKUP, Channel.DELIVERY]
    orders["distance_m"] = [1000, 2000, 9000, 3000]
    result = SimpleNamespace(
        orders=orders,
        consumers=homes,
        stores=np.array([(0, 0, 1)], [("x_m", "f8"), ("y_m", "f8"), ("zone", "i4")]),
        timeline=pd.DataFrame(
            {"at_min": [0, 0, 15, 15], "zone": [0, 1, 0, 1], "radius_m": [9e9, 300, 9e9, 100]}
        ),
    )
    assert SERVICE_AREA.kpis(result) == {
        "order_distance_mean_km": 2.0,
        "order_distance_p90_km": pytest.approx(2.8),
        "reached_share": pytest.approx((0.5 + 0.25) / 2),
    }
    result.orders = orders[:0]
    result.timeline = result.timeline[:0]
    assert set(SERVICE_AREA.kpis(result).values()) == {None}


def test_its_figures_are_told_where_it_is_not_the_default_and_reach_follows_the_share():
    village = {"consumers": {"count": 60}, "stores": {"count": 3}, "couriers": {"count": 2}}

    def reached(**policy):
        change = {"policies": {"service_area": {"use": "fixed", **policy}}}
        return measure(run(scenario(ALIKE, CALM, SMALL, village, change), 0)).get("reached_share")

    assert reached() is None
    near, far = reached(share=0.05), reached(share=0.2)
    assert 0 <= near < far < 1
    assert math.isclose(reached(share=0.9), 1)
