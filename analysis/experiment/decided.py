"""What is decided in a scenario: policies by their fields, what is taken apart, and the rest."""

from analysis.experiment.tariffs import commissions, fees, shown
from sim.scenario import Scenario

# What is no field of `policies`, or a part of one that others answer than the rest of it.
TAKEN_APART = (
    "guarantee",
    "fees",
    "shown",
    "commissions",
    "coupons_to_fetch",
    "coupons_of_stores",
    "knowing",
    "lapsed",
    "roster",
    "shifts",
    "work",
    "radius",
    "kitchen",
    "stock",
    "outages",
)
# Rules of targeting that know what nobody outside a simulator does.
_KNOWING = ("uplift", "dual")


def decided(scenario: Scenario) -> dict[str, object]:
    """What is decided, by the field that holds it: the platform's policies, rosters, kitchens."""
    policies: dict[str, object] = scenario.policies.model_dump(mode="json")
    coupons = scenario.policies.coupons
    return policies | {
        "guarantee": scenario.policies.promise.guarantee,
        "fees": fees(scenario.policies),
        "shown": shown(scenario.policies),
        "commissions": commissions(scenario.policies),
        "coupons_to_fetch": [each for each in coupons if "delivery" not in each.channels],
        "coupons_of_stores": [each for each in coupons if each.funded_by.store > 0],
        "knowing": [each for each in coupons if each.targeting.rule in _KNOWING],
        "lapsed": [each for each in coupons if each.audience.lapsed_days > 0],
        "roster": (scenario.couriers.count, scenario.couriers.shifts),
        "shifts": scenario.couriers.shifts,
        "work": scenario.couriers.model_dump(exclude={"count", "shifts"}),
        "radius": scenario.choice.radius_m,
        "kitchen": scenario.kitchen,
        "stock": scenario.stock,
        "outages": scenario.world.outages,
    }
