"""What a scenario works through that the market lacks is said once, and only where it differs."""

import pytest

from analysis.experiment.decided import TAKEN_APART
from analysis.experiment.gaps import (
    COMPARED,
    GAPS,
    GAPS_OF_MECHANISMS,
    GAPS_THROUGH,
    LETS_DOWN,
    OF_COUPONS,
    OF_CROWD,
    OF_OWNERS,
    ON_RECORD,
    WHERE_COOKS_ARE_PAID,
    gaps,
)
from analysis.words import words
from sim.scenario import Mechanisms, Policies
from tests.cities import SMALL, scenario

EN = words("en")
OF_RIVALS = ("no_rival", "silent_rival", "nowhere_else")


def told(*changes, lang="en"):
    return gaps(scenario(SMALL), scenario(SMALL, *changes), words(lang))


def test_equal_scenarios_meet_no_gap():
    assert told() == []
    assert told({"days": 2}) == []


def test_a_gap_that_two_differences_meet_is_said_once():
    cheaper = {"pricing": {"use": "flat", "base_cents": 100}}
    assert told({"policies": {"service_fee_cents": 30, **cheaper}}) == [
        EN("gap.prices"),
        EN("gap.no_rival"),
    ]


def test_where_a_policy_of_prices_is_judged_without_a_rival_or_one_that_answers_it_is_said():
    cheaper = {"policies": {"pricing": {"use": "flat", "base_cents": 100}}}
    rival = {"mechanisms": {"rival": {"enabled": True, "reacts": "match"}}}
    silent = {"mechanisms": {"rival": {"reacts": "none"}}}
    alone = {"policies": {"promise": {"use": "fixed"}}}
    assert told(cheaper) == [EN("gap.prices"), EN("gap.no_rival")]
    assert told(rival) == [EN("gap.rival")]
    both = scenario(SMALL, rival), scenario(SMALL, cheaper, rival)
    assert told(cheaper, rival, silent)[-1] == EN("gap.silent_rival")
    assert told(cheaper, rival) == gaps(*both, EN) == [EN("gap.prices"), EN("gap.rival")]
    promise = [EN("gap.belief"), EN("gap.forfeits")]
    assert told(alone) == [*promise, EN("gap.nowhere_else")]
    assert told(alone, rival) == [*promise, EN("gap.rival")]
    assert told(alone, cheaper) == [*promise, EN("gap.prices"), EN("gap.no_rival")]
    member = {"mechanisms": {"membership": {"enabled": True}}}
    assert told(member) == [EN("gap.membership"), EN("gap.no_rival")]


def test_that_nobody_answers_a_commission_is_said_unless_owners_do():
    taken = {"policies": {"pricing": {"use": "flat", "commission_share": 0.2}}}
    dearer = {"policies": {"pricing": {"use": "flat", "commission_share": 0.2, "base_cents": 400}}}
    owners = {"days": 8, "mechanisms": {"owners": {"enabled": True}}}
    base, other = scenario(SMALL, owners), scenario(SMALL, owners, taken)
    assert told(taken) == [EN("gap.commission")]
    before = {"days": 7}  # no owner answers sooner
    base_before, other_before = (scenario(SMALL, owners, before, each) for each in ({}, taken))
    assert gaps(base_before, other_before, EN) == [EN("gap.commission")]
    dearer_food = [EN("gap.owners"), EN("gap.no_rival")]
    assert gaps(base, other, EN) == dearer_food
    alone = [EN("gap.owners"), EN("gap.owners_alone"), EN("gap.no_rival")]
    assert told(taken, owners) == alone  # some leave at any commission
    rival = {"mechanisms": {"rival": {"enabled": True}}}
    both = scenario(SMALL, owners, rival), scenario(SMALL, owners, rival, taken)
    assert gaps(*both, EN) == [EN("gap.owners")]
    assert told(dearer) == [EN("gap.prices"), EN("gap.commission"), EN("gap.no_rival")]


