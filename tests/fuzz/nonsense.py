"""Own policies that return, remember or raise nonsense, of every family, by a fixed seed."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import cycle, islice
from random import Random
from typing import Any

import numpy as np

from sim.flow.requests import MOVE, OFFER
from sim.policies.coupons import PercentCoupon
from sim.policies.dispatch.policies import NearestIdle
from sim.policies.family import Policy
from sim.policies.marketing import Everyone
from sim.policies.pay import OrderPay
from sim.policies.pricing import SurgeFee
from sim.policies.promise import QuantilePromise
from sim.policies.ranking import ByPlace
from sim.policies.repositioning import DemandWeighted
from sim.policies.service_area import RadiusByWeather
from sim.policies.staffing import HistoricalShifts

# A policy of each family, by the family's name; nonsense is made of what it decides.
BASES: dict[str, type[Policy]] = {
    "pricing": SurgeFee,
    "coupons": PercentCoupon,
    "marketing": Everyone,
    "promise": QuantilePromise,
    "dispatch": NearestIdle,
    "pay": OrderPay,
    "repositioning": DemandWeighted,
    "service_area": RadiusByWeather,
    "ranking": ByPlace,
    "staffing": HistoricalShifts,
}
_OFTEN = ("pricing", "promise", "dispatch", "pay", "repositioning", "service_area")
_FAR = (-(2**31), -1, 10**6, 2**31 - 1)


class Odd:
    """Fails whatever is asked of it."""

    def __getattr__(self, name: str) -> Any:
        raise LookupError(name)

    def __repr__(self) -> str:
        raise RuntimeError


def policies(
    n_policies: int, seed: int, families: Iterable[str]
) -> Iterator[tuple[str, str, Policy]]:
    """So many, of families in turn: family, kind of nonsense, and the policy."""
    draw = Random(seed)
    for family in islice(cycle(families), n_policies):
        name, spoil = draw.choice(
            [*_raising(), *_whole(), *_parts(family, draw), *_parts(family, draw)]
        )
        yield family, name, _policy(family, spoil, draw.randrange(3) if family in _OFTEN else 0)


def _policy(family: str, spoil: Callable[[Any, Any], Any], n_good: int) -> Policy:
    """One that decides well so many times, then spoils what it decides."""
    base: Any = BASES[family]
    calls: list[int] = []

    class Nonsense(base):  # type: ignore[misc]
        def __call__(self, view: Any) -> Any:
            calls.append(1)
            good = super().__call__(view)
            return good if len(calls) <= n_good else spoil(good, view)

    return Nonsense()


def _whole() -> Iterator[tuple[str, Callable[[Any, Any], Any]]]:
    """Something else in place of the decision."""
    for value in (None, 0, "a", [], {}, float("nan"), object, Odd(), b"", ..., np.float64(1)):
        yield f"returns {type(value).__name__}", lambda _good, _view, value=value: value
    yield "returns a generator", lambda good, view: (each for each in ())
    yield "returns the view", lambda good, view: view
    yield "returns 0 dimensions", lambda good, view: np.array(1.0)
    yield "returns a masked array", lambda good, view: np.ma.masked_array([1.0], [True])


def _raising() -> Iterator[tuple[str, Callable[[Any, Any], Any]]]:
    def raises(error: BaseException) -> Any:
        raise error

    for error in (ValueError("a\nb"), SystemExit(0), MemoryError(), StopIteration(), Exception()):
        yield f"raises {type(error).__name__}", lambda _good, _view, error=error: raises(error)
    yield "raises GeneratorExit", lambda good, view: raises(GeneratorExit())
    yield "divides by zero", lambda good, view: 1 // 0
    yield "leaves", lambda good, view: sys.exit()
    yield "recurses", _recurse


def _recurse(good: Any, view: Any) -> Any:
    return _recurse(good, view)


def _parts(family: str, draw: Random) -> Iterator[tuple[str, Callable[[Any, Any], Any]]]:
    """One part of the decision replaced."""
    if family in ("dispatch", "repositioning"):
        yield _rows(family, draw)
        return
    which, how = draw.random(), draw.random()

    def spoil(good: Any, _view: Any) -> Any:
        names = [field.name for field in fields(good)] if is_dataclass(good) else []
        name = names[int(which * len(names))]
        part = getattr(good, name)
        wrong = _arrays(part) if isinstance(part, np.ndarray) else _numbers()
        return replace(good, **{name: wrong[int(how * len(wrong))]})

    yield f"a part spoilt at {which:.3f}, {how:.3f}", spoil


def _numbers() -> list[Any]:
    nan, inf = float("nan"), float("inf")
    wrong = [nan, -inf, -500, -1e300, 1e300, 10**400, True, None, "1", [1], 1j, Odd(), np.zeros(1)]
    return [
        *wrong,
        np.array(1.0),
        np.float64("nan"),
        np.bool_(True),
        np.datetime64("2026"),
        inf - inf,
    ]


def _arrays(good: np.ndarray) -> list[Any]:
    """Instead of an array of the right shape."""
    plain = np.zeros(len(good))
    numbers = [] if good.dtype == bool else [_with(plain, v) for v in (np.nan, np.inf, -500, 1e300)]
    shapes = [good[:-1], np.append(good, good[-1:]), good[:, None], good[None], np.array(good[0])]
    kinds = [complex, object, "U3", "M8[s]", "S1"] + (
        [float, int] if good.dtype == bool else [bool]
    )
    typed = [np.zeros(len(good), kind) for kind in kinds]
    others = [
        None,
        good.tolist(),
        tuple(good),
        3.0,
        "a",
        Odd(),
        iter(good),
        np.ma.masked_array(good),
    ]
    return [*numbers, *shapes, *typed, *others, np.asmatrix(good), good.view(np.recarray)]


def _with(values: np.ndarray, value: float) -> np.ndarray:
    found = values.copy()
    found[-1] = value
    return found


def _rows(family: str, draw: Random) -> tuple[str, Callable[[Any, Any], Any]]:
    """Offers or moves that cannot be, or no rows at all."""
    offers = family == "dispatch" and draw.random() < 0.7
    schema = OFFER if offers else MOVE
    rows: Any = schema.empty(draw.choice([1, 2, 70]))
    name = draw.choice(schema.dtype.names or ())
    if draw.random() < 0.3:
        rows = draw.choice(
            [None, [], np.zeros(2), rows[:, None], rows.tolist(), np.zeros(2, object)]
        )
    elif name in ("x_m", "y_m"):
        rows[name] = draw.choice([np.nan, np.inf, -1.0, 1e300])
    else:
        rows[name] = draw.choice(_FAR)

    def spoil(good: Any, _view: Any) -> Any:
        return (
            good._replace(**{"offers" if offers else "moves": rows})
            if family == "dispatch"
            else rows
        )

    return f"rows spoilt in {name}", spoil
