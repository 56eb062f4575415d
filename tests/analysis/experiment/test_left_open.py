"""What a verdict leaves open: a course that is not level, and people who react for longer."""

import pytest

from analysis.experiment.course import OrdersCourse
from analysis.experiment.in_force import some_days_alone
from analysis.experiment.left_open import HEARD, left_open
from analysis.experiment.verdict import VERDICT_KPIS
from analysis.words import words
from sim.policies.promise import FixedPromise
from tests.analysis.experiment.test_verdict import NONE, found
from tests.cities import SMALL, scenario

BELIEVING = {"days": 1, "mechanisms": {"belief": {"enabled": True}}}
REMEMBERING = {"days": 14, "mechanisms": {"price_memory": {"enabled": True}}}
TRUSTING = {"days": 1, "mechanisms": {"trust": {"enabled": True, "half_life_days": 10}}}
RIVALLED = {"days": 1, "mechanisms": {"rival": {"enabled": True}}}
TALKING = {"days": 1, "mechanisms": {"talk": {"enabled": True}}}
DEARER = {"policies": {"pricing": {"use": "flat", "base_cents": 400}}}
KEPT_LESS = found("late_share", 0.03, 0.02, 0.04)


def reserved(both, *changes, late=NONE, alike=False, lang="en", **course):
    base, other = scenario(SMALL, both), scenario(SMALL, both, *changes)
    days = OrdersCourse(some_days=some_days_alone(base, other), **course)
    but = left_open(base, other, lambda _: late, days, alike=alike, lang=lang)
    return words(lang)("list.sentence").join(filter(None, ("So it is.", but)))


def test_what_people_come_to_believe_takes_longer_than_a_short_run():
    told = (
        "So it is. But 1 day is too short to see in full what people come to believe of promises"
        " (about 28 days)."
    )
    assert reserved(BELIEVING, late=KEPT_LESS) == told
    assert reserved(BELIEVING, {"policies": {"promise": FixedPromise(minutes=1)}}) == told
    assert reserved(BELIEVING, late=KEPT_LESS, lang="zh") == (
        "So it is.但 1 天太短，看不到人们对承诺的全部学习（约需 28 天）。"
    )


def test_what_people_make_of_prices_takes_long_too():
    assert reserved(REMEMBERING, DEARER) == (
        "So it is. But 14 days is too short to see in full what people come to make of prices"
        " (about 28 days)."
    )
    assert reserved(REMEMBERING, DEARER, lang="zh") == (
        "So it is.但 14 天太短，看不到人们对价格的全部反应（约需 28 天）。"
    )
    assert reserved(REMEMBERING) == "So it is."
    assert reserved(REMEMBERING, DEARER, {"days": 28}) == "So it is."
    assert reserved({"days": 14}, DEARER) == "So it is."


def test_nothing_is_held_back_where_promises_are_kept_as_before_or_always_believed():
    unclear = found("late_share", 0.003, -0.001, 0.007)
    believed = {"days": 1, "mechanisms": {"belief": {"enabled": False}}}
    assert reserved(BELIEVING) == "So it is."
    assert reserved(BELIEVING, late=unclear) == "So it is."
    assert reserved(believed, late=KEPT_LESS) == "So it is."
    assert reserved(BELIEVING, {"days": 28}, late=KEPT_LESS) == "So it is."


def test_all_that_take_longer_are_named_first_what_the_scenario_moves_itself():
    rated = {"mechanisms": {"reviews": {"enabled": True}}}
    assert reserved(REMEMBERING, rated, DEARER, late=KEPT_LESS).startswith(
        "So it is. But 14 days is too short to see in full what reviews make of ratings"
        " (about 63 days)"
    )
    both = {"days": 14, "mechanisms": REMEMBERING["mechanisms"] | rated["mechanisms"]}
    assert reserved(both, DEARER, late=KEPT_LESS) == (
        "So it is. But 14 days is too short to see in full what people come to make of prices"
        " (about 28 days) and what reviews make of ratings (about 63 days)."
    )
    believed = both | {"mechanisms": both["mechanisms"] | BELIEVING["mechanisms"]}
    assert reserved(believed, DEARER, late=KEPT_LESS).endswith(
        "of prices (about 28 days), what people come to believe of promises (about 28 days)"
        " and what reviews make of ratings (about 63 days)."
    )
    assert reserved(believed, DEARER, late=KEPT_LESS, lang="zh").endswith(
        "人们对价格的全部反应（约需 28 天）、人们对承诺的全部学习（约需 28 天）"
        "和评价对评分的全部影响（约需 63 天）。"
    )


