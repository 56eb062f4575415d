"""The search keeps what is better and nothing else; the market is a formula here."""

import numpy as np

from analysis.staffing import Trial, historical, search
from tests.cities import SMALL, scenario

EARLY = [
    {"share": 0.6, "start": "05:00", "end": "12:00"},
    {"share": 0.4, "start": "11:00", "end": "20:00"},
]
CITY = scenario(SMALL, {"couriers": {"count": 20, "shifts": EARLY}})
WANTED = np.concatenate([np.zeros(22), np.full(8, 12.0), np.full(8, 4.0), np.full(10, 10.0)])


def formula(plan):
    """Waits and failures by how many couriers are missing."""
    duty = plan.on_duty()
    missing, spare = np.maximum(WANTED - duty, 0), np.maximum(duty - WANTED, 0)
    trial = Trial(
        door_min=20 + float(missing.sum()),
        failed_share=float(missing.sum() / WANTED.sum()),
        failed=missing,
        idle=spare,
        orders_per_hour=np.full(24, 5.0),
        service_min=15.0,
    )
    return [trial, trial]


def test_the_search_ends_with_the_best_plan_it_tried_and_its_hours():
    found = search(CITY, 30, formula)
    kept = [step for step in found.steps if step.kept]
    assert [step.what for step in found.steps[:2]] == ["historical", "forecast"]
    doors = [step.door_min for step in kept]
    assert doors == sorted(doors, reverse=True)
    assert formula(found.best)[0].door_min == doors[-1] == min(s.door_min for s in found.steps)
    assert found.n_kept > 3
    before = historical(CITY)
    assert found.best.n_couriers == before.n_couriers
    assert abs(found.best.hours / before.hours - 1) < 0.01


def test_without_rounds_the_better_of_historical_and_forecast_is_found():
    found = search(CITY, 0, formula)
    assert len(found.steps) == 2
    doors = [formula(plan)[0].door_min for plan in (historical(CITY), found.forecast)]
    assert formula(found.best)[0].door_min == min(doors)


def test_what_shortens_waits_at_the_price_of_lost_orders_is_not_kept():
    """Every plan but the first takes a fifth less time and loses twice as many."""
    first = historical(CITY)

    def trade_off(plan):
        (trial, _) = formula(plan)
        door_min, failed_share = (30.0, 0.1) if plan == first else (24.0, 0.2)
        return [Trial(**(vars(trial) | {"door_min": door_min, "failed_share": failed_share}))]

    found = search(CITY, 6, trade_off)
    assert found.best == first
    assert not any(step.kept for step in found.steps[1:])


def test_a_market_without_deliveries_is_staffed_by_its_demand():
    def silent(plan):
        nothing = np.zeros(48)
        return [Trial(float("inf"), 0.0, nothing, nothing, np.zeros(24), 0.0)]

    city = scenario(SMALL, {"couriers": {"count": 12, "shifts": EARLY}})
    found = search(city, 2, silent)
    assert found.best == historical(city)
    assert found.forecast.n_couriers == 12
