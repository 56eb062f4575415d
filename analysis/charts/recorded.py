"""Recorded orders at a glance: how many by hour, and a map of doors and stores."""

import numpy as np

from analysis.charts.export import png
from analysis.charts.frame import frame
from analysis.charts.style import BASE, HEIGHT_IN, INK, MUTED, style
from sim.recording import Recording

_HOURS = np.arange(24)


def draw_recorded(recording: Recording, title: str) -> bytes:
    """The picture as PNG."""
    with style("en"):
        subtitle = "Orders by hour of the day; doors and stores, km"
        figure = frame(title, subtitle, "", body_in=0, least_in=HEIGHT_IN)
        by_hour, town = figure.subplots(1, 2)
        counts = np.bincount((recording.placed_min // 60 % 24).astype(int), minlength=24)
        by_hour.bar(_HOURS + 0.5, counts, width=0.9, color=BASE.colour)
        by_hour.set(xlabel="hour", ylabel="orders", xlim=(0, 24), xticks=range(0, 25, 4))
        town.scatter(
            recording.door_x_m / 1000, recording.door_y_m / 1000, s=4, color=MUTED, label="doors"
        )
        town.scatter(
            *(recording.store_x_m / 1000, recording.store_y_m / 1000),
            s=22,
            color=INK,
            marker="s",
            label="stores",
        )
        town.set_aspect("equal")
        town.legend(loc="upper left", frameon=False)
        for axes in (by_hour, town):
            axes.spines[["top", "right"]].set_visible(False)
    return png(figure, "en")
