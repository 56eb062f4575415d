"""What consumers choose is a nested logit, computed here a second time with NumPy.

All live at one door, are alike, and buy once at most; kitchens and promises stand still. So each
session is an independent draw from one distribution over channels and stores.
"""

from functools import cache

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import chisquare, norm

from sim.flow.funnel import Step
from sim.market import Market
from sim.order import Channel
from sim.simulation import alive
from tests.cities import ALIKE, CALM, NEVER, Tree, scenario

# As unlikely as 4 standard errors.
LEAST_P = 2 * norm.sf(4)

ONE_DOOR: Tree = {
    "days": 1,
    "city": {
        "seed": 0,  # where stores stand within a walk and beyond it
        "width_m": 2500,
        "height_m": 2500,
        "even_share": 1,
        "residents_per_building": 1e9,
    },
    "demand": {"weekday_hours": [1] * 24},
    "consumers": {"count": 30_000},
    "choice": {"n_examined": 8, "sated_min": 1e6, "sated_factor": 0, "nothing_constant": -1},
    "stores": {"count": 9},
    # Orders are alike for a kitchen, and what it says of them is true.
    "kitchen": {"least_cooks": 30_000, "shape": 1000, "prediction_sd_min": 0, "slowing": 0},
    "couriers": {"count": 0},
    "policies": {
        # Of nobody to send: looked at rarely, and at little.
        "dispatch": {"use": "nearest", "every_min": 60},
        "promise": {"use": "fixed", "minutes": 30},
        "pricing": {"use": "distance", "base_cents": 200, "per_km_cents": 80, "free_km": 1},
        "service_fee_cents": 50,
        "pickup_discount_cents": 150,
    },
}
COUPON: Tree = {
    "use": "threshold",
    "off_cents": 300,
    "over_cents": 4000,
    "channels": ["delivery"],
    "uses_per_day": 0,
}

# The channel that a rival brings, where nothing else brings one.
BY_RIVAL = len(Channel)

Offer = tuple[int, int]  # channel and store


def at_one_door(*changes: Tree) -> Market:
    return alive(scenario(ALIKE, CALM, ONE_DOOR, *changes), seed=0)


def utilities(market: Market) -> dict[Offer, float]:
    """Systematic utility of each offer at the one door, from the documented equation."""
    rules, policies = market.scenario.choice, market.scenario.policies
    people = market.scenario.consumers
    basket = people.segments[0].basket_mean_cents
    per_cent = people.price_sensitivity / 100
    per_min = per_cent * people.minute_value_cents
    home = market.world.consumers[0]
    last = int(home.last_store)
    found: dict[Offer, float] = {}
    for k in {last, *market.world.shown[home.home_cell].tolist()} - {-1}:
        store = market.world.stores[k]
        if store.open_min == store.close_min:
            continue
        price = basket * store.price_level
        straight_m = np.hypot(store.x_m - home.home_x_m, store.y_m - home.home_y_m)
        way_m = market.scenario.couriers.detour * straight_m
        shared = (
            -per_cent * (price - basket)
            + rules.quality_per_star * (store.shown_quality - 4.6)
            + rules.inertia * (k == last)
        )
        far_km = max(0, way_m / 1000 - policies.pricing.free_km)
        fee = policies.pricing.base_cents + policies.pricing.per_km_cents * far_km
        off = sum(coupon.off_cents for coupon in policies.coupons if price >= coupon.over_cents)
        money = off - rules.fee_salience * (fee + policies.service_fee_cents)
        wait_min = policies.promise.minutes
        found[Channel.DELIVERY, k] = (
            shared + rules.delivery_constant + per_cent * money - per_min * wait_min
        )
        rival = market.scenario.mechanisms.rival
        if rival.enabled and rival.promise_min:
            fee = rival.fee_factor * (rival.base_cents + rival.per_km_cents * way_m / 1000)
            money = rival.discount_cents - rules.fee_salience * fee
            wait_min = rival.promise_min
            found[BY_RIVAL, k] = (
                shared + rules.delivery_constant + per_cent * money - per_min * wait_min
            )
        if straight_m > rules.walk_radius_m:
            continue
        walk_min = way_m / rules.walk_m_per_min
        money = policies.pickup_discount_cents - rules.fee_salience * policies.service_fee_cents
        wait_min = max(store.preparation_min, walk_min) + rules.access_weight * walk_min
        found[Channel.PICKUP, k] = (
            shared + rules.pickup_constant + per_cent * money - per_min * wait_min
        )
        wait_min = store.preparation_min + rules.access_weight * walk_min
        found[Channel.WALK_IN, k] = shared + rules.walkin_constant - per_min * wait_min
    return found


