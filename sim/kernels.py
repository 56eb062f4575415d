"""Kernels: compiled, or loaded, before they are needed."""

import time
from contextlib import suppress

from numba import config

from sim.market import Market
from sim.policies.error import PolicyError
from sim.processes import start
from sim.scenario import Scenario
from sim.standard import STANDARD

_compiled: set[tuple[object, ...]] = set()


def compile_kernels(scenario: Scenario) -> float:
    """Compile, or load, all that a run of such a scenario needs; CPU seconds it took.

    Once in a process: a tiny market lives through a day under its policies, with its mechanisms.
    Where code is left as it is, there is nothing to be done.
    """
    if vars(config)["DISABLE_JIT"]:
        return 0.0
    policies, mechanisms = scenario.policies, scenario.mechanisms
    families = [family for family in policies.families if family.kernels]
    deciding = (type(policy) for family in families for policy in family.policies(policies))
    kinds = (*STANDARD.switched(mechanisms.tables()).mechanisms, *deciding)
    if kinds in _compiled:
        return 0.0
    begun = time.process_time()
    tiny = {"consumers": {"count": 50}, "stores": {"count": 5}, "couriers": {"count": 5}}
    small = Scenario.model_validate({"title": "tiny", "days": 1, "warmup_days": 0, **tiny})
    decided = type(policies).model_validate(
        {family.name: getattr(policies, family.name) for family in families}
    )
    changed = {"policies": decided, "mechanisms": mechanisms}
    market = Market(small.model_copy(update=changed))
    try:
        with suppress(PolicyError):  # an own policy that cannot do here; the run will tell
            start(market).live()
    finally:
        market.dissolve()
    _compiled.add(kinds)
    return time.process_time() - begun
