"""A table in which persons and lone doors can be recognised, and what would tell them in a text."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sim.recording import Recording

HEADER = (
    "order,placed_at,store,store_lat,store_lon,door_lat,door_lon,ready_at,picked_up_at,"
    "delivered_at,promised_at,courier,basket,customer,phone"
)
# None that a picture in a page could hold by chance: long, or with a hyphen.
IDS = ("ORD7QX", "RID-X", "PERSON", "1390000")
# Doors apart from all others: two corners of the town, and one in between.
LONE = ((31.201234, 121.432167), (31.265713, 121.529134), (31.249371, 121.448615))
N_EACH = 24  # orders of each lone door, more than any other has
_NUMBER = re.compile(r"-?\d+\.?\d*")
_LAT = 111_194.93  # metres in a degree


def write(folder: Path, name: str = "orders.csv") -> str:
    """An evening of 240 orders to 25 doors, and some to the lone ones; the file's name."""
    luck = np.random.default_rng(0)
    stores = [(31.23 + 0.003 * n, 121.47 + 0.004 * n) for n in range(4)]
    flats = [(31.225 + 0.0011 * (n % 5), 121.465 + 0.0013 * (n // 5)) for n in range(25)]
    doors = [(flats[n], f"{n:03d}") for n in luck.integers(25, size=240)]
    doors += [(door, f"LONE{n}") for n, door in enumerate(LONE) for _ in range(N_EACH)]
    rows = []
    for nth, (door, who) in enumerate(doors):
        store = stores[luck.integers(4)]
        placed = float(luck.uniform(660, 1200))
        way_m = np.abs(np.subtract(door, store)) @ (_LAT, 95_000)
        ready = placed + luck.gamma(9, 1.5)
        delivered = ready + 5 + way_m * 1.35 / 300
        clocks = [_clock(each) for each in (ready, ready + 2, delivered, placed + 45)]
        where = [f"{each:.6f}" for each in (*store, *door)]
        ids = f"RID-X{nth % 7:03d},{luck.uniform(20, 60):.2f},PERSON{who},1390000{nth:04d}"
        name_of = f"Store {stores.index(store)}"
        head = f"ORD7QX{nth:04d},{_clock(placed)},{name_of}"
        rows.append(",".join([head, *where, *clocks, ids]))
    (folder / name).write_text("\n".join([HEADER, *rows]) + "\n")
    return name


def told_in(text: str, recording: Recording) -> Iterator[str]:
    """What a text tells: ids, and positions of lone doors to five digits, side by side."""
    yield from (secret for secret in IDS if secret in text)
    numbers = np.array([float(cell) for cell in _NUMBER.findall(text)] or [0.0])
    for name, at in _projections(recording):
        for lat, lon in at:
            here = [_close(numbers, value) for value in (lat, lon)]
            if any((one[:-1] & other[1:]).any() for one, other in (here, here[::-1])):
                yield f"a lone door in {name}: {lat}, {lon}"


def lone_m(recording: Recording) -> np.ndarray:
    """Lone doors in metres of the recording's city, (3, 2) east and north."""
    doors = np.column_stack([recording.door_x_m, recording.door_y_m])
    places, counts = np.unique(doors, axis=0, return_counts=True)
    return places[counts == N_EACH]


def _projections(recording: Recording) -> Iterator[tuple[str, np.ndarray]]:
    degrees = np.array(LONE)
    at_m = lone_m(recording)
    middle = np.median(np.column_stack([recording.door_x_m, recording.door_y_m]), axis=0)
    store = np.array([recording.store_x_m[0], recording.store_y_m[0]])
    yield "degrees", degrees
    yield "10^-6 degrees", degrees * 1e6
    yield "metres from the corner", at_m
    yield "kilometres from the corner", at_m / 1000
    yield "metres from the middle", at_m - middle
    yield "metres from a store", at_m - store


def _close(numbers: np.ndarray, value: float) -> np.ndarray:
    return np.abs(numbers - value) <= 1e-5 * abs(value)


def _clock(minute: float) -> str:
    return f"2024-05-17 {int(minute) // 60:02d}:{int(minute) % 60:02d}"
