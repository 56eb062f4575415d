"""Who of the crowd wants to be on line, and what each expects to earn."""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.daytime import DAY_MIN, HOUR_MIN
from sim.schema import Rows
from sim.settings.crowd import Crowd

Floats = NDArray[np.float64]

# No expected pay is taken for more than so many times the usual one.
_MOST_TIMES = 100.0
# However long pay is other than usual: no more than twenty times as many take part, or as few.
_MOST_ENTRY = 3.0


class Outlook(NamedTuple):
    """What of the settings a thought takes."""

    every_min: float
    told_hours: float
    usual_orders_per_hour: float
    elasticity: float
    pool_factor: float
    shares: Floats  # (26,) of the fleet replaced, in each hour from that before midnight on


def outlook_of(settings: Crowd) -> Outlook:
    """What of the settings compiled code takes."""
    hours = settings.hours
    return Outlook(
        every_min=float(settings.every_min),
        told_hours=float(settings.told_hours),
        usual_orders_per_hour=float(settings.usual_orders_per_hour),
        elasticity=float(settings.elasticity),
        pool_factor=float(settings.pool_factor),
        shares=np.array([hours[-1], *hours, hours[0]]),
    )


@njit(cache=True)
def usual_share(minute, outlook):
    """Of the people with the app, on line at a minute at the usual pay.

    Between the middles of hours it lies on a straight line.
    """
    since_min = minute % DAY_MIN + HOUR_MIN / 2
    hour = int(since_min // HOUR_MIN)
    before, after = outlook.shares[hour], outlook.shares[hour + 1]
    per_min = (after - before) / HOUR_MIN
    return (per_min * (since_min - hour * HOUR_MIN) + before) / outlook.pool_factor


@njit(cache=True)
def expected(mine, told, outlook):
    """Deliveries in an hour on line that one expects.

    Parameters
    ----------
    mine : record of PERSON
    told : record of SAID
    outlook : Outlook
    """
    known = outlook.told_hours * told.orders_per_hour + mine.n_known
    return known / (outlook.told_hours + mine.known_h)


def pay_ratio(rates: Rows, travel: Rows, is_raining: bool, settings: Crowd) -> float:
    """What a usual delivery is paid now, over what it usually is in such weather.

    What riding costs them more than it usually does is taken off, and what it costs less added.
    """
    far_km = max(0.0, settings.usual_km - float(rates["pay_free_km"][0]))
    cents = float(rates["pay_order_cents"][0]) + float(rates["pay_per_km_cents"][0]) * far_km
    dearer = float(travel["cost_cents_per_km"][0]) - settings.usual_cost_cents_per_km
    cents -= dearer * settings.usual_ridden_km
    extra_cents = settings.usual_bad_weather_cents if is_raining else 0
    return max(0.0, cents) / (settings.usual_order_cents + extra_cents)


def floor_ratio(rates: Rows, is_raining: bool, settings: Crowd) -> float:
    """What an hour is paid at least, over what it usually brings in such weather; 0: no such."""
    if not settings.guaranteed:
        return 0.0
    extra_cents = settings.usual_bad_weather_cents if is_raining else 0
    usual_cents = settings.usual_orders_per_hour * (settings.usual_order_cents + extra_cents)
    return float(rates["hourly_guarantee_cents"][0]) / usual_cents


@njit(cache=True)
def eagerness(per_hour, pay, told, outlook, floor):
    """By how much more than usual one wants to be on line, by what is expected of an hour.

    Parameters
    ----------
    per_hour : float
        Deliveries that he expects.
    pay : float
        Of a usual one, over what it usually is.
    told : record of SAID
    outlook : Outlook
    floor : float
        What an hour is paid at least, over what it usually brings.
    """
    times = max(per_hour / outlook.usual_orders_per_hour * pay, floor)
    return min(times, _MOST_TIMES) ** outlook.elasticity * math.exp(told.log_entry)


def learn(people: Rows, told: Rows, settings: Crowd, floor: float = 0.0) -> None:
    """In the morning, yesterday is remembered and told, and people have come for pay or left.

    Where nobody was on line, all that is known of pay is what is announced. An hour brings no less
    than what is guaranteed in the morning.
    """
    kept = 0.5 ** (1 / settings.half_life_days)
    hours, orders = people["new_min"] / HOUR_MIN, people["n_new"]
    pay = float(told["pay"][0])
    if hours.sum() > 0:
        pay = float(told["paid_min"][0] / people["new_min"].sum())
        seen = orders.sum() / hours.sum()
        told["orders_per_hour"] += (1 - kept) * (seen - told["orders_per_hour"])
    people["known_h"] = kept * people["known_h"] + hours
    people["n_known"] = kept * people["n_known"] + orders
    people["new_min"], people["n_new"], told["paid_min"] = 0.0, 0.0, 0.0
    times = float(told["orders_per_hour"][0]) / settings.usual_orders_per_hour * pay
    times = max(times, floor)
    log_times = math.log(min(max(times, 1 / _MOST_TIMES), _MOST_TIMES))
    entry = told["log_entry"] + settings.entry_per_day * log_times
    told["log_entry"] = np.clip(entry, -_MOST_ENTRY, _MOST_ENTRY)


@njit(cache=True)
def foreseen_end(draw, eager, now_min, end_min, outlook):
    """Until when one wants to stay, as things stand: the first time that he does not, or the end.

    Parameters
    ----------
    draw : float
        How little he needs on this day to be on line; low: he is keen.
    eager : float
        See `eagerness`.
    now_min, end_min : float
        Now, and the latest that can be said.
    outlook : Outlook
    """
    n_steps = max(1, math.ceil((end_min - now_min) / outlook.every_min))
    for step in range(1, n_steps):
        at_min = now_min + outlook.every_min * step
        if draw >= usual_share(at_min, outlook) * eager:
            return at_min
    return now_min + outlook.every_min * n_steps
