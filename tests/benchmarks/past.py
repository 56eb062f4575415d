"""`python -m tests.benchmarks.past`: what the defaults of the past are measured from.

People who begin as strangers live sixty days of the baseline. Prints a scenario file's section
`past`, how early deliveries usually come, what belief begins with, what orders usually cost, what
trouble they usually are and how often they take trust, by which channels they came and how long
they were waited for, what people have usually eaten and at home, each segment's orders for each
need, and how those whom the defaults draw compare with those who lived the days: about half a
minute of CPU.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.scenario_file import load_scenario
from sim.daytime import DAY_MIN
from sim.flow.funnel import Step
from sim.market import Market
from sim.mechanisms import appetite
from sim.order import Cause, Channel, State
from sim.result import RunResult
from sim.scenario import Scenario
from sim.schema import Rows
from sim.settings.appetite import Appetite
from sim.simulation import run
from tests.invariants.money import paid_cents

Floats = NDArray[np.float64]

DAYS = 60
_QUANTILES = np.linspace(0, 1, 21)


def strangers(scenario: Scenario, days: int = DAYS) -> Scenario:
    """The scenario for so many days, among people without a past."""
    past = scenario.past.model_copy(update={"days": 0})
    return scenario.model_copy(update={"days": days, "past": past})


def orders_per_need(result: RunResult) -> Floats:
    """Orders of all channels for each need drawn, by segment, (n_segments,)."""
    n_segments = len(result.segments)
    demand = result.scenario.demand
    weekend = (demand.first_weekday + np.arange(result.days)) % 7 >= 5
    mean_days = np.where(weekend, demand.weekend_factor, 1.0).sum()
    consumers = result.consumers
    needs = np.bincount(consumers["segment"], consumers["needs_per_day"], n_segments) * mean_days
    return np.asarray(np.bincount(result.orders["segment"], minlength=n_segments) / needs)


def lasting_sd(result: RunResult) -> float:
    """Spread of consumers' mean experience: the component between them of a one-way analysis."""
    felt, consumer = result.orders["satisfaction"], result.orders["consumer"]
    n = np.bincount(consumer)
    mean = np.bincount(consumer, felt) / np.maximum(n, 1)
    n_consumers = np.count_nonzero(n)
    within = ((felt - mean[consumer]) ** 2).sum() / (len(felt) - n_consumers)
    between = (n * (mean - felt.mean()) ** 2).sum() / (n_consumers - 1)
    orders_each = (len(felt) - (n**2).sum() / len(felt)) / (n_consumers - 1)
    return float(np.sqrt(max(0.0, (between - within) / orders_each)))


def overruns_min(result: RunResult) -> Floats:
    """Quantiles of arrival minus promise of deliveries, (n_quantiles,).

    The first and the last are no extremes: with them, straight lines between quantiles have the
    means of what lies at both ends.
    """
    late_min = _late_min(result)
    quantiles = np.quantile(late_min, _QUANTILES)
    quantiles[0] = 2 * late_min[late_min <= quantiles[1]].mean() - quantiles[1]
    quantiles[-1] = 2 * late_min[late_min >= quantiles[-2]].mean() - quantiles[-2]
    return np.asarray(quantiles)


def _late_min(result: RunResult) -> Floats:
    """By how much each delivery that came was late, in minutes, (n_deliveries,)."""
    orders = result.orders
    came = orders[(orders["channel"] == Channel.DELIVERY) & (orders["state"] == State.FULFILLED)]
    return np.asarray(came["ended_min"] - came["promised_min"])


def usual_price(result: RunResult) -> float:
    """Mean of what is paid for orders of all channels, over what they cost at mean prices."""
    orders = result.orders
    level = result.stores["price_level"][orders["store"]]
    fee_cents = result.scenario.mechanisms.cost_and_ease.usual_fee_cents
    at_mean_prices = orders["basket_cents"] / level
    at_mean_prices += np.where(orders["channel"] == Channel.DELIVERY, fee_cents, 0)
    return float((paid_cents(orders) / np.maximum(1, at_mean_prices)).mean())


def usual_steps(result: RunResult) -> float:
    """Mean trouble of the checkouts in the app where no coupon is used, steps."""
    friction = np.array([segment.friction for segment in result.scenario.consumers.segments])
    in_app = result.orders[result.orders["channel"] != Channel.WALK_IN]
    return float(result.scenario.choice.checkout_steps * friction[in_app["segment"]].mean())


def broken_shares(result: RunResult) -> dict[str, float]:
    """Shares of the app's orders that took trust in the long run, by their settings."""
    orders, late_min = result.orders, result.scenario.mechanisms.trust.late_min
    app = orders[orders["channel"] != Channel.WALK_IN]
    waited = np.isin(app["cause"], (Cause.NONE, Cause.IMPATIENCE))
    overdue = app["ended_min"] > app["promised_min"] + late_min
    late = (app["channel"] == Channel.DELIVERY) & waited & overdue
    return {
        "usual_failure_share": float((app["cause"] == Cause.NO_COURIER).mean()),
        "usual_phantom_share": float((app["cause"] == Cause.OUT_OF_STOCK).mean()),
        "usual_late_share": float(late.mean()),
    }


