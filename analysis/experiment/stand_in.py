"""A scenario as a manifest has it, with what stands in for policies of the user's own.

Results are read again without running anything, the user's modules included, which may have changed
since, or be gone. A policy of his own is then its name and its settings, and cannot be run.
"""

from functools import cache
from typing import Any

from pydantic import ConfigDict

from sim.policies.error import PolicyError
from sim.policies.families import FAMILIES
from sim.policies.family import Policy
from sim.scenario import Scenario


def scenario_in(said: Any) -> Scenario:
    """The scenario that a manifest has.

    Raises
    ------
    ValueError
        It is none, or one that this version does not know.
    """
    if not isinstance(said, dict) or not isinstance(said.get("policies"), dict):
        return Scenario.model_validate(said)
    return Scenario.model_validate(said | {"policies": _known(said["policies"])})


def _known(policies: dict[str, Any]) -> dict[str, Any]:
    """Policies by family, and what holds otherwise, with what stands in for those of the user's."""
    known = dict(policies)
    for family in FAMILIES:
        told = policies.get(family.name)
        if isinstance(told, list):
            known[family.name] = [_stood_in(each, family.base) for each in told]
        elif told is not None:
            known[family.name] = _stood_in(told, family.base)
    if isinstance(policies.get("otherwise"), dict):
        known["otherwise"] = _known(policies["otherwise"])
    return known


def _stood_in(told: Any, base: type[Policy]) -> Any:
    """A policy of the user's own by its name and settings; a table of a built-in one as it is."""
    use = told.get("use") if isinstance(told, dict) else None
    if not isinstance(use, str) or ":" not in use:
        return told
    settings = {name: value for name, value in told.items() if name != "use"}
    return _stand_in(use, base).model_validate(settings)


@cache
def _stand_in(use: str, base: type[Policy]) -> type[Policy]:
    """A class that is called as the user's own, of which only the settings are known."""
    module, _, name = use.partition(":")

    def decide(*_seen: Any) -> Any:
        raise PolicyError(f"{use} is known by its settings alone: it cannot be run again from them")

    parts = {
        "__module__": module,
        "__qualname__": name,
        "__call__": decide,
        "model_config": ConfigDict(extra="allow"),
    }
    return type(name, (base,), parts)
