"""`python -m tests.benchmarks.growth`: what an order costs in cities of a thousand to a million.

A table of CPU for each simulated order, one day of parts and multiples of the shipped city with its
density of people, stores and couriers; and with a third of the couriers, who could carry half of
the demand if they were busy all their shift. Minutes of CPU; `--largest` leaves out larger cities.
The last line is what is held: the dearest order over the cheapest one in cities at least as large
as a district, whose day is more than what a program does every minute of any day.
"""

import argparse
from collections.abc import Iterator

from analysis.scenario_file import load_scenario, overriding
from analysis.wording import plain
from sim.scenario import Scenario
from tests.benchmarks.megacity import Lived, lived

SIZES = (1_000, 10_000, 100_000, 1_000_000)
DISTRICT = 5_000
FEW_COURIERS = 1 / 3
# Of the shipped city, a Monday's in all channels.
_CITY_ORDERS = 70_000


def sized(orders: int, couriers: float = 1.0) -> Scenario:
    """A day of a city as dense as the shipped one, of so many orders.

    Parameters
    ----------
    orders
        A day, about.
    couriers
        How many there are where the shipped city has one.
    """
    city = load_scenario("city").scenario
    times = orders / _CITY_ORDERS
    changes: dict[str, object] = {"days": 1}
    for side in ("width_m", "height_m"):
        changes[f"city.{side}"] = getattr(city.city, side) * times**0.5
    for centres in ("n_home_centres", "n_office_centres", "n_store_centres"):
        changes[f"city.{centres}"] = max(1, round(getattr(city.city, centres) * times))
    for people, share in (("consumers", 1.0), ("stores", 1.0), ("couriers", couriers)):
        changes[f"{people}.count"] = max(1, round(getattr(city, people).count * times * share))
    return load_scenario("city", overriding(changes)).scenario


def table(sizes: tuple[int, ...]) -> Iterator[str]:
    """Lines of a Markdown table, each as soon as it is known."""
    lived(sized(sizes[0]))  # compiled and loaded
    yield "| orders a day | couriers | building | flow | analysis | all | warm-up |"
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    for label, couriers in (("as dense", 1.0), ("a third of the couriers", FEW_COURIERS)):
        costs: dict[int, float] = {}
        for size in sizes:
            scenario = sized(size, couriers)
            found = lived(scenario)
            costs[found.orders] = found.all_cpu_s / found.orders
            yield _row(found, scenario.couriers.count)
        large = [cost for orders, cost in costs.items() if orders >= DISTRICT]
        if large:
            ratio = f"{max(large) / min(large):.2f}"
            yield f"| **{label}** | dearest ÷ cheapest | | | | **{ratio}** | |"


def _row(found: Lived, n_couriers: int) -> str:
    each = [*found.cpu_s.values(), found.all_cpu_s, found.apart_cpu_s["warm-up"]]
    costs = " | ".join(f"{1e6 * cpu_s / found.orders:.0f} µs" for cpu_s in each)
    return f"| {plain(found.orders, 0)} | {plain(n_couriers, 0)} | {costs} |"


def _main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--largest", type=int, default=SIZES[-1], help="orders a day")
    largest = options.parse_args().largest
    for line in table(tuple(size for size in SIZES if size <= largest)):
        print(line, flush=True)


if __name__ == "__main__":
    _main()
