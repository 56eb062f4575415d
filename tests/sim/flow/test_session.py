"""A need becomes a session and an order, or not: hours, places, coupons and what is on offer."""

import math

import pytest

from sim import luck
from sim.flow import funnel, session
from sim.flow.funnel import Step
from sim.order import CHANNELS
from sim.scenario import Scenario
from sim.simulation import run
from tests.sim.worlds import PICKUP_ONLY, WALK_IN_ONLY, Town, with_coupons

# A consumer who says no to everything is as likely as one who says yes to something.
UNDECIDED = {"choice": {"nothing_constant": 0}}


def funnel_of(town):
    """What was counted, by step; all zones, hours and segments."""
    return dict(zip(funnel.STEPS, town.world.funnel.sum(axis=(0, 1, 2)).tolist(), strict=True))


def reached(**steps):
    return dict.fromkeys(funnel.STEPS, 0) | steps


# Does the app open?


def test_a_need_of_a_full_consumer_opens_nothing():
    """Sated for three hours to the minute after ordering."""
    town = Town({"choice": {"sated_min": 180, "sated_factor": 0}})
    town.needs((0, 0), (179.5, 0), (180, 0), (359, 0), (500, 0))
    town.advance(1440)
    assert town.orders["placed_min"].tolist() == [0, 180, 500]
    assert funnel_of(town) == reached(need=5, session=3, chose_delivery=3, payment=3, paid=3)
    assert town.world.consumers["n_sessions"][0] == 3


def test_a_market_without_appetite_opens_nothing():
    town = Town()
    town.world.outside["demand_factor"] = 0
    town.needs((0, 0))
    town.advance(10)
    assert funnel_of(town) == reached(need=1)


@pytest.mark.parametrize(
    ("off_cents", "held", "share"),
    [
        (500, 0, 0.5),
        (500, 1, 0.7),  # of usual worth
        (1, 1, 0.5 + 0.5 * 0.4 * 2 / 501),  # a cent
        (2000, 1, 0.5 + 0.5 * 0.4 * 2 * 20 / 25),
    ],
)
def test_a_coupon_at_hand_is_a_reminder_by_what_it_is_worth(off_cents, held, share):
    """Half of the needs open the app; the usual coupon lifts that by 40 %, to seven of ten."""
    town = reminding({"use": "threshold", "off_cents": off_cents, "over_cents": 2000}, 0.4)
    town.world.choice["nothing_constant"] = 1000  # or the first order would use it up
    town.world.consumers["coupons"] = held
    assert town.call(session.opening_share, 0, held, 600.0) == pytest.approx(share)
    draws = [luck.luck(0, luck.OPENING, 0, nth) for nth in range(100)]
    town.needs(*((float(minute), 0) for minute in range(100)))
    town.advance(200)
    assert funnel_of(town)["session"] == sum(draw < share for draw in draws)


def reminding(coupon, lift):
    """A town where every other need opens the app, and a coupon reminds of it."""
    town = with_coupons(coupon)
    town.world.choice["opening_constant"] = 0
    town.world.choice["reminder_lift"] = lift
    town.world.segments["basket_mean_cents"] = 3000
    return town


def test_the_coupon_worth_most_is_the_one_that_reminds():
    """A usual basket of ¥20 and fee of ¥3: 10 % off, ¥4 off 30 that takes ¥10, and half the fee."""
    coupons = [
        {"use": "percent", "percent": 10},
        {"use": "threshold", "off_cents": 400, "over_cents": 3000},
        {"use": "free_delivery", "fee_share": 0.5},
    ]
    town = with_coupons(*coupons)
    town.world.choice["opening_constant"] = 0
    town.world.choice["reminder_lift"] = 0.5
    town.world.choice["top_up_loss_share"] = 0.3
    town.world.choice["usual_coupon_cents"] = 100
    town.world.segments["basket_mean_cents"] = 2000
    town.world.tariff["base_cents"] = 300
    for held, worth_cents in ((0b111, 200), (0b110, 150), (0b010, 100), (0, 0)):
        found = town.call(session.opening_share, 0, held, 600.0)
        assert found == pytest.approx(0.5 * (1 + worth_cents / (worth_cents + 100)), abs=1e-12)


def test_a_coupon_that_is_not_claimed_reminds_and_takes_nothing_off():
    coupon = {"use": "threshold", "off_cents": 500, "over_cents": 2000, "claim_share": 0}
    town = reminding(coupon, 1)
    town.needs(*((float(minute), 0) for minute in range(100)))
    town.advance(200)
    assert funnel_of(town)["session"] == 100
    assert (town.orders["coupon"] == -1).all()


