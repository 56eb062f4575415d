"""One city on one page: stores, couriers, queues, unmet demand and lateness, zone by zone."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from analysis.charts import demand_map, late_map
from analysis.charts.bands import bands
from analysis.charts.frame import frame, provenance
from analysis.charts.ground import dots, fill, lay_out, scale_and_north
from analysis.charts.more_maps import SHOWN
from analysis.charts.more_maps import layer as layer_of
from analysis.charts.opened import of_tables
from analysis.charts.style import MUTED, is_narrow, shades, subtitled
from analysis.charts.zone_map import Layer
from analysis.experiment.place import Place
from analysis.experiment.reopened import Opened
from analysis.experiment.run_tables import store_orders
from analysis.experiment.summary import Floats
from analysis.words import Words


class _Panel(NamedTuple):
    what: str
    layer: Layer


@of_tables
def draw(opened: Opened, words: Words, width_in: float) -> Figure:
    """Six maps of the base: stores by their orders, then a layer each."""
    place = opened.comparison.place
    if place is None:
        raise ValueError("the runs share no place: there is no map of it")
    panels = _panels(opened, words)
    narrow = is_narrow(width_in)
    n_columns, n_rows = bands(len(panels) + 1, 2 if narrow else 3)
    map_in = (width_in - 0.7) / n_columns - 0.35
    width_m, height_m = place.zone_edges_x_m[-1], place.zone_edges_y_m[-1]
    in_per_m = min(map_in / width_m, 2.6 / height_m)
    figure = frame(
        words("city_map.title", title=opened.comparison.base_title),
        words("city_map.subtitle"),
        provenance(opened.comparison, words),
        body_in=n_rows * (in_per_m * height_m + 1.25),
        width_in=width_in,
    )
    grid = figure.subplots(n_rows, n_columns, squeeze=False).ravel()
    _stores(grid[0], place, opened, in_per_m, words)
    subtitled(grid[0], words("city_map.stores"), map_in)
    _bar(figure, grid[0], Normalize(0, 1), panels[0].layer, shown=False)
    for axes, panel in zip(grid[1:], panels, strict=False):
        lay_out(axes, place, in_per_m)
        known = panel.layer.level[np.isfinite(panel.layer.level)]
        low = panel.layer.lowest
        low = float(known.min(initial=np.inf)) if low is None else low
        high = float(known.max(initial=-np.inf))
        scale = Normalize(low, high) if low < high else Normalize(0, 1)
        fill(axes, place, panel.layer.level, scale, panel.layer.colours)
        dots(axes, place)
        subtitled(axes, panel.what, map_in)
        _bar(figure, axes, scale, panel.layer)
    for axes in grid[1 + len(panels) :]:
        axes.set_axis_off()
    return figure


def _panels(opened: Opened, words: Words) -> list[_Panel]:
    base = opened.arms[:1]
    layers: list[_Panel] = [
        _Panel(words("city_map.demand"), demand_map.layer(opened.comparison, base, words)),
        _Panel(words("city_map.late"), late_map.layer(opened.comparison, base, words)),
    ]
    for name in SHOWN:
        values = SHOWN[name].by_run(opened)[:1]
        layers.append(_Panel(words(f"map.{name}_unit"), layer_of(name, opened, values, [], words)))
    return layers


def _stores(axes: Axes, place: Place, opened: Opened, in_per_m: float, words: Words) -> None:
    """Stores, the larger the more orders they have."""
    lay_out(axes, place, in_per_m)
    fill(axes, place, _blank(place), Normalize(0, 1), shades("#f4f6f8", "#f4f6f8"))
    base = opened.arms[0]
    orders = np.mean([store_orders(opened.folders[base.label][s]) for s in base.seeds], axis=0)
    if len(orders) == len(place.stores_x_m):
        area = 60 * orders / max(1.0, float(orders.max()))
        axes.scatter(
            place.stores_x_m,
            place.stores_y_m,
            np.maximum(area, 1.5),
            "#007a5e",
            alpha=0.75,
            edgecolor="white",
            linewidth=0.4,
            zorder=3,
        )
    scale_and_north(axes, place, in_per_m, words)


def _blank(place: Place) -> Floats:
    return np.zeros(place.n_zones)


def _bar(figure: Figure, axes: Axes, scale: Normalize, of: Layer, *, shown: bool = True) -> None:
    """A scale of colour under a map; one that is not shown keeps its place."""
    bar = figure.colorbar(
        ScalarMappable(scale, of.colours),
        ax=axes,
        location="bottom",
        shrink=0.8,
        aspect=24,
        pad=0.02,
    )
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=8.5, labelcolor=MUTED)
    bar.ax.locator_params(nbins=4)
    if not shown:
        assert bar.solids is not None
        bar.solids.set_visible(False)
        bar.ax.set_axis_off()
