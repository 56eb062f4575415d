"""The verdict says what is sure, what is not, and what does not differ."""

from dataclasses import replace

import pytest

from analysis.experiment.asked import MAY_BE_TOLD
from analysis.experiment.compare import Difference
from analysis.experiment.verdict import CANCELLED, FULFILLED, VERDICT_KPIS, sentences
from analysis.kpis import HEADLINES, KPI
from analysis.words import words

NONE = Difference("", 8, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def found(kpi, difference, low=None, high=None, base=1.0, n_pairs=8):
    relative = [None if n is None else n / base for n in (difference, low, high)]
    return Difference(kpi, n_pairs, base, base + difference, difference, low, high, *relative)


def say(*differences, lang="en", other=NONE, asked=(), holm=HEADLINES):
    by_name = {each.kpi: each for each in differences}
    told = sentences(lambda kpi: by_name.get(kpi, other), lang, asked=asked, holm=holm)
    return words(lang)("list.sentence").join(told)


ORDERS = found("orders_per_day", 710.0, 660.0, 760.0, base=10_000)
WAIT = found("click_to_door_p90_min", 2.3, 1.9, 2.7)
EXTRA = Difference(
    "cost_per_extra_order_cents", 8, None, 1231.0, 1231.0, 1102.0, 1388.0, None, None, None
)
DISCOUNTS = found("platform_coupon_cost_per_order_cents", 40.0, 38.0, 42.0)
NO_EXTRA = Difference("cost_per_extra_order_cents", 8, *(None,) * 8)
PLATFORM = found("platform_contribution_per_order_cents", -41.0, -45.0, -37.0)


def test_clear_differences_are_said_with_their_intervals():
    assert say(ORDERS, WAIT, PLATFORM, EXTRA) == (
        "Orders per day +7.1 % [6.6, 7.6]; P90 click-to-door time +2.3 min [1.9, 2.7]; "
        "platform per order −¥0.41 [−0.45, −0.37]; each extra order costs the platform "
        "¥12.3 [11.0, 13.9]. "
        "No difference in conversion, late deliveries, platform per day, store margin per day, "
        "store margin per order, courier pay per hour, satisfaction."
    )


def test_an_interval_around_zero_is_not_distinguishable():
    unclear = found("late_share", 0.003, -0.001, 0.007)
    pay = found("courier_pay_per_hour_cents", 12.0, -30.0, 54.0)
    assert say(WAIT, unclear, pay, other=found("", 0.0)) == (
        "P90 click-to-door time +2.3 min [1.9, 2.7]. Not distinguishable from no difference: "
        "late deliveries +0.3 pp [−0.1, 0.7], courier pay per hour +¥0.1 [−0.3, 0.5]. "
        "No difference in orders per day, conversion, "
        "platform per day, "
        "platform per order, store margin per day, store margin per order, satisfaction."
    )


def test_a_mean_of_zero_with_an_interval_is_not_no_difference():
    assert "Not distinguishable" in say(found("late_share", 0.0, -0.01, 0.01))


def test_equal_runs_show_no_difference():
    assert say() == "No difference."
    assert say(lang="zh") == "无差异。"


def test_one_replication_says_that_it_has_no_intervals():
    once = found("orders_per_day", 710.0, base=10_000, n_pairs=1)
    nothing = found("", 0.0, n_pairs=1)
    said = "Orders per day +7.10 %; each extra order costs the platform ¥12.3. No difference in"
    extra = replace(EXTRA, low=None, high=None, n_pairs=1)
    assert say(once, extra, other=nothing).startswith(said)
    assert say(once, other=nothing).endswith("One replication: no intervals.")


def test_what_has_no_value_is_not_spoken_of():
    unknown = Difference("", 0, None, None, None, None, None, None, None, None)
    assert say(WAIT, other=unknown) == "P90 click-to-door time +2.3 min [1.9, 2.7]."
    assert say(other=unknown) == "Nothing to compare."


def test_orders_from_none_are_said_as_numbers():
    from_none = Difference("orders_per_day", 8, 0.0, 120.0, 120.0, 100.0, 140.0, None, None, None)
    assert "Orders per day: 0 → 120" in say(from_none)


def test_the_sentence_can_be_chinese():
    assert say(ORDERS, WAIT, DISCOUNTS, NO_EXTRA, lang="zh") == (
        "日均订单量 +7.1% [6.6, 7.6]；P90 送达时长 +2.3 分钟 [1.9, 2.7]；"
        "订单没有明显增加，无从计算每增一单的成本。"
        "转化率、超时率、平台日均贡献、平台单均贡献、商家日均毛利、商家单均毛利、骑手时薪、满意度无差异。"
    )


def test_extra_orders_cost_bring_or_are_not_there():
    brings = replace(EXTRA, mean=-120.0, low=-160.0, high=-80.0)
    assert "each extra order brings the platform ¥1.2 [0.8, 1.6]" in say(ORDERS, brings)
    assert "no cost per extra order, for orders do not clearly rise" in say(
        ORDERS, DISCOUNTS, NO_EXTRA
    )
    either = replace(EXTRA, mean=-12.0, low=-230.0, high=290.0)
    told = "Not distinguishable from no difference: what each extra order brings the platform"
    assert f"{told} +¥0.1 [−2.9, 2.3]" in say(ORDERS, either)
    unclear = replace(ORDERS, low=-10.0, relative_low=-0.001)
    said = say(unclear, DISCOUNTS, NO_EXTRA)
    assert said.startswith("Not distinguishable")  # and nothing before it
    assert "extra order" not in say(WAIT, DISCOUNTS, NO_EXTRA)  # not an order more or less
    fewer = found("orders_per_day", -300.0, -320.0, -280.0)
    said = say(fewer, DISCOUNTS, NO_EXTRA)
    assert "extra order" not in said  # of orders lost none can have a cost


def test_what_all_orders_bring_more_is_not_laid_to_the_extra_ones():
    brings = replace(EXTRA, mean=-14400.0, low=-17700.0, high=-12100.0)
    kept = found("platform_contribution_per_order_cents", 293.0, 292.0, 294.0)
    perhaps = replace(kept, low=-1.0)
    given_up = found("cancelled_share", 0.16, 0.15, 0.17, base=0.02)
    assert "extra order" not in say(ORDERS, brings, kept)
    assert "each extra order brings the platform ¥144" in say(ORDERS, brings, perhaps)
    assert "each extra order costs the platform" in say(ORDERS, EXTRA, kept)
    assert "no more orders are fulfilled" in say(ORDERS, brings, kept, given_up)


def test_orders_that_are_given_up_are_spoken_of_where_they_are_many():
    given_up = found("cancelled_share", 0.16, 0.151, 0.169, base=0.019)
    kept = found("fulfilled_orders_per_day", -1018.0, -1100.0, -950.0, base=9800.0)
    told = "cancelled orders +16.0 pp [15.1, 16.9], fulfilled ones −10.4 % [−11.2, −9.7]; P90"
    assert told in say(ORDERS, given_up, kept, WAIT, EXTRA)
    told = "取消率 +16.0 个百分点 [15.1, 16.9]，履约订单 −10.4% [−11.2, −9.7]；"
    assert told in say(ORDERS, given_up, kept, WAIT, EXTRA, lang="zh")
    for few in (replace(given_up, difference=0.009, low=0.008), replace(given_up, low=-0.01)):
        assert "cancelled" not in say(ORDERS, few, WAIT, EXTRA)


@pytest.mark.parametrize("kpi", [*VERDICT_KPIS, CANCELLED, FULFILLED])
def test_it_speaks_of_kpis_that_exist(kpi):
    assert kpi in KPI


def test_new_users_and_what_they_were_paid_are_spoken_of_where_they_differ():
    new = found("new_users", 20.0, 11.0, 29.0, base=310.0)
    paid = Difference(
        "referral_cents_per_day", 8, 0.0, 14_800.0, 14_800.0, 8_800.0, 20_800.0, *(None,) * 3
    )
    said = say(ORDERS, EXTRA, new, paid)
    assert "new users +20 [11, 29] of 310; referral rewards per day +¥148 [88, 208]; each" in said
    unclear = replace(new, low=-2.0)
    said = say(ORDERS, EXTRA, unclear, asked=["new_users"])
    assert "Not distinguishable from no difference: new users +20" in said
    assert "new users" not in say(ORDERS, EXTRA, unclear)  # nobody asked
    assert "（基准 310）" in say(ORDERS, EXTRA, new, lang="zh")
    assert "new users" not in say(ORDERS, EXTRA)


def test_what_the_base_does_not_have_is_told_as_it_is():
    """Members where there were none have no difference from anything."""
    members = Difference("members", 0, None, 357.4, *(None,) * 6)
    fees = Difference("member_fee_cents_per_day", 0, None, 550.0, *(None,) * 6)
    said = say(ORDERS, EXTRA, members, fees)
    assert said.endswith(" New against the base: members 357; membership fees per day ¥5.50.")
    assert "基准方案中没有：会员数为 357。" in say(ORDERS, EXTRA, members, lang="zh")
    asked = Difference("owners_price_index", 0, None, 1.0213, *(None,) * 6)
    away = Difference("stores_away_share", 0, None, 0.038, *(None,) * 6)
    told = "prices of stores 102.1 % of usual; stores that have left the app 3.8 %."
    assert say(ORDERS, EXTRA, asked, away).endswith(f" New against the base: {told}")
    assert "New against" not in say(ORDERS, EXTRA, replace(away, mean=0.0))
    assert "New against" not in say(ORDERS, EXTRA, replace(asked, mean=1.0))  # as usual
    assert "商家价格为平常的 102.1%" in say(ORDERS, EXTRA, asked, lang="zh")
    booked = Difference("reservations", 0, None, 1140.2, *(None,) * 6)
    assert say(ORDERS, EXTRA, booked).endswith(" New against the base: reservations 1 140.")
    assert "New against" not in say(ORDERS, EXTRA)


def test_rules_of_the_state_are_spoken_of_that_the_base_does_not_break():
    """Or that the base has not."""
    unknown = (None,) * 4
    broken = Difference("commission_violations_per_day", 8, 0.0, 812.5, 812.5, *unknown, None)
    new = Difference("pay_violations_per_day", 0, None, 3.0, *unknown, None, None)
    both = found("promise_violations_per_day", 5.0, 4.0, 6.0, base=70.0)
    kept = Difference("stretch_violations_per_day", 8, 3.0, 0.0, -3.0, *unknown, None)
    said = say(ORDERS, EXTRA, broken, new, both, kept)
    assert said.endswith(
        " Rules of the state broken, and not in the base: orders with too high a commission per day"
        " 812; shifts paid too little per day 3.00."
    )
    assert say(new).startswith("No difference. Rules of the state broken")
    zh = say(ORDERS, EXTRA, new, lang="zh")
    assert zh.endswith("违反而基准方案未违反的法规：日均低于最低时薪的班次 3.00。")
    assert "Rules of the state" not in say(ORDERS, EXTRA, both, kept)


def test_stores_lose_by_the_day_what_they_seem_to_gain_by_the_order():
    per_day = found("store_margin_cents_per_day", -805_000.0, -900_000.0, -710_000.0)
    per_order = found("store_margin_per_order_cents", 16.0, 3.0, 29.0)
    assert say(per_day, per_order).startswith(
        "Store margin per day −¥8\u2009050 [−9\u2009000, −7\u2009100]; "
        "store margin per order +¥0.16 [0.03, 0.29]."
    )


def test_orders_that_are_given_up_are_told_beside_what_an_extra_one_brings():
    orders = found("orders_per_day", 1000.0, 950.0, 1050.0, base=5000.0)
    brings = replace(EXTRA, mean=-230.0, difference=-230.0, low=-270.0, high=-180.0)
    given_up = found("cancelled_share", 0.16, 0.15, 0.17, base=0.02)  # 1080 of 6000, not 100
    said = say(orders, given_up, brings)
    assert "each extra order brings the platform ¥2.3 [1.8, 2.7], but cancelled orders" in said
    assert "cancelled orders rise by 98.0 % of the extra ones" in said
    assert "取消的订单增量相当于新增订单的 98.0%" in say(orders, given_up, brings, lang="zh")
    assert "rise by" not in say(orders, found("cancelled_share", 0.005, 0.004, 0.006), brings)
    assert "rise by" not in say(orders, found("cancelled_share", 0.16, -0.01, 0.33), brings)


def test_an_extra_order_brings_nothing_where_more_are_given_up_than_are_won():
    given_up = found("cancelled_share", 0.20, 0.19, 0.21, base=0.019)  # 2 156 more of 10 710
    brings = replace(EXTRA, mean=-126.0, low=-138.0, high=-114.0)
    said = say(ORDERS, given_up, brings)
    told = "no more orders are fulfilled, for cancelled ones rise by 303.6 % of the extra ones"
    assert told in said
    assert "brings" not in said
    assert "取消的订单增量相当于新增订单的 303.6%" in say(ORDERS, given_up, brings, lang="zh")


@pytest.mark.parametrize("more", [-20.0, 1.0])
def test_of_orders_that_do_not_clearly_rise_no_share_is_given_up(more):
    given_up = found("cancelled_share", 0.05, 0.04, 0.06, base=0.1)
    orders = found("orders_per_day", more, -60.0, 60.0, base=1000.0)
    said = say(orders, given_up, DISCOUNTS, NO_EXTRA)
    assert "no cost per extra order, for orders do not clearly rise." in said
    assert "of the extra ones" not in said


@pytest.mark.parametrize(
    ("spent", "is_news"),
    [
        (DISCOUNTS, True),
        (found("delivery_fee_mean_cents", -300.0, -310.0, -290.0), True),
        (found("marketing_cents_per_day", 900.0, 800.0, 1000.0), True),
        (Difference("member_benefit_cents_per_day", 0, None, 5e4, *(None,) * 6), True),  # new
        (found("delivery_fee_mean_cents", 300.0, 290.0, 310.0), False),
        (found("marketing_cents_per_day", -900.0, -1000.0, -800.0), False),
        (replace(DISCOUNTS, low=-1.0), False),
        (found("platform_contribution_cents_per_day", -9e4, -1e5, -8e4), False),  # for whatever
    ],
)
def test_that_no_extra_order_has_a_cost_is_news_where_more_is_spent_on_winning_some(spent, is_news):
    unclear = found("orders_per_day", 6.0, -9.0, 21.0, base=6000.0)
    assert ("no cost per extra order" in say(WAIT, unclear, spent, NO_EXTRA)) == is_news


def test_what_is_clear_alone_and_not_among_all_is_told_to_be_so():
    """Of the KPIs that the table judges together, as its asterisk does."""
    wait, orders = (replace(each, p_value=0.01) for each in (WAIT, ORDERS))
    pay = replace(found("courier_pay_per_hour_cents", 5.0, 1.0, 9.0), p_value=0.04)
    chance = "Not clear when all are judged together (Holm): P90 click-to-door time."
    said = say(orders, wait, EXTRA, holm=["orders_per_day"])
    assert f"¥12.3 [11.0, 13.9]. {chance} No difference in" in said
    assert "Holm" not in say(orders, wait, holm=["orders_per_day", WAIT.kpi])
    assert "Holm" not in say(replace(pay, low=-1.0), holm=[])  # it is not called clear
    alone = "Courier pay per hour +¥0.05 [0.01, 0.09]. It is not clear when all are judged"
    assert say(pay, holm=[]).startswith(f"{alone} together (Holm). No difference in")
    assert "None of these is clear when all" in say(orders, wait, holm=[])
    # What an extra order costs is told too, and not judged with the others.
    assert "(Holm): orders per day." in say(orders, EXTRA, holm=[])
    assert "经 Holm 多重比较校正后不显著：P90 送达时长。" in say(
        orders, wait, holm=["orders_per_day"], lang="zh"
    )
    members = replace(found("members", 30.0, 20.0, 40.0), p_value=0.01)
    assert "Holm" not in say(members, holm=[])  # no headline, and judged by itself


def test_of_what_moves_with_everything_only_what_is_asked_about_is_told():
    answers = found("care_answer_mean_min", 2.0, 1.5, 2.5, base=1.0)
    assert "time to the first answer" not in say(ORDERS, EXTRA, answers)
    said = say(ORDERS, EXTRA, answers, asked=["care_answer_mean_min"])
    assert "time to the first answer +2.0 min [1.5, 2.5]" in said
    once = found("wasted_share", 0.01, n_pairs=1)
    assert "food thrown away" not in say(ORDERS, EXTRA, once)
    assert "food thrown away +1.00 pp" in say(ORDERS, EXTRA, once, asked=["wasted_share"])


def test_much_that_is_new_is_counted():
    new = [Difference(kpi, 0, None, 1.0, *(None,) * 6) for kpi in MAY_BE_TOLD[:11]]
    assert "more" not in say(ORDERS, EXTRA, *new[:8])
    said = say(ORDERS, EXTRA, *new)
    assert said.endswith("; 3 more.")
    assert said.count(";") == 1 + 8
    assert "另有 3 项。" in say(ORDERS, EXTRA, *new, lang="zh")


NEW_USERS = found("new_users", 110.0, 96.0, 126.0, base=100.0)
NEW_USER_COST = Difference(
    "cost_per_new_user_cents", 8, None, 2612.0, 2612.0, 2240.0, 3101.0, None, None, None
)


def test_what_a_new_user_costs_is_said_where_some_are_won_for_money():
    said = say(NEW_USERS, NEW_USER_COST, asked=["new_users"])
    assert said.startswith(
        "New users +110 [96, 126] of 100; each new user costs the platform ¥26 [22, 31] in "
        "coupons, rewards and messages."
    )
    told = say(NEW_USERS, NEW_USER_COST, asked=["new_by_advert"], lang="zh")
    assert "获客成本 26 元 [22, 31]" in told


def test_coupons_that_are_not_for_new_users_are_not_their_cost():
    assert "each new user" not in say(NEW_USERS, NEW_USER_COST, asked=["coupon_failure_share"])


@pytest.mark.parametrize(
    ("users", "cost"),
    [
        (found("new_users", 3.0, -4.0, 10.0, base=100.0), NEW_USER_COST),
        (NEW_USERS, replace(NEW_USER_COST, mean=-5.0, low=-9.0, high=-1.0)),
        (NEW_USERS, replace(NEW_USER_COST, low=-9.0)),
        (NEW_USERS, Difference("cost_per_new_user_cents", 8, *(None,) * 8)),
    ],
)
def test_nothing_is_said_of_what_new_users_cost_where_it_may_be_nothing(users, cost):
    assert "each new user" not in say(users, cost, asked=["new_users"])
