"""What is decided in a scenario: policies by their fields, what is taken apart, and the rest."""

from pydantic import BaseModel

from analysis.experiment.tariffs import commissions, fees, shown
from sim.scenario import Scenario

# What is no field of `policies`, or a part of one that others answer than the rest of it.
TAKEN_APART = (
    "guarantee",
    "fees",
    "shown",
    "free_over",
    "min_order",
    "commissions",
    "small_commission",
    "coupons_to_fetch",
    "coupons_of_stores",
    "coupons_on_fees",
    "coupons_by_steps",
    "knowing",
    "lapsed",
    "newcomers",
    "roster",
    "shifts",
    "work",
    "doors",
    "bundles",
    "vehicle",
    "reading",
    "floor",
    "opening_hours",
    "radius",
    "kitchen",
    "stock",
    "outages",
)
# Rules of targeting that know what nobody outside a simulator does.
_KNOWING = ("uplift", "dual")
_AT_DOORS = ("pickup_before_min", "pickup_after_min", "dropoff_before_min", "dropoff_after_min")
_VEHICLE = ("speed_km_per_h", "cost_cents_per_km", "co2_g_per_km")
_OPENING_HOURS = ("opens", "closes", "late_share")


def decided(scenario: Scenario) -> dict[str, object]:
    """What is decided, by the field that holds it: the platform's policies, rosters, kitchens."""
    policies: dict[str, object] = scenario.policies.model_dump(mode="json")
    coupons = scenario.policies.coupons
    return policies | {
        "guarantee": scenario.policies.promise.guarantee,
        "fees": fees(scenario.policies),
        "shown": shown(scenario.policies),
        "free_over": scenario.policies.pricing.free_over_cents,
        "min_order": scenario.policies.pricing.min_order_cents,
        "commissions": commissions(scenario.policies),
        "small_commission": scenario.policies.pricing.small_commission_share,
        "coupons_to_fetch": [each for each in coupons if "delivery" not in each.channels],
        "coupons_on_fees": [each for each in coupons if getattr(each, "fee_share", 0) > 0],
        "coupons_by_steps": [each for each in coupons if each.further_steps],
        "coupons_of_stores": [each for each in coupons if each.funded_by.store > 0],
        "knowing": [each for each in coupons if each.targeting.rule in _KNOWING],
        "lapsed": [each for each in coupons if each.audience.lapsed_days > 0],
        "newcomers": [each for each in coupons if each.audience.first_order],
        "roster": (scenario.couriers.count, scenario.couriers.shifts),
        "shifts": scenario.couriers.shifts,
        "work": scenario.couriers.model_dump(exclude={"count", "shifts"}),
        "doors": _fields(scenario.couriers, *_AT_DOORS),
        "bundles": (
            scenario.couriers.max_orders,
            _fields(scenario.policies.dispatch, "bundle_m", "bundle_orders"),
        ),
        "vehicle": _fields(scenario.couriers, *_VEHICLE),
        "reading": _reading(scenario),
        "floor": _floor(scenario),
        "opening_hours": _fields(scenario.stores, *_OPENING_HOURS),
        "radius": scenario.choice.radius_m,
        "kitchen": scenario.kitchen,
        "stock": scenario.stock,
        "outages": scenario.world.outages,
    }


def _fields(of: BaseModel, *names: str) -> list[object]:
    """Such settings, where there are any."""
    return [getattr(of, name, None) for name in names]


def _reading(scenario: Scenario) -> object:
    """How many stores somebody looks at: all of so many, or fewer the farther down they stand."""
    lists = scenario.mechanisms.lists
    if lists.enabled:
        return lists.n_listed, lists.position_exponent
    return scenario.choice.n_examined


def _floor(scenario: Scenario) -> object:
    """What an hour on duty is paid at least, within the pay's hours and at others; and to whom."""
    pay, crowd = scenario.policies, scenario.mechanisms.crowd
    name = "hourly_guarantee_cents"
    floors = [*_fields(pay.pay, name), *_fields(pay.otherwise.pay, name)]
    return floors, crowd.enabled and crowd.guaranteed
