"""Everybody's trust at once: before the run, and after it."""

import math
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim import luck
from sim.agents import odds
from sim.daytime import DAY_MIN
from sim.flow.composed import own
from sim.flow.world import World
from sim.mechanisms.trust.stock import NAME, PEOPLE, RULES_ROW, TROUBLES, bring_up, kept
from sim.settings.trust import Trust


@njit
def lived(world, consumer_id, _nth, days_ago, felt):
    """An order of the past moved trust, which has returned for so many days.

    Satisfaction and loss of an order are two sides of one draw: what took trust was felt worst.

    Parameters
    ----------
    world
        The columns.
    consumer_id : int
        Whose order it was.
    _nth : int
        How many have come since.
    days_ago : float
        When it was.
    felt : float
        Share of experiences that were worse.
    """
    tables = own(world, NAME)
    rules, troubles = tables[RULES_ROW][0], tables[TROUBLES]
    kind = 0
    while kind < len(troubles) and troubles[kind].share <= felt:
        kind += 1
    lost = troubles[kind].drop if kind < len(troubles) else 0.0
    faded = math.exp(-(rules.fading_per_min * DAY_MIN) * days_ago)
    tables[PEOPLE][consumer_id].gap += faded * (rules.usual_loss - lost)


def live_past(world: World, _scenario: Any) -> None:
    """Nobody's past has brought him beyond all trust, or none."""
    people, rules, _ = own(world, NAME)
    _hold(people, rules)


@njit(cache=True)
def _hold(people, rules):
    """Keep gaps of all within their bounds; rows of GAP (n_consumers,) and of RULES (1,)."""
    for who in range(len(people)):
        people[who].gap = kept(people[who].gap, rules[0])


def kpis(result: Any) -> dict[str, float | None]:
    """Everybody's trust at the end of the last day, and who lets their data be used then."""
    if not result.has_needs:
        return {"trust_share": None, "opt_in_share": None}
    people, rules, _ = result.own[NAME]
    gaps = _gaps_at(result.days * DAY_MIN, people.copy(), result.consumers["loyalty"], rules)
    return {
        "trust_share": result.scenario.mechanisms.trust.usual + float(gaps.mean()),
        "opt_in_share": float(_opted_in(result.scenario, result.seed, gaps).mean()),
    }


def opted_in(world: World, scenario: Any, now_min: float) -> NDArray[np.bool_]:  # (n_consumers,)
    """Who lets his data be used at a moment."""
    people, rules, _ = own(world, NAME)
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
