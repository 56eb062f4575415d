"""Replications of base and twin, seed by seed: the difference and its interval build up."""

from collections import OrderedDict
from collections.abc import Callable

from analysis.experiment.compare import Difference, differences
from analysis.kpis import Kpis
from analysis.live.living import Pieces, Warm, measured
from analysis.loading import Arm

# Twins whose results are kept, in case the levers go back to where they were.
_KEPT = 64

Settings = str  # what tells twins apart


class Replications:
    """What is known of a base and of its twins, by seed."""

    def __init__(self, base: Arm, warm: Warm) -> None:
        self._base, self._warm = base, warm
        self._of_base: dict[int, Kpis] = {}
        self._of_twins: OrderedDict[Settings, dict[int, Kpis]] = OrderedDict()

    def known(self, twin: Settings) -> int:
        """Seeds at which both are known."""
        return len(self._of_base.keys() & self._of_twins.get(twin, {}).keys())

    def differences(self, twin: Settings) -> tuple[Difference, ...]:
        """As `o2o compare` finds them."""
        return differences(self._of_base, self._of_twins.get(twin, {}))

    def work(
        self, arm: Arm | None, twin: Settings, seeds: range, heard: Callable[[], None]
    ) -> Pieces[None]:
        """Run what is missing, in order of seeds; `heard` is called after each pair.

        Without an arm, no lever is moved, and the base alone is got ready.
        """
        found = self._of_twins.setdefault(twin, {})
        self._of_twins.move_to_end(twin)
        while len(self._of_twins) > _KEPT:
            self._of_twins.popitem(last=False)
        for seed in seeds:
            if seed not in self._of_base:
                self._of_base[seed] = yield from measured(self._base, self._base, seed, self._warm)
            if arm is not None and seed not in found:
                found[seed] = yield from measured(arm, self._base, seed, self._warm)
                heard()
