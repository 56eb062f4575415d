"""Recorded orders at a glance: how many by hour, and a map of where they go, and of stores.

No door can be told apart: blocks hold at least five, see `analysis.recordings.privacy`.
"""

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis.charts.frame import frame
from analysis.charts.style import BASE, HEIGHT_IN, INK, shades, style
from analysis.recordings.halving import FEWEST_DOORS
from analysis.recordings.privacy import blocks
from sim.recording import Recording

_HOURS = np.arange(24)


def draw_recorded(recording: Recording, title: str) -> Figure:
    """The picture."""
    with style("en"):
        subtitle = (
            f"Orders by hour of the day; orders per km² in blocks of {FEWEST_DOORS} doors or more,"
            " and stores; km"
        )
        stores = Line2D([], [], color=INK, marker="s", linestyle="", label="stores")
        figure = frame(title, subtitle, "", body_in=0, least_in=HEIGHT_IN, key=[stores])
        by_hour, town = figure.subplots(1, 2)
        counts = np.bincount((recording.placed_min // 60 % 24).astype(int), minlength=24)
        by_hour.bar(_HOURS + 0.5, counts, width=0.9, color=BASE.colour)
        by_hour.set(xlabel="hour", ylabel="orders", xlim=(0, 24), xticks=range(0, 25, 4))
        held = blocks(recording)
        boxes = [
            Rectangle(
                (each.west_m / 1000, each.south_m / 1000),
                (each.east_m - each.west_m) / 1000,
                (each.north_m - each.south_m) / 1000,
            )
            for each in held
        ]
        density = np.array([each.per_km2 for each in held])
        ground = PatchCollection(boxes, cmap=shades("#eef2f6", "#5a7fa6"), linewidth=0)
        ground.set_array(density)
        town.add_collection(ground)
        at_km = recording.store_x_m / 1000, recording.store_y_m / 1000
        town.scatter(*at_km, s=22, color=INK, marker="s")
        town.set_aspect("equal")
        town.autoscale_view()
        for axes in (by_hour, town):
            axes.spines[["top", "right"]].set_visible(False)
    return figure