def test_what_becomes_of_trust_takes_longer_than_a_short_run():
    breached = {"mechanisms": {"trust": {"breach_day": 0}}}
    followed = {"policies": {"tracking": 0.9}}
    told = "So it is. But 1 day is too short to see in full what becomes of trust (about 20 days)."
    assert reserved(TRUSTING, followed) == reserved(TRUSTING, breached) == told
    assert reserved(TRUSTING, followed, lang="zh") == (
        "So it is.但 1 天太短，看不到信任的全部变化（约需 20 天）。"
    )
    assert reserved(TRUSTING) == reserved(TRUSTING, breached, {"days": 20}) == "So it is."
    assert reserved({"days": 1}, followed) == "So it is."  # trust is off in both


def test_what_a_reward_makes_people_tell_takes_longer_than_a_short_run():
    assert reserved(TALKING, {"mechanisms": {"talk": {"friend_cents": 1000}}}) == (
        "So it is. But 1 day is too short to see in full what is told among people (about 20 days)."
    )
    assert reserved(TALKING) == "So it is."


def test_what_members_have_paid_and_points_not_lost_yet_outlast_a_short_run():
    joining = {"mechanisms": {"membership": {"enabled": True, "sunk_days": 10}}}
    assert reserved({"days": 1}, joining) == (
        "So it is. But 1 day is too short to see in full what a membership makes of its members"
        " (about 14 days)."
    )
    points = {"days": 1, "mechanisms": {"points": {"enabled": True, "expire_days": 40}}}
    assert reserved(points, {"policies": {"crm_integrated": True}}) == (
        "So it is. But 1 day is too short to see in full what becomes of points (about 40 days)."
    )


def test_messages_take_longer_to_wear_out_than_a_short_run():
    written_to = {"days": 1, "mechanisms": {"marketing": {"enabled": True}}}
    told = (
        "So it is. But 1 day is too short to see in full what people come to make of messages that"
        " keep coming (about 14 days)."
    )
    assert reserved(written_to, {"policies": {"marketing": [{"use": "everyone"}]}}) == told


def test_what_people_make_of_two_apps_takes_longer_where_one_is_late_or_cheaper():
    told = (
        "So it is. But 1 day is too short to see in full what people come to make of two apps"
        " (about 28 days)."
    )
    assert reserved(RIVALLED, late=KEPT_LESS) == told
    assert reserved(RIVALLED, DEARER) == told
    assert reserved(RIVALLED, {"mechanisms": {"rival": {"fee_factor": 0.5}}}) == told


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_whatever_takes_long_has_its_words(lang):
    say = words(lang)
    slow = [name for name, each in scenario(SMALL).mechanisms if hasattr(each, "settles_days")]
    assert len(slow) > 5
    assert all(say(f"settling.{name}") for name in slow)


def test_a_mean_over_days_is_not_left_alone_where_the_effect_fades():
    fades = "So it is. But the effect on orders fades during the run."
    assert reserved(BELIEVING, trend="fades") == fades
    assert reserved(BELIEVING, late=KEPT_LESS, trend="fades") == (
        "So it is. But the effect on orders fades during the run"
        ", and 1 day is too short to see in full what people come to believe of promises"
        " (about 28 days)."
    )
    assert reserved(BELIEVING, trend="fades", lang="zh") == (
        "So it is.但对订单的效果在模拟期内减弱。"
    )
    assert "grows" in reserved(BELIEVING, trend="grows")
    assert "opposite" in reserved(BELIEVING, trend="turns")
    assert reserved(BELIEVING, trend="steady") == "So it is."


def test_of_an_effect_that_turns_is_told_where_it_ends():
    """What was won at first still hides it in the mean over days."""
    end = 7, found("orders_per_day", -75.0, -80.0, -70.0, base=1000.0)
    assert reserved(BELIEVING, trend="turns", end=end) == (
        "So it is. But the effect on orders turns into its opposite during the run: in the last"
        " 7 days orders per day −7.5 % [−8.0, −7.0]."
    )
    assert reserved(BELIEVING, trend="turns", end=end, lang="zh") == (
        "So it is.但对订单的效果在模拟期内反转（最后 7 天日均订单量 −7.5% [−8.0, −7.0]）。"
    )


