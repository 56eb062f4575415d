"""Checks a policy of one's own: what the market expects of every policy, tried out on a tiny one.

A test of one's own needs one line::

    from sim.check import check_policy

    def test_my_policy_keeps_the_rules():
        check_policy(RainyDayFee())
"""

import copy
import pickle
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import chain
from typing import Any

import numpy as np

from sim.daytime import DAY_MIN
from sim.policies.asking import failure, own_line
from sim.policies.family import Asked, Family, Faults, Policy
from sim.policies.view import MarketView
from sim.scenario import Scenario
from sim.simulation import alive

# Dispatch is so rare that orders wait at all moments that are looked at.
TINY = Scenario.model_validate(
    {
        "title": "a village on a wet day",
        "city": {"width_m": 2000, "height_m": 2000, "zone_m": 500},
        "consumers": {"count": 800},
        "stores": {"count": 12},
        "couriers": {"count": 6},
        "policies": {"dispatch": {"use": "nearest", "every_min": 30}},
        "world": {
            "weather": {
                "mode": "episodes",
                "episodes": [{"state": "rain", "start": "17:00", "end": "20:30"}],
            }
        },
    }
)
_EVERY_MIN = 90.0


def check_policy(policy: Policy, scenario: Scenario = TINY) -> None:
    """Try a policy out; it must keep the rules of all policies and of its family.

    A policy is frozen; it decides the same when it sees the same, and remembers the same,
    whatever it saw before, also when the same day is lived once more in this process; what it
    remembers can be pickled; it writes into nothing it sees; its
    decision has the type, shapes and numbers that the market
    takes, also at midnight in a market with no courier.

    Parameters
    ----------
    policy
        With the parameters to be tried.
    scenario
        Where; one's own if the policy names a segment or is of a family of one's own. Its first
        day is lived through.

    Raises
    ------
    TypeError
        It is not a policy of any family.
    ValueError
        Names every rule that it breaks, and when.
    """
    family = _family_of(policy, scenario)
    decided: list[Any] = []
    found = chain(
        _frozen(policy),
        _decisions(policy, family, scenario, decided),
        _otherwise_in_the_next_run(policy, family, scenario, decided),
    )
    broken: dict[str, str] = {}
    for fault in found:  # each once, as it was first
        broken.setdefault(re.split(", not | \\(", fault)[0], fault)
    if broken:
        rules = "\n".join(f"- {fault}" for fault in broken.values())
        raise ValueError(
            f"{type(policy).__name__} breaks rules of {family.noun} policies:\n{rules}"
        )


def _family_of(policy: Policy, scenario: Scenario) -> Family:
    families = scenario.policies.families
    for family in families:
        if isinstance(policy, family.base):
            return family
    known = ", ".join(family.base.__name__ for family in families)
    raise TypeError(f"{policy!r} is not a policy; it must be an object of a subclass of {known}")


def _frozen(policy: Policy) -> Faults:
    """Parameters do not change: two runs of one scenario are the same scenario."""
    if not policy.model_config.get("frozen"):
        yield "must be frozen: leave model_config of its base as it is"


def _decisions(policy: Policy, family: Family, scenario: Scenario, decided: list[Any]) -> Faults:
    """What is wrong with the policy's decisions through a day, and in an empty market.

    What it decided is added to `decided`, as long as nothing is wrong.
    """
    unused = policy.model_copy(deep=True)
    calls = _Calls(policy)
    faulty = False
    for moment, view in _situations(family, scenario):
        for fault in _decision(calls, unused.model_copy(deep=True), family, view):
            faulty = True
            yield f"{fault} ({moment})" if fault.startswith("fails") else fault
        if not faulty:
            decided.append(copy.deepcopy(calls.decision))


def _otherwise_in_the_next_run(
    policy: Policy, family: Family, scenario: Scenario, decided: list[Any]
) -> Faults:
    """Whether it decides otherwise where the same is lived once more, as long as nothing is wrong.

    What stands in a module, or in a class, is there still.
    """
    calls = _Calls(policy)
    for before, (_, view) in zip(decided, _situations(family, scenario), strict=False):
        try:
            decision = calls.once(view)
        except (Exception, SystemExit) as error:
            yield f"must be the same in every run: where a day is lived again, it {failure(error)}"
            return
        if not _same(before, decision):
            yield (
                "must be the same in every run: where the same day was lived again, it decided "
                "otherwise; what it has to remember is a memory that `begin` makes, and stands in "
                "no module and no class"
            )
            return


