"""Reviews, by hand: who writes, how many stars, and what rating follows."""

import math

import numpy as np
import pytest

from sim import luck
from sim.market import Market
from sim.mechanisms import reviews
from sim.order import CHANNELS, ORDER, Cause, State
from sim.settings.reviews import Reviews
from sim.simulation import alive, result_of
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.sim.worlds import Town, row_of
from tests.theory.errors import estimate
from tests.uncompiled import assert_tests_pass_uncompiled

RULES = {
    "enabled": True,
    "post_neutral_share": 0.1,
    "post_pleased_share": 0.3,
    "post_displeased_share": 0.5,
    "constant": 1,
    "quality_weight": 2,
    "service_weight": 0.5,
    "noise_sd": 0,
    "cuts": [2, 2.5, 3, 3.7],
    "usual_stars": 4.6,
    "usual_reviews": 10,
}
ALL_WRITE = {f"post_{felt}_share": 1 for felt in ("neutral", "pleased", "displeased")}
DAY = 1440.0


def rules(**changes):
    return reviews.rows(scenario({"mechanisms": {"reviews": RULES | changes}}))[2][0]


class Reviewed(Town):
    """A town of one consumer and two stores, the second of quality 4.2."""

    def __init__(self, **changes):
        two = {"consumers": {"count": 1}, "stores": {"count": 2}}
        mine = {"mechanisms": {"reviews": RULES | ALL_WRITE | changes}, **two}
        super().__init__(mine, stores=[{}, {"quality": 4.2}])
        self.ratings, self.written, _ = self.world.own[0]

    def has_ended(self, now, *, store=1, channel="delivery", came=True, placed=0.0, late_min=0.0):
        """Order 0 ends: handed over so late, or given up."""
        self.end_one(
            now,
            Cause.NONE if came else Cause.IMPATIENCE,
            store=store,
            channel=CHANNELS.index(channel),
            placed_min=placed,
            promised_min=now - late_min,
        )


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("satisfaction", "share"), [(1, 0.5), (2.5, 0.3), (4, 0.1), (4.5, 0.2), (5, 0.3)]
)
def test_the_moderate_write_least(satisfaction, share):
    """Neutral is 4: straight from there to both ends."""
    assert reviews.post_share(satisfaction, rules(), 4.0) == pytest.approx(share)
    asked = rules(posting_factor=1.5)
    assert reviews.post_share(satisfaction, asked, 4.0) == pytest.approx(1.5 * share)


@pytest.mark.uncompiled
@pytest.mark.parametrize("neutral", [1.0, 5.0])
def test_neutral_at_either_end_is_no_division_by_zero(neutral):
    assert reviews.post_share(neutral, rules(), neutral) == pytest.approx(0.1)


@pytest.mark.uncompiled
def test_stars_are_given_for_food_on_one_scale_and_for_half_of_the_service():
    """1 + 2 * (4.4 - 4.6) + 0.5 * (-1 - 0.2 + 0.4) - 0.1 = 0.1; what was shown has no part."""
    order = row_of(
        ORDER,
        state=State.FULFILLED,
        quality_score=-5,
        time_score=-1,
        price_score=-0.2,
        ease_score=0.4,
        reliability_score=-0.1,
    )
    felt = 1 + 4 / (1 + math.exp(-0.1))
    assert reviews.experience(order, 4.4, 0.0, rules()) == pytest.approx(felt)
    noisy = rules(noise_sd=0.5)
    assert reviews.experience(order, 4.4, -1.5, noisy) == pytest.approx(felt - 0.75)


@pytest.mark.uncompiled
def test_food_that_never_came_is_not_rated():
    order = row_of(ORDER, state=State.CANCELLED, reliability_score=-3)
    assert reviews.experience(order, 5.0, 0.0, rules()) == pytest.approx(1 + 4 / (1 + math.exp(2)))


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("felt", "stars"), [(-3, 1), (1.99, 1), (2, 2), (2.5, 3), (3.2, 4), (3.7, 5), (9, 5)]
)
def test_cuts_make_whole_stars(felt, stars):
    assert reviews.stars_of(felt, rules()) == stars


