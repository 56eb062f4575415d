"""Promise: the delivery time that the consumer is quoted before ordering, by zone.

To add a policy: a subclass of `PromisePolicy` here, and its name in the record at the end.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.flow.world import N_OVERRUNS
from sim.policies import contract
from sim.policies.family import Applicable, Asked, Family, Faults, Policy
from sim.settings.bounds import DAY_MIN, IntervalMin, Minutes, Real, Whole

if TYPE_CHECKING:
    from sim.policies.view import MarketView

_MOST_WEIGHT = 1000.0  # of the time that is expected


@dataclass(frozen=True, slots=True)
class Promise:
    """The quote: pad + estimate_weight * (store's quoted time + ride), minutes, by zone."""

    pad_min: NDArray[np.float64]  # (n_zones,)
    estimate_weight: float


class PromisePolicy(Policy):
    """Decides how delivery times are quoted, every few minutes."""

    every_min: IntervalMin = Field(15, description="minutes between two decisions")

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
    """The expected time plus the overrun that a share of the latest orders stayed below.

    promise = store's quoted time + ride + quantile(overruns of the latest orders)
    """

    use: Literal["quantile"] = "quantile"
    quantile: Real = Field(0.9, gt=0, lt=1, description="share of orders meant to be on time")
    prior_pad_min: Minutes = Field(15, description="pad until enough orders were seen")
    least_orders: Whole = Field(
        30, ge=1, le=N_OVERRUNS, description="orders seen before the pad is estimated"
    )

    def __call__(self, view: "MarketView") -> Promise:
        pad = self.prior_pad_min
        seen = len(view.overruns_min)
        if seen >= self.least_orders:
            rank = min(seen - 1, int(self.quantile * seen))
            pad = max(0.0, float(np.partition(view.overruns_min, rank)[rank]))
        return Promise(np.full(view.n_zones, pad), 1.0)


def _faults(promise: Promise, view: "MarketView") -> Faults:
    yield from contract.by_zone("pad_min", promise.pad_min, view, contract.MOST_MIN)
    yield from contract.number("estimate_weight", promise.estimate_weight, _MOST_WEIGHT)


def _apply(market: Applicable, _policy: PromisePolicy, promise: Promise, _nth: int) -> None:
    """Put the way of quoting in force."""
    market.world.tariff["pad_min"] = promise.pad_min
    market.world.rates["estimate_weight"] = promise.estimate_weight


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
