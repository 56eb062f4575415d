"""What of a pricing policy consumers meet, and what stores alone do: the commission."""

from typing import Any

from sim.policies.family import use_of
from sim.scenario import Policies, Scenario

_COMMISSION = "commission_share"
_SHOW = "show"


def fees(policies: Policies) -> dict[str, Any]:
    """All that consumers can meet of the pricing in force, within its hours and at others."""
    found = _pricing(policies, exclude={_COMMISSION})
    return {when: told | {"use": use_of(_by_hours(policies)[when])} for when, told in found.items()}


def commissions(policies: Policies) -> dict[str, Any]:
    """What stores owe the platform, within the pricing's hours and at others."""
    return _pricing(policies, include={_COMMISSION})


def shown(policies: Policies) -> dict[str, Any]:
    """How consumers see fees, within the pricing's hours and at others."""
    return _pricing(policies, include={_SHOW})


def costs_otherwise(base: Scenario, other: Scenario) -> bool:
    """Whether an order costs something else on top of its food, or shows it in another way."""
    names = ("coupons", "service_fee_cents", "pickup_discount_cents")
    return fees(base.policies) != fees(other.policies) or any(
        getattr(base.policies, name) != getattr(other.policies, name) for name in names
    )


def _pricing(policies: Policies, **fields: set[str]) -> dict[str, Any]:
    return {
        when: each.model_dump(mode="json", **fields) for when, each in _by_hours(policies).items()
    }


def _by_hours(policies: Policies) -> dict[str, Any]:
    return {"always": policies.pricing, "otherwise": policies.otherwise.pricing}
