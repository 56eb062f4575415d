"""Links between a policy and what comes of it, and how each is switched off.

A link is switched off by settings that exist, in base and arm alike; it then lets nothing through,
or what it lets through is the same whatever the policy does. What is not here cannot be switched
off in the same city: a price, a fee or a coupon in the choice itself, needs, tastes, weather.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from analysis.kpis import Kpis
from analysis.loading import Arm
from sim.policies.promise import FixedPromise
from sim.scenario import Scenario

# In place of names: all of `LINKS` that are there.
ALL = "all"

# How much larger a city's kitchens and fleet are that nobody queues for.
_COOKS, _MOST_COOKS = 5.0, 100.0
_COURIERS = 3


@dataclass(frozen=True)
class Link:
    """One link, by the name that words know, and the settings that switch it off.

    Parameters
    ----------
    name
        What it is called; that of a mechanism where it is all that this one does.
    settings
        By dotted path; or a function that makes them of the scenario and of the base's mean KPIs.
    mechanism
        What has to be on for it to be there.
    coupons
        Whether it is there only where a coupon is.
    """

    name: str
    settings: Mapping[str, Any] | Callable[[Scenario, Kpis], Mapping[str, Any]]
    mechanism: str | None = None
    coupons: bool = False

    def off(self, scenario: Scenario, base: Kpis) -> Scenario:
        """The scenario without it."""
        settings = self.settings(scenario, base) if callable(self.settings) else self.settings
        for path, value in settings.items():
            scenario = _with(scenario, path.split("."), value)
        return scenario


def _promise(scenario: Scenario, base: Kpis) -> Mapping[str, Any]:
    """Everybody is told the base's mean promise, whatever the queues are."""
    said = base.get("promise_mean_min") or FixedPromise().minutes
    guarantee = scenario.policies.promise.guarantee
    return {"policies.promise": FixedPromise(minutes=max(said, 0.1), guarantee=guarantee)}


def _kitchens(scenario: Scenario, _base: Kpis) -> Mapping[str, Any]:
    cooks = min(_MOST_COOKS, _COOKS * scenario.kitchen.cooks_per_100_orders)
    return {"kitchen.cooks_per_100_orders": cooks}


def _couriers(scenario: Scenario, _base: Kpis) -> Mapping[str, Any]:
    return {"couriers.count": _COURIERS * scenario.couriers.count}


def _zero(mechanism: str, *names: str) -> dict[str, Any]:
    return {f"mechanisms.{mechanism}.{name}": 0.0 for name in names}


# In the order of an order's life: before the choice, the choice, the wait, and what it leaves.
LINKS = (
    Link("reminder", {"choice.reminder_lift": 0.0}, coupons=True),
    Link("top_up", {"choice.top_up_limit_cents": 0}, coupons=True),
    Link("promise", _promise),
    Link("kitchens", _kitchens),
    Link("couriers", _couriers),
    Link(
        "confirmation",
        {"mechanisms.confirmation.pause_from_min": 10_000.0}
        | _zero("confirmation", "busy_refused_share"),
        "confirmation",
    ),
    Link("crowd", _zero("crowd", "elasticity", "entry_per_day"), "crowd"),
    Link("patience", {"patience.enabled": False}),
    Link("cost_and_ease", _zero("cost_and_ease", "price_weight", "ease_weight"), "cost_and_ease"),
    Link("updates", _zero("updates", "forgiven_share", "change_weight"), "updates"),
    Link(
        "care",
        _zero("care", "apology_share", "again_share", "money_share", "left_share", "usual_share"),
        "care",
    ),
    Link("loyalty", {"satisfaction.loyalty_gain": 0.0}),
    Link(
        "belief",
        _zero("belief", "told_orders") | {"mechanisms.belief.prior_orders": 1000.0},
        "belief",
    ),
    Link("trust", _zero("trust", "app_weight", "opening_weight"), "trust"),
    Link(
        "price_memory",
        _zero(
            "price_memory",
            *("fairness", "score_weight", "change_annoyance", "others_annoyance"),
            *("channels_annoyance", "surprise_annoyance"),
        ),
        "price_memory",
    ),
    Link("reviews", _zero("reviews", "posting_factor"), "reviews"),
    Link("talk", _zero("talk", "told_weight", "contact_factor"), "talk"),
    Link("appetite", _zero("appetite", "meal_weight", "pantry_weight"), "appetite"),
    Link("points", _zero("points", "near_utils", "felt_share"), "points"),
    Link("membership", _zero("membership", "habit_utils", "sunk_utils"), "membership"),
    Link("rival", {"mechanisms.rival.reacts": "none"}, "rival"),
)


