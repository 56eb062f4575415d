"""Consumers: what one is, how one decides to open the app, chooses, waits and feels.

Each decision is a small compiled function on records; the flow calls them in the right order.
"""

import math

from numba import njit

from sim.agents import odds
from sim.daytime import DAY_MIN
from sim.schema import Schema

CONSUMER = Schema(
    ("segment", "i4", "row of the segment"),
    ("home_cell", "i4", "grid cell of the home"),
    ("work_cell", "i4", "grid cell of the daytime place; the home cell for those who stay"),
    ("home_x_m", "f8", "home building, metres east"),
    ("home_y_m", "f8", "home building, metres north"),
    ("work_x_m", "f8", "daytime building, metres east"),
    ("work_y_m", "f8", "daytime building, metres north"),
    ("price_sensitivity", "f8", "utils per cent of price"),
    ("wait_sensitivity", "f8", "utils per minute of waiting"),
    ("needs_per_day", "f8", "meals in a day that might be bought"),
    ("loyalty", "f8", "log-odds shift of opening the app, moved by experience"),
    ("satisfaction", "f8", "running mean of experience, 1 to 5"),
    ("last_store", "i4", "store of the last order; -1: none"),
    ("last_order_min", "f8", "when the last order was placed; -inf: never"),
    ("coupons", "u8", "bit c: campaign c is offered to this consumer"),
    ("coupons_used", "u8", "bit c: campaign c was used in its current period"),
    ("n_sessions", "i4", "sessions opened"),
    ("n_orders", "i4", "orders placed in all channels"),
    ("spent_cents", "i8", "paid, refunds taken off"),
)


@njit(cache=True)
def opening_probability(consumer, choice, utils, demand_factor, minutes_since_order, coupon_cents):
    """Probability that a need becomes an app session.

    logistic(base + loyalty + utils) * weather, thinned while the last meal still fills, lifted by
    the reminder that a coupon is (Gopalakrishnan and Park 2021: most lift is not redemption), see
    `reminder`.

    Parameters
    ----------
    consumer : record of CONSUMER
        Whose need it is.
    choice : record
        The scenario's `choice`.
    utils : float
        What his segment and mechanisms add to the log-odds.
    demand_factor : float
        The weather's, 1 when it is dry.
    minutes_since_order : float
        Since the last order was placed; inf: never.
    coupon_cents : float
        What the best coupon at hand is worth to him, cents; 0: none, or of no worth.
    """
    share = odds.logistic(choice.opening_constant + consumer.loyalty + utils)
    share *= demand_factor
    if minutes_since_order < choice.sated_min:
        share *= choice.sated_factor
    if coupon_cents > 0.0:
        share *= 1.0 + reminder(choice, minutes_since_order, coupon_cents)
    return min(share, 1.0)


@njit(cache=True)
def reminder(choice, minutes_since_order, coupon_cents):
    """Openings more, as a share, that seeing a coupon brings.

    lift * of_usual * (1 - exp(-(days since the last order / idle days)^2)): who ordered lately has
    the app in mind without it. Without idle days it is lift * of_usual, for everybody.
    """
    lift = choice.reminder_lift * of_usual(coupon_cents, choice.usual_coupon_cents)
    if choice.reminder_idle_days <= 0.0:
        return lift
    idle = minutes_since_order / (DAY_MIN * choice.reminder_idle_days)
    return lift * -math.expm1(-idle * idle)


@njit(cache=True)
def of_usual(worth_cents, usual_cents):
    """How much a coupon stirs people beside the usual one: 2 W / (W + usual), below 2."""
    return 2.0 * worth_cents / (worth_cents + usual_cents)


