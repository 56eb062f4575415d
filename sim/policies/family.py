"""What all policies share, and what a family of them is: one record that says all about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict

from sim.agenda import Agenda
from sim.flow.world import World
from sim.schema import Rows
from sim.settings import Settings
from sim.settings.hours import Hours, always

if TYPE_CHECKING:
    from sim.flow.flow import Flow  # loads all of the flow, which a scenario read does not need


class Policy(Hours):
    """A decision rule: its fields are its parameters, calling it decides.

    It keeps no state. It is called with the `MarketView`; what it needs to remember beside that
    lives in the run: a policy that defines `begin` is called with the view and its memory. A
    subclass of one family's base with a `use` name is a policy; built-ins stand in the record of
    their family.

    Outside its hours, `window` on `weekdays`, the policy of `policies.otherwise` is asked in its
    place. A class that makes something else of these names is in force at all hours.
    """

    # Defaults are validated too: an int default of a float would be another compiled type.
    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True
    )

    # Fields that hold at all hours, whichever policy is asked.
    terms: ClassVar[frozenset[str]] = frozenset()

    def begin(self, view: Any) -> Any:
        """A memory for a run that begins, made when the policy is first asked in it.

        Of a policy that defines this, every call is `policy(view, memory)`, with one and the same
        memory, which the policy may change and which can be pickled: a snapshot of the run holds
        it. Without, calls are `policy(view)`.
        """

    @property
    def remembers(self) -> bool:
        """Whether it has a memory."""
        return type(self).begin is not Policy.begin

    @property
    def has_hours(self) -> bool:
        """Whether there are hours in which it is not in force."""
        own = type(self).model_fields
        theirs = Hours.model_fields
        usual = all(own[name].annotation == theirs[name].annotation for name in theirs)
        return usual and not always(self)

    def check_scenario(self, settings: Settings) -> None:
        """Refuse, with a `ValueError`, settings that the policy cannot work in."""


def use_of(policy: Policy) -> str:
    """What a scenario file calls a policy: a built-in one's name, or "module:Class"."""
    kind = type(policy)
    if kind.__module__.startswith("sim."):
        return str(getattr(policy, "use", kind.__qualname__))
    return name_of(kind)


def name_of(owner: Any) -> str:
    """The name of a class or function, "module:Class", the same in every process."""
    return f"{home_of(owner)}:{owner.__qualname__}"


def home_of(owner: Any) -> str:
    """The module that a class or function stands in, by the same name in every process.

    In a worker the script that was started is `__mp_main__`, and `__main__` too.
    """
    module = getattr(owner, "__module__", None) or ""
    return "__main__" if module == "__mp_main__" else module


class Asked(Enum):
    """When the policies of a family are asked."""

    BEFOREHAND = "once, before the first day, from the scenario alone"
    AT_MIDNIGHT = "at each midnight"
    AT_INTERVALS = "at the start, and every `every_min`"
    TO_DISPATCH = "every `every_min`, after all else of that minute"
    TO_MOVE = "every `every_min`, after the dispatch of that minute"


class Applicable(Protocol):
    """What decisions are applied to: a market, as far as families know it."""

    agenda: Agenda  # what is remembered beside the columns
    moved: list[Rows]  # moves made so far, (n_made,) of sim.flow.requests.MOVED for each round

    @property
    def flow(self) -> "Flow":
        """The door to compiled code."""

    @property
    def world(self) -> World:
        """The columns of everyone and everything."""

    @property
    def scenario(self) -> Any:
        """The scenario, whose model imports this module."""

    @property
    def view(self) -> Any:
        """What policies see, now."""

    def list_within(self, radius_m: NDArray[np.float64]) -> None:
        """Let lists hold who delivers to a cell, by the radius of each zone, or is near on foot."""

    @property
    def now_min(self) -> float:
        """Minutes since the run's first midnight."""

    @property
    def weekday(self) -> int:
        """Today's weekday, 0 Monday."""


Faults = Iterator[str]


def _always(_market: Applicable, _policy: Any) -> bool:
    return True


def _each(_policy: Any) -> bool:
    return True


def _in_force_already(_market: Applicable, _policy: Any, _decision: Any, _nth: int) -> None:
    pass


@dataclass(frozen=True)
class Family:
    """A kind of decision: who makes it, when, what it is, what becomes of it.

    To add a family: its base class, its policies, what they return and such a record in a module
    of its own, and the record in the table `sim.policies.families.FAMILIES`. Scenario files, the
    run, `check_policy`, `o2o policies`, the JSON Schema and the docs read that table.
    """

    name: str  # under `policies` in a scenario file
    noun: str  # in messages: "coupon policies"
    base: type[Policy]
    decision: type  # what a policy returns
    built_in: dict[str, type[Policy]]  # by their `use`
    default: Policy | None  # what a scenario has that says nothing; None: a list that is empty
    asked: Asked
    # Of a decision, with the view or scenario it was made from: what is wrong with it.
    faults: Callable[[Any, Any], Faults]
    # (market, policy, decision, nth): puts the nth policy's decision in force. What is decided
    # beforehand, the market is built from.
    apply: Callable[[Any, Any, Any, int], None] = _in_force_already
    # (policy): whether it is ever asked; (market, policy): whether there is anything to ask for.
    asks: Callable[[Any], bool] = _each
    due: Callable[[Any, Any], bool] = _always
    # Its figures of a run, by name, from a `RunResult`; told where its policy is not the default.
    kpis: Callable[[Any], dict[str, float | None]] | None = None
    most: int = 1  # policies a scenario may have; more than one are a list
    rows: str = ""  # what rows the decision has, if it is rows
    kernels: bool = False  # whether its policies bring compiled code of their own
    keeps_hours: bool = False  # whether what its policies decide holds in their hours by itself

    @property
    def returns(self) -> str:
        """What to return, in words."""
        return f"rows of {self.rows}" if self.rows else f"a {self.decision.__name__}"

    @property
    def is_list(self) -> bool:
        """Whether a scenario may have several policies of this family."""
        return self.most > 1

    def policies(self, chosen: Any) -> tuple[Any, ...]:
        """A scenario's policies of this family, from its `policies` section."""
        found = getattr(chosen, self.name)
        return found if self.is_list else (found,)


def has_otherwise(family: Family) -> bool:
    """Whether another policy is asked in the hours in which its own is not in force."""
    return not family.is_list and family.asked is not Asked.BEFOREHAND
