"""The ground of a map: zones in their true shape, stores, a scale and where north is."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import Colormap, Normalize
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from analysis.charts.style import INK, bare
from analysis.experiment.place import Place
from analysis.experiment.summary import Floats
from analysis.words import Words
from sim.settings.town import TownZone

_FOOT_IN = 0.3  # room under a map
HATCH, HATCHED = "/////", "#b9c1c9"  # of zones whose change is not told from none
_MOST_LINES = 400  # zones with a line between them
_SIZE_PT = 8.5


def lay_out(axes: Axes, place: Place, in_per_m: float) -> None:
    """An empty map in metres, with room for the scale under it."""
    width_m, height_m = place.width_m, place.height_m
    axes.set(aspect="equal", anchor="NW", xticks=[], yticks=[])
    axes.set(xlim=(0, width_m), ylim=(-_FOOT_IN / in_per_m, height_m))
    bare(axes)


def fill(axes: Axes, place: Place, values: Floats, scale: Normalize, colours: Colormap) -> None:
    """Zones in their true shape, coloured by their values."""
    edges = place.zone_edges_x_m, place.zone_edges_y_m
    masked = np.ma.masked_invalid(values)
    edge = "white" if values.size <= _MOST_LINES else "face"
    if place.shapes:
        drawn = PatchCollection([PathPatch(outline(zone)) for zone in place.shapes])
        drawn.set(array=masked.ravel(), cmap=colours, norm=scale, edgecolor=edge, linewidth=1)
        axes.add_collection(drawn)
        return
    axes.pcolormesh(*edges, masked, cmap=colours, norm=scale, edgecolor=edge, linewidth=1)


def hatch(axes: Axes, place: Place, zones: NDArray[np.bool_]) -> None:
    """Hatch zones whose change is not told from none."""
    x_m, y_m = place.zone_edges_x_m, place.zone_edges_y_m
    boxes: list[Patch] = [
        PathPatch(outline(place.shapes[x]))
        if place.shapes
        else Rectangle((x_m[x], y_m[y]), x_m[x + 1] - x_m[x], y_m[y + 1] - y_m[y])
        for y, x in np.argwhere(zones)
    ]
    hatched = PatchCollection(
        boxes, facecolor="white", edgecolor=HATCHED, hatch=HATCH, linewidth=0.6
    )
    axes.add_collection(hatched)


def outline(zone: TownZone) -> Path:
    """The border of a zone of any form: its parts, and the holes in them."""
    return Path.make_compound_path(*(Path(ring, closed=True) for ring in zone.rings))


def room(place: Place, row: int, column: int) -> tuple[float, float, float, float]:
    """Where a zone's number stands, and how wide and high its room is: x, y, metres.

    Of a zone of any form it is the square of its area.
    """
    if place.shapes:
        zone = place.shapes[column]
        side_m = np.sqrt(abs(sum(_area_m2(ring) for ring in zone.rings)))
        return (*zone.middle_m, side_m, side_m)
    x_m, y_m = place.zone_edges_x_m, place.zone_edges_y_m
    west, east, south, north = x_m[column], x_m[column + 1], y_m[row], y_m[row + 1]
    return (west + east) / 2, (south + north) / 2, east - west, north - south


def _area_m2(ring: tuple[tuple[float, float], ...]) -> float:
    """Signed: holes, which run the other way round, count against."""
    x_m, y_m = np.array(ring).T
    return float(x_m[:-1] @ y_m[1:] - x_m[1:] @ y_m[:-1]) / 2


def dots(axes: Axes, place: Place) -> None:
    """Stores, small where there are many."""
    size = min(6.0, max(0.5, 900 / max(1, len(place.stores_x_m))))
    axes.scatter(
        place.stores_x_m, place.stores_y_m, size, INK, edgecolor="white", linewidth=0.25, zorder=2
    )


def scale_and_north(axes: Axes, place: Place, in_per_m: float, words: Words) -> None:
    """A bar of a round length and an arrow to the north, under the map."""
    width_m = place.width_m
    long_m = bar_m(width_m)
    foot_m = -0.5 * _FOOT_IN / in_per_m
    axes.plot([0, long_m], [foot_m, foot_m], color=INK, linewidth=2.5, solid_capstyle="butt")
    length = words("map.km", n=f"{long_m / 1000:g}")
    axes.text(long_m + 0.06 / in_per_m, foot_m, length, va="center", size=_SIZE_PT, color=INK)
    axes.annotate(
        words("map.north"),
        xy=(width_m - 0.08 / in_per_m, -0.04 / in_per_m),
        xytext=(width_m - 0.08 / in_per_m, -_FOOT_IN / in_per_m),
        ha="center",
        va="bottom",
        size=_SIZE_PT,
        color=INK,
        arrowprops={"arrowstyle": "-|>", "color": INK, "shrinkA": 0, "shrinkB": 0},
    )


def bar_m(width_m: float) -> float:
    """The length of the bar that tells the scale of a map of this width: round, about a third."""
    power = 10.0 ** np.floor(np.log10(0.35 * width_m))
    return float(max(step * power for step in (1, 2, 5) if step * power <= 0.35 * width_m))
