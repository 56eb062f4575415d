"""The process: contacts arise, are answered or not, and end; agents and the bot are paid.

It acts every ten minutes, and on all that has happened since in its order and at its own moments:
the queue goes by them and not by when it is looked at. Only money and satisfaction come up to ten
minutes later, of people whose next meal is hours away.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sim import ledger
from sim.daytime import DAY_HOURS, DAY_MIN, HOUR_MIN
from sim.flow.composed import own
from sim.flow.entry import Resolved
from sim.ledger import Account, Kind
from sim.mechanisms.care import answers
from sim.mechanisms.care.agents import hours_until_duty
from sim.mechanisms.care.columns import NAME, WORK_ROW, agents_by_hour, most_servers
from sim.settings.care import Care
from sim.turns import Process, Turn, every

INTERVAL_MIN = 10

# An entry point: it is called every few minutes.
_live = Resolved(answers.live)


def act(market: Any, desks: answers.Desks, agents: Sequence[Any]) -> None:
    """Live through what has happened since the last time, and pay who is on duty."""
    now_min = market.now_min
    # What is under way at the last midnight ends as it will: it is known how and when.
    is_over = now_min >= _last_min(market)
    until_min = math.inf if is_over else now_min
    _live(market.view.columns, own(market.world, NAME), desks, now_min, until_min)
    if now_min % HOUR_MIN == 0 and not is_over:
        _pay(market, [int(each[int(now_min // HOUR_MIN) % DAY_HOURS]) for each in agents])


def desks_of(settings: Care) -> answers.Desks:
    """All desks, as compiled code takes them."""
    desks = settings.desks
    n_servers = [most_servers(settings, desk) for desk in desks]
    until_duty = [
        hours_until_duty(agents_by_hour(settings, desk), desk.at_once, n)
        for desk, n in zip(desks, n_servers, strict=True)
    ]
    return answers.Desks(
        shares=np.cumsum([desk.share for desk in desks]),
        patience_min=np.array([desk.patience_min for desk in desks], float),
        handle_min=np.array([desk.handle_min for desk in desks], float),
        ends=np.cumsum(n_servers),
        until_duty=np.ascontiguousarray(np.concatenate(until_duty, axis=1)),
        processing_min=float(settings.processing_min),
        bot_share=float(settings.bot_share),
        bot_min=float(settings.bot_min),
        bot_cents=int(settings.bot_cents),
    )


def _pay(market: Any, on_duty: list[int]) -> None:
    """Who is on duty in an hour, at each desk, is paid for it."""
    world, desks = market.world, market.scenario.mechanisms.care.desks
    cents = sum(n * desk.cents_per_hour for n, desk in zip(on_duty, desks, strict=True))
    page = int(world.state["page"][0])
    ledger.enter(world.book, page, Kind.CARE, Account.PLATFORM, Account.AGENT, cents)
    if market.now_min >= 0:
        n_at_once = sum(n * desk.at_once for n, desk in zip(on_duty, desks, strict=True))
        own(world, NAME)[WORK_ROW][0].duty_min += HOUR_MIN * n_at_once


def process(market: Any) -> Process | None:
    """Help is there where people choose; of orders on record nobody asks."""
    if market.recording is not None:
        return None
    settings: Care = market.scenario.mechanisms.care
    desks, agents = desks_of(settings), [agents_by_hour(settings, each) for each in settings.desks]
    moment, last_min = every(INTERVAL_MIN, market.start_min), _last_min(market)
    return Process(
        NAME,
        Turn.STOCK,
        lambda nth: min(moment(nth), last_min) if moment(nth - 1) < last_min else math.inf,
        lambda _nth: act(market, desks, agents),
    )


def _last_min(market: Any) -> float:
    """Just before the last midnight, at which the run is over where no order is open."""
    return math.nextafter(market.n_days * DAY_MIN, 0.0)