@pytest.mark.uncompiled
def test_a_review_counts_for_its_store_and_earlier_ones_fade():
    """Mean age 2 days: after two days a review counts 1 / e."""
    town = Reviewed(window_days=4)
    town.has_ended(10.0, late_min=-20)
    assert (town.ratings["weight"].tolist(), town.ratings["stars"].tolist()) == ([0, 1], [0, 5])
    town.has_ended(10.0 + 2 * DAY, late_min=200.0)
    kept = math.exp(-1)
    assert town.ratings[1].tolist() == pytest.approx((1 + kept, 5 * kept + 1, 10 + 2 * DAY))
    assert town.written[0].tolist() == (2, 2, 6, 1, 0, 0, 0, 1, 0)


@pytest.mark.uncompiled
def test_what_stars_depend_on_beside_the_order_is_a_normal_of_its_own():
    """Box and Muller's, of the second and third of the draws that belong to consumer and need."""
    town, noisy, stars = Reviewed(noise_sd=1), rules(noise_sd=1), []
    for need in range(60):
        before = town.written["n_stars"][0]
        order = town.end_one(40.0, store=1, need=need, placed_min=0.0, promised_min=40.0)
        stars.append(town.written["n_stars"][0] - before)
        _, u, v, _ = luck.four(0, luck.REVIEW, 0, need, 0)
        z = math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * v)
        assert stars[-1] == reviews.stars_of(reviews.experience(order, 4.2, z, noisy), noisy)
    counted = [town.written[f"n_{n}"][0] for n in ("one", "two", "three", "four", "five")]
    assert counted == [stars.count(n) for n in range(1, 6)]
    assert min(counted[1:3]) > 0


@pytest.mark.uncompiled
def test_an_order_given_up_is_reviewed_too():
    town = Reviewed()
    town.has_ended(40.0, came=False)
    assert town.written[0].tolist() == (1, 1, 1, 1, 0, 0, 0, 0, 0)


@pytest.mark.uncompiled
def test_walk_ins_are_not_reviewed_and_orders_of_the_warm_up_not_counted():
    town = Reviewed()
    town.has_ended(40.0, channel="walk_in")
    assert not town.ratings["weight"].any()
    town.has_ended(40.0, placed=-5.0)
    assert town.ratings["weight"][1] == 1
    assert town.written[0].tolist() == (0,) * 9


@pytest.mark.uncompiled
def test_an_answer_gives_back_a_share_of_the_loyalty_that_the_order_took():
    silent, answering = Reviewed(), Reviewed(answered_share=1, answer_restores_share=0.25)
    for town in (silent, answering):
        town.has_ended(40.0, came=False)
    taken = silent.world.consumers["loyalty"][0]
    assert taken < 0
    assert answering.world.consumers["loyalty"][0] == pytest.approx(0.75 * taken)
    assert answering.written["n_answered"][0] == 1


@pytest.mark.uncompiled
def test_only_bad_reviews_are_answered():
    town = Reviewed(answered_share=1)
    town.has_ended(40.0, late_min=-20)
    assert (town.written["n_reviews"][0], town.written["n_answered"][0]) == (1, 0)


@pytest.mark.uncompiled
def test_a_rating_is_shrunken_to_the_usual_one_and_fades_to_it():
    """(10 * 4.6 + 30 * 4) / (10 + 30), and with half of the reviews (10 * 4.6 + 15 * 4) / 25."""
    settings = Reviews(usual_reviews=10, window_days=2)
    rating = reviews.RATING.empty(2)
    rating[0] = (30, 120, 0)
    assert reviews.shown_stars(rating, settings, 0.0).tolist() == [
        pytest.approx(166 / 40),
        4.6,
    ]
    later = reviews.shown_stars(rating, settings, DAY * math.log(2))
    assert later[0] == pytest.approx(106 / 25)


