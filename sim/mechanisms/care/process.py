"""The process: contacts arise, are answered or not, and end; agents and the bot are paid.

It acts every ten minutes, and on all that has happened since in its order and at its own moments:
the queue goes by them and not by when it is looked at. Only money and satisfaction come up to ten
minutes later, of people whose next meal is hours away.
"""

import math
from typing import Any

import numpy as np

from sim import ledger, luck
from sim.daytime import DAY_HOURS, DAY_MIN, HOUR_MIN
from sim.flow.composed import own
from sim.ledger import Account, Kind
from sim.mechanisms.care import contacts
from sim.mechanisms.care.agents import begins_min, hours_until_duty
from sim.mechanisms.care.columns import (
    COUNTS_ROWS,
    NAME,
    OPEN_ROWS,
    PEOPLE_ROWS,
    RULES_ROW,
    SERVERS,
    TROUBLES,
    WORK_ROW,
    Stage,
    agents_by_hour,
    most_servers,
)
from sim.order import is_measured
from sim.settings.care import Care
from sim.turns import Process, Turn, every

INTERVAL_MIN = 10


class Centre:
    """All desks of a market, over its columns."""

    def __init__(self, market: Any) -> None:
        self.market = market
        self.settings: Care = market.scenario.mechanisms.care
        desks = self.settings.desks
        self.agents = [agents_by_hour(self.settings, desk) for desk in desks]
        n_servers = [most_servers(self.settings, desk) for desk in desks]
        ends = np.cumsum(n_servers)
        self.servers = [slice(end - n, end) for end, n in zip(ends, n_servers, strict=True)]
        self.until_duty = [
            hours_until_duty(agents, desk.at_once, n)
            for desk, agents, n in zip(desks, self.agents, n_servers, strict=True)
        ]
        self.shares = np.cumsum([desk.share for desk in desks])

    def act(self) -> None:
        """Live through what has happened since the last time."""
        now_min = self.market.now_min
        tables = own(self.market.world, NAME)
        people, work = tables[PEOPLE_ROWS], tables[WORK_ROW][0]
        open_rows = tables[OPEN_ROWS][: work.n_open]
        for who in contacts.due(people, open_rows, now_min, ahead=True):
            self.arise(who)
        # What is under way at the last midnight ends as it will: it is known how and when.
        is_over = now_min >= _last_min(self.market)
        until_min = math.inf if is_over else now_min
        for who in contacts.due(people, open_rows, until_min, ahead=False):
            self.close(who)
        left = contacts.still_open(people, open_rows)
        open_rows[: len(left)], work.n_open = left, len(left)
        if now_min % HOUR_MIN == 0 and not is_over:
            self._pay_agents(int(now_min // HOUR_MIN) % DAY_HOURS)

    def arise(self, who: int) -> None:
        """Somebody asks: the bot answers, or an agent, or nobody before he leaves."""
        world, settings = self.market.world, self.settings
        mine, order, counts = self._of(who)
        key = int(world.state["seed"][0]), luck.CARE, int(order.consumer), int(order.need)
        by_bot, way, patience, handling = luck.four(*key, contacts.OF_CONTACT)
        processing = luck.exponential(*key, contacts.OF_PROCESSING)
        mine.arose_min = mine.next_min
        counted = int(is_measured(order))
        counts.n_contacts += counted
        if settings.bot_share > 0:
            self._pay(order, Kind.CARE, Account.AGENT, settings.bot_cents)
            mine.next_min += settings.bot_min
            if by_bot < settings.bot_share:
                mine.stage = Stage.HELPED_BY_BOT
                counts.n_bot += counted
                counts.answer_min += counted * settings.bot_min
                return
        desk = min(int(np.searchsorted(self.shares, way, side="right")), len(self.shares) - 1)
        rule = settings.desks[desk]
        patience_min = -rule.patience_min * math.log(patience)
        handle_min = -rule.handle_min * math.log(handling)
        free_min = own(world, NAME)[SERVERS]["free_min"][self.servers[desk]]
        asked_min = float(mine.next_min)
        begins = begins_min(free_min, self.until_duty[desk], asked_min, patience_min, handle_min)
        if begins == math.inf:
            mine.stage, mine.next_min = Stage.LEAVING, asked_min + patience_min
            counts.n_left += counted
            return
        mine.stage = Stage.HELPED
        mine.next_min = begins + handle_min + settings.processing_min * processing
        counts.answer_min += counted * (begins - mine.arose_min)
        if begins >= 0:
            own(world, NAME)[WORK_ROW][0].busy_min += handle_min

    def close(self, who: int) -> None:
        """A contact ends, with an answer or without: money, and what is felt."""
        world = self.market.world
        mine, order, counts = self._of(who)
        answered = mine.stage != Stage.LEAVING
        tables = own(world, NAME)
        cents, taken, given_back = contacts.close(
            world.orders,
            world.consumers,
            tables[PEOPLE_ROWS],
            tables[TROUBLES],
            tables[RULES_ROW],
            world.satisfaction,
            who,
        )
        self._pay(order, Kind.COMPENSATION, Account.CONSUMER, cents)
        if is_measured(order):
            counts.n_settled += int(answered)
            counts.settled_min += (mine.next_min - mine.arose_min) if answered else 0.0
            counts.taken += taken
            counts.given_back += given_back
            counts.compensation_cents += cents

    def _of(self, who: int) -> tuple[Any, Any, Any]:
        """A consumer's contact, the order it is about, and the counts of its trouble."""
        tables = own(self.market.world, NAME)
        mine = tables[PEOPLE_ROWS][who]
        return mine, self.market.world.orders[mine.order], tables[COUNTS_ROWS][mine.trouble]

    def _pay(self, order: Any, kind: Kind, payee: Account, cents: int) -> None:
        """The platform pays for a contact, on the page of its order."""
        world = self.market.world
        page = ledger.page_of(world.book, int(world.state["page"][0]), order)
        ledger.enter(world.book, page, kind, Account.PLATFORM, payee, cents)

    def _pay_agents(self, hour: int) -> None:
        """Who is on duty in an hour is paid for it."""
        world, desks = self.market.world, self.settings.desks
        on_duty = [int(agents[hour]) for agents in self.agents]
        cents = sum(n * desk.cents_per_hour for n, desk in zip(on_duty, desks, strict=True))
        page = int(world.state["page"][0])
        ledger.enter(world.book, page, Kind.CARE, Account.PLATFORM, Account.AGENT, cents)
        if self.market.now_min >= 0:
            n_at_once = sum(n * desk.at_once for n, desk in zip(on_duty, desks, strict=True))
            own(world, NAME)[WORK_ROW][0].duty_min += HOUR_MIN * n_at_once


def process(market: Any) -> Process | None:
    """Help is there where people choose; of orders on record nobody asks."""
    if market.recording is not None:
        return None
    centre, moment = Centre(market), every(INTERVAL_MIN, market.start_min)
    last_min = _last_min(market)
    return Process(
        NAME,
        Turn.STOCK,
        lambda nth: min(moment(nth), last_min) if moment(nth - 1) < last_min else math.inf,
        lambda _nth: centre.act(),
    )


def _last_min(market: Any) -> float:
    """Just before the last midnight, at which the run is over where no order is open."""
    return math.nextafter(market.n_days * DAY_MIN, 0.0)
