"""Pricing: what the consumer pays for delivery, by zone of the store, and the commission.

To add a policy: a subclass of `PricingPolicy` here, and its name in the record at the end.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.flow.parameters import Shown
from sim.policies import contract, lag
from sim.policies.family import Applicable, Asked, Family, Faults, Policy
from sim.settings.bounds import Cents, Factor, IntervalMin, Kilometres, LongMinutes, Real, Share

if TYPE_CHECKING:
    from sim.policies.view import MarketView


@dataclass(frozen=True, slots=True)
class Tariff:
    """The delivery fee in force: base + per_km * max(0, km - free_km), by zone, cents."""

    base_cents: NDArray[np.float64]  # (n_zones,)
    per_km_cents: NDArray[np.float64]  # (n_zones,)
    free_km: float = 0.0


class PricingPolicy(Policy):
    """Decides the delivery tariff, every few minutes."""

    terms: ClassVar[frozenset[str]] = frozenset(
        {"free_over_cents", "min_order_cents", "commission_share", "small_commission_share"}
    )
    every_min: IntervalMin = Field(15, description="minutes between two decisions")
    show: Literal["in_parts", "all_in", "at_checkout"] = Field(
        "in_parts",
        description="fees: beside the price of food, in it, or not before the checkout",
    )
    free_over_cents: Cents = Field(0, description="baskets from here on ride free; 0: none")
    min_order_cents: Cents = Field(0, description="smaller baskets are not delivered; 0: all are")
    commission_share: Share = Field(0.08, description="of the basket, from the store")
    small_commission_share: Share | None = Field(
        None, description="the same, from the less popular half of stores; none: as from the others"
    )

    @abstractmethod
    def __call__(self, view: "MarketView") -> Tariff:
        """The tariff from now on."""


class FlatFee(PricingPolicy):
    """One delivery fee, everywhere and always."""

    use: Literal["flat"] = "flat"
    every_min: IntervalMin = Field(1440, description="minutes between two decisions")
    base_cents: Cents = Field(350, description="the fee")

    def __call__(self, view: "MarketView") -> Tariff:
        base = np.full(view.n_zones, float(self.base_cents))
        return Tariff(base, np.zeros(view.n_zones))


class DistanceFee(PricingPolicy):
    """A base fee that covers the first metres, and a price for each kilometre beyond."""

    use: Literal["distance"] = "distance"
    every_min: IntervalMin = Field(1440, description="minutes between two decisions")
    base_cents: Cents = Field(250, description="fee within the free distance")
    per_km_cents: Cents = Field(100, description="for each kilometre beyond it")
    free_km: Kilometres = Field(1.0, description="kilometres the base fee covers")

    def __call__(self, view: "MarketView") -> Tariff:
        base = np.full(view.n_zones, float(self.base_cents))
        return Tariff(base, np.full(view.n_zones, float(self.per_km_cents)), self.free_km)


class SurgeFee(PricingPolicy):
    """A fee that rises where waiting orders outnumber idle couriers.

    fee = base * clip(1 + slope * (pressure - threshold), 1, cap), per zone
    """

    use: Literal["surge"] = "surge"
    base_cents: Cents = Field(350, description="fee in a calm zone")
    slope: Factor = Field(0.25, description="rise for each waiting order per idle courier")
    threshold: Factor = Field(1.0, description="waiting orders per idle courier still calm")
    cap: Real = Field(2.0, ge=1, le=100, description="largest multiple of the base fee")

    def __call__(self, view: "MarketView") -> Tariff:
        return self.tariff(view.pressure)

    def tariff(self, pressure: NDArray[np.float64]) -> Tariff:
        """The fees under a pressure, (n_zones,)."""
        factor = np.clip(1 + self.slope * (pressure - self.threshold), 1, self.cap)
        return Tariff(self.base_cents * factor, np.zeros(len(pressure)))


@dataclass(slots=True)
class PressureSoFar:
    """What a smoothed surge remembers."""

    pressure: NDArray[np.float64]  # (n_zones,) smoothed
    at_min: float  # when it was last smoothed


class SmoothedSurge(SurgeFee):
    """A surge by the pressure as it was lately, so that fees do not jump with every order.

    smoothed = w * smoothed before + (1 - w) * pressure, w = 2^(-minutes since / half_life_min)
    """

    use: Literal["smoothed_surge"] = "smoothed_surge"  # type: ignore[assignment]
    half_life_min: LongMinutes = Field(30, description="after which an older pressure counts half")

    def begin(self, view: "MarketView") -> PressureSoFar:
        return PressureSoFar(view.pressure, view.now_min)

    def __call__(  # type: ignore[override]
        self, view: "MarketView", memory: PressureSoFar
    ) -> Tariff:
        weight = 2.0 ** ((memory.at_min - view.now_min) / self.half_life_min)
        memory.pressure = weight * memory.pressure + (1 - weight) * view.pressure
        memory.at_min = view.now_min
        return self.tariff(memory.pressure)


def _faults(tariff: Tariff, view: "MarketView") -> Faults:
    yield from contract.by_zone("base_cents", tariff.base_cents, view, contract.MOST_CENTS)
    yield from contract.by_zone("per_km_cents", tariff.per_km_cents, view, contract.MOST_CENTS)
    yield from contract.number("free_km", tariff.free_km, contract.MOST_KM)


def _apply(market: Applicable, policy: PricingPolicy, tariff: Tariff, _nth: int) -> None:
    """Put the tariff in force, and how it is shown."""
    market.world.tariff["base_cents"] = tariff.base_cents
    market.world.tariff["per_km_cents"] = tariff.per_km_cents
    market.world.rates["fee_free_km"] = tariff.free_km
    market.world.rates["fees_shown"] = Shown[policy.show.upper()]


def _kpis(result: Any) -> dict[str, float | None]:
    """How a fee that follows pressure follows it."""
    policy = result.scenario.policies.pricing
    return lag.kpis(result, policy) if isinstance(policy, SurgeFee) else {}


PRICING = Family(
    name="pricing",
    noun="pricing",
    base=PricingPolicy,
    decision=Tariff,
    built_in={
        "flat": FlatFee,
        "distance": DistanceFee,
        "surge": SurgeFee,
        "smoothed_surge": SmoothedSurge,
    },
    default=FlatFee(),
    asked=Asked.AT_INTERVALS,
    faults=_faults,
    apply=_apply,
    kpis=_kpis,
)
