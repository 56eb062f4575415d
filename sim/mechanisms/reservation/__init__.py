"""Reservation: a slot at a store is reserved in the app, and the meal is ready when it begins.

Rows 2 and 3, «线上预约，线下体验», «预约服务»: reserve online, consume offline; reservations.

    V = walk-in worth + constant - price_sensitivity * deposit_weight * deposit
        - wait_sensitivity * (until_weight * minutes until the slot + access_weight * walk)
    places in a slot = round(capacity_share * cooks * slot_min / mean cook's time)
    P(does not come) = no_show_share * (reminder_factor if reminded)
                       * deposit_factor ** (deposit / usual_deposit)

Offered is the first slot with room in which the store is open, the consumer can be there and the
meal be ready. The kitchen begins before (`sim.flow.booking`), so that there is no queue at arrival;
who reserves eats there and pays there, like who walks in, and the nest of the choice is theirs. A
deposit is held by the platform. The store has set food aside, and has cooked, for who does not
come; it keeps the deposit of these, and pays the platform a fee for each guest who came.

Without measures 8 % do not come (operators say 5 to 20 %, platforms 2 to 5 %), a reminder takes 25
to 40 % of them, a card that is held took 18 to 3 % (trade press). Weights, that each yuan of
deposit takes the same share of who still stays away, and that it keeps some from reserving, are
choices.
"""

from typing import Any

import numpy as np

from sim.agents import store as stores
from sim.daytime import DAY_MIN
from sim.flow.parts import Effect, Mechanism
from sim.mechanisms.figures import mean, ratio
from sim.mechanisms.reservation.channel import CHANNEL
from sim.mechanisms.reservation.guests import due, ended
from sim.mechanisms.reservation.slots import CHANNEL_NAME, NAME, RULES_ROW, capacity, rows
from sim.order import Cause, State
from sim.schema import Rows
from sim.settings.reservation import Reservation


def reserved(result: Any) -> Rows:
    """The orders of a run that were reservations."""
    number = result.parts.channel_names.index(CHANNEL_NAME)
    rows_of_run: Rows = result.orders[result.orders["channel"] == number]
    return rows_of_run


def n_places(result: Any) -> int:
    """Places in the slots of the run's days in which stores are open."""
    rules = result.own[NAME][RULES_ROW][0]
    begins = np.arange(0.0, DAY_MIN, rules.slot_min)
    per_day = sum(
        capacity(store, rules) * sum(bool(stores.is_open(store, minute)) for minute in begins)
        for store in result.stores
    )
    return int(per_day * result.days)


def kpis(result: Any) -> dict[str, float | None]:
    """How many reserve, of which places, how many do not come, and how long the others wait."""
    orders = reserved(result)
    came = orders[orders["state"] == State.FULFILLED]
    places = n_places(result)
    waits = came["ended_min"] - came["at_store_min"]
    return {
        "reservations": len(orders),
        "slot_utilisation_share": ratio(len(came), places),
        "reservation_no_show_share": mean(orders["cause"] == Cause.NO_SHOW),
        "reservation_wait_mean_min": mean(waits),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="a slot at a store is reserved in the app, with a deposit or a reminder",
    effects=(
        Effect(
            rows=(2, 3),
            term_zh="线上预约，线下体验",
            term="who reserves does not walk in",
            lever="mechanisms.reservation.enabled",
            metric="walkin_orders",
            direction="-",
            evidence="assumption: reserving is the nearest kin of walking in",
        ),
        Effect(
            rows=(2,),
            term_zh="预约提醒",
            term="a reminder brings guests to their slot",
            lever="mechanisms.reservation.reminder",
            metric="reservation_no_show_share",
            direction="-",
            evidence="trade press: reminders take 25 to 40 % of no-shows",
            scenario="reserve-a-table",
        ),
        Effect(
            rows=(2,),
            term_zh="预约定金",
            term="a deposit brings guests to their slot",
            lever="mechanisms.reservation.deposit_cents",
            metric="reservation_no_show_share",
            direction="-",
            evidence="trade press: a card that is held cut no-shows from 18 to 3 %",
            change=("0", "2000"),
            scenario="reserve-a-table",
        ),
        Effect(
            rows=(2,),
            term_zh="定金与预约量",
            term="a deposit keeps some from reserving",
            lever="mechanisms.reservation.deposit_cents",
            metric="reservations",
            direction="-",
            evidence="assumption: money that is held weighs as a part of a price",
            change=("0", "2000"),
            scenario="reserve-a-table",
        ),
        Effect(
            rows=(2, 3),
            term_zh="预约时段容量",
            term="more places in each slot",
            lever="mechanisms.reservation.capacity_share",
            metric="reservations",
            direction="+",
            evidence="by definition: a full slot is not offered",
            change=("0.1", "0.5"),
            scenario="reserve-a-table",
        ),
    ),
    settings=Reservation,
    channels=(CHANNEL,),
    rows=rows,
    kpis=kpis,
    due=due,
    ended=ended,
)
