"""A calibration from orders to scenario, and what both look like side by side."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from analysis.calibration import likeness
from analysis.calibration.drawn import Source, drawn
from analysis.calibration.fitted import UNIDENTIFIED, Fitted, fit, offset_m
from analysis.calibration.likeness import Beside
from analysis.calibration.matching import Matched, matched, values_at
from analysis.calibration.reading import Observed
from analysis.calibration.unknowns import targets_of, unknowns_of
from analysis.calibration.writing import (
    ORDERS,
    Setting,
    beside_file,
    orders_text,
    scenario_text,
    settings_of,
)
from analysis.lab.evaluate import Evaluate
from analysis.loading import Arm, load_arm
from analysis.results import write_text
from analysis.scenario_file import overriding
from sim.scenario import Scenario
from sim.simulation import run

_LUCK = 0  # of the orders that are drawn: the same for the same table


@dataclass(frozen=True, eq=False)
class Plan:
    """What is to be calibrated, and how much simulation may cost."""

    preset: str
    file: Path  # the scenario that is written
    waves: int = 2
    points: int = 8  # of a wave
    runs: int = 2  # of each point, and of the scenario found
    seed: int = 0

    @property
    def folder(self) -> Path:
        """What the scenario names, and what tells of it."""
        return beside_file(self.file)


@dataclass(frozen=True, eq=False)
class Calibrated:
    """What came of it."""

    plan: Plan
    observed: Observed
    fitted: Fitted
    settings: tuple[Setting, ...]
    matched: Matched | None  # None: nothing was left to simulation
    beside: tuple[Beside, ...] = field(default=())

    @property
    def is_alike(self) -> bool:
        """Whether simulation is as close to the data as it should be, in all that is compared."""
        return all(each.is_alike for each in self.beside)

    def plain(self) -> dict[str, Any]:
        """All of it as lists, texts and numbers; nobody's id and no door."""
        return {
            "scenario": str(self.plan.file),
            "preset": self.plan.preset,
            "orders": self.observed.recording.n_orders,
            "quality": [asdict(each) for each in self.observed.findings],
            "estimates": [
                {key: value for key, value in asdict(each).items() if value == value}
                for each in self.fitted.estimates()
            ],
            "not_on_record": self.fitted.absent,
            "not_identified": {path: list(of) for path, of in UNIDENTIFIED.items()},
            "matched": _plain(self.matched) if self.matched else None,
            "ks": {each.name: each.distance for each in self.beside},
        }


def _plain(found: Matched) -> dict[str, Any]:
    return {
        "best": found.best,
        "ranges": {path: list(of) for path, of in found.ranges.items()},
        "implausibility": found.implausibility,
        "targets": [asdict(each) for each in found.targets],
        "waves": [
            {
                "points": values_at(found.unknowns, each.places),
                "figures": each.figures.tolist(),
                "plausible_share": each.plausible_share,
            }
            for each in found.waves
        ],
    }


@dataclass(frozen=True, eq=False)
class Begun:
    """A calibration of which all is known that data tell."""

    plan: Plan
    observed: Observed
    preset: Scenario
    fitted: Fitted

    @property
    def n_runs(self) -> int:
        """Runs that `searched` asks for at most."""
        unknowns = unknowns_of(self.observed, self.fitted, load_arm(self.plan.file).scenario)
        return self.plan.waves * self.plan.points * self.plan.runs if unknowns else 0

    def settings(self, found: Mapping[str, Any] | None = None) -> list[Setting]:
        """What the scenario sets, with what was found by simulation, by path."""
        orders = f"{self.plan.folder.name}/{ORDERS}"
        return settings_of(self.observed, self.fitted, found or {}, orders)

    def write(
        self, settings: list[Setting], ranges: Mapping[str, tuple[float, float]] | None = None
    ) -> None:
        """Write the scenario; `ranges`: within which settings are that simulation told."""
        about = self.observed, self.fitted, settings, self.preset
        write_text(self.plan.file, scenario_text(self.plan.preset, *about, ranges or {}))


def begin(plan: Plan, observed: Observed, preset: Scenario) -> Begun:
    """Fit what the data tell, and write orders and a first scenario of it.

    Raises
    ------
    ValueError
        The orders are too few to hide a door among others, or the scenario is not in order.
    """
    fitted = fit(observed, preset)
    plan.folder.mkdir(parents=True, exist_ok=True)
    write_text(plan.folder / ORDERS, _drawn(observed, fitted))
    begun = Begun(plan, observed, preset, fitted)
    begun.write(begun.settings())
    return begun


def searched(begun: Begun, evaluate: Evaluate) -> tuple[list[Setting], Matched | None]:
    """Find by simulation what no column tells; writes the scenario with what was found."""
    plan, observed, fitted = begun.plan, begun.observed, begun.fitted
    unknowns = unknowns_of(observed, fitted, load_arm(plan.file).scenario)
    targets = targets_of(observed, fitted, unknowns)
    if not unknowns or not plan.waves:
        return begun.settings(), None
    seeds = range(plan.seed, plan.seed + plan.runs)

    def simulate(places: Any) -> Any:
        points = values_at(unknowns, places)
        arms = [_arm(plan.file, nth, point) for nth, point in enumerate(points)]
        found = evaluate(arms, seeds)
        return np.array(
            [
                [
                    [_figure(found[each.label].get(seed, {}), target.kpi) for seed in seeds]
                    for target in targets
                ]
                for each in arms
            ]
        )

    of = matched(unknowns, targets, simulate, n_waves=plan.waves, n_points=plan.points)
    settings = begun.settings(of.best)
    begun.write(settings, of.ranges)
    return settings, of


def _figure(kpis: Mapping[str, Any], name: str) -> float:
    value = kpis.get(name)
    return float("nan") if value is None else float(value)


def _arm(file: Path, nth: int, point: Mapping[str, float]) -> Arm:
    arm = load_arm(file, overriding(dict(point)))
    label = ",".join(f"{path.rpartition('.')[2]}={value:g}" for path, value in point.items())
    return Arm(f"{nth}-{label}", arm.scenario, arm.recording)


def set_beside(begun: Begun, on_run: Callable[[], None] = lambda: None) -> list[Beside]:
    """Run the scenario that was written under fresh seeds, and compare it with the data."""
    plan, observed = begun.plan, begun.observed
    arm = load_arm(plan.file)
    first = plan.seed + plan.runs
    found = []
    for seed in range(first, first + plan.runs):
        found.append(likeness.of_run(run(arm.scenario, seed, arm.recording)))
        on_run()
    moments = observed.moments
    data = likeness.quantities(
        moments["placed"], observed.distance_m, moments["ready"], moments.get("delivered")
    )
    return likeness.beside(data, likeness.pooled(found))


def _drawn(observed: Observed, fitted: Fitted) -> str:
    recording = observed.recording
    store_m = np.column_stack([recording.store_x_m, recording.store_y_m]) - offset_m(recording)
    source = Source(
        recording.placed_min,
        recording.store,
        store_m,
        observed.preparation_min,
        recording.basket_cents,
        fitted.ground,
    )
    orders = drawn(source, recording.n_days, np.random.default_rng(_LUCK))
    return orders_text(orders, recording.store_names, store_m)
