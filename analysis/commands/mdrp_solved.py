"""Instances that are solved: what their official files come to, as data and as a table."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from analysis.commands.terminal import output
from analysis.mdrp import Figures, Instance, Violation, check, figures, overall, read_solution

_COLUMNS = (
    ("delivered", "delivered", "{:.0f} of {orders:.0f}"),
    ("click_to_door_min", "click-to-door", "{:.2f}"),
    ("click_to_door_p90_min", "P90", "{:.1f}"),
    ("ready_to_pickup_min", "ready-to-pickup", "{:.2f}"),
    ("overage_min", "overage", "{:.2f}"),
    ("cost_per_order_dollars", "$/order", "{:.2f}"),
    ("orders_per_bundle", "bundle", "{:.3f}"),
    ("ratio_to_bound", "ratio to bound", "{:.4f}"),
)


@dataclass(frozen=True)
class Solved:
    """One instance, solved and checked."""

    figures: Figures
    violations: tuple[Violation, ...]
    cpu_s: float


def judged(instance: Instance, folder: Path, cpu_s: float) -> Solved:
    """What the official files of a folder come to."""
    solution = read_solution(folder)
    return Solved(figures(instance, solution), tuple(check(instance, solution)), cpu_s)


def summary_of(solved: dict[str, Solved], settings: Sequence[str]) -> dict[str, Any]:
    """All figures, of each instance and of all."""
    every = list(solved.values())
    totals = overall([one.figures for one in every])
    cpu_s = sum(one.cpu_s for one in every)
    return {
        "settings": list(settings),
        "instances": {
            name: asdict(one.figures)
            | {"cpu_s": round(one.cpu_s, 3), "violations": [str(v) for v in one.violations]}
            for name, one in solved.items()
        },
        "mean": totals.means | {"cpu_s": round(cpu_s / len(every), 3)},
        "pooled_ratio_to_bound": totals.pooled_ratio_to_bound,
        "n_instances": totals.instances,
        "n_violations": sum(len(one.violations) for one in every),
    }


def show_table(solved: dict[str, Solved], out: Path) -> None:
    """The figures of each instance, their means, and whether all rules were kept."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("instance", no_wrap=True)
    for _, label, _ in _COLUMNS:
        table.add_column(label, justify="right", no_wrap=True)
    table.add_column("CPU s", justify="right", no_wrap=True)
    for name, one in solved.items():
        table.add_row(escape(name), *_cells(asdict(one.figures), one.cpu_s))
    if len(solved) > 1:
        every = list(solved.values())
        means = overall([one.figures for one in every]).means
        cpu_s = sum(one.cpu_s for one in every) / len(every)
        table.add_section()
        table.add_row(f"mean of {len(every)}", *_cells(means, cpu_s), style="bold")
    console = output()
    console.print(table)
    console.print("click-to-door: mean over orders; times in minutes", style="dim")
    n_violations = sum(len(one.violations) for one in solved.values())
    verdict = "all rules kept" if n_violations == 0 else f"{n_violations} violations of the rules"
    console.print(f"{verdict}; official files in {out}", markup=False)


def _cells(measures: dict[str, Any], cpu_s: float) -> list[str]:
    cells = [
        "-" if measures[name] is None else form.format(measures[name], **measures)
        for name, _, form in _COLUMNS
    ]
    return [*cells, f"{cpu_s:.2f}"]