@pytest.mark.uncompiled
def test_many_reviews_weigh_what_theory_says_and_make_the_shrunken_mean():
    """Poisson reviews that fade: weight rate * memory * (1 - exp(-days / memory)) on average."""
    rate, memory, days, n0 = 4.0, 5.0, 20.0, 10.0
    settings = Reviews(usual_reviews=n0, window_days=2 * memory)
    random = np.random.default_rng(0)
    weights, gaps = [], []
    for _ in range(80):
        rating = reviews.RATING.empty(1)
        at_min = np.sort(random.uniform(0, days * DAY, random.poisson(rate * days)))
        stars = random.choice([1, 5], len(at_min), p=[0.25, 0.75])
        for now, given in zip(at_min.tolist(), stars.tolist(), strict=True):
            reviews._add(rating[0], given, 1 / (memory * DAY), now)
        weight = rating["weight"][0] * math.exp(-(days - rating["at_min"][0] / DAY) / memory)
        shown = reviews.shown_stars(rating, settings, days * DAY)[0]
        weights.append(weight)
        gaps.append((shown - 4.6) * (n0 + weight) / weight)
    assert estimate(weights).agrees_with(rate * memory * (1 - math.exp(-days / memory)))
    assert estimate(gaps).agrees_with(4.0 - 4.6)


def city(**changes):
    """Forty alike who bring sixty days along, and five stores."""
    few = {"consumers": {"count": 40}, "stores": {"count": 5}, "couriers": {"count": 0}}
    small = {"city": {"width_m": 1000, "height_m": 1000}, "past": {"days": 60}}
    return scenario(ALIKE, few, small, {"mechanisms": {"reviews": RULES | changes}})


@pytest.mark.uncompiled
def test_stores_begin_with_the_reviews_that_make_their_rating():
    market = Market(city(usual_post_share=0.1), 0)
    ratings, stores = market.world.own[0][0], market.world.stores
    rate = market.world.consumers["needs_per_day"].sum() * 0.2 * (5 + 2 * 1.2) / 7
    assert ratings["weight"].sum() == pytest.approx(0.1 * rate * 45 * (1 - math.exp(-60 / 45)))
    shown = reviews.shown_stars(ratings, market.scenario.mechanisms.reviews, 0.0)
    assert shown == pytest.approx(stores["shown_quality"])
    later = Market(city(usual_post_share=0.1).model_copy(update={"warmup_days": 2}), 0)
    assert (later.world.own[0][0]["at_min"] == -2 * DAY).all()


@pytest.mark.uncompiled
def test_ratings_are_published_at_midnight():
    """Nobody writes: on the second morning ratings have faded by a day towards the usual one."""
    nobody = {f"post_{felt}_share": 0 for felt in ("neutral", "pleased", "displeased")}
    daily = {"days": 2, "sample_min": 1440, "consumers": {"count": 20}}
    rules = {"mechanisms": {"reviews": RULES | nobody | {"window_days": 2}}}
    market = alive(scenario(ALIKE, CALM, SMALL, daily, rules))
    stores = market.world.stores
    begin = stores["shown_quality"].copy()
    market.step()
    assert (stores["shown_quality"] == begin).all()
    market.live()
    assert stores["shown_quality"] == pytest.approx(4.6 + (begin - 4.6) * math.exp(-1))
    kpis = reviews.kpis(result_of(market))
    assert kpis["reviewed_share"] == 0
    assert kpis["written_stars_mean"] is None


@pytest.mark.uncompiled
def test_a_rating_stays_within_one_and_five_stars():
    """Whatever it begins with, of few reviews or many, and whatever is written then."""
    settings = Reviews(usual_reviews=20, usual_stars=4.6)
    for begins, n, stars in ((1.0, 0.3, 1), (5.0, 0.3, 5), (1.0, 500, 5)):
        rating = reviews.RATING.empty(1)
        rating[0] = (n, begins * (20 + n) - 20 * 4.6, 0)
        for day in range(200):
            reviews._add(rating[0], stars, 1 / (45 * DAY), day * DAY)
            assert 1 <= reviews.shown_stars(rating, settings, (day + 1) * DAY)[0] <= 5


def test_cuts_ascend():
    with pytest.raises(ValueError, match="ascend"):
        Reviews(cuts=(3, 2, 4, 5))


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
