"""The table of KPIs: each one's name, unit, direction and meaning, defined once."""

from typing import Literal, NamedTuple

Better = Literal["up", "down", "none"]
Group = Literal[
    "demand", "fulfilment", "waits", "promise", "couriers", "money", "loyalty", "stores"
]
Unit = Literal[
    "count", "share", "min", "cents", "km", "g", "hours", "per hour", "stars", "log-odds", "index"
]
Kpis = dict[str, float | int | None]


class Kpi(NamedTuple):
    """One KPI. Without meaning in a run, such as a wait nobody had, its value is null."""

    name: str
    unit: Unit
    better: Better
    meaning: str
    group: Group


def _group(group: Group, *rows: tuple[str, Unit, Better, str]) -> tuple[Kpi, ...]:
    return tuple(Kpi(*row, group) for row in rows)


KPIS: tuple[Kpi, ...] = (
    *_group(
        "demand",
        ("needs", "count", "none", "meals that might have been bought"),
        ("sessions", "count", "up", "times the app was opened"),
        ("orders", "count", "up", "orders placed through the platform: delivery and pickup"),
        ("orders_per_day", "count", "up", "orders / days of the run"),
        ("delivery_orders", "count", "none", "orders to be delivered"),
        ("pickup_orders", "count", "none", "orders to be collected"),
        ("walkin_orders", "count", "none", "orders in the store, without the platform"),
        ("opening_share", "share", "up", "sessions / needs"),
        ("conversion_share", "share", "up", "orders / sessions"),
        ("nothing_share", "share", "down", "sessions that chose no store at all"),
        (
            "checkout_loss_share",
            "share",
            "down",
            "of sessions that chose delivery or pickup: left before payment",
        ),
        ("payment_loss_share", "share", "down", "of payments begun: not completed"),
        ("delivery_share", "share", "none", "delivery orders / orders of all channels"),
        ("pickup_share", "share", "none", "pickup orders / orders of all channels"),
        ("walkin_share", "share", "none", "walk-in orders / orders of all channels"),
        ("basket_mean_cents", "cents", "up", "food per platform order, at the store's prices"),
        ("delivery_fee_mean_cents", "cents", "none", "delivery and service fee per delivery order"),
        ("coupon_order_share", "share", "none", "platform orders with a coupon"),
        (
            "redemption_share",
            "share",
            "none",
            "of consumers with a coupon on offer at the end or used before: used one",
        ),
    ),
    *_group(
        "fulfilment",
        ("delivered_orders", "count", "up", "delivery orders handed over"),
        ("collected_orders", "count", "up", "pickup orders collected"),
        ("fulfilled_share", "share", "up", "of platform orders: handed over or collected"),
        ("cancelled_share", "share", "down", "of platform orders: cancelled, by whomever"),
        ("undelivered_share", "share", "down", "of platform orders: still open at the very end"),
        ("impatience_share", "share", "down", "of platform orders: given up by the consumer"),
        ("out_of_stock_share", "share", "down", "of platform orders: sold out after ordering"),
        ("no_courier_share", "share", "down", "of platform orders: no courier was found"),
        ("no_show_share", "share", "down", "of pickup orders: never collected"),
        ("walkin_left_share", "share", "down", "of walk-ins: left the queue"),
    ),
    *_group(
        "waits",
        (
            "click_to_door_mean_min",
            "min",
            "down",
            "from ordering to the door, fulfilled deliveries",
        ),
        ("click_to_door_p50_min", "min", "down", "its median"),
        ("click_to_door_p90_min", "min", "down", "nine of ten are faster"),
        ("click_to_door_p99_min", "min", "down", "99 of 100 are faster"),
        ("assignment_mean_min", "min", "down", "stage 1: from ordering to a courier's yes"),
        ("approach_mean_min", "min", "down", "stage 2: from the courier's yes to the store"),
        ("courier_wait_mean_min", "min", "down", "stage 3: the courier at the store"),
        ("ride_mean_min", "min", "down", "stage 4: from leaving the counter to the door"),
        (
            "kitchen_wait_mean_min",
            "min",
            "down",
            "from ordering to a cook's start, platform orders",
        ),
        ("preparation_mean_min", "min", "down", "from a cook's start to ready, all channels"),
        ("counter_mean_min", "min", "down", "ready food waiting to be taken, fulfilled deliveries"),
        ("pickup_wait_mean_min", "min", "down", "consumers in the store, fulfilled pickups"),
        ("pickup_wait_p90_min", "min", "down", "nine of ten wait less"),
        ("walkin_wait_mean_min", "min", "down", "from walking in to ready, fulfilled walk-ins"),
        ("walkin_wait_p90_min", "min", "down", "nine of ten wait less"),
    ),
    *_group(
        "promise",
        ("promise_mean_min", "min", "none", "time promised when ordering, delivery orders"),
        ("late_share", "share", "down", "of fulfilled deliveries: after the promised moment"),
        ("late_over_8min_share", "share", "down", "of fulfilled deliveries: over 8 minutes late"),
        ("lateness_mean_min", "min", "down", "minutes late, of late deliveries"),
        ("earliness_mean_min", "min", "none", "promised minus actual moment, fulfilled deliveries"),
    ),
    *_group(
        "couriers",
        ("courier_hours", "hours", "none", "hours on shift, all couriers"),
        ("courier_utilisation_share", "share", "none", "busy time / time on shift"),
        ("orders_per_courier_hour", "per hour", "up", "delivered orders / hours on shift"),
        ("courier_pay_per_hour_cents", "cents", "up", "pay and guarantees / hours on shift"),
        ("courier_pay_per_hour_p10_cents", "cents", "up", "a tenth of the couriers earn less"),
        ("courier_pay_per_hour_p90_cents", "cents", "none", "a tenth of the couriers earn more"),
        (
            "courier_pay_gini",
            "index",
            "down",
            "spread of pay per hour over couriers who worked: Gini coefficient, 0 where all earn "
            "alike, 1 where one earns all",
        ),
        ("refusal_share", "share", "down", "offers refused / offers made"),
        ("offers_per_order", "count", "down", "offers made / delivery orders offered"),
        ("km_per_order", "km", "down", "kilometres ridden / delivered orders"),
        ("empty_km_share", "share", "down", "kilometres without food on board / all"),
        (
            "co2_per_order_g",
            "g",
            "down",
            "kilometres ridden · `couriers.co2_g_per_km` / delivered orders",
        ),
        (
            "bundled_share",
            "share",
            "none",
            "of fulfilled deliveries: on board together with another",
        ),
    ),
    *_group(
        "money",
        ("gmv_cents", "cents", "up", "food of all platform orders placed, at the store's prices"),
        ("take_rate", "share", "none", "commission and fees, before refunds / food settled"),
        ("platform_contribution_cents_per_day", "cents", "up", "what the platform keeps"),
        ("platform_contribution_per_order_cents", "cents", "up", "the same / orders"),
        ("store_margin_cents_per_day", "cents", "up", "what stores keep, all channels"),
        (
            "store_margin_per_order_cents",
            "cents",
            "up",
            "the same / fulfilled orders, all channels",
        ),
        ("courier_income_cents_per_day", "cents", "up", "what couriers keep after riding costs"),
        ("coupon_cost_per_order_cents", "cents", "none", "coupon money of all funders / orders"),
        (
            "platform_coupon_cost_per_order_cents",
            "cents",
            "down",
            "coupon money of the platform / orders",
        ),
        ("courier_cost_per_order_cents", "cents", "down", "pay and guarantees / delivered orders"),
        ("refund_per_order_cents", "cents", "down", "paid back to consumers / orders"),
        ("ledger_sum_cents", "cents", "none", "the whole ledger added up: always 0"),
    ),
    *_group(
        "loyalty",
        ("customers", "count", "up", "consumers with at least one platform order"),
        ("orders_per_customer", "count", "up", "orders / customers"),
        ("satisfaction_mean", "stars", "up", "after platform orders that ended, 1 to 5"),
        ("unhappy_share", "share", "down", "of them: a satisfaction of 2 or less"),
        (
            "repeat_7d_share",
            "share",
            "up",
            "customers back on the platform within 7 days of their first order in the run, or "
            "within the run where that is shorter (Kaplan-Meier, censored at its end); null for "
            "recorded orders",
        ),
        ("loyalty_mean", "log-odds", "up", "loyalty of all consumers at the end"),
    ),
    *_group(
        "stores",
        ("kitchen_utilisation_share", "share", "none", "cooks' working time / opening time"),
        ("sold_out_stores_share", "share", "down", "stores that ran out at least once"),
        ("top_tenth_share", "share", "none", "platform orders at the busiest tenth of stores"),
    ),
)
