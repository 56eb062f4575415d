"""What the replay of a report holds: the city, and of each arm its orders, couriers and counts."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.charts.ground import bar_m
from analysis.charts.names import name
from analysis.experiment.arms_compared import drawn_place
from analysis.experiment.compare import Comparison
from analysis.experiment.day import Day, day_of
from analysis.experiment.in_force import day_to_show
from analysis.experiment.place import Place
from analysis.experiment.run_tables import Table
from analysis.kpis import UNITS
from analysis.recordings.privacy import Veil
from analysis.report.replay.columns import packed
from analysis.report.replay.counted import DOOR_STEP_MIN, counted
from analysis.report.replay.drawn import STEP_MIN, drawn
from analysis.wording import plain, shown
from analysis.words import Words
from sim.daytime import DAY_MIN
from sim.scenario import Scenario

MOST_ORDERS = 50_000  # of all arms together that are drawn, so that the page stays small
ENOUGH_ORDERS = 15_000  # of one arm: before fewer are drawn, an arm is left out
_PARTS = 2000  # places are told in so many parts of the city's longer side
_SAID = "replay.said."  # phrases of the page while it moves
_OVER_MIN = 120.0  # the clock runs on after midnight for the last orders, no longer than this


class Hour(NamedTuple):
    """What was counted up to a moment, as text: of the base, then of each other arm."""

    clock: str
    delivered: list[str]
    late: list[str]


class NothingToReplayError(Exception):
    """Why there is nothing, as the page says it."""


class Replay(NamedTuple):
    """One day of the base and of other arms, which the page moves; `data` is JSON."""

    data: str
    names: list[str]  # of the arms, the base first
    hours: list[Hour]  # the same without seeing it
    day: int  # of the run, from 1
    seed: int
    orders: list[str]  # of each arm on the day
    share: str  # of the orders that is drawn, in per cent; nothing: all
    left_out: int  # arms that are not shown
    recorded: bool  # whether doors are hidden
    varied: bool  # whether other seeds have other cities


def replay(
    comparison: Comparison,
    folders: Mapping[str, Mapping[int, Path]],
    words: Words,
    scenarios: Mapping[str, Scenario] | None = None,
) -> Replay:
    """A day of the first seed that base and arms have in common.

    Without scenarios the first day, else the first on which most arms differ from the base.

    Parameters
    ----------
    comparison
        With the place that all runs share, unless cities vary.
    folders
        Of the runs, by the label of the arm and by seed.
    scenarios
        By the label of the arm, for the day, and for the city of the seed where cities vary.

    Raises
    ------
    NothingToReplayError
        They have no seed in common, or no city.
    """
    labels = [comparison.base, *(contrast.label for contrast in comparison.contrasts)]
    seeds = set.intersection(*(set(folders[label]) for label in labels))
    if not seeds:
        raise NothingToReplayError(words("replay.none"))
    seed, place = min(seeds), comparison.place
    varied = comparison.cities == "vary"
    if varied and scenarios is not None:
        place = drawn_place([scenarios[label] for label in labels], seed)
    if place is None:
        raise NothingToReplayError(words("map.none_fixed"))
    hide = partial(_hidden, place=place) if place.private is not None else None
    nth = 0 if scenarios is None else day_to_show([scenarios[label] for label in labels])
    whole = [day_of(folders[label][seed], nth) for label in labels]
    n_orders = [int(day.of_app.sum()) for day in whole]
    n_shown = _n_arms(n_orders)
    labels, whole, n_orders = labels[:n_shown], whole[:n_shown], n_orders[:n_shown]
    seen = [day_of(folders[label][seed], nth, hide) for label in labels] if hide else whole
    share = min(1.0, MOST_ORDERS / max(1, sum(n_orders)))
    begin_min, end_min = _span(whole)
    counts = [counted(day, int(end_min) + 1) for day in whole]
    bar_km = bar_m(place.width_m) / 1000
    scale = _PARTS / max(place.width_m, place.height_m)
    names = [name(comparison, label, words) for label in labels]
    data = {
        "step": STEP_MIN,
        "door_step": DOOR_STEP_MIN,
        "begin": begin_min,
        "end": end_min,
        "start": max(begin_min, int(np.argmax(counts[0]["on_the_way"]))),
        "width": round(place.width_m * scale),
        "height": round(place.height_m * scale),
        "zones": _zones(place, scale),
        "stores": _flat(whole[0].store_x_m * scale, whole[0].store_y_m * scale),
        "skies": [_sky(day) for day in whole],
        "arms": [
            packed(drawn(day, share, scale) | counts_of)
            for day, counts_of in zip(seen, counts, strict=True)
        ],
        "km": 1000 * scale,
        "bar_km": bar_km,
        "bar": words("map.km", n=f"{bar_km:g}"),
        "words": _phrases(words),
    }
    return Replay(
        data=json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        names=names,
        hours=_hours(counts, begin_min, end_min, words),
        day=nth + 1,
        seed=seed,
        orders=[plain(n, 0) for n in n_orders],
        share="" if share == 1 else plain(100 * share, 0),
        left_out=len(comparison.contrasts) + 1 - n_shown,
        recorded=hide is not None,
        varied=varied,
    )


def _hidden(orders: Table, place: Place) -> Table:
    """Recorded orders as they may be shown one by one: each somewhere in a block of doors."""
    doors = orders["door_x_m"], orders["door_y_m"]
    veil = Veil(*doors, (place.width_m, place.height_m))
    x_m, y_m = veil.over(*doors, np.arange(len(doors[0])))
    return orders | {"door_x_m": x_m, "door_y_m": y_m}


def _n_arms(n_orders: Sequence[int]) -> int:
    """How many arms there is room for: the base, one other, and more while all show enough."""
    needed = np.cumsum(np.minimum(n_orders, ENOUGH_ORDERS))
    return max(min(2, len(n_orders)), int(np.searchsorted(needed, MOST_ORDERS, "right")))


def _span(days: Sequence[Day]) -> tuple[int, int]:
    """From the full hour before the first order to that after the last one's end, minutes."""
    placed = [day.orders["placed_min"][day.of_app] - day.begin_min for day in days]
    ended = [day.orders["ended_min"][day.of_app] - day.begin_min for day in days]
    first = min((float(each.min()) for each in placed if len(each)), default=0.0)
    last = max((float(np.nanmax(each, initial=0)) for each in ended if len(each)), default=DAY_MIN)
    end = min(max(last, DAY_MIN), DAY_MIN + _OVER_MIN)
    return int(first // 60 * 60), int(-(-end // 60) * 60)


def _zones(place: Place, scale: float) -> list[list[int]]:
    """The rings around zones, each x, y, x, y, ..."""
    if place.shapes:
        rings = [np.array(ring).T * scale for zone in place.shapes for ring in zone.rings]
        return [_flat(*ring) for ring in rings]
    x, y = place.zone_edges_x_m * scale, place.zone_edges_y_m * scale
    return [
        _flat(np.array([west, east, east, west]), np.array([south, south, north, north]))
        for south, north in pairwise(y)
        for west, east in pairwise(x)
    ]


def _flat(x: NDArray[np.float64], y: NDArray[np.float64]) -> list[int]:
    flat: list[int] = np.stack((x, y), axis=1).round().astype(int).ravel().tolist()
    return flat


def _sky(day: Day) -> list[tuple[float, int]]:
    """When the weather changes, minutes of the day, and to what; from midnight on."""
    changes: list[tuple[float, int]] = []
    for since, _, sky in day.skies():
        if not changes or changes[-1][1] != sky:
            changes.append((since, sky))
    return changes


def _hours(
    counts: Sequence[Mapping[str, NDArray[np.uint32]]], begin_min: int, end_min: int, words: Words
) -> list[Hour]:
    """What was counted, every second hour and at the end."""
    return [
        Hour(
            f"{minute // 60 % 24}:00",
            [plain(int(each["delivered"][minute]), 0) for each in counts],
            [_late(each, minute, words) for each in counts],
        )
        for minute in (*range(begin_min + 120, end_min, 120), end_min)
    ]


def _late(counts: Mapping[str, NDArray[np.uint32]], minute: int, words: Words) -> str:
    late, waited = int(counts["late"][minute]), int(counts["waited"][minute])
    return shown(late / waited if waited else None, "share", words.lang)


def _phrases(words: Words) -> dict[str, str]:
    """What the page says while it moves; `{}` stands for a number with its unit."""
    of_page = {
        name.removeprefix(_SAID): phrase
        for name, phrase in words.phrases.items()
        if name.startswith(_SAID)
    }
    skies = {f"sky_{sky}": words(f"day.sky_{sky}") for sky in range(3)}
    units = {
        f"{unit}{ending}": getattr(UNITS[unit], of)[words.lang]
        for unit in ("share", "min")
        for ending, of in (("", "value"), ("_more", "difference"))
    }
    return (
        of_page
        | skies
        | units
        | {"north": words("map.north"), "map": words("replay.map", of="{of}")}
    )
