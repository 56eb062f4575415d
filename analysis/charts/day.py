"""A day of the city: couriers, orders at stores, deliveries, weather; as a still and as a film."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from analysis.charts.frame import frame
from analysis.charts.ground import fill, lay_out, scale_and_north
from analysis.charts.names import name
from analysis.charts.opened import of_tables
from analysis.charts.style import (
    BASE,
    BETTER,
    HEIGHT_IN,
    INK,
    MUTED,
    NOTE_PT,
    RULE,
    WORSE,
    is_narrow,
    named,
    shades,
)
from analysis.experiment.day import EMPTY, FREE, LOADED, Day, day_of
from analysis.experiment.in_force import day_to_show
from analysis.experiment.place import Place
from analysis.experiment.reopened import Opened
from analysis.experiment.summary import Floats
from analysis.wording import plain
from analysis.words import Words
from sim.daytime import DAY_MIN

MOST_ARMS = 2  # side by side
FLASH_MIN = 6.0  # so long a delivery is seen at its door
_BIN_MIN = 15.0
_TALLEST_IN = 4.2
_STRIP_IN = 1.15
_GROUNDS = ("#f4f6f8", "#dfe8f1", "#c7d6e6")  # clear, rain, heavy rain
_STORE_AREA = 14.0  # square points for each order at a store
_COURIERS = {
    FREE: ("o", "white", MUTED, 16),
    EMPTY: ("^", "#5db6e6", "#22386f", 22),
    LOADED: ("s", "#007a5e", "#00402f", 16),
}
_QUEUE, _FETCHED, _OTHER = "#dc9a1c", "#7d3c8c", "#007a5e"
_FLASHES = {"on_time": ("o", BETTER, 46), "late": ("D", WORSE, 40), "pickup": ("p", _FETCHED, 90)}
_OF_BASE: dict[str, Any] = {"color": BASE.colour, "alpha": 0.35}  # orders through its day
# All that a scene is drawn with.
COLOURS = (
    *(INK, MUTED, RULE, BASE.colour, BETTER, WORSE, _QUEUE, _FETCHED),
    *("#5db6e6", "#22386f", "#007a5e", "#00402f", *_GROUNDS),
)


class Scene:
    """A figure that shows any moment of a day; `show` moves it there."""

    def __init__(self, opened: Opened, words: Words, width_in: float) -> None:
        place = opened.comparison.place
        if place is None:
            raise ValueError("the runs share no place: there is no map of it")
        if place.private is not None:
            raise ValueError("a day of recorded orders would show the doors of people")
        self.words = words
        arms = opened.arms[:MOST_ARMS]
        seed = arms[0].seeds[0]
        day = day_to_show([opened.scenarios[arm.label] for arm in arms])
        self.days = [day_of(opened.folders[arm.label][seed], day) for arm in arms]
        narrow = is_narrow(width_in)
        n_columns = 1 if narrow else len(arms)
        n_rows = len(arms) // n_columns
        map_in = (width_in - 0.6) / n_columns - 0.3
        width_m, height_m = place.zone_edges_x_m[-1], place.zone_edges_y_m[-1]
        in_per_m = min(map_in / width_m, _TALLEST_IN / height_m)
        maps_in = n_rows * (in_per_m * height_m + 0.75)
        self.figure = frame(
            words("day.title", title=opened.comparison.base_title)
            if len(arms) == 1
            else words("day.title_both"),
            words("day.subtitle", day=day + 1, seed=seed),
            words("day.note"),
            body_in=maps_in + _STRIP_IN + 0.5,
            width_in=width_in,
            least_in=0 if narrow else HEIGHT_IN,
            key=[*_key(words), *(_of_strip(words) if len(arms) > 1 else [])],
        )
        ratios = (maps_in, _STRIP_IN + 0.5)
        above, below = self.figure.subfigures(2, 1, squeeze=False, height_ratios=ratios)[:, 0]
        grid = above.subplots(n_rows, n_columns, squeeze=False).ravel()
        names = [name(opened.comparison, arm.label, words) for arm in arms]
        self.towns = [
            _Town(axes, place, of, in_per_m, words, title, map_in)
            for axes, of, title in zip(grid, self.days, names, strict=True)
        ]
        self.strip = _Strip(below.subplots(), self.days, words)

    @property
    def busiest_min(self) -> float:
        """The moment of the base's day with most couriers on the way with food."""
        base = self.days[0]
        loaded = [
            sum(track.doing(base.begin_min + at) == LOADED for track in base.tracks)
            for at in np.arange(0.0, DAY_MIN, _BIN_MIN)
        ]
        return float(np.argmax(loaded)) * _BIN_MIN

    def show(self, of_day_min: float) -> None:
        """Move to so many minutes after midnight."""
        for town in self.towns:
            town.show(of_day_min)
        self.strip.show(of_day_min)


