"""`python -m tests.benchmarks.controllers`: what the minutes between two decisions do to a surge.

How soon the fee follows pressure, how much of it is never answered, how much of it comes too late,
and what becomes of lateness and orders: about a minute of CPU.
"""

from collections.abc import Iterator

from analysis.kpis.measure import measure
from analysis.scenario_file import load_scenario, overriding
from sim.simulation import run

INTERVALS_MIN = (5, 15, 60, 240, 1440)
DAYS = 2


def table() -> Iterator[str]:
    """The lines of a Markdown table."""
    yield "| minutes between | lag, min | not answered | overshoot | late | orders a day |"
    yield "|---:|---:|---:|---:|---:|---:|"
    for every_min in INTERVALS_MIN:
        changes = {"policies.pricing.every_min": every_min, "sample_min": 5, "days": DAYS}
        found = measure(run(load_scenario("surge-pricing", overriding(changes)).scenario, 0))
        lag, over = found["fee_lag_min"], found["fee_overshoot_share"]
        cells = (
            str(every_min),
            "never" if lag is None else f"{lag:.0f}",
            f"{100 * (found['fee_missed_share'] or 0):.0f} %",
            "none" if over is None else f"{100 * over:.0f} %",
            f"{100 * (found['late_share'] or 0):.1f} %",
            f"{found['orders_per_day']:.0f}",
        )
        yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    for line in table():
        print(line, flush=True)
