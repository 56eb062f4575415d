"""Settings that pairs of runs differ in, by their paths, or by what depends on a scenario."""

from typing import Any

from sim.scenario import Scenario

Changes = dict[str, Any]

# A part of the city that is as dense is enough where a lever is pulled for long, or the city large.
_MOST_CONSUMERS, _MOST_FOR_WEEKS = 20_000, 4000


def smaller(scenario: Scenario, *, for_weeks: bool) -> Changes:
    """A part of the city that is large enough; nothing where all of it is small."""
    most = _MOST_FOR_WEEKS if for_weeks else _MOST_CONSUMERS
    part = most / scenario.consumers.count
    if part >= 1:
        return {}
    side = part**0.5
    return {
        "city.width_m": round(scenario.city.width_m * side, -2),
        "city.height_m": round(scenario.city.height_m * side, -2),
        "consumers.count": round(scenario.consumers.count * part),
        "stores.count": max(1, round(scenario.stores.count * part)),
        "couriers.count": max(1, round(scenario.couriers.count * part)),
    }


def dearer_delivery(scenario: Scenario) -> Changes:
    """A delivery fee that is a yuan higher."""
    base_cents = getattr(scenario.policies.pricing, "base_cents", None)
    if base_cents is None:
        raise ValueError("its pricing policy has no base_cents")
    return {"policies.pricing.base_cents": base_cents + 100}


def faster_kitchens(scenario: Scenario) -> Changes:
    """Cooks who take a fifth less time, which their stores know."""
    return {"kitchen.preparation_mean_min": 0.8 * scenario.kitchen.preparation_mean_min}


def quantile(share: float) -> Changes:
    """A promise that such a share of deliveries is meant to keep."""
    return {"policies.promise": {"use": "quantile", "quantile": share}}


NO_DELIVERY: Changes = {"choice.delivery_constant": -1000}
ONE_ORDER_EACH: Changes = {"couriers.max_orders": 1}
# The shelves of `phantom-stock`, which are sold out at times as the baseline's hardly ever are: a
# day's portions, of which the street takes some unseen, and records that err.
SHORT_SHELVES: Changes = {
    "mechanisms.foot_traffic.enabled": True,
    "stock.days_of_demand": 1.0,
    "stock.record_error_sd": 0.55,
    "stock.scan_miss_share": 0.02,
    "stock.shrink_share": 0.01,
}
TOLD_DAILY: Changes = {"stock.sync_min": 1440}
SYNCED: Changes = {"stock.sync_min": 0}
EXACT: Changes = SYNCED | {
    "stock.record_error_sd": 0,
    "stock.scan_miss_share": 0,
    "stock.shrink_share": 0,
}
# Shops of many items, as those of `groceries`, of each of which they have a few: where published
# figures of what exact records sell come from. A meal that is sold out is another meal.
SHOPS: Changes = {
    "kitchen.preparation_mean_min": 9.5,
    "kitchen.prediction_sd_min": 2,
    "mechanisms.items.enabled": True,
    "mechanisms.items.days_of_demand": 1,
    "stock.record_error_sd": 3,
    "stock.scan_miss_share": 0.02,
    "stock.shrink_share": 0.01,
    "stock.count_days": 7,
    "stock.safety_buffer": 0,
}
CLEAR: Changes = {"world.weather.mode": "clear", "world.weather.episodes": []}
HEAVY: Changes = {
    "world.weather.mode": "episodes",
    "world.weather.episodes": [{"state": "heavy", "start": "10:00", "end": "22:00"}],
}
LIE: Changes = {"policies.promise": {"use": "fixed", "minutes": 1}}
ORDERED_AHEAD: Changes = {"mechanisms.preorder.enabled": True}
FUNNEL: Changes = {"mechanisms.browsing.enabled": True, "mechanisms.payment.enabled": True}
# A fifth are members before: in a week that begins without, members are who ordered in it.
MEMBERS: Changes = {
    "mechanisms.membership.enabled": True,
    "mechanisms.membership.member_share": 0.2,
}

SELDOM = "seldom"
_SELDOM: dict[str, Any] = {
    "name": SELDOM,
    "share": 0.2,
    "needs_per_day": 1.5,
    "basket_mean_cents": 4300,
    "opening_shift": -5.0,
    "orders_per_need": 0.006,
}
# A fifth of people claim coupons, as where these have to be looked for.
NO_COUPON: Changes = {"choice.claim_share": 0.2, "policies.coupons": []}
FIVE = {"use": "threshold", "off_cents": 500, "over_cents": 3000}
RULES = (
    FIVE | {"window": ["10:00", "22:00"]},
    {"use": "percent", "percent": 10.0, "over_cents": 2500, "window": ["09:00", "21:00"]},
    {"use": "free_delivery", "over_cents": 4000},
)
HARD: Changes = {"choice.claim_share": 0.2, "mechanisms.coupon_rules.enabled": True}
# Nobody has to claim it: of who does not, the uplift for a yuan is largest, since they spend none.
AUTOMATIC = FIVE | {"claim_share": 1.0}
TARGETED = AUTOMATIC | {"targeting": {"rule": "uplift", "share": 0.3}}


def seldom(scenario: Scenario) -> Changes:
    """A fifth of people buy little, an order in three months: nobody of the baseline does."""
    others = [each.model_dump(mode="json") for each in scenario.consumers.segments]
    for each in others:
        each["share"] *= 1 - _SELDOM["share"]
    return NO_COUPON | {"consumers.segments": [*others, _SELDOM]}


def coupons(*campaigns: dict[str, Any], **more: Any) -> Changes:
    """These campaigns and no others, where a fifth claim them."""
    return {"choice.claim_share": 0.2, "policies.coupons": [each | more for each in campaigns]}
