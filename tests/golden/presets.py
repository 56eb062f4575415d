"""`python -m tests.golden.presets`: the cities shipped, as a Markdown table of their first day.

Settings stand in the scenarios, what comes of them in their golden KPIs: nothing is run.
"""

from collections.abc import Iterator

from analysis.scenario_file import load_scenario
from analysis.wording import plain
from tests.golden.kpis import CITIES, read

NAMES = ("baseline", "suburb", *CITIES)


def table() -> Iterator[str]:
    """A row for each city."""
    yield (
        "| scenario | ground | orders | for each km² | consumers | stores | couriers"
        " | deliveries of each | click to door | late |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for name in NAMES:
        yield f"| `{name}` | {' | '.join(_cells(name))} |"


def _cells(name: str) -> Iterator[str]:
    scenario, kpis = load_scenario(name).scenario, read(name)
    km2 = scenario.city.width_m * scenario.city.height_m / 1e6
    orders = (kpis["orders"] or 0) + (kpis["walkin_orders"] or 0)
    couriers = scenario.couriers.count
    yield f"{km2:.0f} km²"
    for number in (orders, orders / km2, scenario.consumers.count, scenario.stores.count, couriers):
        yield plain(number, 0)
    yield f"{(kpis['delivered_orders'] or 0) / couriers:.1f}"
    yield f"{kpis['click_to_door_mean_min'] or 0:.1f} min"
    yield f"{100 * (kpis['late_share'] or 0):.1f} %"


if __name__ == "__main__":
    print("\n".join(table()))
