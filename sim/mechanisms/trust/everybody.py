"""Everybody's trust at once: before the run, and after it."""

import math
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim import luck
from sim.agents import odds
from sim.daytime import DAY_MIN
from sim.flow import past
from sim.flow.composed import own
from sim.flow.world import World
from sim.mechanisms.trust.stock import NAME, bring_up, kept
from sim.settings.trust import Trust


def live_past(world: World, scenario: Any) -> None:
    """Let everyone's trust be what the orders of their past left of it.

    Satisfaction and loss of an order are two sides of one draw: what took trust was felt worst.
    """
    settings: Trust = scenario.mechanisms.trust
    people, rules = own(world, NAME)
    shares = np.array(
        [
            settings.usual_failure_share,
            settings.usual_phantom_share,
            settings.usual_late_share,
        ]
    )
    lasts = 1 - settings.refund_restores
    drops = np.array(
        [lasts * settings.failure_drop, lasts * settings.phantom_drop, settings.late_drop]
    )
    _live(
        int(world.state["seed"][0]),
        world.consumers,
        past.orders_per_need(scenario),
        float(scenario.past.days),
        np.cumsum(shares),
        drops,
        people,
        rules,
    )


@njit(cache=True)
def _live(seed, consumers, orders_per_need, days, shares, drops, people, rules):
    """Live the orders of everyone's past, from the last one back.

    Parameters
    ----------
    seed
        Of the run.
    consumers
        Rows of CONSUMER (n_consumers,).
    orders_per_need
        By segment, (n_segments,).
    days
        How long the past is.
    shares, drops
        Of orders that took trust, from worst to least: cumulated, and what each took, (n_kinds,).
    people, rules
        Rows of GAP (n_consumers,), which are changed, and of RULES (1,).
    """
    fading_per_day = rules[0].fading_per_min * 1440.0
    for who in range(len(consumers)):
        rate = consumers[who].needs_per_day * orders_per_need[consumers[who].segment]
        days_ago, nth, trust = 0.0, 0, 0.0
        while rate > 0.0:
            days_ago, felt, _, _ = past.order_before(seed, who, nth, days_ago, rate)
            if days_ago >= days:
                break
            kind = np.searchsorted(shares, felt, side="right")
            lost = drops[kind] if kind < len(drops) else 0.0
            trust += math.exp(-fading_per_day * days_ago) * (rules[0].usual_loss - lost)
            nth += 1
        people[who].gap = kept(trust, rules[0])


def kpis(result: Any) -> dict[str, float | None]:
    """Everybody's trust at the end of the last day, and who lets their data be used then."""
    if not result.has_needs:
        return {"trust_share": None, "opt_in_share": None}
    people, rules = result.own[NAME]
    gaps = _gaps_at(result.days * DAY_MIN, people.copy(), result.consumers["loyalty"], rules)
    return {
        "trust_share": result.scenario.mechanisms.trust.usual + float(gaps.mean()),
        "opt_in_share": float(_opted_in(result.scenario, result.seed, gaps).mean()),
    }


def opted_in(world: World, scenario: Any, now_min: float) -> NDArray[np.bool_]:  # (n_consumers,)
    """Who lets his data be used at a moment."""
    people, rules = own(world, NAME)
    gaps = _gaps_at(now_min, people.copy(), world.consumers["loyalty"], rules)
    return _opted_in(scenario, int(world.state["seed"][0]), gaps)


def _opted_in(scenario: Any, seed: int, gaps: NDArray[np.float64]) -> NDArray[np.bool_]:
    settings: Trust = scenario.mechanisms.trust
    better = scenario.policies.transparency - settings.usual_transparency
    draws = luck.uniforms(seed, luck.OPT_IN, len(gaps))[:, 0]
    return np.asarray(draws < opt_in_shares(settings, gaps, better))


def opt_in_shares(
    settings: Trust, gaps: NDArray[np.float64], better: float
) -> NDArray[np.float64]:  # (n_consumers,)
    """Probability to let one's data be used, by trust and transparency beyond the usual."""
    usual = math.log(settings.opt_in_share / (1 - settings.opt_in_share))
    score = usual + settings.opt_in_weight * gaps + settings.transparency_weight * better
    return np.asarray(1 / (1 + np.exp(-np.clip(score, -odds.MOST, odds.MOST))))


@njit(cache=True)
def _gaps_at(now, people, loyalty, rules):
    """Everybody's trust above the usual, (n_consumers,).

    Parameters
    ----------
    now : float
        When; who has been asked later is left as then.
    people
        Rows of GAP (n_consumers,), which are changed.
    loyalty
        Of each, log-odds, (n_consumers,).
    rules
        Row of RULES (1,).
    """
    gaps = np.empty(len(people))
    for who in range(len(people)):
        if people[who].at_min < now:
            bring_up(people[who], loyalty[who], rules[0], now)
        gaps[who] = people[who].gap
    return gaps
