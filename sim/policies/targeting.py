"""Targeting: to whom of an audience a coupon goes, and who of them is held out to measure it.

Everyone in the audience gets a score, and the `share` of them with the highest ones the coupon:

    random        a lasting draw
    place         1 in the zones named, else nothing is sent
    rfm           the mean of three ranks: how lately, how often and for how much one has bought
    uplift        what the coupon brings, orders for a yuan of it, see `sim.flow.uplift`
    noisy_uplift  accuracy * z + sqrt(1 - accuracy^2) * noise, z the normal score of the true one

The uplift of a person is what nobody outside a simulator knows: the probability to order with the
coupon less that without it, by the model's own choice. `uplift` is thus the best that targeting can
do, and `noisy_uplift` one whose estimate is correlated with it by `accuracy`. Recency, frequency
and money say who buys, not whom a coupon moves (Ascarza 2018).
"""

from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.schema import Rows
from sim.settings.bounds import Row, Share

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Columns of the draws of a campaign.
_ORDER, _HELD_OUT, _NOISE = range(3)


class Targeting(BaseModel):
    """To whom of an audience a coupon goes."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    rule: Literal["none", "random", "place", "rfm", "noisy_uplift", "uplift"] = Field(
        "none", description="by what the audience is ranked; none: all of it is targeted"
    )
    share: Share = Field(0.3, description="of the audience, those ranked highest")
    zones: tuple[Row, ...] = Field((), description="by place: zones of the homes, by their rows")
    accuracy: Share = Field(0.5, description="of noisy uplift: correlation with the true one")
    holdout_share: Share = Field(
        0, description="of those targeted, drawn to go without: what they order measures the coupon"
    )

    @model_validator(mode="after")
    def _place_is_named(self) -> Self:
        if (self.rule == "place") != bool(self.zones):
            raise ValueError("rule 'place' and zones go together: the one is nothing without")
        return self


def targeted(rule: Targeting, audience: Flags, scores: Floats, draws: Floats) -> Flags:
    """Who of an audience is targeted, those held out included, (n_consumers,).

    Parameters
    ----------
    rule
        Of which the share counts.
    audience, scores
        (n_consumers,); who has no score, nan, is not targeted.
    draws
        (n_consumers, 4) uniforms; the first breaks ties.
    """
    chosen = np.zeros(len(audience), np.bool_)
    known = np.flatnonzero(audience & ~np.isnan(scores))
    order = np.lexsort((draws[known, _ORDER], -scores[known]))
    chosen[known[order[: round(rule.share * int(audience.sum()))]]] = True
    return chosen


def held_out(rule: Targeting, chosen: Flags, draws: Floats) -> Flags:
    """Who of those targeted goes without, (n_consumers,)."""
    return chosen & (draws[:, _HELD_OUT] < rule.holdout_share)


def by_place(rule: Targeting, home_zones: NDArray[Any]) -> Floats:
    """1 in the zones named; no score elsewhere."""
    return np.where(np.isin(home_zones, rule.zones), 1.0, np.nan)


def by_history(consumers: Rows) -> Floats:
    """Recency, frequency, money: the mean of the ranks, from 0 to 1 each, ties in the middle."""
    from scipy import stats  # slow to import, and whoever reads a scenario ranks nobody

    told = ("last_order_min", "n_orders", "spent_cents")
    ranks = [stats.rankdata(consumers[name]) / len(consumers) for name in told]
    return np.asarray(np.mean(ranks, axis=0), np.float64)


def per_yuan(orders: Floats, cents: Floats) -> Floats:
    """Orders for each yuan; whom it costs nothing ranks by what it brings, above all others."""
    return orders * 100.0 / np.maximum(cents, 0.01)


def noisy(rule: Targeting, scores: Floats, draws: Floats) -> Floats:
    """Scores of an estimate, correlated with the normal scores of the true ones by the accuracy."""
    from scipy import special, stats

    known = ~np.isnan(scores)
    ranks = stats.rankdata(scores[known])
    found = np.full(len(scores), np.nan)
    error = special.ndtri(draws[known, _NOISE])
    normal = special.ndtri((ranks - 0.5) / max(1, known.sum()))
    found[known] = rule.accuracy * normal + np.sqrt(1 - rule.accuracy**2) * error
    return found