def test_who_buys_little_opens_the_app_seldom():
    """Odds of a third of everybody's: 1 of 4 needs and not 1 of 2."""
    segment = {"name": "seldom", "share": 1, "needs_per_day": 1, "basket_mean_cents": 4000}
    opens = {"choice": {"opening_constant": 0}}
    few = Town(opens, {"consumers": {"segments": [segment | {"opening_shift": -math.log(3)}]}})
    for town, share in ((Town(opens), 1 / 2), (few, 1 / 4)):
        assert town.call(session.opening_share, 0, 0, 600.0) == pytest.approx(share, abs=1e-12)


# Where is the consumer?


@pytest.mark.parametrize(("weekend", "zones"), [(False, [0, 1, 1, 0]), (True, [0, 0, 0, 0])])
def test_meals_go_to_work_in_working_hours_of_weekdays(weekend, zones):
    """Home is in the first zone, the office in the second."""
    town = Town({"demand": {"work_start": "08:30", "work_end": "17:30"}}, homes=[(100, 0)])
    town.world.state["weekend"] = weekend
    worker = town.world.consumers[0]
    worker.work_x_m = 1900
    worker.work_cell = town.city.cell_of(1900, 0)
    town.needs((509.9, 0), (510, 0), (1049.9, 0), (1050, 0))
    town.advance(1440)
    assert town.orders["zone"].tolist() == zones
    assert town.orders["door_x_m"].tolist() == [(100, 1900)[zone] for zone in zones]
    paid = town.world.funnel[0, :, :, Step.PAID]
    for hour, of_hour in ((8, zones[:2]), (17, zones[2:])):
        assert paid[hour].tolist() == [of_hour.count(0), of_hour.count(1)]


# What is on offer?


@pytest.mark.parametrize(
    ("changes", "store", "chosen"),
    [
        ({}, {}, "delivery"),
        ({}, {"open_min": 601}, None),
        ({}, {"close_min": 600}, None),
        ({}, {"open_min": 900, "close_min": 601}, "delivery"),  # open across midnight
        ({}, {"x_m": 900}, "delivery"),
        ({}, {"x_m": 1100}, None),  # beyond the radius
        ({}, {"published_stock": 2}, "delivery"),
        ({}, {"published_stock": 1}, None),  # within the safety buffer
        (PICKUP_ONLY, {"x_m": 290}, "pickup"),
        (PICKUP_ONLY, {"x_m": 310}, None),
        (PICKUP_ONLY, {"published_stock": 1}, None),
        (WALK_IN_ONLY, {"x_m": 290}, "walk_in"),
        (WALK_IN_ONLY, {"x_m": 310}, None),
        (WALK_IN_ONLY, {"published_stock": 0}, "walk_in"),  # the street does not see the app
    ],
)
def test_a_store_is_on_offer_when_open_near_and_listed(changes, store, chosen):
    rules = {
        "choice": {"radius_m": 1000, "walk_radius_m": 300},
        "stock": {"enabled": True, "safety_buffer": 1},
    }
    town = Town(rules, changes, stores=[store])
    town.needs((600, 0))
    town.advance(600.5)
    assert [CHANNELS[order.channel] for order in town.orders] == ([chosen] if chosen else [])
    if chosen is None:
        assert funnel_of(town) == reached(need=1, session=1, chose_nothing=1)


def test_radii_are_straight_and_ways_are_ridden():
    town = Town({"couriers": {"detour": 1.5}, "choice": {"radius_m": 1000}}, stores=[{"x_m": 999}])
    town.needs((0, 0))
    town.advance(1)
    assert town.orders["distance_m"].tolist() == [pytest.approx(1498.5)]


def test_only_ranked_stores_and_the_last_one_are_looked_at():
    town = Town(stores=[{}, {}, {}], homes=[(0, 0), (0, 0)])
    town.world.shown[:] = [[1, -1, -1]]
    town.world.choice["inertia"] = 30.0
    town.world.consumers["last_store"][1] = 2
    town.needs((0, 0), (0, 1))
    town.advance(1)
    assert town.orders["store"].tolist() == [1, 2]


def test_walking_in_is_no_session_s_payment():
    town = Town(WALK_IN_ONLY)
    town.needs((0, 0))
    town.advance(1)
    assert funnel_of(town) == reached(need=1, session=1, chose_walk_in=1)
    assert town.orders["fee_cents"][0] == 0


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ({"choice": {"loss_per_step": 1}}, {}),
        ({"choice": {"payment_failure_share": 1}}, {"payment": 1}),
        ({}, {"payment": 1, "paid": 1}),
    ],
)
def test_the_checkout_and_the_payment_may_fail(changes, steps):
    town = Town(changes)
    town.needs((0, 0))
    town.advance(1)
    assert funnel_of(town) == reached(need=1, session=1, chose_delivery=1, **steps)
    assert len(town.orders) == steps.get("paid", 0)