def test_of_an_effect_that_fades_or_grows_is_told_where_it_ends():
    end = 4, found("orders_per_day", 10.0, 5.0, 15.0, base=1000.0)
    assert reserved(BELIEVING, trend="fades", end=end) == (
        "So it is. But the effect on orders fades during the run: in the last"
        " 4 days orders per day +1.0 % [0.5, 1.5]."
    )
    assert "grows during the run: in the last 4 days" in reserved(BELIEVING, trend="grows", end=end)


def test_a_commission_is_answered_by_owners_over_weeks_and_by_nobody_where_they_do_not_answer():
    owned = {
        "days": 20,
        "mechanisms": {"owners": {"enabled": True, "adjust_share": 0.5}}
        | REMEMBERING["mechanisms"],
    }
    taken = {"policies": {"pricing": {"use": "flat", "commission_share": 0.2}}}
    assert reserved(owned, taken, {"days": 28}) == reserved(REMEMBERING, taken) == "So it is."
    assert reserved(owned, taken) == (
        "So it is. But 20 days is too short to see in full how owners of stores answer the"
        " commission (about 21 days) and what people come to make of prices (about 28 days)."
    )
    at_once = {"mechanisms": {"owners": {"adjust_share": 1, "notice_days": 3}}}
    assert "commission" not in reserved(owned, at_once, taken)


def test_pay_that_became_another_is_answered_by_the_crowd_for_longer_than_a_short_run():
    crowd = {"days": 7, "mechanisms": {"crowd": {"enabled": True}}}
    earned = found("courier_pay_per_hour_cents", 80, 75, 85)
    assert reserved(crowd, late=earned).endswith(
        "who joins or leaves the crowd of couriers for its pay (about 31 days)."
    )
    assert reserved(crowd, {"days": 31}, late=earned) == "So it is."
    assert reserved(crowd, late=found("courier_pay_per_hour_cents", 3, -2, 8)) == "So it is."


def test_what_is_heard_is_heard_by_mechanisms_that_take_long():
    slow = {name for name, each in scenario(SMALL).mechanisms if hasattr(each, "settles_days")}
    assert {name for names in HEARD.values() for name in names} <= slow
    assert set(HEARD) <= set(VERDICT_KPIS)


def test_what_holds_on_weekdays_that_the_run_does_not_have_is_told_in_place_of_all_else():
    nothing = found("orders_per_day", 0.0, 0.0, 0.0)
    weekend = {"policies": {"coupons": [{"use": "threshold", "weekdays": [5, 6]}]}}
    told = "So it is. But what differs is in force on none of these days."
    assert reserved(REMEMBERING | {"days": 5}, weekend, late=nothing) == told
    assert reserved(REMEMBERING | {"days": 5}, weekend, late=nothing, lang="zh") == (
        "So it is.但有改动的内容在这些天里均未生效。"
    )
    some = "what differs is in force on 1 of 6 days, and every figure is a mean over all of them"
    assert some in reserved(REMEMBERING | {"days": 6}, weekend, late=nothing)
    assert "prices" in reserved(REMEMBERING | {"days": 6}, weekend, late=nothing)
    assert "in force" not in reserved({"days": 6}, weekend, DEARER, late=KEPT_LESS)
    assert "in force" not in reserved({"days": 6}, weekend, {"kitchen": {"shape": 3}})
    late = {"policies": {"pricing": {"use": "flat", "base_cents": 400, "weekdays": [6]}}}
    assert reserved({"days": 2}, late, late=nothing) == told
    assert reserved(REMEMBERING | {"days": 5}, DEARER, late=nothing).endswith("(about 28 days).")


def test_where_it_is_in_force_on_some_days_the_others_are_told():
    by_days = (
        found("orders_per_day", -16.0, -17.0, -15.0, base=100),
        found("orders_per_day", 0.2, 0.1, 0.3, base=100),
    )
    strike = {"kind": "strike", "days": [0]}
    struck = {"mechanisms": {"events": {"enabled": True, "happens": [strike]}}}
    told = "every figure is a mean over all of them (orders per day −16.0 % [−17.0, −15.0] on such"
    said = reserved({"days": 3}, struck, trend="some_days", by_days=by_days)
    assert told + " days, +0.20 % [0.10, 0.30] on others)." in said
    said = reserved({"days": 3}, struck, by_days=by_days, lang="zh")
    assert "（日均订单量：生效日 −16.0% [−17.0, −15.0]，其余日 +0.20% [0.10, 0.30]）" in said


