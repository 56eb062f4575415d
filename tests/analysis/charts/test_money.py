"""The money of an order: from the base to an arm, signs and sums by hand."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.charts.money import STEPS, changes_yuan, draw, per_order_yuan
from analysis.words import words
from sim import ledger
from sim.ledger import Account, Kind
from tests.analysis.charts.made_up import comparison_of, with_runs, without_orders

EN = words("en")
KEPT = "platform_contribution_per_order_cents"


def run_with(*postings):
    """A run of one order that posted this."""
    book = np.zeros((len(ledger.KINDS), len(ledger.ACCOUNTS)))
    for kind, payer, payee, cents in postings:
        book[kind, payer] -= cents
        book[kind, payee] += cents
    arm = comparison_of(2)[1][0]
    (run, *_) = with_runs(arm, money_cents=book, kpis=arm.runs[0].kpis | {"orders": 1}).runs
    return run


def test_every_yuan_of_the_platforms_account_is_shown():
    run = run_with(
        (Kind.FOOD, Account.CONSUMER, Account.PLATFORM, 4000),
        (Kind.FEE, Account.CONSUMER, Account.PLATFORM, 300),
        (Kind.COUPON, Account.PLATFORM, Account.CONSUMER, 200),
        (Kind.COUPON, Account.STORE, Account.CONSUMER, 150),
        (Kind.COUPON, Account.SPONSOR, Account.CONSUMER, 150),
        (Kind.SETTLEMENT, Account.PLATFORM, Account.STORE, 4000),
        (Kind.COMMISSION, Account.STORE, Account.PLATFORM, 800),
        (Kind.ORDER_PAY, Account.PLATFORM, Account.COURIER, 600),
        (Kind.PAYMENT_FEE, Account.PLATFORM, Account.BANK, 25),
    )
    shown = dict(zip(STEPS, per_order_yuan(run), strict=True))
    assert shown == pytest.approx(
        {
            "food": 40,
            "fees": 3,
            "coupons": -2,  # what stores and sponsors pay is no cost of the platform
            "marketing": 0,
            "members": 0,
            "points": 0,
            "adverts": 0,
            "refunds": 0,
            "care": 0,
            "fines": 0,
            "stores": -32,
            "couriers": -6,
            "bank": -0.25,
        }
    )


def test_every_kind_of_posting_of_an_order_has_its_place():
    placed = {kind for kinds in STEPS.values() for kind in kinds}
    # Costs of stores and couriers, and sales without the platform, do not pass its account.
    apart = {Kind.INGREDIENTS, Kind.RUNNING_COST, Kind.WALK_IN_SALE}
    apart |= {Kind.STREET_SALE, Kind.RIVAL_SALE, Kind.RIVAL_SETTLEMENT}
    apart |= {Kind.WASTE, Kind.HOLDING, Kind.SHRINKAGE, Kind.WRONG_REFUND, Kind.MACHINES}
    apart |= {Kind.RETURN, Kind.RETURN_FETCH, Kind.RESTOCK, Kind.ADDON_SALE, Kind.ADDON_COST}
    apart |= {Kind.KITCHEN_WAGES}
    assert placed | apart == set(range(len(ledger.KINDS)))
    assert not placed & apart


def test_the_steps_add_up_to_the_difference_of_the_kpi():
    comparison, arms = comparison_of(8)
    for contrast, arm in zip(comparison.contrasts, arms[1:], strict=True):
        steps = changes_yuan(arms[0], arm)
        assert 100 * steps.sum() == pytest.approx(contrast[KEPT].difference)


def test_a_coupon_is_drawn_as_a_cost_and_a_fee_as_a_gain():
    comparison, arms = comparison_of(4)
    panels = draw(comparison, arms, EN).axes[:3]
    coupons, _, fees = (_bars(axes, panels[0]) for axes in panels)
    assert coupons["Coupons, discounts and rewards it pays"].get_width() == pytest.approx(-0.4018)
    assert coupons["Platform keeps, here"].get_width() < 0
    assert fees["Consumers: fees"].get_width() == pytest.approx(0.22)
    assert fees["Platform keeps, here"].get_width() > 0


def _bars(axes, first):
    """Bars by the names of their rows, which the first panel bears."""
    at = zip(first.get_yticks(), first.get_yticklabels(), strict=True)
    names = {y: " ".join(label.get_text().split()) for y, label in at}
    return {names[round(bar.get_y() + bar.get_height() / 2)]: bar for bar in axes.patches}


def test_a_long_label_of_a_party_leaves_its_name_readable():
    comparison, arms = comparison_of(2)
    daily = "platform_contribution_cents_per_day"
    dear = [
        replace(each, difference=-113.4e5, low=-116.4e5, high=-110.4e5)
        if each.kpi == daily
        else each
        for each in comparison.contrasts[0].differences
    ]
    contrast = replace(comparison.contrasts[0], differences=tuple(dear))
    figure = draw(replace(comparison, contrasts=(contrast,)), arms, EN)
    parties = figure.axes[1]
    (said,) = (text for text in parties.texts if text.get_text().startswith("−113"))
    names = [label.get_window_extent() for label in parties.get_yticklabels()]
    assert said.get_window_extent().x0 >= max(name.x1 for name in names)


def test_without_orders_there_is_no_money_of_an_order():
    comparison, arms = without_orders()
    assert changes_yuan(*arms) is None
    assert draw(comparison, arms, EN).texts[-1].get_text() == "Nothing to show."
