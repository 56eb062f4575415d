"""What a tab and the process of its city say to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.experiment.compare import Difference
from analysis.kpis import Lang
from analysis.live.scene import Counted, Place, Scene


@dataclass(frozen=True)
class Asked:
    """The scenario that is rehearsed, and how."""

    source: str  # as it was named: a shipped scenario, or a file
    settings: tuple[str, ...] = ()  # what `--set` says
    days: int | None = None
    seed: int = 0
    replications: int = 8
    allow_code: bool = True


# From the tab.


@dataclass(frozen=True)
class Move:
    """Levers are put there; those that are not named stand where the base has them."""

    number: int  # of the move, from 1 on
    moved: Mapping[str, Any]


@dataclass(frozen=True)
class Play:
    """The cities go on, or stand still; so many of their minutes in a second."""

    playing: bool
    minutes_per_s: float


@dataclass(frozen=True)
class Again:
    """Both cities begin again."""


@dataclass(frozen=True)
class More:
    """So many replications are wanted in all."""

    replications: int


@dataclass(frozen=True)
class Save:
    """The twin is wanted as a scenario file."""

    file: Path


# To the tab.


@dataclass(frozen=True)
class Began:
    """The city is there."""

    place: Place


@dataclass(frozen=True)
class Seen:
    """Both cities as they are, and what they counted up to where the twin is."""

    number: int  # of the move that made the twin; 0: none
    base: Scene
    other: Scene
    base_counted: Counted
    other_counted: Counted
    together: bool  # whether the twin has caught up
    over: bool


@dataclass(frozen=True)
class Compared:
    """What replications say so far."""

    number: int  # of the move
    done: int
    wanted: int
    differences: tuple[Difference, ...] = field(repr=False)
    asked: frozenset[str]  # KPIs of the mechanisms that the twin moves
    left_open: Mapping[Lang, str]  # what the days of a run are too few to show, or nothing


@dataclass(frozen=True)
class Saved:
    """The twin is in a file; in which folder a comparison would be."""

    file: Path
    command: tuple[str, ...]  # that compares it with the base, and finds the same numbers


@dataclass(frozen=True)
class Refused:
    """What was asked cannot be; all stays as it was."""

    why: str
    number: int = 0  # of the move that it was; 0: it was none


FromTab = Move | Play | Again | More | Save
ToTab = Began | Seen | Compared | Saved | Refused
