"""Kitchen wages, by hand: who is paid for which hours, on which day, and what it leaves alone."""

from types import SimpleNamespace

import numpy as np
import pytest

from analysis.kpis.measure import measure
from sim.agents.store import STORE
from sim.ledger import Account, Kind
from sim.market import Market
from sim.mechanisms import kitchen_wages
from sim.mechanisms.kitchen_wages import wages_cents
from sim.processes import start
from sim.settings.kitchen_wages import KitchenWages
from sim.simulation import alive, result_of, run
from tests.cities import ALIKE, ASLEEP, CALM, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.uncompiled import assert_tests_pass_uncompiled

# Two cooks from 10:00 to 22:00, and three from 18:00 to 02:00.
TWO_STORES = {
    "names": ("a", "b"),
    "x_m": (100.0, 200.0),
    "y_m": (100.0, 200.0),
    "n_cooks": (2.0, 3.0),
    "open_min": (600.0, 1080.0),
    "close_min": (1320.0, 120.0),
}
A_DAY_CENTS = 1000 * (2 * (12 + 0.5) + 3 * (8 + 0.5))
FEW = {**SMALL, "consumers": {"count": 40}, "days": 2}


def town(*changes, enabled=True, **settings):
    wages = {"enabled": enabled, "wage_cents_per_hour": 1000, "beside_hours": 0.5} | settings
    here = {"city": {"town": {"stores": TWO_STORES}}, "stores": {"count": 2}}
    paid = {"mechanisms": {"kitchen_wages": wages}}
    return scenario(ALIKE, CALM, ASLEEP, FEW, here, paid, *changes)


def gained(book):
    """What stores and cooks got of wages, on each page."""
    page = book[:, Kind.KITCHEN_WAGES]
    return page[:, Account.STORE].tolist(), page[:, Account.COOK].tolist()


def stores_of(*stores):
    rows = STORE.empty(len(stores))
    for row, (n_cooks, open_min, close_min) in zip(rows, stores, strict=True):
        row.n_cooks, row.open_min, row.close_min = n_cooks, open_min, close_min
    return rows


@pytest.mark.parametrize(
    ("stores", "wage_cents", "beside_hours", "cents"),
    [
        ([(2, 600, 1320)], 1000, 0, 24_000),
        ([(2, 600, 1320)], 1000, 1.5, 27_000),
        ([(3, 1080, 120)], 1000, 0, 24_000),  # from 18:00 to 02:00
        ([(3, 1080, 0)], 1000, 0, 18_000),  # to midnight
        ([(50, 600, 1320)], 100_000_000, 0, 60_000_000_000),  # more than 32 bits hold
        ([(1, 0, 1440)], 1000, 0, 24_000),  # day and night
        ([(1, 0, 1440)], 1000, 1, 25_000),
        ([(5, 600, 600)], 1000, 1, 0),  # no hours at all
        ([(2, 600, 1320), (3, 1080, 120)], 1000, 0, 48_000),
        ([(2, 600, 1320)], 0, 1, 0),
        ([(1, 600, 610)], 2, 0, 0),  # a third of a cent
        ([(1, 600, 610), (1, 600, 610)], 4, 0, 2),  # two thirds each, a whole cent from each
    ],
)
def test_a_day_s_wages_are_cooks_times_hours(stores, wage_cents, beside_hours, cents):
    settings = KitchenWages(wage_cents_per_hour=wage_cents, beside_hours=beside_hours)
    assert wages_cents(stores_of(*stores), settings) == cents


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_stores_pay_their_cooks_each_day():
    result = run(town(), 1)
    cents = int(A_DAY_CENTS)
    assert gained(result.book) == ([-cents, -cents, 0], [cents, cents, 0])
    assert (result.book.sum(axis=2) == 0).all()
    assert kitchen_wages.kpis(result) == {"kitchen_wages_cents_per_day": cents}


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_stores_pay_on_the_last_day_too_where_nobody_orders():
    """Then the run ends at its last midnight."""
    cents = int(A_DAY_CENTS)
    result = run(town({"consumers": {"count": 1}, "choice": {"opening_constant": -50}}), 1)
    assert len(result.orders) == 0
    assert gained(result.book) == ([-cents, -cents, 0], [cents, cents, 0])


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_the_days_of_the_warm_up_do_not_count():
    cents = int(A_DAY_CENTS)
    result = run(town({"warmup_days": 2, "days": 1}), 1)
    assert gained(result.book) == ([-cents, 0], [cents, 0])
    assert kitchen_wages.kpis(result) == {"kitchen_wages_cents_per_day": cents}


@pytest.mark.uncompiled
def test_late_stores_pay_for_the_whole_day():
    """Of ten stores with two cooks, half are open for 16 hours, and half day and night."""
    hours = {"opens": "10:00", "closes": "02:00", "late_share": 0.5, "count": 10}
    two_cooks = {"cooks_per_100_orders": 0.01, "least_cooks": 2}
    wages = {"enabled": True, "wage_cents_per_hour": 1000, "beside_hours": 1}
    changes = {"stores": hours, "kitchen": two_cooks, "mechanisms": {"kitchen_wages": wages}}
    market = alive(scenario(ALIKE, CALM, ASLEEP, FEW, changes), 1)
    market.clock.run(until=0.5)
    cents = 1000 * 2 * (5 * (16 + 1) + 5 * (24 + 1))
    assert gained(market.world.book)[1] == [cents, 0, 0, 0]


@pytest.mark.uncompiled
def test_who_is_shut_by_an_outage_pays_all_the_same():
    shut = {"world": {"outages": [{"stores": [0, 1]}]}}
    market = alive(town(shut), 1)
    market.clock.run(until=0.5)
    assert market.world.stores["closed"].all()
    assert gained(market.world.book)[1] == [int(A_DAY_CENTS), 0, 0, 0]


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_it_moves_money_of_stores_and_nothing_else():
    """What stores keep is less by the wages, in all that is told of it."""
    on, off = run(town(), 3), run(town(enabled=False), 3)
    assert len(on.orders) > 0
    assert differing(on, off) == ["book"]
    moved = (on.book != off.book).any(axis=(0, 2))
    assert np.flatnonzero(moved).tolist() == [Kind.KITCHEN_WAGES]
    assert not off.book[:, Kind.KITCHEN_WAGES].any()
    paid, unpaid = measure(on), measure(off)
    assert "kitchen_wages_cents_per_day" not in unpaid
    changed = {name for name in unpaid if paid[name] != unpaid[name]}
    assert changed == {"store_margin_cents_per_day", "store_margin_per_order_cents"}
    less_cents = unpaid["store_margin_cents_per_day"] - paid["store_margin_cents_per_day"]
    assert less_cents == paid["kitchen_wages_cents_per_day"] == A_DAY_CENTS


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_a_run_that_was_stopped_goes_on_paying():
    market = alive(town(), 2)
    for _ in range(3):
        market.step()
    resumed = start(Market.restore(market.snapshot()))
    for each in (market, resumed):
        each.live()
    assert result_of(market).book.tobytes() == result_of(resumed).book.tobytes()
    assert gained(result_of(resumed).book)[1] == [A_DAY_CENTS, A_DAY_CENTS, 0]


def test_of_recorded_orders_nobody_is_paid():
    assert kitchen_wages.process(SimpleNamespace(recording="some")) is None
    of_records = SimpleNamespace(replay=SimpleNamespace(orders="orders.csv"))
    result = SimpleNamespace(scenario=of_records)
    assert kitchen_wages.kpis(result) == {"kitchen_wages_cents_per_day": None}


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