def test_what_is_switched_off_takes_as_long_to_be_missed():
    off = {"mechanisms": {"belief": {"enabled": False}}}
    assert "what people come to believe of promises (about 28 days)" in reserved(BELIEVING, off)
    assert reserved({"days": 1}, off) == "So it is."


def test_a_setting_that_does_nothing_is_told_and_not_that_days_are_too_few():
    prior = {"policies": {"promise": {"use": "quantile", "prior_pad_min": 10}}}
    told = "What differs in the settings did nothing in these days: no KPI of any run differs."
    assert reserved(BELIEVING, prior, alike=True) == f"So it is. {told}"
    assert reserved(BELIEVING, prior, alike=True, lang="zh").endswith("完全相同。")
    assert "too short" in reserved(BELIEVING, prior)
    same = reserved(BELIEVING, {"title": "the same"}, alike=True)
    assert same == "So it is. All of its settings are those of the base."
    assert "did nothing" not in reserved(
        {}, {"mechanisms": {"rival": {"base_cents": 1}}}, alike=True
    )


def coupon(*weekdays):
    return {"policies": {"coupons": [{"use": "threshold", "weekdays": weekdays}]}}


def messages(*weekdays):
    """One on all days, and one on such weekdays."""
    sent = [{"use": "everyone"}, {"use": "everyone", "medium": "advert", "weekdays": weekdays}]
    return {"policies": {"marketing": sent}, "mechanisms": {"marketing": {"enabled": True}}}


def test_what_no_day_of_the_run_has_is_named_though_others_that_differ_are_in_force():
    """On whichever side it is held."""
    adverts, none = messages(4, 5, 6), {"policies": {"marketing": []}}
    told = "policies.marketing[1] of the base is in force on no day of this run"
    assert told in reserved({"days": 3} | adverts, none)
    assert told not in reserved({"days": 5} | adverts, none)
    assert told not in reserved({"days": 3} | adverts, DEARER)  # both have it
    told = "But policies.marketing[1] is in force on no day of this run"
    assert told in reserved({"days": 3}, adverts)
    told = "但以下策略在模拟的任何一天都未生效：基准方案的 policies.marketing[1]"
    assert told in reserved({"days": 3} | adverts, none, lang="zh")
    two = coupon(5)["policies"]["coupons"] + coupon(6)["policies"]["coupons"]
    both = {"policies": {"coupons": two}}
    told = "policies.coupons[0], policies.coupons[1] are in force on no day"
    assert told in reserved({"days": 3}, both, DEARER)
    assert "none of these days" in reserved({"days": 3}, both, late=found("", 0.0, 0.0, 0.0))


def flat(base_cents, **settings):
    return {"policies": {"pricing": {"use": "flat", "base_cents": base_cents, **settings}}}


@pytest.mark.parametrize(
    ("before", "now", "n_days"),
    [
        ({}, coupon(5), 1),
        (coupon(*range(7)), coupon(5), 6),  # gone on all other days
        (coupon(5), {"policies": {"coupons": []}}, 1),
        (coupon(4, 5), coupon(5, 6), 2),
        (coupon(*range(7)), {"policies": {"coupons": []}}, None),  # on all of them
        (flat(400, weekdays=[4, 5]), flat(400, weekdays=[5]), 1),
        (flat(400, window=["11:00", "14:00"]), flat(400), None),
    ],
)
def test_days_are_those_on_which_not_the_same_holds_in_both(before, now, n_days):
    base, other = (scenario(SMALL, {"days": 7}, each) for each in (before, now))
    assert len(some_days_alone(base, other)) == (n_days or 0)
    said = reserved({"days": 7} | before, now)
    if n_days is None:
        assert "in force" not in said
    else:
        assert f"what differs is in force on {n_days} of 7 days" in said


