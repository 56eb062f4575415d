"""The levers of a scenario: a handful of settings, how far they go, and what moving them sets."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.daytime import DAY_MIN, minutes
from sim.policies.coupons import ThresholdCoupon
from sim.policies.family import use_of
from sim.scenario import Scenario

# By the name of the lever: a number, or the name of an option.
Moved = Mapping[str, float | str]

_LUNCH_MIN = (11 * 60, 13 * 60 + 30)
_COUPON = ("coupon_off", "coupon_over", "coupon_from", "coupon_until")
_STEP_OF_MANY = 10  # couriers, from a hundred on

# Spells of weather, each on all days: state, start and end.
_SPELLS = {
    "rain_lunch": ("rain", "11:00", "14:00"),
    "rain_evening": ("rain", "17:00", "21:00"),
    "heavy_evening": ("heavy", "17:00", "21:00"),
}


@dataclass(frozen=True)
class Lever:
    """One lever; a number between two ends, or one of some options."""

    name: str
    at: float | str  # where it stands in the base
    unit: str = ""  # of a number, as those of KPIs; "clock": minutes after midnight
    low: float = 0
    high: float = 0
    step: float = 1
    path: str = ""  # the setting it is, where it is one alone
    options: tuple[str, ...] = ()

    def value(self, said: Any) -> float | str:
        """What it is moved to.

        Raises
        ------
        ValueError
            It does not go there.
        """
        if self.options:
            if said not in self.options:
                raise ValueError(f"{self.name}: no '{said}'; known: {', '.join(self.options)}")
            return str(said)
        if isinstance(said, bool) or not isinstance(said, (int, float)) or not math.isfinite(said):
            raise ValueError(f"{self.name} = {said!r} must be a number")
        if not self.low <= said <= self.high:
            raise ValueError(f"{self.name} = {said:g} must be from {self.low:g} to {self.high:g}")
        return round(said) if isinstance(self.at, int) else float(f"{said:.6g}")


def levers(scenario: Scenario) -> list[Lever]:
    """The levers that such a scenario has, in the order in which they are shown."""
    return list(_levers(scenario))


def moved_to(known: Sequence[Lever], said: Mapping[str, Any]) -> dict[str, float | str]:
    """Where levers are moved to; those that stand where they stood are left out.

    Raises
    ------
    ValueError
        There is no such lever, or it does not go there.
    """
    by_name = {lever.name: lever for lever in known}
    if unknown := said.keys() - by_name.keys():
        raise ValueError(f"no lever '{min(unknown)}'; known: {', '.join(by_name)}")
    values = {name: by_name[name].value(value) for name, value in said.items()}
    return {name: value for name, value in values.items() if value != by_name[name].at}


def settings(scenario: Scenario, moved: Moved) -> dict[str, Any]:
    """What the moved levers of a base set, by path; nothing where none is moved."""
    known = levers(scenario)
    found: dict[str, Any] = {
        each.path: moved[each.name] for each in known if each.path and each.name in moved
    }
    if any(name in moved for name in _COUPON):
        at = {lever.name: lever.at for lever in known}
        found["policies.coupons"] = _campaigns(scenario, {**at, **moved})
    if "weather" in moved:
        found |= _weather(scenario, str(moved["weather"]))
    return found


def clock(minute: float | str) -> str:
    """A minute of the day as scenarios have it: "11:30"."""
    hours, rest = divmod(round(float(minute)), 60)
    return f"{hours:02}:{rest:02}"


def _levers(scenario: Scenario) -> Iterator[Lever]:
    policies = scenario.policies
    base_cents = getattr(policies.pricing, "base_cents", None)
    if base_cents is not None:
        yield _number("fee", base_cents, "cents", 0, 1000, 50, "policies.pricing.base_cents")
    yield from _coupon(scenario)
    n_couriers = scenario.couriers.count
    if n_couriers > 1 and scenario.replay.orders is None:
        step = _STEP_OF_MANY if n_couriers >= 100 else 1
        ends = max(1, n_couriers // 4), 2 * n_couriers
        yield _number("couriers", n_couriers, "count", *ends, step, "couriers.count")
    promise, area = policies.promise, policies.service_area
    if use_of(promise) == "quantile":
        path = "policies.promise.quantile"
        yield _number("promise_share", promise.quantile, "share", 0.5, 0.99, 0.01, path)
    elif use_of(promise) == "fixed":
        path = "policies.promise.minutes"
        yield _number("promise_min", promise.minutes, "min", 15.0, 90.0, 1.0, path)
    if use_of(area) == "fixed":
        path = "policies.service_area.share"
        yield _number("radius", area.share, "share", 0.2, 1.0, 0.05, path)
    yield Lever("weather", "base", options=("base", "clear", *_SPELLS))


def _number(
    name: str, at: float, unit: str, low: float, high: float, step: float, path: str = ""
) -> Lever:
    """A lever whose steps meet where it stands; its ends are moved so that it can stand there."""
    low, high = min(low, at), max(high, at)
    down, up = (int((end + 1e-9) // step) for end in (at - low, high - at))
    ends = (round(at - down * step, 6), round(at + up * step, 6))
    return Lever(name, at, unit, *ends, step, path)


def _coupon(scenario: Scenario) -> Iterator[Lever]:
    """Those of the first coupon off a threshold, or of one that is not there yet."""
    coupons = scenario.policies.coupons
    if any(not _is_built_in(each) for each in coupons):
        return
    first = _first(scenario)
    off, over = (first.off_cents, first.over_cents) if first else (0, 3000)
    start, end = map(minutes, first.window) if first else _LUNCH_MIN
    yield _number("coupon_off", off, "cents", 0, 1500, 100)
    yield _number("coupon_over", over, "cents", 0, 8000, 500)
    yield _number("coupon_from", start, "clock", 0, DAY_MIN - 30, 30)
    yield _number("coupon_until", end, "clock", 30, int(DAY_MIN), 30)


def _first(scenario: Scenario) -> ThresholdCoupon | None:
    return next((c for c in scenario.policies.coupons if isinstance(c, ThresholdCoupon)), None)


def _is_built_in(policy: Any) -> bool:
    return type(policy).__module__.startswith("sim.policies.")


def _campaigns(scenario: Scenario, at: Moved) -> list[dict[str, Any]]:
    """All campaigns, the first off a threshold as its levers say, or without it."""
    first = _first(scenario)
    said = [_said(policy) for policy in scenario.policies.coupons if policy is not first]
    if not at["coupon_off"]:
        return said
    changed = {
        "off_cents": at["coupon_off"],
        "over_cents": at["coupon_over"],
        "window": [clock(at["coupon_from"]), clock(at["coupon_until"])],
    }
    return [{"use": "threshold"} | (_said(first) if first else {}) | changed, *said]


def _said(policy: Any) -> dict[str, Any]:
    """A policy as a table: what differs from its defaults."""
    told: dict[str, Any] = policy.model_dump(mode="json", exclude_defaults=True)
    return {"use": use_of(policy)} | told


def _weather(scenario: Scenario, name: str) -> dict[str, Any]:
    path, weather = "world.weather", scenario.world.weather
    if name == "clear":
        return {f"{path}.mode": "clear", f"{path}.episodes": []}
    state, start, end = _SPELLS[name]
    spells = [each.model_dump(mode="json", exclude_defaults=True) for each in weather.episodes]
    found: dict[str, Any] = {
        f"{path}.episodes": [*spells, {"state": state, "start": start, "end": end}]
    }
    return found | ({f"{path}.mode": "episodes"} if weather.mode == "clear" else {})
