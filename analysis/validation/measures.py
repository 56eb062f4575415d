"""Every figure that a fact is held against, by name; what is read off a run in one go."""

from collections.abc import Callable
from functools import partial

from analysis.kpis import Kpis
from analysis.validation import coupons, fleet, purchases, ratings, town, waits
from analysis.validation.distributions import distributions, flat_of
from analysis.validation.seen import Seen, seen
from sim.result import RunResult

Figure = Callable[[Seen], float | None]

# KPIs are figures too, and are not named again.
FIGURES: dict[str, Figure] = {
    "stage_assigned_share": partial(waits.stage_share, "placed_min", "assigned_min"),
    "stage_fetched_share": partial(waits.stage_share, "assigned_min", "picked_up_min"),
    "stage_ridden_share": partial(waits.stage_share, "picked_up_min", "ended_min"),
    "lateness_p50_min": partial(waits.lateness_quantile, 0.5),
    "lateness_p90_min": partial(waits.lateness_quantile, 0.9),
    "arrival_mean_min": waits.arrival_mean_min,
    "arrival_sd_min": waits.arrival_sd_min,
    "peak_late_ratio": waits.peak_late_ratio,
    "late_distance_spearman": waits.late_distance_spearman,
    "late_distance_ratio": waits.late_distance_ratio,
    "late_attempts_ratio": waits.late_attempts_ratio,
    "worst_zones_ratio": waits.worst_zones_ratio,
    "late_after_late_ratio": waits.late_after_late_ratio,
    "door_over_40_share": waits.door_over_40_share,
    "late_early_ratio": waits.late_early_ratio,
    "late_concavity_ratio": waits.late_concavity_ratio,
    "late_spend_change_share": waits.late_spend_change_share,
    "reoffered_order_share": fleet.reoffered_order_share,
    "reoffered_iid_ratio": fleet.reoffered_iid_ratio,
    "refusals_per_reoffered": fleet.refusals_per_reoffered,
    "wave_orders": fleet.wave_orders,
    "wave_min": fleet.wave_min,
    "orders_per_courier_day": fleet.orders_per_courier_day,
    "orders_per_busy_hour": fleet.orders_per_busy_hour,
    "lunch_on_hand": fleet.lunch_on_hand,
    "peak_order_share": town.peak_order_share,
    "busiest_hour_ratio": town.busiest_hour_ratio,
    "straight_mean_km": town.straight_mean_km,
    "straight_tail_ratio": town.straight_tail_ratio,
    "ready_p50_min": town.ready_p50_min,
    "ready_cv": town.ready_cv,
    "ready_peak_rise_share": town.ready_peak_rise_share,
    "top_tenth_delivery_share": town.top_tenth_delivery_share,
    "weekend_rise_share": town.weekend_rise_share,
    "ahead_share": town.ahead_share,
    "one_over_two_stars_ratio": ratings.one_over_two_stars_ratio,
    "written_above_felt_stars": ratings.written_above_felt_stars,
    "sold_cents": town.sold_cents,
    "courier_revenue_share": town.courier_revenue_share,
}


def figures(result: RunResult) -> Kpis:
    """KPIs, figures and distributions of a run; None where there is nothing to speak of."""
    run = seen(result)
    if len(run.came) == 0:
        return run.kpis | dict.fromkeys(FIGURES)
    facts = {name: of(run) for name, of in FIGURES.items()}
    bought = purchases.of_run(run)
    of_purchases = purchases.numbers(bought) | flat_of(purchases.shares(bought))
    return run.kpis | facts | coupons.numbers(run) | distributions(run) | of_purchases