def test_that_no_store_refuses_a_coupon_is_said_where_stores_pay_for_one():
    halved = {"use": "threshold", "funded_by": {"platform": 0.5, "store": 0.5}}
    by_both = {"policies": {"coupons": [halved]}}
    beside = {"policies": {"coupons": [halved, {"use": "percent"}]}}
    assert told(by_both) == [
        EN(f"gap.{name}") for name in ("coupons", "coupons_of_stores", "no_rival")
    ]
    assert gaps(scenario(SMALL, by_both), scenario(SMALL, beside), EN) == [
        EN("gap.coupons"),
        EN("gap.no_rival"),
    ]


def test_that_a_choice_decides_the_sign_is_said_where_fees_are_shown_otherwise():
    for show in ("all_in", "at_checkout"):
        assert told({"policies": {"pricing": {"use": "flat", "show": show}}}) == [
            EN(f"gap.{name}") for name in ("shown", "prices", "no_rival")
        ]


def test_that_no_platform_knows_whom_a_coupon_moves_is_said_unless_it_is_guessed():
    for rule, known in (("uplift", True), ("noisy_uplift", False), ("rfm", False)):
        found = told({"policies": {"coupons": [{"use": "percent", "targeting": {"rule": rule}}]}})
        assert (EN("gap.knowing") in found) is known


def test_that_coupons_bring_few_of_the_lapsed_is_said_where_one_is_for_them():
    back = {"policies": {"coupons": [{"use": "percent", "audience": {"lapsed_days": 14}}]}}
    assert told(back) == [EN(f"gap.{name}") for name in ("coupons", "lapsed", "no_rival")]


def test_where_some_buy_little_a_coupon_for_the_lapsed_lacks_nothing_of_theirs():
    """They are a twentieth at least, open the app seldom, and do not all know of the coupon."""
    usual = {"name": "usual", "needs_per_day": 1, "basket_mean_cents": 4000}
    back = {"policies": {"coupons": [{"use": "percent", "audience": {"lapsed_days": 14}}]}}
    for shift, share, claim, lacks in (
        (-5, 0.2, 0.2, False),
        (-1, 0.2, 0.2, True),
        (-5, 0.01, 0.2, True),
        (-5, 0.2, 1, True),
    ):
        few = usual | {"name": "few", "share": share, "opening_shift": shift}
        people = {"consumers": {"segments": [usual | {"share": 1 - share}, few]}}
        market = people | {"choice": {"claim_share": claim}}
        found = gaps(scenario(SMALL, market), scenario(SMALL, market, back), EN)
        assert (EN("gap.lapsed") in found) is lacks


@pytest.mark.parametrize(
    ("talk", "names"),
    [
        ({}, ("coupons", "no_newcomers")),
        ({"enabled": True}, ("coupons", "no_newcomers")),
        ({"enabled": False, "without_app_share": 0.3}, ("coupons", "no_newcomers")),
        ({"enabled": True, "without_app_share": 0.3}, ("newcomers",)),
    ],
)
def test_whom_a_coupon_for_a_first_order_wins_is_said_and_if_there_is_nobody_that(talk, names):
    first = {"policies": {"coupons": [{"use": "percent", "audience": {"first_order": True}}]}}
    both = {"mechanisms": {"talk": talk}}
    for lang in ("en", "zh"):
        found = gaps(scenario(SMALL, both), scenario(SMALL, both, first), words(lang))
        assert found == [words(lang)(f"gap.{name}") for name in (*names, "no_rival")]


def test_that_shelves_hardly_sell_more_for_exact_records_is_said_where_stock_differs():
    assert told({"stock": {"sync_min": 240}}) == [EN("gap.stock")]
    assert told({"stock": {"sync_min": 240}}, lang="zh") == [words("zh")("gap.stock")]


def test_that_too_few_walk_in_is_said_where_nothing_can_be_fetched():
    said = [EN("gap.pickup"), EN("gap.nowhere_else")]
    assert told({"policies": {"pickup": False}}) == said


