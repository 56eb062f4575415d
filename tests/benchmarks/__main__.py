"""`python -m tests.benchmarks`: the speed of the market, as one JSON object."""

import json
import statistics

import numpy as np

from analysis.scenario_file import load_scenario
from sim.order import Channel
from sim.run import run
from tests.benchmarks import choices, dispatch_rounds, listing, skeleton

REPEATS = 5


def baseline_speed() -> dict[str, float]:
    """The shipped baseline with everything on, in turns with the skeleton; medians.

    `orders` are those of all channels, walk-ins included: each lives through kitchen and money.
    """
    scenario = load_scenario("baseline").scenario
    run(scenario, 0)
    speeds, platform_speeds, skeletons, ratios = [], [], [], []
    for seed in range(REPEATS):
        bare = skeleton.orders_per_cpu_s()
        result = run(scenario, seed)
        cpu_s = result.timing["simulate_cpu_s"]
        speeds.append(len(result.orders) / cpu_s)
        platform_speeds.append(np.sum(result.orders["channel"] != Channel.WALK_IN) / cpu_s)
        skeletons.append(bare)
        ratios.append(speeds[-1] / bare)
    return {
        "orders_per_cpu_s": round(statistics.median(speeds)),
        "platform_orders_per_cpu_s": round(statistics.median(platform_speeds)),
        "skeleton_orders_per_cpu_s": round(statistics.median(skeletons)),
        "ratio_to_skeleton": round(statistics.median(ratios), 2),
        "orders_per_day": round(len(result.orders) / result.days),
        "days": result.days,
        "repeats": REPEATS,
    }


if __name__ == "__main__":
    found = {
        "baseline": baseline_speed(),
        "choice_ns": choices.choice_ns(),
        "listing_ms": listing.listing_ms(),
        "dispatch_round_ms": dispatch_rounds.rounds_ms(),
    }
    print(json.dumps(found, indent=2))
