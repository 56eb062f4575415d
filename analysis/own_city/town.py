"""A city of one's own, put together from the files that a scenario names."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.own_city.couriers import read_couriers
from analysis.own_city.demand import DemandTable, read_demand
from analysis.own_city.ground import Ground, cells_of, ground_of
from analysis.own_city.roles import Columns
from analysis.own_city.stores import StoreTable, read_stores
from analysis.own_city.zones import ZoneTable, check_zones, read_zones
from analysis.recordings.faults import RecordingError, refused
from analysis.recordings.places import FARTHEST_M, middle_of, note_far, projected
from analysis.recordings.sheet import Sheet, raise_faults
from analysis.scenario_file.faults import Fault, Place
from sim.daytime import HOUR_MIN
from sim.settings.town import Ring, Town, TownStores, TownZone

Floats = NDArray[np.float64]

_T = TypeVar("_T")
_Tables = tuple[
    StoreTable | None, ZoneTable | None, DemandTable | None, tuple[Sheet, Columns, Any] | None
]

FILES = ("stores", "zones", "demand", "couriers")
_WORK_DAYS = 5
_CLOSE_M, _ENOUGH = 50.0, 10


@dataclass(frozen=True, eq=False)
class Read:
    """What was read of a city, and what it implies for the scenario."""

    town: Town
    settings: dict[str, Any]  # to be laid over the scenario
    ground: Ground | None
    files: Mapping[str, Path]
    columns: dict[str, Columns] = field(default_factory=dict)  # by file: role and column
    unread: dict[str, tuple[str, ...]] = field(default_factory=dict)  # columns, by file
    encodings: dict[str, str] = field(default_factory=dict)
    in_degrees: bool = False
    outside: tuple[str, ...] = ()  # stores outside every zone
    n_untold: int = 0  # cells of the demand table that no row tells

    @property
    def middle(self) -> tuple[float, float] | None:
        """Degrees of latitude and longitude of the city's middle, if it is known."""
        if self.ground is None or self.ground.middle is None:
            return None
        return float(self.ground.middle[0]), float(self.ground.middle[1])


def read_town(files: Mapping[str, Path], *, cell_m: float, work_min: tuple[float, float]) -> Read:
    """What a city's files say.

    Parameters
    ----------
    files
        Some of `FILES`, each with its path.
    cell_m
        How wide cells are wished to be.
    work_min
        When those who work are at the office on weekdays, minutes after midnight.

    Raises
    ------
    RecordingError
        Names every fault with file, line, column, value and what is allowed.
    """
    stores, zones, demand, couriers = _tables(files)
    settings: dict[str, Any] = {}
    told: dict[str, tuple[Sheet, Columns]] = {}
    if couriers is not None:
        sheet, columns, settings["couriers"] = couriers
        told["couriers"] = sheet, columns
    for name, table in (("stores", stores), ("demand", demand)):
        if table is not None:
            told[name] = table.sheet, table.columns
    ground = _ground(stores, zones, cell_m)
    if ground is not None:
        settings["city"] = {
            "width_m": ground.width_m, "height_m": ground.height_m, "cell_m": ground.cell_m
        }  # fmt: skip
    if stores is not None:
        settings["stores"] = {"count": len(stores.names)}
    if demand is not None:
        settings["demand"] = _hours(demand.weights)
    town, outside = _town(stores, zones, demand, ground, work_min)
    return Read(
        town,
        settings,
        ground,
        files,
        {name: columns for name, (_, columns) in told.items()},
        {name: _unread(*each) for name, each in told.items()},
        {name: sheet.encoding for name, (sheet, _) in told.items() if sheet.encoding},
        bool((zones or stores) and (zones or stores).in_degrees),  # type: ignore[union-attr]
        outside,
        demand.n_untold if demand else 0,
    )


