"""What facts say of demand, stores and money, read off a run."""

import numpy as np

from analysis.kpis.numbers import mean, quantile, ratio, share
from analysis.kpis.parts import platform_orders
from analysis.validation.purchases import busiest
from analysis.validation.seen import (
    Floats,
    Seen,
    at_peak,
    hour_of,
    over,
    ready_after_min,
    straight_km,
)
from sim.daytime import DAY_MIN
from sim.order import State, is_ahead

# Rappi's instances: an hour of the evening peak, and a calm one before it.
_PEAK_HOUR, _CALM_HOUR = 19, 16
_WEEKEND = (5, 6)


def peak_order_share(run: Seen) -> float | None:
    """Deliveries ordered at meals."""
    return share(at_peak(run.ordered))


def busiest_hour_ratio(run: Seen) -> float | None:
    """Deliveries ordered in the busiest hour of the day over those of the mean hour."""
    counts = np.bincount(hour_of(run.ordered), minlength=24)
    return ratio(float(counts.max()), float(counts.mean()))


def straight_mean_km(run: Seen) -> float | None:
    """From store to door."""
    return mean(straight_km(run))


def straight_tail_ratio(run: Seen) -> float | None:
    """From store to door: the ninth decile over the median."""
    km = straight_km(run)
    return over(quantile(km, 0.9), quantile(km, 0.5))


def ready_p50_min(run: Seen) -> float | None:
    """From ordering to food on the counter, median."""
    return quantile(ready_after_min(run), 0.5)


def ready_cv(run: Seen) -> float | None:
    """From ordering to food on the counter: standard deviation over mean."""
    minutes = ready_after_min(run)
    return ratio(float(minutes.std()), float(minutes.mean())) if len(minutes) else None


def ready_peak_rise_share(run: Seen) -> float | None:
    """How much longer food takes at seven in the evening than at four."""
    hour, minutes = hour_of(run.came), ready_after_min(run)
    rise = over(mean(minutes[hour == _PEAK_HOUR]), mean(minutes[hour == _CALM_HOUR]))
    return None if rise is None else rise - 1


def top_tenth_delivery_share(run: Seen) -> float | None:
    """Deliveries of the busiest tenth of the stores."""
    counts = np.sort(np.bincount(run.ordered["store"], minlength=len(run.result.stores)))
    busiest = counts[-max(1, len(counts) // 10) :]
    return ratio(float(busiest.sum()), float(counts.sum()))


def weekend_rise_share(run: Seen) -> float | None:
    """How many more deliveries are ordered on a day of the weekend than on one of the week."""
    days = np.arange(run.result.days)
    by_day = np.bincount((run.ordered["placed_min"] // DAY_MIN).astype(int), minlength=len(days))
    weekday = (run.result.scenario.demand.first_weekday + days) % 7
    weekend = np.isin(weekday, _WEEKEND)
    rise = over(mean(by_day[: len(days)][weekend]), mean(by_day[: len(days)][~weekend]))
    return None if rise is None else rise - 1


def ahead_share(run: Seen) -> float | None:
    """Deliveries ordered for a later moment."""
    return share(is_ahead(run.ordered))


def sold_cents(run: Seen) -> float | None:
    """Food that was ordered in the app, brought and not paid back."""
    orders = platform_orders(run.result)
    return float(orders["basket_cents"][orders["state"] == State.FULFILLED].sum())


def courier_revenue_share(run: Seen) -> float | None:
    """What couriers get for deliveries over commissions and fees."""
    cost = run.kpis["courier_cost_per_order_cents"]
    if cost is None:
        return None
    orders = platform_orders(run.result)
    settled = orders[orders["state"] == State.FULFILLED]
    revenue_cents = float(settled["commission_cents"].sum() + settled["fee_cents"].sum())
    return ratio(cost * float(run.kpis["delivered_orders"] or 0), revenue_cents)


def lorenz(run: Seen) -> Floats:
    """Share of the deliveries of the busiest tenth, two tenths and so on of the stores, (10,)."""
    counts = np.bincount(run.ordered["store"], minlength=len(run.result.stores))
    return busiest(counts)
