"""Stars that are written, and experiences behind them: three days of the baseline, hardly any rain.

Deliveries of heavy rain are so late that many are felt as bad as can be.
"""

import numpy as np
import pytest

from analysis.scenario_file import load_scenario
from sim.mechanisms import reviews
from sim.order import Channel
from sim.simulation import run

NUMBERS = ("one", "two", "three", "four", "five")


@pytest.mark.slow
def test_stars_have_two_peaks_where_experiences_have_one():
    """More than half are five, one star is more frequent than two (Hu, Pavlou and Zhang 2009).

    What is shown is above what is felt on average; what is felt has one peak but for orders that
    never came.
    """
    scenario = load_scenario("baseline").scenario
    result = run(scenario.model_copy(update={"days": 3}), 0)
    written = result.own[reviews.NAME][1][0]
    shares = {name: written[f"n_{name}"] / written["n_reviews"] for name in NUMBERS}
    orders = result.orders[result.orders["channel"] != Channel.WALK_IN]
    felt = orders["satisfaction"][orders["reliability_score"] >= 0]
    shown = result.stores["shown_quality"].mean()
    for name, share in shares.items():
        print(f"{name}: {share:.3f}")
    print(f"five stars {shares['five']:.3f}, tolerance: above 0.5")
    print(f"one star {shares['one']:.3f}, tolerance: above two stars, {shares['two']:.3f}")
    print(f"shown {shown:.2f}, tolerance: above what is felt, {orders['satisfaction'].mean():.2f}")
    assert shares["five"] > 0.5
    assert shares["one"] > shares["two"]
    assert shown > orders["satisfaction"].mean()
    histogram, _ = np.histogram(felt, np.arange(1, 5.01, 0.25))
    peak = histogram.argmax()
    assert (np.diff(histogram[: peak + 1]) >= 0).all(), histogram
    assert (np.diff(histogram[peak:]) <= 0).all(), histogram
