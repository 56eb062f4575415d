"""Maps of the city's zones: a level for each arm and its difference from the base."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from analysis.charts.style import (
    FEW,
    HEIGHT_IN,
    INK,
    MUTED,
    WIDTH_IN,
    bare,
    frame,
    named,
    shades,
    symmetric,
)
from analysis.experiment.arm import ArmData
from analysis.experiment.summary import Floats
from analysis.wording import plain, signed
from analysis.words import Words

FEWEST_ORDERS = 30  # in a zone, over all runs, to be shown
_MOST_NUMBERS = 64  # zones; finer maps have neither numbers nor lines
_TALLEST_IN = 6.4
# Titles, scales and margins of a map in a row, and of two rows of maps.
_AROUND_ROW_IN, _AROUND_ROWS_IN = 2.85, 3.0
_NUMBER_SIZE = 8
_CHARACTER_IN = 0.07  # of a number of that size

# Writes a value with so many decimals.
_Number = Callable[[float, int], str]


class Layer(NamedTuple):
    """What a map shows of each arm."""

    values: list[Floats]  # of each arm, (n_zones_y, n_zones_x); NaN: unknown
    decimals: int
    unit: str  # of a level
    unit_of_change: str
    colours: Colormap
    lowest: float | None  # where the colour scale begins; None: at the least value
    more_is: tuple[str, str]  # colours of less and of more


def draw_maps(
    title: str, subtitle: str, note: str, arms: Sequence[ArmData], layer: Layer, words: Words
) -> Figure:
    """Two arms: levels and difference in a row. More: levels above, differences below."""
    n_arms = len(arms)
    in_a_row = n_arms == 2
    n_columns = 3 if in_a_row else n_arms
    width_in = (WIDTH_IN - 1.0) / n_columns - 0.2
    n_zones_y, n_zones_x = layer.values[0].shape
    map_in = width_in * n_zones_y / n_zones_x
    if in_a_row:
        height_in = min(_TALLEST_IN, max(4.4, _AROUND_ROW_IN + map_in))
        tallest_map_in = height_in - _AROUND_ROW_IN
    else:
        height_in = min(_TALLEST_IN, max(HEIGHT_IN, _AROUND_ROWS_IN + 2 * map_in))
        tallest_map_in = (height_in - _AROUND_ROWS_IN) / 2
    zone_in = min(width_in / n_zones_x, tallest_map_in / n_zones_y)
    figure = frame(title, subtitle, note, height_in=height_in)
    grid = figure.subplots(1 if in_a_row else 2, n_columns, squeeze=False)
    levels = grid[0, :n_arms]
    changes = grid[0, 2:] if in_a_row else grid[1, 1:]
    if not in_a_row:
        grid[1, 0].set_axis_off()
    scale = _level_scale(layer)
    decimals = _decimals(layer.values, plain, layer.decimals, zone_in)
    for axes, arm, values in zip(levels, arms, layer.values, strict=True):
        _map(axes, values, scale, layer.colours, plain, decimals)
        named(axes, arm.label, width_in)
    differences = [values - layer.values[0] for values in layer.values[1:]]
    shift = Normalize(*symmetric(np.array(differences)))
    diverging = shades(layer.more_is[0], "#ffffff", layer.more_is[1])
    decimals = _decimals(differences, signed, layer.decimals, zone_in)
    for axes, arm, values in zip(changes, arms[1:], differences, strict=True):
        _map(axes, values, shift, diverging, signed, decimals)
        named(axes, words("map.change", arm=arm.label), width_in)
    side = "bottom" if in_a_row else "right"
    _scale(figure, levels, scale, layer.colours, layer.unit, side)
    _scale(figure, changes, shift, diverging, layer.unit_of_change, side)
    return figure


def _decimals(maps: Sequence[Floats], number: _Number, most: int, zone_in: float) -> int | None:
    """Decimals with which the longest number is no wider than a zone; None: not even with none."""
    shown = np.concatenate([values[np.isfinite(values)] for values in maps])
    for decimals in (most, 0):
        longest = max((len(number(float(value), decimals)) for value in shown), default=0)
        if longest * _CHARACTER_IN <= zone_in:
            return decimals
    return None


def enough(arms: Sequence[ArmData]) -> NDArray[np.bool_]:
    """Zones with enough orders in every arm, (n_zones_y, n_zones_x)."""
    counts = [arm.zone_orders_per_day * arm.days * len(arm.seeds) for arm in arms]
    known: NDArray[np.bool_] = np.min(counts, axis=0) >= FEWEST_ORDERS
    return known


def _level_scale(layer: Layer) -> Normalize:
    """One scale for the levels of all arms."""
    values = np.array(layer.values)
    known = values[np.isfinite(values)]
    low = layer.lowest if layer.lowest is not None else float(known.min(initial=np.inf))
    high = float(known.max(initial=-np.inf))
    return Normalize(low, high) if low < high else Normalize(0, 1)


def where_known(values: Floats, known: NDArray[np.bool_]) -> Floats:
    """Values with NaN where too little is known."""
    return np.where(known, values, np.nan)


def _map(
    axes: Axes,
    values: Floats,
    scale: Normalize,
    colours: Colormap,
    number: _Number,
    decimals: int | None,
) -> None:
    height, width = values.shape
    axes.set_facecolor(FEW)
    edge = "white" if values.size <= _MOST_NUMBERS else "face"
    axes.pcolormesh(np.ma.masked_invalid(values), cmap=colours, norm=scale, edgecolor=edge)
    axes.set(aspect="equal", xticks=[], yticks=[], xlim=(0, width), ylim=(0, height))
    bare(axes)
    if decimals is None or values.size > _MOST_NUMBERS:
        return
    for (y, x), value in np.ndenumerate(values):
        if np.isfinite(value):
            colour = _readable_on(colours(scale(value)))
            axes.text(
                x + 0.5,
                y + 0.5,
                number(value, decimals),
                ha="center",
                va="center",
                size=_NUMBER_SIZE,
                color=colour,
            )


def _readable_on(colour: tuple[float, float, float, float]) -> str:
    """Black or white, whichever stands out more (relative luminance, WCAG 2)."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    luminance = float(np.dot(channels, (0.2126, 0.7152, 0.0722)))
    return INK if luminance > 0.2 else "white"


def _scale(
    figure: Figure,
    panels: NDArray[Any],
    scale: Normalize,
    colours: Colormap,
    unit: str,
    side: str,
) -> None:
    """A colour bar beside the panels that it belongs to."""
    bar = figure.colorbar(
        ScalarMappable(scale, colours),
        ax=panels.tolist(),
        location=side,
        shrink=0.7,
        aspect=28 if side == "bottom" else 14,
        pad=0.03,
    )
    bar.set_label(unit)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=9, labelcolor=MUTED)
    bar.ax.locator_params(nbins=5)