def test_tastes_lists_and_what_people_remember_of_prices_are_the_modellers_too():
    for name, *sentences in (
        ("lasting_taste", "taste"),
        ("lists", "reading", "ranking"),
        ("price_memory", "prices"),
    ):
        found = told({"mechanisms": {name: {"enabled": True}}})
        assert found == [EN(f"gap.{sentence}") for sentence in sentences]


def test_that_looking_tires_nobody_is_said_where_people_look_at_fewer_stores():
    listed = {"mechanisms": {"lists": {"enabled": True}}}
    for lang in ("en", "zh"):
        assert told({"choice": {"n_examined": 3}}, lang=lang) == [words(lang)("gap.reading")]
    for change in ({"n_listed": 15}, {"position_exponent": 0.3}):
        other = scenario(SMALL, listed, {"mechanisms": {"lists": change}})
        assert EN("gap.reading") in gaps(scenario(SMALL, listed), other, EN)
    unread = scenario(SMALL, listed, {"choice": {"n_examined": 3}})
    assert gaps(scenario(SMALL, listed), unread, EN) == []


def test_that_who_gives_up_late_food_has_bought_it_is_said_where_nothing_is_guaranteed():
    guarantees = ({"share": 0}, {"share": 0.1}, {"cents": 100})
    found = [
        told({"policies": {"promise": {"use": "fixed", "guarantee": each}}}) for each in guarantees
    ]
    assert [EN("gap.forfeits") in each for each in found] == [True, False, False]


def test_what_a_guarantee_lacks_is_said_where_it_differs():
    refunded = {"policies": {"promise": {"use": "fixed", "guarantee": {"share": 1}}}}
    bolder = {"policies": {"promise": {"use": "fixed", "guarantee": {"share": 1}, "minutes": 20}}}
    assert told(refunded) == [EN(f"gap.{name}") for name in ("belief", "guarantee", "nowhere_else")]
    assert gaps(scenario(SMALL, refunded), scenario(SMALL, bolder), EN) == [
        EN("gap.belief"),
        EN("gap.nowhere_else"),
    ]


def test_of_a_rival_is_said_that_what_stores_keep_is_of_its_orders_too():
    """A war of prices takes orders from this platform, and leaves stores more."""
    assert "What stores keep is of all orders, the rival's too" in EN("gap.rival")
    assert "商家毛利包含竞争平台的订单" in words("zh")("gap.rival")


def test_that_no_store_hires_is_said_where_kitchens_are_others():
    assert told({"kitchen": {"preparation_mean_min": 9}}) == [EN("gap.kitchens")]


def test_of_a_guarantee_is_said_who_pays_for_meals_that_are_given_up():
    assert "the platform pays the store for each meal" in EN("gap.guarantee")
    assert "由平台照付给商家" in words("zh")("gap.guarantee")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("change", "unpaid", "paid"),
    [
        ({"kitchen": {"cooks_per_100_orders": 6}}, "kitchens", "paid_kitchens"),
        ({"stores": {"closes": "00:30"}}, "opening_hours", "paid_hours"),
        ({"stores": {"late_share": 0.5}}, "opening_hours", "paid_hours"),
        ({"mechanisms": {"picking": {"enabled": True}}}, "picking", "paid_picking"),
    ],
)
def test_that_cooks_cost_nothing_is_said_only_where_they_are_not_paid(change, unpaid, paid, lang):
    wages, say = {"mechanisms": {"kitchen_wages": {"enabled": True}}}, words(lang)
    assert told(change, lang=lang)[0] == say(f"gap.{unpaid}")
    found = gaps(scenario(SMALL, wages), scenario(SMALL, wages, change), say)
    assert found[0] == say(f"gap.{paid}")
    assert say(f"gap.{unpaid}") not in found
    assert say("gap.kitchen_wages") not in found
    both = told(change, wages, lang=lang)  # and the base pays nobody
    assert {say(f"gap.{paid}"), say("gap.kitchen_wages")} <= set(both)


