"""What a city has counted so far, against tables made by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from analysis.live.scene import counted_in
from sim.agents.courier import COURIER
from sim.flow.parts import Taker
from sim.ledger import ACCOUNTS
from tests.analysis.handmade import orders
from tests.analysis.report.days import A_DAY


def market_of(*placed):
    """As much of a market as is counted in: orders of the channels of every market."""
    world = SimpleNamespace(
        orders=orders(*placed),
        state={"n_orders": [len(placed)], "n_waiting": [0]},
        couriers=COURIER.empty(0),
        book=np.zeros((2, 1, len(ACCOUNTS)), np.int64),
    )
    takers = np.array([Taker.PLATFORM, Taker.PLATFORM, Taker.STORE])
    return SimpleNamespace(world=world, parts=SimpleNamespace(takers=takers))


def test_who_ordered_ahead_is_not_said_to_wait():
    counted = counted_in(market_of(*A_DAY))
    assert (counted.orders, counted.delivered) == (5, 3)
    # One of 30 minutes and one of 41, which is late; that of 45 was asked for in advance.
    assert counted.door_min == pytest.approx(35.5)
    assert counted.late_share == 0.5


def test_of_no_delivery_there_is_no_time_to_the_door():
    counted = counted_in(market_of())
    assert (counted.orders, counted.door_min, counted.late_share) == (0, None, None)
