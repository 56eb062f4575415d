"""How orders end, by hand."""

import pytest

from analysis.kpis import KPI
from analysis.kpis.measure import measure
from sim import order
from sim.order import Cause, Channel, State
from tests.analysis.handmade import orders, run_of

ENDED = orders(
    {},
    {},
    {"state": State.CANCELLED, "cause": Cause.IMPATIENCE},
    {"state": State.CANCELLED, "cause": Cause.OUT_OF_STOCK},
    {"state": State.CANCELLED, "cause": Cause.NO_COURIER},
    {"state": State.CANCELLED, "cause": Cause.IMPATIENCE},
    {"state": State.UNDELIVERED, "cause": Cause.NO_COURIER},
    {"channel": Channel.PICKUP},
    {"channel": Channel.PICKUP},
    {"channel": Channel.PICKUP, "state": State.CANCELLED, "cause": Cause.NO_SHOW},
    {"channel": Channel.WALK_IN},
    {"channel": Channel.WALK_IN, "state": State.CANCELLED, "cause": Cause.QUEUE},
)


def test_endings_are_shares_of_platform_orders():
    kpis = measure(run_of(ENDED))
    assert (kpis["delivered_orders"], kpis["collected_orders"]) == (2, 2)
    assert kpis["fulfilled_orders_per_day"] == 4 / 2  # two days
    assert kpis["fulfilled_share"] == pytest.approx(4 / 10)
    assert kpis["cancelled_share"] == pytest.approx(5 / 10)
    assert kpis["undelivered_share"] == pytest.approx(1 / 10)


def test_causes_are_shares_of_the_orders_that_they_can_hit():
    kpis = measure(run_of(ENDED))
    assert kpis["impatience_share"] == pytest.approx(2 / 10)
    assert kpis["out_of_stock_share"] == pytest.approx(1 / 10)
    assert kpis["filled_share"] == pytest.approx(9 / 10)
    assert kpis["no_courier_share"] == pytest.approx(2 / 10)
    assert kpis["no_show_share"] == pytest.approx(1 / 3)
    assert kpis["walkin_left_share"] == pytest.approx(1 / 2)


def test_every_cause_has_a_share():
    names = set(measure(run_of(ENDED)))
    of_mechanisms = {"refused": "store_refused", "not_found": "failed_drop"}
    others = {"queue": "walkin_left"} | of_mechanisms
    for cause in order.CAUSES[1:]:
        name = f"{others.get(cause, cause)}_share"
        assert name in (KPI if cause in of_mechanisms else names)
