"""A folder of the public Meal Delivery Routing Problem instances: one day, four files.

Tab-separated, minutes and metres (Reyes, Erera, Savelsbergh, Sahasrabudhe and O'Neil 2018).
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.recordings.faults import RecordingError, refused
from analysis.recordings.files import read_text
from analysis.recordings.places import Points, middle_of, note_far
from analysis.recordings.sheet import Allowed, Sheet, Way, raise_faults
from analysis.recordings.times import Times, note_ready_too_early
from analysis.scenario_file.faults import Fault
from sim.daytime import DAY_MIN
from sim.recording import RecordedCouriers, Recording, arranged

_METRES = Allowed("metres")
_OF_DAY = Allowed(f"minutes of one day, 0 to {DAY_MIN - 1:.0f}", 0, DAY_MIN - 1)
_LATER = Allowed("minutes from midnight, 0 or more", 0)
_SERVICE = Allowed("minutes, 0 or more", 0)
_DOLLARS = Allowed("dollars, 0 to 1000000", 0, 1e6)

_PARAMETERS = {
    "meters_per_minute": Allowed("metres per minute, 1 to 3333", 1, 3333),
    "pickup service minutes": _SERVICE,
    "dropoff service minutes": _SERVICE,
    "target click-to-door": Allowed("minutes, 1 or more", 1),
    "pay per order": _DOLLARS,
    "guaranteed pay per hour": _DOLLARS,
}
_AXES = ("x", "y")
_COLUMNS: dict[str, Way] = {
    "orders.txt": ("order", *_AXES, "placement_time", "restaurant", "ready_time"),
    "restaurants.txt": ("restaurant", *_AXES),
    "couriers.txt": ("courier", *_AXES, "on_time", "off_time"),
    "instance_parameters.txt": tuple(_PARAMETERS),
}

FILES = tuple(_COLUMNS)

# The rules know no largest distance, and no moment at which the search for a courier ends.
_ANYWHERE_M = 200_000
_ALL_DAY_MIN = 1440


class Sheets(NamedTuple):
    """The four files."""

    orders: Sheet
    restaurants: Sheet
    couriers: Sheet
    parameters: Sheet


def read_mdrp(folder: Path) -> Recording:
    """The recording that a folder of the four files holds.

    Raises
    ------
    RecordingError
        With a line for each fault of each file.
    """
    return recording_of(read_sheets(folder))


def recording_of(sheets: Sheets) -> Recording:
    """The recording that the four files hold.

    Raises
    ------
    RecordingError
        With a line for each fault of each file.
    """
    store_names = sheets.restaurants.unique_names("restaurant", "the name of a restaurant")
    order_names = sheets.orders.unique_names("order", "the name of an order")
    times = _times(sheets.orders)
    store = _stores_of_orders(sheets)
    doors_m, stores_m, starts_m = _places(sheets)
    couriers = _couriers(sheets.couriers, starts_m)
    settings = _settings(sheets.parameters)
    raise_faults(*sheets)
    return arranged(
        Recording(
            placed_min=times.placed_min,
            store=store,
            door_x_m=doors_m[:, 0],
            door_y_m=doors_m[:, 1],
            ready_min=times.ready_min,
            basket_cents=np.zeros(len(store), np.int64),
            order_names=order_names,
            store_names=store_names,
            store_x_m=stores_m[:, 0],
            store_y_m=stores_m[:, 1],
            couriers=couriers,
            settings=settings,
        )
    )


def instances_in(folder: Path) -> list[str]:
    """The folders in a folder that seem to be instances, by name."""
    inner = sorted(folder.iterdir()) if folder.is_dir() else []
    return [entry.name for entry in inner if (entry / FILES[0]).is_file()]


def read_sheets(folder: Path) -> Sheets:
    """The four files, whose headers must be right before any line is judged.

    Raises
    ------
    RecordingError
        With a line for each file that is missing, and for each fault of a header.
    """
    missing = [name for name in _COLUMNS if not (folder / name).is_file()]
    if missing:
        inner = instances_in(folder)
        if inner:
            more = ", ..." if len(inner) > 3 else ""
            problem = f"holds instances, but is none itself: name one: {', '.join(inner[:3])}{more}"
        else:
            problem = f"has no {', '.join(missing)}; such a folder holds {', '.join(_COLUMNS)}"
        raise refused(str(folder), problem)
    sheets: list[Sheet] = []
    faults: list[Fault] = []
    for name, columns in _COLUMNS.items():
        try:
            sheets.append(_sheet(folder / name, columns))
        except RecordingError as error:
            faults += error.faults
    if faults:
        raise RecordingError(faults)
    return Sheets(*sheets)


def _sheet(file: Path, columns: Way) -> Sheet:
    sheet = read_text(file, "\t")
    for column in columns:
        sheet.require((column,))
    sheet.note_misspelt(columns)
    if not sheet.header_is_right:
        raise_faults(sheet)
    return sheet


def _times(orders: Sheet) -> Times:
    placed_min = orders.numbers("placement_time", _OF_DAY)
    times = Times(placed_min, orders.numbers("ready_time", _LATER))
    note_ready_too_early(orders, "ready_time", "placement_time", times)
    return times


def _stores_of_orders(sheets: Sheets) -> NDArray[np.int32]:
    """The store of each order, (n_orders,); -1 where it is unknown."""
    store_of = {name: row for row, name in enumerate(sheets.restaurants.columns["restaurant"])}
    cells = sheets.orders.names("restaurant", "the name of a restaurant")
    store = np.array([store_of.get(name, -1) for name in cells], np.int32)
    for row in np.flatnonzero(store < 0).tolist():
        if cells[row] and not sheets.restaurants.faults:  # else its line may be the faulty one
            sheets.orders.note(row, ("restaurant",), "stands in no line of restaurants.txt")
    return store


def _places(sheets: Sheets) -> list[Points]:
    """Positions of orders, restaurants and couriers, metres; notes those out of town."""
    located = (sheets.orders, sheets.restaurants, sheets.couriers)
    places = [np.column_stack([s.numbers(axis, _METRES) for axis in _AXES]) for s in located]
    middle = middle_of(*places)
    for sheet, points in zip(located, places, strict=True):
        note_far(sheet, _AXES, points, middle, range(len(points)))
    return places


def _couriers(sheet: Sheet, starts_m: Points) -> RecordedCouriers:
    names = sheet.unique_names("courier", "the name of a courier")
    on_min = sheet.numbers("on_time", _OF_DAY)
    off_min = sheet.numbers("off_time", _LATER)
    for row in np.flatnonzero((off_min <= on_min) | (off_min >= on_min + DAY_MIN)).tolist():
        on_time = sheet.columns["on_time"][row]
        sheet.note(row, ("off_time",), f"must be after on_time ({on_time}), within a day")
    return RecordedCouriers(names, starts_m[:, 0], starts_m[:, 1], on_min, off_min)


def _settings(parameters: Sheet) -> dict[str, Any]:
    """The rules of the instances, as a scenario has them.

    Service is half before and half after the food changes hands; couriers take every offer at
    once and are paid the larger of pay by order and pay by hour; the food is ready when the
    recording says so, and all know when that will be.
    """
    for row in range(1, parameters.n_rows):
        parameters.note(row, tuple(_PARAMETERS)[:1], "an instance has one line of parameters")
    columns = [parameters.numbers(name, allowed) for name, allowed in _PARAMETERS.items()]
    if parameters.faults:
        return {}
    m_per_min, pickup_min, dropoff_min, target_min, order_pay, hourly_pay = (
        float(column[0]) for column in columns
    )
    return {
        "couriers": {
            "speed_km_per_h": m_per_min * 60 / 1000,
            "speed_sigma": 0.0,
            "metric": "euclidean",
            "detour": 1.0,
            "whole_minutes": True,
            "finish_moves": True,
            "max_orders": 8,
            "pickup_before_min": pickup_min / 2,
            "pickup_after_min": pickup_min / 2,
            "dropoff_before_min": dropoff_min / 2,
            "dropoff_after_min": dropoff_min / 2,
            "attendance_share": 1.0,
            "acceptance": {"always": True, "response_min": 0.0},
        },
        "kitchen": {"prediction_sd_min": 0.0},
        "patience": {"enabled": False, "no_courier_min": _ALL_DAY_MIN},
        "stock": {"enabled": False},
        "world": {"weather": {"mode": "clear"}},
        "policies": {
            "promise": {"use": "fixed", "minutes": target_min},
            "dispatch": {"radius_m": _ANYWHERE_M},
            "pay": {
                "use": "guarantee",
                "order_cents": round(100 * order_pay),
                "per_km_cents": 0,
                "hourly_guarantee_cents": round(100 * hourly_pay),
            },
        },
    }
