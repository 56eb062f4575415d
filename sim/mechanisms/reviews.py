"""Reviews: what some write after an order, and the rating of the store that follows.

Rows 65, 78 to 80, «服务质量参差不齐», «用户评价与口碑传播», «负面评价并采取有效应对»,
«UGC内容共创»: uneven quality, reviews, answers to bad ones, what users write.

    P(review) = factor * (neutral + (pleased - neutral) * (s - s0) / (5 - s0))        s >= s0
                factor * (neutral + (displeased - neutral) * (s0 - s) / (s0 - 1))     s <  s0
    experience = 1 + 4 L(constant + quality_weight * (quality - usual)
                 + service_weight * (time + price + ease) + reliability) + noise_sd * z
    stars = 1 + number of cuts at or below the experience
    rating = (usual_reviews * usual + sum) / (usual_reviews + n)

s is satisfaction with the order, s0 the neutral one; L is the logistic. Moderate opinions are the
ones that are not written down, so that ratings are J-shaped where experiences have one peak (Hu,
Pavlou and Zhang 2009). Satisfaction is relative to the rating that was shown; stars are given on
one scale for all, so that they tell of the food and correct a rating that was wrong. n and the sum
of stars fade with the mean age of a window's reviews. Ratings are published at midnight.

An answer to one or two stars gives back a share of the loyalty that the order took.

Cuts are chosen so that the baseline's mean of stars is the usual quality, and a star more of
quality makes about a star more of rating: switched on, the level of ratings stays where it is.
"""

import math
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim import luck
from sim.agents import odds
from sim.daytime import DAY_MIN
from sim.flow import past
from sim.flow.composed import is_platforms, own
from sim.flow.parts import Effect, Mechanism
from sim.flow.world import World
from sim.mechanisms.figures import ratio
from sim.order import State, is_measured
from sim.schema import Rows, Schema
from sim.settings.reviews import Reviews
from sim.turns import Process, Turn, at_each, midnights

NAME = "reviews"

