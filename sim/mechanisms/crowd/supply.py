"""Who of the crowd wants to be on line, and what each expects to earn: arrays, (n_crowd,)."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.daytime import DAY_MIN, HOUR_MIN
from sim.schema import Rows
from sim.settings.crowd import Crowd

Floats = NDArray[np.float64]

# No expected pay is taken for more than so many times the usual one.
_MOST_TIMES = 100.0
# However long pay is other than usual: no more than twenty times as many take part, or as few.
_MOST_ENTRY = 3.0


def usual_share(minute: float | Floats, settings: Crowd) -> Floats:
    """Of the people with the app, on line at a minute of the day at the usual pay."""
    minutes, shares = _knots(settings.hours)
    return np.asarray(np.interp(minute % DAY_MIN, minutes, shares) / settings.pool_factor)


@cache
def _knots(hours: tuple[float, ...]) -> tuple[Floats, Floats]:
    """The middles of hours from that before midnight to that after the next, and their shares."""
    middles = [60.0 * hour + 30.0 for hour in range(-1, len(hours) + 1)]
    return np.array(middles), np.array([hours[-1], *hours, hours[0]])


def expected(people: Rows, told: Rows, settings: Crowd) -> Floats:
    """Deliveries in an hour on line that each expects."""
    hours = settings.told_hours + people["known_h"]
    known = settings.told_hours * told["orders_per_hour"][0] + people["n_known"]
    return np.asarray(known / hours)


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


def eagerness(
    per_hour: Floats, pay: float, told: Rows, settings: Crowd, floor: float = 0.0
) -> Floats:
    """By how much more than usual each wants to be on line, by what is expected of an hour."""
    times = np.maximum(per_hour / settings.usual_orders_per_hour * pay, floor)
    times = np.minimum(times, _MOST_TIMES)
    return np.asarray(times**settings.elasticity * math.exp(float(told["log_entry"][0])))


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


def foreseen_end(
    draws: Floats, eager: Floats, now_min: float, end_min: float, settings: Crowd
) -> Floats:
    """Until when they want to stay, as things stand: the first time that they do not, or the end.

    Parameters
    ----------
    draws, eager
        Of those who are asked, (n,).
    now_min, end_min
        Now, and the latest that can be said.
    """
    n_steps = max(1, math.ceil((end_min - now_min) / settings.every_min))
    times = now_min + settings.every_min * np.arange(1, n_steps + 1, dtype=np.float64)
    wanted = draws[:, None] < usual_share(times, settings)[None, :] * eager[:, None]
    stops = np.where(wanted.all(axis=1), n_steps - 1, np.argmin(wanted, axis=1))
    return np.asarray(times[stops])
