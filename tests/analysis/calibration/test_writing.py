"""The scenario that is written is one that can be read."""

import tomllib

from analysis.calibration.fitted import fit
from analysis.calibration.reading import observe
from analysis.calibration.writing import scenario_text, settings_of
from sim.scenario import Scenario

HEADER = "order,placed_at,store,store_lat,store_lon,door_lat,door_lon,promised_at,delivered_at"


def test_what_is_known_to_all_digits_is_not_uncertain(tmp_path):
    """A promise of 45 minutes for all, of which the table cut off parts of a second."""
    rows = [
        f"a{n},2024-05-17 12:00:{n:02d},s,31.20,121.40,31.2{n:02d},121.41,"
        f"2024-05-17 12:45:{n - (n == 7):02d},2024-05-17 12:3{n % 10}:00"
        for n in range(60)
    ]
    file = tmp_path / "orders.csv"
    file.write_text("\n".join([HEADER, *rows]) + "\n")
    observed, preset = observe(file), Scenario(title="t")
    fitted = fit(observed, preset)
    (promise,) = (each for each in fitted.estimates() if "promise" in each.path)
    assert promise.error > 0
    settings = settings_of(observed, fitted, {}, "orders.csv")
    text = scenario_text("baseline", observed, fitted, settings, preset, {"couriers.count": (3, 3)})
    uncertain = tomllib.loads(text)["uncertain"]
    assert not uncertain.keys() & {"policies", "couriers"}
    assert uncertain["choice"]["opening_constant"][0] < uncertain["choice"]["opening_constant"][1]