# A row for each store.
RATING = Schema(
    ("weight", "f8", "reviews that count, each less the older it is"),
    ("stars", "f8", "sum of their stars, weighed so"),
    ("at_min", "f8", "when the latest was added; all fade from then on"),
)
# One row: of the days that count, by what was written.
WRITTEN = Schema(
    ("n_ended", "i8", "orders of the app that ended"),
    ("n_reviews", "i8", "reviews of them"),
    ("n_stars", "i8", "stars in them"),
    ("n_one", "i8", "reviews of one star"),
    ("n_two", "i8", "of two stars"),
    ("n_three", "i8", "of three stars"),
    ("n_four", "i8", "of four stars"),
    ("n_five", "i8", "of five stars"),
    ("n_answered", "i8", "bad reviews that were answered"),
)
RULES = Schema(
    ("post_neutral_share", "f8", "of who felt neutral"),
    ("post_pleased_share", "f8", "of who felt best"),
    ("post_displeased_share", "f8", "of who felt worst"),
    ("posting_factor", "f8", "on all of these"),
    ("constant", "f8", "log-odds of a punctual order of usual quality"),
    ("quality_weight", "f8", "log-odds for a star of quality"),
    ("service_weight", "f8", "of the scores of time, price and ease"),
    ("noise_sd", "f8", "stars"),
    ("second", "f8", "experience from which a second star is given"),
    ("third", "f8", "a third"),
    ("fourth", "f8", "a fourth"),
    ("fifth", "f8", "a fifth"),
    ("usual_stars", "f8", "quality that is usual"),
    ("answered_share", "f8", "of bad reviews"),
    ("answer_restores_share", "f8", "of the loyalty that the order took"),
    ("fading_per_min", "f8", "rate at which reviews fade"),
)
_RATINGS, _WRITTEN, _RULES = range(3)
BAD_STARS = 2


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Ratings of stores, of no reviews yet; what was written; and the rules."""
    settings: Reviews = scenario.mechanisms.reviews
    fixed = {"enabled", "cuts", "usual_reviews", "usual_post_share", "window_days"}
    second, third, fourth, fifth = settings.cuts
    rules = RULES.row(
        **settings.model_dump(exclude=fixed),
        second=second,
        third=third,
        fourth=fourth,
        fifth=fifth,
        fading_per_min=1.0 / (settings.memory_days * DAY_MIN),
    )
    return RATING.empty(scenario.stores.count), WRITTEN.empty(1), rules


@njit
def ended(world, order_id, now):
    """Whoever ordered in the app perhaps writes a review, which is perhaps answered."""
    order = world.orders[order_id]
    if not is_platforms(world, order.channel) or len(world.recorded) > 0:  # nobody chooses there
        return
    rules, feel = own(world, NAME)[_RULES][0], world.satisfaction[0]
    written = own(world, NAME)[_WRITTEN][0]
    counts = int(is_measured(order))
    written.n_ended += counts
    seed = world.state[0].seed
    post, u, v, answer = luck.four(seed, luck.REVIEW, order.consumer, order.need, 0)
    if post >= post_share(order.satisfaction, rules, feel.neutral):
        return
    z = math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)
    stars = stars_of(experience(order, world.stores[order.store].quality, z, rules), rules)
    _add(own(world, NAME)[_RATINGS][order.store], stars, rules.fading_per_min, now)
    written.n_reviews += counts
    written.n_stars += counts * stars
    written.n_one += counts * int(stars == 1)
    written.n_two += counts * int(stars == 2)
    written.n_three += counts * int(stars == 3)
    written.n_four += counts * int(stars == 4)
    written.n_five += counts * int(stars == 5)
    if stars <= BAD_STARS and answer < rules.answered_share:
        written.n_answered += counts
        _restore(world.consumers[order.consumer], order.satisfaction, rules, feel)


@njit
def post_share(satisfaction, rules, neutral):
    """Probability that someone so satisfied writes: least where opinions are moderate."""
    if satisfaction >= neutral:
        far, most = (satisfaction - neutral) / max(5.0 - neutral, 1e-9), rules.post_pleased_share
    else:
        far, most = (neutral - satisfaction) / (neutral - 1.0), rules.post_displeased_share
    least = rules.post_neutral_share
    return rules.posting_factor * (least + (most - least) * far)


@njit
def experience(order, quality, z, rules):
    """What an order is worth in stars to its reviewer, not whole yet and beyond 1 to 5 too."""
    score = rules.constant + order.reliability_score
    score += rules.service_weight * (order.time_score + order.price_score + order.ease_score)
    if order.state == State.FULFILLED:
        score += rules.quality_weight * (quality - rules.usual_stars)
    return 1.0 + 4.0 * odds.logistic(score) + rules.noise_sd * z


@njit
def stars_of(felt, rules):
    """Whole stars, 1 to 5."""
    more = int(felt >= rules.second) + int(felt >= rules.third)
    return 1 + more + int(felt >= rules.fourth) + int(felt >= rules.fifth)


@njit
def _add(rating, stars, fading_per_min, now):
    """Add a review to those of a store, which have faded since the latest."""
    kept = math.exp(-fading_per_min * (now - rating.at_min))
    rating.weight = kept * rating.weight + 1.0
    rating.stars = kept * rating.stars + stars
    rating.at_min = now


@njit
def _restore(consumer, felt, rules, feel):
    """Give back a share of the loyalty that a bad order took."""
    taken = feel.loyalty_gain * max(0.0, feel.neutral - felt)
    loyalty = consumer.loyalty + rules.answer_restores_share * taken
    consumer.loyalty = min(feel.loyalty_limit, loyalty)


def shown_stars(
    ratings: Rows, settings: Reviews, now_min: float
) -> NDArray[np.float64]:  # (n_stores,)
    """Rating of each store as it would be published now."""
    kept = np.exp((ratings["at_min"] - now_min) / (settings.memory_days * DAY_MIN))
    n0 = settings.usual_reviews
    total = n0 * settings.usual_stars + kept * ratings["stars"]
    return np.asarray(total / (n0 + kept * ratings["weight"]))


def live_past(world: World, scenario: Any) -> None:
    """Let stores have the reviews of their past, which make just the rating that they begin with.

    They were ordered from in proportion to their popularity.
    """
    settings: Reviews = scenario.mechanisms.reviews
    consumers, ratings = world.consumers, own(world, NAME)[_RATINGS]
    orders_per_need = past.orders_per_need(scenario)
    per_day = (consumers["needs_per_day"] * orders_per_need[consumers["segment"]]).sum()
    memory_days = settings.memory_days
    days = memory_days * -math.expm1(-scenario.past.days / memory_days)
    popularity = world.stores["popularity"]
    reviews = settings.usual_post_share * per_day * days * popularity / popularity.sum()
    n0 = settings.usual_reviews
    ratings["weight"] = reviews
    ratings["stars"] = world.stores["shown_quality"] * (n0 + reviews) - n0 * settings.usual_stars
    ratings["at_min"] = -scenario.warmup_days * DAY_MIN


def process(market: Any) -> Process | None:
    """At each midnight but the first, the rating of every store is published."""
    if market.recording is not None:
        return None
    settings: Reviews = market.scenario.mechanisms.reviews

    def publish(_nth: int) -> None:
        ratings = own(market.world, NAME)[_RATINGS]
        market.world.stores["shown_quality"] = shown_stars(ratings, settings, market.now_min)

    moments = midnights(market.first_day + 1, market.n_days)
    return Process(NAME, Turn.STOCK, at_each(moments), publish)


def kpis(result: Any) -> dict[str, float | None]:
    """What was written about the orders that ended, and what stores show at the end."""
    _, (written,), _ = result.own[NAME]
    stores, reviews = result.stores, int(written["n_reviews"])
    shown, error = stores["shown_quality"], stores["quality"] - stores["shown_quality"]
    return {
        "reviewed_share": ratio(reviews, written["n_ended"]),
        "written_stars_mean": ratio(written["n_stars"], reviews),
        "one_star_share": ratio(written["n_one"], reviews),
        "five_star_share": ratio(written["n_five"], reviews),
        "shown_stars_mean": float(shown.mean()) if result.has_needs else None,
        "rating_error_stars": float(np.abs(error).mean()) if result.has_needs else None,
        "answered_reviews": int(written["n_answered"]),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="some write reviews of their orders, and ratings follow them",
    effects=(
        Effect(
            rows=(65, 78),
            term_zh="用户评价与口碑传播",
            term="reviews correct a rating that was wrong",
            lever="mechanisms.reviews.window_days",
            metric="rating_error_stars",
            direction="-",
            evidence="assumption: of honest reviews the latest tell most of what a store is",
            change=("3660", "30"),
        ),
        Effect(
            rows=(79,),
            term_zh="对负面评价采取有效应对",
            term="answers to bad reviews keep who complained",
            lever="mechanisms.reviews.answered_share",
            metric="loyalty_mean",
            direction="+",
            evidence="assumption; Proserpio and Zervas 2017: hotels that answer are rated better",
            change=("0", "1"),
        ),
        Effect(
            rows=(80,),
            term_zh="社群运营与UGC内容共创",
            term="community and users' content: more is written",
            lever="mechanisms.reviews.posting_factor",
            metric="reviewed_share",
            direction="+",
            evidence="assumption: a factor on the propensity to write",
            change=("1", "2"),
        ),
    ),
    settings=Reviews,
    rows=rows,
    past=live_past,
    process=process,
    kpis=kpis,
    ended=ended,
)
