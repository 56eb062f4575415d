"""The crowd answers to pay: at once in rain, and over weeks to a rise that stays."""

from functools import cache

import numpy as np
import pytest

from analysis.kpis.measure import measure
from analysis.scenario_file import load_scenario
from sim.simulation import run
from tests.cities import SMALL, scenario
from tests.theory.errors import Estimate, estimate

WEEKS = 10
RISE = 1.25  # of pay for a usual delivery, 530 cents
SEEDS = range(8)


def pay_by_week(order_cents: int, seed: int) -> np.ndarray:  # (WEEKS,)
    """What an hour on line brings in a small town whose couriers are all of the crowd, cents.

    A promise that does not learn: with one that does, more couriers also bring more orders.
    """
    changes = {
        "days": 7 * WEEKS,
        "mechanisms": {"crowd": {"enabled": True, "share": 1, "usual_orders_per_hour": 2}},
        "policies": {
            "pay": {"use": "order", "order_cents": order_cents},
            "promise": {"use": "fixed", "minutes": 40},
        },
    }
    days = run(scenario(SMALL, changes), seed).own["crowd"][2]
    weeks = {name: days[name].reshape(WEEKS, 7).sum(axis=1) for name in ("pay_cents", "online_min")}
    return np.asarray(60 * weeks["pay_cents"] / weeks["online_min"])


@pytest.mark.slow
def test_what_a_rise_of_pay_brings_in_an_hour_goes_back_as_hours_come_on_line():
    """About two months in the data of a ride platform (Hall, Horton and Knoepfle 2021).

    Paired, the town with the rise over that without. In week 1 all come who like the new pay, and
    learn that they are many; from then on an hour brings more, and less of it from week to week.
    """
    usual = 450
    raised = round(usual + (RISE - 1) * 530)
    gains = np.array([pay_by_week(raised, seed) / pay_by_week(usual, seed) - 1 for seed in SEEDS])
    early, late = gains[:, 1:3].mean(axis=1), gains[:, 8:10].mean(axis=1)
    first, left, returned = estimate(early), estimate(late), estimate(early - late)
    weeks = ", ".join(f"{gain:+.3f}" for gain in gains.mean(axis=0))
    print(f"gain of an hour on line by week: {weeks}")
    print(f"in weeks 2 and 3: {first}, in weeks 9 and 10: {left}")
    print(f"gone by then: {returned}, tolerance: above 0 by 4 standard errors")
    assert first.mean - 4 * first.error > 0
    assert returned.mean - 4 * returned.error > 0


@cache
def rainy(name: str) -> list[dict[str, float]]:
    """KPIs of two days with rain in the evening, under some seeds."""
    days = load_scenario(name).scenario.model_copy(update={"days": 2})
    return [measure(run(days, seed)) for seed in range(6)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kpi", "sign"),
    [("crowd_hours", 1), ("late_share", -1), ("courier_cost_per_order_cents", 1)],
)
def test_a_bonus_in_rain_brings_couriers_who_bring_sooner_and_cost_more(kpi, sign):
    """Paired differences, ¥8 instead of ¥2: intervals of 4 standard errors exclude 0."""
    before, after = (rainy(name) for name in ("crowd-couriers", "rain-bonus"))
    pairs = zip(before, after, strict=True)
    moved: Estimate = estimate([other[kpi] - one[kpi] for one, other in pairs])
    print(f"{kpi}: {np.mean([each[kpi] for each in before]):.4g}, moved by {moved}")
    assert sign * moved.mean - 4 * moved.error > 0