@njit(cache=True)
def store_utility(consumer, choice, extra_cents, shown_quality, is_last_store):
    """What a store's food is worth in any channel, utils.

    Parameters
    ----------
    consumer : record of CONSUMER
        Who looks at it.
    choice : record
        The scenario's `choice`.
    extra_cents : float
        The store's price above what the consumer usually pays for such a basket.
    shown_quality : float
        Stars; measured from 4.6, the mean of stores, so that constants of channels stand alone.
    is_last_store : bool
        Whether the last order came from there: habit.
    """
    return (
        -consumer.price_sensitivity * extra_cents
        + choice.quality_per_star * (shown_quality - 4.6)
        + choice.inertia * is_last_store
    )


@njit(cache=True)
def weight(consumer, choice, utils, gain_cents, felt_fee_cents, wait_min):
    """Logit weight exp(V / scale) of one alternative (Train 2009, ch. 3).

        V = utils + price_sensitivity * (gain - felt fee) - wait_sensitivity * wait

    Parameters
    ----------
    consumer : record of CONSUMER
        Who is offered it.
    choice : record
        The scenario's `choice`.
    utils : float
        Worth of store and channel.
    gain_cents, felt_fee_cents : float
        What coupons and discounts take off, and what fees weigh (`sim.flow.fees.felt_cents`).
    wait_min : float
        Until the food is at hand, with what the walk counts more than waiting.
    """
    money_cents = gain_cents - felt_fee_cents
    utils += consumer.price_sensitivity * money_cents - consumer.wait_sensitivity * wait_min
    return odds.exp(utils * choice.per_scale)


@njit(cache=True)
def checkout_probability(choice, friction, n_conditions):
    """Probability to reach payment: each step loses some, rules to understand lose more.

    (1 - loss * friction * (1 + complexity * conditions)) ** steps; the complexity term vanishes
    when final prices are shown (Wang, Xiao and Zhu 2020).
    """
    complexity = 0.0 if choice.show_final_price else choice.complexity * n_conditions
    loss = min(1.0, choice.loss_per_step * friction * (1.0 + complexity))
    return (1.0 - loss) ** choice.checkout_steps


@njit(cache=True)
def top_up_probability(choice, saving_cents, gap_cents):
    """Probability to add items worth `gap_cents` to reach a coupon's threshold.

    logistic(constant + slope * saving / gap), behind a largest gap: baskets bunch above it.
    """
    if gap_cents > choice.top_up_limit_cents:
        return 0.0
    score = choice.top_up_constant + choice.top_up_slope * saving_cents / gap_cents
    return odds.logistic(score)


@njit(cache=True)
def overshoot_cents(choice, share):
    """How far the items that reach a threshold go beyond it.

    Items whose prices are exponential, added one after the other until the threshold is reached,
    overshoot it by such a price again, however large the gap was: they have no memory.

    Parameters
    ----------
    choice : record
        The scenario's `choice`.
    share : float
        Uniform in (0, 1); near 1 is who was hardly brought to add anything.
    """
    item_cents = choice.top_up_item_cents
    return -item_cents * math.log(share) if item_cents > 0.0 else 0.0


@njit(cache=True)
def topped_up_cents(choice, saving_cents, gap_cents, draw):
    """How far beyond a threshold a basket is filled up; -1: it is left as it is.

    Parameters
    ----------
    choice : record
        The scenario's `choice`.
    saving_cents, gap_cents : float
        What the threshold brings, and what the basket lacks of it, above 0.
    draw : float
        Uniform in (0, 1): whether it is filled up, and how far.
    """
    share = top_up_probability(choice, saving_cents, gap_cents)
    if draw >= share:
        return -1.0
    return overshoot_cents(choice, draw / share)


@njit(cache=True)
def impatience(waited_min, promise_min, patience):
    """Cumulated hazard of giving up an order of the app that has been waited for so long.

    hazard(t) = h exp(growth * max(0, t - promise) / 10): small and constant until the promised
    time, and Gompertz beyond it.
    """
    hazard, growth = patience.hazard_per_min, patience.overdue_growth / 10.0
    cumulated = hazard * min(waited_min, promise_min)
    overdue_min = waited_min - promise_min
    if overdue_min > 0.0:
        if growth > 0.0:
            cumulated += hazard * math.expm1(min(growth * overdue_min, odds.MOST)) / growth
        else:
            cumulated += hazard * overdue_min
    return cumulated


