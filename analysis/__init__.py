"""What a program asks of the market: scenarios read, run, measured and compared.

A name is imported when it is first asked for, so that `import analysis` costs nothing.

`load`
    A scenario by name or path, with settings laid over it.
`run`
    One run of it: a `RunResult`, whose columns hold codes.
`measure`, `KPI`
    Every KPI of a run; what each is called, and its unit.
`tables`
    The tables of a run as pandas frames, with names in place of codes.
`compare`
    Scenarios under the same luck: every difference with its interval, and the verdict.
`discover`
    In which plausible cities a difference is so, and what these share.
`explain`
    What the orders of a scenario would have been in another, need by need.
`plausible`
    Scenarios compared in plausible cities, where it is not known what the city is like.
`select`
    Which of several scenarios is best, with as few replications as will do.
`sensitivity`
    Which settings move a KPI, and which no more than luck does.
`sweep`
    Settings of a scenario varied, and ranked by a goal under limits.
`tune`
    The best settings of some levers under constraints, confirmed under fresh seeds.

The same without Python is the command line, `python -m analysis`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from analysis.machine.support import refusal

if TYPE_CHECKING:
    from analysis.experiment.compare import Comparison
    from analysis.interface.decisions import discover, plausible, select
    from analysis.interface.laboratory import explain, sensitivity, sweep, tune
    from analysis.interface.runs import compare, load, run
    from analysis.kpis import KPI
    from analysis.kpis.measure import measure
    from analysis.loading import Arm
    from analysis.results.tables import tables
    from analysis.scenario_file import ScenarioError

__all__ = [
    "KPI",
    "Arm",
    "Comparison",
    "ScenarioError",
    "compare",
    "discover",
    "explain",
    "load",
    "measure",
    "plausible",
    "run",
    "select",
    "sensitivity",
    "sweep",
    "tables",
    "tune",
]

# Where each name is at home.
_HOME = {
    "KPI": "analysis.kpis",
    "Arm": "analysis.loading",
    "Comparison": "analysis.experiment.compare",
    "ScenarioError": "analysis.scenario_file",
    "compare": "analysis.interface.runs",
    "discover": "analysis.interface.decisions",
    "explain": "analysis.interface.laboratory",
    "load": "analysis.interface.runs",
    "measure": "analysis.kpis.measure",
    "plausible": "analysis.interface.decisions",
    "run": "analysis.interface.runs",
    "select": "analysis.interface.decisions",
    "sensitivity": "analysis.interface.laboratory",
    "sweep": "analysis.interface.laboratory",
    "tables": "analysis.results.tables",
    "tune": "analysis.interface.laboratory",
}


def __getattr__(name: str) -> object:
    """A public name, imported now."""
    if name not in _HOME:
        raise AttributeError(f"module 'analysis' has no attribute '{name}'")
    if refusal():
        raise OSError(refusal())
    found: object = getattr(import_module(_HOME[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
