"""A recording: orders that once happened, in place of synthetic demand.

Plain arrays, wherever they were read from. The rows that a market makes of them are in
`sim.agents.recorded`.
"""

import difflib
import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.daytime import DAY_MIN

MARGIN_M = 100.0  # city around the outermost position

# The grid stays small enough to draw and to keep a row a zone in the timeline.
_MOST_CELLS = 10_000
_CELL_SIDES_M = (100.0, 200.0, 250.0, 500.0, 1000.0, 2000.0, 2500.0, 5000.0)
_CELLS_PER_ZONE_SIDE = 10


@dataclass(frozen=True, eq=False)
class RecordedCouriers:
    """Couriers of a recording; times are minutes from the first midnight."""

    names: tuple[str, ...]
    x_m: NDArray[np.float64]  # (n_couriers,) where the shift begins
    y_m: NDArray[np.float64]  # (n_couriers,)
    on_min: NDArray[np.float64]  # (n_couriers,)
    off_min: NDArray[np.float64]  # (n_couriers,)


@dataclass(frozen=True, eq=False)
class Recording:
    """Recorded orders, the stores they went to and, where known, the couriers.

    Orders stand in the sequence of placement, ties in that of the file; times are minutes from
    the first midnight; all positions lie at least `MARGIN_M` inside `extent`. See `arranged`.
    """

    placed_min: NDArray[np.float64]  # (n_orders,)
    store: NDArray[np.int32]  # (n_orders,) row of the store
    door_x_m: NDArray[np.float64]  # (n_orders,)
    door_y_m: NDArray[np.float64]  # (n_orders,)
    ready_min: NDArray[np.float64]  # (n_orders,) nan: the kitchen decides
    basket_cents: NDArray[np.int64]  # (n_orders,) 0: unknown
    order_names: tuple[str, ...]
    store_names: tuple[str, ...]
    store_x_m: NDArray[np.float64]  # (n_stores,)
    store_y_m: NDArray[np.float64]  # (n_stores,)
    couriers: RecordedCouriers | None
    settings: dict[str, Any]  # what it implies for the scenario, to be laid over it

    @property
    def n_orders(self) -> int:
        """Orders recorded."""
        return len(self.placed_min)

    @property
    def n_stores(self) -> int:
        """Stores recorded, those without orders included."""
        return len(self.store_names)

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind, by their sections: one consumer an order."""
        counts = {"consumers": self.n_orders, "stores": self.n_stores}
        return counts if self.couriers is None else counts | {"couriers": len(self.couriers.names)}

    def counted(self, scenario: Any) -> Any:
        """A `Scenario` with as many consumers, stores and couriers as are on record.

        Whatever else it was told: columns of mechanisms are as long as these. Nobody of a crowd
        stands in for couriers on record, nor beside them.
        """
        sections = {
            name: getattr(scenario, name).model_copy(update={"count": count})
            for name, count in self.counts.items()
        }
        crowd = scenario.mechanisms.crowd.model_copy(update={"share": 0.0})
        mechanisms = scenario.mechanisms.model_copy(update={"crowd": crowd})
        return scenario.model_copy(update={**sections, "mechanisms": mechanisms})

    def row_of_store(self, key: str | int) -> int:
        """The row of a store by its name; one that is a number needs no quotes."""
        if (name := str(key)) in self.store_names:
            return self.store_names.index(name)
        close = difflib.get_close_matches(name, self.store_names, n=1, cutoff=0.4)
        meant = f"did you mean '{close[0]}'?" if close else f"the first is '{self.store_names[0]}'"
        raise ValueError(f"no recorded store is named '{name}'; {meant}")

    @property
    def n_days(self) -> int:
        """Days from the first midnight to the last order."""
        return int(self.placed_min.max() // DAY_MIN) + 1

    @property
    def extent(self) -> tuple[float, float]:
        """Width and height that hold all positions and the margin, metres."""
        x_m, y_m = _positions(self)
        return math.ceil(x_m.max()) + MARGIN_M, math.ceil(y_m.max()) + MARGIN_M

    @property
    def digest(self) -> str:
        """SHA-256 of the whole content: equal recordings, and only they, share it."""
        seen = hashlib.sha256()
        for part in _content(self):
            seen.update(len(part).to_bytes(8, "little"))
            seen.update(part)
        return seen.hexdigest()


def arranged(recording: Recording) -> Recording:
    """The recording in the sequence of placement and moved to its city's corner.

    Adds to the settings what every recording implies: days, city, and how many there are of
    each kind. Positions move by whole metres, so that distances stay exact.
    """
    sequence = np.argsort(recording.placed_min, kind="stable")
    x_m, y_m = _positions(recording)
    east_m = MARGIN_M - math.floor(x_m.min())
    north_m = MARGIN_M - math.floor(y_m.min())
    couriers = recording.couriers
    moved = replace(
        recording,
        placed_min=recording.placed_min[sequence],
        store=recording.store[sequence],
        door_x_m=recording.door_x_m[sequence] + east_m,
        door_y_m=recording.door_y_m[sequence] + north_m,
        ready_min=recording.ready_min[sequence],
        basket_cents=recording.basket_cents[sequence],
        order_names=tuple(recording.order_names[row] for row in sequence),
        store_x_m=recording.store_x_m + east_m,
        store_y_m=recording.store_y_m + north_m,
        couriers=couriers
        and replace(couriers, x_m=couriers.x_m + east_m, y_m=couriers.y_m + north_m),
    )
    return replace(moved, settings=_settings(moved))


def _settings(recording: Recording) -> dict[str, Any]:
    sections = {
        name: {**recording.settings.get(name, {}), "count": count}
        for name, count in recording.counts.items()
    }
    return {
        **recording.settings,
        "days": recording.n_days,
        "warmup_days": 0,
        "city": _city(*recording.extent),
        **sections,
    }


def _city(width_m: float, height_m: float) -> dict[str, float]:
    """A grid of whole cells, the finest that has not too many."""
    for cell_m in _CELL_SIDES_M:
        n_x, n_y = math.ceil(width_m / cell_m), math.ceil(height_m / cell_m)
        if n_x * n_y <= _MOST_CELLS:
            break
    return {
        "width_m": n_x * cell_m,
        "height_m": n_y * cell_m,
        "cell_m": cell_m,
        "zone_m": _CELLS_PER_ZONE_SIDE * cell_m,
    }


def _positions(recording: Recording) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """All positions: doors, stores and couriers."""
    x_m = [recording.door_x_m, recording.store_x_m]
    y_m = [recording.door_y_m, recording.store_y_m]
    if recording.couriers is not None:
        x_m.append(recording.couriers.x_m)
        y_m.append(recording.couriers.y_m)
    return np.concatenate(x_m), np.concatenate(y_m)


def _content(part: Any) -> Iterator[bytes]:
    """The content as bytes, each array with its type."""
    for field in fields(part):
        value = getattr(part, field.name)
        yield field.name.encode()
        if isinstance(value, np.ndarray):
            yield value.dtype.str.encode()
            yield value.tobytes()
        elif is_dataclass(value):
            yield from _content(value)
        else:
            yield json.dumps(value, sort_keys=True).encode()