@njit(cache=True)
def endured_min(endurance, promise_min, patience):
    """How long is waited until the cumulated hazard is `endurance`: the inverse of `impatience`."""
    hazard, growth = patience.hazard_per_min, patience.overdue_growth / 10.0
    if hazard <= 0.0:
        return math.inf
    in_time_min = endurance / hazard
    if in_time_min <= promise_min:
        return in_time_min
    overdue_min = in_time_min - promise_min
    if growth > 0.0:
        overdue_min = math.log1p(growth * overdue_min) / growth
    return promise_min + overdue_min


@njit(cache=True)
def weibull(exponential, shape, mean):
    """A Weibull time from a standard exponential draw; shape 1 is the exponential itself."""
    return mean * exponential ** (1.0 / shape) / math.gamma(1.0 + 1.0 / shape)


@njit(cache=True)
def time_score(late_min, feel):
    """What coming so late, or if negative so early, adds to an order's score, log-odds.

    Lateness hurts more than earliness helps, both with diminishing effect (Harter, Stich and
    Spann 2024).
    """
    if late_min > 0.0:
        return -feel.late_weight * (late_min / 10.0) ** feel.exponent
    return feel.early_weight * (-late_min / 10.0) ** feel.exponent


@njit(cache=True)
def usual_time_score(feel):
    """What food that comes at its usual time adds to an order's score, log-odds.

    A delivery is usually there before its promise. Food that is eaten or fetched at the store, or
    ordered for a later hour, cannot be: when it is punctual it is as welcome as that.
    """
    return time_score(-feel.usual_early_min, feel)


@njit(cache=True)
def recovery_score(late_min, refund_cents, feel):
    """What money back for lateness adds to an order's score: a share of what lateness took."""
    money = min(1.0, refund_cents / feel.recovery_cents)
    return -feel.recovery_share * money * min(0.0, time_score(late_min, feel))


@njit(cache=True)
def quality_score(quality_gap, feel):
    """What food so many stars better than shown adds to an order's score, log-odds."""
    return feel.quality_weight * quality_gap


@njit(cache=True)
def failure_score(feel):
    """What an order that is not fulfilled adds to its score, log-odds."""
    return -feel.failure_weight


@njit(cache=True)
def satisfaction(order, feel):
    """Satisfaction with an order that has ended, 1 to 5: its scores, squashed by a logistic.

    So extremes saturate.
    """
    score = (
        feel.constant
        + order.quality_score
        + order.time_score
        + order.price_score
        + order.ease_score
        + order.reliability_score
    )
    return 1.0 + 4.0 * odds.logistic(score)


@njit(cache=True)
def remember(consumer, felt, feel):
    """Let an experience move the consumer's satisfaction and the rate of coming back.

    loyalty <- clip(loyalty + gain * (felt - neutral)): an interpurchase-rate form, since that is
    what the evidence measures (a late order lowers later spend by 5-10 %: Halperin et al. 2022).
    """
    consumer.satisfaction += feel.memory * (felt - consumer.satisfaction)
    shifted = consumer.loyalty + feel.loyalty_gain * (felt - feel.neutral)
    consumer.loyalty = min(feel.loyalty_limit, max(-feel.loyalty_limit, shifted))


@njit(cache=True)
def amend(consumer, felt, felt_now, feel):
    """Let an experience that is judged anew move what it moved, by the difference.

    Others may have come since, which have moved it to one end: it stays within 1 to 5.
    """
    moved = consumer.satisfaction + feel.memory * (felt_now - felt)
    consumer.satisfaction = min(5.0, max(1.0, moved))
    shifted = consumer.loyalty + feel.loyalty_gain * (felt_now - felt)
    consumer.loyalty = min(feel.loyalty_limit, max(-feel.loyalty_limit, shifted))
