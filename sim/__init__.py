"""The market: a city of consumers, stores and couriers under a platform's policies.

All that a program needs of it is here by name. A name is imported when it is first asked for, so
that `import sim` costs nothing.

A run
    `Scenario` and its `Policies`; `run`, one run: a pure function of scenario and seed, whose
    tables are a `RunResult`; `Market`, the Mesa model that lives through it; `Recording`, orders
    that once happened.
Policies of one's own
    A base class for each family: `PricingPolicy`, `CouponPolicy`, `MarketingPolicy`,
    `PromisePolicy`, `DispatchPolicy`, `PayPolicy`, `RepositioningPolicy`, `ServiceAreaPolicy`,
    `StaffingPolicy`, `RankingPolicy`; what they return: `Tariff`, `CouponTerms`, `Messages`,
    `Promise`, `Decision` with rows of `OFFER` and `MOVE`, `PayRates`, `ServiceArea`, `Roster`,
    `Ranking`; what they see: `MarketView`; and `check_policy`, which says whether one keeps its
    contract.
Words of the columns
    `Channel`, `State`, `Cause` of orders and `Doing` of couriers; `Schema` and `Rows`, columns.
Luck
    `luck`, random numbers that are the same whatever a policy does.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from sim.compiled import use_cache

use_cache()

if TYPE_CHECKING:
    from sim import luck
    from sim.agents.courier import Doing
    from sim.check import check_policy
    from sim.flow.requests import MOVE, OFFER
    from sim.market import Market
    from sim.order import Cause, Channel, State
    from sim.policies.coupon_policy import CouponPolicy, CouponTerms
    from sim.policies.dispatch import Decision, DispatchPolicy
    from sim.policies.marketing import MarketingPolicy, Messages
    from sim.policies.pay import PayPolicy, PayRates
    from sim.policies.pricing import PricingPolicy, Tariff
    from sim.policies.promise import Promise, PromisePolicy
    from sim.policies.ranking import Ranking, RankingPolicy
    from sim.policies.repositioning import RepositioningPolicy
    from sim.policies.service_area import ServiceArea, ServiceAreaPolicy
    from sim.policies.staffing import StaffingPolicy
    from sim.policies.view import MarketView
    from sim.recording import Recording
    from sim.result import RunResult
    from sim.roster import Roster
    from sim.scenario import Policies, Scenario
    from sim.schema import Rows, Schema
    from sim.simulation import run

__all__ = [
    "MOVE",
    "OFFER",
    "Cause",
    "Channel",
    "CouponPolicy",
    "CouponTerms",
    "Decision",
    "DispatchPolicy",
    "Doing",
    "Market",
    "MarketView",
    "MarketingPolicy",
    "Messages",
    "PayPolicy",
    "PayRates",
    "Policies",
    "PricingPolicy",
    "Promise",
    "PromisePolicy",
    "Ranking",
    "RankingPolicy",
    "Recording",
    "RepositioningPolicy",
    "Roster",
    "Rows",
    "RunResult",
    "Scenario",
    "Schema",
    "ServiceArea",
    "ServiceAreaPolicy",
    "StaffingPolicy",
    "State",
    "Tariff",
    "check_policy",
    "luck",
    "run",
]

# Where each name is at home.
_HOMES = {
    "sim.agents.courier": ("Doing",),
    "sim.check": ("check_policy",),
    "sim.flow.requests": ("MOVE", "OFFER"),
    "sim.market": ("Market",),
    "sim.order": ("Cause", "Channel", "State"),
    "sim.policies.coupon_policy": ("CouponPolicy", "CouponTerms"),
    "sim.policies.dispatch": ("Decision", "DispatchPolicy"),
    "sim.policies.marketing": ("MarketingPolicy", "Messages"),
    "sim.policies.pay": ("PayPolicy", "PayRates"),
    "sim.policies.pricing": ("PricingPolicy", "Tariff"),
    "sim.policies.promise": ("Promise", "PromisePolicy"),
    "sim.policies.ranking": ("Ranking", "RankingPolicy"),
    "sim.policies.repositioning": ("RepositioningPolicy",),
    "sim.policies.service_area": ("ServiceArea", "ServiceAreaPolicy"),
    "sim.policies.staffing": ("StaffingPolicy",),
    "sim.policies.view": ("MarketView",),
    "sim.recording": ("Recording",),
    "sim.result": ("RunResult",),
    "sim.roster": ("Roster",),
    "sim.scenario": ("Policies", "Scenario"),
    "sim.schema": ("Rows", "Schema"),
    "sim.simulation": ("run",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """A public name, imported now."""
    if name == "luck":  # a module
        return import_module("sim.luck")
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    found: object = getattr(import_module(_HOME[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
