"""Confirmation by hand: who answers when and how, and which stores are off the app for how long.

Food takes ten minutes of the only cook; a consumer has it brought, whatever it costs.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from sim import luck
from sim.agents.store import STORE
from sim.flow import shelf
from sim.mechanisms import confirmation
from sim.mechanisms.confirmation import COUNTS, PAUSE, open_min
from sim.order import ORDER, Cause, State
from sim.processes import start
from sim.scenario import Scenario
from sim.simulation import alive
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.reference.compare import differences, log_of
from tests.sim.worlds import PICKUP_ONLY, Town, postings, row_of
from tests.uncompiled import assert_tests_pass_uncompiled

BY_HAND = {"enabled": True, "automatic_share": 0, "refused_share": 0, "busy_refused_share": 0}
AUTOMATIC = BY_HAND | {"automatic_share": 1}


def town_of(rules, *changes, people=1):
    """A town whose consumers, from the second on, order a minute apart, the first of them at 100.

    The luck of the first of all would be an answer at once.
    """
    on = {"mechanisms": {"confirmation": rules}}
    town = Town(on, *changes, homes=[(500, 0)] * (people + 1))
    town.needs(*((100.0 + nth, nth + 1) for nth in range(people)))
    return town


def usual_delay():
    """Of the first order, over the mean."""
    return luck.exponential(0, luck.CONFIRMATION, 1, 0, confirmation.OF_ORDER)


@pytest.mark.uncompiled
def test_an_automatic_yes_comes_at_once():
    town = town_of(AUTOMATIC)
    town.advance(200)
    assert town.life(0) == {"placed": 100, "cooking": 100, "ready": 110}
    _, (counts,), _ = town.world.own[0]
    assert (counts.n_confirmed, counts.delay_min) == (1, 0)


@pytest.mark.uncompiled
def test_until_it_is_taken_an_order_is_in_no_queue_and_nobody_looks_for_a_courier():
    town = town_of(BY_HAND | {"delay_min": 2, "timeout_min": 60})
    delay = 2 * usual_delay()
    town.advance(100 + delay)
    assert town.ending(0) == "booked"
    assert town.waiting_orders() == []
    town.advance(130)
    assert town.life(0) == pytest.approx(
        {"placed": 100, "cooking": 100 + delay, "ready": 110 + delay}
    )
    assert town.waiting_orders() == [0]
    assert town.orders["predicted_ready_min"][0] == pytest.approx(110 + delay)
    _, (counts,), _ = town.world.own[0]
    assert (counts.n_confirmed, counts.delay_min) == (1, pytest.approx(delay))


@pytest.mark.uncompiled
def test_who_fetches_it_comes_when_it_is_said_to_be_ready_after_all():
    town = town_of(BY_HAND | {"delay_min": 20, "timeout_min": 1000}, PICKUP_ONLY)
    delay = 20 * usual_delay()
    town.advance(300)
    assert delay > 3
    assert town.life(0)["at_store"] == pytest.approx(110 + delay)
    assert town.ending(0) == "fulfilled"


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("rules", "ended"),
    [({"delay_min": 1000, "timeout_min": 5}, 105), ({"delay_min": 0, "refused_share": 1}, 100)],
)
def test_who_is_refused_gets_everything_back(rules, ended):
    """In the first, the app says no in the store's place."""
    town = town_of(BY_HAND | rules)
    town.advance(200)
    assert town.ending(0) == "cancelled refused"
    assert town.life(0) == {"placed": 100, "ended": ended}
    order, page = town.orders[0], postings(town.world.book[0])
    paid = order.basket_cents + order.fee_cents
    assert order.refund_cents == page["refund", "consumer"] == paid
    assert ("settlement", "store") not in page
    assert order.reliability_score == -town.scenario.satisfaction.failure_weight
    _, (counts,), _ = town.world.own[0]
    assert counts.n_confirmed == 0


@pytest.mark.uncompiled
def test_an_order_that_would_wait_too_long_for_a_cook_is_the_last_for_a_while():
    """The second would wait ten minutes, the third twenty; the fourth finds no store.

    Looked at again at 117 there is one to be begun; at 132 there is none.
    """
    town = town_of(AUTOMATIC | {"pause_from_min": 20, "pause_min": 15, "resume_min": 5}, people=4)
    store = town.world.stores[0]
    town.advance(102)
    assert not store.paused
    town.advance(150)
    assert len(town.orders) == 3
    assert town.orders["ready_min"].tolist() == [110, 120, 130]
    assert not store.paused
    pause = town.world.own[0][0][0]
    assert (pause.n_pauses, pause.since_min, pause.paused_min) == (1, 102, 30)


@pytest.mark.uncompiled
def test_a_store_that_pauses_is_not_offered_and_its_counter_is_open():
    town = town_of(AUTOMATIC, {"choice": {"walkin_constant": 0.0}}, people=1)
    town.world.stores["paused"] = True
    assert not town.call(shelf.is_offered, town.world.stores[0])
    assert town.call(shelf.is_listed, town.world.stores[0])
    town.advance(200)
    assert town.orders["channel"].tolist() == [2]
    assert town.ending(0) == "fulfilled"


