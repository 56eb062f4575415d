"""Promise: the delivery time that the consumer is quoted before ordering, by zone.

To add a policy: a subclass of `PromisePolicy` here, and its name in the record at the end.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.daytime import DAY_MIN, HOUR_MIN
from sim.flow.world import N_OVERRUNS
from sim.policies import contract
from sim.policies.deferred import Deferred
from sim.policies.family import Applicable, Asked, Family, Faults, Policy
from sim.settings import Section
from sim.settings.bounds import Cents, IntervalMin, Minutes, Real, Share, Whole

if TYPE_CHECKING:
    from sim.policies.view import MarketView

_by_hour = Deferred("sim.policies.overruns", "by_hour")

_MOST_WEIGHT = 1000.0  # of the time that is expected


@dataclass(frozen=True, slots=True)
class Promise:
    """The quote: pad + estimate_weight * (time said to be ready + ride), minutes, by zone."""

    pad_min: NDArray[np.float64]  # (n_zones,)
    estimate_weight: float


class Guarantee(Section):
    """Money back for a delivery that is late; without an amount there is none."""

    share: Share = Field(0, description="of what was paid, back")
    cents: Cents = Field(0, description="back beside it")
    grace_min: Minutes = Field(0, description="after the promise, before anything is due")
    claim_share: Share = Field(
        0.6, description="of those to whom money is due, who ask for it; 1: it comes by itself"
    )

    @property
    def pays(self) -> bool:
        """Whether a late delivery brings money."""
        return self.share > 0 or self.cents > 0


class PromisePolicy(Policy):
    """Decides how delivery times are quoted, every few minutes."""

    every_min: IntervalMin = Field(15, description="minutes between two decisions")
    guarantee: Guarantee = Guarantee()

    @abstractmethod
    def __call__(self, view: "MarketView") -> Promise:
        """The way to quote from now on."""


class FixedPromise(PromisePolicy):
    """The same time for every order, whatever the store and the distance."""

    use: Literal["fixed"] = "fixed"
    every_min: IntervalMin = Field(1440, description="minutes between two decisions")
    minutes: Real = Field(45, ge=0.1, le=DAY_MIN, description="the promise")

    def __call__(self, view: "MarketView") -> Promise:
        return Promise(np.full(view.n_zones, self.minutes), 0.0)


class QuantilePromise(PromisePolicy):
    """The expected time, by how much it is wrong on average, and a margin that is kept in reserve.

    promise = time said to be ready + ride + pad
    pad     = mean overrun of the zone and hour + margin, shrunk to that of the hour, and this to
              the quantile of the latest orders                                      at least 0
    margin  = mean over the hours, each by its orders, of (quantile - mean) of its overruns

    Means are of the latest orders of the store's zone, in this hour of the day and this weather;
    shrunk is (n * own + shrinkage * wider) / (n + shrinkage) of n orders seen. So one evening of
    heavy rain does not pad the promises of the fine days after it. The margin is one for all hours
    of a weather, so that of all orders `quantile` are on time, and fewer where times scatter more:
    a mean is learned from few orders, how they scatter is not.

    The latest orders are those of the last `recent_min`. Older ones do not count: after a strike
    the long promise keeps people from ordering, and without orders nothing tells that it is over.
    Where the latest are too few, the mean of all that are kept of this weather and the margin stand
    for their quantile; where these are, the latest give the margin; and where both are,
    `prior_pad_min` is the pad. `extra_min` is added to what was learned: a promise that is more
    careful than the quantile, or bolder; none is shorter than what is expected.
    """

    use: Literal["quantile"] = "quantile"
    every_min: IntervalMin = Field(60, description="minutes between two decisions")
    quantile: Real = Field(
        0.87, gt=0, lt=1, description="share of orders meant to be on time, in all"
    )
    prior_pad_min: Minutes = Field(15, description="pad until enough orders were seen")
    extra_min: Real = Field(
        0, ge=-DAY_MIN, le=DAY_MIN, description="added to the pad; less than 0: taken off"
    )
    recent_min: Minutes = Field(
        30, description="for which a delivery is one of the latest, after it was handed over"
    )
    least_orders: Whole = Field(
        30,
        ge=1,
        le=N_OVERRUNS,
        description="orders from which the city's pad is estimated, at least",
    )
    shrinkage_orders: Real = Field(
        2000,
        ge=0.001,
        le=1e6,
        description="orders of a weather, zone and hour that weigh as much as those around them",
    )

    def __call__(self, view: "MarketView") -> Promise:
        weather, hour = view.state["weather"][0], int(view.minute_of_day // HOUR_MIN)
        n, mean_min, quantile_min = _by_hour(view.columns, int(weather), float(self.quantile))
        latest_min = view.overruns_within_min(self.recent_min)
        knows_hours = n.sum() >= self.least_orders
        knows_latest = len(latest_min) >= self.least_orders
        if not (knows_hours or knows_latest):
            return self._padded(np.full(view.n_zones, self.prior_pad_min))

        seen = view.n_overruns_alike[weather]  # (n_zones, 24)
        if knows_hours:
            margin_min = np.average(quantile_min - mean_min, weights=seen.sum(axis=0))
        else:
            margin_min = self._quantile(latest_min) - latest_min.mean()
        if knows_latest:
            wider_min = self._quantile(latest_min)
        else:
            wider_min = np.average(mean_min, weights=n) + margin_min
        of_hour_min = self._shrunk(mean_min[hour] + margin_min, n[hour], wider_min)

        kept_min = view.overruns_alike_min[weather, :, hour]  # (n_zones, n_kept)
        n_kept = np.minimum(seen[:, hour], kept_min.shape[1])
        is_kept = np.arange(kept_min.shape[1]) < n_kept[:, None]
        own_min = np.where(is_kept, kept_min, 0.0).sum(axis=1) / np.maximum(n_kept, 1)
        return self._padded(self._shrunk(own_min + margin_min, n_kept, of_hour_min))

    def _padded(self, learned_min: NDArray[np.float64]) -> Promise:
        """The promise by what was learned, (n_zones,)."""
        return Promise(np.maximum(0.0, learned_min + self.extra_min), 1.0)

    def _quantile(self, overruns_min: NDArray[np.float64]) -> float:
        rank = min(len(overruns_min) - 1, int(self.quantile * len(overruns_min)))
        return float(np.partition(overruns_min, rank)[rank])

    def _shrunk(self, own_min: Any, n_orders: Any, wider_min: float) -> Any:
        weight = n_orders / (n_orders + self.shrinkage_orders)
        return weight * own_min + (1.0 - weight) * wider_min


def _faults(promise: Promise, view: "MarketView") -> Faults:
    yield from contract.by_zone("pad_min", promise.pad_min, view, contract.MOST_MIN)
    yield from contract.number("estimate_weight", promise.estimate_weight, _MOST_WEIGHT)


def _apply(market: Applicable, policy: PromisePolicy, promise: Promise, _nth: int) -> None:
    """Put the way of quoting in force, and the guarantee."""
    market.world.tariff["pad_min"] = promise.pad_min
    rates, guarantee = market.world.rates, policy.guarantee
    rates["estimate_weight"] = promise.estimate_weight
    rates["late_refund_share"], rates["late_refund_cents"] = guarantee.share, guarantee.cents
    rates["late_grace_min"], rates["late_claim_share"] = guarantee.grace_min, guarantee.claim_share


PROMISE = Family(
    name="promise",
    noun="promise",
    base=PromisePolicy,
    decision=Promise,
    built_in={"fixed": FixedPromise, "quantile": QuantilePromise},
    default=QuantilePromise(),
    asked=Asked.AT_INTERVALS,
    faults=_faults,
    apply=_apply,
)