@of_tables
def draw(opened: Opened, words: Words, width_in: float) -> Figure:
    """The busiest moment of the first day, of the base and the first other arm."""
    scene = Scene(opened, words, width_in)
    scene.show(scene.busiest_min)
    return scene.figure


class _Town:
    """The map of one arm."""

    def __init__(
        self,
        axes: Axes,
        place: Place,
        day: Day,
        in_per_m: float,
        words: Words,
        title: str,
        map_in: float,
    ) -> None:
        self.day, self.words = day, words
        lay_out(axes, place, in_per_m)
        named(axes, title, map_in)
        blank = np.zeros(place.n_zones)
        self.shape = blank.shape
        fill(axes, place, blank, Normalize(0, len(_GROUNDS) - 1), shades(*_GROUNDS))
        (self.ground,) = axes.collections
        scale_and_north(axes, place, in_per_m, words)
        self.stores = axes.scatter(
            day.store_x_m, day.store_y_m, 3.0, INK, edgecolor="white", linewidth=0.3, zorder=3
        )
        self.couriers: dict[int, PathCollection] = {
            doing: axes.scatter(
                [], [], area, facecolor=face, edgecolor=edge, marker=marker, linewidth=0.6, zorder=4
            )
            for doing, (marker, face, edge, area) in _COURIERS.items()
        }
        self.flashes = {
            kind: axes.scatter(
                [],
                [],
                area,
                facecolor="none",
                edgecolor=colour,
                marker=marker,
                linewidth=1.4,
                zorder=5,
            )
            for kind, (marker, colour, area) in _FLASHES.items()
        }
        self.lost = axes.scatter([], [], 34, WORSE, marker="x", linewidth=1.6, zorder=5)
        self.told: Text = axes.text(
            0.0,
            -0.02,
            "",
            transform=axes.transAxes,
            va="top",
            size=NOTE_PT,
            color=MUTED,
        )

    def show(self, of_day_min: float) -> None:
        day = self.day
        now = day.begin_min + of_day_min
        self.ground.set_array(np.full(self.shape, day.sky(now)))
        queued = day.at_stores(now)
        self.stores.set_sizes(3.0 + _STORE_AREA * queued)
        self.stores.set_facecolor([INK if n == 0 else _QUEUE for n in queued])
        places: dict[int, list[tuple[float, float]]] = {doing: [] for doing in _COURIERS}
        for track in day.tracks:
            doing = track.doing(now)
            if doing is not None:
                places[doing].append(track.at(now))
        for doing, at in places.items():
            self.couriers[doing].set_offsets(np.array(at).reshape(-1, 2))
        doors = np.column_stack((day.orders["door_x_m"], day.orders["door_y_m"]))
        done = day.done("delivery", now - FLASH_MIN, now)
        late = day.late[done]
        self.flashes["on_time"].set_offsets(doors[done[~late]])
        self.flashes["late"].set_offsets(doors[done[late]])
        fetched = day.orders["store"][day.done("pickup", now - FLASH_MIN, now)]
        at_store = np.column_stack((day.store_x_m[fetched], day.store_y_m[fetched]))
        self.flashes["pickup"].set_offsets(at_store.reshape(-1, 2))
        self.lost.set_offsets(doors[day.given_up(now - FLASH_MIN, now)])
        so_far = day.done("delivery", -np.inf, now)
        self.told.set_text(
            self.words(
                "day.told",
                delivered=plain(len(so_far), 0),
                late=plain(int(day.late[so_far].sum()), 0),
                waiting=plain(float(queued.sum()), 0),
                couriers=sum(map(len, places.values())),
            )
        )


