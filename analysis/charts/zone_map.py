"""Maps of the city's zones: the base arm's level, and the change that each other arm brings."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, Normalize, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from analysis.charts.bands import bands
from analysis.charts.frame import frame, provenance
from analysis.charts.ground import HATCH, HATCHED, dots, fill, hatch, lay_out, room, scale_and_north
from analysis.charts.names import name
from analysis.charts.numbers import change_of, level_in, spoken
from analysis.charts.numbers import level as level_of
from analysis.charts.style import (
    FEW,
    INK,
    LABEL_PT,
    MUTED,
    is_narrow,
    legible,
    named,
    shades,
    symmetric,
)
from analysis.charts.text import wrap, wrapped
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.experiment.paired import Changes
from analysis.experiment.place import Place
from analysis.experiment.summary import Floats
from analysis.wording import NONE, interval, plain, signed
from analysis.words import Words

FEWEST_ORDERS = 30  # in a zone, over all runs, to be shown
_MOST_COLUMNS = 3
_TALLEST_IN = 4.4  # a map, however long the city
# A row of scales of colour under the maps; under each map its scale of length and its sentence;
# above it a line of its name.
_SCALE_IN, _AROUND_ROW_IN, _LINE_IN = 0.85, 0.7, 0.19
_ABOVE_SCALE_IN = 0.12
_SENTENCE_PT = -16  # from under the foot of a map up to the map
_SIZE_PT, _SMALL_PT = 8.5, 6.5  # of numbers and of their intervals
_CHARACTER_IN, _SMALL_CHARACTER_IN = 0.073, 0.056
_COMPASS = (("sw", "s", "se"), ("w", "middle", "e"), ("nw", "n", "ne"))


class Layer(NamedTuple):
    """What a map shows."""

    kpi: str | None  # of the whole city, beside its zones
    level: Floats  # of the base arm, (n_zones_y, n_zones_x); NaN: unknown
    changes: list[Changes]  # of each other arm; NaN: unknown
    decimals: int
    unit: str  # of a level
    unit_of_change: str
    colours: Colormap
    relative: bool  # the city's change is said in per cent
    lowest: float | None  # where the colour scale begins; None: at the least value
    more_is: tuple[str, str]  # colours of less and of more


def draw_maps(
    title: str,
    subtitle: str,
    comparison: Comparison,
    arms: Sequence[ArmData],
    layer: Layer,
    words: Words,
    width_in: float,
) -> Figure:
    """The base arm's map, then one of changes for each other arm, all of one place."""
    place = comparison.place
    if place is None:
        raise ValueError("the runs share no place: there is no map of it")
    n_columns, n_rows = bands(len(arms), 1 if is_narrow(width_in) else _MOST_COLUMNS)
    map_in = (width_in - 0.8) / max(n_columns, 2 if not is_narrow(width_in) else 1) - 0.25
    width_m, height_m = place.width_m, place.height_m
    in_per_m = min(map_in / width_m, _TALLEST_IN / height_m)
    heads = [_named(comparison, arm, layer, words) for arm in arms]
    n_lines = max(head.count("\n") + 1 for head in wrapped(heads, map_in, LABEL_PT, "bold"))
    head_in = _LINE_IN * n_lines
    body_in = n_rows * (in_per_m * height_m + _AROUND_ROW_IN + head_in)
    body_in += _SCALE_IN if n_rows == 1 else 2 * _SCALE_IN
    figure = frame(
        title,
        subtitle,
        provenance(comparison, words),
        body_in=body_in,
        width_in=width_in,
        key=_key(layer, words),
    )
    panels = figure.subplots(n_rows, n_columns, squeeze=False).ravel()
    for axes in panels[len(arms) :]:
        axes.set_axis_off()
    for axes in panels[: len(arms)]:
        lay_out(axes, place, in_per_m)
    scale, shift = _level_scale(layer), _change_scale(layer)
    diverging = shades(layer.more_is[0], "#ffffff", layer.more_is[1])

    first, *others = panels[: len(arms)]
    fill(first, place, layer.level, scale, layer.colours)
    dots(first, place)
    levels = _Numbers(layer.level, None, plain, layer.decimals, layer.colours(scale(layer.level)))
    _number(first, place, levels, in_per_m)
    scale_and_north(first, place, in_per_m, words)
    named(first, heads[0], map_in)
    decimals = _decimals_of_changes(layer)
    for axes, head, change in zip(others, heads[1:], layer.changes, strict=True):
        fill(axes, place, np.where(change.clear, change.mean, np.nan), shift, diverging)
        hatch(axes, place, np.isfinite(change.mean) & ~change.clear)
        ground = np.where(change.clear[..., None], diverging(shift(change.mean)), 1.0)
        _number(axes, place, _Numbers(change.mean, change, signed, decimals, ground), in_per_m)
        named(axes, head, map_in)
        told = where(change, decimals, words, place)
        said = wrap(figure, told, width_m * in_per_m, _SIZE_PT)
        axes.set_xlabel(said, size=_SIZE_PT, color=MUTED, loc="left", labelpad=_SENTENCE_PT)
    # Side by side where there are two columns, else one under the other.
    halves = [panels[:1], panels[1 : len(arms)]] if n_rows == 1 else [panels, panels]
    pad = _ABOVE_SCALE_IN / body_in
    _scale(figure, halves[0], scale, layer.colours, layer.unit, pad)
    _scale(figure, halves[1], shift, diverging, layer.unit_of_change, pad)
    return figure


