"""A city of one's own on a map: its zones by their share of the needs, and its stores."""

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize, to_rgb
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from analysis.charts.frame import frame
from analysis.charts.ground import dots, fill, lay_out, room, scale_and_north
from analysis.charts.style import MUTED, legible, shades, style
from analysis.experiment.place import Place
from analysis.experiment.summary import Floats
from analysis.words import words

_WIDE_IN, _MAP_IN, _TALLEST_IN, _AROUND_IN = 8.0, 7.2, 6.4, 1.2
_NAME_PT, _LETTER_IN = 9.0, 0.085


def draw_city(place: Place, share: Floats, title: str, subtitle: str) -> Figure:
    """The picture; `share` (n_zones_y, n_zones_x) is of the needs, or of the doors."""
    in_per_m = min(_MAP_IN / place.width_m, _TALLEST_IN / place.height_m)
    body_in = place.height_m * in_per_m + _AROUND_IN
    with style("en"):
        figure = frame(title, subtitle, "", body_in=body_in, width_in=_WIDE_IN)
        axes = figure.subplots()
        lay_out(axes, place, in_per_m)
        scale = Normalize(0, float(100 * share.max()))
        colours = shades("#f1f5f3", "#7fb8a4", "#0b4a3a")
        fill(axes, place, 100 * share, scale, colours)
        dots(axes, place)
        for zone, shape in enumerate(place.shapes):
            x, y, width_m, _ = room(place, 0, zone)
            if len(shape.name) * _LETTER_IN > width_m * in_per_m:
                continue
            ground = to_rgb(colours(scale(100 * share[0, zone])))
            axes.text(
                *(x, y, shape.name),
                ha="center",
                va="center",
                size=_NAME_PT,
                color=legible(ground),
                path_effects=[withStroke(linewidth=2.4, foreground=ground, alpha=0.85)],
            )
        scale_and_north(axes, place, in_per_m, words("en"))
        bar = figure.colorbar(
            ScalarMappable(scale, colours), ax=axes, location="bottom", shrink=0.6, aspect=30
        )
        bar.set_label("needs, % of the city's")
        bar.outline.set_visible(False)
        bar.ax.tick_params(length=0, labelsize=9, labelcolor=MUTED)
    return figure


def needs_share(needs: tuple[tuple[tuple[float, ...], ...], ...], homes: Floats) -> Floats:
    """Share of the needs of each zone (1, n_zones): of the table, else of the homes (n_zones,)."""
    by_zone = np.array(needs).sum(axis=(0, 2)) if needs else homes
    return np.asarray(by_zone / by_zone.sum())[None, :]
