"""Scenarios as they are run: read by name or path, with the recorded orders that they name."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.scenario_file import (
    LoadedScenario,
    Override,
    ScenarioError,
    load_scenario,
    overriding,
)
from analysis.scenario_file.faults import Fault, dotted, shown
from analysis.scenario_file.layers import Layers, Tree

if TYPE_CHECKING:
    from analysis.own_city import Read
    from analysis.scenario_file.distribution import Distribution
    from sim.recording import Recording
    from sim.scenario import Scenario


# Keys of a mapping that a scenario, or an option, may state.
_STATED = ("zone", "dates", "money", "positions", "encoding")
CITY_FILES = ("stores", "zones", "demand", "couriers")  # keys of the city section
_CELL_M = 100.0


@dataclass(frozen=True, eq=False)
class Arm:
    """A scenario to be run; among those that are compared, its label is its own.

    What is `uncertain` in it, by path, only those draw who ask for plausible cities.
    """

    label: str
    scenario: "Scenario"
    recording: "Recording | None" = None
    uncertain: Mapping[str, "Distribution"] = field(default_factory=dict)
    city: "Read | None" = None  # what the city's files say, if the scenario names some


def load_arm(
    source: str | Path, overrides: Sequence[Override] = (), *, allow_code: bool = True
) -> Arm:
    """A scenario by name or path, with the recording and the city's files that it names.

    What these imply is laid over the scenario, the overrides over both.

    Raises
    ------
    ScenarioError, RecordingError
        Names every fault, each with its place.
    """
    recordings: list[Recording] = []
    towns: list[Read] = []

    def implied(tree: Tree, layers: Layers) -> list[Override]:
        town = read_city(tree, layers)
        if town is not None:
            towns.append(town)
            return _of_town(town, tree, layers)
        replay = tree.get("replay")
        said = replay.items() if isinstance(replay, dict) else ()
        texts = {key: value for key, value in said if isinstance(value, str)}
        if "orders" not in texts:
            return []
        from analysis.recordings import read_orders  # most scenarios have none

        paths = {
            key: layers.last_to_say(("replay", key)).folder / texts[key]
            for key in ("orders", "mapping")
            if key in texts
        }
        stated = {key: texts[key] for key in _STATED if key in texts}
        understood = read_orders(paths["orders"], paths.get("mapping"), stated)
        recordings.append(understood.recording)
        settings = flat(understood.recording.settings)
        if _is_of_others(layers):
            settings |= {"title": understood.title("en"), "title_zh": understood.title("zh")}
            settings |= {"why": "", "why_zh": ""}
        return overriding(settings)

    loaded = load_scenario(source, overrides, allow_code=allow_code, implied=implied)
    for town in towns:
        counts = {name: table["count"] for name, table in town.settings.items() if "count" in table}
        _check_counts(loaded, counts, "in the city's table")
    for recording in recordings:
        _check_counts(loaded, recording.counts, "on record")
        _check_names(loaded, recording)
    read, city = next(iter(recordings), None), next(iter(towns), None)
    return Arm(loaded.name, loaded.scenario, read, loaded.uncertain, city)


def read_city(tree: Tree, layers: Layers) -> "Read | None":
    """What the files say that the city section names; None: it names none.

    Raises
    ------
    ScenarioError, RecordingError
        Names every fault, each with its place.
    """
    said = tree.get("city")
    texts = {
        key: value
        for key, value in (said.items() if isinstance(said, dict) else ())
        if key in CITY_FILES and isinstance(value, str)
    }
    if not texts:
        return None
    from analysis.own_city import read_town  # most scenarios have none
    from sim.settings import Demand

    clocks = {**Demand().model_dump(), **dict(tree.get("demand") or {})}
    work = [_minute_of(clocks[name]) for name in ("work_start", "work_end")]
    cell_m = said.get("cell_m") if isinstance(said, dict) else None
    return read_town(
        {key: layers.last_to_say(("city", key)).folder / text for key, text in texts.items()},
        cell_m=float(cell_m) if isinstance(cell_m, int | float) and cell_m >= 1 else _CELL_M,
        work_min=(work[0], work[1]),
    )


def _minute_of(clock: Any) -> float:
    """Minutes after midnight; 0 for what is no time, which the scenario's model refuses."""
    found = re.fullmatch(r"(\d\d):(\d\d)", str(clock))
    return 60.0 * int(found[1]) + int(found[2]) if found else 0.0


