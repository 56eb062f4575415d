"""`python -m tests.benchmarks.incremental`: how much of delivery would not be sold without it.

The baseline with deliveries and without, under the same seeds, a day and seeds 0 to 5 unless said
otherwise: a few seconds of CPU. Who would have had food brought fetches it, walks in or buys
nothing; the incremental share is 1 - (fetched and walked in more) / deliveries. Published for
restaurants are 30 to 50 %; 25 to 60 % would do.
"""

import argparse
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.scenario_file import load_scenario, overriding
from sim.order import Channel
from sim.simulation import run
from tests.theory.errors import Estimate, estimate

TOLERANCE = (0.25, 0.60)
SEEDS, DAYS = range(6), 1
# Nobody has a channel of this worth, whatever it costs; fees stay as they are, and annoy nobody.
NEVER = -1000


def ordered(seed: int, days: int, **changes: object) -> NDArray[np.int64]:
    """Orders that were placed, by channel."""
    settings = {"days": days} | changes
    result = run(load_scenario("baseline", overriding(settings)).scenario, seed)
    return np.bincount(result.orders["channel"], minlength=len(Channel))


def replaced(seed: int, days: int) -> NDArray[np.float64]:
    """Orders more of each channel without deliveries, for each delivery that there was."""
    with_it = ordered(seed, days)
    without = ordered(seed, days, **{"choice.delivery_constant": NEVER})
    return np.asarray((without - with_it) / with_it[Channel.DELIVERY])


def incremental(seeds: Sequence[int] = SEEDS, days: int = DAYS) -> dict[str, Estimate]:
    """The incremental share, and what becomes of the rest."""
    moved = np.array([replaced(seed, days) for seed in seeds])
    by_channel = {
        "fetched instead": moved[:, Channel.PICKUP],
        "walked in instead": moved[:, Channel.WALK_IN],
    }
    share = 1 - moved[:, Channel.PICKUP] - moved[:, Channel.WALK_IN]
    return {name: estimate(each) for name, each in ({"incremental": share} | by_channel).items()}


def is_met(share: Estimate) -> bool:
    """Whether the share lies within the tolerance."""
    return TOLERANCE[0] <= share.mean <= TOLERANCE[1]


def _main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--days", type=int, default=DAYS)
    options.add_argument("--seeds", type=int, default=len(SEEDS), help="from 0 on")
    chosen = options.parse_args()
    found = incremental(range(chosen.seeds), chosen.days)
    for name, share in found.items():
        print(f"{name}: {100 * share.mean:.1f} % +- {100 * share.error:.1f}")
    met = "within" if is_met(found["incremental"]) else "NOT within"
    print(f"{met} {100 * TOLERANCE[0]:.0f} to {100 * TOLERANCE[1]:.0f} %")


if __name__ == "__main__":
    _main()
