"""The crowd: couriers who keep no shifts, and come on line by pay, weather and hour.

Row 9, «共享经济»: the sharing economy; crowd couriers beside dedicated ones.

    on line at t     if U < share(t) * (expected / usual)^elasticity * e^entry * weather
    expected         = orders an hour as each knows * pay of a usual order at the rates in force,
                       and no less than an hour that is guaranteed to them
    orders an hour   = (told_hours * told + own orders) / (told_hours + own hours)
    entry           += entry_per_day * log(told * paid / usual), each morning
    paid             = mean over yesterday's minutes on line of the pay of a usual order

U is one's mind to work, drawn anew each day at four in the morning: the quantile of a reservation
wage, whose distribution is such that hours on line have the given elasticity. Rates are announced,
so a rise, or an extra in rain, is answered at once; how many orders an hour brings is learned from
one's own days and what all say of theirs, older days counting less. So a rise of pay brings more
couriers, with fewer orders each: part of what an hour brings goes back within days, and the rest as
people take part who did not, over weeks.

Reservation wages and hours: Angrist, Caldwell and Hall 2021 (elasticities of 1.2 to 1.8 with a
platform of rides); no targets for a day's income: Chen and Sheldon 2016. The return of what an hour
brings, in about two months: Hall, Horton and Knoepfle 2021. The share of the crowd is a choice. As
set, the same number is on line at each hour as of a roster's couriers whom it replaces.
"""

import math
from typing import Any

from numba import njit

from sim.daytime import HOUR_MIN
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism
from sim.mechanisms.crowd import online
from sim.mechanisms.crowd.columns import NAME, PEOPLE, RULES_ROW, rows
from sim.mechanisms.figures import ratio
from sim.settings.crowd import Crowd


@njit
def handed_over(world, order_id, _now):
    """One of the crowd has brought an order."""
    courier, rules = world.orders[order_id].courier, own(world, NAME)[RULES_ROW][0]
    if courier >= rules.first:
        own(world, NAME)[PEOPLE][courier - rules.first].n_new += 1.0


@njit
def guarantee_cents(world, cents, courier_id):
    """Nothing is guaranteed to the crowd, unless the platform wants it."""
    rules = own(world, NAME)[RULES_ROW][0]
    return 0 if courier_id >= rules.first and not rules.guaranteed else cents


def kpis(result: Any) -> dict[str, float | None]:
    """What the crowd works and earns, and how many more take part than at first."""
    _, told, rules = result.own[NAME]
    fleet = result.couriers
    crowd = fleet[int(rules["first"][0]) :]
    hours, all_hours = (each["on_shift_min"].sum() / HOUR_MIN for each in (crowd, fleet))
    entry = float(told["log_entry"][0])
    return {
        "crowd_hours": float(hours),
        "crowd_hours_share": ratio(hours, all_hours),
        "crowd_pay_per_hour_cents": ratio(crowd["earned_cents"].sum(), hours),
        "crowd_entry_index": math.exp(entry) if len(crowd) else None,
    }


MECHANISM = Mechanism(
    name=NAME,
    about="couriers who keep no shifts come on line by pay, weather and hour, and go",
    effects=(
        Effect(
            rows=(9,),
            term_zh="共享经济：众包骑手",
            term="crowd couriers: an extra in rain brings them",
            lever="policies.pay.bad_weather_cents",
            metric="crowd_hours",
            direction="+",
            evidence="Angrist, Caldwell and Hall 2021: hours answer to pay, 1.2 to 1.8",
            change=("200", "800"),
            scenario="crowd-couriers",
        ),
        Effect(
            rows=(9,),
            term_zh="共享经济：众包骑手",
            term="crowd couriers: with the extra, fewer are late in rain",
            lever="policies.pay.bad_weather_cents",
            metric="late_share",
            direction="-",
            evidence="assumption: more couriers bring sooner; of a promise that does not learn",
            change=("200", "800"),
            scenario="crowd-couriers",
        ),
        Effect(
            rows=(9,),
            term_zh="共享经济：众包骑手",
            term="crowd couriers: with the extra, an order costs more",
            lever="policies.pay.bad_weather_cents",
            metric="courier_cost_per_order_cents",
            direction="+",
            evidence="by definition",
            change=("200", "800"),
            scenario="crowd-couriers",
        ),
    ),
    settings=Crowd,
    rows=rows,
    process=online.process,
    kpis=kpis,
    handed_over=handed_over,
    guarantee_cents=guarantee_cents,
)
