"""A day of a megacity: a million orders in all channels, as dense as the shipped district.

CPU seconds by phase and the peak of memory, of one run with all its files: what `o2o run` does.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.experiment.unit import Unit, execute
from analysis.scenario_file import load_scenario, overriding
from sim.scenario import Scenario

# How many times the district, whose day has some 5 500 orders in all channels.
TIMES = 185
PHASES = {"building": "build_cpu_s", "flow": "simulate_cpu_s", "analysis": "analyse_cpu_s"}


def megacity() -> Scenario:
    """The baseline's people, stores and couriers many times over, on so many times its ground."""
    district = load_scenario("baseline").scenario
    longer = TIMES**0.5
    settings = {
        "days": 1,
        "city.width_m": district.city.width_m * longer,
        "city.height_m": district.city.height_m * longer,
    }
    for centres in ("n_home_centres", "n_office_centres", "n_store_centres"):
        settings[f"city.{centres}"] = getattr(district.city, centres) * TIMES
    for people in ("consumers", "stores", "couriers"):
        settings[f"{people}.count"] = getattr(district, people).count * TIMES
    return load_scenario("baseline", overriding(settings)).scenario


def day() -> dict[str, float | dict[str, float]]:
    """Live through it once."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "megacity"
        summary = execute(Unit("megacity", megacity(), 0, folder))
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    timing = manifest["timing"]
    cpu_s = {phase: round(timing[name], 1) for phase, name in PHASES.items()}
    orders = summary.kpis["orders"] + summary.kpis["walkin_orders"]
    return {
        "orders": orders,
        "cpu_s": cpu_s | {"all": round(sum(cpu_s.values()), 1)},
        "orders_per_cpu_s_of_flow": round(orders / timing["simulate_cpu_s"]),
        "peak_mib": round(timing["peak_mib"]),
    }