def nested_logit(market: Market) -> dict[Offer | None, float]:
    """P(j) = P(nest) P(j | nest), with the inclusive value scale * log sum exp(V / scale)."""
    scale = market.scenario.choice.nest_scale
    value = utilities(market)
    kinds = ((Channel.DELIVERY, Channel.PICKUP), (Channel.WALK_IN,), (BY_RIVAL,))
    every_nest = [[offer for offer in value if offer[0] in kind] for kind in kinds]
    nests = [nest for nest in every_nest if nest]
    inclusive = [scale * logsumexp([value[j] / scale for j in nest]) for nest in nests]
    every = logsumexp([*inclusive, market.scenario.choice.nothing_constant])
    probability = {None: np.exp(market.scenario.choice.nothing_constant - every)}
    for nest, worth in zip(nests, inclusive, strict=True):
        for j in nest:
            probability[j] = np.exp(worth - every + value[j] / scale - worth / scale)
    return probability


def multinomial_logit(market: Market) -> dict[Offer | None, float]:
    """P(j) = exp(V_j) / sum exp(V): what is left when no nest is there."""
    value = utilities(market) | {None: market.scenario.choice.nothing_constant}
    every = logsumexp(list(value.values()))
    return {j: np.exp(v - every) for j, v in value.items()}


def chosen(market: Market) -> dict[Offer | None, int]:
    """How often each offer was chosen, and nothing."""
    market.live()
    orders = market.world.orders[: market.world.state["n_orders"][0]]
    pairs = zip(orders["channel"].tolist(), orders["store"].tolist(), strict=True)
    counts: dict[Offer | None, int] = {}
    for pair in pairs:
        counts[pair] = counts.get(pair, 0) + 1
    counts[None] = int(market.world.funnel[..., Step.CHOSE_NOTHING].sum())
    market.dissolve()
    return counts


@cache
def chosen_at(nest_scale: float) -> dict[Offer | None, int]:
    """How often each offer was chosen at one door, which tests share."""
    return chosen(at_one_door({"choice": {"nest_scale": nest_scale}}))


def p_value(counts: dict[Offer | None, int], probability: dict[Offer | None, float]) -> float:
    """Of Pearson's chi-square, rare offers pooled."""
    assert set(counts) <= set(probability), "an offer was chosen that is not there"
    total = sum(counts.values())
    often = [j for j in probability if probability[j] * total >= 5]
    seen = np.array([counts.get(j, 0) for j in often] + [0.0])
    expected = np.array([probability[j] * total for j in often] + [0.0])
    seen[-1], expected[-1] = total - seen.sum(), total - expected.sum()
    last = len(seen) if expected[-1] > 1e-6 else -1
    return float(chisquare(seen[:last], expected[:last]).pvalue)


@pytest.mark.parametrize("nest_scale", [0.3, 0.6, 1.0])
def test_the_market_chooses_by_the_nested_logit(nest_scale):
    """Counts of every store and channel, and of nothing, against P(nest) P(offer | nest)."""
    expected = nested_logit(at_one_door({"choice": {"nest_scale": nest_scale}}))
    counts = chosen_at(nest_scale)
    assert {offer[0] for offer in counts if offer} == {
        Channel.DELIVERY,
        Channel.PICKUP,
        Channel.WALK_IN,
    }
    assert p_value(counts, expected) > LEAST_P


def test_a_nest_scale_of_one_is_the_multinomial_logit():
    """Without correlation in the nests, they leave no trace."""
    expected = multinomial_logit(at_one_door({"choice": {"nest_scale": 1}}))
    assert p_value(chosen_at(1.0), expected) > LEAST_P


def test_the_check_would_notice_another_nest_scale():
    """The chi-square test above can fail: a scale of 0.6 is not one of 0.7."""
    expected = nested_logit(at_one_door({"choice": {"nest_scale": 0.7}}))
    assert p_value(chosen_at(0.6), expected) < LEAST_P


