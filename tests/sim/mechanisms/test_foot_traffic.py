"""Strangers from the street, by hand: how many pass, what they see, who walks in, what is told.

The store of the town has one cook who needs ten minutes; 100 m are two minutes' walk.
"""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim import luck
from sim.flow.world import NEED
from sim.ledger import ACCOUNTS, KINDS, Account, Kind
from sim.market import Market
from sim.mechanisms import foot_traffic
from sim.mechanisms.foot_traffic import passers
from sim.order import ORDER, Cause, State
from sim.processes import start
from sim.simulation import alive
from sim.standard import STANDARD
from tests.cities import NEVER, SMALL, scenario
from tests.reference.compare import differences, log_of
from tests.sim.worlds import Town, postings
from tests.uncompiled import assert_tests_pass_uncompiled

ON = {"foot_traffic": {"enabled": True}}
VILLAGE = {**SMALL, "consumers": {"count": 80}, "stores": {"count": 4}, "couriers": {"count": 3}}


def town_of(stores=({},), choice=None, mechanisms=None, **rules):
    """A town in which every stranger walks in at the store that he passes."""
    tables = {"foot_traffic": {"enabled": True, "constant": 50} | rules}
    changes = {
        "mechanisms": tables | (mechanisms or {}),
        "stores": {"count": len(stores)},
        "choice": {"walkin_constant": 0} | (choice or {}),
    }
    return Town(changes, stores=stores)


def pass_by(town, *passing):
    """Let strangers pass: (minute, store) in order of time."""
    rows = NEED.empty(len(passing))
    for nth, (at_min, store) in enumerate(passing):
        rows[nth] = (at_min, -1 - store, nth, at_min)
    town.set_needs(rows)


@pytest.mark.parametrize(
    ("spread", "traffic"), [(0, [1, 1, 1]), (1, [0, 0.5, 2.5]), (0.5, [0.5, 0.75, 1.75])]
)
def test_traffic_goes_by_the_doors_around_as_far_as_it_is_spread(spread, traffic):
    """Of 0, 2 and 10 doors; the mean is always 1."""
    assert passers.relative(np.array([0.0, 2.0, 10.0]), spread).tolist() == traffic


def test_where_there_are_no_doors_all_stores_are_passed_alike():
    assert passers.relative(np.zeros(2), 1.0).tolist() == [1, 1]


@pytest.mark.parametrize(("draw", "row"), [(0.0, 0), (0.29, 0), (0.3, 1), (0.99, 2), (1.0, 2)])
def test_a_stranger_is_of_a_segment_by_the_shares_of_all(draw, row):
    kinds = passers.KIND.empty(3)
    kinds["until_share"] = 0.3, 0.8, 1.0
    assert passers.segment_of(kinds, draw) == row


def test_people_are_at_work_in_hours_whose_middle_is_in_working_time():
    """From 8:30, the middle of hour 8, until 17:30, the middle of hour 17."""
    choice = SimpleNamespace(work_start_min=510.0, work_end_min=1050.0)
    assert np.flatnonzero(passers._working(choice)).tolist() == list(range(8, 17))


def passing(seed, traffic, usual=60.0, works=None):
    """The strangers of day 0, where hours 11 and 18 hold all needs, evenly."""
    shares = np.zeros(24)
    shares[[11, 18]] = 0.5
    rows = passers.TRAFFIC.empty(len(traffic))
    rows["at_home"], rows["at_work"] = np.transpose(traffic)
    works = np.zeros(24) if works is None else works
    return passers._passers(seed, 0, rows, usual, shares, works)


@pytest.mark.uncompiled
def test_as_many_pass_as_traffic_has_it_at_each_hour():
    """Of 60: 60 at home at a usual store; 15 and 60 where offices are empty and homes twice."""
    works = np.zeros(24)
    works[11] = 1
    found = np.zeros((2, 2))
    for seed in range(200):
        drawn = passing(seed, [(1, 1), (2, 0.5)], works=works)
        hour = drawn["at_min"] // 60
        for store in (0, 1):
            mine = hour[drawn["consumer"] == -1 - store]
            found[store] += (mine == 11).sum(), (mine == 18).sum()
    expected = np.array([[30, 30], [15, 60]]) * 200
    assert (np.abs(found - expected) < 4 * np.sqrt(expected)).all()


