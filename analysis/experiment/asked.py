"""What a scenario asks about: the KPIs, beside the usual ones, that its verdict speaks of."""

from collections.abc import Iterator, Mapping
from itertools import chain

from analysis.experiment.decided import decided
from sim.scenario import Scenario

# KPIs by mechanism: spoken of wherever they clearly differ, whoever moved them.
NEWS: Mapping[str, tuple[str, ...]] = {
    "reservation": ("reservations", "reservation_no_show_share"),
    "talk": ("new_users", "referral_cents_per_day"),
    "marketing": ("new_by_advert", "marketing_cents_per_day"),
    "membership": ("members", "member_fee_cents_per_day", "member_benefit_cents_per_day"),
    "points": ("points_owed_cents",),
    "lists": ("advertising_cents_per_day",),
    "owners": ("owners_price_index", "stores_away_share"),
    "vetting": ("ordered_quality_stars", "refused_stores_share", "delisted_stores_share"),
    "rival": ("rival_delivery_share",),
    "items": ("line_filled_share", "lacking_given_up_share"),
    "replenishment": ("wasted_share", "waste_cents_per_day", "holding_cents_per_day"),
    "pooling": ("rescued_share", "rescue_more_mean_km"),
    "returns": ("returned_share", "return_cost_cents_per_day"),
    "picking": ("wrong_order_share", "wrong_refund_cents_per_day", "machine_cents_per_day"),
    "kitchen_wages": ("kitchen_wages_cents_per_day",),
    "preorder": ("preorder_share", "preorder_late_share"),
    "updates": ("late_told_share",),
    "addons": ("addon_sales_cents_per_day",),
    "addresses": ("failed_drop_share", "door_search_mean_min"),
    "kinds": ("retail_orders_share", "service_orders_share"),
    "foot_traffic": ("street_sales_cents_per_day",),
    "browsing": ("cart_order_share", "open_to_order_mean_min"),
    "payment": ("method_refused_share",),
    "accessibility": ("hard_conversion_share",),
    "channel_habit": ("channel_change_share",),
    "coupon_rules": ("coupon_failure_share",),
    "immediacy": ("promise_elasticity",),
    "drift": ("drifts_per_day",),
    "regulation": ("fines_cents_per_day",),
    "events": (
        "event_needs_per_day",
        "app_down_per_day",
        "app_down_again_share",
        "payment_down_per_day",
        "strikers_per_day",
    ),
}
# KPIs by mechanism that move a little with everything: spoken of only where it is set otherwise.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "care": ("care_answer_mean_min", "care_left_share", "compensation_cents_per_day"),
    "confirmation": ("store_refused_share", "paused_share"),
    "crowd": ("crowd_hours_share",),
    "lists": ("order_hhi",),
    "lasting_taste": ("same_store_share",),
    "price_memory": ("annoyance_loss_share",),
    "refusals": ("reoffered_share",),
    "reviews": ("rating_error_stars",),
    "trust": ("trust_share",),
    "pooling": ("out_of_stock_share",),
}
# The same, of what no mechanism measures.
OF_THE_CORE: Mapping[str, tuple[str, ...]] = {
    "stock": ("out_of_stock_share",),
    "guarantee": ("guarantee_cost_per_order_cents",),
    "promise": ("promise_mean_min",),
    "fees": ("delivery_fee_mean_cents",),
    "baskets": ("basket_mean_cents",),
    "small_stores": ("small_store_share",),
    "off_fees": ("coupon_cost_per_order_cents",),
    "fetching": ("pickup_share",),
    "lapsed": ("users_reactivated",),
    "reach": ("km_per_order",),
    "income": ("courier_income_cents_per_day",),
    "pay": ("courier_cost_per_order_cents", "refusal_share"),
    "work": ("orders_per_courier_hour", "bundled_share", "courier_cost_per_order_cents"),
    "vehicle": ("co2_per_order_g",),
    "kitchen": ("preparation_mean_min", "kitchen_wait_mean_min"),
}
# By what is decided (`decided`): the names above under which that is asked about.
ASKED_BY: Mapping[str, tuple[str, ...]] = {
    "coupons": ("coupon_rules",),
    "coupons_to_fetch": ("fetching",),
    "coupons_on_fees": ("off_fees",),
    "coupons_by_steps": ("baskets",),
    "lapsed": ("lapsed",),
    "newcomers": ("talk", "price_memory"),
    "marketing": ("marketing",),
    "fees": ("fees", "price_memory"),
    "free_over": ("baskets",),
    "min_order": ("baskets",),
    "commissions": ("owners",),
    "small_commission": ("small_stores",),
    "service_fee_cents": ("fees", "price_memory"),
    "pickup": ("fetching",),
    "pickup_discount_cents": ("fetching",),
    "promise": ("promise", "guarantee"),
    "ranking": ("lists",),
    "service_area": ("reach",),
    "radius": ("reach",),
    "tracking": ("trust",),
    "crm_integrated": ("points",),
    "pay": ("income", "pay", "crowd"),
    "staffing": ("income", "crowd"),
    "roster": ("income", "crowd"),
    "work": ("income", "work", "crowd"),
    "vehicle": ("vehicle",),
    "kitchen": ("kitchen", "confirmation", "picking", "kitchen_wages"),
    "opening_hours": ("kitchen_wages",),
    "stock": ("stock", "items", "replenishment", "pooling"),
}

ALL_NEWS = tuple(chain.from_iterable(NEWS.values()))
# All that a verdict may speak of beside what it always does, in this order.
MAY_BE_TOLD = tuple(
    dict.fromkeys(chain.from_iterable((*NEWS.values(), *ANSWERS.values(), *OF_THE_CORE.values())))
)


def asked_about(base: Scenario, other: Scenario) -> frozenset[str]:
    """The KPIs of what two scenarios set otherwise."""
    moved, tables = set(_moved(base, other)), (NEWS, ANSWERS, OF_THE_CORE)
    return frozenset(kpi for table in tables for name in moved for kpi in table.get(name, ()))


def _moved(base: Scenario, other: Scenario) -> Iterator[str]:
    """Names of those tables: mechanisms that are set otherwise, and what decisions ask about."""
    for name, settings in other.mechanisms:
        if settings != getattr(base.mechanisms, name):
            yield name
    ours, theirs = decided(base), decided(other)
    for name, about in ASKED_BY.items():
        if ours[name] != theirs[name]:
            yield from about
