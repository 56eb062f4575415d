"""Service area: how far a store delivers, by its zone.

To add a policy: a subclass of `ServiceAreaPolicy` here, and its name in the record at the end.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.policies import contract
from sim.policies.family import Applicable, Asked, Family, Faults, Policy
from sim.settings import Section, Settings, check_rows
from sim.settings.bounds import Factor, IntervalMin, Row, Share

if TYPE_CHECKING:
    from sim.policies.view import MarketView


# Homes looked at to tell how many a store reaches; evenly many of all where there are more.
_HOMES = 2000


@dataclass(frozen=True, slots=True)
class ServiceArea:
    """The radius within which stores of a zone deliver, straight, metres."""

    radius_m: NDArray[np.float64]  # (n_zones,)


class ZoneShare(Section):
    """A zone whose stores deliver less far than others."""

    zone: Row
    share: Share = Field(description="of the radius of the others")


class ServiceAreaPolicy(Policy):
    """Decides how far stores deliver, every few minutes; at most `choice.radius_m`."""

    every_min: IntervalMin = Field(15, description="minutes between two decisions")
    zones: tuple[ZoneShare, ...] = Field(
        (), max_length=10_000, description="zones whose stores deliver less far than the others"
    )

    def check_scenario(self, settings: Settings) -> None:
        """Refuse zones that the city has not."""
        check_rows("zones", [each.zone for each in self.zones], settings.city.n_zones)

    def usual_m(self, view: "MarketView") -> NDArray[np.float64]:  # (n_zones,)
        """The scenario's radius, less in the zones that are named."""
        radius_m = np.full(view.n_zones, float(view.terms["radius_m"][0]))
        for each in self.zones:
            radius_m[each.zone] *= each.share
        return radius_m

    @abstractmethod
    def __call__(self, view: "MarketView") -> ServiceArea:
        """The radii from now on."""


class FixedRadius(ServiceAreaPolicy):
    """One radius at all times."""

    use: Literal["fixed"] = "fixed"
    every_min: IntervalMin = Field(1440, description="minutes between two decisions")
    share: Share = Field(1.0, description="of choice.radius_m")

    def __call__(self, view: "MarketView") -> ServiceArea:
        return ServiceArea(self.usual_m(view) * self.share)


class RadiusByWeather(ServiceAreaPolicy):
    """A smaller radius while it rains, so that fewer and nearer orders meet slower couriers."""

    use: Literal["by_weather"] = "by_weather"
    rain_share: Share = Field(0.7, description="of choice.radius_m, in rain")
    heavy_share: Share = Field(0.5, description="the same, in heavy rain")

    def __call__(self, view: "MarketView") -> ServiceArea:
        share = {"rain": self.rain_share, "heavy": self.heavy_share}.get(view.weather, 1.0)
        return ServiceArea(self.usual_m(view) * share)


class RadiusByLoad(ServiceAreaPolicy):
    """A smaller radius where waiting orders outnumber idle couriers.

    radius = choice.radius_m * clip(1 - slope * (pressure - threshold), least_share, 1), per zone
    """

    use: Literal["by_load"] = "by_load"
    slope: Factor = Field(0.1, description="share less for each waiting order per idle courier")
    threshold: Factor = Field(1.0, description="waiting orders per idle courier still calm")
    least_share: Share = Field(0.4, description="of choice.radius_m, at least")

    def __call__(self, view: "MarketView") -> ServiceArea:
        share = np.clip(1 - self.slope * (view.pressure - self.threshold), self.least_share, 1)
        return ServiceArea(self.usual_m(view) * share)


def _faults(area: ServiceArea, view: "MarketView") -> Faults:
    yield from contract.by_zone("radius_m", area.radius_m, view, float(view.terms["radius_m"][0]))


def _apply(market: Applicable, _policy: Any, area: ServiceArea, _nth: int) -> None:
    """Put the radii in force, and lists of those who deliver within them."""
    if (market.world.tariff["radius_m"] != area.radius_m).any():
        market.world.tariff["radius_m"] = area.radius_m
        market.list_within(area.radius_m)


def _kpis(result: Any) -> dict[str, float | None]:
    """How far deliveries go, and how many people a store reaches."""
    from sim.order import Channel  # compiled; who reads a scenario measures nothing

    delivered = result.orders[result.orders["channel"] == Channel.DELIVERY]
    km = delivered["distance_m"] / 1000
    return {
        "order_distance_mean_km": float(km.mean()) if len(km) else None,
        "order_distance_p90_km": float(np.quantile(km, 0.9)) if len(km) else None,
        "reached_share": reached_share(result),
    }


def reached_share(result: Any) -> float | None:
    """The share of homes that a store delivers to, mean of stores and of the samples of the run."""
    homes = result.consumers[:: max(1, len(result.consumers) // _HOMES)]
    radii_m = result.timeline.pivot(index="at_min", columns="zone", values="radius_m").to_numpy()
    if len(radii_m) == 0 or len(result.stores) == 0:
        return None
    shares = []
    for store in result.stores:
        away_m = np.hypot(homes["home_x_m"] - store["x_m"], homes["home_y_m"] - store["y_m"])
        within = np.searchsorted(np.sort(away_m), radii_m[:, store["zone"]], side="right")
        shares.append(within.mean() / len(homes))
    return float(np.mean(shares))


SERVICE_AREA = Family(
    name="service_area",
    noun="service area",
    base=ServiceAreaPolicy,
    decision=ServiceArea,
    built_in={"fixed": FixedRadius, "by_weather": RadiusByWeather, "by_load": RadiusByLoad},
    default=FixedRadius(),
    asked=Asked.AT_INTERVALS,
    faults=_faults,
    apply=_apply,
    kpis=_kpis,
)
