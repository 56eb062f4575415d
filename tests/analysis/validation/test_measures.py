"""Figures of facts, by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis.kpis import KPI
from analysis.validation import fleet, town, waits
from analysis.validation.distributions import ARRIVAL_MIN, binned, read
from analysis.validation.measures import FIGURES, figures
from analysis.validation.seen import seen
from sim.agents.consumer import CONSUMER
from sim.agents.courier import COURIER
from sim.flow.sample import SAMPLED
from sim.ledger import Account, Kind
from sim.order import Channel, State
from tests.analysis.handmade import orders, rows, run_of


def late(minutes, **more):
    """A delivery of 20 minutes that came so many after its promise."""
    placed = more.get("placed_min", 0)
    return {"ended_min": placed + 20, "promised_min": placed + 20 - minutes} | more


def run(*values, **tables):
    return seen(run_of(orders(*values), **tables))


def test_no_figure_has_the_name_of_a_kpi():
    assert not set(FIGURES) & set(KPI)


def test_a_run_without_deliveries_has_no_figures():
    found = figures(run_of())
    assert all(found[name] is None for name in FIGURES)


def test_stages_are_shares_of_the_whole_way():
    staged = {"placed_min": 0, "assigned_min": 5, "picked_up_min": 15, "ended_min": 20}
    of = FIGURES["stage_assigned_share"], FIGURES["stage_fetched_share"]
    assert [each(run(staged)) for each in (*of, FIGURES["stage_ridden_share"])] == [
        0.25,
        0.5,
        0.25,
    ]


def test_lateness_is_that_of_the_late_alone():
    found = run(late(-7), late(2), late(4), late(9))
    assert waits.lateness_quantile(0.5, found) == 4
    assert waits.arrival_mean_min(found) == 2
    assert waits.arrival_sd_min(found) == pytest.approx(np.std([-7, 2, 4, 9]))


def test_sold_is_what_was_brought():
    sold = {"basket_cents": 3000}
    walked_in = sold | {"channel": Channel.WALK_IN}
    found = run(sold, sold | {"state": State.CANCELLED}, {"basket_cents": 500}, walked_in)
    assert town.sold_cents(found) == 3500


def test_the_late_at_meals_over_those_at_other_times():
    noon, night = {"placed_min": 720}, {"placed_min": 1380}
    found = run(late(1, **noon), late(-1, **noon), late(1, **night), *[late(-1, **night)] * 3)
    assert waits.peak_late_ratio(found) == 2
    assert town.peak_order_share(found) == pytest.approx(2 / 6)


def test_late_shares_by_tenths_of_the_way():
    values = [late(1 if way >= 90 else -1, distance_m=way) for way in range(100)]
    values[0] = late(1, distance_m=0)
    found = run(*values)
    assert waits.late_by_distance(found).tolist() == pytest.approx([0.1] + [0] * 8 + [1])
    assert waits.late_distance_ratio(found) == pytest.approx(10)


def test_offered_four_times_and_more_over_offered_once():
    once, often = {"offers": 1}, {"offers": 4}
    found = run(late(1, **once), late(-1, **once), late(1, **often), late(9, offers=3))
    assert waits.late_attempts_ratio(found) == 2


def test_an_order_follows_a_late_one_in_its_wave():
    wave = {"courier": 0, "assigned_min": 0}
    told = [
        wave | {"ended_min": 10, "promised_min": 5},
        wave | {"ended_min": 20, "promised_min": 15},
        wave | {"ended_min": 30, "promised_min": 35},
        {"courier": 0, "assigned_min": 50, "ended_min": 60, "promised_min": 70},
    ]
    # Two follow a late one, one of them is late; of all, half are.
    assert waits.late_after_late_ratio(run(*told)) == 1


def test_what_lateness_takes_and_earliness_adds():
    scores = [(10, -0.4), (-10, 0.1), (20, -0.6), (1, -9)]
    found = run(*[late(minutes, time_score=score) for minutes, score in scores])
    assert waits.late_early_ratio(found) == pytest.approx(4)
    assert waits.late_concavity_ratio(found) == pytest.approx((0.6 / 20) / (0.4 / 10))


def test_what_is_spent_after_a_late_delivery_beside_one_in_time():
    # Two days; who was late spends 30 in the time that is left, who was not 40.
    first = [late(6, consumer=0), late(-1, consumer=1)]
    later = [
        {"consumer": 0, "placed_min": 2000, "basket_cents": 30},
        {"consumer": 1, "placed_min": 2000, "basket_cents": 40},
    ]
    alike = rows(CONSUMER, {}, {}, needs_per_day=1)
    assert waits.late_spend_change_share(run(*first, *later, consumers=alike)) == pytest.approx(
        -0.25
    )


def test_refusals_fall_on_few_orders():
    offered = [{"offers": n, "ended_min": 1.0, "promised_min": 2.0} for n in (1, 1, 1, 3)]
    couriers = rows(COURIER, {"n_offers": 6, "n_refusals": 2})
    found = run(*offered, couriers=couriers)
    assert fleet.reoffered_order_share(found) == 0.25
    assert fleet.reoffered_iid_ratio(found) == pytest.approx(0.25 / (2 / 6))
    assert fleet.refusals_per_reoffered(found) == 2


def test_couriers_pay_over_commissions_and_fees_of_what_was_settled():
    book = run_of().book.copy()
    book[0, Kind.ORDER_PAY, Account.COURIER] = 1200
    settled = {"ended_min": 5, "promised_min": 6, "commission_cents": 500, "fee_cents": 300}
    settled |= {"basket_cents": 3000}
    given_up = {"state": State.CANCELLED, "basket_cents": 3000}
    assert town.courier_revenue_share(run(settled, settled, given_up, book=book)) == 0.75


def test_a_couriers_day_is_one_with_a_delivery():
    ends = [{"courier": 0, "assigned_min": at, "ended_min": at + 9} for at in (0, 50, 1500)]
    assert fleet.orders_per_courier_day(run(*ends)) == 1.5


def test_orders_in_hand_at_half_past_eleven():
    sampled = {name: [0.0, 0.0] for name in SAMPLED} | {"at_min": [690.0, 900.0], "zone": [0, 0]}
    sampled |= {"idle_couriers": [1.0, 9.0], "busy_couriers": [3.0, 9.0]}
    taken = [{"assigned_min": 680, "ended_min": end} for end in (685, 695, 700)]
    taken.append({"assigned_min": 600, "ended_min": np.nan})  # not over yet
    assert fleet.lunch_on_hand(run(*taken, timeline=pd.DataFrame(sampled))) == 0.75


def test_hours_and_weekends():
    at = {"ended_min": 5, "promised_min": 6}
    by_hour = run(*[at | {"placed_min": minute} for minute in (0, 10, 20, 100)])
    assert town.busiest_hour_ratio(by_hour) == pytest.approx(3 / (4 / 24))
    assert town.weekend_rise_share(by_hour) is None  # Monday and Tuesday


def test_the_busiest_tenth_of_stores_is_at_least_one():
    at = {"ended_min": 5, "promised_min": 6}
    assert town.top_tenth_delivery_share(run(*[at | {"store": n} for n in (0, 0, 0, 1)])) == 0.75


def test_bins_hold_everything_and_are_read_back():
    shares = binned(np.array([-99.0, -29.0, 0.0, 99.0]), ARRIVAL_MIN)
    assert (shares[0], shares[15], shares[-1]) == (0.5, 0.25, 0.25)
    assert read("arrival", [{"arrival.00": 0.5, "arrival.01": 0.25, "other": 3}]).tolist() == [
        [0.5, 0.25]
    ]
