"""Audiences: whom coupons and messages are meant for."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.daytime import DAY_MIN
from sim.settings import Settings

if TYPE_CHECKING:
    from sim.policies.view import MarketView

Flags = NDArray[np.bool_]


def check_segments(names: tuple[str, ...], settings: Settings) -> None:
    """Refuse segments that nobody belongs to."""
    known = [segment.name for segment in settings.consumers.segments]
    for name in names:
        if name not in known:
            raise ValueError(f"no segment named '{name}'; known: {', '.join(known)}")


def in_segments(names: tuple[str, ...], view: "MarketView") -> Flags:
    """Who belongs to segments, by their names, (n_consumers,); none named: everyone."""
    segments = view.consumers["segment"]
    if not names:
        return np.ones(len(segments), np.bool_)
    return np.isin(segments, [view.segments.index(name) for name in names])


def silent(days: float, view: "MarketView") -> Flags:
    """Who has not ordered for so many days at least, (n_consumers,)."""
    idle_min = view.now_min - view.consumers["last_order_min"]
    return np.asarray(idle_min >= days * DAY_MIN, np.bool_)