def test_that_nobody_signs_up_is_said_where_couriers_are_fewer_too():
    fewer = {"couriers": {"count": 3}}
    crowd = {"mechanisms": {"crowd": {"enabled": True}}}
    assert told(fewer) == [EN("gap.supply")]
    assert gaps(scenario(SMALL, crowd), scenario(SMALL, crowd, fewer), EN) == [EN("gap.crowd")]


def test_rewards_for_friends_and_a_breach_are_sizes_that_the_modeller_chose():
    assert told({"mechanisms": {"talk": {"friend_cents": 1000}}}) == [EN("gap.talk")]
    assert told({"mechanisms": {"trust": {"breach_day": 0}}}) == [
        EN("gap.trust"),
        EN("gap.nowhere_else"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        *("reservation", "preorder", "updates", "foot_traffic", "marketing", "accessibility"),
        *("immediacy", "browsing", "payment", "picking", "care", "regulation"),
        *("confirmation", "events", "addresses", "owners", "vetting", "returns", "addons"),
        *("kinds", "items", "replenishment", "pooling", "drift", "channel_habit", "coupon_rules"),
        "kitchen_wages",
    ],
)
def test_what_a_mechanism_lacks_is_said_where_it_is_switched_on(name):
    on = {"mechanisms": {name: {"enabled": True}}}
    assert told(on)[0] == EN(f"gap.{name}")
    assert told(on, lang="zh")[0] == words("zh")(f"gap.{name}")
    assert told(on)[1:] == [EN("gap.nowhere_else")] * (name in LETS_DOWN)
    assert gaps(scenario(SMALL, on), scenario(SMALL, on), EN) == []


def test_what_an_area_lacks_is_said_where_it_differs():
    near = {"policies": {"service_area": {"use": "by_weather"}}}
    assert told(near) == [EN("gap.service_area"), EN("gap.nowhere_else")]


@pytest.mark.parametrize(
    ("policies", "by"),
    [
        ({"marketing": [{"use": "everyone"}]}, {"marketing": "marketing"}),
        ({"tracking": 0.9}, {"trust": "trust"}),
        ({"crm_integrated": True}, {"points": "points", "lists": "ranking"}),
    ],
)
def test_what_a_policy_lacks_that_works_through_a_mechanism_is_said_only_where_that_is_on(
    policies, by
):
    without = scenario(SMALL)
    assert gaps(without, scenario(SMALL, {"policies": policies}), EN) == []
    for name, sentence in by.items():
        on = {"mechanisms": {name: {"enabled": True}}}
        base, other = scenario(SMALL, on), scenario(SMALL, on, {"policies": policies})
        for lang in ("en", "zh"):
            assert gaps(base, other, words(lang)) == [words(lang)(f"gap.{sentence}")]


@pytest.mark.parametrize(
    "policies",
    [{"pay": {"use": "guarantee", "bad_weather_cents": 800}}, {"staffing": {"use": "forecast"}}],
)
def test_that_nobody_signs_up_for_pay_is_said_only_where_there_is_no_crowd(policies):
    crowd = {"mechanisms": {"crowd": {"enabled": True}}}
    assert told({"policies": policies}) == [EN("gap.supply")]
    base, other = scenario(SMALL, crowd), scenario(SMALL, crowd, {"policies": policies})
    assert gaps(base, other, EN) == [EN("gap.crowd")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"choice": {"radius_m": 2000}}, ["radius", "nowhere_else"]),
        (
            {"policies": {"service_area": {"use": "fixed", "share": 0.5}}},
            ["service_area", "nowhere_else"],
        ),
        ({"world": {"outages": [{"stores": [0]}]}}, ["outages", "nowhere_else"]),
        ({"couriers": {"max_orders": 2}}, ["work", "bundles"]),
        ({"couriers": {"dropoff_before_min": 1}}, ["work", "doors"]),
        ({"couriers": {"count": 7}}, ["supply"]),
        ({"couriers": {"co2_g_per_km": 60}}, ["work", "vehicle"]),
        ({"couriers": {"cost_cents_per_km": 45}}, ["work", "vehicle"]),
        ({"couriers": {"speed_km_per_h": 25}}, ["work", "vehicle"]),
        ({"stores": {"closes": "23:00"}}, ["opening_hours"]),
        (
            {"policies": {"dispatch": {"use": "batch_insertion", "bundle_m": 0}}},
            ["bundles"],
        ),
    ],
)
def test_of_what_is_no_policy_it_is_said_too(change, said):
    assert told(change) == [EN(f"gap.{name}") for name in said]
    crowd = {"mechanisms": {"crowd": {"enabled": True}}}
    with_crowd = gaps(scenario(SMALL, crowd), scenario(SMALL, crowd, change), EN)
    assert (EN("gap.crowd") in with_crowd) == (said[0] in ("work", "supply"))


