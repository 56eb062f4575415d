"""Pay: what a courier earns for an order, and what a shift guarantees.

To add a policy: a subclass of `PayPolicy` here, and its name in the record at the end.
"""

from abc import abstractmethod
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from sim.policies import contract
from sim.policies.family import Applicable, Asked, Family, Faults, Policy
from sim.settings.bounds import Cents, IntervalMin, Kilometres

if TYPE_CHECKING:
    from sim.policies.view import MarketView


@dataclass(frozen=True, slots=True)
class PayRates:
    """Pay in force: order + per_km * max(0, km - free_km); an hourly floor at shift's end."""

    order_cents: float
    per_km_cents: float
    free_km: float
    hourly_guarantee_cents: float = 0.0


class PayPolicy(Policy):
    """Decides the rates that couriers are paid, every few hours."""

    every_min: IntervalMin = Field(60, description="minutes between two decisions")
    order_cents: Cents = Field(450, description="for each order handed over")
    per_km_cents: Cents = Field(80, description="for each kilometre beyond the free ones")
    free_km: Kilometres = Field(1.5, description="kilometres that the order's pay covers")
    bad_weather_cents: Cents = Field(200, description="extra for each order in rain")

    @abstractmethod
    def __call__(self, view: "MarketView") -> PayRates:
        """The rates from now on."""

    def base_cents(self, view: "MarketView") -> int:
        """What an order earns now, before kilometres."""
        return self.order_cents + (0 if view.weather == "clear" else self.bad_weather_cents)


class OrderPay(PayPolicy):
    """Pay by order and distance, with an extra in bad weather."""

    use: Literal["order"] = "order"

    def __call__(self, view: "MarketView") -> PayRates:
        return PayRates(self.base_cents(view), self.per_km_cents, self.free_km)


class GuaranteedPay(PayPolicy):
    """Pay by order and distance, topped up to an hourly floor at the end of the shift."""

    use: Literal["guarantee"] = "guarantee"
    hourly_guarantee_cents: Cents = Field(1200, description="least pay for an hour on shift")

    def __call__(self, view: "MarketView") -> PayRates:
        return PayRates(
            self.base_cents(view), self.per_km_cents, self.free_km, self.hourly_guarantee_cents
        )


def _faults(rates: PayRates, _view: "MarketView") -> Faults:
    for field in fields(rates):
        most = contract.MOST_KM if field.name == "free_km" else contract.MOST_CENTS
        yield from contract.number(field.name, getattr(rates, field.name), most)


def _apply(market: Applicable, _policy: PayPolicy, rates: PayRates, _nth: int) -> None:
    """Put the couriers' rates in force."""
    row = market.world.rates
    row["pay_order_cents"] = rates.order_cents
    row["pay_per_km_cents"] = rates.per_km_cents
    row["pay_free_km"] = rates.free_km
    row["hourly_guarantee_cents"] = rates.hourly_guarantee_cents


PAY = Family(
    name="pay",
    noun="pay",
    base=PayPolicy,
    decision=PayRates,
    built_in={"order": OrderPay, "guarantee": GuaranteedPay},
    default=GuaranteedPay(),
    asked=Asked.AT_INTERVALS,
    faults=_faults,
    apply=_apply,
)