def links_of(arms: Sequence[Arm], names: Sequence[str]) -> list[Link]:
    """The links that are there in both arms: those that are named, or `ALL`.

    A name may also be that of a mechanism that is on; then all of it is switched off.

    Raises
    ------
    ValueError
        A name is of no link there, and which there are.
    """
    there = {link.name: link for link in LINKS if _is_there(link, arms)}
    if list(names) == [ALL]:
        return list(there.values())
    on = [name for name in type(arms[0].scenario.mechanisms).model_fields if _is_on(name, arms)]
    whole = {name: Link(name, {f"mechanisms.{name}.enabled": False}, name) for name in on}
    known = whole | there
    for name in names:
        if name not in known:
            raise ValueError(f"no link named '{name}' in both; known: {', '.join([ALL, *known])}")
    return [known[name] for name in dict.fromkeys(names)]


def _is_there(link: Link, arms: Sequence[Arm]) -> bool:
    """Whether it is there to be switched off, in one of the arms at least."""
    if link.coupons and not any(arm.scenario.policies.coupons for arm in arms):
        return False
    if link.mechanism is not None and not _is_on(link.mechanism, arms):
        return False
    return any(link.off(arm.scenario, {}) != arm.scenario for arm in arms)


def _is_on(mechanism: str, arms: Sequence[Arm]) -> bool:
    return all(getattr(arm.scenario.mechanisms, mechanism).enabled for arm in arms)


def off(arm: Arm, links: Sequence[Link], base: Kpis, label: str) -> Arm:
    """The arm without some links."""
    scenario = arm.scenario
    for link in links:
        scenario = link.off(scenario, base)
    return replace(arm, scenario=scenario, label=label)


def levers_of(base: Scenario, other: Scenario) -> list[str]:
    """Sections, policies and mechanisms in which the arm differs from the base, by path."""
    found = []
    for path, of_base, of_other in _sections(base, other):
        if of_base != of_other:
            found.append(path)
    return found


def put_back(arm: Arm, base: Scenario, path: str, label: str) -> Arm:
    """The arm with one of its levers as in the base."""
    keys = path.split(".")
    value: Any = base
    for key in keys:
        value = getattr(value, key)
    return replace(arm, scenario=_with(arm.scenario, keys, value), label=label)


_ABOUT = ("title", "why", "title_zh", "why_zh")


def _sections(base: Scenario, other: Scenario) -> Iterator[tuple[str, Any, Any]]:
    for name in type(base).model_fields:
        if name in _ABOUT:
            continue
        of_base, of_other = getattr(base, name), getattr(other, name)
        if name in ("policies", "mechanisms"):
            for inner in type(of_base).model_fields:
                yield f"{name}.{inner}", getattr(of_base, inner), getattr(of_other, inner)
        else:
            yield name, of_base, of_other


def _with(model: Any, keys: Sequence[str], value: Any) -> Any:
    """A copy of a section with one setting changed, however deep."""
    assert isinstance(model, BaseModel)
    key, *inner = keys
    changed = value if not inner else _with(getattr(model, key), inner, value)
    return model.model_copy(update={key: changed})