@pytest.mark.uncompiled
@pytest.mark.parametrize(("busy_refused_share", "end"), [(0, "cooking"), (1, "cancelled refused")])
def test_with_too_much_to_do_other_shares_are_refused(busy_refused_share, end):
    """Ten cooking minutes are ahead of the second, which makes this store pause."""
    rules = {"delay_min": 0, "busy_refused_share": busy_refused_share, "pause_from_min": 10}
    town = town_of(BY_HAND | rules, people=2)
    town.advance(111)
    assert town.ending(1) == end
    assert town.world.stores["paused"][0] == (end == "cooking")


@pytest.mark.parametrize(
    ("hours", "spell", "minutes"),
    [
        ((600, 1200), (700, 800), 100),
        ((600, 1200), (500, 700), 100),
        ((600, 1200), (1100, 2100), 160),  # an hour and forty, and one the next day
        ((600, 1200), (1250, 1300), 0),
        ((1200, 120), (1300, 1500), 200),  # until two at night
        ((1200, 120), (30, 200), 90),
        ((0, 1440), (100, 2000), 1900),
        ((600, 600), (0, 1440), 0),
        ((0, 1440), (-100, 50), 50),  # the warm-up does not count
        ((0, 1440), (2800, 2900), 80),  # nor does what comes after the last midnight
    ],
)
def test_a_pause_counts_in_the_hours_of_its_store(hours, spell, minutes):
    store = row_of(STORE, open_min=hours[0], close_min=hours[1])
    assert open_min(store, *map(float, spell), 2880.0) == minutes


def test_figures_of_a_run_whose_last_pause_was_not_over():
    pauses, counts, stores, orders = PAUSE.empty(2), COUNTS.empty(1), STORE.empty(2), ORDER.empty(5)
    counts["n_confirmed"], counts["delay_min"] = 4, 6
    pauses["n_pauses"], pauses["paused_min"], pauses["since_min"] = (1, 3), (20, 50), (0, 2820)
    stores["paused"], stores["close_min"] = (False, True), 1440
    orders["cause"][1] = Cause.REFUSED
    orders["channel"][4] = 2
    result = SimpleNamespace(
        own={"confirmation": (pauses, counts, None)},
        days=2,
        stores=stores,
        orders=orders,
        parts=SimpleNamespace(takers=np.array([0, 0, 1])),
    )
    assert confirmation.kpis(result) == {
        "confirmation_mean_min": 1.5,
        "store_refused_share": 0.25,
        "pauses_per_day": 2,
        "paused_share": 130 / 5760,
    }


def test_a_pause_that_would_end_as_it_begins_is_refused():
    wrong = {"pause_from_min": 10, "resume_min": 10}
    with pytest.raises(ValueError, match=r"resume_min \(10\) must be smaller than pause_from_min"):
        Scenario.model_validate({"title": "test", "mechanisms": {"confirmation": wrong}})


VILLAGE = {"consumers": {"count": 200}, "stores": {"count": 4}, "couriers": {"count": 3},
           "kitchen": {"cooks_per_100_orders": 1}}  # fmt: skip


def village(rules, *changes):
    return alive(
        scenario(ALIKE, CALM, SMALL, VILLAGE, *changes, {"mechanisms": {"confirmation": rules}})
    )


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_all_is_taken_at_once_and_nobody_pauses_it_is_as_if_it_were_not_there():
    without = village({"enabled": False})
    with_it = village(AUTOMATIC | {"pause_from_min": 100_000})
    without.live()
    with_it.live()
    log = log_of(with_it)
    assert len(log["orders"]) > 5
    assert [line for line in differences(log_of(without), log) if "confirmation" not in line] == []


@pytest.mark.uncompiled
@pytest.mark.whole_run
@pytest.mark.parametrize("days", [0, 1])
def test_a_run_that_was_stopped_goes_on_with_its_answers_and_pauses(days):
    rules = BY_HAND | {"delay_min": 40, "timeout_min": 1000, "pause_from_min": 10}
    market = village(rules, {"warmup_days": days})
    while market.running and not _is_in_the_thick_of_it(market.world):
        market.step()
    assert market.running
    resumed = start(type(market).restore(market.snapshot()))
    market.live()
    resumed.live()
    assert not differences(log_of(market), log_of(resumed))
    assert not (log_of(market)["orders"]["state"] == State.BOOKED).any()


def _is_in_the_thick_of_it(world):
    placed = world.orders[: world.state["n_orders"][0]]
    return (placed["state"] == State.BOOKED).any() and world.stores["paused"].any()


def test_off_it_is_not_there():
    off = scenario(SMALL, CALM, {"mechanisms": {"confirmation": {"delay_min": 3}}})
    assert not confirmation.MECHANISM.is_on(off.mechanisms.tables())


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
