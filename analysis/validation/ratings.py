"""What facts say of ratings, read off a run whose stores are reviewed."""

import numpy as np
from scipy.special import expit
from scipy.stats import norm

from analysis.kpis.numbers import mean, ratio
from analysis.kpis.parts import Table, platform_orders
from analysis.validation.seen import Floats, Seen
from sim.order import State, is_open

_REVIEWS = "reviews"
_WRITTEN, _RULES = 1, 2


def one_over_two_stars_ratio(run: Seen) -> float | None:
    """Reviews of one star over those of two."""
    if _REVIEWS not in run.result.own:
        return None
    written = run.result.own[_REVIEWS][_WRITTEN][0]
    return ratio(float(written["n_one"]), float(written["n_two"]))


def written_above_felt_stars(run: Seen) -> float | None:
    """Mean of the stars that are written, less the mean that all would give who ordered."""
    written = run.kpis.get("written_stars_mean")
    if written is None:
        return None
    orders = platform_orders(run.result)
    ended = orders[~is_open(orders["state"])]
    quality = run.result.stores["quality"][ended["store"]]
    felt = mean(expected_stars(ended, quality, run.result.own[_REVIEWS][_RULES][0]))
    return None if felt is None else written - felt


def expected_stars(orders: Table, quality: Floats, rules: np.void) -> Floats:
    """Mean of the stars that each order would get of its luck, (n_orders,).

    As `sim.mechanisms.reviews.experience` has it, with the normal noise averaged out.
    """
    score = rules["constant"] + orders["reliability_score"]
    score = score + rules["service_weight"] * (
        orders["time_score"] + orders["price_score"] + orders["ease_score"]
    )
    came = orders["state"] == State.FULFILLED
    score = score + np.where(came, rules["quality_weight"] * (quality - rules["usual_stars"]), 0.0)
    felt = 1.0 + 4.0 * expit(score)
    cuts = [rules[name] for name in ("second", "third", "fourth", "fifth")]
    if rules["noise_sd"] == 0.0:
        return np.asarray(1.0 + sum(felt >= cut for cut in cuts), np.float64)
    return np.asarray(1.0 + sum(norm.cdf((felt - cut) / rules["noise_sd"]) for cut in cuts))
