"""Writes what was fitted: a scenario file, and the tables that it names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analysis.calibration.drawn import Drawn
from analysis.calibration.estimate import Estimate
from analysis.calibration.fitted import UNIDENTIFIED, Fitted
from analysis.calibration.reading import Observed
from analysis.results import as_csv
from analysis.scenario_file.text import toml_value
from analysis.words import words
from sim.scenario import Scenario

ORDERS = "orders.csv"
_DIGITS = 4  # significant ones of what was estimated
_ORDERS_PER_COURIER = 25  # a day, in the district of the baseline


@dataclass(frozen=True)
class Setting:
    """A setting, and the remark that stands behind it."""

    path: str
    value: Any
    remark: str = ""


def settings_of(
    observed: Observed, fitted: Fitted, found: Mapping[str, Any], orders: str
) -> list[Setting]:
    """What the scenario sets, in the sequence in which it is written.

    Parameters
    ----------
    observed, fitted
        Recorded orders, and what they tell.
    found
        What was fitted by simulation, by path.
    orders
        Path of the drawn orders, as the scenario names it.
    """
    told = [Setting("replay.orders", orders, "drawn anew: none of them is one that happened")]
    if observed.understood.midnight is not None:
        weekday = observed.understood.midnight.weekday()
        told.append(Setting("demand.first_weekday", weekday, "of the first day on record"))
    told += [
        Setting(path, value, "as the recording states")
        for path, value in _flat(observed.recording.settings)
        if path.partition(".")[0] in Scenario.model_fields
        and not path.startswith(("city.", "days", "warmup_days"))
        and not path.endswith(".count")
    ]
    known = {setting.path for setting in told}
    for each in fitted.estimates():
        if each.path not in known:
            told += _estimated(each)
    told += list(_fleet(fitted))
    told = [setting for setting in told if setting.path not in found]
    return told + [Setting(path, value, "by simulation") for path, value in found.items()]


def _estimated(each: Estimate) -> Iterator[Setting]:
    for use in ("fixed", "quantile"):
        if each.path == f"policies.promise.{'minutes' if use == 'fixed' else 'quantile'}":
            yield Setting("policies.promise.use", use)
    remark = f"[{each.low:.3g}, {each.high:.3g}], of {each.n}"
    yield Setting(each.path, rounded(each.value), remark)


def _fleet(fitted: Fitted) -> Iterator[Setting]:
    """Couriers and their shifts; where nothing is known of them, as many as orders need."""
    if fitted.supply is None:
        count = max(5, round(fitted.demand.orders_per_day.value / _ORDERS_PER_COURIER))
        remark = f"not on record: one for {_ORDERS_PER_COURIER} orders a day, as in the baseline"
        yield Setting("couriers.count", count, remark)
        return
    how = "as couriers were seen at work" if fitted.supply.seen else "on record"
    yield Setting("couriers.count", fitted.supply.n_couriers, how)
    yield Setting("couriers.shifts", fitted.supply.shifts, "pooled, of at least 5 couriers each")


def rounded(value: float) -> float:
    """A number to as many digits as are worth writing."""
    return float(f"{value:.{_DIGITS}g}")


def scenario_text(
    extends: str,
    observed: Observed,
    fitted: Fitted,
    settings: list[Setting],
    preset: Scenario,
    ranges: Mapping[str, tuple[float, float]],
) -> str:
    """The scenario file; `ranges`: within which settings are that simulation told."""
    lines = [f"extends = {toml_value(extends)}"]
    for lang, ending in (("en", ""), ("zh", "_zh")):
        say = words("en" if lang == "en" else "zh")
        said = observed.understood.sentence(say.lang)
        title = say("calibrate.title", said=said)
        lines.append(f"title{ending} = {toml_value(title)}")
        lines.append(f"why{ending} = {toml_value(say('calibrate.why'))}")
    lines.append("")
    for setting in settings:
        remark = f" # {setting.remark}" if setting.remark else ""
        lines.append(f"{setting.path} = {toml_value(setting.value)}{remark}")
    say = words("en")
    absent = [say(f"calibrate.absent_{name}") for name in fitted.absent]
    lines += ["", "# Not on record, and left as it is in what this extends:"]
    lines += [f"#   {name}" for name in absent]
    told = {setting.path for setting in settings}
    lines += ["", "[uncertain] # what the data tell within an interval, and what no data tell"]
    within = {
        each.path: (each.low, each.high)
        for each in fitted.estimates()
        if each.path in told and each.error > 0
    }
    for path, (low, high) in (within | dict(ranges) | unidentified(preset)).items():
        ends = rounded(low), rounded(high)
        if ends[0] < ends[1]:  # what is known to all digits that are written is not uncertain
            lines.append(f"{path} = [{ends[0]!r}, {ends[1]!r}]")
    return "\n".join(lines) + "\n"


def unidentified(preset: Scenario) -> dict[str, tuple[float, float]]:
    """What no table of orders tells, by path, and within which values it may be."""
    found = {}
    for path, factors in UNIDENTIFIED.items():
        section, _, name = path.partition(".")
        value = float(getattr(getattr(preset, section), name))
        ends = sorted(factor * value for factor in factors)
        if ends[0] < ends[1]:
            found[path] = (ends[0], ends[1])
    return found


def orders_text(orders: Drawn, names: tuple[str, ...], store_m: Any) -> str:
    """The drawn orders as a table; see docs/recorded-orders.md."""
    has_ready = np.isfinite(orders.ready_min).any()
    has_baskets = (orders.basket_cents > 0).any()
    columns = ["placed_min", "store", "store_x_m", "store_y_m", "door_x_m", "door_y_m"]
    columns += ["ready_min"] * bool(has_ready) + ["basket_cents"] * bool(has_baskets)
    rows = []
    for row, store in enumerate(orders.store.tolist()):
        ready, basket = orders.ready_min[row], int(orders.basket_cents[row])
        rows.append(
            {
                "placed_min": f"{orders.placed_min[row]:.2f}",
                "store": names[store],
                "store_x_m": f"{store_m[store, 0]:.0f}",
                "store_y_m": f"{store_m[store, 1]:.0f}",
                "door_x_m": f"{orders.door_m[row, 0]:.0f}",
                "door_y_m": f"{orders.door_m[row, 1]:.0f}",
                "ready_min": f"{ready:.2f}" if np.isfinite(ready) else "",
                "basket_cents": f"{basket}" if basket else "",
            }
        )
    return as_csv(columns, [{name: row[name] for name in columns} for row in rows])


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Settings by dotted path."""
    for key, value in tree.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, Mapping):
            yield from _flat(value, path)
        else:
            yield path, value


def beside_file(file: Path) -> Path:
    """The folder of what a scenario file names: of the same name, without its ending."""
    return file.with_suffix("")