class _Calls:
    """Asks a policy, and keeps what it remembers from one moment to the next of the same run."""

    def __init__(self, policy: Any) -> None:
        self._policy = policy
        self._run: Any = None
        self._memory: bytes = b""
        self.decision: Any = None  # the latest

    def __call__(self, view: Any, unused: Any) -> tuple[Any, Any, Any]:
        """What it decides, what it decides when asked again, and what one decides never asked."""
        policy = self._policy
        if not policy.remembers:
            decisions = policy(view), policy(view), unused(view)
            self.decision = decisions[0]
            return decisions
        self._begin(view)
        memories = [pickle.loads(self._memory) for _ in range(3)]
        decisions = (
            policy(view, memories[0]),
            policy(view, memories[1]),
            unused(view, memories[2]),
        )
        self.decision = decisions[0]
        self._memory = _pickled(memories[0])
        return decisions

    def once(self, view: Any) -> Any:
        """What it decides when it is asked once."""
        policy = self._policy
        if not policy.remembers:
            return policy(view)
        self._begin(view)
        memory = pickle.loads(self._memory)
        decision = policy(view, memory)
        self._memory = _pickled(memory)
        return decision

    def _begin(self, view: Any) -> None:
        """Have a memory of the run that this is a view of."""
        if view is not self._run:  # a market has one view, which goes with the time
            self._run, self._memory = view, _pickled(self._policy.begin(view))


def _pickled(memory: Any) -> bytes:
    """A memory as it stands in the snapshot of a run."""
    try:
        return pickle.dumps(memory)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise TypeError(f"what it remembers cannot be pickled ({error})") from None


def _situations(family: Family, scenario: Scenario) -> Iterator[tuple[str, Any]]:
    """What a policy of a family is asked about, and when."""
    beforehand = family.asked is Asked.BEFOREHAND
    return _fleets(scenario) if beforehand else _moments(scenario)


def _fleets(scenario: Scenario) -> Iterator[tuple[str, Scenario]]:
    """What staffing is decided for."""
    nobody = scenario.couriers.model_copy(update={"count": 0})
    yield "for a fleet without couriers", scenario.model_copy(update={"couriers": nobody})
    yield "for the scenario's fleet", scenario


def _moments(scenario: Scenario) -> Iterator[tuple[str, MarketView]]:
    """What all else is decided for."""
    few = {"consumers": 1, "stores": 1, "couriers": 0}
    sections = {name: getattr(scenario, name) for name in few}
    shrunk = {name: sections[name].model_copy(update={"count": few[name]}) for name in few}
    cold = scenario.model_copy(update={"days": 1, "warmup_days": 0, "sample_min": _EVERY_MIN})
    empty = alive(cold.model_copy(update=shrunk))
    yield "in a market without couriers, at midnight", empty.view
    market = alive(cold)
    while market.running and market.now_min < DAY_MIN:
        hours, minutes = divmod(int(market.now_min), 60)
        yield f"at {hours:02d}:{minutes:02d}", market.view
        market.step()
    for each in (empty, market):
        each.remove_all_agents()


def _decision(calls: _Calls, unused: Any, family: Family, view: MarketView | Scenario) -> Faults:
    """What is wrong with one decision."""
    before = _snapshot(view)
    try:
        decision, again, afresh = calls(view, unused)
    except (Exception, SystemExit) as error:  # whatever a user's policy raises
        line = own_line(error)
        yield f"{failure(error)}{f' ({line})' if line else ''}"
        return
    if _snapshot(view) != before:
        yield "must not write into what it sees"
    if not isinstance(decision, family.decision):
        yield f"must return {family.returns}, not {type(decision).__name__}"
        return
    if not _same(decision, again):
        yield "must decide the same when it sees the same: asked twice, it decided otherwise"
    elif not _same(decision, afresh):
        yield "must keep no memory of its own: one that was never asked before decided otherwise"
    yield from family.faults(decision, view)


def _snapshot(view: MarketView | Scenario) -> list[Any]:
    """All that a policy sees, as bytes."""
    if isinstance(view, Scenario):
        return [view.model_dump_json()]
    seen = [getattr(view, field.name) for field in fields(view)]
    seen += [getattr(view.city, field.name) for field in fields(view.city)]
    return [part.tobytes() if isinstance(part, np.ndarray) else part for part in seen]


def _same(one: Any, other: Any) -> bool:
    if is_dataclass(one):
        return type(one) is type(other) and all(
            _same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one)
        )
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return np.array_equal(one, other)
