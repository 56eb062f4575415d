"""`python -m tests.benchmarks.dispatchers baseline|suburb`: dispatchers in the market, as a table.

Six replications, paired by seed: a week of the baseline, two days of the suburb. The baseline's
takes sixteen minutes of CPU.
"""

import argparse
from collections.abc import Iterator

import analysis
from analysis.experiment.compare import Comparison
from analysis.kpis import KPIS
from analysis.wording import shown, shown_difference

PLACES = {
    "baseline": (7, ("dispatch-nearest", "dispatch-assignment", "baseline", "dispatch-rolling")),
    "suburb": (2, ("suburb-nearest", "suburb", "suburb-rolling")),
}
SHOWN = (
    "click_to_door_mean_min",
    "click_to_door_p90_min",
    "late_share",
    "cancelled_share",
    "courier_cost_per_order_cents",
    "courier_pay_per_hour_cents",
    "courier_pay_gini",
    "km_per_order",
    "co2_per_order_g",
    "orders_per_day",
)
_REPLICATIONS = 6


def compared(place: str) -> tuple[list[str], Comparison]:
    """Names of the dispatchers, and all of them against the first."""
    days, scenarios = PLACES[place]
    arms = [analysis.load(scenario, {"days": days}) for scenario in scenarios]
    names = [arm.scenario.policies.dispatch.use for arm in arms]
    return names, analysis.compare(arms, replications=_REPLICATIONS, jobs=2)


def table(names: list[str], comparison: Comparison) -> Iterator[str]:
    """The lines of a Markdown table."""
    yield f"| | {' | '.join(f'`{name}`' for name in names)} |"
    yield "|---" * (len(names) + 1) + "|"
    for kpi in KPIS:
        if kpi.name in SHOWN:
            found = [contrast[kpi.name] for contrast in comparison.contrasts]
            cells = [shown(found[0].base_mean, kpi.unit)] + [
                shown_difference(one.difference, one.low, one.high, kpi.unit) for one in found
            ]
            yield f"| {kpi.short['en']} | {' | '.join(cells)} |"


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("place", choices=PLACES)
    print("\n".join(table(*compared(options.parse_args().place))))
