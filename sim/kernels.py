"""Kernels: compiled, or loaded, before they are needed."""

import time
from contextlib import suppress

from sim.market import Market
from sim.policies.asking import PolicyError
from sim.processes import start
from sim.scenario import Policies, Scenario

_compiled: set[tuple[type, ...]] = set()


def compile_kernels(policies: Policies = Policies()) -> float:  # noqa: B008, it is frozen
    """Compile, or load, the flow and the kernels of such policies; CPU seconds it took.

    Once in a process: a tiny market lives through a day under them.
    """
    families = [family for family in policies.families if family.kernels]
    kinds = tuple(type(policy) for family in families for policy in family.policies(policies))
    if kinds in _compiled:
        return 0.0
    begun = time.process_time()
    tiny = {"consumers": {"count": 50}, "stores": {"count": 5}, "couriers": {"count": 5}}
    small = Scenario.model_validate({"title": "tiny", "days": 1, "warmup_days": 0, **tiny})
    decided = type(policies).model_validate(
        {family.name: getattr(policies, family.name) for family in families}
    )
    market = start(Market(small.model_copy(update={"policies": decided})))
    try:
        with suppress(PolicyError):  # an own policy that cannot do here; the run will tell
            market.live()
    finally:
        market.dissolve()
    _compiled.add(kinds)
    return time.process_time() - begun