def _named(comparison: Comparison, arm: ArmData, layer: Layer, words: Words) -> str:
    """An arm, and the KPI of the whole city or its change, as tables have it."""
    who = name(comparison, arm.label, words)
    if layer.kpi is None:
        return who
    if arm.label == comparison.base:
        city = level_of(level_in(comparison, arm.label, layer.kpi), layer.kpi, words)
        return words("map.base", arm=who, city=city)
    found = next(each[layer.kpi] for each in comparison.contrasts if each.label == arm.label)
    change = change_of(found, relative=layer.relative)
    return words("map.change", arm=who, city=NONE if change is None else spoken(change, words))


def where(change: Changes, decimals: int, words: Words, place: Place | None = None) -> str:
    """One sentence on what happens where: zones that clearly change, and the part most changed."""
    known, clear = np.isfinite(change.mean), change.clear
    if not clear.any():
        return words("map.nowhere", of=known.sum())
    row, column = np.unravel_index(
        np.argmax(np.where(clear, np.abs(change.mean), -1)), change.mean.shape
    )
    if place is not None and place.shapes:
        x_m, y_m = place.shapes[int(column)].middle_m
        up, right = y_m / place.height_m, x_m / place.width_m
    else:
        height, width = change.mean.shape
        up, right = (row + 0.5) / height, (column + 0.5) / width
    part = _COMPASS[int(3 * up)][int(3 * right)]
    return words(
        "map.where",
        of=known.sum(),
        up=(clear & (change.mean > 0)).sum(),
        down=(clear & (change.mean < 0)).sum(),
        part=words(f"map.part.{part}"),
        by=signed(float(change.mean[row, column]), decimals),
    )


def enough(arms: Sequence[ArmData], place: Place | None = None) -> NDArray[np.bool_]:
    """Zones with enough orders in every arm, and enough doors on record, (n_zones_y, n_zones_x)."""
    counts = [arm.zone_orders_per_day * arm.days * len(arm.seeds) for arm in arms]
    known: NDArray[np.bool_] = np.min(counts, axis=0) >= FEWEST_ORDERS
    return known if place is None or place.private is None else known & ~place.private


def where_known(values: Floats, known: NDArray[np.bool_]) -> Floats:
    """Values with NaN where too little is known."""
    return np.where(known, values, np.nan)


def change_where_known(change: Changes, known: NDArray[np.bool_], scale: float = 1) -> Changes:
    """A change, scaled, with NaN where too little is known."""
    parts = (change.mean, change.low, change.high)
    return Changes(*(where_known(scale * part, known) for part in parts))


def _key(layer: Layer, words: Words) -> list[Any]:
    """Legend handles of what is drawn and the colour scales do not say."""
    known = [np.isfinite(change.mean) for change in layer.changes]
    unclear = Patch(facecolor="white", edgecolor=HATCHED, hatch=HATCH, label=words("map.unclear"))
    few = Patch(color=FEW, label=words("map.few", fewest=FEWEST_ORDERS))
    store = Line2D(
        [], [], color=INK, marker="o", markersize=2.5, linestyle="", label=words("map.store")
    )
    is_unclear = any(
        (there & ~change.clear).any() for there, change in zip(known, layer.changes, strict=True)
    )
    is_few = not all(there.all() for there in (np.isfinite(layer.level), *known))
    return [*[unclear] * is_unclear, *[few] * is_few, store]


def _level_scale(layer: Layer) -> Normalize:
    known = layer.level[np.isfinite(layer.level)]
    low = layer.lowest if layer.lowest is not None else float(known.min(initial=np.inf))
    high = float(known.max(initial=-np.inf))
    return Normalize(low, high) if low < high else Normalize(0, 1)