def _tables(files: Mapping[str, Path]) -> _Tables:
    """What each file says; the faults of all are raised at once."""
    faults: list[Fault] = []

    def tried(read: Callable[[], _T]) -> _T | None:
        try:
            return read()
        except RecordingError as error:
            faults.extend(error.faults)
            return None

    stores = tried(lambda: read_stores(files["stores"])) if "stores" in files else None
    zones = tried(lambda: read_zones(files["zones"])) if "zones" in files else None
    if zones is not None:
        tried(lambda: check_zones(zones))
    demand = None
    if "demand" in files and "zones" not in files:
        problem = "demand by zone needs a file of zones: city.zones"
        faults.append(Fault(Place(str(files["demand"])), problem))
    elif "demand" in files and zones is not None:
        demand = tried(lambda: read_demand(files["demand"], zones.names))
    couriers = tried(lambda: read_couriers(files["couriers"])) if "couriers" in files else None
    if faults:
        raise RecordingError(faults)
    return stores, zones, demand, couriers


def _ground(stores: StoreTable | None, zones: ZoneTable | None, cell_m: float) -> Ground | None:
    """The ground that holds stores and zones; None: there are neither."""
    groups = []
    if zones is not None:
        from shapely import total_bounds

        west, south, east, north = total_bounds(np.asarray(zones.shapes, dtype=object))
        corners = np.array([[west, south], [east, north]])
        groups.append(corners[:, ::-1] if zones.in_degrees else corners)
    if stores is not None:
        if zones is not None and stores.in_degrees != zones.in_degrees:
            one, other = ("degrees", "metres") if stores.in_degrees else ("metres", "degrees")
            problem = f"positions are {one}, but those of zones ({zones.file.name}) are {other}"
            raise refused(stores.sheet.source, f"{problem}; both must be alike")
        _check_near(stores, groups)
        groups.append(stores.points)
    if not groups:
        return None
    in_degrees = bool((zones or stores).in_degrees)  # type: ignore[union-attr]
    if not in_degrees:
        _check_apart(stores, np.concatenate(groups))
    ground = ground_of(groups, in_degrees=in_degrees, cell_m=cell_m)
    if max(ground.width_m, ground.height_m) > 2 * FARTHEST_M:
        told = zones.file if zones is not None else stores.sheet.source  # type: ignore[union-attr]
        size = f"{ground.width_m / 1000:.0f} by {ground.height_m / 1000:.0f} km"
        raise refused(str(told), f"the city is {size}; at most 198 km are one")
    return ground


def _check_apart(stores: StoreTable | None, points: Floats) -> None:
    """Refuse metres that differ by no more than those of a town do in degrees or kilometres."""
    if stores is not None and len(points) >= _ENOUGH and np.ptp(points, axis=0).max() < _CLOSE_M:
        columns = stores.columns["x_m"], stores.columns["y_m"]
        problem = f"all lie within {_CLOSE_M:g} m; if these are degrees, name them lat and lon"
        stores.sheet.note_column(columns, problem)
        raise_faults(stores.sheet)


def _check_near(stores: StoreTable, zones: Sequence[Floats]) -> None:
    """Refuse stores far from the middle of the zones, or of all stores."""
    axes = ("lat", "lon") if stores.in_degrees else ("x_m", "y_m")
    middle = middle_of(*(zones or [stores.points]))
    points = projected(stores.points, middle) if stores.in_degrees else stores.points - middle
    columns = tuple(stores.columns[axis] for axis in axes)
    note_far(stores.sheet, columns, points, np.zeros(2), range(len(points)))
    raise_faults(stores.sheet)


