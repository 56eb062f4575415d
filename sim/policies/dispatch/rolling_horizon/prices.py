"""What the rolling horizon plans with: what a courier costs, what a minute costs."""

import numpy as np
from numba import njit

from sim.agents.courier import Doing, shift_of
from sim.order import Channel
from sim.policies.dispatch.riding import riding_min

# Looking back, and ahead, for how busy couriers will be.
_LOOK_BACK_MIN, _LOOK_AHEAD_MIN = 30.0, 60.0
# Offers of an average courier that stand behind what is known of each.
_PRIOR_OFFERS = 10.0
# Earnings of less than this say little about a courier's day, minutes on duty.
_LEAST_ON_DUTY_MIN = 60.0


@njit(cache=True)
def penalise(world, found, rules, now):
    """Penalise candidates who earn well or may refuse for each order, in place.

    fairness_weight * pay per hour on duty / the candidates' mean
    + refusal_cost_min * (1 / odds of acceptance - 1)
    """
    if rules.fairness_weight > 0.0:
        hourly = np.empty(len(found))
        for row in range(len(found)):
            hourly[row] = _hourly_cents(world.couriers[found[row].courier], now)
        mean = max(hourly.mean(), 1.0) if len(found) > 0 else 1.0
        for row in range(len(found)):
            found[row].penalty_min += rules.fairness_weight * hourly[row] / mean
    if rules.refusal_cost_min > 0.0:
        usual = _usual_acceptance(world)
        for row in range(len(found)):
            odds = acceptance_odds(world.couriers[found[row].courier], usual)
            found[row].penalty_min += rules.refusal_cost_min * (1.0 / odds - 1.0)


@njit(cache=True)
def _hourly_cents(courier, now):
    """Pay per hour of the running shift."""
    if courier.doing == Doing.OFF:
        return 0.0
    return 60.0 * courier.shift_earned_cents / max(now - courier.since_min, _LEAST_ON_DUTY_MIN)


@njit(cache=True)
def _usual_acceptance(world):
    """Share of the offers that the fleet took, seen through one offer taken."""
    n_offers, n_refusals = 1.0, 0.0
    for row in range(len(world.couriers)):
        n_offers += world.couriers[row].n_offers
        n_refusals += world.couriers[row].n_refusals
    return (n_offers - n_refusals) / n_offers


@njit(cache=True)
def acceptance_odds(courier, usual):
    """Posterior mean of a courier's acceptance, of a beta prior around the fleet's mean."""
    taken = courier.n_offers - courier.n_refusals
    return (taken + _PRIOR_OFFERS * usual) / (courier.n_offers + _PRIOR_OFFERS)


@njit(cache=True)
def courier_price(world, rules, now):
    """What a courier's minute is worth now, one at most.

    price * (work that came / couriers on duty) ** power, where work is what the orders of the last
    half hour take when each is brought alone.
    """
    travel, min_per_m, day = world.travel[0], world.outside[0].min_per_m, world.state[0].day
    on_duty = 0.0
    for row in range(len(world.couriers)):
        courier = world.couriers[row]
        begin, end = courier.since_min, courier.until_min
        if courier.doing == Doing.OFF:
            begin, end = shift_of(courier, day)
        if begin < now + _LOOK_AHEAD_MIN:
            overlap = min(end, now + _LOOK_AHEAD_MIN) - max(begin, now)
            on_duty += max(0.0, overlap) / _LOOK_AHEAD_MIN
    service_min = travel.pickup_before_min + travel.pickup_after_min
    service_min += travel.dropoff_before_min + travel.dropoff_after_min
    work_min = 0.0
    row = world.state[0].n_orders - 1
    while row >= 0 and world.orders[row].placed_min > now - _LOOK_BACK_MIN:
        if world.orders[row].channel == Channel.DELIVERY:
            ride = riding_min(travel, min_per_m, world.orders[row].distance_m)
            work_min += service_min + 2.0 * ride
        row -= 1
    load = work_min / _LOOK_BACK_MIN / max(on_duty, 1.0)
    return min(rules.courier_price * load**rules.price_power, 1.0)
