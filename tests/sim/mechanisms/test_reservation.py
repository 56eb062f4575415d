"""Reservations, by hand: which slot is had, when the kitchen begins, who does not come, the money.

The store of the town has one cook who needs ten minutes, and one place in each half hour.
"""

from types import SimpleNamespace

import pytest

from sim.agents import odds
from sim.agents.consumer import time_score
from sim.agents.store import STORE
from sim.market import Market
from sim.mechanisms import reservation
from sim.mechanisms.reservation import channel, slots
from sim.order import ORDER, Cause, State
from sim.processes import start
from sim.settings.reservation import Reservation
from sim.simulation import alive
from sim.standard import STANDARD
from tests.cities import NEVER, SMALL, scenario
from tests.reference.compare import differences, log_of
from tests.sim.worlds import Town, only, postings, row_of, session_of
from tests.uncompiled import assert_tests_pass_uncompiled

RULES = {"enabled": True, "constant": 50, "no_show_share": 0}


def town_of(n_homes=1, stores=({},), choice=None, stock=None, **rules):
    """A town in which everyone who needs a meal reserves, if there is a slot."""
    changes = {
        "mechanisms": {"reservation": RULES | rules},
        "consumers": {"count": n_homes},
        "stores": {"count": len(stores)},
        "choice": {"delivery_constant": NEVER, "walkin_constant": 0} | (choice or {}),
    }
    if stock:
        changes["stock"] = stock
    return Town(changes, homes=[(0, 0)] * n_homes, stores=stores)


def slots_of(town):
    """Where each order is promised for."""
    return town.orders["promised_min"].tolist()


@pytest.mark.parametrize(
    ("cooks", "cooks_min", "share", "places"),
    [(1, 10, 0.3, 1), (2, 10, 0.3, 2), (1, 30, 0.4, 0), (1, 30, 0.5, 1), (4, 10, 1, 12)],
)
def test_places_are_a_share_of_the_meals_that_cooks_make_in_a_slot(cooks, cooks_min, share, places):
    """Of 3, 6, 1, 1 and 12 meals in half an hour."""
    store = only(n_cooks=cooks, preparation_min=float(cooks_min))
    assert slots.capacity(store, only(slot_min=30.0, capacity_share=float(share))) == places


@pytest.mark.parametrize(
    ("reminder", "deposit_cents", "share"),
    [
        (False, 0, 0.08),
        (True, 0, 0.056),
        (False, 500, 0.08 * 0.4**0.25),
        (False, 1000, 0.08 * 0.4**0.5),
        (True, 2000, 0.0224),
        (False, 4000, 0.0128),
    ],
)
def test_a_reminder_and_a_deposit_bring_guests(reminder, deposit_cents, share):
    """Of 8 %: 7 of 10 where reminded, 4 of 10 for each 20 yuan that are held, its root for 10."""
    settings = Reservation(reminder=reminder, deposit_cents=deposit_cents)
    assert settings.no_shows_expected == pytest.approx(share)


@pytest.mark.uncompiled
def test_the_kitchen_begins_in_time_for_the_slot():
    """Said to take 10 minutes and planned for 25: at 0 a quarter of an hour is left.

    The store looks again after half of what is left, at 7.5, 11.25, 13.125 and 14.0625, but not
    before half a minute is over; less than that is no time to wait.
    """
    town = town_of()
    town.needs((0, 0))
    town.advance(40)
    begins = 14.5625
    assert town.life(0) == {
        "placed": 0,
        "cooking": begins,
        "ready": begins + 10,
        "at_store": 30,
        "picked_up": 30,
        "ended": 30,
    }
    assert town.ending(0) == "fulfilled"
    usual = time_score(-6.0, town.world.satisfaction[0])  # punctual, as a delivery usually is early
    assert town.orders["time_score"][0] == usual


@pytest.mark.uncompiled
def test_it_begins_earlier_when_its_queue_is_long():
    """Two more orders than there are cooks come at 8, which the cook has done at 28."""
    town = town_of(n_homes=3)
    town.needs((0, 0))
    town.advance(8)
    own_rules = town.world.own[0][1]
    own_rules["constant"] = NEVER  # the others walk in
    town.needs((8, 1), (8, 2))
    town.advance(60)
    assert town.orders["cooking_min"].tolist()[1:] == [8, 18]
    assert town.life(0)["cooking"] == 28
    assert town.life(0)["ended"] == 38
    assert town.orders["predicted_ready_min"][0] == 11.25 + 30  # said when it joined the queue


@pytest.mark.uncompiled
def test_a_full_slot_is_not_offered():
    town = town_of(n_homes=3)
    town.needs((0, 0), (1, 1), (2, 2))
    town.advance(3)
    assert slots_of(town) == [30, 60, 90]


@pytest.mark.uncompiled
def test_a_slot_that_begins_before_one_can_be_there_is_not_offered():
    """The food would be ready at 30.5."""
    town = town_of()
    town.needs((20.5, 0))
    town.advance(25)
    assert slots_of(town) == [60]


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"stores": ({"close_min": 30.0},)}, {}),
        ({}, {"ahead_min": 20}),
        ({}, {"capacity_share": 0}),
    ],
)
def test_where_no_slot_is_left_nobody_reserves(changes, rules):
    """Closed when it begins, too far ahead, or no places."""
    town = town_of(**changes, **rules)
    town.needs((0, 0))
    town.advance(1)
    assert town.orders["channel"].tolist() == [2]  # walks in