def test_that_the_crowd_keeps_no_shifts_is_said_where_shifts_differ():
    crowd = {"mechanisms": {"crowd": {"enabled": True}}}
    dinner = {"couriers": {"shifts": [{"share": 1, "start": "17:00", "end": "21:00"}]}}
    base, other = scenario(SMALL, crowd), scenario(SMALL, crowd, dinner)
    assert gaps(base, other, EN) == [EN("gap.crowd"), EN("gap.shifts")]
    assert gaps(base, scenario(SMALL, crowd, {"couriers": {"count": 7}}), EN) == [EN("gap.crowd")]
    assert told(dinner) == [EN("gap.supply")]


def test_who_answers_a_guaranteed_hour_is_said_where_there_is_a_crowd():
    crowd = {"mechanisms": {"crowd": {"enabled": True}}}
    guaranteed = {"mechanisms": {"crowd": {"guaranteed": True}}}
    dearer = {"policies": {"pay": {"use": "guarantee", "hourly_guarantee_cents": 2000}}}
    base = scenario(SMALL, crowd)
    for change in (dearer, guaranteed):
        said = gaps(base, scenario(SMALL, crowd, change), EN)
        assert set(said) == {EN("gap.crowd"), EN("gap.floor")}
    assert told(dearer) == [EN("gap.supply")]
    by_order = {"policies": {"pay": {"use": "guarantee", "order_cents": 500}}}
    assert gaps(base, scenario(SMALL, crowd, by_order), EN) == [EN("gap.crowd")]


def test_that_points_are_a_price_is_said():
    dearer = {"mechanisms": {"points": {"enabled": True, "earn_share": 0.04}}}
    assert told(dearer) == [EN("gap.points"), EN("gap.no_rival")]


def test_that_stock_is_sold_by_the_item_is_said_where_it_is():
    items = {"mechanisms": {"items": {"enabled": True}}}
    buffer = {"stock": {"safety_buffer": 3}}
    found = gaps(scenario(SMALL, items), scenario(SMALL, items, buffer), EN)
    assert found == [EN("gap.stock"), EN("gap.items")]
    assert told(buffer) == [EN("gap.stock")]