def test_a_coupon_is_worth_its_money_where_it_is_valid():
    """300 cents off deliveries over 4000: utility rises by its money at dear stores alone."""
    market = at_one_door({"policies": {"coupons": [COUPON]}, "choice": {"top_up_limit_cents": 0}})
    expected = nested_logit(market)
    assert p_value(chosen(market), expected) > LEAST_P


def test_habit_adds_its_utility_to_the_last_store():
    """The store ordered from last gains `inertia`, even off the list."""
    market = at_one_door({"choice": {"n_examined": 4}})
    unseen = set(range(9)) - set(market.world.shown[market.world.consumers[0].home_cell].tolist())
    market.world.consumers["last_store"] = min(unseen)
    expected = nested_logit(market)
    assert (Channel.DELIVERY, min(unseen)) in expected
    assert p_value(chosen(market), expected) > LEAST_P


@pytest.mark.slow
def test_a_rival_is_a_nest_of_its_own():
    """Everybody has both apps and likes them alike; half its fees, a coupon, a longer promise."""
    rival = {
        "enabled": True,
        "both_share": 1,
        "only_share": 0,
        "stores_share": 1,
        "base_cents": 300,
        "per_km_cents": 60,
        "fee_factor": 0.5,
        "discount_cents": 80,
        "promise_min": 36,
    }
    market = at_one_door({"mechanisms": {"rival": rival}})
    expected = nested_logit(market)
    counts = chosen(market)
    assert sum(expected[offer] for offer in expected if offer and offer[0] == BY_RIVAL) > 0.1
    assert p_value(counts, expected) > LEAST_P


def twins(nest_scale: float, both_open: bool) -> tuple[int, int]:
    """Sessions that end with one of two stores alike in everything, and with nothing."""
    changes = {
        "stores": {"count": 2},
        "choice": {
            "nest_scale": nest_scale,
            "pickup_constant": NEVER,
            "walkin_constant": NEVER,
        },
    }
    market = at_one_door(changes)
    market.world.stores[1] = market.world.stores[0]
    if not both_open:
        market.world.stores["close_min"][1] = 0
    counts = chosen(market)
    return sum(counts[offer] for offer in counts if offer), counts[None]


@pytest.mark.parametrize("nest_scale", [0.1, 0.6, 1.0])
def test_a_twin_takes_from_its_twin_the_more_the_closer_the_nest(nest_scale):
    """The red bus and the blue bus: a twin multiplies the odds of buying by 2 ** scale, not 2."""
    bought, nothing = twins(nest_scale, both_open=False)
    bought_of_two, nothing_of_two = twins(nest_scale, both_open=True)
    log_odds_rise = np.log(bought_of_two / nothing_of_two) - np.log(bought / nothing)
    error = np.sqrt(1 / bought + 1 / nothing + 1 / bought_of_two + 1 / nothing_of_two)
    assert abs(log_odds_rise - nest_scale * np.log(2)) < 4 * error


def first_choices(market: Market) -> dict[int, tuple[int, Offer]]:
    """Of each consumer who bought: at which need, and what."""
    market.live()
    orders = market.world.orders[: market.world.state["n_orders"][0]]
    rows = orders[["consumer", "need", "channel", "store"]].tolist()
    market.dissolve()
    return {consumer: (need, (channel, k)) for consumer, need, channel, k in rows}


def test_who_stays_with_the_app_when_an_offer_goes_stays_with_the_own_offer():
    """Luck belongs to each offer: no one turns from one store that is left to another.

    A store less makes app and street less attractive, so that a few change between them.
    """
    before = first_choices(at_one_door())
    gone = max(range(9), key=lambda k: sum(k == store for _, (_, store) in before.values()))
    market = at_one_door()
    market.world.stores["open_min"][gone] = market.world.stores["close_min"][gone] = 0
    after = first_choices(market)
    others = [one for one in before if before[one][1][1] != gone]
    for one in others:
        need, choice = before[one]
        need_after, choice_after = after.get(one, (None, (None, None)))
        same_nest = (choice[0] == Channel.WALK_IN) == (choice_after[0] == Channel.WALK_IN)
        if need_after == need and same_nest:
            assert choice_after == choice
    assert sum(after.get(one) == before[one] for one in others) > 0.9 * len(others)
