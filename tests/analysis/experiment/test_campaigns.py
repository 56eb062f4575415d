"""Campaigns of an arm: what they were and what they cost, from tables made by hand."""

from dataclasses import replace
from typing import get_args

import pytest

from analysis.commands.campaigns import campaign_table
from analysis.experiment.campaign_rows import about, campaign_rows
from analysis.experiment.campaigns import _CAME_OF_IT, Campaign, campaigns
from analysis.results import as_json, from_json
from analysis.results.tables import write_tables
from analysis.words import words
from sim.flow.campaigns import CAMPAIGN_DAY
from sim.policies.coupon_policy import Audience
from sim.policies.targeting import Targeting
from sim.scenario import Scenario
from sim.settings.hours import ALL_DAY
from tests.analysis.charts.made_up import comparison_of
from tests.analysis.handmade import rows, run_of

LUNCH = {"use": "threshold", "off_cents": 600, "over_cents": 3000, "window": ["11:00", "14:00"]}
SCENARIO = Scenario.model_validate(
    {"title": "two campaigns", "policies": {"coupons": [LUNCH, {"use": "free_delivery"}]}}
)
# Two days of two campaigns; the first is not valid on the second day.
DAYS = rows(
    CAMPAIGN_DAY,
    {"today": True, "off_cents": 600, "n_orders": 10, "platform_cents": 4000, "store_cents": 2000},
    {"campaign": 1, "today": True, "fee_share": 0.5, "n_orders": 4, "sponsor_cents": 700},
    {"day": 1, "off_cents": 999},
    {"day": 1, "campaign": 1, "today": True, "fee_share": 0.5, "n_orders": 2, "sponsor_cents": 300},
)
LUNCH_OFFER = Campaign(
    *("threshold", 3000, ("11:00", "14:00"), 600, 0, 0, 5, 2000, 1000, 0),
    n_days=1,
    valid_day_cents=6000,
)
FREE_OFFER = Campaign(
    *("free_delivery", 0, ("00:00", "24:00"), 0, 0, 0.5, 3, 0, 0, 500),
    channels=("delivery",),
    n_days=2,
    valid_day_cents=500,
)


def folders(tmp_path, *tables):
    made = []
    for nth, table in enumerate(tables):
        folder = tmp_path / str(nth)
        folder.mkdir()
        write_tables(folder, run_of(campaigns=table))
        made.append(folder)
    return made


def test_a_campaign_is_told_by_the_mean_day_and_its_offer_by_days_on_which_it_is_valid(tmp_path):
    assert campaigns(SCENARIO, folders(tmp_path, DAYS)) == (LUNCH_OFFER, FREE_OFFER)


def test_a_campaign_that_was_valid_on_no_day_is_told_as_such(tmp_path):
    never = DAYS.copy()
    never["today"] = False
    assert not any(each.was_valid for each in campaigns(SCENARIO, folders(tmp_path, never)))


def test_runs_are_averaged(tmp_path):
    dearer = DAYS.copy()
    dearer["platform_cents"] *= 3
    lunch, _ = campaigns(SCENARIO, folders(tmp_path, DAYS, dearer))
    assert (lunch.platform_cents, lunch.orders) == (4000, 5)


def test_a_scenario_without_coupons_has_no_campaigns(tmp_path):
    assert campaigns(Scenario(title="none"), folders(tmp_path, DAYS[:0])) == ()


def test_what_it_cost_is_the_sum_of_those_who_paid_for_each_order_that_used_it():
    assert (LUNCH_OFFER.cents, LUNCH_OFFER.cents_per_order) == (3000, 600)
    assert replace(LUNCH_OFFER, orders=0).cents_per_order is None


@pytest.mark.parametrize(("budget", "n_days"), [(6000, 1), (6001, 0), (None, 0)])
def test_days_on_which_a_budget_was_used_up_are_counted(tmp_path, budget, n_days):
    coupon = LUNCH | {"daily_budget_cents": budget}
    told = SCENARIO.model_validate({"title": "one", "policies": {"coupons": [coupon]}})
    (lunch,) = campaigns(told, folders(tmp_path, DAYS[DAYS["campaign"] == 0]))
    assert (lunch.n_used_up, lunch.n_days) == (n_days, 1)


def test_files_hold_all_of_a_campaign():
    asleep = replace(LUNCH_OFFER, audience=Audience(lapsed_days=14), n_used_up=1)
    told = from_json(as_json(asleep.plain))
    assert (told["audience"]["lapsed_days"], told["n_used_up"], told["n_days"]) == (14, 1, 1)
    assert told["channels"] == ["delivery", "pickup"]


LUNCH_ZH = "满 30.00 元立减 6.00 元，11:00–14:00"
BOTH, BOTH_EN = replace(FREE_OFFER, basket_share=0.15), "15.0 % off, 50.0 % of the delivery fee off"