@pytest.mark.parametrize(
    ("gap", "english", "chinese"),
    [
        ("points", "at one rate on all days", "按同一比例获得"),
        ("reservation", "come for each yuan of a deposit", "每多收一元押金"),
        ("membership", "nobody lives through a rise", "没有人经历涨价"),
        ("shown", "shown in one way", "只有一种展示方式"),
        ("commission", "whatever they sell", "佣金比例都相同"),
        ("lapsed", "hardly one of a thousand", "不到千分之一"),
        ("floor", "Who keeps shifts comes no more often", "有固定班次的骑手不会更常出勤"),
        ("bundles", "saves the platform no pay", "不为平台节省报酬"),
        ("doors", "costs nobody anything", "不花任何人的钱"),
        ("opening_hours", "costs a store nothing", "不花门店的钱"),
        ("kitchens", "unless mechanisms.kitchen_wages is on", "除非开启 mechanisms.kitchen_wages"),
        ("opening_hours", "unless mechanisms.kitchen_wages", "除非开启 mechanisms.kitchen_wages"),
        ("picking", "unless mechanisms.kitchen_wages is on", "除非开启 mechanisms.kitchen_wages"),
        ("paid_kitchens", "is in stores' margins", "都计入商家毛利"),
        ("paid_hours", "the wages of all its cooks", "全部厨师的工资"),
        ("paid_picking", "with machines as without", "有没有设备"),
        ("kitchen_wages", "holds all of their wages", "包含全部工资"),
        ("paid_hours", "look at the difference and not at its level", "不要看水平"),
        ("prices", "two fees weigh as their sum", "只按总额起作用"),
        ("prices", "Nobody orders sooner or later", "提早或推迟下单"),
        ("trust", "costs it nothing here", "不花一分钱"),
        ("membership", "joined as hesitantly", "同样犹豫"),
        ("payment", "costs the platform the same", "看不出哪种方式更贵"),
        ("crowd", "rests at other hours", "在其他时段休息"),
        ("stock", "costs nobody anything", "不花任何人的钱"),
        ("care", "turns to nobody else", "不会另寻他途"),
        ("care", "never a coupon", "没有优惠券"),
        ("vehicle", "not at their pay an hour", "不要只看时薪"),
        ("reading", "tires nobody", "不让人厌倦"),
    ],
)
def test_what_a_lever_of_a_strategist_lacks_stands_in_its_words(gap, english, chinese):
    assert english in EN(f"gap.{gap}")
    assert chinese in words("zh")(f"gap.{gap}")


def test_of_orders_on_record_is_said_that_demand_is_not_moved():
    on_record = {"replay": {"orders": "orders.csv"}}
    assert told(on_record) == []
    changed = {"policies": {"pickup_discount_cents": 10, "tracking": 0.9}}
    assert told(on_record | changed) == [EN("gap.recorded")]


@pytest.mark.parametrize(
    "name",
    sorted(
        {
            *OF_CROWD.values(),
            *(*GAPS.values(), *GAPS_THROUGH.values(), *GAPS_OF_MECHANISMS.values()),
            *(ON_RECORD, *OF_RIVALS, *OF_COUPONS, *WHERE_COOKS_ARE_PAID.values()),
        }
    ),
)
def test_every_gap_has_its_words(name):
    assert EN(f"gap.{name}").startswith("Mind the gap: ")


def test_what_is_said_where_cooks_are_paid_takes_the_place_of_a_gap():
    assert set(WHERE_COOKS_ARE_PAID) <= {*GAPS.values(), *GAPS_OF_MECHANISMS.values()}


def test_gaps_are_of_fields_that_are_there():
    assert set(GAPS) <= set(Policies.model_fields) | set(TAKEN_APART)
    assert {*OF_CROWD, *OF_OWNERS} <= set(GAPS)
    assert set(GAPS_OF_MECHANISMS) <= set(Mechanisms.model_fields)
    decided = set(Policies.model_fields) | set(TAKEN_APART)
    assert {policy for policy, _ in GAPS_THROUGH} <= decided
    assert {mechanism for _, mechanism in GAPS_THROUGH} <= set(Mechanisms.model_fields)
    assert {*COMPARED, *LETS_DOWN} <= (
        set(Policies.model_fields) | set(Mechanisms.model_fields) | set(TAKEN_APART)
    )


@pytest.mark.parametrize(("lang", "lacks"), [("en", "any store cooks what"), ("zh", "任何门店都")])
def test_that_any_store_cooks_what_another_sells_is_said_of_pooling(lang, lacks):
    (said,) = told({"mechanisms": {"pooling": {"enabled": True}}}, lang=lang)
    assert lacks in said
