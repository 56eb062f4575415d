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

Of several coupons, rule `dual` gives each person the one, or none, that is worth most at a price of
money that is the same for all, such that they cost what there is for them: the Lagrangian dual of
the multiple-choice knapsack, by which platforms share out budgets (Zhou et al. 2024, arXiv
2406.05987). A yuan more then brings the same of whomever it were spent on.
"""

from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.schema import Rows
from sim.settings.bounds import BudgetCents, Row, Share

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Columns of the draws of a campaign.
_ORDER, _HELD_OUT, _NOISE, PACED = range(4)


class Targeting(BaseModel):
    """To whom of an audience a coupon goes."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    rule: Literal["none", "random", "place", "rfm", "noisy_uplift", "uplift", "dual"] = Field(
        "none",
        description="by what the audience is ranked; none: all of it is targeted; dual: coupons of"
        " this rule share out the consumers",
    )
    share: Share = Field(0.3, description="of the audience, those ranked highest")
    zones: tuple[Row, ...] = Field((), description="by place: zones of the homes, by their rows")
    accuracy: Share = Field(0.5, description="of noisy uplift: correlation with the true one")
    budget_cents: BudgetCents = Field(
        0, description="dual: a day, that all coupons of this rule may be expected to cost together"
    )
    holdout_share: Share = Field(
        0, description="of those targeted, drawn to go without: what they order measures the coupon"
    )

    @model_validator(mode="after")
    def _budget_is_shared(self) -> Self:
        if (self.rule == "dual") != (self.budget_cents > 0):
            raise ValueError("rule 'dual' and budget_cents go together: the one is nothing without")
        return self

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


def shared_out(orders: Floats, cents: Floats, budget_cents: float) -> NDArray[np.int64]:
    """Which coupon each person gets, -1: none, (n_consumers,).

        maximise sum of orders   such that   sum of cents <= budget,  one coupon a person or none

    by the coupon with the largest orders - price * cents, for the smallest price of a cent at which
    they cost no more than the budget.

    Parameters
    ----------
    orders, cents
        What each coupon is expected to bring and to cost, (n_consumers, n_coupons); nan: it is not
        for that person.
    budget_cents
        For all of them.
    """
    orders, cents = np.where(np.isnan(orders), -np.inf, orders), np.nan_to_num(cents)

    def at(price: float) -> tuple[NDArray[np.int64], float]:
        worth = orders - price * cents
        best = worth.argmax(axis=1)
        rows = np.arange(len(worth))
        takes = worth[rows, best] > 0
        return np.where(takes, best, -1), float(cents[rows[takes], best[takes]].sum())

    low, high = 0.0, 1.0  # an order for a cent: nobody is worth that much
    if at(low)[1] <= budget_cents:
        return at(low)[0]
    for _ in range(60):
        price = (low + high) / 2
        low, high = (low, price) if at(price)[1] <= budget_cents else (price, high)
    return at(high)[0]


def held_out(rule: Targeting, chosen: Flags, draws: Floats) -> Flags:
    """Who of those targeted goes without, (n_consumers,)."""
    if rule.holdout_share == 0:
        return np.zeros_like(chosen)
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