def _of_town(town: "Read", tree: Tree, layers: Layers) -> list[Override]:
    replay = tree.get("replay")
    if isinstance(replay, dict) and replay.get("orders"):
        path = ("replay", "orders")
        problem = "recorded orders bring their own city; leave out the files of [city]"
        where = layers.place_of(path)
        raise ScenarioError([Fault(where, problem, dotted(path), shown(replay["orders"]))])
    return overriding(flat(town.settings) | {"city.town": town.town})


def _check_counts(
    loaded: "LoadedScenario[Scenario]", counts: Mapping[str, int], where_from: str
) -> None:
    """Refuse other numbers of people, stores and couriers than were read."""
    faults = []
    for section, n_recorded in counts.items():
        path, told = (section, "count"), getattr(loaded.scenario, section).count
        if told != n_recorded:
            problem = f"{n_recorded} are {where_from}: leave it out"
            faults.append(Fault(loaded.layers.place_of(path), problem, dotted(path), shown(told)))
    if faults:
        raise ScenarioError(faults)


def _check_names(loaded: "LoadedScenario[Scenario]", recording: "Recording") -> None:
    """Refuse outages of stores that were not recorded."""
    faults = []
    for place, outage in enumerate(loaded.scenario.world.outages):
        for nth, key in enumerate(outage.stores):
            path = ("world", "outages", place, "stores", nth)
            try:
                recording.row_of_store(key)
            except ValueError as error:
                where = loaded.layers.place_of(path)
                faults.append(Fault(where, str(error), dotted(path), shown(key)))
    if faults:
        raise ScenarioError(faults)


def load_arms(
    sources: Sequence[str | Path], overrides: Sequence[Override] = (), *, allow_code: bool = True
) -> list[Arm]:
    """Several scenarios to be compared; see `load_arm` and `apart`."""
    return apart([load_arm(source, overrides, allow_code=allow_code) for source in sources])


def apart(arms: Sequence[Arm]) -> list[Arm]:
    """Arms that are to be compared; labels that repeat are told apart by a number.

    Raises
    ------
    ValueError
        They last different numbers of days.
    """
    days = {arm.scenario.days for arm in arms}
    if len(days) > 1:
        each = ", ".join(f"{arm.label} {arm.scenario.days}" for arm in arms)
        raise ValueError(
            f"scenarios of different lengths cannot be compared (days: {each}); "
            "give all the same, as --days does"
        )
    named: list[Arm] = []
    for arm in arms:
        named.append(replace(arm, label=_unused(arm.label, {other.label for other in named})))
    return named


def _is_of_others(layers: Layers) -> bool:
    """Whether a title was written of other orders than those that are replayed."""
    titled, decided = layers.last_to_say(("title",)), layers.last_to_say(("replay", "orders"))
    return titled is not decided and decided in layers.overrides


def flat(settings: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Nested settings by dotted path: "couriers.count"."""
    found: dict[str, Any] = {}
    for key, value in settings.items():
        inner = flat(value, f"{path}{key}.") if isinstance(value, Mapping) else {path + key: value}
        found |= inner
    return found


def _unused(label: str, used: Collection[str]) -> str:
    """The label, with the first number behind it that makes it a new one."""
    numbered = (f"{label}-{number}" for number in count(2))
    return label if label not in used else next(name for name in numbered if name not in used)
