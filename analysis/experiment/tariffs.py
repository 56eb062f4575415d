"""What of a pricing policy consumers meet, and what stores alone do: the commission."""

from typing import Any

from sim.scenario import Policies

_COMMISSION = "commission_share"
_SHOW = "show"


def fees(policies: Policies) -> dict[str, Any]:
    """All that consumers can meet of the pricing in force, within its hours and at others."""
    return _pricing(policies, exclude={_COMMISSION})


def commissions(policies: Policies) -> dict[str, Any]:
    """What stores owe the platform, within the pricing's hours and at others."""
    return _pricing(policies, include={_COMMISSION})


def shown(policies: Policies) -> dict[str, Any]:
    """How consumers see fees, within the pricing's hours and at others."""
    return _pricing(policies, include={_SHOW})


def _pricing(policies: Policies, **fields: set[str]) -> dict[str, Any]:
    found = {"always": policies.pricing, "otherwise": policies.otherwise.pricing}
    return {when: each.model_dump(mode="json", **fields) for when, each in found.items()}