def _town(
    stores: StoreTable | None,
    zones: ZoneTable | None,
    demand: DemandTable | None,
    ground: Ground | None,
    work_min: tuple[float, float],
) -> tuple[Town, tuple[str, ...]]:
    """The town, and the names of stores that lie in no zone."""
    parts: dict[str, Any] = {}
    outside: tuple[str, ...] = ()
    shapes = [ground.shape(shape) for shape in zones.shapes] if zones and ground else []
    if stores is not None and ground is not None:
        at_m = ground.placed(stores.points)
        parts["stores"] = TownStores(
            names=stores.names,
            x_m=tuple(at_m[:, 0].tolist()),
            y_m=tuple(at_m[:, 1].tolist()),
            **stores.known,
        )
        outside = _outside(stores.names, at_m, shapes)
    if zones is not None and ground is not None:
        cell_zone, cell_share = cells_of(ground, shapes)
        _check_cells(zones, ground, cell_zone, cell_share)
        parts["zones"] = tuple(map(_zone, zones.names, shapes))
        parts["cell_zone"] = tuple(cell_zone.tolist())
        parts["cell_share"] = tuple(cell_share.tolist())
    if demand is not None:
        parts |= _needs(demand.weights, work_min)
    return Town(**parts), outside


def _outside(names: Sequence[str], at_m: Floats, shapes: Sequence[Any]) -> tuple[str, ...]:
    if not shapes:
        return ()
    from shapely import points, union_all

    inside = union_all(np.asarray(shapes, dtype=object)).buffer(1.0).covers(points(at_m))
    return tuple(name for name, is_in in zip(names, inside, strict=True) if not is_in)


def _check_cells(
    zones: ZoneTable, ground: Ground, cell_zone: NDArray[np.int64], share: Floats
) -> None:
    """Refuse zones so small that no cell is theirs."""
    owned = np.bincount(cell_zone, share, len(zones.names))
    faults = [
        Fault(
            zones.places[zone],
            f"is too small for cells of {ground.cell_m:g} m; say a smaller city.cell_m,"
            " or join it to a neighbour",
            "zone",
            repr(zones.names[zone]),
        )
        for zone in np.flatnonzero(owned == 0)
    ]
    if faults:
        raise RecordingError(faults)


def _zone(name: str, shape: Any) -> TownZone:
    from shapely.geometry.polygon import orient

    parts = [orient(part) for part in getattr(shape, "geoms", [shape])]  # holes the other way round
    rings: list[Ring] = []
    for part in parts:
        for ring in (part.exterior, *part.interiors):
            rings.append(tuple((float(x), float(y)) for x, y in ring.coords))
    middle = shape.representative_point()
    return TownZone(name=name, rings=tuple(rings), middle_m=(middle.x, middle.y))


def _needs(weights: Floats, work_min: tuple[float, float]) -> dict[str, Any]:
    """Needs by zone and hour as shares of a mean day's, and where homes and offices are for them.

    Who is at the office in working hours of weekdays has needs there, everybody else at home.
    """
    share = weights / weights.sum() * len(weights)  # (1 or 7, n_zones, 24)
    hours = (np.arange(24) + 0.5) * HOUR_MIN
    works = (hours >= work_min[0]) & (hours < work_min[1])
    workdays = share[:_WORK_DAYS]
    at_office = workdays[:, :, works].sum(axis=(0, 2))
    at_home = share.sum(axis=(0, 2)) - at_office
    return {
        "needs": tuple(tuple(tuple(row) for row in day) for day in share.tolist()),
        "home_share": _shares(at_home, at_office),
        "office_share": _shares(at_office, at_home),
    }


def _shares(needs: Floats, other: Floats) -> tuple[float, ...]:
    """By zone; where there are no needs at all, as the other."""
    needs = needs if needs.sum() > 0 else other
    return tuple((needs / needs.sum()).tolist())


def _hours(weights: Floats) -> dict[str, list[float]]:
    """Hours of the whole city, of weekdays and of the weekend, for what does not ask by zone."""
    by_day = weights.sum(axis=1)
    days = {"weekday_hours": by_day[:_WORK_DAYS].sum(axis=0)}
    days["weekend_hours"] = by_day[_WORK_DAYS:].sum(axis=0) if len(by_day) > 1 else by_day[0]
    return {name: (hours / hours.sum()).round(6).tolist() for name, hours in days.items()}


def _unread(sheet: Sheet, columns: Columns) -> tuple[str, ...]:
    used = set(columns.values())
    return tuple(name for name in sheet.columns if name not in used)
