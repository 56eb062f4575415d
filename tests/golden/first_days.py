"""`python -m tests.golden.first_days`: what scenarios show on their first day, as Markdown tables.

They stand in the golden KPIs: nothing is run.
"""

from collections.abc import Iterator
from typing import NamedTuple

from analysis.kpis import KPI
from analysis.wording import shown
from tests.golden.kpis import read


class Shown(NamedTuple):
    """Scenarios side by side, and the KPIs that tell them apart."""

    scenarios: tuple[str, ...]
    kpis: tuple[str, ...]


SHOWN = {
    "Picking": Shown(
        ("baseline", "wrong-orders", "automated-kitchens"),
        (
            "delivery_orders",
            "preparation_mean_min",
            "wrong_order_share",
            "wrong_refund_cents_per_day",
            "machine_cents_per_day",
            "care_contacts",
        ),
    ),
    "Kitchen wages": Shown(
        ("baseline", "paid-kitchens", "late-kitchens"),
        (
            "orders_per_day",
            "kitchen_utilisation_share",
            "kitchen_wages_cents_per_day",
            "store_margin_cents_per_day",
            "store_margin_per_order_cents",
        ),
    ),
    "Kinds of business and returns": Shown(
        ("mixed-city", "returns-by-channel", "returns-across-channels"),
        (
            "retail_orders_share",
            "service_orders_share",
            "slot_utilisation_share",
            "returned_share",
            "return_kept_share",
            "return_across_share",
        ),
    ),
    "Stock and pooling": Shown(
        ("thin-shelves", "phantom-stock", "ship-from-nearest"),
        ("orders_per_day", "out_of_stock_share", "rescued_share", "rescue_more_mean_km"),
    ),
    "Addresses": Shown(
        ("baseline", "wrong-addresses"),
        (
            "delivery_orders",
            "promise_mean_min",
            "door_search_mean_min",
            "failed_drop_share",
            "imprecise_address_share",
            "refund_per_order_cents",
        ),
    ),
    "Care": Shown(
        ("baseline", "fewer-agents", "service-bot", "generous-compensation"),
        (
            "orders_per_day",
            "care_contacts",
            "care_contact_share",
            "care_left_share",
            "care_per_contact_cents",
            "care_given_back_share",
        ),
    ),
    "Events": Shown(
        ("baseline", "app-outage", "courier-strike"),
        (
            "orders_per_day",
            "late_share",
            "app_down_per_day",
            "app_down_walkin_share",
            "app_down_again_share",
        ),
    ),
    "Rules of the state": Shown(
        ("baseline", "commission-cap", "hour-limit"),
        (
            "platform_contribution_cents_per_day",
            "commission_violations_per_day",
            "stretch_violations_per_day",
            "long_day_violations_per_day",
            "fines_cents_per_day",
        ),
    ),
    "Vetting": Shown(
        ("baseline", "strict-vetting"),
        ("orders_per_day", "refused_stores_share", "ordered_quality_stars"),
    ),
    "Confirmation": Shown(
        ("baseline", "orders-by-hand", "overwhelmed-kitchens"),
        (
            "orders_per_day",
            "confirmation_mean_min",
            "store_refused_share",
            "pauses_per_day",
            "paused_share",
        ),
    ),
}


def tables() -> Iterator[str]:
    """A table for each mechanism: a row for each KPI, a column for each scenario."""
    for title, (scenarios, kpis) in SHOWN.items():
        measured = [read(name) for name in scenarios]
        yield f"| {title} | {' | '.join(f'`{name}`' for name in scenarios)} |"
        yield f"|---|{'---:|' * len(scenarios)}"
        for kpi in kpis:
            cells = (shown(values.get(kpi), KPI[kpi].unit) for values in measured)
            yield f"| {KPI[kpi].label['en']} | {' | '.join(cells)} |"
        yield ""


if __name__ == "__main__":
    print("\n".join(tables()))
