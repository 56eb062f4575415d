"""Files of tuning: which levers are searched, for what, under which constraints, for how long.

base = "baseline"
start = "lunch-coupon"
goal = "min:coupon_cost_per_order_cents"
subject_to = ["orders_per_day>=base*1.05", "click_to_door_p90_min<=base+4"]
minutes = 15

[over]
"policies.coupons[0].off_cents" = { low = 200, high = 1500 }
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from analysis.lab.design import MOST_POINTS
from analysis.lab.goal import Constraint, Goal, read_constraint, read_constraints, read_goal
from analysis.lab.lever import Lever, checked
from analysis.lab.study import DEFAULT_GOAL, Parts, accepted, beside, laid_over, opened
from analysis.scenario_file import Override
from analysis.scenario_file.layers import Layer
from sim.settings.bounds import Real, Whole

Sampler = Literal["surface", "tpe", "random"]

# Points that are asked for before any of them is known.
AT_ONCE = 2

# Beyond what anybody waits for; what is drawn ahead fits into memory.
_MOST_MINUTES = 1_000_000
_MOST_REPLICATIONS = 1_000_000


class TuneFile(BaseModel):
    """What a file of tuning holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: str = Field(description="what is compared with: a shipped scenario, or a file beside it")
    start: str | None = Field(None, description="what levers are laid over; none: the base")
    over: dict[str, Any] = Field(description="levers: lists of values, or ranges")
    goal: str = Field(DEFAULT_GOAL, description="a KPI; max: or min: before it says which way")
    subject_to: tuple[str, ...] = Field((), description="constraints, each NAME<=BOUND")
    budget: Whole | None = Field(
        None, ge=20, le=_MOST_REPLICATIONS, description="replications in all, unless minutes"
    )
    minutes: Real | None = Field(
        None, gt=0, le=_MOST_MINUTES, description="of the search and the confirmation"
    )
    replications: Whole = Field(
        4, ge=2, le=1000, description="of a trial that is not stopped before"
    )
    finalists: Whole = Field(4, ge=1, le=20, description="run again under fresh seeds")
    confirm: Whole = Field(24, ge=3, le=10_000, description="fresh seeds of each finalist")
    first: Whole = Field(
        8, ge=2, le=MOST_POINTS, description="trials spread evenly before any is asked for"
    )
    sampler: Sampler = Field("surface", description="surface, tpe or random")
    seed: Whole = Field(0, ge=0, lt=2**30, description="the first of the search")
    days: Whole | None = Field(None, ge=1, description="in place of the scenarios'")
    set: dict[str, Any] = Field({}, description="settings laid over base and start")

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if (self.budget is None) == (self.minutes is None):
            raise ValueError("say either budget, in replications, or minutes")
        return self


@dataclass(frozen=True)
class Tuning:
    """A search to be made."""

    base: str
    start: str
    levers: tuple[Lever, ...]
    goal: Goal
    constraints: tuple[Constraint, ...]
    budget: int | None = None  # replications in all; None: by `minutes`
    minutes: float | None = None
    replications: int = 4
    finalists: int = 4
    confirm: int = 24
    first: int = 8
    sampler: Sampler = "surface"
    seed: int = 0
    overrides: tuple[Override, ...] = ()

    @property
    def kpis(self) -> list[str]:
        """KPIs asked for, by name."""
        return [self.goal.kpi, *(each.kpi for each in self.constraints)]

    @property
    def seeds(self) -> tuple[int, ...]:
        """Of the search."""
        return tuple(range(self.seed, self.seed + self.replications))

    @property
    def fresh_seeds(self) -> tuple[int, ...]:
        """Of the finalists: no trial has seen them."""
        first = self.seed + self.replications
        return tuple(range(first, first + self.confirm))


def tuning(
    base: str,
    levers: Sequence[Lever],
    *,
    goal: str = DEFAULT_GOAL,
    subject_to: Sequence[str] = (),
    start: str | None = None,
    overrides: Sequence[Override] = (),
    **how: Any,
) -> Tuning:
    """A search, checked as far as can be without reading its scenarios; `how`: see `TuneFile`.

    Raises
    ------
    ValueError
        Says what cannot be read, or has no meaning.
    """
    if not {"budget", "minutes"} & how.keys():
        how["minutes"] = 15.0
    return Tuning(
        base=base,
        start=start or base,
        levers=tuple(checked(levers)),
        goal=read_goal(goal),
        constraints=read_constraints(subject_to),
        overrides=tuple(overrides),
        **how,
    )


def read_tuning(
    source: str | Path | Mapping[str, Any], changed: Mapping[str, Any] | None = None
) -> Tuning:
    """The search in a file, or in what it would hold; what is `changed` stands in place of that.

    Raises
    ------
    ScenarioError
        Names every fault, each with its place.
    """
    if isinstance(source, Mapping):
        said, layer = accepted(Layer("study", Path(), {}, dict(source)), TuneFile)
    else:
        said, layer = opened(source, TuneFile)
    parts = Parts(layer)
    base = parts.read(("base",), partial(beside, said.base, layer.folder))
    start = None
    if said.start is not None:
        start = parts.read(("start",), partial(beside, said.start, layer.folder))
    over = parts.levers(said.over)
    goal = parts.read(("goal",), partial(read_goal, said.goal))
    for nth, text in enumerate(said.subject_to):
        parts.read(("subject_to", nth), partial(read_constraint, text))
    parts.read(("over",), partial(checked, over or parts.levers({})))
    parts.check()
    assert base is not None
    assert goal is not None
    how = ("budget", "minutes", "replications", "finalists", "confirm", "first", "sampler", "seed")
    found = tuning(
        base,
        over,
        goal=str(goal),
        subject_to=said.subject_to,
        start=start,
        overrides=laid_over(said.set, said.days, layer),
        **{name: getattr(said, name) for name in how},
    )
    if changed and "budget" in changed:  # by whoever calls, and not by the file
        found = replace(found, **changed)
        _check_budget(found)
        return found
    parts.read(("budget",), partial(_check_budget, found))
    parts.check()
    return replace(found, **(changed or {}))


def _check_budget(found: Tuning) -> None:
    """Refuse a budget that the finalists eat up before anything is tried."""
    n_fresh = found.finalists * found.confirm
    least = n_fresh + AT_ONCE * found.replications
    if found.budget is not None and found.budget < least:
        raise ValueError(
            f"a budget of {found.budget} leaves nothing to search with: the finalists take "
            f"{n_fresh} replications ({found.finalists} under {found.confirm} fresh seeds) and the "
            f"first two trials {AT_ONCE * found.replications}; give {least} or more, "
            "or lower finalists or confirm"
        )