def usual_waits(result: RunResult) -> dict[str, float]:
    """Mean minutes that people choose each channel for, by their settings; walks count as felt."""
    orders, choice = result.orders, result.scenario.choice
    shown = orders["promised_min"] - orders["placed_min"]
    walk = orders["distance_m"] / choice.walk_m_per_min
    felt = {
        "usual_delivery_min": (Channel.DELIVERY, shown),
        "usual_pickup_min": (Channel.PICKUP, shown + choice.access_weight * walk),
        "usual_walkin_min": (Channel.WALK_IN, shown + (choice.access_weight - 1) * walk),
    }
    return {
        name: float(minutes[orders["channel"] == channel].mean())
        for name, (channel, minutes) in felt.items()
    }


def appetite_usual(scenario: Scenario) -> dict[str, float]:
    """What makes appetite neutral, by its settings: four weeks of people who have a past.

    Stocks are those that needs find; as many orders are placed as where nothing bought fills.
    """
    settings = scenario.mechanisms.appetite
    hungry, usual = (
        run(_with_appetite(scenario, settings.model_copy(update=changes)), 0)
        for changes in ({"enabled": False}, {"enabled": True})
    )
    missing = np.log(len(hungry.orders) / len(usual.orders))
    n_needs, n_sessions = usual.funnel.sum(axis=(0, 1, 2))[[Step.NEED, Step.SESSION]]
    swing_utils = settings.swing_utils + missing / (1 - n_sessions / n_needs)
    return appetite.usual(usual) | {"swing_utils": float(swing_utils)}


def _with_appetite(scenario: Scenario, settings: Appetite) -> Scenario:
    mechanisms = scenario.mechanisms.model_copy(update={"appetite": settings})
    return scenario.model_copy(update={"days": 28, "mechanisms": mechanisms})


def compared(lived: Rows, days: int, drawn: Rows) -> dict[str, tuple[Floats, Floats]]:
    """Mean, standard deviation, quartiles and P90: of who lived the days, and of who was drawn."""
    pairs: dict[str, tuple[Any, Any]] = {
        name: (lived[name], drawn[name]) for name in ("satisfaction", "loyalty")
    }
    ages = days - lived["last_order_min"] / DAY_MIN, -drawn["last_order_min"] / DAY_MIN
    pairs["days since the last order"] = tuple(age[np.isfinite(age)] for age in ages)
    return {name: (_summary(one), _summary(other)) for name, (one, other) in pairs.items()}


def _summary(values: Floats) -> Floats:
    return np.array([values.mean(), values.std(), *np.quantile(values, (0.25, 0.5, 0.75, 0.9))])


def _main() -> None:
    scenario = load_scenario("baseline").scenario
    result = run(strangers(scenario), 0)
    felt = np.quantile(result.orders["satisfaction"], _QUANTILES)
    print("[past]")
    print(f"felt = {[round(float(value), 3) for value in felt]}")
    print(f"lasting_sd = {lasting_sd(result):.2f}")
    print("[satisfaction]")
    print(f"usual_early_min = {-_late_min(result).mean():.1f}")
    print("[mechanisms.belief]")
    print(f"overruns = {[round(float(value), 1) for value in overruns_min(result)]}")
    print("[mechanisms.cost_and_ease]")
    print(f"usual_price = {usual_price(result):.3f}")
    print(f"usual_steps = {usual_steps(result):.2f}")
    print("[mechanisms.trust]")
    for setting, broken in broken_shares(result).items():
        print(f"{setting} = {broken:.5f}")
    print("[mechanisms.channel_habit]")
    by_channel = np.bincount(result.orders["channel"], minlength=len(Channel)) / len(result.orders)
    print(f"usual_pickup_share = {by_channel[Channel.PICKUP]:.2f}")
    print(f"usual_walkin_share = {by_channel[Channel.WALK_IN]:.2f}")
    print("[mechanisms.immediacy]")
    for setting, minutes in usual_waits(result).items():
        print(f"{setting} = {minutes:.1f}")
    print("[mechanisms.appetite]")
    for setting, value in appetite_usual(scenario).items():
        print(f"{setting} = {value:.3f}")
    for name, share in zip(result.segments, orders_per_need(result), strict=True):
        print(f"# {name}: orders_per_need = {share:.3f}")
    drawn = Market(scenario.model_copy(update={"warmup_days": 0}), 0).world.consumers
    for name, (lived, now) in compared(result.consumers, DAYS, drawn).items():
        print(f"# {name}: mean, sd, P25, P50, P75, P90")
        print(f"#   lived {np.round(lived, 2).tolist()}")
        print(f"#   drawn {np.round(now, 2).tolist()}")


if __name__ == "__main__":
    _main()
