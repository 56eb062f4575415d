"""What differs between scenarios: the settings, defaults included, that are not the same in all."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from analysis.scenario_file.layers import ABOUT
from sim.scenario import Scenario

# What a scenario is called, and what its city's files say: these are named instead.
_UNSAID: dict[str, Any] = {**dict.fromkeys(ABOUT, True), "city": {"town"}}


class Setting(NamedTuple):
    """A setting that differs, with its value in each scenario; None: it does not exist there."""

    path: str
    values: list[str | None]


def settings(scenarios: Mapping[str, Scenario]) -> list[Setting]:
    """The settings that differ, in the order of the scenario file."""
    flat = [
        dict(_flat(scenario.model_dump(mode="json", exclude=_UNSAID)))
        for scenario in scenarios.values()
    ]
    paths = dict.fromkeys(path for values in flat for path in values)
    lists = {path.split("[")[0] for path in paths if "[" in path}
    rows = [
        Setting(path, [values.get(path) for values in flat]) for path in paths if path not in lists
    ]
    return [row for row in rows if len(set(row.values)) > 1]


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Values by dotted path; lists of plain values stay together, others are numbered from 0."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value):
        for nth, inner in enumerate(value):
            yield from _flat(inner, f"{path}[{nth}]")
    else:
        yield path, _text(value)


def _text(value: Any) -> str:
    """A value as a scenario file would write it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return "none" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)
