"""Goals and constraints as a question states them: "max:NAME", "click_to_door_p90_min<=48".

A bound is a number in the unit of the KPI's name (cents, minutes, shares from 0 to 1), or one that
moves with the base: "orders_per_day>=base*1.05", "click_to_door_p90_min<=base+4".
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from analysis.kpis import KPI, Kpi, unknown_kpi

Direction = Literal["max", "min"]

_DIRECTIONS: dict[str, Direction] = {"up": "max", "down": "min"}
_WRITTEN: dict[str, Direction] = {"max": "max", "min": "min"}
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_GOAL = re.compile(r"(?:(?P<direction>[^:]*):)?(?P<kpi>[^:]*)")
_CONSTRAINT = re.compile(r"(?P<kpi>[^<>=≤≥]*)(?P<sign>[<>=≤≥]+)(?P<bound>[^<>=≤≥]*)")
_BOUND = re.compile(
    rf"(?P<number>{_NUMBER})"
    rf"|base(?:\s*\*\s*(?P<factor>{_NUMBER}))?"
    r"(?:\s*(?P<plus>[+-])\s*(?P<offset>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))?"
)
_SIGNS = {"<=": True, "≤": True, ">=": False, "≥": False}


@dataclass(frozen=True)
class Goal:
    """A KPI that is to be as large, or as small, as can be."""

    kpi: str
    direction: Direction

    @property
    def sign(self) -> int:
        """1 where more is better, else -1: `sign * value` is to be large."""
        return 1 if self.direction == "max" else -1

    def __str__(self) -> str:
        return f"{self.direction}:{self.kpi}"


@dataclass(frozen=True)
class Bound:
    """A number that may move with the base: `factor` times its value, plus `offset`."""

    offset: float
    factor: float = 0.0

    def of(self, base: float) -> float:
        """The bound where the base has a value."""
        # A base without a value, NaN, matters only where it is asked for.
        return self.offset + (self.factor * base if self.factor else 0.0)

    def __str__(self) -> str:
        if not self.factor:
            return f"{self.offset:.15g}"
        times = "" if self.factor == 1 else f"*{self.factor:.15g}"
        return f"base{times}" + (f"{self.offset:+.15g}" if self.offset else "")


@dataclass(frozen=True)
class Constraint:
    """A KPI that must not be above, or below, a bound."""

    kpi: str
    at_most: bool  # else at least
    bound: Bound

    @property
    def sign(self) -> int:
        """1 where less is safer, else -1: `sign * (value - bound)` is how much is missed."""
        return 1 if self.at_most else -1

    def __str__(self) -> str:
        return f"{self.kpi}{'<=' if self.at_most else '>='}{self.bound}"


def read_goal(text: str) -> Goal:
    """What "NAME", "max:NAME" or "min:NAME" asks for; alone, what is better for the KPI.

    Raises
    ------
    ValueError
        No such KPI, with the nearest ones; or one of which neither more nor less is better.
    """
    found = _GOAL.fullmatch(text.strip())
    if not found:
        raise ValueError(f"goal '{text}' must read NAME, max:NAME or min:NAME")
    kpi = _known(found["kpi"].strip(), f"goal '{text}'")
    said = found["direction"]
    if said is None:
        if kpi.better == "none":
            raise ValueError(
                f"goal '{text}': neither more nor less of it is better; "
                f"say max:{kpi.name} or min:{kpi.name}"
            )
        return Goal(kpi.name, _DIRECTIONS[kpi.better])
    direction = said.strip()
    if direction not in _WRITTEN:
        raise ValueError(f"goal '{text}': '{direction}' is no direction; known: max, min")
    return Goal(kpi.name, _WRITTEN[direction])


def read_constraint(text: str) -> Constraint:
    """What "NAME<=BOUND" or "NAME>=BOUND" demands.

    BOUND is a number, or base, base*NUMBER, base+NUMBER, base*NUMBER+NUMBER.

    Raises
    ------
    ValueError
        Says what cannot be read, or that there is no such KPI, with the nearest ones.
    """
    where = f"constraint '{text}'"
    found = _CONSTRAINT.fullmatch(text.strip())
    if not found or found["sign"] not in _SIGNS:
        raise ValueError(f"{where} must read NAME<=BOUND or NAME>=BOUND, in quotes")
    kpi = _known(found["kpi"].strip(), where)
    bound = _bound(found["bound"].strip(), where)
    if kpi.unit == "share" and not bound.factor and not 0 <= bound.offset <= 1:
        raise ValueError(f"{where}: {kpi.name} is a share and lies between 0 and 1")
    return Constraint(kpi.name, _SIGNS[found["sign"]], bound)


def read_constraints(texts: Iterable[str]) -> tuple[Constraint, ...]:
    """Several of them, each once."""
    return tuple(dict.fromkeys(read_constraint(text) for text in texts))


def _known(name: str, where: str) -> Kpi:
    if name not in KPI:
        usual = (each.name for each in KPI.values() if not each.compared)
        raise ValueError(f"{where}: {unknown_kpi(name, usual)}")
    if KPI[name].compared:
        raise ValueError(f"{where}: {name} has no value in one scenario, only in a comparison")
    return KPI[name]


def _bound(text: str, where: str) -> Bound:
    found = _BOUND.fullmatch(text)
    if not found:
        raise ValueError(
            f"{where}: '{text}' is no bound; known: a number, base, base*1.05, base+4, base-4"
        )
    if found["number"] is not None:
        bound = Bound(float(found["number"]))
    else:
        offset = float(f"{found['plus'] or ''}{found['offset'] or 0}")
        bound = Bound(offset, 1.0 if found["factor"] is None else float(found["factor"]))
    if not (math.isfinite(bound.offset) and math.isfinite(bound.factor)):
        raise ValueError(f"{where}: '{text}' is too large a number")
    return bound