class _Strip:
    """Orders through the day, with the moment that is shown, the clock and the weather."""

    def __init__(self, axes: Axes, days: Sequence[Day], words: Words) -> None:
        self.axes, self.words, self.day = axes, words, days[0]
        edges = np.arange(0.0, DAY_MIN + _BIN_MIN, _BIN_MIN)
        for nth, day in enumerate(days):
            placed = day.orders["placed_min"][day.of_app] - day.begin_min
            counts: Floats = np.histogram(placed, edges)[0].astype(float)
            if nth == 0:
                axes.stairs(counts, edges / 60, fill=True, **_OF_BASE)
            else:
                axes.stairs(counts, edges / 60, color=_OTHER, linewidth=1.4)
        for since, until, sky in self.day.skies():
            if sky:
                axes.axvspan(since / 60, until / 60, color=_GROUNDS[sky], linewidth=0, zorder=0)
        self.now = axes.axvline(0, color=INK, linewidth=1.6)
        axes.set(xlim=(0, 24), xticks=range(0, 25, 3))
        axes.set_xticklabels([f"{hour}:00" for hour in range(0, 25, 3)])
        axes.set_ylim(0, 1.35 * axes.get_ylim()[1])
        axes.set_ylabel(words("day.orders", step=plain(_BIN_MIN, 0)), size=NOTE_PT)
        axes.spines["left"].set_visible(False)
        axes.spines["bottom"].set_color(RULE)
        axes.tick_params(length=0, labelsize=NOTE_PT)
        axes.locator_params(axis="y", nbins=3)
        self.clock = axes.text(
            0.0, 0.0, "", transform=axes.transAxes, va="top", size=12, color=INK, weight="bold"
        )

    def show(self, of_day_min: float) -> None:
        hours = of_day_min / 60
        self.now.set_xdata([hours, hours])
        sky = self.words(f"day.sky_{self.day.sky(self.day.begin_min + of_day_min)}")
        minutes = round(of_day_min)
        self.clock.set_text(f" {minutes // 60:02d}:{minutes % 60:02d}  {sky} ")
        on_right = hours < 12
        self.clock.set_position((hours / 24, 0.98))
        self.clock.set_horizontalalignment("left" if on_right else "right")


def _key(words: Words) -> list[Line2D | Patch]:
    marks: list[Line2D | Patch] = [
        Line2D(
            [],
            [],
            linestyle="",
            marker=marker,
            markerfacecolor=face,
            markeredgecolor=edge,
            markersize=6,
            label=words(f"day.{what}"),
        )
        for what, (marker, face, edge, _) in zip(
            ("free", "empty", "loaded"), _COURIERS.values(), strict=True
        )
    ]
    marks.append(_mark("o", _QUEUE, "white", words("day.queue"), 9))
    for what, (marker, colour, _) in _FLASHES.items():
        marks.append(_mark(marker, "none", colour, words(f"day.{what}"), 8))
    marks.append(_mark("x", WORSE, WORSE, words("day.lost"), 7))
    return marks


def _of_strip(words: Words) -> list[Line2D | Patch]:
    """What the two outlines of orders through the day are."""
    return [
        Patch(label=words("day.of_base"), **_OF_BASE),
        Line2D([], [], color=_OTHER, linewidth=1.4, label=words("day.of_other")),
    ]


def _mark(marker: str, face: str, edge: str, text: str, size: float) -> Line2D:
    return Line2D(
        [],
        [],
        linestyle="",
        marker=marker,
        markerfacecolor=face,
        markeredgecolor=edge,
        markeredgewidth=1.4,
        markersize=size,
        label=text,
    )