@pytest.mark.parametrize(
    ("campaign", "english", "chinese"),
    [
        (LUNCH_OFFER, "¥6.00 off from ¥30.00 on, 11:00–14:00", LUNCH_ZH),
        (FREE_OFFER, "50.0 % of the delivery fee off", "配送费减免 50.0%"),
        (BOTH, BOTH_EN, "优惠 15.0%，配送费减免 50.0%"),
        (replace(FREE_OFFER, fee_share=0), "free_delivery", "free_delivery"),
        (replace(FREE_OFFER, was_valid=False), "on none of these days", "在这些天里均未生效"),
        (
            replace(
                LUNCH_OFFER,
                window=ALL_DAY,
                weekdays=(5, 6),
                daily_budget_cents=500_000,
                valid_day_cents=482_300,
            ),
            "¥6.00 off from ¥30.00 on, Saturday, Sunday, at most ¥5\u2009000 a day; ¥4\u2009823 on "
            "a day on which it holds",
            "满 30.00 元立减 6.00 元，周六、周日，每天至多 5\u2009000 元；有效的日子平均每天 "
            "4\u2009823 元",
        ),
        (
            replace(LUNCH_OFFER, window=ALL_DAY, ladder=((5000, 900),)),
            "¥6.00 off from ¥30.00 on, ¥9.00 off from ¥50.00 on",
            "满 30.00 元立减 6.00 元，满 50.00 元立减 9.00 元",
        ),
        (
            replace(FREE_OFFER, valid_days=7, whom="uplift", share=0.3),
            "50.0 % of the delivery fee off, held for 7 days, for the 30.0 % whom it moves most",
            "配送费减免 50.0%，有效 7 天，发给增量效果最高的 30.0% 用户",
        ),
        (
            replace(LUNCH_OFFER, daily_budget_cents=300_000, n_used_up=1, n_days=4),
            "¥6.00 off from ¥30.00 on, 11:00–14:00, at most ¥3\u2009000 a day (used up on "
            "1 of 4 days, all runs together)",
            LUNCH_ZH + "，每天至多 3\u2009000 元（全部运行的 4 天中有 1 天用完）",
        ),
        (
            replace(LUNCH_OFFER, channels=("pickup",), budget_cents=900_000),
            "¥6.00 off from ¥30.00 on, 11:00–14:00, for pickups, at most ¥9\u2009000 in all",
            LUNCH_ZH + "，仅限自提，总共至多 9\u2009000 元",
        ),
        (
            replace(LUNCH_OFFER, audience=Audience(lapsed_days=14, segments=("student", "mine"))),
            "¥6.00 off from ¥30.00 on, 11:00–14:00, for: Students, mine, for those who have "
            "not ordered for 14 days or more",
            LUNCH_ZH + "，仅限：学生、mine，发给至少 14 天未下单的用户",
        ),
        (
            replace(LUNCH_OFFER, audience=Audience(first_order=True, random_share=0.5)),
            "¥6.00 off from ¥30.00 on, 11:00–14:00, for a first order, for a random 50.0 %",
            LUNCH_ZH + "，仅限首单，固定随机抽取 50.0% 用户",
        ),
        (
            replace(FREE_OFFER, whom="place", share=0.3),
            "50.0 % of the delivery fee off, for up to 30.0 %, in some zones",
            "配送费减免 50.0%，仅限部分片区，最多覆盖 30.0% 的用户",
        ),
    ],
)
def test_a_campaign_is_told_in_words(campaign, english, chinese):
    assert about(campaign, words("en")) == english
    assert about(campaign, words("zh")) == chinese


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_rule_of_targeting_is_told(lang):
    rules = get_args(Targeting.model_fields["rule"].annotation)
    told = {about(replace(FREE_OFFER, whom=rule), words(lang)) for rule in rules}
    assert len(told) == len(rules)


def arms_with(*offers):
    _, arms = comparison_of(len(offers))
    return [replace(arm, campaigns=each) for arm, each in zip(arms, offers, strict=True)]


def test_where_coupons_differ_the_campaigns_of_all_arms_are_listed():
    arms = arms_with((FREE_OFFER,), (FREE_OFFER, LUNCH_OFFER))
    listed = campaign_rows(arms, words("en"))
    assert [row.arm for row in listed] == [arms[0].title, arms[1].title, arms[1].title]
    assert listed[2][2:] == ("5", "¥20.00", "¥10.00", "¥0.00", "¥30.00", "¥6.00")
    table = campaign_table(arms, words("zh"))
    assert table is not None
    assert len(table.rows) == 3
    assert table.heads[:2] == ("活动", "核销订单")


@pytest.mark.parametrize("change", [{"audience": Audience(lapsed_days=14)}, {"channels": ()}])
def test_coupons_for_others_are_not_the_same(change):
    assert campaign_rows(arms_with((LUNCH_OFFER,), (replace(LUNCH_OFFER, **change),)), words("en"))


def test_where_all_arms_have_the_same_coupons_none_is_listed_whatever_they_cost():
    came = dict.fromkeys(_CAME_OF_IT, 99)
    arms = arms_with((FREE_OFFER,), (replace(FREE_OFFER, **came),))
    assert campaign_rows(arms, words("en")) == []
    assert campaign_table(arms, words("en")) is None