@pytest.mark.uncompiled
def test_strangers_of_a_store_are_the_same_whoever_passes_others():
    drawn, alone = passing(0, [(1, 1), (9, 9)]), passing(0, [(1, 1)])
    mine = drawn[drawn["consumer"] == -1]
    assert (mine == alone).all()
    assert len(np.unique(mine["nth"])) == len(mine)
    assert (mine["wanted_min"] == mine["at_min"]).all()


@pytest.mark.uncompiled
def test_a_crowd_is_as_large_as_it_is_and_each_of_it_has_a_number():
    counts = [passers._count(seed, 0, 0, 1500.0) for seed in range(400)]
    assert np.mean(counts) == pytest.approx(1500, abs=4 * math.sqrt(1500 / 400))
    assert np.var(counts) == pytest.approx(1500, rel=4 * math.sqrt(2 / 400))
    numbers = passing(0, [(5, 5)], usual=500.0)["nth"]
    assert len(np.unique(numbers)) == len(numbers) > passers.PER_DAY
    assert set(numbers[numbers >= 366 * passers.PER_DAY]) == set(numbers[passers.PER_DAY :])


@pytest.mark.uncompiled
def test_who_passes_walks_in_queues_and_pays_at_the_counter():
    """The second is begun when the first is done."""
    town = town_of()
    pass_by(town, (1, 0), (4, 0))
    town.advance(60)
    assert town.life(0) == {
        "placed": 1,
        "cooking": 1,
        "at_store": 1,
        "ready": 11,
        "picked_up": 11,
        "ended": 11,
    }
    assert town.life(1)["cooking"] == 11
    assert town.orders["consumer"].tolist() == [-1, -1]
    assert town.orders["promised_min"].tolist() == [11, 4 + 10 + 10]  # as the store quotes then
    page = postings(town.world.book[0])
    assert page[("street_sale", "store")] == 8000
    assert page[("ingredients", "store")] == -3200
    assert not any(account == "platform" for _, account in page)
    assert town.world.own[0][passers.COUNTS]["n_passed"][0] == 2


@pytest.mark.uncompiled
def test_consumers_and_the_funnel_know_nothing_of_strangers():
    town = town_of(mechanisms={"trust": {"enabled": True}, "channel_habit": {"enabled": True}})
    before = town.world.consumers.copy()
    names = [part.name for part in town.world.parts.owners]
    before_of = {
        name: [table.copy() for table in tables]
        for name, tables in zip(names, town.world.own, strict=True)
    }
    pass_by(town, (1, 0))
    town.advance(60)
    assert town.ending(0) == "fulfilled"
    assert (town.world.consumers == before).all()
    assert town.world.funnel.sum() == 0
    after = dict(zip(names, town.world.own, strict=True))
    assert after.keys() == {"trust", "channel_habit", "foot_traffic"}
    for name in ("trust", "channel_habit"):
        for was, table in zip(before_of[name], after[name], strict=True):
            assert (was == table).all()


@pytest.mark.uncompiled
def test_a_policy_is_not_told_of_strangers():
    town = town_of(choice={"delivery_constant": NEVER, "pickup_constant": 0})
    town.needs((1, 0))
    town.advance(2)
    pass_by(town, (3, 0))
    town.advance(60)
    assert len(town.orders) == 2
    assert town.view(60).days_so_far.n_orders.tolist() == [1]


@pytest.mark.uncompiled
def test_a_stranger_leaves_a_queue_that_is_too_long():
    town = town_of()
    patience = town.world.patience[0]
    patience.enabled, patience.walkin_mean_min, patience.walkin_shape = True, 0.1, 1000.0
    pass_by(town, (1, 0), (2, 0))
    town.advance(60)
    assert town.ending(0) == "fulfilled"
    assert town.ending(1) == "cancelled queue"
    assert postings(town.world.book[0])[("street_sale", "store")] == 4000


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("store", "ends"), [({"close_min": 60.0}, ["fulfilled"]), ({"closed": True}, [])]
)
def test_nobody_walks_in_where_it_is_closed(store, ends):
    town = town_of(stores=(store,))
    pass_by(town, (50, 0), (61, 0))
    town.advance(200)
    assert [town.ending(row) for row in range(len(town.orders))] == ends