@pytest.mark.parametrize(
    "happens",
    [
        {
            "mechanisms": {
                "events": {"enabled": True, "happens": [{"kind": "strike", "weekdays": [4]}]}
            }
        },
        {"world": {"outages": [{"zones": [0], "weekdays": [4]}]}},
        {
            "world": {
                "weather": {
                    "episodes": [
                        {"state": "heavy", "start": "18:00", "end": "20:00", "weekdays": [4]}
                    ]
                }
            }
        },
    ],
)
def test_what_happens_on_days_that_the_run_does_not_have_is_told_too(happens):
    nothing = found("orders_per_day", 0.0, 0.0, 0.0)
    told = "So it is. But what differs is in force on none of these days."
    assert reserved({"days": 2}, happens, late=nothing) == told
    told = "So it is. But what differs is in force on 1 of 5 days, and every figure is a mean over"
    assert reserved({"days": 5}, happens, late=nothing) == f"{told} all of them."
    assert "6 天中的 1 天生效" in reserved({"days": 6}, happens, late=nothing, lang="zh")


def test_an_event_on_days_of_the_run_is_told_to_be_on_these_alone():
    events = {"enabled": True, "happens": [{"kind": "strike", "days": [0, 3]}]}
    struck = {"mechanisms": {"events": events}}
    assert "is in force on 2 of 7 days" in reserved({"days": 7}, struck)
    dry = {"world": {"weather": {"mode": "clear"}}}
    assert "in force" not in reserved({"days": 7}, struck, dry)
    assert reserved({"days": 1}, {"mechanisms": {"events": {"enabled": True}}}) == "So it is."


def test_what_is_set_of_a_mechanism_that_is_off_is_told_to_do_nothing():
    fee = {"mechanisms": {"membership": {"fee_month_cents": 900}}}
    told = "So it is. But mechanisms.membership is off, so that what differs there does nothing."
    assert reserved({"days": 1}, fee) == told
    assert reserved({"days": 1}, fee, lang="zh") == (
        "So it is.但 mechanisms.membership 未启用，其中的改动不起作用。"
    )
    members = {"days": 90, "mechanisms": {"membership": {"enabled": True}}}
    assert reserved(members, fee) == reserved({"days": 90} | fee) == "So it is."
    both = {"mechanisms": {"membership": {"fee_month_cents": 900}, "points": {"earn_share": 0.05}}}
    assert "membership, mechanisms.points are off" in reserved({"days": 1}, both)


@pytest.mark.parametrize(
    ("mechanism", "change", "policies", "told", "in_chinese"),
    [
        (
            "rival",
            {"reacts": "match", "lag_days": 7},
            flat(175)["policies"],
            "this run ends before the rival follows, for the first time after 7 days",
            "竞争平台最早在 7 天后才跟进",
        ),
        (
            "rival",
            {"fee_factor": 0.5, "from_day": 7},
            {},
            "this run ends before the rival's fees change, on day 7",
            "竞争平台的价格到第 7 天才变",
        ),
        (
            "owners",
            {"notice_days": 7},
            flat(350, commission_share=0.15)["policies"],
            "this run ends before any owner of a store answers, for the first time after 7 days",
            "店主最早在 7 天后才作出反应",
        ),
    ],
)
def test_what_begins_after_the_run_is_named(mechanism, change, policies, told, in_chinese):
    both = {"days": 7, "mechanisms": {mechanism: {"enabled": True}}}
    changes = {"mechanisms": {mechanism: change}, "policies": policies}
    assert f"So it is. But {told}" in reserved(both, changes)
    assert told in reserved(both, changes, alike=True)
    assert in_chinese in reserved(both, changes, lang="zh")
    assert told not in reserved(both, changes, {"days": 8})
    on_both_sides = both | {"mechanisms": {mechanism: {"enabled": True} | change}}
    assert "ends before" not in reserved(on_both_sides, {"kitchen": {"shape": 3}})
    off = {"mechanisms": {mechanism: {"enabled": False}}}
    assert "ends before" not in reserved({"days": 7} | off, changes)


def test_of_owners_who_do_not_answer_before_the_end_nothing_is_seen_in_part():
    owned = {"days": 7, "mechanisms": {"owners": {"enabled": True}} | REMEMBERING["mechanisms"]}
    said = reserved(owned, flat(350, commission_share=0.15))
    assert "any owner of a store answers" in said
    assert "too short" not in said