def _change_scale(layer: Layer) -> Normalize:
    """One scale for all changes that are told from chance."""
    told = [np.where(change.clear, change.mean, np.nan) for change in layer.changes]
    return Normalize(*symmetric(np.array(told)))


def _decimals_of_changes(layer: Layer) -> int:
    """As many as levels have, or one more where a change told from chance would be a zero."""
    clear = [each.mean[each.clear] for each in layer.changes]
    vanish = any((np.abs(values).round(layer.decimals) == 0).any() for values in clear)
    return layer.decimals + vanish


class _Numbers(NamedTuple):
    """What is written into the zones of a map, and what it is written on."""

    values: Floats  # (n_zones_y, n_zones_x)
    change: Changes | None  # whose intervals stand under them
    number: Callable[[float, int], str]
    most_decimals: int
    ground: Floats  # the colour of each zone, (n_zones_y, n_zones_x, 4)


def _number(axes: Axes, place: Place, of: _Numbers, in_per_m: float) -> None:
    """Values in the zones that have room for them, with intervals where these fit too."""
    values, change, number, most_decimals, ground = of
    known = [(y, x, *room(place, y, x)) for y, x in np.argwhere(np.isfinite(values))]
    widest_m = max((width_m for *_, width_m, _ in known), default=0.0)
    if not place.shapes:
        widest_m = float(np.diff(place.zone_edges_x_m).max())
    decimals = _decimals(values, number, most_decimals, widest_m * in_per_m)
    if decimals is None:
        return
    for y, x, *middle, width_m, height_m in known:
        width_in, height_in = width_m * in_per_m, height_m * in_per_m
        text = number(float(values[y, x]), decimals)
        if len(text) * _CHARACTER_IN > width_in or height_in < 0.16:
            continue
        ends = "" if change is None else _ends(change, y, x, decimals)
        fits = ends and len(ends) * _SMALL_CHARACTER_IN <= width_in and height_in >= 0.34
        clear = change is None or change.clear[y, x]
        at, colours = (middle[0], middle[1]), _written(ground[y, x], clear=bool(clear))
        _write(axes, at, text, _SIZE_PT, 5 if fits else 0, colours)
        if fits:
            _write(axes, at, ends, _SMALL_PT, -6, colours)


class _Written(NamedTuple):
    """How text is written on a zone."""

    ink: str
    ground: tuple[float, float, float]  # around the letters, over dots and hatching


def _written(ground: Floats, *, clear: bool) -> _Written:
    """Dark on light and light on dark; muted what is not told from chance."""
    on = to_rgb(ground.tolist())
    return _Written(legible(on) if clear else MUTED, on)


def _write(
    axes: Axes, at: tuple[float, float], text: str, size_pt: float, up_pt: float, colours: _Written
) -> None:
    """Text that stands out from dots and hatching, so far above a point."""
    axes.annotate(
        text,
        at,
        xytext=(0, up_pt),
        textcoords="offset points",
        ha="center",
        va="center",
        size=size_pt,
        color=colours.ink,
        path_effects=[withStroke(linewidth=2.2, foreground=colours.ground, alpha=0.85)],
    )


def _ends(change: Changes, y: int, x: int, decimals: int) -> str:
    """The interval of a zone, if there is one."""
    low, high = float(change.low[y, x]), float(change.high[y, x])
    return interval(low, high, decimals) if np.isfinite(low) else ""


def _decimals(
    values: Floats, number: Callable[[float, int], str], most: int, width_in: float
) -> int | None:
    """Decimals with which the longest number is no wider than the widest zone; None: not even 0."""
    shown = values[np.isfinite(values)]
    for decimals in range(most, -1, -1):
        longest = max((len(number(float(value), decimals)) for value in shown), default=0)
        if longest * _CHARACTER_IN <= width_in:
            return decimals
    return None


def _scale(
    figure: Figure,
    panels: NDArray[Any],
    scale: Normalize,
    colours: Colormap,
    unit: str,
    pad: float,
) -> None:
    """A colour bar under the panels that it belongs to, so far under them, of their height."""
    bar = figure.colorbar(
        ScalarMappable(scale, colours),
        ax=panels.tolist(),
        location="bottom",
        shrink=0.7,
        aspect=30,
        pad=pad,
    )
    bar.set_label(unit)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=9, labelcolor=MUTED)
    bar.ax.locator_params(nbins=5)
