"""What couriers do, by hand: where one is, from where one is free, and who takes an offer."""

import math

import numpy as np
import pytest

from sim.agents import courier as couriers
from sim.agents import odds
from sim.agents.courier import COURIER, Doing
from tests.sim.worlds import parameters, row_of

ODDS_3 = math.log(3)  # log odds of 3 to 1: a probability of 3/4

# From (100, 50) at minute 10 to (500, -150) at minute 30.
LEG = {
    "from_x_m": 100,
    "from_y_m": 50,
    "to_x_m": 500,
    "to_y_m": -150,
    "depart_min": 10,
    "arrive_min": 30,
}


@pytest.mark.parametrize(
    ("now_min", "at"),
    [
        (5.0, (100, 50)),  # told, but not yet gone
        (10.0, (100, 50)),
        (15.0, (200, 0)),  # a quarter of the way
        (20.0, (300, -50)),
        (30.0, (500, -150)),
        (99.0, (500, -150)),
    ],
)
def test_a_courier_is_on_the_straight_line_of_the_leg(now_min, at):
    assert couriers.position(row_of(COURIER, **LEG), now_min) == pytest.approx(at)


def test_at_the_end_of_a_leg_a_courier_is_exactly_there():
    """In floats 0.7 + (0.1 - 0.7) is less than 0.1."""
    courier = row_of(COURIER, from_x_m=0.7, to_x_m=0.1, depart_min=10, arrive_min=30)
    assert couriers.position(courier, 30.0) == (0.1, 0)


@pytest.mark.parametrize("arrive_min", [10, 8])
def test_a_leg_without_length_in_time_is_at_its_end(arrive_min):
    courier = row_of(COURIER, **LEG | {"arrive_min": arrive_min})
    assert couriers.position(courier, 5.0) == (500, -150)


def test_who_rides_for_an_order_or_waits_for_one_is_busy():
    busy = {Doing.OFF: False, Doing.IDLE: False, Doing.RIDING: True, Doing.WAITING: True}
    assert {doing: couriers.is_busy(doing) for doing in Doing} == busy
    assert couriers.is_busy(np.array(list(Doing))).tolist() == list(busy.values())


@pytest.mark.parametrize(
    ("moving", "now_min", "expected"),
    [(1, 20.0, True), (1, 29.9, True), (1, 30.0, False), (0, 20.0, False)],
)
def test_a_move_lasts_until_its_end(moving, now_min, expected):
    assert couriers.on_a_move(row_of(COURIER, **LEG, moving=moving), now_min) == expected


@pytest.mark.parametrize(
    ("moving", "finish_moves", "now_min", "expected"),
    [
        (0, False, 15.0, (500, -150, 30)),  # at the end of the leg
        (0, False, 31.0, (500, -150, 31)),  # there already: now
        (1, False, 15.0, (200, 0, 15)),  # on a move: turns at once, where he is
        (1, False, 5.0, (100, 50, 10)),  # and not before he set out
        (1, False, 30.0, (500, -150, 30)),
        (1, True, 15.0, (500, -150, 30)),  # unless the rules ask him to get there
        (1, True, 31.0, (500, -150, 31)),
    ],
)
def test_where_and_when_a_courier_is_free(moving, finish_moves, now_min, expected):
    courier = row_of(COURIER, **LEG, moving=moving)
    travel = parameters("travel", finish_moves=finish_moves)
    assert couriers.free(courier, travel, now_min) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("on_min", "off_min", "day", "shift"),
    [
        (600, 1260, 0, (600, 1260)),
        (600, 1260, 2, (3480, 4140)),
        (1320, 240, 1, (2760, 3120)),  # past midnight: 22:00 to 4:00
        (600, 600, 1, (2040, 3480)),  # round the clock
        (math.inf, math.inf, 3, (math.inf, math.inf)),  # who keeps none
    ],
)
def test_a_shift_of_a_day_lasts_from_its_beginning_to_its_end(on_min, off_min, day, shift):
    courier = row_of(COURIER, on_min=on_min, off_min=off_min)
    assert couriers.shift_of(courier, day) == shift


@pytest.mark.parametrize(
    ("constant", "pay_cents", "extra_min", "handling_min", "n_stacked", "score"),
    [
        (0.0, 400.0, 10.0, 0.0, 0, -0.03 * 10),  # pay of 40 a minute is the wage: the way counts
        (0.0, 600.0, 10.0, 5.0, 0, -0.3),  # of 15 minutes with the order in hand
        (0.0, 400.0, 0.0, 10.0, 0, 0.0),
        (ODDS_3, 400.0, 10.0, 0.0, 0, ODDS_3 - 0.3),
        (0.0, 900.0, 5.0, 5.0, 0, 1.5 * (90 - 40) / 100 - 0.15),
        (0.0, 100.0, 10.0, 0.0, 0, -1.5 * (40 - 10) / 100 - 0.3),
        (0.0, 400.0, 10.0, 0.0, 1, -0.3 - 0.7),  # one order in hand
        (0.0, 400.0, 10.0, 0.0, 3, -0.3 - 0.7 * 3),
        (0.0, 800.0, 20.0, 0.0, 0, -0.6),  # the same rate, a longer way
        (0.0, 40.0, 1.0, 0.0, 0, -0.03),
        (0.0, 40.0, 0.25, 0.25, 0, -0.03 * 0.25),  # under a minute, pay counts as for one
        (0.0, 140.0, 0.0, 0.0, 0, 1.5),
        (ODDS_3, 900.0, 10.0, 0.0, 2, ODDS_3 + 0.75 - 0.3 - 1.4),
    ],
)
def test_an_offer_is_taken_with_these_log_odds(
    constant, pay_cents, extra_min, handling_min, n_stacked, score
):
    """Log-odds: constant + pay beyond the wage - detour - orders in hand."""
    accept = parameters(
        "acceptance", constant=constant, pay_weight=1.5, detour_weight=0.03, stack_weight=0.7
    )
    courier = row_of(COURIER, wage_cents_per_min=40)
    found = couriers.acceptance_utils(
        courier, pay_cents, extra_min, handling_min, n_stacked, accept
    )
    assert found == pytest.approx(score)


def test_better_pay_and_less_work_is_taken_more_often():
    """In numbers: odds of 3 to 1 at the wage, and each term moves them to its own side."""
    accept = parameters(
        "acceptance", constant=ODDS_3, pay_weight=100, detour_weight=0, stack_weight=ODDS_3
    )
    taken = [
        odds.logistic(
            couriers.acceptance_utils(
                row_of(COURIER, wage_cents_per_min=wage), 40.0, 1.0, 0.0, n_stacked, accept
            )
        )
        for wage, n_stacked in ((40, 0), (40 - ODDS_3, 0), (40 + ODDS_3, 0), (40, 1))
    ]
    assert taken == pytest.approx([3 / 4, 9 / 10, 1 / 2, 1 / 2])
