"""Orders simulated from known parameters are exported and calibrated: these are found again."""

import numpy as np
import pandas as pd
import pytest

from analysis.calibration.fitted import fit
from analysis.calibration.reading import observe
from analysis.loading import load_arm
from analysis.scenario_file import overriding
from sim.order import Channel, State
from sim.simulation import run

# Ranges from which each parameter is drawn, evenly.
PRIOR = {
    "kitchen.preparation_mean_min": (8.0, 28.0),
    "kitchen.shape": (1.5, 9.0),
    "kitchen.store_sigma": (0.15, 0.6),
    "kitchen.slowing": (0.1, 0.9),
    "couriers.speed_km_per_h": (12.0, 28.0),
    "couriers.pickup_before_min": (0.5, 3.0),
    "couriers.pickup_after_min": (0.5, 3.0),
    "couriers.dropoff_before_min": (1.0, 6.0),
}
TOWN = {
    "days": 2,
    "warmup_days": 0,
    "consumers.count": 2500,
    "stores.count": 120,
    "couriers.count": 160,
    # Who collects or walks in is not in the table, and shall not take slow meals away from it.
    "policies.pickup": False,
    "choice.walkin_constant": -30.0,
    "kitchen.least_cooks": 6,
    "couriers.speed_sigma": 0.1,
    # Else quick meals are ordered more, and what is on record is quicker than what kitchens take.
    "consumers.minute_value_cents": 0,
    "patience.enabled": False,
    "stock.enabled": False,
    "world.weather.mode": "clear",
}
N_TRIALS = 20


def exported(result):
    """The deliveries of a run as a table; moments of vehicles, not of counters and doors."""
    orders = result.orders[
        (result.orders["channel"] == Channel.DELIVERY) & (result.orders["state"] == State.FULFILLED)
    ]
    stores, couriers = result.stores[orders["store"]], result.scenario.couriers
    return pd.DataFrame(
        {
            "placed_min": orders["placed_min"],
            "store": orders["store"],
            "store_x_m": stores["x_m"],
            "store_y_m": stores["y_m"],
            "door_x_m": orders["door_x_m"],
            "door_y_m": orders["door_y_m"],
            "ready_min": orders["ready_min"],
            "basket_cents": orders["basket_cents"],
            "accepted_min": orders["assigned_min"],
            "at_store_min": orders["at_store_min"] - couriers.pickup_before_min,
            "picked_up_min": orders["picked_up_min"],
            "at_door_min": orders["ended_min"] - couriers.dropoff_before_min,
            "delivered_min": orders["ended_min"],
            "promised_min": orders["promised_min"],
            "courier": orders["courier"],
            "offers": orders["offers"],
        }
    )


def stores_of(result):
    """The stores of a run as a table."""
    stores = result.stores
    return pd.DataFrame(
        {
            "name": range(len(stores)),
            "x_m": stores["x_m"],
            "y_m": stores["y_m"],
            "cooks": stores["n_cooks"],
        }
    )


@pytest.mark.slow
def test_known_values_lie_in_intervals_half_as_wide_as_what_was_known_before(tmp_path):
    """Nine in ten of all pairs of parameter and trial, or more (20 trials, eight parameters)."""
    held, narrow, told = [], [], []
    for trial in range(N_TRIALS):
        luck = np.random.default_rng(trial)
        known = {path: float(luck.uniform(*ends)) for path, ends in PRIOR.items()}
        scenario = load_arm("baseline", overriding(TOWN | known | {"city.seed": trial})).scenario
        file = tmp_path / f"{trial}.csv"
        result, stores = run(scenario, trial), tmp_path / "stores.csv"
        exported(result).to_csv(file, index=False)
        stores_of(result).to_csv(stores, index=False)
        fitted = fit(observe(file, stores=stores), scenario)
        found = {each.path: each for each in fitted.estimates()}
        for path, value in known.items():
            low, high = PRIOR[path]
            held.append(found[path].low - 1e-9 <= value <= found[path].high + 1e-9)
            narrow.append(found[path].high - found[path].low <= (high - low) / 2)
            told.append((path, trial, value, found[path]))
    wrong = [each for each, is_held in zip(told, held, strict=True) if not is_held]
    assert np.mean(held) >= 0.9, wrong
    assert all(narrow), narrow
