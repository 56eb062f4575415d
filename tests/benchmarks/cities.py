"""`python -m tests.benchmarks.cities`: which of many cities is the typical one, as a table.

The baseline is run in each city under the same few seeds. A city's distance is how far its KPIs
are from the mean of all cities, in standard deviations over the cities: the root of the mean square
over the KPIs of the screen. The default of `city.seed` had the least when it was
chosen.
"""

import argparse
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from analysis.commands.headlines import headlines
from analysis.kpis.measure import measure
from analysis.scenario_file import load_scenario
from analysis.wording import shown
from sim.simulation import run

Floats = NDArray[np.float64]

# What the table shows; the distance is over all KPIs of the screen.
_COLUMNS = {
    "orders_per_day": "orders a day",
    "conversion_share": "conversion",
    "click_to_door_mean_min": "click to door",
    "late_share": "late",
    "courier_utilisation_share": "couriers busy",
    "platform_contribution_per_order_cents": "platform, per order",
}
_KPIS = tuple(kpi for _, _, kpi in headlines())


def kpis_of(city: int, seeds: int, days: int) -> Floats:
    """Mean KPIs of the baseline in one city, (n_kpis,) of the screen's."""
    baseline = load_scenario("baseline").scenario
    section = baseline.city.model_copy(update={"seed": city})
    scenario = baseline.model_copy(update={"city": section, "days": days})
    found = [measure(run(scenario, seed)) for seed in range(seeds)]
    values = [[run_kpis[kpi.name] for kpi in _KPIS] for run_kpis in found]
    return np.mean(np.array(values, dtype=float), axis=0)  # nan where a run is too short to tell


def distances(kpis: Floats) -> Floats:
    """How far each city is from the mean city, (n_cities,), of its KPIs (n_cities, n_kpis)."""
    spread = kpis.std(axis=0, ddof=1)
    varies = spread > 0
    scores = (kpis - kpis.mean(axis=0))[:, varies] / spread[varies]
    return np.asarray(np.sqrt((scores**2).mean(axis=1)))


def table(kpis: Floats) -> Iterator[str]:
    """The lines of a Markdown table: cities, their mean and their standard deviation."""
    shown_kpis = [(nth, kpi) for nth, kpi in enumerate(_KPIS) if kpi.name in _COLUMNS]
    yield f"| city.seed | {' | '.join(_COLUMNS[kpi.name] for _, kpi in shown_kpis)} | distance |"
    yield "|---:|" + "---:|" * (len(shown_kpis) + 1)
    rows = [(str(city), values) for city, values in enumerate(kpis)]
    rows += [("mean", kpis.mean(axis=0)), ("standard deviation", kpis.std(axis=0, ddof=1))]
    away = [f"{distance:.2f}" for distance in distances(kpis)]
    for (name, values), distance in zip(rows, [*away, "", ""], strict=True):
        cells = [shown(float(values[nth]), kpi.unit) for nth, kpi in shown_kpis]
        yield f"| {name} | {' | '.join(cells)} | {distance} |"


def _main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cities", type=int, default=16, help="seeds of cities, from 0 on")
    options.add_argument("--seeds", type=int, default=4, help="seeds of people, from 0 on")
    options.add_argument("--days", type=int, default=7)
    chosen = options.parse_args()
    kpis = np.array([kpis_of(city, chosen.seeds, chosen.days) for city in range(chosen.cities)])
    print("\n".join(table(kpis)))


if __name__ == "__main__":
    _main()