def test_the_fees_on_an_order_are_those_of_delivery_and_service():
    town = Town({"policies": {"service_fee_cents": 45}}, homes=[(500, 0)])
    town.world.tariff["base_cents"] = 300
    town.world.tariff["per_km_cents"] = 100
    town.needs((0, 0))
    town.advance(1)
    assert town.orders["fee_cents"].tolist() == [395]


def test_a_pickup_pays_the_service_fee_alone():
    town = Town(PICKUP_ONLY, {"policies": {"service_fee_cents": 45}})
    town.world.tariff["base_cents"] = 300
    town.needs((0, 0))
    town.advance(1)
    assert town.orders["fee_cents"].tolist() == [45]


def test_a_store_s_price_level_makes_the_basket():
    town = Town(stores=[{"price_level": 1.25}])
    town.needs((0, 0))
    town.advance(1)
    assert town.orders["basket_cents"].tolist() == [5000]


# Coupons


def test_a_coupon_is_valid_from_the_first_to_before_the_last_minute_of_its_window():
    coupon = {
        "use": "percent",
        "percent": 10,
        "window": ["11:00", "12:00"],
        "uses_per_day": 0,
        "channels": ["delivery"],
    }
    town = Town({"policies": {"coupons": [coupon]}})
    campaign = town.world.campaigns[0]
    campaign.today, campaign.basket_share, campaign.cap_cents = True, 0.1, 1000
    town.world.consumers["coupons"] = 1
    town.needs((659.9, 0), (660, 0), (719.9, 0), (720, 0))
    town.advance(1440)
    assert town.orders["coupon"].tolist() == [-1, 0, 0, -1]
    assert town.orders["platform_discount_cents"].tolist() == [0, 400, 400, 0]


def test_a_window_counts_from_the_day_s_midnight():
    """The second day's 11:30, and not the run's minute 690."""
    coupon = {"use": "percent", "window": ["11:00", "12:00"]}
    town = Town({"policies": {"coupons": [coupon]}})
    campaign = town.world.campaigns[0]
    campaign.today, campaign.basket_share, campaign.cap_cents = True, 0.1, 1000
    town.world.consumers["coupons"] = 1
    town.world.state["day"] = 1
    town.needs((1440 + 690, 0))
    town.advance(2880)
    assert town.orders["coupon"].tolist() == [0]


def test_a_basket_is_filled_up_for_a_coupon_and_the_order_holds_the_full_one():
    coupon = {"use": "threshold", "off_cents": 1000, "over_cents": 4500}
    town = Town({"policies": {"coupons": [coupon]}, "choice": {"top_up_constant": 100}})
    campaign = town.world.campaigns[0]
    campaign.today, campaign.off_cents, campaign.cap_cents = True, 1000, float("inf")
    town.world.consumers["coupons"] = 1
    town.needs((0, 0), (100, 0))
    town.advance(200)
    assert town.orders["basket_cents"].tolist() == [4500, 4000]  # one use a day
    assert town.orders["platform_discount_cents"].tolist() == [1000, 0]


def test_luck_belongs_to_the_need_so_that_an_unused_store_changes_nothing():
    """A shop that is always closed is not noticed, whatever its row."""
    chosen = []
    for extra in ([], [{"close_min": 0}]):
        town = Town(UNDECIDED, stores=[{}, {}, *extra])
        town.needs(*((float(minute), 0) for minute in range(200)))
        town.advance(300)
        chosen.append([(o.placed_min, o.store) for o in town.orders])
    assert chosen[0] == chosen[1]
    assert {store for _, store in chosen[0]} == {0, 1}
    assert 0 < len(chosen[0]) < 200


def test_offers_too_poor_to_arrive_are_not_chosen():
    """A kitchen days behind: weights so small that E / weight is beyond any number."""
    scenario = Scenario.model_validate(
        {
            "title": "one slow store",
            "days": 2,
            "sample_min": 240,
            "city": {"width_m": 600, "height_m": 900, "zone_m": 900, "even_share": 1},
            "consumers": {"count": 281},
            "stores": {"count": 1},
            "couriers": {"count": 6},
            "kitchen": {"preparation_mean_min": 29, "cooks_per_100_orders": 0.5},
            "choice": {
                "opening_constant": 0,
                "sated_min": 0,
                "n_examined": 1,
                "inertia": 0,
                "nest_scale": 0.3046875,
                "nothing_constant": -1000,
                "loss_per_step": 0,
                "payment_failure_share": 0,
                "top_up_limit_cents": 4000,
            },
        }
    )
    orders = run(scenario, 0).orders
    assert len(orders) > 100
    assert (orders["store"] == 0).all()
