"""Decisions: the platform's policies are asked when it is their turn, and obeyed."""

from collections.abc import Callable, Iterator
from typing import Any

from sim.daytime import DAY_MIN
from sim.market import Market
from sim.policies.asking import begun, check_memory, decided
from sim.policies.family import Asked, Family
from sim.settings.hours import edges_min, hold
from sim.turns import Process, Turn, at_each, every, midnights

_TURNS = {
    Asked.AT_MIDNIGHT: Turn.DECISIONS,
    Asked.AT_INTERVALS: Turn.DECISIONS,
    Asked.TO_DISPATCH: Turn.DISPATCH,
    Asked.TO_MOVE: Turn.MOVES,
}


def decisions(market: Market) -> list[Process]:
    """A process for each policy that is asked in the run: by turn, then as in the table."""
    return sorted(_decisions(market), key=lambda process: process.turn)


def check_memories(market: Market) -> None:
    """Refuse memories that a snapshot could not hold, now that they have been changed."""
    chosen, memories = market.scenario.policies, market.agenda.memories
    for family in chosen.families:
        for nth, policy in enumerate(family.policies(chosen)):
            names = {_name(family, nth): policy, _other_name(family, nth): _other(market, family)}
            for name, asked in names.items():
                if name in memories:
                    check_memory(memories[name], asked, family, market.view)


def _decisions(market: Market) -> Iterator[Process]:
    chosen = market.scenario.policies
    for family in chosen.families:
        if family.asked is not Asked.BEFOREHAND:
            for nth, policy in enumerate(family.policies(chosen)):
                if policy.has_hours and not family.keeps_hours:
                    yield from _by_hours(market, family, policy, nth)
                elif family.asks(policy):
                    yield _decision(market, family, policy, nth)


def _decision(market: Market, family: Family, policy: Any, nth: int) -> Process:
    """Ask the nth policy of a family again and again, and put in force what it decides."""
    name = _name(family, nth)

    def decide(_times: int) -> None:
        _decide(market, family, policy, nth, name)

    return Process(name, _TURNS[family.asked], _moments(market, family, policy), decide)


def _name(family: Family, nth: int) -> str:
    return f"{family.name} {nth}"


def _other_name(family: Family, nth: int) -> str:
    return f"{_name(family, nth)} otherwise"


def _by_hours(market: Market, family: Family, policy: Any, nth: int) -> Iterator[Process]:
    """Ask a policy in its hours and another one otherwise, each in its turn and at their edges."""
    names = {True: _name(family, nth), False: _other_name(family, nth)}
    asked = {True: policy, False: _other(market, family)}

    def hold_now() -> bool:
        return hold(policy, market.now_min % DAY_MIN, market.weekday)

    def process(own: bool) -> Process:
        def decide(_times: int) -> None:
            if hold_now() == own:
                _decide(market, family, asked[own], nth, names[own])

        moments = _moments(market, family, asked[own])
        return Process(names[own], _TURNS[family.asked], moments, decide)

    def change(_times: int) -> None:
        own = hold_now()
        if asked[own] is not None:
            _decide(market, family, asked[own], nth, names[own])

    for own in (True, False):
        if asked[own] is not None and family.asks(asked[own]):
            yield process(own)
    if family.asked is Asked.AT_INTERVALS:
        turn = _TURNS[family.asked]
        yield Process(f"{_name(family, nth)} hours", turn, _edges(market, policy), change)


def _other(market: Market, family: Family) -> Any:
    """The policy of a family that holds where none with hours does; None: nothing is decided."""
    return getattr(market.scenario.policies.otherwise, family.name, family.default)


def _edges(market: Market, policy: Any) -> Callable[[int], float]:
    """The moments at which a policy's hours may begin or end."""
    from_min = market.agenda.policies_from_min
    days = range(round(from_min // DAY_MIN), market.n_days)
    moments = [day * DAY_MIN + minute for day in days for minute in edges_min(policy)]
    return at_each([moment for moment in moments if moment >= from_min])


def _decide(market: Market, family: Family, policy: Any, nth: int, name: str) -> None:
    if family.due(market, policy):
        family.apply(market, policy, _asked(market, family, policy, name), nth)


def _asked(market: Market, family: Family, policy: Any, name: str) -> Any:
    """What a policy decides now, with the memory it has of this run, if any."""
    view = market.view
    if not policy.remembers:
        return decided(policy, family, view)
    memories = market.agenda.memories
    if name not in memories:
        memories[name] = begun(policy, family, view)
    return decided(policy, family, view, memories[name])


def _moments(market: Market, family: Family, policy: Any) -> Callable[[int], float]:
    """When a policy is asked; rounds of work begin an interval after the run."""
    from_min = market.agenda.policies_from_min
    if family.asked is Asked.AT_MIDNIGHT:
        return at_each(midnights(round(from_min / DAY_MIN), market.n_days))
    later = family.asked is not Asked.AT_INTERVALS and from_min == market.start_min
    return every(policy.every_min, from_min, first=int(later))