@pytest.mark.uncompiled
def test_worth_counts_the_time_until_the_slot_the_walk_and_the_deposit():
    """20 minutes at half weight, 2 of walk; 3 of the deposit of 30 yuan, at 0.0006 utils a cent."""
    town = town_of(deposit_cents=3000, deposit_weight=0.1, until_weight=0.5)
    consumer, store = town.world.consumers[0], town.world.stores[0]
    session = session_of(consumer, now=10.0, minute=10.0)
    candidate = only(
        store_id=0, store=store, metres=100.0, near=True, listed=True, basket_cents=4000.0
    )
    weight, coupon, basket = town.call(channel.alternative, session, candidate, 0.7)
    wait = 0.5 * 20 + 100 / 50
    utils = 0.7 - 0.0006 * 300 - 0.048 * wait
    assert weight == pytest.approx(odds.exp(utils / town.scenario.choice.nest_scale))
    assert (coupon, basket) == (-1, 4000)


@pytest.mark.uncompiled
def test_who_comes_gets_the_deposit_back_and_pays_at_the_store():
    town = town_of(deposit_cents=2000, fee_cents=150)
    town.needs((0, 0))
    town.advance(5)
    assert postings(town.world.book[0]) == {
        ("deposit", "consumer"): -2000,
        ("deposit", "platform"): 2000,
    }
    town.advance(40)
    page = postings(town.world.book[0])
    assert page[("deposit_back", "consumer")] == 2000
    assert page[("deposit_back", "platform")] == -2000
    assert page[("walk_in_sale", "store")] == 4000
    assert page[("reservation_fee", "platform")] == 150
    assert town.world.consumers["spent_cents"][0] == 4000
    assert (town.world.book.sum(axis=2) == 0).all()


@pytest.mark.uncompiled
def test_the_store_keeps_the_deposit_of_who_does_not_come_and_has_cooked_for_nothing():
    town = town_of(deposit_cents=2000, no_show_share=1, deposit_factor=1)
    town.needs((0, 0))
    town.advance(40)
    assert town.ending(0) == "cancelled no_show"
    assert town.life(0)["ended"] == 30
    page = postings(town.world.book[0])
    assert page[("deposit_kept", "store")] == 2000
    assert page[("ingredients", "store")] == -1600
    assert not any(kind in ("walk_in_sale", "reservation_fee", "refund") for kind, _ in page)
    assert town.orders["reliability_score"][0] == 0  # and is not disappointed
    assert (town.world.book.sum(axis=2) == 0).all()


@pytest.mark.uncompiled
def test_who_finds_the_shelf_empty_gets_the_deposit_back():
    town = town_of(
        stores=({"physical_stock": 0},),
        stock={"enabled": True, "safety_buffer": 0},
        deposit_cents=2000,
    )
    town.needs((0, 0))
    town.advance(40)
    assert town.ending(0) == "cancelled out_of_stock"
    page = postings(town.world.book[0])
    assert page[("deposit_back", "consumer")] == 2000
    assert not any(kind == "deposit_kept" for kind, _ in page)
    assert town.world.own[0][0]["n_taken"].sum() == 0


@pytest.mark.uncompiled
def test_a_meal_fills_from_its_slot_on():
    town = town_of()
    town.needs((0, 0))
    town.advance(1)
    assert town.world.consumers["last_order_min"][0] == 30


def result_of(orders):
    """A run of two days that left these orders, at a store with three places in each hour."""
    settings = {"slot_min": 60, "capacity_share": 0.5}
    tables = {"reservation": {"enabled": True} | settings}
    found = scenario({"mechanisms": tables, "stores": {"count": 1}})
    rows = ORDER.empty(len(orders))
    for row, order in zip(rows, orders, strict=True):
        row.channel = 3
        for name, value in order.items():
            row[name] = value
    store = row_of(STORE, close_min=1440, n_cooks=1, preparation_min=10)
    return SimpleNamespace(
        orders=rows,
        stores=[store],
        days=2,
        parts=STANDARD.switched(tables),
        own={"reservation": slots.rows(found)},
    )


def test_figures_are_of_guests_who_came_and_of_places_in_opening_hours():
    """Two of four came, of three places in each of 24 hours on two days."""
    came = {"state": State.FULFILLED, "at_store_min": 60}
    away = {"state": State.CANCELLED, "cause": Cause.NO_SHOW}
    orders = [came | {"ended_min": 60}, came | {"ended_min": 63}, away, away]
    found = reservation.kpis(result_of(orders))
    assert found == {
        "reservations": 4,
        "slot_utilisation_share": 2 / (3 * 24 * 2),
        "reservation_no_show_share": 0.5,
        "reservation_wait_mean_min": 1.5,
    }
    assert reservation.kpis(result_of([]))["reservation_no_show_share"] is None


VILLAGE = {**SMALL, "consumers": {"count": 80}, "stores": {"count": 4}, "couriers": {"count": 3}}


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_a_reservation_that_nobody_would_make_changes_nobody_s_day():
    without = alive(scenario(VILLAGE))
    without.live()
    on = {"enabled": True, "constant": NEVER}
    never = alive(scenario(VILLAGE, {"mechanisms": {"reservation": on}}))
    never.live()
    log = log_of(without)
    log.pop("funnel")  # which has a step more with it
    assert not differences(log, log_of(never))


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_a_day_stopped_while_slots_are_reserved_goes_on_as_if_never_stopped():
    on = {"enabled": True, "constant": 5, "slot_min": 120, "until_weight": 0}
    market = alive(scenario(VILLAGE, {"mechanisms": {"reservation": on}}))
    while market.running and not (market.world.orders["state"] == State.BOOKED).any():
        market.step()
    assert market.running
    snapshot = market.snapshot()
    market.live()
    resumed = start(Market.restore(snapshot))
    resumed.live()
    assert not differences(log_of(market), log_of(resumed))
    assert (market.world.orders["channel"] == 3).sum() > 5


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
