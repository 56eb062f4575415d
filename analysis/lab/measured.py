"""Whether what is asked for is measured: one run tells, before all the others."""

from collections.abc import Iterable

from analysis.kpis import KPI, KPIS
from analysis.lab.evaluate import Evaluate
from analysis.loading import Arm

_USUAL = frozenset(kpi.name for kpi in KPIS)


def check_measured(
    asked: Iterable[str], arms: Iterable[Arm], levers: Iterable[str], evaluate: Evaluate, seed: int
) -> None:
    """Refuse KPIs of which a run of each arm under a seed has nothing.

    Nothing is run where every run has them, or where a lever, by its path, may switch on what
    measures them.

    Raises
    ------
    ValueError
        Names the first that is not measured, and where.
    """
    own = [name for name in dict.fromkeys(asked) if name not in _USUAL]
    if not own or any(path.startswith("mechanisms") for path in levers):
        return
    tried = list(arms)
    found = evaluate(tried, [seed])
    for arm in tried:
        for kpis in found.get(arm.label, {}).values():  # of a run that failed nothing is known
            for name in own:
                if name not in kpis:
                    raise ValueError(
                        f"{arm.label} does not measure {name} ({KPI[name].label['en']}): "
                        "what it is a measure of is off; `o2o mechanisms` says what is on"
                    )
