"""All that recorded orders tell, put together, and what they do not."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.calibration import ground, supply
from analysis.calibration.demand import Demand, demand
from analysis.calibration.estimate import Estimate, Floats
from analysis.calibration.ground import Ground
from analysis.calibration.preparation import Preparation, preparation
from analysis.calibration.reading import Observed
from analysis.calibration.rides import alone_in_hand, rides
from analysis.calibration.service import accepted_share, promise
from analysis.calibration.supply import Supply, supply_of
from sim.recording import Recording
from sim.scenario import Scenario

_GRID_M = 100.0

# Ranges over which what no table of orders can tell is uncertain, as factors of the preset's value.
UNIDENTIFIED: dict[str, tuple[float, float]] = {
    "choice.opening_constant": (0.5, 1.5),
    "consumers.price_sensitivity": (0.5, 2.0),
    "consumers.minute_value_cents": (0.5, 2.0),
    "choice.reminder_lift": (0.0, 2.0),
}


@dataclass(frozen=True, eq=False)
class Fitted:
    """What orders tell of their market, each with its error."""

    demand: Demand
    ground: Ground
    preparation: Preparation | None
    rides: tuple[Estimate, ...]
    promise: tuple[Estimate, ...]
    acceptance: Estimate | None  # share of offers taken
    supply: Supply | None
    stated: tuple[str, ...]  # settings that the recording itself states

    def estimates(self) -> Iterator[Estimate]:
        """Those that are settings of a scenario."""
        if self.preparation is not None:
            found = self.preparation
            yield from (e for e in (found.mean, found.shape, found.store_sigma, found.slowing) if e)
        yield from self.rides
        yield from self.promise
        if self.demand.weekend_factor:
            yield self.demand.weekend_factor

    @property
    def absent(self) -> list[str]:
        """What the data lack, by the key of its words; it stays as in the preset."""
        paths = {each.path for each in self.estimates()} | set(self.stated)
        told = {
            "preparation": self.preparation is not None,
            "slowing": self.preparation is not None and self.preparation.slowing is not None,
            "ride": "couriers.speed_km_per_h" in paths,
            "drop_off": "couriers.dropoff_before_min" in paths,
            "pick_up": "couriers.pickup_before_min" in paths,
            "promise": any(path.startswith("policies.promise.") for path in paths),
            "acceptance": self.acceptance is not None or "couriers.acceptance.always" in paths,
            "supply": self.supply is not None,
            "weekend": self.demand.weekend_factor is not None,
        }
        return [name for name, is_there in told.items() if not is_there]


def fit(observed: Observed, preset: Scenario) -> Fitted:
    """What observed orders tell.

    Raises
    ------
    ValueError
        They are too few to hide a door among others.
    """
    recording, moments = observed.recording, observed.moments
    east_m, north_m = offset_m(recording)
    stated = tuple(_paths(recording.settings))
    found_rides = _rides(observed, preset)
    delivered = moments.get("delivered")
    return Fitted(
        demand=demand(recording.placed_min, observed.of_weekend),
        ground=ground.ground(
            recording.door_x_m - east_m, recording.door_y_m - north_m, recording.extent, _GRID_M
        ),
        preparation=preparation(
            recording.placed_min,
            moments["ready"],
            recording.store,
            recording.n_stores,
            observed.cooks,
        ),
        rides=tuple(each for each in found_rides if each.path not in stated),
        promise=tuple(promise(moments["placed"], moments.get("promised"), delivered)),
        acceptance=accepted_share(observed.offers, delivered),
        supply=_supply(observed),
        stated=stated,
    )


def offset_m(recording: Recording) -> Floats:
    """What is taken off positions, (2,) metres, so that lines of the grid go through a store.

    A recording's corner lies so far from its outermost door that stores would tell where that is.
    """
    corner = np.array([recording.store_x_m.min(), recording.store_y_m.min()])
    return np.asarray(corner % _GRID_M)


def _rides(observed: Observed, preset: Scenario) -> list[Estimate]:
    moments, recording = observed.moments, observed.recording
    if "picked_up" not in moments or not {"delivered", "at_door"} & moments.keys():
        return []
    east = np.abs(recording.door_x_m - recording.store_x_m[recording.store])
    north = np.abs(recording.door_y_m - recording.store_y_m[recording.store])
    euclidean = preset.couriers.metric == "euclidean"
    way_m = np.hypot(east, north) if euclidean else east + north
    end = moments.get("delivered", moments.get("at_door"))
    assert end is not None  # one of them is there
    return rides(
        moments,
        way_m,
        alone_in_hand(observed.courier, moments["picked_up"], end),
        observed.courier,
        detour=preset.couriers.detour,
        pickup_after_min=preset.couriers.pickup_after_min,
    )


def _supply(observed: Observed) -> Supply | None:
    couriers, moments = observed.recording.couriers, observed.moments
    if couriers is not None:
        return supply_of(couriers.on_min, couriers.off_min)
    if observed.courier is None or "delivered" not in moments:
        return None
    first: Floats = moments["placed"]
    for name in ("picked_up", "at_store", "accepted"):
        if name in moments:
            first = moments[name]
    shifts = supply.seen_shifts(observed.courier, first, moments["delivered"])
    return supply_of(*shifts, seen=True)


def _paths(tree: object, prefix: str = "") -> Iterator[str]:
    """Dotted paths of what a recording states of its scenario."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _paths(value, f"{prefix}.{key}" if prefix else str(key))
    else:
        yield prefix
