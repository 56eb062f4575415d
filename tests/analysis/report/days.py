"""Folders of runs of one day that are made by hand, and a replay unpacked again."""

import base64
import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.agents.courier import COURIER
from sim.agents.store import STORE
from sim.flow.sample import SAMPLED
from sim.order import Channel, State
from sim.schema import Rows
from tests.analysis import folders
from tests.analysis.experiment.test_run_tables import DELIVERED
from tests.analysis.handmade import orders, rows, run_of

AT_ONCE = {"placed_min": 620.0, "wanted_min": 620.0}
# Two deliveries of courier 0, the second late; one of courier 1 that was asked for in advance, late
# too; a cancelled one, a pickup and a guest.
A_DAY = (
    DELIVERED,
    DELIVERED | {"ended_min": 641.0, "door_x_m": 700.0},
    DELIVERED | {"courier": 1, "wanted_min": 640.0, "ended_min": 645.0},
    AT_ONCE | {"state": State.CANCELLED, "ended_min": 640.0, "consumer": 77},
    AT_ONCE | {"channel": Channel.PICKUP, "store": 1, "picked_up_min": 650.0, "ended_min": 650.0},
    {"channel": Channel.WALK_IN, "placed_min": 630.0, "ended_min": 655.0},
)


DRY_TWICE = (0, 2, 0)  # but for the second quarter of an hour


def folder_of(
    folder: Path,
    of: Rows,
    n_couriers: int = 2,
    n_stores: int = 2,
    weather: tuple[int, int, int] = DRY_TWICE,
) -> Path:
    """The folder of a run with these orders, with the weather of its first three samples."""
    sky = pd.DataFrame({"at_min": [15.0, 30.0, 45.0], "zone": 0, "weather": weather})
    stores = [{"x_m": 1000.0 * (1 + nth % 3), "y_m": 40.0 * nth} for nth in range(n_stores)]
    starts = [{"start_x_m": 0.0, "start_y_m": 800.0} for _ in range(n_couriers)]
    return folders.write(
        folder,
        run_of(
            of,
            stores=rows(STORE, *stores),
            couriers=rows(COURIER, *starts),
            timeline=sky.reindex(columns=["at_min", "zone", "weather", *SAMPLED], fill_value=0.0),
        ),
    )


def a_day(folder: Path, weather: tuple[int, int, int] = DRY_TWICE) -> Path:
    """The folder of a run of `A_DAY`."""
    return folder_of(folder, orders(*A_DAY), weather=weather)


def busy_day(folder: Path, n_orders: int, late_min: float = 0.0, n_couriers: int = 500) -> Path:
    """The folder of a run of many deliveries from 8:00 to 23:00, each by the next courier."""
    nth = np.arange(n_orders)
    of = orders(*({},) * n_orders)
    placed = 480 + 900 * nth / n_orders
    for name, after in (
        *(("wanted", 0), ("placed", 0), ("cooking", 2), ("assigned", 4), ("ready", 10)),
        *(("at_store", 8), ("picked_up", 12), ("promised", 30)),
    ):
        of[f"{name}_min"] = placed + after
    of["ended_min"] = placed + 18 + nth % 20 + late_min
    of["courier"], of["store"] = nth % n_couriers, nth % 60
    of["door_x_m"], of["door_y_m"] = 37 * nth % 3500, 91 * nth % 4000
    return folder_of(folder, of, n_couriers, n_stores=60)


def unpacked(data: str) -> tuple[dict[str, Any], list[dict[str, list[int]]]]:
    """What a replay holds besides its arms, and the columns of each of these."""
    held = json.loads(data)
    return held, [_columns(packed) for packed in held.pop("arms")]


def _columns(packed: dict[str, Any]) -> dict[str, list[int]]:
    raw = zlib.decompress(base64.b64decode(packed["bytes"]))
    columns, begin = {}, 0
    for name, width, length in packed["layout"]:
        end = begin + width * length
        columns[name] = np.frombuffer(raw[begin:end], f"<u{width}").tolist()
        begin = end
    assert begin == len(raw)
    return columns