@pytest.mark.uncompiled
def test_stores_a_few_steps_on_are_seen_and_others_are_not():
    """Those 50 m on take all: food there is free. A walk of one minute, which is straight."""
    stores = ({}, {"x_m": 50.0, "price_level": 0.0}, {"x_m": 500.0, "price_level": 0.0})
    town = town_of(stores=stores, seen_m=60)
    foot_traffic.past(town.world, town.scenario)
    seen = town.world.own[0][passers.SEEN_FROM]["store"].reshape(3, -1)
    assert seen[:, :3].tolist() == [[0, 1, -1], [1, 0, -1], [2, -1, -1]]
    pass_by(town, (1, 0))
    town.advance(60)
    order = town.orders[0]
    assert (order.consumer, order.store, order.at_store_min) == (-1, 1, 2)


@pytest.mark.uncompiled
@pytest.mark.parametrize(("lighter", "walks_in"), [(1e-9, 1), (-1e-9, 0)])
def test_worth_counts_price_quality_and_queue_and_nothing_that_the_app_says(lighter, walks_in):
    """Half a util for each star above 4.6, 0.048 for each minute, 0.0006 for each cent of price.

    Nothing weighs as much as it takes to be a hair later, or earlier, in the race than the meal.
    """
    store = {"quality": 5.0, "shown_quality": 1.0, "price_level": 1.5, "preparation_min": 7.0}
    utils = 0.25 + 0.5 - 0.0006 * 2000 + 0.5 * 0.4 - 0.048 * 7
    for_nothing, for_a_meal = luck.four(0, luck.NEST, -1, 0, 0)[:2]
    as_late = utils + math.log(math.log(for_nothing) / math.log(for_a_meal))
    choice = {"walkin_constant": 0.25, "nothing_constant": as_late - lighter}
    town = town_of(stores=(store,), constant=0.5, choice=choice)
    pass_by(town, (1, 0))
    town.advance(2)
    assert len(town.orders) == walks_in


def result_of(orders, passed, sales):
    """A run of two days that left these orders."""
    rows = ORDER.empty(len(orders))
    for row, order in zip(rows, orders, strict=True):
        row.consumer, row.channel = -1, 3
        for name, value in order.items():
            row[name] = value
    book = np.zeros((3, len(KINDS), len(ACCOUNTS)), np.int64)
    book[0, Kind.STREET_SALE, Account.STORE] = sales
    own = foot_traffic.passers.rows(scenario({"mechanisms": ON, "stores": {"count": 1}}))
    own[passers.COUNTS]["n_passed"] = passed
    return SimpleNamespace(
        orders=rows,
        book=book,
        days=2,
        parts=STANDARD.switched(ON),
        own={"foot_traffic": own},
    )


def test_figures_are_of_who_came_from_the_street():
    """Of ten who pass, four go in: two eat, as a consumer does, one leaves the queue."""
    eaten = {"state": State.FULFILLED, "at_store_min": 60}
    away = {"state": State.CANCELLED, "cause": Cause.QUEUE}
    empty = {"state": State.CANCELLED, "cause": Cause.OUT_OF_STOCK}
    ours = {"state": State.FULFILLED, "channel": 0, "consumer": 0}
    orders = [eaten | {"ready_min": 70}, eaten | {"ready_min": 76}, away, empty, ours]
    assert foot_traffic.kpis(result_of(orders, 10, 6000)) == {
        "street_guests": 4,
        "street_entry_share": 0.4,
        "street_meal_share": 2 / 3,
        "street_wait_mean_min": 13,
        "street_left_share": 0.25,
        "street_sales_cents_per_day": 3000,
    }
    nobody = foot_traffic.kpis(result_of([], 0, 0))
    assert nobody["street_guests"] == 0
    assert nobody["street_left_share"] is nobody["street_entry_share"] is None


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_nobody_passes_the_day_is_the_same_to_the_bit():
    none = {"foot_traffic": {"enabled": True, "passers_per_store": 0}}
    off, on = alive(scenario(VILLAGE)), alive(scenario(VILLAGE, {"mechanisms": none}))
    off.live()
    on.live()
    assert not differences(log_of(off), log_of(on))


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_a_day_stopped_while_strangers_queue_goes_on_as_if_never_stopped():
    market = alive(scenario(VILLAGE, {"mechanisms": ON}))
    while market.running and not _is_inside(market.world.orders).any():
        market.step()
    assert market.running
    snapshot = market.snapshot()
    market.live()
    resumed = start(Market.restore(snapshot))
    resumed.live()
    assert not differences(log_of(market), log_of(resumed))


def _is_inside(orders):
    return (orders["consumer"] < 0) & np.isin(orders["state"], (State.PLACED, State.COOKING))


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
