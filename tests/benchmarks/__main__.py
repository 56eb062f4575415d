"""`python -m tests.benchmarks`: the speed of the market, as one JSON object.

`--megacity` measures a megacity's day instead, which takes minutes and gigabytes.
"""

import argparse
import json
import statistics

import numpy as np

from sim.order import Channel
from sim.simulation import run
from tests.benchmarks import choices, dispatch_rounds, events, listing, megacity, skeleton

REPEATS = 5


def baseline_speed() -> dict[str, float]:
    """The shipped baseline with everything on, in turns with the skeleton; medians.

    `orders` are those of all channels, walk-ins included: each lives through kitchen and money.
    """
    scenario = events.baseline()
    n_events = events.events(scenario, 0)
    assert n_events == events.written(), (
        f"the baseline lives through {n_events} events, not through the {events.written()} written "
        "down: speeds before and after do not compare; if that is meant, run 'make golden'"
    )
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
        "events": n_events,
        "repeats": REPEATS,
    }


def _main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--megacity", action="store_true", help="a day of a million orders")
    if options.parse_args().megacity:
        found = {"megacity": megacity.day()}
    else:
        found = {
            "baseline": baseline_speed(),
            "choice_ns": choices.choice_ns(),
            "listing_ms": listing.listing_ms(),
            "dispatch_round_ms": dispatch_rounds.rounds_ms(),
        }
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    _main()
