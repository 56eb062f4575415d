"""The table of KPIs and what is measured say the same."""

from analysis.kpis import KPI, KPIS
from analysis.kpis.measure import measure
from tests.analysis.handmade import orders, run_of

ALWAYS = {  # KPIs that have a value in a run without anybody ordering
    "needs": 0,
    "sessions": 0,
    "orders": 0,
    "orders_per_day": 0.0,
    "fulfilled_orders_per_day": 0.0,
    "coupon_orders_per_day": 0.0,
    "delivery_orders": 0,
    "pickup_orders": 0,
    "walkin_orders": 0,
    "delivered_orders": 0,
    "collected_orders": 0,
    "courier_hours": 0.0,
    "gmv_cents": 0,
    "platform_contribution_cents_per_day": 0.0,
    "store_margin_cents_per_day": 0.0,
    "courier_income_cents_per_day": 0.0,
    "ledger_sum_cents": 0,
    "customers": 0,
    "loyalty_mean": 0.0,
    "kitchen_utilisation_share": 0.0,
    "sold_out_stores_share": 0.0,
}

PROMISED = [
    "sessions",
    "orders",
    "conversion_share",
    "delivered_orders",
    "cancelled_share",
    "click_to_door_mean_min",
    "click_to_door_p50_min",
    "click_to_door_p90_min",
    "late_share",
    "pickup_wait_mean_min",
    "walkin_wait_mean_min",
    "courier_utilisation_share",
    "courier_cost_per_order_cents",
    "coupon_cost_per_order_cents",
    "platform_contribution_per_order_cents",
    "store_margin_per_order_cents",
    "courier_pay_per_hour_cents",
    "satisfaction_mean",
    "repeat_7d_share",
    "ledger_sum_cents",
]


def test_a_run_without_orders_has_zero_counts_and_null_means():
    kpis = measure(run_of())
    assert {name: value for name, value in kpis.items() if value is not None} == ALWAYS


def test_kpis_come_in_the_order_of_the_table():
    assert list(measure(run_of())) == [kpi.name for kpi in KPIS]


def test_counts_are_whole_numbers_and_all_else_is_a_float():
    placed = orders({"placed_min": 10, "ended_min": 40, "promised_min": 45})
    kpis = measure(run_of(placed))
    for kpi in KPIS:
        value = kpis[kpi.name]
        assert value is None or type(value) in (int, float), kpi.name
    assert type(kpis["orders"]) is int
    assert type(kpis["gmv_cents"]) is int
    assert type(kpis["click_to_door_mean_min"]) is float


def test_names_end_in_their_unit():
    for kpi in KPI.values():
        assert kpi.name.endswith("_min") == (kpi.unit == "min"), kpi.name
        assert ("_cents" in kpi.name) == (kpi.unit == "cents"), kpi.name
        assert kpi.name.endswith(("_share", "_rate")) == (kpi.unit == "share"), kpi.name


def test_every_promised_kpi_is_there():
    assert set(PROMISED) <= {kpi.name for kpi in KPIS}
