"""What of a pricing policy consumers meet, and what stores alone do: the commission."""

from typing import Any

from sim.scenario import Policies, Scenario

_COMMISSIONS = ("commission_share", "small_commission_share")
_SHOW = "show"


def fees(policies: Policies) -> dict[str, Any]:
    """All that consumers can meet of the pricing in force, within its hours and at others."""
    return {
        when: {name: value for name, value in told.items() if name not in _COMMISSIONS}
        for when, told in _pricing(policies).items()
    }


def commissions(policies: Policies) -> dict[str, Any]:
    """What stores owe the platform, within the pricing's hours and at others."""
    return {
        when: [told.get(name) for name in _COMMISSIONS] for when, told in _pricing(policies).items()
    }


def shown(policies: Policies) -> dict[str, Any]:
    """How consumers see fees, within the pricing's hours and at others."""
    return {when: told.get(_SHOW) for when, told in _pricing(policies).items()}


def costs_otherwise(base: Scenario, other: Scenario) -> bool:
    """Whether an order costs something else on top of its food, or shows it in another way."""
    names = ("coupons", "service_fee_cents", "pickup_discount_cents")
    return fees(base.policies) != fees(other.policies) or any(
        getattr(base.policies, name) != getattr(other.policies, name) for name in names
    )


def _pricing(policies: Policies) -> dict[str, dict[str, Any]]:
    """The pricing's settings, and what it is called, within its hours and at others."""
    told = policies.model_dump(mode="json", include={"pricing": True, "otherwise": {"pricing"}})
    return {"always": told["pricing"], "otherwise": told["otherwise"]["pricing"]}
